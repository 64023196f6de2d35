import cv2
import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, arc, joined, line
from training.augmentation.stroke_geometry import evened
from training.augmentation.ways import (
    WAYS,
    angular_two,
    barred_zero,
    based_one,
    blob_six,
    closed_four,
    collapsed_eight,
    curled_nine,
    dotted_zero,
    flagged_one,
    flat_ringed_nine,
    flat_topped_three,
    footed_one,
    joined_seven,
    level_flagged_one,
    lightning_four,
    lined_eight,
    looped_nine,
    looped_two,
    narrow_three,
    open_eight,
    open_four,
    open_nine,
    open_six,
    open_zero,
    parted_four,
    plain_bar,
    plain_seven,
    round_tailed_nine,
    shallow_three,
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


def test_a_level_flag_is_short_and_its_stem_upright():
    for strokes in many(level_flagged_one, BAR):
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        stem = points[points[:, 1] > (low + high)[1] / 2]
        assert np.ptp(stem[:, 0]) < 0.1 * (high - low)[1]
        tip = points[points[:, 0].argmin()]
        assert 0.02 < (stem[:, 0].mean() - tip[0]) / (high - low)[1] < 0.45
        assert tip[1] - low[1] < 0.35 * (high - low)[1]


def test_a_one_on_a_foot_has_an_upright_stem_on_a_level_line_and_a_short_flag_at_most():
    for strokes in many(footed_one, BAR):
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        height = (high - low)[1]
        foot = points[points[:, 1] > high[1] - 0.2 * height]
        assert 0.28 < np.ptp(foot[:, 0]) / height < 1
        middle = points[np.abs(points[:, 1] - (low + high)[1] / 2) < 0.08 * height]
        assert np.ptp(middle[:, 0]) < 0.1 * height
        top = points[points[:, 1] < low[1] + 0.35 * height]
        assert np.ptp(top[:, 0]) < 0.45 * height


def test_a_one_on_a_wide_foot_has_a_flag_that_falls_from_its_top():
    for strokes in many(based_one, BAR):
        points = np.concatenate(strokes)
        top, low, height = points[points[:, 1].argmin()], points.min(axis=0), np.ptp(points[:, 1])
        assert 0.38 < np.ptp(points[points[:, 1] > low[1] + 0.8 * height, 0]) / height < 1.4
        tip = strokes[0][0]
        assert tip[1] > top[1] + 0.1 * height
        assert tip[0] < top[0] + 0.05 * height


def test_a_plain_bar_is_narrow():
    for strokes in many(plain_bar, MADE_DIGITS["one, slanted"][1]):
        (bar,) = strokes
        assert np.ptp(bar[:, 0]) < 0.4 * np.ptp(bar[:, 1])


@pytest.mark.parametrize("way", [slashed_zero, barred_zero, dotted_zero])
def test_a_zero_has_ink_in_its_middle_where_it_had_none(way):
    assert draw_glyph(ZERO)[11:17, 11:17].max() == 0
    assert all(draw_glyph(strokes)[10:18, 10:18].max() > 128 for strokes in many(way, ZERO))


def holes(strokes, width=3.0):
    return cv2.connectedComponents((draw_glyph(strokes, width) < 100).astype(np.uint8), connectivity=4)[0] - 2


def test_the_bar_of_a_zero_lies_nearly_level():
    for _, bar in many(barred_zero, ZERO):
        along, down = np.abs(bar[-1] - bar[0])
        assert down < 0.7 * along


def test_an_open_zero_does_not_close_or_its_ends_pass_each_other():
    zeros = [zero for (zero,) in many(open_zero, ZERO)]
    gaps = [np.hypot(*(zero[0] - zero[-1])) / np.ptp(zero[:, 1]) for zero in zeros]
    assert max(gaps) < 0.45
    assert np.mean(np.array(gaps) > 0.08) > 0.7
    assert 0.2 < np.mean([holes([zero], 1.0) == 0 for zero in zeros]) < 0.8


def test_a_four_is_open_at_the_top():
    assert holes(MADE_DIGITS["four, closed"][1]) == 1
    assert np.mean([holes(strokes) for strokes in many(open_four, MADE_DIGITS["four, open"][1])]) < 0.05


def test_the_tail_of_a_nine_turns_to_the_left():
    nine = MADE_DIGITS["nine, straight"][1]
    tails = [strokes[0] for strokes in many(round_tailed_nine, nine) if strokes]
    assert len(tails) > 40
    for tail in tails:
        assert tail[-1, 0] < nine[0][-1, 0] - 0.03
        assert tail[:, 1].max() > 0.7


def sharpest(stroke):
    ways = np.diff(stroke, axis=0) @ (1, 1j)
    ways = ways[np.abs(ways) > 1e-6]
    return np.abs(np.angle(ways[1:] / ways[:-1])).max()


def test_a_five_has_no_corners():
    five = MADE_DIGITS["five, one stroke"][1]
    assert sharpest(five[0]) > 1.2
    assert all(sharpest(stroke) < 0.9 for strokes in many(smooth_five, five) if strokes for stroke in strokes)


def crossings(stroke, apart=0.0):
    """Where a line crosses itself, (n, 2), between steps farther apart along it than that share of it."""
    line = evened(np.asarray(stroke, np.float64), 200)
    one, other = np.triu_indices(len(line) - 1, max(2, int(apart * 200)))

    def side(a, b, c):
        return np.sign((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])

    a, b, c, d = line[one], line[one + 1], line[other], line[other + 1]
    return a[(side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)]


def width_over_height(strokes):
    width, height = np.ptp(np.concatenate(strokes), axis=0)
    return width / height


def written(way, digit):
    """What a way makes of a digit, by its name among the made ones or its strokes, mostly."""
    made = many(way, MADE_DIGITS[digit][1] if isinstance(digit, str) else digit)
    made = [strokes for strokes in made if strokes is not None]
    assert len(made) >= 30
    return made


def test_a_looped_two_crosses_itself_once_below_its_middle():
    assert len(crossings(MADE_DIGITS["two, plain"][1][0])) == 0
    turns = []
    for (two,) in written(looped_two, "two, plain"):
        low, size = two.min(axis=0), np.ptp(two, axis=0)
        knots = (crossings(two) - low) / size
        turns.append(len(knots))
        assert (knots[:, 0] < 0.75).all()
        assert (knots[:, 1] > 0.5).all()
        assert (two[-1] - low)[0] > 0.5 * size[0]
    assert set(turns) == {1}


def test_an_angular_two_has_no_loop_and_a_flat_foot_and_top():
    for (two,) in written(angular_two, "two, with a loop"):
        low, size = two.min(axis=0), np.ptp(two, axis=0)
        assert len(crossings(two)) == 0
        foot, top = two[-12:], two[:10]
        assert np.ptp(foot[:, 1]) < 0.3 * np.ptp(foot[:, 0])
        assert np.ptp(top[:, 1]) < 0.7 * np.ptp(top[:, 0])
        assert two[:20, 0].max() - two[0, 0] > 0.35 * size[1]
        assert two[-1, 1] > low[1] + 0.8 * size[1]


def test_a_narrow_three_is_narrow():
    assert width_over_height(MADE_DIGITS["three, round"][1]) > 0.7
    for strokes in written(narrow_three, "three, round"):
        assert 0.29 < width_over_height(strokes) < 0.51


def test_a_three_with_a_flat_top_keeps_its_belly():
    three = MADE_DIGITS["three, round"][1][0]
    for (flat,) in written(flat_topped_three, "three, round"):
        assert np.ptp(flat[:16, 1]) < 0.25 * np.ptp(flat[:16, 0])
        np.testing.assert_allclose(flat[-1], three[-1], atol=1e-6)


def notch(three):
    share = (three[:, 1] - three[:, 1].min()) / np.ptp(three[:, 1])
    above, below = (three[part, 0].max() for part in (share < 0.45, share > 0.55))
    first, last = (int(np.where(part, three[:, 0], -1).argmax()) for part in (share < 0.45, share > 0.55))
    return (min(above, below) - three[first:last, 0].min()) / np.ptp(three[:, 1])


def test_a_shallow_three_has_some_notch_left():
    narrow = MADE_DIGITS["three, round"][1][0] * (0.6, 1)
    assert notch(narrow) > 0.2
    for (three,) in written(shallow_three, [narrow]):
        assert 0.04 < notch(three) < 0.2


def test_a_closed_four_has_a_hole_and_a_bar_that_crosses_its_stem():
    assert np.mean([holes(strokes, 1.5) >= 1 for strokes in written(closed_four, "four, open")]) > 0.9


def test_a_four_like_a_flash_crosses_nothing_and_goes_on_down_where_its_bar_ends():
    for (four,) in written(lightning_four, "four, open"):
        low, size = four.min(axis=0), np.ptp(four, axis=0)
        assert len(crossings(four, apart=0.05)) == 0
        assert four[0, 1] < low[1] + 0.05 * size[1]
        assert four[-1, 1] > low[1] + 0.95 * size[1]
        assert four[-1, 0] > low[0] + 0.3 * size[0]


def test_the_stem_of_a_parted_four_stands_to_the_right_of_the_rest_and_longer_than_it_is_apart():
    apart = []
    for hook, stem in many(parted_four, MADE_DIGITS["four, open"][1]):
        height = np.ptp(stem[:, 1])
        assert stem[:, 1].min() < hook[:, 1].max() < stem[:, 1].max()
        apart.append((stem[:, 0].min() - hook[:, 0].max()) / height)
    assert 0 < min(apart) < 0.1
    assert 0.4 < max(apart) < 0.6


def test_the_pen_comes_back_from_the_foot_of_a_seven_to_cross_its_stem_well_above_it():
    for strokes in written(joined_seven, "seven, crossed"):
        foot = max(stroke[:, 1].max() for stroke in strokes)
        end, height = strokes[-1][-1], foot - min(stroke[:, 1].min() for stroke in strokes)
        assert foot - end[1] > 0.2 * height
        assert len(strokes) == 2 or len(crossings(strokes[0], apart=0.05)) >= 1
        stem = strokes[0][np.abs(strokes[0][:, 1] - end[1]) < 0.04 * height]
        assert end[0] > stem[:, 0].min() + 0.1 * height


def test_a_seven_that_slants_has_no_bar_through_it():
    for strokes in written(plain_seven, "seven, crossed"):
        (seven,) = strokes
        corner = seven[(seven[:, 0] - seven[:, 1]).argmax()]
        fall = seven[-1] - corner
        assert 0.35 < -fall[0] / fall[1] < 0.95
        assert len(crossings(seven)) == 0
        assert corner[0] - seven[:12, 0].min() > 0.4 * fall[1]


def test_a_six_with_a_small_bowl_has_a_long_stem_to_the_right_of_which_the_bowl_lies():
    for (six,) in written(blob_six, "six, straight"):
        low, height = six.min(axis=0), np.ptp(six[:, 1])
        bottom = int(six[:, 1].argmax())
        bowl = six[bottom:]
        assert np.ptp(bowl[:, 1]) < 0.45 * height
        assert bowl[:, 0].max() - six[six[:, 1] > low[1] + 0.5 * height, 0].min() > 0.15 * height


def test_an_open_six_does_not_come_back_to_its_stem():
    for (six,) in written(open_six, "six, curved"):
        height, right = np.ptp(six[:, 1]), six[len(six) // 2 :, 0].max()
        bottom = int(six[:, 1].argmax())
        assert np.hypot(*(six[:bottom] - six[-1]).T).min() > 0.1 * height
        assert right - six[-1, 0] > 0.08 * height
        assert six[-1, 1] < six[bottom, 1] - 0.15 * height


def test_a_collapsed_eight_keeps_its_crossing_and_has_one_ring_much_smaller():
    for (eight,) in written(collapsed_eight, "eight, one stroke"):
        places = crossings(eight, apart=0.1)
        middle = (eight[:, 1].min() + eight[:, 1].max()) / 2
        waist = places[np.abs(places[:, 1] - middle).argmin(), 1]
        areas = [np.prod(np.ptp(eight[ring], axis=0)) for ring in (eight[:, 1] < waist, eight[:, 1] > waist)]
        assert min(areas) < 0.75 * max(areas)


def test_an_open_eight_crosses_itself_but_once():
    for (eight,) in written(open_eight, "eight, one stroke"):
        assert len(crossings(eight, apart=0.1)) == 1
        assert np.hypot(*(eight[0] - eight[-1])) > 0.1 * np.ptp(eight[:, 1])


def test_the_way_back_of_an_eight_that_begins_as_an_s_is_straight_and_crosses_the_s():
    for (eight,) in written(lined_eight, "eight, one stroke"):
        back = eight[-23:]
        assert np.hypot(*(back[-1] - back[0])) > 0.98 * np.hypot(*np.diff(back, axis=0).T).sum()
        assert len(crossings(eight, apart=0.1)) >= 1


def test_the_tail_of_a_nine_curls_up_to_a_small_ring_that_stays_away_from_the_upper():
    for (nine,) in written(curled_nine, "nine, straight"):
        curl, height = nine[-23:], np.ptp(nine[:, 1])
        assert np.ptp(curl, axis=0).max() < 0.22 * height
        assert curl[:, 1].min() > nine[:, 1].min() + 0.5 * height
        assert curl[:, 0].min() < nine[-23, 0] - 0.04 * height


def test_a_nine_whose_ring_lies_across_has_a_hole_near_its_top_and_a_wide_tail_to_the_left():
    nines = written(flat_ringed_nine, "nine, straight")
    assert np.mean([holes(nine, 0.8) >= 1 for nine in nines]) > 0.9
    for (nine,) in nines:
        low, height = nine.min(axis=0), np.ptp(nine[:, 1])
        below = nine[nine[:, 1] > low[1] + 0.45 * height]
        assert below[-1, 0] < below[:, 0].max() - 0.1 * height
        assert nine[-1, 1] > low[1] + 0.85 * height


def test_a_looped_nine_turns_round_where_its_ring_closes_and_often_crosses_itself_there():
    before = MADE_DIGITS["nine, straight"][1][0]
    nines = [nine for (nine,) in written(looped_nine, "nine, straight")]
    assert sharpest(before) > 2.5
    assert np.mean([len(crossings(nine, apart=0.02)) > len(crossings(before, apart=0.02)) for nine in nines]) > 0.3
    for nine in nines:
        assert sharpest(nine) < 1.2
        assert nine[-1, 1] > nine[:, 1].min() + 0.9 * np.ptp(nine[:, 1])


def test_an_open_nine_begins_above_and_away_from_its_stem():
    nine = joined(arc(0.48, 0.28, 0.6, 0.55, -45, -400), line((0.71, 0.1), (0.7, 1.0)))
    for (opened,) in written(open_nine, [nine]):
        height = np.ptp(opened[:, 1])
        assert np.hypot(*(opened[len(opened) // 2 :] - opened[0]).T).min() > 0.1 * height
        assert opened[0, 1] < opened[:, 1].min() + 0.2 * height
