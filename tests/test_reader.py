"""What people do to a digit must not change what it says."""

import io
import time
import tracemalloc

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_network import made_network
from training.data.datasets import load_mnist
from training.evaluation.corruptions import corrupt
from training.evaluation.pictures import cut_out
from utils.glyph import draw_glyph, draw_ink, fit_to_mnist
from utils.reader import Reader, UnreadableDrawing, UnreadableImage, calibrate

EVERY = list(MADE_DIGITS)


def expect(reading, value):
    assert reading.text == str(value), [(d.value, d.confidence, d.digitness) for d in reading.digits]


@pytest.mark.parametrize("name", EVERY)
def test_every_made_digit_is_read(reader, name):
    value, strokes = MADE_DIGITS[name]
    expect(reader.read_strokes(place(strokes), one=True), value)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("pen", [4, 8, 15, 28, 40])
def test_every_made_digit_is_read_as_a_picture_with_any_pen(reader, name, pen):
    value, strokes = MADE_DIGITS[name]
    expect(reader.read_picture(picture_of(place(strokes, side=210, x=30, y=35), pen=pen), one=True), value)


@pytest.mark.parametrize("name", EVERY)
def test_moved_scaled_and_on_any_canvas(reader, name):
    value, strokes = MADE_DIGITS[name]
    for canvas in (200, 280, 800):
        for size in (0.2, 0.5, 1.0):
            side = size * canvas * 0.9
            for corner in (2, canvas - side - 2):
                expect(reader.read_strokes(place(strokes, side, corner, corner), one=True), value)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("degrees", [-10, -5, 5, 10])
def test_rotated_a_little(reader, name, degrees):
    value, strokes = MADE_DIGITS[name]
    expect(reader.read_strokes(place(strokes, degrees=degrees), one=True), value)


@pytest.mark.parametrize("name", EVERY[::3])
def test_colours_of_the_canvas_do_not_matter(reader, name):
    value, strokes = MADE_DIGITS[name]
    white = picture_of(place(strokes))
    black_on_nothing = np.dstack([np.zeros((*white.shape, 3), np.uint8), white])
    for picture in (white, 255 - white, np.dstack([white] * 3), black_on_nothing):
        expect(reader.read_picture(picture, one=True), value)


def test_order_and_direction_of_strokes_do_not_matter(reader):
    value, strokes = MADE_DIGITS["five, bar apart"]
    expect(reader.read_strokes(place([stroke[::-1] for stroke in strokes[::-1]]), one=True), value)


@pytest.mark.parametrize(
    "strokes", [[], [np.zeros((0, 2))], [np.array([[140.0, 140.0]])], [np.array([[140, 140], [143, 142]])]]
)
def test_nothing_or_a_click_is_no_digit(reader, strokes):
    for one in (True, False):
        reading = reader.read_strokes(strokes, one=one)
        assert reading.text == ""
        assert len(reading.digits) == any(map(len, strokes))  # a dot is a mark


@pytest.mark.parametrize("pen", [4, 15, 30])
def test_blank_and_specked_pictures_hold_no_digit(reader, pen):
    speck = picture_of([np.array([[100, 90], [101, 90]])], pen=pen)
    for picture in (np.zeros((280, 280), np.uint8), np.full((280, 280, 3), 255, np.uint8), speck, 255 - speck):
        assert reader.read_picture(picture).text == ""
        assert not any(digit.is_sure for digit in reader.read_picture(picture, one=True).digits)


def test_not_a_number_among_the_points_is_left_out(reader):
    value, strokes = MADE_DIGITS["seven, plain"]
    broken = [np.insert(place(strokes)[0], 3, [np.nan, np.inf], axis=0)]
    expect(reader.read_strokes(broken, one=True), value)


def test_an_equals_sign_drawn_level_is_read_as_something(reader):
    bars = [np.stack([np.linspace(40, 200, 20), np.full(20, height)], axis=1) for height in (100.0, 140.0)]
    assert len(reader.read_strokes(bars).digits) >= 1


