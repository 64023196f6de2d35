"""The Model tab: how well it reads, in a sentence, in pictures and in tables, straight from the manifests."""

from pathlib import Path

import streamlit as st

from utils.figures import by_collection, comparison_table, figures_table, in_one_sentence, peers_table
from utils.manifest import MODELS, ModelError, load_manifest, load_peers, recipe_folders
from utils.views import charts
from utils.views.markup import fill
from utils.views.misread import of_misread

UNMEASURED = "How well this model reads is not measured yet; the figures will stand here."
LIMITS = """
- It knows the digits 0 to 9 as people write them by hand: no letters, signs or decimal points, no print.
- Two digits written in one stroke, without lifting the pen, are read as one on the canvas.
- Boards, forms and squared paper are read less well than plain paper.
- A photograph turned by more than some 20 degrees is misread; turn it first.
- People of other schools write digits it has never seen; where it is not sure it says so.
"""


def show() -> None:
    """Draw the tab: a sentence, pictures, and folded away what only some want to know."""
    try:
        _show_pictures()
        with st.expander("All figures", icon=":material/table:"):
            _show_figures()
        with st.expander("How it learnt", icon=":material/school:"):
            _show_learning()
        if load_peers():
            with st.expander("Other readers", icon=":material/document_scanner:"):
                _show_peers()
    except ModelError as error:
        st.error(str(error), icon=":material/error:")
    folders = {folder.name: folder for folder in recipe_folders()}
    if not folders:
        return
    with st.expander("Other networks", icon=":material/compare_arrows:"):
        try:
            _show_comparison()
            chosen = st.selectbox("Pictures of", list(folders), key="charted", bind="query-params")
            _show_other(folders[chosen])
        except ModelError as error:
            st.error(str(error), icon=":material/error:")


# What is put on the page below is the same for everybody: for the next visitor Streamlit only repeats it.


@st.cache_data(show_spinner=False)
def _show_pictures() -> None:
    figures = load_manifest()["figures"]
    st.html(fill("model", "in_short", words=in_one_sentence(figures) or UNMEASURED))
    collections = by_collection(figures)
    confusion = figures.get("strokes_confusion", {}).get("matrix")
    sureness = figures.get("strokes_calibration", {}).get("bins")
    left, right = st.columns(2, gap="large")
    with left:
        if collections:
            st.markdown(
                "**How many does it read right?** None of these was learnt from. A line shows where the true share "
                "lies, nineteen times in twenty."
            )
            st.vega_lite_chart(charts.accuracy(collections), width="stretch")
        if sureness:
            st.markdown("**How sure is it, and how often right?** On the dashed line it is right as often as it says.")
            st.vega_lite_chart(charts.reliability(sureness), width="stretch")
        st.markdown("**What can't it do?**" + LIMITS)
    with right:
        if confusion:
            st.markdown(
                "**What does it take for what?** Digits drawn by people it never saw; the right ones left blank."
            )
            st.vega_lite_chart(charts.confusion(confusion), width="stretch")
            misread = of_misread(confusion)
            if misread:
                st.html(misread)


@st.cache_data(show_spinner=False)
def _show_figures() -> None:
    figures = load_manifest()["figures"]
    if figures:
        for table in figures_table(figures).split("\n\n"):
            st.html(_scrolling(table, table.splitlines()[0].split("|")[1].strip()))
    else:
        st.markdown(UNMEASURED)


@st.cache_data(show_spinner=False)
def _show_learning() -> None:
    manifest = load_manifest()
    st.markdown(
        f"A residual network of **{manifest['parameters']:,}** parameters reads every digit. It was trained on MNIST, "
        "on pen strokes and on photographed digits, never on those it is measured with. Validation digits misread "
        "after each epoch of its last training:"
    )
    if manifest.get("learning_curve"):
        st.vega_lite_chart(charts.learning_curve(manifest["learning_curve"]), width="stretch")


@st.cache_data(show_spinner=False)
def _show_peers() -> None:
    st.markdown(
        "Two programs for text of every kind, which were not made for handwritten digits, read the same photographs: "
        "numbers on plain paper, hard ones on boards, forms and squares, and digits alone. Of what they read only the "
        "digits count. Each was asked in several ways."
    )
    table = peers_table(load_peers(), load_manifest()["figures"])
    st.html(_scrolling(table, "What ours and other readers read of the same photographs"))


@st.cache_data(show_spinner=False)
def _show_comparison() -> None:
    manifests = [load_manifest(folder) for folder in (MODELS, *recipe_folders())]
    compared = [manifest for manifest in manifests if "comparison" in manifest]
    st.markdown(
        "Five published networks, trained again as their authors describe. All read the same digits: MNIST's test "
        "digits, the same spoilt in 15 ways, and pen-drawn ones of people they never saw, both as this page prepares "
        "them and as the published pages do, the whole canvas shrunk."
    )
    if len(compared) > 1 and compared[0] is manifests[0]:  # a model that was just trained is in no comparison
        st.vega_lite_chart(charts.comparison(compared), width="stretch")
        st.html(_scrolling(comparison_table(compared), "Every model, its size and cost, and what it reads"))
        st.caption("Here each network looks once at a digit; the page looks again where ours is in doubt.")


@st.cache_data(show_spinner=False)
def _show_other(folder: Path) -> None:
    manifest = load_manifest(folder)
    drawings = manifest.get("comparison", {}).get("drawings")
    left, right = st.columns(2, gap="large")
    if drawings:
        with left:
            st.markdown("**How sure, and how often right?** Pen-drawn digits of unseen people")
            st.vega_lite_chart(charts.reliability(drawings["bins"]), width="stretch")
        with right:
            st.markdown("**What does it take for what?** The same digits")
            st.vega_lite_chart(charts.confusion(drawings["confusion"]), width="stretch")
    if manifest.get("learning_curve"):
        with left:
            st.markdown("**How did it learn?** Validation digits misread after each epoch")
            st.vega_lite_chart(charts.learning_curve(manifest["learning_curve"]), width="stretch")


def _scrolling(table: str, label: str) -> str:
    """A Markdown table as HTML that scrolls in itself, by keyboard too, where it is wider than the page."""
    titles, _, *rows = ([cell.strip() for cell in line[1:-1].split("|")] for line in table.splitlines())
    return fill("model", "scrolling", label=label, titles=titles, rows=rows)
