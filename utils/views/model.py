"""The Model tab: what is known of the models, straight from their manifests."""

import html
from pathlib import Path

import streamlit as st

from utils.figures import comparison_table, figures_table
from utils.manifest import MODELS, ModelError, load_manifest, recipe_folders
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
        _show_introduction()
        chosen = st.selectbox("Charts of", list(_folders()), key="charted", bind="query-params")
        _show_charts(chosen)
        _show_figures()
    except ModelError as error:
        st.error(str(error), icon=":material/error:")


# What is put on the page below is the same for everybody: for the next visitor Streamlit only repeats it.


@st.cache_data(show_spinner=False)
def _show_introduction() -> None:
    st.markdown(
        f"A residual network of **{load_manifest()['parameters']:,}** parameters reads every digit. It was trained on "
        "MNIST, on pen strokes and on photographed digits. The people, pens and pictures below were kept from its "
        "training."
    )


@st.cache_data(show_spinner=False)
def _show_charts(name: str) -> None:
    manifest = load_manifest(_folders()[name])
    figures = manifest["figures"]
    if name == OURS:
        calibration, confusion = figures.get("strokes_calibration"), figures.get("strokes_confusion", {}).get("matrix")
    else:
        calibration = manifest.get("comparison", {}).get("drawings")
        confusion = calibration and calibration["confusion"]
    left, right = st.columns(2, gap="large")
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
    if name == OURS:
        with right:
            st.markdown("**What can't it do?**" + LIMITS)


@st.cache_data(show_spinner=False)
def _show_figures() -> None:
    manifests = [load_manifest(folder) for folder in _folders().values()]
    st.markdown(figures_table(manifests[0]["figures"]))
    compared = [manifest for manifest in manifests if "comparison" in manifest]
    if len(compared) > 1 and compared[0] is manifests[0]:  # a model that was just trained is in no comparison
        _show_comparison(compared)
    st.caption("Drawings and pictures stay in this visit's memory. See Privacy below.")


def _folders() -> dict[str, Path]:
    return {OURS: MODELS} | {folder.name: folder for folder in recipe_folders()}


def _show_comparison(manifests: list[dict]) -> None:
    st.markdown(
        "**How do other networks do?** Five published ones, trained again as their authors describe. All read the same "
        "digits: MNIST's test digits, the same spoilt in 15 ways, and pen-drawn ones of people they never saw, both as "
        "this page prepares them and as the published pages do, the whole canvas shrunk."
    )
    st.vega_lite_chart(charts.comparison(manifests), width="stretch")
    st.html(_scrolling(comparison_table(manifests), "Every model, its size and cost, and what it reads"))


def _scrolling(table: str, label: str) -> str:
    """A Markdown table as HTML that scrolls in itself, by keyboard too, where it is wider than the page."""
    head, _, *rows = ([html.escape(cell.strip()) for cell in line[1:-1].split("|")] for line in table.splitlines())
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="scrolling" tabindex="0" role="region" aria-label="{label}"><table class="recipes">'
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )
