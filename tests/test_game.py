"""The game: ten digits, a score, a picture to keep, and nothing that stays."""

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.made_digits import MADE_DIGITS, canvas_json, place
from utils.manifest import MODELS
from utils.views.game import FOOL, WRITE, Game, Round, picture_of

NAMES = [
    *("zero, round", "one, a bar", "two, plain", "three, round", "four, open"),
    *("five, bar apart", "six, curved", "seven, plain", "eight, two rings", "nine, straight"),
]


@pytest.fixture
def page():
    return AppTest.from_file(str(MODELS.parent / "app.py"), default_timeout=60).run()


def button(page, label):
    return next(button for button in page.button if button.label == label)


def put(page, strokes):
    page.session_state["ink"] = {"drawing": {"raw": canvas_json(strokes), "data": None}, "backgroundFit": None}
    return page.run()


def shown(page):
    return " ".join(element.proto.body for element in page.get("html"))


def play(page, kind, name_for):
    button(page, kind).click().run()
    for number in range(10):
        assert f"{number + 1} of 10" in shown(page)
        assert button(page, "Next").disabled
        put(page, place(MADE_DIGITS[name_for(page.session_state.game.wanted[number])][1]))
        button(page, "Next").click().run()
        assert not page.exception
        put(page, [])


@pytest.mark.parametrize("kind", [WRITE, FOOL])
def test_ten_digits_are_played_and_nothing_stays(page, kind):
    play(page, kind, lambda wanted: NAMES[wanted])
    said = "10 of 10 read right, in" if kind == WRITE else "Fooled it 0 of 10 times, in"
    assert said in shown(page)
    assert [download.label for download in page.get("download_button")] == ["Keep the picture"]
    button(page, "Back to drawing").click().run()
    assert not page.exception
    assert "Draw a digit" in shown(page)
    assert "game" not in page.session_state
    assert not page.session_state.history if "history" in page.session_state else True


def test_what_is_drawn_after_the_end_is_read_beside_it(page):
    play(page, WRITE, lambda wanted: NAMES[wanted])
    put(page, place(MADE_DIGITS["three, round"][1]))
    assert '<div class="value">3</div>' in shown(page)
    assert "10 of 10 read right, in" in shown(page)
    button(page, "Back to drawing").click().run()
    assert '<div class="value">3</div>' in shown(page)
    assert "10 of 10" not in shown(page)


def test_another_digit_does_not_count_or_has_fooled_it(page):
    play(page, WRITE, lambda wanted: NAMES[(wanted + 1) % 10])
    assert "0 of 10 read right" in shown(page)
    button(page, "Again").click().run()
    assert "1 of 10" in shown(page)
    button(page, "End the game").click().run()
    assert "Draw a digit" in shown(page)


def test_the_picture_shows_every_digit(page):
    strokes = place(MADE_DIGITS["two, plain"][1])
    rounds = [Round(digit, 2, [np.float32(stroke) for stroke in strokes]) for digit in range(10)]
    picture = np.array(Image.open(io.BytesIO(picture_of(Game(WRITE, list(range(10)), 0.0, 31.0, rounds)))))
    height, width, _ = picture.shape
    for row in range(2):
        for column in range(5):
            tile = picture[72 + row * 248 : 272 + row * 248, column * 200 : column * 200 + 200]
            assert (tile > 200).all(axis=2).mean() > 0.02
    assert (height, width) == (568, 1000)


def test_a_dot_is_a_round_too():
    assert picture_of(Game(FOOL, [3], 0.0, 1.0, [Round(3, None, [np.float32([[5, 5]])])]))
