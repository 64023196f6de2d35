"""What was read, as HTML: the answer, how sure it is, ten probabilities and what the model saw."""

import base64
import html

import cv2
import numpy as np

from utils.reader import Digit, Reading

PROBABLE = 0.6  # confidence from which the page says "probably"
BOX_MARGIN = 8  # canvas pixels between a digit's middle line and its box
GROUND, INK, BOX, DOUBTFUL_BOX = "#101418", "#ffffff", "#7aa7ff", "#ffa657"
FOR_ANSWER, FOR_RIVAL = (60, 130, 255), (255, 140, 30)  # red, green, blue
LABEL_ROOM = np.array([0, 22])  # canvas pixels above the boxes


def invitation() -> str:
    """What stands in the answer's place before anything is drawn."""
    return '<div class="answer waiting" role="status"><p>Draw a digit or a number: anywhere, any size.</p></div>'


def of_drawing(reading: Reading, strokes: list[np.ndarray]) -> str:
    """The whole answer to a drawing: of one digit all that is known, of several each with its box.

    Args:
        reading: what was read from the strokes.
        strokes: (n, 2) float arrays, canvas pixels.
    """
    if not reading.digits:
        return invitation()
    if len(reading.digits) > 1:
        return f'<div class="reading">{_number(reading)}{_boxes(reading, strokes)}{_tiles(reading)}</div>'
    digit = reading.digits[0]
    return f'<div class="reading">{_answer(digit)}{_bars(digit)}{_way(reading, strokes)}</div>'


def sentence_of_number(reading: Reading) -> tuple[str, str]:
    """How sure a number is: whether any digit is in doubt, and the one that is most; plain text."""
    doubtful = [digit for digit in reading.digits if not digit.is_sure]
    if not doubtful:
        least = min(reading.digits, key=lambda digit: digit.confidence)
        return (
            f"Sure of all {len(reading.digits)} digits",
            f"the least sure: {least.value}, {percent(least.confidence)}",
        )
    worst = min(doubtful, key=lambda digit: digit.digitness if digit.value is None else digit.confidence)
    place = _place(reading, worst)
    if worst.value is None:
        return "Not all of it is digits.", f"{place} does not look like one."
    first, second = _two_best(worst)
    chances = [percent(worst.probabilities[value]) for value in (first, second)]
    return "Not sure of every digit.", f"{place} may be {first} ({chances[0]}) or {second} ({chances[1]})."


def sentence(digit: Digit) -> tuple[str, str]:
    """How sure the answer is, in one sentence, and a second one with the runner-up or the reason; plain text."""
    first, second = _two_best(digit)
    chances = [f"{percent(digit.probabilities[value])}" for value in (first, second)]
    if digit.value is None:
        return "This does not look like a digit.", f"The nearest is {first}. Draw one digit, large and whole."
    if digit.is_sure:
        return f"Sure: {chances[0]}", f"runner-up {second}, {chances[1]}"
    if digit.confidence >= PROBABLE:
        return f"Probably {first}: {chances[0]}", f"perhaps {second}, {chances[1]}"
    return "Not sure.", f"{first} with {chances[0]}, {second} with {chances[1]}"


def percent(share: float) -> str:
    """A probability as people read it; never rounded up to certainty."""
    if share >= 0.9995:
        return "over 99.9 %"
    return "under 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


def _place(reading: Reading, digit: Digit) -> str:
    """Where a digit stands, in words."""
    number = [other for other in reading.digits if other.line == digit.line].index(digit) + 1
    ordinal = str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
    return f"The {ordinal} digit" + (f" of line {digit.line + 1}" if reading.digits[-1].line else "")


def _number(reading: Reading) -> str:
    said, more = sentence_of_number(reading)
    lines = "<br>".join(html.escape(line) for line in reading.text.split("\n")) or "–"
    size = "long" if max(map(len, reading.text.split("\n"))) > 6 else "number"
    return (
        f'<div class="answer several" role="status"><div class="value {size}">{lines}</div>'
        f'<div><p><strong>{said}</strong></p><p class="second">{more}</p></div></div>'
    )


