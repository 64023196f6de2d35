"""The Photo tab has the Draw tab's manners: a large answer, how sure it is, and each digit opened."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_files import saved
from utils.manifest import MODELS
from utils.reading import reading_of
from utils.views.photo import what_is_said


@pytest.fixture
def page():
    page = AppTest.from_file(str(MODELS.parent / "app.py"), default_timeout=60)
    page.query_params["tab"] = "Photo"
    return page.run()


def shown(page):
    return " ".join(element.proto.body for element in page.get("html"))


def choice(page, label):
    return next(pills for pills in page.button_group if pills.label.startswith(label))


def test_examples_stay_beside_a_picture_of_ones_own(page):
    choice(page, "Or try an example").set_value("blackboard").run()
    assert [code.value for code in page.code] == ["31415"]
    own = saved(Image.fromarray(255 - picture_of(place(MADE_DIGITS["seven, crossed"][1]))), "PNG")
    page.file_uploader[0].upload("seven.png", own, "image/png").run()
    assert not page.exception
    assert [code.value for code in page.code] == ["7", "31415"]
    choice(page, "Or try an example").set_value(None).run()
    assert [code.value for code in page.code] == ["7"]
    assert "made by a program" in choice(page, "Or try an example").label


def test_a_digit_of_a_picture_opens_and_is_explained(page):
    choice(page, "Or try an example").set_value("page on a desk").run()
    assert 'class="bars"' not in shown(page)
    choice(page, "Look closer").set_value(1).run()
    assert '<div class="row best"><span>0</span>' in shown(page)
    assert "data:image/jpeg;base64," in shown(page)
    next(toggle for toggle in page.toggle if toggle.label.startswith("Why") and "example" in toggle.key).set_value(True)
    page.run()
    assert not page.exception
    assert "Blue ink spoke for 0" in shown(page)


def correct(page, position, value):
    """Open a digit of the only picture and choose what it is."""
    choice(page, "Look closer").set_value(position).run()
    choice(page, "Wrong?").set_value(value).run()
    assert not page.exception


def test_a_digit_is_corrected_where_it_stands_and_back(page):
    choice(page, "Or try an example").set_value("blackboard").run()
    assert not [pills for pills in page.button_group if pills.label.startswith("Wrong?")]
    correct(page, 2, "8")
    assert page.code[0].value == "31815"
    assert "Noted: 4 is 8." in shown(page)
    assert "<b>8</b> noted</span><small>read as 4</small>" in shown(page)
    assert "It was read as 4, " in shown(page)
    correct(page, 0, "no digit")
    assert page.code[0].value == "1815"
    assert "Noted: 3 is no digit, 4 is 8." in shown(page)
    assert choice(page, "Look closer").options[:3] == ["1st: ·", "2nd: 1", "3rd: 8"]
    choice(page, "Look closer").set_value(2).run()
    assert choice(page, "Wrong?").value == "8"
    choice(page, "Wrong?").set_value(None).run()
    assert page.code[0].value == "1415"
    correct(page, 0, None)
    assert page.code[0].value == "31415"
    assert "oted" not in shown(page)


def test_corrections_outlive_what_hides_their_picture(page):
    choice(page, "Or try an example").set_value("blackboard").run()
    correct(page, 1, "7")
    for name in ("page on a desk", None, "blackboard"):
        choice(page, "Or try an example").set_value(name).run()
    assert page.code[0].value == "37415"
    page.segmented_control(key="photographed_kind").set_value("One digit").run()
    assert "oted" not in shown(page)
    page.segmented_control(key="photographed_kind").set_value("A number").run()
    choice(page, "Picture from").set_value("Camera").run()
    assert page.code[0].value == "37415"


def test_one_digit_has_no_tile_and_is_corrected_at_once(page):
    page.segmented_control(key="photographed_kind").set_value("One digit").run()
    own = saved(Image.fromarray(255 - picture_of(place(MADE_DIGITS["seven, crossed"][1]))), "PNG")
    page.file_uploader[0].upload("seven.png", own, "image/png").run()
    assert 'class="tile' not in shown(page)
    assert 'class="row best"><span>7</span>' in shown(page)
    choice(page, "Wrong?").set_value("1").run()
    assert page.code[0].value == "1"
    assert "Noted: 7 is 1." in shown(page)
    choice(page, "Wrong?").set_value("no digit").run()
    assert page.code[0].value == "no digit"


def test_a_correction_is_confirmed(reader):
    strokes = [*place(MADE_DIGITS["four, open"][1], 100, 30, 40), *place(MADE_DIGITS["two, plain"][1], 100, 180, 40)]
    reading = reader.read_picture(np.uint8(255 - picture_of(strokes, 320, 180)))
    marked = reading_of([replace(reading.digits[0], value=None), reading.digits[1]])
    assert "Noted: 4 is 9." in what_is_said(reading, [9, 2])
    assert "Noted: a mark is 1." in what_is_said(marked, [1, 2])
    assert "igit" in what_is_said(reading, [4, 2])
    assert "Noted" not in what_is_said(reading, [4, 2])