def test_scribbles_need_little_time_and_memory(reader):
    generator = np.random.default_rng(0)
    scribbles = [generator.uniform(0, 280, (10_000, 2)), generator.uniform(0, 280, (10_000, 2)) + np.array([282, 0])]
    start = time.process_time()
    tracemalloc.start()
    reader.read_strokes(scribbles)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000
    assert time.process_time() - start < 10


def test_too_many_strokes_are_refused_in_words(reader):
    with pytest.raises(UnreadableDrawing, match="too much to read"):
        reader.read_strokes([np.array([(n, 0), (n, 50)], float) for n in range(1_000)])


@pytest.mark.parametrize("one", [True, False])
def test_a_picture_of_thousands_of_marks_needs_little_time_and_memory(reader, one):
    mark = np.pad(np.zeros((9, 4), np.uint8), ((0, 7), (0, 12)), constant_values=255)
    start = time.process_time()
    tracemalloc.start()
    reader.read_picture(np.tile(mark, (180, 180)), one)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000_000
    assert time.process_time() - start < 10


def test_a_number_is_read_from_left_to_right(reader):
    names = ["two, plain", "zero, round", "two, angular", "six, curved"]
    strokes = [s for n, name in enumerate(names) for s in place(MADE_DIGITS[name][1], 90, 20 + 130 * n, 40)]
    for reading in (reader.read_strokes(strokes), reader.read_picture(picture_of(strokes, 560, 200, pen=9))):
        assert reading.text == "2026"
        boxes = [digit.box for digit in reading.digits]
        assert boxes == sorted(boxes)
        assert boxes[1][0] == pytest.approx(159, abs=8)


@pytest.mark.parametrize("name", EVERY)
def test_every_made_digit_is_one_digit_also_where_there_might_be_more(reader, name):
    value, strokes = MADE_DIGITS[name]
    expect(reader.read_strokes(place(strokes)), value)
    expect(reader.read_picture(picture_of(place(strokes))), value)


@pytest.mark.parametrize("degrees", [-8, 0, 8])
@pytest.mark.parametrize(
    "names",
    [
        ["four, open", "five, bar apart", "seven, crossed"],
        ["eight, two rings", "one, a bar", "one, slanted", "zero, slashed"],
        ["one, with a foot", "nine, curved", "four, upright", "three, flat top", "zero, round", "two, with a loop"],
    ],
)
def test_a_number_with_digits_of_several_strokes_is_read_level_and_climbing(reader, names, degrees):
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    level = [s for n, name in enumerate(names) for s in place(MADE_DIGITS[name][1], 70, 20 + 85 * n, 40)]
    expected = "".join(str(MADE_DIGITS[name][0]) for name in names)
    assert reader.read_strokes([stroke @ turn for stroke in level]).text == expected


@pytest.mark.parametrize("gap", [-4, 0, 5])
@pytest.mark.parametrize(
    "names",
    [
        ["zero, round", "zero, narrow"],
        ["two, angular", "zero, round", "two, plain", "six, curved"],
        ["five, one stroke", "three, flat top"],
    ],
)
def test_digits_that_touch_are_parted_in_pictures(reader, names, gap):
    strokes, right = [], 30.0
    for name in names:
        digit = place(MADE_DIGITS[name][1], 90, 0, 40)
        left = min(stroke[:, 0].min() for stroke in digit)
        strokes += [stroke + np.array([right - left, 0]) for stroke in digit]
        right = max(stroke[:, 0].max() for stroke in strokes) + 9 + gap
    expected = "".join(str(MADE_DIGITS[name][0]) for name in names)
    assert reader.read_picture(picture_of(strokes, 560, 200, pen=9)).text == expected


def test_two_lines_are_read_from_top_to_bottom(reader):
    strokes = place(MADE_DIGITS["seven, plain"][1], 80, 40, 30) + place(MADE_DIGITS["four, closed"][1], 80, 40, 160)
    assert reader.read_strokes(strokes).text == "7\n4"


