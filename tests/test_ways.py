import cv2
import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from training.ways import (
    WAYS,
    dotted_zero,
    flagged_one,
    open_four,
    plain_bar,
    round_tailed_nine,
    slashed_zero,
    smooth_five,
    write_another_way,
)
from utils.glyph import draw_glyph

LABELLED = [pytest.param(label, strokes, id=name) for name, (label, strokes) in MADE_DIGITS.items() if label in WAYS]
BAR = MADE_DIGITS["one, a bar"][1]
ZERO = MADE_DIGITS["zero, round"][1]


def many(way, strokes, count=60):
    generator = np.random.default_rng(0)
    return [way(strokes, generator) for _ in range(count)]


@pytest.mark.parametrize(("label", "strokes"), LABELLED)
def test_what_is_written_another_way_is_finite_and_the_same_for_the_same_seed(label, strokes):
    for seed in range(20):
        one, other = (write_another_way(label, strokes, np.random.default_rng(seed)) for _ in range(2))
        assert (one is None) == (other is None)
        for stroke, again in zip(one or [], other or [], strict=True):
            assert stroke.shape == (len(stroke), 2)
            assert np.isfinite(stroke).all()
            np.testing.assert_array_equal(stroke, again)


@pytest.mark.parametrize("label", WAYS)
def test_every_such_digit_has_strokes_that_can_be_written_another_way(label):
    made = [strokes for other, strokes in MADE_DIGITS.values() if other == label]
    generator = np.random.default_rng(0)
    written = [write_another_way(label, strokes, generator) for strokes in made for _ in range(20)]
    pictures = {draw_glyph(strokes).tobytes() for strokes in written if strokes is not None}
    assert len(pictures) >= 15


def test_strokes_are_left_as_they_were():
    for label, strokes in MADE_DIGITS.values():
        before = [stroke.copy() for stroke in strokes]
        write_another_way(label, strokes, np.random.default_rng(0))
        assert all((stroke == was).all() for stroke, was in zip(strokes, before, strict=True))


@pytest.mark.parametrize(
    "strokes", [[], [np.zeros((1, 2))], [np.zeros((5, 2))], [np.array([[0.0, 0], [1, 0]])], [np.eye(2)] * 4]
)
def test_strokes_of_nothing_are_left_alone(strokes):
    for label in range(10):
        written = write_another_way(label, strokes, np.random.default_rng(0))
        assert written is None or all(np.isfinite(stroke).all() for stroke in written)


def test_a_flag_falls_to_the_left_of_the_top_and_is_not_lying():
    lengths = []
    for strokes in many(flagged_one, BAR):
        points = np.concatenate(strokes)
        top, above_foot = points[points[:, 1].argmin()], points[points[:, 1] < 0.8]
        tip = above_foot[above_foot[:, 0].argmin()]
        assert tip[0] < top[0]
        assert tip[1] - top[1] > 0.25 * (top[0] - tip[0])
        lengths.append(np.hypot(*(tip - top)))
    assert min(lengths) < 0.4
    assert max(lengths) > 0.65


def test_a_plain_bar_is_narrow():
    for strokes in many(plain_bar, MADE_DIGITS["one, slanted"][1]):
        (bar,) = strokes
        assert np.ptp(bar[:, 0]) < 0.4 * np.ptp(bar[:, 1])


@pytest.mark.parametrize("way", [slashed_zero, dotted_zero])
def test_a_zero_has_ink_in_its_middle_where_it_had_none(way):
    assert draw_glyph(ZERO)[11:17, 11:17].max() == 0
    assert all(draw_glyph(strokes)[10:18, 10:18].max() > 128 for strokes in many(way, ZERO))


def test_a_four_is_open_at_the_top():
    def holes(strokes):
        return cv2.connectedComponents((draw_glyph(strokes) < 100).astype(np.uint8), connectivity=4)[0] - 2

    assert holes(MADE_DIGITS["four, closed"][1]) == 1
    assert np.mean([holes(strokes) for strokes in many(open_four, MADE_DIGITS["four, open"][1])]) < 0.05


def test_the_tail_of_a_nine_turns_to_the_left():
    nine = MADE_DIGITS["nine, straight"][1]
    tails = [strokes[0] for strokes in many(round_tailed_nine, nine) if strokes]
    assert len(tails) > 40
    for tail in tails:
        assert tail[-1, 0] < nine[0][-1, 0] - 0.03
        assert tail[:, 1].max() > 0.7


def test_a_five_has_no_corners():
    def sharpest(stroke):
        ways = np.diff(stroke, axis=0) @ (1, 1j)
        ways = ways[np.abs(ways) > 1e-6]
        return np.abs(np.angle(ways[1:] / ways[:-1])).max()

    five = MADE_DIGITS["five, one stroke"][1]
    assert sharpest(five[0]) > 1.2
    assert all(sharpest(stroke) < 0.9 for strokes in many(smooth_five, five) if strokes for stroke in strokes)
