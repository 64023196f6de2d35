"""The Model tab: what is known of the model, straight from its manifest."""

import streamlit as st

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
    figures = [figure for figure in manifest["figures"].values() if "percent" in figure]
    rows = {
        "Read": [figure["title"] for figure in figures],
        "Right": [f"{figure['count']:,} of {figure['of']:,}" for figure in figures],
        "Share": [f"{figure['percent']:.2f} %" for figure in figures],
        "95 % interval": [f"{figure['low']:.2f} to {figure['high']:.2f} %" for figure in figures],
    }
    st.table(rows)
    for figure in manifest["figures"].values():
        if "value" in figure:
            st.markdown(f"{figure['title']}: **{figure['value']}**")
    st.caption("Drawings stay in this visit's memory and are gone when the page is closed. Nothing is stored.")
