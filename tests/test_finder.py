"""From a picture to boxes, lines of text and the ink in a box, with a network that says what the test wants."""

import cv2
import numpy as np

from utils.box_ink import ink_beyond, ink_in
from utils.finder import LONGEST, RIM, apart, find, joined, peaks_of, scales_of, without_doubles
from utils.images import grey_of
from utils.places import CHANNELS, DIGIT, DOWN, FIRST_VALUE, HEIGHT, MARK, RIGHT, STRIDE, UNIT, WIDTH
from utils.text_lines import text_lines


def places_of(shape, things):
    """What a network says where things stand: (x, y, width, height, value or None) in pixels."""
    places = np.zeros((shape[0] // STRIDE, shape[1] // STRIDE, CHANNELS), np.float32)
    places[..., [DIGIT, MARK]] = -9
    for x, y, width, height, value in things:
        across, down = (x + width / 2) / STRIDE, (y + height / 2) / STRIDE
        place = places[int(down), int(across)]
        place[MARK if value is None else DIGIT] = 3
        place[[WIDTH, HEIGHT]] = np.log(width / UNIT), np.log(height / UNIT)
        place[[RIGHT, DOWN]] = across % 1, down % 1
        place[FIRST_VALUE + (value or 0)] = 5
    return places


def test_peaks_are_where_things_stand():
    found = peaks_of(places_of((256, 256), [(40, 60, 20, 40, 7), (100, 100, 12, 4, None)]), 0.1)
    order = np.argsort(found.boxes[:, 0])
    np.testing.assert_allclose(found.boxes[order], [[40, 60, 20, 40], [100, 100, 12, 4]], atol=1e-3)
    assert found.values[order[0]].argmax() == 7
    assert found.digit[order[0]] > 0.9 > 0.1 > found.mark[order[0]]
    assert found.mark[order[1]] > 0.9


def test_a_thing_seen_at_several_sizes_is_one():
    boxes = [(40, 60, 20, 40, 7), (42, 62, 21, 39, 7), (44, 70, 8, 20, 1), (61, 60, 20, 40, 3)]
    peaks = [peaks_of(places_of((256, 256), [box]), 0.1) for box in boxes]
    found = without_doubles(joined(peaks))
    assert sorted(found.values.argmax(axis=1)) == [1, 3, 7]  # the one is a part of the seven: who looks in decides
    assert found.values[apart(found.boxes, 0.35, 0.65)].argmax(axis=1).tolist() == [7, 3]


def test_boxes_are_in_the_pixels_of_the_picture():
    picture = np.full((500, 800), 200, np.uint8)
    cv2.rectangle(picture, (300, 100), (330, 160), 0, -1)

    def network(seen):
        x, y, width, height = cv2.boundingRect((seen < 100).astype(np.uint8))
        return places_of(seen.shape, [(x, y, width, height, 4)])

    found = find(network, picture, 0.1)
    assert len(found.boxes) == 1
    np.testing.assert_allclose(found.boxes[0], [300, 100, 31, 61], atol=4)


def test_only_where_there_are_small_digits_is_a_picture_looked_at_closely():
    picture = np.full((1000, 1400), 200, np.uint8)
    cv2.rectangle(picture, (300, 100), (400, 260), 0, -1)
    seen = []

    def network(shown):
        seen.append(shown.size)
        boxes = cv2.connectedComponentsWithStats((shown < 100).astype(np.uint8))[2][1:, :4]
        return places_of(shown.shape, [(*box, 4) for box in boxes if 6 < box[2:].max() < 70])

    assert len(find(network, picture, 0.1).boxes) == 1
    assert sum(seen) < picture.size / 2
    for x in (600, 650, 700):
        cv2.rectangle(picture, (x, 500), (x + 12, 520), 0, -1)
    seen.clear()
    found = find(network, picture, 0.1)
    assert len(found.boxes) == 4 + 1
    assert sum(seen) < picture.size
    np.testing.assert_allclose(found.boxes[np.argsort(found.boxes[:4, 0])][1], [600, 500, 13, 21], atol=3)


def test_the_last_of_several_boxes_is_around_all_of_them():
    def network(seen):
        return places_of(seen.shape, [(40, 30, 20, 30, 4), (70, 40, 6, 40, 1)] if min(seen.shape) > 90 else [])

    boxes = find(network, np.full((120, 120), 255, np.uint8), 0.1).boxes
    low, high = boxes[:-1, :2].min(axis=0), (boxes[:-1, :2] + boxes[:-1, 2:]).max(axis=0)
    assert len(boxes) > 2
    np.testing.assert_allclose(boxes[-1], [*low, *(high - low)])


def test_what_is_found_lies_in_the_picture():
    def network(seen):
        things = [(4, 40, 30, 40, 4), (12, 60, 40, 20, 5), (100, 100, 20, 30, 6)]
        return places_of(seen.shape, [thing for thing in things if max(thing[:2]) + 40 < min(seen.shape)])

    found = find(network, np.full((90, 110), 200, np.uint8), 0.1)
    assert len(found.boxes)
    assert (found.boxes[:, :2] >= 0).all()
    assert (found.boxes[:, :2] + found.boxes[:, 2:] <= (110, 90)).all()


def test_work_is_bounded_and_small_pictures_are_enlarged():
    for shape in ((3000, 4000), (34, 120), (28, 28), (10, 4000), (1, 1)):
        scales = scales_of(shape)
        assert max(shape) * scales[0] <= LONGEST
        assert len(scales) <= 7
    assert scales_of((64, 64))[0] > 1
    seen = []

    def network(picture):
        seen.append(picture.shape)
        return places_of(picture.shape, [])

    assert not len(find(network, np.zeros((34, 120), np.uint8), 0.1).boxes)
    assert all(side % 32 == 0 and side >= 2 * RIM for shape in seen for side in shape)


def test_lines_of_a_turned_page_are_lines():
    places = np.array([(column * 60.0, row * 70.0) for row in range(3) for column in range(6)])
    angle = np.deg2rad(13)
    turned = places @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    boxes = np.concatenate([turned, np.full((18, 2), (25.0, 40.0))], axis=1)
    shuffled = np.random.default_rng(0).permutation(18)
    lines = text_lines(boxes[shuffled])
    assert [[int(shuffled[box]) for box in line] for line in lines] == [list(range(r * 6, r * 6 + 6)) for r in range(3)]


def test_nothing_has_no_lines():
    assert text_lines(np.zeros((0, 4))) == []


def test_ink_is_what_stands_out_whichever_way():
    generator = np.random.default_rng(0)
    for dark in (True, False):
        picture = np.full((200, 200), 190 if dark else 60, np.float32) + np.linspace(-25, 25, 200)
        cv2.line(picture, (80, 60), (80, 120), 60 if dark else 220, 5)
        cv2.line(picture, (140, 60), (140, 120), 60 if dark else 220, 5)  # a neighbour
        picture = np.clip(picture + generator.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)
        ink, contrast, box, goes_on = ink_in(picture, (60, 55, 40, 70))
        assert not goes_on
        np.testing.assert_allclose(box, (77.5, 57.5, 6, 65), atol=2.5)
        assert 80 < contrast < 180
        columns = np.flatnonzero((ink > 0.5).any(axis=0))
        assert 0 < len(columns) < 0.3 * ink.shape[1]
        assert abs(columns.mean() - ink.shape[1] / 2) < 4


def test_an_empty_box_has_hardly_any_ink():
    ink, contrast, box, _ = ink_in(np.full((60, 60), 90, np.uint8), (10, 10, 20, 30))
    assert box == (10, 10, 20, 30)
    assert not ink.any()
    assert contrast == 0


def test_a_box_around_a_part_grows_to_where_the_ink_ends():
    picture = np.full((200, 200), 230, np.uint8)
    cv2.circle(picture, (100, 120), 25, 40, 5)  # the ring of a six
    cv2.line(picture, (78, 110), (105, 60), 40, 5)
    ring = (70, 90, 60, 60)
    assert ink_in(picture, ring).goes_on
    _, _, (x, y, width, height), goes_on = ink_beyond(picture, ring)
    assert not goes_on
    np.testing.assert_allclose((x, y, x + width, y + height), (72.5, 57.5, 127.5, 147.5), atol=3)
    cv2.line(picture, (0, 145), (199, 145), 40, 2)  # a rule that no box around one digit holds
    assert ink_beyond(picture, ring).goes_on


def test_what_is_transparent_is_ground():
    picture = np.zeros((20, 20, 4), np.uint8)
    picture[5:15, 8:12, 3] = 255
    assert grey_of(picture)[0, 0] == 255
    picture[..., :3] = 255
    assert grey_of(picture)[0, 0] == 0
