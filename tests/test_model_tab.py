"""The Model tab says what was measured, whatever of it there is, and in words for everybody."""

import html
import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from utils.figures import figures_table, peers_table
from utils.manifest import MODELS, load_manifest, recipe_folders
from utils.views import charts, model


@pytest.fixture
def page():
    page = AppTest.from_file(str(MODELS.parent / "app.py"), default_timeout=60)
    page.query_params["tab"] = "Model"
    return page


def shown(page):
    bodies = [element.proto.body for element in page.get("html")]
    return " ".join(body for body in bodies if not body.startswith("<style"))


def tables_of(page, fold="All figures"):
    """The cells of all tables in a fold, row by row."""
    bodies = "".join(element.proto.body for part in page.expander if part.label == fold for element in part.get("html"))
    rows = re.findall(r"<tr>(.*?)</tr>", bodies)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def cells_of(markdown):
    rows = [line for line in markdown.splitlines() if line and not line.startswith("|---")]
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in rows]


def measured(monkeypatch, **figures):
    """Has the Model tab find these figures in the manifest of the page's model."""
    known = load_manifest()

    def found(folder=MODELS):
        return known | {"figures": figures} if folder == MODELS else load_manifest(folder)

    monkeypatch.setattr(model, "load_manifest", found)
    st.cache_data.clear()


ALL = {
    "mnist_test": {"title": "MNIST", "count": 996, "of": 1000, "percent": 99.6, "low": 99.0, "high": 99.8},
    "collection_a": {
        "title": "Digits of collection a, 3 people",
        "count": 97,
        "of": 100,
        "sure": 80.0,
        "sure_wrong": 5.0,
    }
    | {"percent": 97.0, "low": 91.0, "high": 99.0},
    "strokes_confusion": {"title": "Pen", "matrix": [[9] * 11 for _ in range(10)]},
    "strokes_calibration": {"title": "Pen", "value": "1 %", "bins": [{"count": 9, "confidence": 0.9, "right": 0.8}]},
    "digitness": {"title": "AUROC of digitness", "value": "0.99"},
}


@pytest.mark.parametrize("missing", [(), ("mnist_test", "collection_a"), ("strokes_confusion",), tuple(ALL)])
def test_the_model_tab_shows_the_manifests_figures_and_only_those(page, monkeypatch, missing):
    figures = {key: figure for key, figure in ALL.items() if key not in missing}
    measured(monkeypatch, **figures)
    page.run()
    assert not page.exception
    said = [element.value for element in page.markdown]
    assert tables_of(page) == cells_of(figures_table(figures)) if figures else not tables_of(page)
    sentence = (
        "Of 1,000 digits by people it never saw it reads 970 right. It calls itself sure of 800, and is wrong in 40 "
    )
    assert (sentence in shown(page)) == ("collection_a" in figures)
    assert ("not measured yet" in shown(page)) == ("collection_a" not in figures)
    questions = "**How many", "**What does it take for what?** Digits", "**How sure is"
    pictures = [text for text in said if text.startswith(questions)]
    assert len(pictures) == len({"mnist_test", "strokes_confusion", "strokes_calibration"} & figures.keys())


PEER = {
    "reader": "Peer 1.0",
    "setting": "as it comes <b>",
    "photos": {"right": 5, "written": 10, "extra": 0, "lines_exact": 1, "lines": 4},
    "one": {"right": 20, "of": 58},
}


@pytest.mark.parametrize("peers", [[PEER], []])
def test_what_other_readers_read_is_folded_away_where_it_was_measured(page, monkeypatch, peers):
    measured(monkeypatch, **ALL)
    monkeypatch.setattr(model, "load_peers", lambda: peers)
    page.run()
    assert not page.exception
    assert tables_of(page, "Other readers") == (cells_of(peers_table(peers, ALL)) if peers else [])
    assert any(fold.label == "Other readers" for fold in page.expander) == bool(peers)


def test_legends_of_several_entries_have_one_a_line_for_phones_to_show_them():
    compared = [load_manifest(folder) for folder in recipe_folders()]
    curve = [{"epoch": 1, "mnist_accuracy": 0.9, "strokes_accuracy": 0.8}]
    for chart in (charts.comparison(compared), charts.learning_curve(curve)):
        legend = chart["layer"][-1]["encoding"]["color"]["legend"]
        assert legend["columns"] == 1


def test_words_that_nobody_knows_are_folded_away(page, monkeypatch):
    measured(monkeypatch, **ALL)
    page.run()
    folded = "".join(element.proto.body for fold in page.expander for element in fold.get("html"))
    folded += "".join(text.value for fold in page.expander for text in fold.markdown)
    everything = shown(page) + "".join(element.value for element in page.markdown)
    for word in ("AUROC", "digitness", "spoilt", "glyph"):
        assert everything.count(word) == folded.count(word)
    assert "AUROC" in folded


def test_the_model_tab_charts_any_recipe_and_always_ours(page):
    def drawn():
        return [chart.proto.SerializeToString() for chart in page.run().get("vega_lite_chart")]

    page.query_params["tab"] = "Draw"
    assert not drawn()  # where nobody looks at them they would slow the strokes down
    page.query_params["tab"] = "Model"
    first = drawn()
    for folder in recipe_folders()[1:]:
        page.selectbox(key="charted").set_value(folder.name)
        others = drawn()
        assert not page.exception
        assert [one == other for one, other in zip(first, others, strict=True)][-3:] == [False, False, False]
        assert first[:-3] == others[:-3]  # of our own model, and the comparison
