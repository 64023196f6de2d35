"""The Model tab: what is known of the models, straight from their manifests."""

import streamlit as st

from utils.figures import comparison_table, figures_table
from utils.manifest import ModelError, load_manifest, recipe_folders
from utils.views import charts

OURS = "the model of this page"

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
        manifests = {OURS: load_manifest()} | {folder.name: load_manifest(folder) for folder in recipe_folders()}
    except ModelError as error:
        st.error(str(error), icon=":material/error:")
        return
    ours = manifests[OURS]
    st.markdown(
        f"A residual network of **{ours['parameters']:,}** parameters reads every digit. It was trained on MNIST, "
        "on pen strokes and on photographed digits. The people, pens and pictures below were kept from its training."
    )
    chosen = OURS
    if len(manifests) > 1:
        chosen = st.selectbox("Charts of", list(manifests), key="charted", bind="query-params")
    _show_charts(manifests[chosen], is_ours=chosen == OURS)
    st.markdown(figures_table(ours["figures"]))
    compared = [manifest for manifest in manifests.values() if "comparison" in manifest]
    if len(compared) > 1:
        _show_comparison(compared)
    st.caption("Drawings and pictures stay in this visit's memory and are gone when the page is closed.")


def _show_charts(manifest: dict, is_ours: bool) -> None:
    left, right = st.columns(2, gap="large")
    figures = manifest["figures"]
    if is_ours:
        calibration, confusion = figures.get("strokes_calibration"), figures.get("strokes_confusion", {}).get("matrix")
    else:
        calibration = manifest.get("comparison", {}).get("drawings")
        confusion = calibration and calibration["confusion"]
    if calibration:
        with left:
            st.markdown("**Can it be believed?** Pen-drawn digits of unseen people")
            before = calibration.get("before", {}).get("bins", [])
            st.vega_lite_chart(charts.reliability(calibration["bins"], before), width="stretch")
    if confusion:
        with right:
            st.markdown("**What is taken for what?** The same digits, the right ones left blank")
            st.vega_lite_chart(charts.confusion(confusion), width="stretch")
    if manifest.get("learning_curve"):
        with left:
            st.markdown("**How did it learn?** Validation digits misread after each epoch")
            st.vega_lite_chart(charts.learning_curve(manifest["learning_curve"]), width="stretch")
    if is_ours:
        with right:
            st.markdown("**What can't it do?**" + LIMITS)


def _show_comparison(manifests: list[dict]) -> None:
    st.markdown(
        "**How do other networks do?** Five published ones, trained again as their authors describe. All read the same "
        "digits: MNIST's test digits, the same spoilt in 15 ways, and pen-drawn ones of people they never saw, both as "
        "this page prepares them and as the published pages do, the whole canvas shrunk."
    )
    st.vega_lite_chart(charts.comparison(manifests), width="stretch")
    st.markdown(comparison_table(manifests))
