"""The Photo tab has the Draw tab's manners: a large answer, how sure it is, and each digit opened."""

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_files import saved
from utils.manifest import MODELS
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
    choice(page, "Or try an example").set_value("blackboard").run()
    assert [code.value for code in page.code] == ["31415", "7"]  # what was chosen last is seen first
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


def test_a_correction_is_confirmed(reader):
    strokes = [*place(MADE_DIGITS["four, open"][1], 100, 30, 40), *place(MADE_DIGITS["two, plain"][1], 100, 180, 40)]
    reading = reader.read_picture(np.uint8(255 - picture_of(strokes, 320, 180)))
    assert "Noted: 4 is 9." in what_is_said(reading, ["4", "2"], ["9", "2"])
    assert "Noted: a mark is 1." in what_is_said(reading, ["", "2"], ["1", "2"])
    assert "igit" in what_is_said(reading, ["4", "2"], ["4", "2"])
    assert "Noted" not in what_is_said(reading, ["4", "2"], ["4", "2"])