def test_a_digit_says_all_that_is_known_of_it(reader):
    (digit,) = reader.read_strokes(place(MADE_DIGITS["three, round"][1], 100, 50, 60), one=True).digits
    assert digit.value == 3
    assert digit.probabilities.shape == (10,)
    assert digit.probabilities.dtype == np.float32
    assert digit.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert digit.confidence == digit.probabilities.max()
    assert 0 <= digit.digitness <= 1
    assert digit.box[1] == pytest.approx(60, abs=2)
    assert digit.glyph.shape == (28, 28)
    assert digit.glyph.dtype == np.uint8


def test_many_pictures_are_read_as_each_alone(reader):
    pictures = [picture_of(place(MADE_DIGITS[name][1])) for name in EVERY] + [np.zeros((30, 30), np.uint8)]
    together = reader.read_many(pictures)
    for picture, reading in zip(pictures, together, strict=True):
        alone = reader.read_picture(picture, one=True)
        assert alone.text == reading.text
        for one, other in zip(alone.digits, reading.digits, strict=True):
            np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-5)


def test_many_drawings_are_read_as_each_alone(reader):
    drawings = [place(MADE_DIGITS[name][1]) for name in EVERY[:5]]
    together = reader.read_drawings([[], *drawings, [*drawings[0], *place(MADE_DIGITS[EVERY[6]][1], x=500)]])
    alone = [reader.read_strokes(strokes) for strokes in drawings]
    assert [reading.text for reading in together[1:-1]] == [reading.text for reading in alone]
    assert together[0].digits == ()
    assert len(together[-1].text) == 2


@pytest.mark.data("mnist")
def test_pictures_that_are_glyphs_already_reach_the_model_as_they_are(reader):
    glyphs, _ = load_mnist("validation")
    for glyph, reading in zip(glyphs[:50], reader.read_many(list(glyphs[:50])), strict=True):
        (digit,) = reading.digits
        np.testing.assert_array_equal(digit.glyph, glyph)
        np.testing.assert_allclose(digit.probabilities, reader.probabilities(glyph[None])[0], atol=1e-5)
        assert digit.box == cv2.boundingRect(glyph)


def with_grain(picture, generator):
    """Paper and pen that are not quite white and black, and the camera's noise."""
    return np.clip(0.8 * picture + 20 + generator.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", [name for name in EVERY if "bar" not in name])
@pytest.mark.parametrize("one", [True, False])
@pytest.mark.parametrize("side", [16, 48, 120])
def test_a_digit_may_fill_its_picture(reader, name, side, one):
    value, strokes = MADE_DIGITS[name]
    whole = cut_out(np.round(255 * draw_ink(strokes, 2.8)).astype(np.uint8), side)
    generator = np.random.default_rng(side)
    for bright in (whole, 255 - whole):
        for seen in (bright, with_grain(bright, generator)):
            expect(reader.read_picture(seen, one), value)


@pytest.mark.parametrize("name", EVERY[::3])
@pytest.mark.parametrize("one", [True, False])
def test_a_spoilt_glyph_is_read_like_the_clean_one(reader, name, one):
    value, strokes = MADE_DIGITS[name]
    glyph = draw_glyph(strokes)
    _, jpeg = cv2.imencode(".jpg", glyph, [cv2.IMWRITE_JPEG_QUALITY, 75])
    striped = corrupt(glyph[None], "stripes")[0]
    for spoilt in (with_grain(glyph, np.random.default_rng(1)), cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), striped):
        for seen in (spoilt, 255 - spoilt):
            expect(reader.read_picture(seen, one), value)


