"""Digits in the pictures that people send: framed, boxed, ruled, at a dark edge; and pictures in which nobody wrote."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.made_digits import MADE_DIGITS, picture_of, place
from training.evaluation.pictures import draw_on_canvas


def plain(page, generator):
    pass


def framed(page, generator):
    cv2.rectangle(page, (3, 3), (316, 236), 90, 2)


def boxed(page, generator):
    cv2.rectangle(page, (70, 20), (250, 222), 120, 2)


def ruled(page, generator):
    for y in range(15, 240, 45):
        cv2.line(page, (0, y), (319, y), 185, 1)


def squared(page, generator):
    ruled(page, generator)
    for x in range(20, 320, 45):
        cv2.line(page, (x, 0), (x, 239), 185, 1)


def at_a_dark_edge(page, generator):
    page[:, :14] = 25


def in_a_shadow(page, generator):
    page[:] = np.clip(page * np.linspace(1, 0.55, 320), 0, 255)


def with_bars(page, generator):
    page[:18] = page[-18:] = 0


SITUATIONS = [plain, framed, boxed, ruled, squared, at_a_dark_edge, in_a_shadow, with_bars]


def sent(situation, strokes, pen, seed):
    """A page of 320 x 240 with a digit, or empty, as a JPEG makes it, (240, 320) uint8."""
    generator = np.random.default_rng(seed)
    page = np.full((240, 320), 245.0)
    situation(page, generator)
    if strokes:
        ink = picture_of(place(strokes, 130, 95, 55), 320, 240, pen=pen) / 255
        page += ink * (40 - page)
    page = np.clip(page + generator.normal(0, 2, page.shape), 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 70])[1], cv2.IMREAD_GRAYSCALE)


@pytest.mark.parametrize("one", [True, False])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_digit_is_read_in_every_situation(reader, situation, one):
    right = 0
    for seed, (value, strokes) in enumerate(MADE_DIGITS.values()):
        reading = reader.read_picture(sent(situation, strokes, (5, 9, 14)[seed % 3], seed), one)
        right += reading.text == str(value)
        sure = [digit for digit in reading.digits if digit.is_sure]
        assert [digit.value for digit in sure] in ([], [value])
    assert right >= 0.85 * len(MADE_DIGITS)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_where_nobody_wrote_there_is_no_sure_digit(reader, situation):
    for seed in range(4):
        for picture in (sent(situation, None, 0, seed), 255 - sent(situation, None, 0, seed)):
            assert not any(digit.is_sure for digit in reader.read_picture(picture).digits)


def printed(words):
    page = Image.new("L", (480, 300), 240)
    for row in range(5):
        ImageDraw.Draw(page).text((24, 20 + 52 * row), words, 30, ImageFont.load_default(30))
    return np.array(page)


@pytest.mark.parametrize("words", ["The quick brown fox", "handwriting and ink", "OPENING HOURS"])
def test_printed_words_are_no_sure_digits(reader, words):
    assert not any(digit.is_sure for digit in reader.read_picture(printed(words)).digits)


def test_boxes_of_a_form_are_read_one_by_one_and_left_empty(reader):
    page = np.full((120, 520), 240.0)
    for column in range(6):
        cv2.rectangle(page, (20 + 80 * column, 20), (90 + 80 * column, 100), 110, 2)
    names = ["two, plain", "zero, round", "five, one stroke", "seven, plain"]
    ink = np.zeros(page.shape)
    for column, name in enumerate(names):
        ink = np.maximum(ink, picture_of(place(MADE_DIGITS[name][1], 52, 28 + 80 * column, 33), 520, 120, pen=5) / 255)
    page += ink * (50 - page)
    reading = reader.read_picture(page.astype(np.uint8))
    assert reading.text == "2057"


@pytest.mark.parametrize("one", [True, False])
def test_a_four_whose_parts_stand_apart_is_one_digit(reader, one):
    hook, stem = MADE_DIGITS["four, upright"][1]
    apart = [hook, stem + np.float32([0.3, 0])]
    pictures = [draw_on_canvas(apart, np.random.default_rng(seed), sizes=(0.5, 0.9))[0] for seed in range(20)]
    assert sum(reading.text == "4" for reading in reader.read_many(pictures, one)) >= 18