def drawing_url(reading: Reading, strokes: list[np.ndarray]) -> str:
    """The drawing with a box around each digit, as an SVG inside a URL.

    Args:
        reading: what was read from the strokes.
        strokes: (n, 2) float arrays, canvas pixels.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0) - BOX_MARGIN - LABEL_ROOM, points.max(axis=0) + 2 * BOX_MARGIN
    left, top, width, height = low[0] - BOX_MARGIN, low[1], high[0] - low[0] + BOX_MARGIN, high[1] - low[1]
    shapes = [f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" fill="{GROUND}"/>']
    for stroke in strokes:
        places = " ".join(f"{x:.0f},{y:.0f}" for x, y in stroke)
        shapes.append(
            f'<polyline points="{places}" fill="none" stroke="{INK}" stroke-width="6" stroke-linecap="round" '
            'stroke-linejoin="round"/>'
        )
    for digit in reading.digits:
        colour, dashes = (BOX, "") if digit.is_sure else (DOUBTFUL_BOX, ' stroke-dasharray="6 4"')
        x, y = digit.box[0] - BOX_MARGIN, digit.box[1] - BOX_MARGIN
        sides = [side + 2 * BOX_MARGIN for side in digit.box[2:]]
        shapes.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{sides[0]:.0f}" height="{sides[1]:.0f}" rx="3" fill="none" '
            f'stroke="{colour}" stroke-width="2"{dashes}/>'
            f'<text x="{x + sides[0] / 2:.0f}" y="{y - 5:.0f}" fill="{colour}" font-size="18" font-weight="700" '
            f'font-family="sans-serif" text-anchor="middle">{_value(digit)}</text>'
        )
    frame = f'viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{"".join(shapes)}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _boxes(reading: Reading, strokes: list[np.ndarray]) -> str:
    return f'<img class="boxes" alt="Your drawing with a box around each digit" src="{drawing_url(reading, strokes)}">'


def _value(digit: Digit) -> str:
    return "?" if digit.value is None else str(digit.value)


def _tiles(reading: Reading) -> str:
    tiles = []
    for digit in reading.digits:
        first, second = _two_best(digit)
        kind = "" if digit.is_sure else " doubtful"
        said = "no digit" if digit.value is None else percent(digit.probabilities[first])
        tiles.append(
            f'<li class="tile{kind}"><img alt="What the model saw" src="{picture_url(digit.glyph)}">'
            f"<span><b>{_value(digit)}</b> {said}</span>"
            f"<small>then {second}, {percent(digit.probabilities[second])}</small></li>"
        )
    return f'<ul class="tiles" aria-label="Each digit: what the model saw and how sure it is">{"".join(tiles)}</ul>'


def of_evidence(digit: Digit, evidence: np.ndarray, share_left: float) -> str:
    """Which ink spoke for the answer and which for the runner-up.

    Args:
        digit: what was read.
        evidence: (28, 28) in -1..1, as `utils.explain.evidence_for` gives it.
        share_left: the probability that is left without the fifth of the ink that spoke loudest.
    """
    first, second = _two_best(digit)
    strength = np.abs(evidence)[..., None]
    colour = np.where(evidence[..., None] >= 0, FOR_ANSWER, FOR_RIVAL)
    picture = ((1 - strength) * 255 + strength * colour) * (digit.glyph[..., None] / 255)
    if digit.value is None:
        words = (
            "Blue ink makes it look like a digit, orange ink like something else. "
            f"It was refused because all of it together looks like a digit with only {percent(digit.digitness)}."
        )
    else:
        words = (
            f"Blue ink spoke for {first}, orange ink for {second}. Without the bluest fifth of the ink "
            f"the chance of {first} would be {percent(share_left)} instead of {percent(digit.confidence)}."
        )
    return _captioned("The ink, coloured by what it spoke for", np.round(picture).astype(np.uint8)[..., ::-1], words)


def of_comparison(said: dict[str, np.ndarray]) -> str:
    """What several models say of the same glyphs.

    Args:
        said: by the model's name the probabilities (n, 10) of each of n glyphs; the page's own first.
    """
    own = next(iter(said.values())).argmax(axis=1)
    rows = []
    for name, probabilities in said.items():
        values = probabilities.argmax(axis=1)
        least = int(probabilities.max(axis=1).argmin())
        second, first = (int(value) for value in probabilities[least].argsort()[-2:])
        sure = (
            f"{first}: {percent(probabilities[least, first])}" if len(values) > 1 else percent(probabilities[0, first])
        )
        rows.append(
            f'<tr{"" if (values == own).all() else " class=doubtful"}><th scope="row">{html.escape(name)}</th>'
            f"<td><b>{''.join(map(str, values))}</b></td><td>{sure}</td>"
            f"<td>{second}, {percent(probabilities[least, second])}</td></tr>"
        )
    sureness = "How sure" if len(own) == 1 else "Least sure"
    head = "".join(f'<th scope="col">{title}</th>' for title in ("Model", "Reads", sureness, "Runner-up"))
    return (
        f'<table class="compared"><caption>The same 28 × 28 pixels, read by other models</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _answer(digit: Digit) -> str:
    first, second = _two_best(digit)
    said, more = sentence(digit)
    if digit.value is None:
        value = '<div class="value" aria-hidden="true">–</div>'
    elif digit.confidence >= PROBABLE:
        value = f'<div class="value">{digit.value}</div>'
    else:
        value = f'<div class="value two">{first}<small>or</small>{second}</div>'
    return (
        f'<div class="answer" role="status">{value}'
        f'<div><p><strong>{said}</strong></p><p class="second">{more}</p></div></div>'
    )


def _bars(digit: Digit) -> str:
    best = int(digit.probabilities.argmax())
    rows = []
    for value, share in enumerate(digit.probabilities):
        shown = percent(share).replace("over ", "&gt; ").replace("under ", "&lt; ")
        rows.append(
            f'<div class="row{" best" if value == best else ""}"><span>{value}</span>'
            f'<span class="track"><span class="bar" style="width:{100 * share:.1f}%"></span></span>'
            f'<span class="percent">{shown}</span></div>'
        )
    return f'<div class="bars" role="group" aria-label="Probability of each digit">{"".join(rows)}</div>'


def _way(reading: Reading, strokes: list[np.ndarray]) -> str:
    """Step by step what became of the drawing until the model saw it."""
    digit = reading.digits[0]
    x, y, width, height = cv2.boundingRect(digit.glyph) if digit.glyph.any() else (0, 0, *digit.glyph.shape)
    steps = (
        (drawing_url(reading, strokes), "Your drawing", "Your ink, and the box around it"),
        (picture_url(digit.glyph[y : y + height, x : x + width]), "The cut-out", "Cut out, its longer side 20 pixels"),
        (picture_url(digit.glyph), "The 28 by 28 pixels that the model saw", "Centred in 28 × 28: what the model saw"),
    )
    figures = "".join(
        f'<li><img alt="{description}" src="{url}"><span>{words}</span></li>' for url, description, words in steps
    )
    return (
        f'<ol class="way" aria-label="From your drawing to the model">{figures}</ol>'
        f'<p class="digitness">Looks like a digit: {percent(digit.digitness)}</p>'
    )


def _captioned(description: str, picture: np.ndarray, words: str) -> str:
    image = f'<img alt="{description}" src="{picture_url(picture)}">'
    return f'<figure class="seen">{image}<figcaption>{words}</figcaption></figure>'


def picture_url(picture: np.ndarray) -> str:
    """A picture as a PNG inside a URL.

    Args:
        picture: (h, w) or (h, w, 3) uint8.
    """
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()


def _two_best(digit: Digit) -> tuple[int, int]:
    order = np.argsort(-digit.probabilities, kind="stable")
    return int(order[0]), int(order[1])
