"""The page as Streamlit's own test harness sees it, drawings put in as the canvas sends them."""

import shutil
import tomllib

import cv2
import numpy as np
import pytest
from PIL import Image
from starlette.formparsers import MultiPartParser
from streamlit.testing.v1 import AppTest

from tests.made_digits import MADE_DIGITS, canvas_json, picture_of, place
from utils.manifest import MODELS, ModelError, recipe_folders
from utils.reader import Reader
from utils.views import loading
from utils.views.sources import MOST_MEGABYTES, MOST_PICTURES

APP = str(MODELS.parent / "app.py")


@pytest.fixture
def page():
    return AppTest.from_file(APP, default_timeout=60)


class SessionState(dict):
    """Of a page that is not run."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


def put(page, strokes):
    """What the component stores when the pen is lifted."""
    page.session_state["ink"] = {"drawing": {"raw": canvas_json(strokes), "data": None}, "backgroundFit": None}
    return page.run()


def clear(page):
    """The button, and what the component stores when the browser has emptied it."""
    page.session_state["ink"] = {"drawing": {"raw": canvas_json([]), "data": None}, "backgroundFit": None}
    return button(page, "Clear").click().run()


def shown(page):
    return " ".join(element.proto.body for element in page.get("html"))


def button(page, label):
    return next(button for button in page.button if button.label == label)


def test_nothing_drawn_invites(page):
    page.run()
    assert not page.exception
    assert "Draw a digit" in shown(page)
    assert 'class="bars"' not in shown(page)


@pytest.mark.parametrize("name", ["zero, round", "four, open", "seven, crossed"])
def test_a_drawn_digit_is_answered_with_ten_probabilities_and_its_glyph(page, name):
    value, strokes = MADE_DIGITS[name]
    put(page.run(), place(strokes))
    assert not page.exception
    assert f'<div class="value">{value}</div>' in shown(page)
    assert shown(page).count('class="bar"') == 10
    assert "28 by 28 pixels" in shown(page)
    assert "Draw a digit" not in shown(page)


def test_a_click_is_no_digit(page):
    put(page.run(), [place(MADE_DIGITS["one, a bar"][1])[0][:1]])
    assert "This is no digit." in shown(page)


def test_more_than_can_be_read_is_said_and_cleared(page):
    put(page.run(), [np.array([(n, 10), (n, 60)]) for n in range(300)])
    assert not page.exception
    assert "too much to read at once" in page.warning[0].value
    clear(page)
    assert "Draw a digit" in shown(page)


def test_a_number_is_read_unless_one_digit_is_meant(page):
    put(page.run(), place(MADE_DIGITS["seven, plain"][1], 80, 20) + place(MADE_DIGITS["four, closed"][1], 80, 150))
    assert ">74</div>" in shown(page)
    page.segmented_control(key="drawn_kind").set_value("One digit").run()
    assert not page.exception
    assert ">74</div>" not in shown(page)
    assert shown(page).count('class="bar"') == 10


def test_a_digit_of_a_number_opens_with_all_that_is_known_of_one(page):
    put(page.run(), place(MADE_DIGITS["seven, plain"][1], 80, 20) + place(MADE_DIGITS["four, closed"][1], 80, 150))
    assert 'class="bar"' not in shown(page)
    (opened,) = [pills for pills in page.button_group if pills.label == "Look closer at one"]
    opened.set_value(1).run()
    assert not page.exception
    assert shown(page).count('class="bar"') == 10
    page.toggle(key="why").set_value(True).run()
    assert "spoke for 4" in shown(page)


@pytest.mark.parametrize(
    ("toggle", "hidden", "told"),
    [
        ("why", "spoke for 7", ["Blue ink spoke for 7, orange ink against it"]),
        ("inside", 'class="inside"', ['class="inside"', "spoke for 7", "Most alike", "the 7s in blue"]),
    ],
)
def test_why_and_the_layers_are_shown_to_whoever_asks(page, toggle, hidden, told):
    put(page.run(), place(MADE_DIGITS["seven, plain"][1]))
    assert hidden not in shown(page)
    page.toggle(key=toggle).set_value(True).run()
    assert not page.exception
    for words in told:
        assert words in shown(page)


def test_why_says_why_a_drawing_was_refused(page):
    page.run()
    scribble = [np.stack([140 + 60 * np.cos(np.arange(60) * 1.7), 140 + 60 * np.sin(np.arange(60) * 2.3)], axis=1)]
    put(page, scribble)
    assert "This is no digit." in shown(page)
    assert 'class="bars refused"' in shown(page)
    page.toggle(key="why").set_value(True).run()
    assert "It was refused because" in shown(page)


def test_what_is_cleared_is_kept_for_this_visit_until_forgotten(page):
    clear(page.run())
    assert not page.session_state["history"] if "history" in page.session_state else True
    put(page, place(MADE_DIGITS["seven, crossed"][1]))
    clear(page)
    assert [entry.right for entry in page.session_state["history"]] == ["7"]
    button(page, "Yes, forget them").click().run()
    assert page.session_state["history"] == []
    assert not page.exception


def test_what_a_browser_kept_is_read_again_and_what_is_malformed_left_out(page, reader, monkeypatch):
    page.run()
    state = SessionState()
    monkeypatch.setattr("streamlit.session_state", state)
    from utils.views.history import bring_back

    seven = [stroke.round().astype(int).tolist() for stroke in place(MADE_DIGITS["seven, crossed"][1])]
    stored = [
        {"strokes": seven, "right": "1", "one": True},
        {"strokes": [[[1e9, 5], ["x", None]], 3], "right": "1"},
        {"strokes": [[[5, 5]]] * 1000, "right": "1"},
        {"strokes": seven, "right": "<b>"},
        {"strokes": seven},
        7,
    ]
    bring_back(stored, reader)
    assert [(entry.right, entry.reading.text) for entry in state["history"]] == [("1", "7")]
    bring_back("nonsense", reader)
    assert [entry.right for entry in state["history"]] == ["1"]


def test_what_was_undone_is_not_kept(page):
    put(page.run(), place(MADE_DIGITS["seven, plain"][1]))
    button(page, "Undo").click()
    put(page, [])
    clear(page)
    assert "history" not in page.session_state or not page.session_state["history"]


def test_undo_and_clear_of_nothing_are_harmless(page):
    page.run()
    for label in ("Undo", "Clear", "Undo"):
        button(page, label).click().run()
        assert not page.exception


def test_the_pen_width_keeps_the_drawing(page):
    put(page.run(), place(MADE_DIGITS["three, round"][1]))
    page.slider(key="pen_width").set_value(30).run()
    assert '<div class="value">3</div>' in shown(page)


def year_picture(tmp_path, names=("two, plain", "zero, round", "two, angular", "six, curved")):
    strokes = [s for n, name in enumerate(names) for s in place(MADE_DIGITS[name][1], 90, 20 + 130 * n, 40)]
    path = tmp_path / "year.png"
    Image.fromarray(255 - picture_of(strokes, 560, 200, pen=9)).save(path)
    return path.read_bytes()


def test_uploaded_pictures_are_read_and_a_bad_one_is_named(page, tmp_path):
    page.run()
    page.file_uploader[0].upload("year.png", year_picture(tmp_path), "image/png")
    page.file_uploader[0].upload("notes.png", b"text", "image/png").run()
    assert not page.exception
    assert page.code[0].value == "2026"
    assert [error.value for error in page.error if "notes.png" in error.value]
    assert [button.label for button in page.get("download_button")]


def test_more_pictures_than_are_read_at_once_are_counted_in_words(page, tmp_path):
    page.run()
    picture = year_picture(tmp_path, ["seven, crossed"])
    for number in range(MOST_PICTURES + 2):
        page.file_uploader[0].upload(f"{number}.png", picture + bytes([number]), "image/png")
    page.run()
    assert not page.exception
    assert f"Not read: {MOST_PICTURES}.png, {MOST_PICTURES + 1}.png." in page.warning[0].value
    assert f"{MOST_PICTURES} pictures and {MOST_MEGABYTES} MB" in page.warning[0].value
    assert [code.value for code in page.code] == ["7"] * MOST_PICTURES


def test_the_page_says_what_is_kept_and_the_settings_agree(page):
    page.run()
    (note,) = [element.value for element in page.markdown if "Nothing is kept" in element.value]
    for word in ("draw", "upload", "camera", "corrected", "log", "statistics", "two minutes"):
        assert word in note
    settings = tomllib.loads((MODELS.parent / ".streamlit" / "config.toml").read_text())
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"].get("disconnectedSessionTTL", 120) == 120


def test_uploads_of_any_size_that_is_taken_stay_in_memory(page):
    page.run()
    assert MultiPartParser.spool_max_size >= 20 * 1024**2


def test_a_picture_taken_as_one_digit(page, tmp_path):
    page.run()
    page.file_uploader[0].upload("seven.png", year_picture(tmp_path, ["seven, crossed"]), "image/png").run()
    page.segmented_control[1].set_value("One digit").run()
    assert page.code[0].value == "7"


@pytest.mark.parametrize("fault", ["missing", "altered"])
def test_a_bad_model_file_is_named_with_the_remedy(page, fault, tmp_path, monkeypatch):
    for name in ("digits.json", "digits.keras", "grouping.npz"):
        shutil.copy(MODELS / name, tmp_path / name)
    model = tmp_path / "digits.keras"
    model.unlink() if fault == "missing" else model.write_bytes(b"altered")
    monkeypatch.setattr(loading, "MODELS", tmp_path)
    loading.load_reader.clear()
    try:
        page.run()
    finally:
        loading.load_reader.clear()
    assert not page.exception
    assert str(model) in page.error[0].value
    assert "git checkout" in page.error[0].value
    assert [element for element in page.markdown if "Nothing is kept" in element.value]


def test_a_visitor_takes_one_core_at_a_time():
    threads = cv2.getNumThreads()
    loading.load_reader.clear()
    try:
        loading.load_reader()
        assert cv2.getNumThreads() == 1
    finally:
        cv2.setNumThreads(threads)


def test_other_models_say_what_they_make_of_the_same_drawing_once_asked(page):
    put(page.run(), place(MADE_DIGITS["seven, crossed"][1]))
    assert 'class="compared"' not in shown(page)
    page.toggle(key="compare").set_value(True).run()
    assert not page.exception
    names = ["This page", *(folder.name for folder in recipe_folders())]
    assert [name for name in names if f'<th scope="row">{name}</th>' in shown(page)] == names


def test_a_damaged_model_of_others_is_named_and_the_rest_compared(page, monkeypatch):
    damaged = recipe_folders()[0]
    load = Reader.load

    def load_unless_damaged(folder=MODELS):
        if folder == damaged:
            raise ModelError(f"{folder} was altered.")
        return load(folder)

    monkeypatch.setattr(Reader, "load", load_unless_damaged)
    loading.load_published.clear()
    put(page.run(), place(MADE_DIGITS["seven, crossed"][1]))
    page.toggle(key="compare").set_value(True).run()
    assert not page.exception
    assert f"{damaged} was altered." in shown(page)
    assert f'<th scope="row">{recipe_folders()[1].name}</th>' in shown(page)
