"""The kinds of synthetic pages: lines, forms, tables, one digit alone, registers, screens, and nothing at all.

Each is a function of a `Writing`, a `numpy.random.Generator` and whether the page is to validate with. It gives the
crop, (256, 256) uint8, and the boxes and values of what is in it.
"""

from collections.abc import Callable

import numpy as np

from training.pages.camera import as_file, light, photograph, view_of_page
from training.pages.hand import GAPS, SIDE, UNSURE, Hand, Sheet, Writing
from training.pages.screens import screen
from training.pages.surfaces import HELD_OUT_TEXTURES, TEXTURES, box, line, print_text, print_words, rule, specks
from training.pages.takes import COVERED, FULL_INK, WHOLE, ended, photographed, pixels_of, seen

SMALLEST, LARGEST = 10.0, 120.0  # pixels of a digit's height
MARK_SHARES = (0.0, 0.15, 0.45, 0.95)  # of groups with marks: by page
PAGES_WITH = (0.3, 0.25, 0.37, 0.08)
LABELLED = 0.2  # of the clean pictures, with printed words somewhere


def _lines(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """Lines of numbers, signs and words."""
    return _written(writing, generator, held_out, np.exp(generator.uniform(np.log(14), np.log(115))))


def _dense(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """Many small digits."""
    return _written(writing, generator, held_out, generator.uniform(SMALLEST, 18))


def _written(writing: Writing, generator: np.random.Generator, held_out: bool, height: float) -> tuple:
    sheet, hand = Sheet(view_of_page(generator, 15)), Hand(writing, generator)
    pitch, first = height * generator.uniform(1.15, 2.4), generator.uniform(-0.5, 2) * height
    rule(sheet, generator, height, pitch, first)
    write_rows(sheet, hand, generator, (height, pitch, first), held_out)
    return photographed(sheet, hand, generator, held_out, height)


def write_rows(sheet: Sheet, hand: Hand, generator: np.random.Generator, sizes: tuple, held_out: bool) -> None:
    """Fill a page with lines of writing.

    Args:
        sizes: height of a digit, distance of the baselines, and the first of them, page pixels.
    """
    height, pitch, first = sizes
    pen = max(0.6, height * generator.uniform(0.03, 0.17))
    marks = MARK_SHARES[generator.choice(len(MARK_SHARES), p=PAGES_WITH)]
    space, printed = generator.uniform(0.3, 3), generator.choice([0, 0.12])
    for baseline in np.arange(first - 2 * pitch, SIDE + pitch + 30, pitch):
        if generator.random() < 0.1:
            continue
        if generator.random() < printed:
            print_words(sheet, generator, (generator.uniform(-30, 150), baseline - height), 0.6 * height, held_out, 4)
            continue
        left, level = generator.uniform(-40, 0.6 * SIDE), int(generator.uniform(170, FULL_INK))
        while left < SIDE + 30:
            start = left
            left = hand.write(sheet, hand.group(marks), left, baseline, height, pen, level)
            _decorate(sheet, generator, (start, baseline, left), height, pen)
            left += height * space * generator.uniform(0.3, 1.7)


def _decorate(sheet: Sheet, generator: np.random.Generator, place: tuple, height: float, pen: float) -> None:
    """Underline or encircle a group now and then: what is no mark of its own."""
    left, baseline, right = place
    lot = generator.random()
    if lot < 0.05:
        y = baseline + height * generator.uniform(0.1, 0.3)
        points = np.array([[left, y], [(left + right) / 2, y + generator.normal(0, 2)], [right, y]])
        sheet.draw(sheet.ink, points, pen, FULL_INK)
    elif lot < 0.07:
        turns = np.linspace(0, 6.6, 40) + generator.uniform(0, 6)
        reach = np.array([(right - left) / 2 + 0.35 * height, height * generator.uniform(0.7, 0.9)])
        middle = np.array([(left + right) / 2 - 0.1 * height, baseline - 0.5 * height])
        sheet.draw(sheet.ink, middle + reach * np.stack([np.cos(turns), np.sin(turns)], axis=1), pen, FULL_INK)


def _form(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """A form: digits in boxes or between row lines, with filler strokes, printed words and printed digits."""
    sheet, hand = Sheet(view_of_page(generator, 8)), Hand(writing, generator)
    height = np.exp(generator.uniform(np.log(13), np.log(80)))
    pen, width = max(0.6, height * generator.uniform(0.03, 0.14)), max(0.5, height * generator.uniform(0.01, 0.08))
    level, level_of_ink = int(generator.uniform(90, 255)), int(generator.uniform(170, FULL_INK))
    wide, high = height * generator.uniform(0.85, 1.6), height * generator.uniform(0.95, 1.9)
    style, apart = generator.integers(4), height * generator.uniform(0.05, 0.5)
    filled, filler = generator.uniform(0.1, 0.95), generator.choice([0, 0.3, 0.7])
    given = generator.choice([0, 0, 0, 0.3])  # of the cells: filled in when it was printed
    x0, y0 = generator.uniform(-wide, 0, 2)
    step = np.array([wide, high]) + (apart if style == 1 else 0)
    rows, columns = np.arange(y0 - high, SIDE + 60, step[1]), np.arange(x0 - wide, SIDE + 60, step[0])
    for y in rows:
        if style == 2:  # row lines alone
            line(sheet, (columns[0], y), (columns[-1], y), width, level)
        if generator.random() < 0.1:
            print_words(sheet, generator, (generator.uniform(-20, SIDE / 2), y), 0.4 * high, held_out, 2)
            continue
        for x in columns:
            if style in (0, 1):
                box(sheet, x, y, wide, high, width, level)
            if generator.random() < given:
                text = str(generator.integers(1, 100 if wide > high else 10))
                print_text(sheet, generator, (x + 0.25 * wide, y), 0.5 * high, held_out, text)
            elif generator.random() < filled:
                item = hand.digit() if generator.random() < 0.97 else hand.sign()
                left = x + (wide - item.size[0] * height) * np.clip(generator.normal(0.5, 0.2), 0, 1)
                top = y + (high - item.size[1] * height) * np.clip(generator.normal(0.5, 0.3), -0.1, 1.1)
                sheet.write(item, np.array([left, top]), height, pen, level_of_ink)
            elif generator.random() < filler:
                _fill(sheet, generator, (x, y, wide, high), pen)
    return photographed(sheet, hand, generator, held_out, height)


def _fill(sheet: Sheet, generator: np.random.Generator, place: tuple, pen: float) -> None:
    """A stroke that says that a cell is left empty, or one through many cells."""
    x, y, wide, high = place
    reach = wide * (1 if generator.random() < 0.7 else generator.uniform(1, 6))
    along = np.linspace(0.1, 0.9, 12)
    shapes = (np.zeros(12), 0.15 * np.sin(along * 20), along - 0.5, 0.5 - along)
    down = 0.5 + generator.normal(0, 0.08) + shapes[generator.integers(4)] * generator.uniform(0.2, 0.7)
    sheet.draw(sheet.ink, np.stack([x + along * reach, y + down * high], axis=1), pen, FULL_INK)


def _column(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """Numbers below one another, flush right, in a table or a sum, now and then led up to by a stroke."""
    sheet, hand = Sheet(view_of_page(generator, 10)), Hand(writing, generator)
    height = np.exp(generator.uniform(np.log(12), np.log(60)))
    pen, pitch = max(0.6, height * generator.uniform(0.03, 0.15)), height * generator.uniform(0.95, 1.7)
    width, level = max(0.5, height * generator.uniform(0.01, 0.07)), int(generator.uniform(80, 255))
    ruled, led, digits = generator.random() < 0.6, generator.choice([0, 0, 0.8]), int(generator.integers(1, 7))
    right, across = generator.uniform(0, 90), height * digits * generator.uniform(1.1, 2.5)
    hand.gaps = GAPS[generator.integers(3)]
    while right - across < SIDE + 40:
        if ruled:
            line(sheet, (right + 0.2 * height, -90), (right + 0.2 * height, SIDE + 90), width, level)
        for baseline in np.arange(generator.uniform(-pitch, 0), SIDE + 60, pitch):
            if ruled:
                y = baseline + generator.uniform(0.05, 0.12) * height
                line(sheet, (right - across, y), (right, y), width, level)
            if generator.random() < 0.15:
                continue
            items = [hand.digit() for _ in range(generator.integers(max(1, digits - 2), digits + 1))]
            if generator.random() < 0.08:
                items.insert(0, hand.sign("+-"[generator.integers(2)]))
            left = right - hand.width(items, height, pen)
            hand.write(sheet, items, left, baseline, height, pen, FULL_INK)
            if generator.random() < led:
                end = np.array([left + generator.uniform(-0.4, 0.1) * height, baseline - 0.5 * height])
                way = np.array([[right - across, end[1] + generator.normal(0, 2)], end])
                sheet.draw(sheet.ink, way, pen, FULL_INK)
        right += across + generator.uniform(0.1, 2) * height
    return photographed(sheet, hand, generator, held_out, height)


def _single(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """One digit, or one mark, that fills the picture more or less."""
    sheet, hand = Sheet(view_of_page(generator, 12)), Hand(writing, generator)
    height = generator.uniform(30, LARGEST)
    item = hand.digit() if generator.random() < 0.9 else hand.sign()
    size = np.array(item.size) * height
    corner = generator.uniform(10, np.maximum(SIDE - size - 10, 11))
    if generator.random() < 0.6:
        rule(sheet, generator, height, height * generator.uniform(0.4, 1.5), corner[1] + size[1])
    sheet.write(item, corner, height, max(1.0, height * generator.uniform(0.03, 0.22)), FULL_INK)
    room = height * generator.uniform(-0.05, 0.1) if generator.random() < 0.4 else height * generator.uniform(0.1, 1)
    low, high = corner - room * generator.uniform(0.5, 1, 2), corner + size + room * generator.uniform(0.5, 1, 2)
    return photographed(sheet, hand, generator, held_out, height, (*low, *high))


def _strip(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """Two numbers cut out of a register: low, often faint and small, with digits that touch."""
    sheet, hand = Sheet(view_of_page(generator, 4)), Hand(writing, generator)
    height = np.exp(generator.uniform(np.log(16), np.log(75)))
    pen, hand.gaps = max(0.6, height * generator.uniform(0.04, 0.14)), GAPS[generator.integers(2)]
    halves = []
    for middle in (SIDE / 4, 3 * SIDE / 4):
        left, baseline = generator.uniform(5, 60), middle + 0.5 * height + generator.uniform(-15, 15)
        items = [hand.digit() for _ in range(generator.integers(1, 9))]
        end = hand.write(sheet, items, left, baseline, height, pen, int(generator.uniform(150, FULL_INK)))
        if generator.random() < 0.4:
            rule(sheet, generator, height, height * 1.3, baseline)
        if generator.random() < 0.3:  # of its neighbour only the edge is seen
            neighbour = [hand.digit() for _ in range(4)]
            hand.write(sheet, neighbour, left, baseline + 1.3 * height, height, pen, FULL_INK)
        rim = height * generator.uniform(0.0, 0.45, 4)
        halves.append((left - rim[0], baseline - height - rim[1], end + rim[2], baseline + rim[3]))
    picture, boxes, values, _ = photographed(sheet, hand, generator, held_out, height, WHOLE)
    (upper, *above, _), (lower, *below, _) = (ended(picture, boxes, values, ends) for ends in halves)
    half = SIDE // 2
    above, below = seen(*above, (0, 0, SIDE, half)), seen(*below, (0, half, SIDE, SIDE))
    picture = np.concatenate([upper[:half], lower[half:]])
    return picture, *(np.concatenate(parts) for parts in zip(above, below, strict=True)), WHOLE


def _nothing(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """Nothing written: empty surfaces, textures, rules, tables, empty boxes and print."""
    sheet, height = Sheet(view_of_page(generator, 15)), np.exp(generator.uniform(np.log(12), np.log(90)))
    if generator.random() < 0.3:
        textures = HELD_OUT_TEXTURES if held_out else TEXTURES
        picture = textures[generator.integers(len(textures))](generator)
        return photograph(light(picture, generator), generator, 50.0), [], [], WHOLE
    kind = generator.random()
    if kind < 0.5:
        for y in np.arange(generator.uniform(-20, 40), SIDE, height * generator.uniform(0.9, 2)):
            print_words(sheet, generator, (generator.uniform(-40, 60), y), 0.6 * height, held_out, 6)
    elif kind < 0.7:
        for _ in range(generator.integers(1, 12)):
            sizes = generator.uniform(0.5, 3, 2) * height
            box(sheet, *generator.uniform(-20, SIDE, 2), *sizes, generator.uniform(0.5, 4), FULL_INK)
    if kind > 0.4:
        rule(sheet, generator, height, height * generator.uniform(0.8, 2), 0.0)
    return photographed(sheet, None, generator, held_out, height)


def _screen(writing: Writing, generator: np.random.Generator, held_out: bool) -> tuple:
    """A drawing program, note page or screenshot: clean, with pixel-exact lines, frames and bars."""
    sheet, hand = Sheet(np.eye(3)), Hand(writing, generator)
    lot, ends, height = generator.random(), WHOLE, 40.0
    if lot < 0.5:
        height = generator.uniform(25, LARGEST)
        item = hand.digit() if generator.random() < 0.93 else hand.sign()
        size = np.array(item.size) * height
        corner = generator.uniform(10, np.maximum(SIDE - size - 10, 11))
        sheet.write(item, corner, height, max(1.0, height * generator.uniform(0.03, 0.25)), FULL_INK)
        room = np.exp(generator.uniform(np.log(0.02), np.log(1.2), 4)) * height
        ends = (*(corner - room[:2]), *(corner + size + room[2:]))
    elif lot < 0.85:
        height = np.exp(generator.uniform(np.log(12), np.log(90)))
        sizes = (height, height * generator.uniform(1.2, 2.4), generator.uniform(0, 2) * height)
        write_rows(sheet, hand, generator, sizes, held_out)
    specks(sheet, generator, height)
    if generator.random() < LABELLED:
        corner = generator.uniform((-40, -20), (0.6 * SIDE, SIDE))
        print_words(sheet, generator, tuple(corner), generator.uniform(7, 40), held_out, int(generator.integers(1, 4)))
    if generator.random() < 0.35:
        ends = tuple(np.array(ends) + generator.uniform(0, 40, 4) * (1, 1, -1, -1))
    picture, hidden, ends = screen(sheet, generator, ends)
    ink = sheet.over_crop(sheet.ink)
    under = ink * hidden
    sheet.values = [
        UNSURE if under[place].sum() > COVERED * ink[place].sum() else value
        for place, value in zip(map(pixels_of, sheet.boxes), sheet.values, strict=True)
    ]
    return ended(as_file(picture, generator, 0.5, 15), sheet.boxes, sheet.values, ends)


Kind = Callable[[Writing, np.random.Generator, bool], tuple]
KINDS: dict[str, tuple[float, Kind]] = {
    "lines": (0.25, _lines),
    "dense": (0.07, _dense),
    "form": (0.12, _form),
    "column": (0.09, _column),
    "single": (0.14, _single),
    "strip": (0.09, _strip),
    "screen": (0.16, _screen),
    "nothing": (0.08, _nothing),
}
