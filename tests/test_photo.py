"""Photographs that the project makes itself must be read whatever they are written on and with."""

import cv2
import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_photographs import PENS, SURFACES, photograph, photograph_form
from training.evaluation.photographs import NumberScore, score_number


@pytest.mark.parametrize("surface", SURFACES)
def test_numbers_on_every_surface_with_every_pen(reader, surface):
    total = NumberScore()
    for number, pen in enumerate(PENS):
        generator = np.random.default_rng((SURFACES.index(surface), number))
        text = "\n".join("".join(map(str, generator.integers(0, 10, 5))) for _ in range(2))
        reading = reader.read_picture(photograph(text, surface, pen, generator))
        total += score_number(text.replace("\n", "/"), reading.text)
    assert total.right >= 0.93 * total.written
    assert total.extra <= 0.07 * total.written


@pytest.mark.parametrize(("boxed", "share"), [(True, 0.75), (False, 0.55)], ids=["boxes", "rows"])
def test_most_of_a_form_is_read(reader, boxed, share):
    total = NumberScore()
    for seed in range(10):
        generator = np.random.default_rng(seed)
        text = "\n".join("".join(map(str, generator.integers(0, 10, 3))) for _ in range(generator.integers(1, 5)))
        reading = reader.read_picture(photograph_form(text, generator, boxed, int(generator.integers(50, 120))))
        total += score_number(text.replace("\n", "/"), reading.text)
    assert total.right >= share * total.written
    assert total.extra <= 0.25 * total.written


@pytest.mark.parametrize("name", list(MADE_DIGITS)[::4])
@pytest.mark.parametrize("surface", ["plain", "whiteboard"])
def test_one_digit_that_fills_the_frame(reader, name, surface):
    value, strokes = MADE_DIGITS[name]
    ink = picture_of(place(strokes, 440, 80, 80), 600, 600, pen=34)[..., None] / 255
    empty = photograph("1", surface, "marker", np.random.default_rng(3), 600, 600)[:1, :1].astype(float)
    noise = np.random.default_rng(4).normal(0, 3, (600, 600, 3))
    photo = np.clip(empty * (1 - 0.8 * ink) + noise, 0, 255).astype(np.uint8)
    assert reader.read_picture(photo, one=True).text == str(value)


def in_a_box(strokes, ink, generator):
    """A digit that nearly touches the darker lines of its box, as a phone sees it, (64, 64) uint8."""
    paper = np.full((64, 64), 165.0)
    cv2.line(paper, (3, 0), (3, 63), 60, 2)
    cv2.line(paper, (0, 4), (63, 5), 60, 2)
    pen = picture_of(place(strokes, 48, 8, 8), 64, 64, pen=3) / 255
    photo = cv2.GaussianBlur(paper + pen * (ink - paper), (0, 0), 0.8) + generator.normal(0, 1.5, paper.shape)
    return np.clip(photo, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("one", [True, False])
def test_digits_that_nearly_touch_the_lines_of_a_box(reader, one):
    right = total = 0
    for seed, (value, strokes) in enumerate(MADE_DIGITS.values()):
        for ink in (85, 100):
            reading = reader.read_picture(in_a_box(strokes, ink, np.random.default_rng(seed)), one)
            right, total = right + (reading.text == str(value)), total + 1
    assert right >= 0.8 * total


@pytest.mark.parametrize("side", [0, 60])
def test_a_bar_along_the_rim_is_no_part_of_the_one_digit(reader, side):
    for value, strokes in MADE_DIGITS.values():
        photo = np.random.default_rng(6).normal(170, 2, (64, 64))
        photo[10:52, side : side + 3] = 70
        photo -= 90 * (picture_of(place(strokes, 36, 18, 14), 64, 64, pen=3) / 255)
        assert reader.read_picture(np.clip(photo, 0, 255).astype(np.uint8), one=True).text == str(value)


def test_an_empty_page_on_a_desk_has_no_digit(reader):
    generator = np.random.default_rng(5)
    page = np.full((600, 800, 3), 208.0)
    page[:40] = page[-30:] = page[:, :50] = page[:, -60:] = (70, 48, 35)
    photo = np.clip(page + generator.normal(0, 3, page.shape), 0, 255).astype(np.uint8)
    assert reader.read_picture(photo).text == ""
