import math
import time

import numpy as np
import pytest

from utils.canvas import UnreadableDrawing, strokes_from_canvas


def drawing(*paths):
    return {"objects": [{"type": "Path", "path": list(path)} for path in paths], "background": "#000"}


def test_lines_become_polylines():
    (stroke,) = strokes_from_canvas(drawing([["M", 1, 2], ["L", 3, 4], ["L", 5, 6]]))
    assert stroke.tolist() == [[1, 2], [3, 4], [5, 6]]


def test_curves_are_sampled_and_end_where_they_should():
    (stroke,) = strokes_from_canvas(drawing([["M", 0, 0], ["Q", 10, 0, 10, 10]]))
    assert len(stroke) > 3
    assert stroke[-1].tolist() == [10, 10]
    # The middle of a quadratic curve lies halfway between the chord's middle and the control point.
    assert np.abs(stroke - [7.5, 2.5]).sum(axis=1).min() < 1e-5


def test_cubic_curves_pass_through_their_known_middle():
    (stroke,) = strokes_from_canvas(drawing([["M", 0, 0], ["C", 0, 8, 8, 8, 8, 0]]))
    assert np.abs(stroke - [4, 6]).sum(axis=1).min() < 1e-5


def test_a_click_stays_as_one_point():
    (dot,) = strokes_from_canvas(drawing([["M", 5, 5], ["Q", 5, 5, 5, 5], ["L", 5, 5]]))
    assert dot.tolist() == [[5, 5]]


def test_strokes_keep_their_order():
    first, second = strokes_from_canvas(drawing([["M", 0, 0], ["L", 1, 1]], [["M", 9, 9], ["L", 8, 8]]))
    assert first[0].tolist() == [0, 0]
    assert second[0].tolist() == [9, 9]


@pytest.mark.parametrize("nothing", [None, {}, {"objects": []}, {"objects": None}, [], "x", {"objects": "abc"}])
def test_nothing_drawn_gives_no_strokes(nothing):
    assert strokes_from_canvas(nothing) == []


@pytest.mark.parametrize(
    "path",
    [
        None,
        "M 0 0",
        [["M"]],
        [["M", "a", "b"]],
        [["M", math.nan, 0]],
        [["M", 1e300, 0]],
        [["M", 10**400, 0]],
        [["Z"]],
        [[7, 1, 2]],
        [None],
        [["M", 1, 2, 3]],
    ],
)
def test_malformed_paths_are_left_out_and_good_ones_kept(path):
    good = {"path": [["M", 1, 1], ["L", 2, 2]]}
    strokes = strokes_from_canvas({"objects": [{"path": path}, None, 3, {"type": "rect"}, good]})
    assert [stroke.tolist() for stroke in strokes] == [[[1, 1], [2, 2]]]


@pytest.mark.parametrize(
    "paths",
    [[[["L", 1, 1]] * 1_000_000], [[["M", 1, 1]]] * 3_000, [[["Q", 1, 1, n, 2] for n in range(9_000)]]],
    ids=["a million points", "many strokes", "many curves"],
)
def test_more_than_anybody_draws_is_refused_in_words(paths):
    with pytest.raises(UnreadableDrawing, match="too much to read at once"):
        strokes_from_canvas(drawing(*paths))


def test_a_million_unknown_objects_are_refused_at_once():
    start = time.process_time()
    with pytest.raises(UnreadableDrawing):
        strokes_from_canvas({"objects": [{"type": "rect"}] * 1_000_000})
    assert time.process_time() - start < 0.1


def test_a_minute_of_scribbling_is_taken():
    assert len(strokes_from_canvas(drawing([["Q", n % 280, 1, n % 280, 2] for n in range(4_000)]))[0]) > 10_000
