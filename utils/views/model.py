"""The Model tab: what is known of the model, straight from its manifest."""

import streamlit as st

from utils.figures import figures_table
from utils.manifest import ModelError, load_manifest
from utils.views import charts

LIMITS = """
- It knows the digits 0 to 9 as people write them by hand: no letters, signs or decimal points, no print.
- Two digits written in one stroke, without lifting the pen, are read as one on the canvas.
- Boards, forms and squared paper are read less well than plain paper: see the table.
- A photograph turned by more than some 20 degrees is misread; turn it first.
- People of other schools write digits it has never seen; where it is not sure it says so.
"""


def show() -> None:
    """Draw the tab."""
    try:
        _show_manifest()
    except ModelError as error:
        st.error(str(error), icon=":material/error:")


@st.cache_data(show_spinner=False)
def _show_manifest() -> None:
    """Put all of it on the page; for the next visitor Streamlit only repeats it."""
    manifest = load_manifest()
    figures = manifest["figures"]
    st.markdown(
        f"A residual network of **{manifest['parameters']:,}** parameters reads every digit. It was trained on MNIST "
        "and on pen strokes. The people, pens and pictures below were kept from its training."
    )
    _show_charts(manifest)
    st.markdown(figures_table(figures))
    st.caption("Drawings and pictures stay in this visit's memory. See Privacy below.")


def _show_charts(manifest: dict) -> None:
    figures = manifest["figures"]
    left, right = st.columns(2, gap="large")
    calibration, confusion = figures.get("strokes_calibration"), figures.get("strokes_confusion")
    if calibration and "before" in calibration:
        with left:
            st.markdown("**Can it be believed?** Pen-drawn digits of unseen people")
            st.vega_lite_chart(charts.reliability(calibration["bins"], calibration["before"]["bins"]), width="stretch")
    if confusion:
        with right:
            st.markdown("**What is taken for what?** The same digits, the right ones left blank")
            st.vega_lite_chart(charts.confusion(confusion["matrix"]), width="stretch")
    if manifest.get("learning_curve"):
        with left:
            st.markdown("**How did it learn?** Validation digits misread after each epoch")
            st.vega_lite_chart(charts.learning_curve(manifest["learning_curve"]), width="stretch")
    with right:
        st.markdown("**What can't it do?**" + LIMITS)
