"""The Model tab: what is known of the model, straight from its manifest."""

import streamlit as st

from utils.figures import figures_table
from utils.manifest import ModelError, load_manifest


def show() -> None:
    """Draw the tab."""
    try:
        manifest = load_manifest()
    except ModelError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.markdown(
        f"A residual network of **{manifest['parameters']:,}** parameters reads every digit. It was trained for "
        f"{manifest['epochs']} epochs on MNIST and on pen strokes. "
        "The people, pens and pictures below were kept from its training and from every choice."
    )
    st.markdown(figures_table(manifest["figures"]))
    st.caption("Drawings and pictures stay in this visit's memory and are gone when the page is closed.")
