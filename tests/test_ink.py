import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, picture_of, place
from utils.ink import inks_of_picture

DIGIT = picture_of(place(MADE_DIGITS["five, one stroke"][1]))


def same_writing(picture):
    ink, _ = inks_of_picture(picture)[0]
    expected = DIGIT > 127
    return (expected & (ink > 0.5)).sum() / (expected | (ink > 0.5)).sum()


def coloured(ink_colour, ground_colour):
    share = (DIGIT / 255)[..., None]
    return np.round(share * ink_colour + (1 - share) * np.array(ground_colour)).astype(np.uint8)


def test_bright_on_dark_and_dark_on_bright_are_the_same_ink():
    assert same_writing(DIGIT) > 0.95
    assert same_writing(255 - DIGIT) > 0.95


@pytest.mark.parametrize(
    ("ink", "ground"), [((0, 0, 200), (255, 255, 255)), ((255, 210, 0), (20, 24, 30)), ((40, 40, 200), (0, 0, 0))]
)
def test_coloured_writing_is_found(ink, ground):
    assert same_writing(coloured(np.array(ink), ground)) > 0.95


@pytest.mark.parametrize("level", [0, 255])
def test_transparent_ground_takes_the_colour_that_shows_the_writing(level):
    picture = np.dstack([np.full((*DIGIT.shape, 3), level, np.uint8), DIGIT])
    assert same_writing(picture) > 0.95


@pytest.mark.parametrize("level", [0, 17, 128, 255])
def test_an_even_picture_has_no_ink(level):
    assert not inks_of_picture(np.full((200, 300), level, np.uint8))[0][0].any()


def test_a_wholly_transparent_picture_has_no_ink():
    assert not inks_of_picture(np.zeros((50, 50, 4), np.uint8))[0][0].any()


@pytest.mark.parametrize("side", [8, 16, 28, 32])
def test_a_tiny_even_picture_has_no_ink(side):
    for picture in (np.full((side, side), 90, np.uint8), np.random.default_rng(0).integers(90, 96, (side, side))):
        assert not inks_of_picture(picture.astype(np.uint8))[0][0].any()


def test_noisy_paper_has_no_ink():
    paper = np.random.default_rng(0).normal(200, 3, (300, 300)).clip(0, 255).astype(np.uint8)
    assert not inks_of_picture(paper)[0][0].any()


def test_writing_on_shaded_noisy_paper_is_found():
    shade = np.linspace(110, 230, 280)[None, :, None] * np.ones((280, 1, 3))
    noise = np.random.default_rng(1).normal(0, 3, (280, 280, 3))
    photo = (shade * (1 - 0.75 * (DIGIT / 255)[..., None]) + noise).clip(0, 255).astype(np.uint8)
    assert same_writing(photo) > 0.8


def test_a_large_picture_is_shrunk_and_says_so():
    ink, scale = inks_of_picture(np.kron(DIGIT, np.ones((12, 12), np.uint8)))[0]
    assert max(ink.shape) == 1600
    assert scale == pytest.approx(1600 / 3360)


@pytest.mark.parametrize(
    "bad", [np.zeros((5, 5), float), np.zeros(9, np.uint8), np.zeros((4, 4, 7), np.uint8), np.zeros((0, 4), np.uint8)]
)
def test_what_is_no_picture_is_refused_in_words(bad):
    with pytest.raises(ValueError, match="A picture is a"):
        inks_of_picture(bad)


@pytest.mark.parametrize("shape", [(700, 1), (2, 900), (1500, 3), (4, 60)])
def test_the_narrowest_photographs_have_ink_of_their_own_shape(shape):
    strip = np.random.default_rng(0).normal(170, 3, shape).round().astype(np.uint8)
    strip[shape[0] // 3 : shape[0] // 2, shape[1] // 3 :] = 40
    for ink, scale in inks_of_picture(strip):
        assert ink.shape == tuple(max(1, round(side * scale)) for side in shape)