def test_a_tiny_picture_that_is_doubtful_is_looked_at_moved_too(reader, monkeypatch):
    glyphs = np.stack([draw_glyph(strokes) for _, strokes in MADE_DIGITS.values()])
    clear = glyphs[reader.outputs(glyphs).digit.max(axis=1).argmax()]
    both = [fit_to_mnist(glyph // 2 + other // 2) for glyph in glyphs for other in glyphs]
    taken = np.stack([glyph for glyph, read in zip(both, reader.read_many(both), strict=True) if read.text])
    once = reader.outputs(taken).digit
    doubtful = once.max(axis=1).argmin()
    assert once[doubtful].max() < 0.6
    seen, outputs = [], reader.outputs
    monkeypatch.setattr(reader, "outputs", lambda glyphs, ways: seen.extend(glyphs) or outputs(glyphs, ways))
    read = [reader.read_picture(picture, one=True).digits[0] for picture in (clear, taken[doubtful])]
    assert len(seen) == 1 + 9
    moved = np.stack([outputs(glyph[None]).digit[0] for glyph in seen[1:]])
    np.testing.assert_allclose(read[1].probabilities, moved.mean(axis=0), atol=1e-5)
    assert np.abs(read[1].probabilities - once[doubtful]).max() > 0.001


@pytest.mark.parametrize(("doubtful", "looks"), [(0.0, 1), (0.99, 9)])
def test_a_drawn_digit_that_is_doubtful_is_looked_at_moved_too(doubtful, looks):
    def network(glyphs):
        seen.extend(glyphs)
        said = made_network(glyphs)
        return said._replace(digit=(said.digit + 0.1) / 2)

    reader, seen = Reader(network, 1.0, 0.5, doubtful), []
    (digit,) = reader.read_strokes(MADE_DIGITS["four, closed"][1], one=True).digits
    views = network(np.unique(np.stack(seen), axis=0)).digit
    assert len(views) == looks
    np.testing.assert_allclose(digit.probabilities, views.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(reader.probabilities(digit.glyph[None])[0], views.mean(axis=0), atol=1e-6)
    assert digit.confidence == pytest.approx(views.mean(axis=0).max())
    assert digit.is_sure == (digit.confidence >= 0.5)


def test_probabilities_of_any_number_of_glyphs(reader):
    for count in (0, 1, 5, 300):
        probabilities = reader.probabilities(np.zeros((count, 28, 28), np.uint8))
        assert probabilities.shape == (count, 10)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    glyphs = [draw_glyph(strokes) for _, strokes in MADE_DIGITS.values()]
    np.testing.assert_array_equal(reader.probabilities(glyphs), reader.probabilities(np.stack(glyphs)))


def test_probabilities_refuse_what_is_no_glyph(reader):
    with pytest.raises(ValueError, match="Glyphs are"):
        reader.probabilities(np.zeros((2, 28, 28), np.float32))


def test_a_file_is_read_and_a_bad_one_refused(reader):
    file = io.BytesIO()
    Image.fromarray(255 - picture_of(place(MADE_DIGITS["eight, two rings"][1]))).save(file, "PNG")
    expect(reader.read_file(file.getvalue(), one=True), 8)
    with pytest.raises(UnreadableImage):
        reader.read_file(b"no picture")


def test_the_reader_names_what_is_missing(tmp_path):
    with pytest.raises(RuntimeError, match=r"digits\.json is missing"):
        Reader.load(tmp_path)


def test_temperature_softens_and_keeps_the_order():
    probabilities = np.array([[0.7, 0.2, 0.1, *[0] * 7]])
    soft = calibrate(probabilities, 3.0)
    assert soft[0].argmax() == 0
    assert soft.max() < 0.7
    np.testing.assert_allclose(calibrate(probabilities, 1.0), probabilities, atol=1e-6)


def test_boxes_are_in_the_pixels_of_the_file(reader):
    value, strokes = MADE_DIGITS["six, curved"]
    small = picture_of(place(strokes, 100, 150, 90))
    file = io.BytesIO()
    Image.fromarray(np.kron(small, np.ones((15, 15), np.uint8))).save(file, "PNG")
    (digit,) = reader.read_file(file.getvalue(), one=True).digits
    assert digit.value == value
    assert digit.box[0] / 15 == pytest.approx(reader.read_picture(small, one=True).digits[0].box[0], abs=3)
