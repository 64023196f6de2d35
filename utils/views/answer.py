"""What was read, as HTML: the answer, how sure it is, ten probabilities and what the model saw."""

import base64
import html

import cv2
import numpy as np

from utils.glyph import CLASSES
from utils.reader import Digit, Reading
from utils.reading import LEFT_OUT, left_out
from utils.views.boxes import drawing_url

CHOICES = [str(digit) for digit in range(CLASSES)]  # what a digit can be corrected to
PROBABLE = 0.6  # confidence from which the page says "probably"
FOR_ANSWER, FOR_RIVAL = (60, 130, 255), (255, 140, 30)  # red, green, blue


def invitation() -> str:
    """What stands in the answer's place before anything is drawn."""
    return (
        '<div class="answer waiting" role="status"><div><p>Draw a digit or a number: anywhere, any size.</p>'
        '<p class="second">A small neural network reads it as you write, says how sure it is, and what it saw: '
        "bright ink on black, as the canvas. Or let one be drawn:</p></div></div>"
    )


def of_drawing(reading: Reading, strokes: list[np.ndarray], right: str | None = None) -> str:
    """The whole answer to a drawing: of one digit all that is known, of several each with its box.

    It says of how many strokes it is, by which the browser sees whether the server knows of all.

    Args:
        reading: what was read from the strokes.
        strokes: (n, 2) float arrays, canvas pixels.
        right: what the person says it is; None where nothing was said.
    """
    if len(reading.digits) > 1:
        number = _noted_number(reading, right) if right else _number(reading)
        said = f"{number}{_boxes(reading, strokes)}{_tiles(reading)}"
    else:
        digit = reading.digits[0]
        said = (
            f"{_noted(digit, right) if right else head(digit)}{bars(digit)}{_way(digit, drawing_url(reading, strokes))}"
        )
    return f'<div class="reading" data-strokes="{len(strokes)}">{said}</div>'


def is_mark(digit: Digit) -> bool:
    """Whether it is no digit: a letter, a sign, a drawing."""
    return digit.value is None


def only_digits(reading: Reading) -> list[Digit]:
    """What was read without the marks."""
    return [digit for digit in reading.digits if not is_mark(digit)]


def sentence_of_number(reading: Reading) -> tuple[str, str]:
    """How sure a number is: whether any digit is in doubt, and the one that is most; plain text."""
    digits = only_digits(reading)
    missing = left_out(reading.marks)
    if not digits:
        return "There is no digit here.", missing.capitalize() + "."
    doubtful = [digit for digit in digits if not digit.is_sure]
    if not doubtful:
        least = min(digits, key=lambda digit: digit.confidence)
        said = f"Sure of all {len(digits)} digits" if len(digits) > 1 else "Sure of the digit"
        return (
            f"{said}, {missing}" if missing else said,
            f"the least sure: {least.value}, {percent(least.confidence)}"
            if len(digits) > 1
            else f"{least.value}, {percent(least.confidence)}",
        )
    worst = min(doubtful, key=lambda digit: digit.sureness)
    first, second = worst.likeliest, worst.runner_up
    if may_be_none(worst):
        reason = f"may be no digit: it looks like one with {percent(worst.digitness)}."
    else:
        chances = [percent(worst.probabilities[value]) for value in (first, second)]
        reason = f"may be {first} ({chances[0]}) or {second} ({chances[1]})."
    return (
        "Not sure of every digit." + (f" {missing.capitalize()}." if missing else ""),
        f"{_place(reading, worst)} {reason}",
    )


def may_be_none(digit: Digit) -> bool:
    """Whether it is less certain that this is a digit than which one."""
    return digit.digitness < digit.confidence


def sentence(digit: Digit) -> tuple[str, str]:
    """How sure the answer is, in one sentence, and a second one with the runner-up or the reason; plain text."""
    first, second = digit.likeliest, digit.runner_up
    chances = [f"{percent(digit.probabilities[value])}" for value in (first, second)]
    if is_mark(digit):
        return "This is no digit.", f"It looks like one with only {percent(digit.digitness)}; the nearest is {first}."
    if digit.is_sure:
        return f"Sure: {chances[0]}", f"runner-up {second}, {chances[1]}"
    if digit.confidence >= PROBABLE and may_be_none(digit):
        return f"Probably {first}, or no digit", f"looks like one with {percent(digit.digitness)}"
    if digit.confidence >= PROBABLE:
        return f"Probably {first}: {chances[0]}", f"perhaps {second}, {chances[1]}"
    return "Not sure.", f"{first} with {chances[0]}, {second} with {chances[1]}"


def percent(share: float) -> str:
    """A probability as people read it; never rounded up to certainty."""
    if share >= 0.9995:
        return "over 99.9 %"
    return "under 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


def short_percent(share: float) -> str:
    """The same where there is little room."""
    return percent(share).replace("over", ">").replace("under", "<")


def _place(reading: Reading, digit: Digit) -> str:
    """Where a digit stands, in words."""
    digits = only_digits(reading)
    number = [other for other in digits if other.line == digit.line].index(digit) + 1
    return f"The {_ordinal(number)} digit" + (f" of line {digit.line + 1}" if reading.digits[-1].line else "")


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _number(reading: Reading) -> str:
    said, more = sentence_of_number(reading)
    lines: dict[int, list[str]] = {}
    for digit in reading.digits:
        sign = f'<span class="mark">{LEFT_OUT}</span>' if is_mark(digit) else str(digit.value)
        lines.setdefault(digit.line, []).append(sign)
    size = "long" if max(map(len, lines.values())) > 6 else "number"
    value = "<br>".join("".join(line) for line in lines.values())
    return _several(f'<div class="value {size}">{value}</div>', said, more)


def _noted_number(reading: Reading, right: str) -> str:
    read = reading.text.replace("\n", " ") or "no digit"
    size = "long" if len(right) > 6 else "number"
    return _several(
        f'<div class="value {size}">{html.escape(right)}</div>', f"Noted: {right}", f"It was read as {read}."
    )


def _several(value: str, said: str, more: str) -> str:
    return (
        f'<div class="answer several" role="status">{value}'
        f'<div><p><strong>{said}</strong></p><p class="second">{more}</p></div></div>'
    )


def _boxes(reading: Reading, strokes: list[np.ndarray]) -> str:
    return f'<img class="boxes" alt="Your drawing with a box around each digit" src="{drawing_url(reading, strokes)}">'


def _tiles(reading: Reading) -> str:
    tiles = []
    for digit in reading.digits:
        first, second = digit.likeliest, digit.runner_up
        kind = " mark" if is_mark(digit) else "" if digit.is_sure else " doubtful"
        if is_mark(digit):
            words = f"<span>{LEFT_OUT} no digit</span><small>left out</small>"
        else:
            words = (
                f"<span><b>{digit.value}</b> {percent(digit.probabilities[first])}</span>"
                f"<small>then {second}, {percent(digit.probabilities[second])}</small>"
            )
        tiles.append(
            f'<li class="tile{kind}"><img alt="What the model saw" src="{picture_url(digit.glyph)}">{words}</li>'
        )
    return f'<ul class="tiles" aria-label="Each digit: what the model saw and how sure it is">{"".join(tiles)}</ul>'


def of_evidence(digit: Digit, evidence: np.ndarray, share_left: float) -> str:
    """Which ink spoke for the answer and which for the runner-up.

    Args:
        digit: what was read.
        evidence: (28, 28) in -1..1, as `utils.explain.evidence_for` gives it.
        share_left: the probability that is left without the fifth of the ink that spoke loudest.
    """
    first, second = digit.likeliest, digit.runner_up
    strength = np.abs(evidence)[..., None]
    colour = np.where(evidence[..., None] >= 0, FOR_ANSWER, FOR_RIVAL)
    picture = ((1 - strength) * 255 + strength * colour) * (digit.glyph[..., None] / 255)
    if is_mark(digit):
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


def of_comparison(said: dict[str, np.ndarray], refused: bool = False) -> str:
    """What several models say of the same glyphs.

    Args:
        said: by the model's name the probabilities (n, 10) of each of n glyphs; the page's own first.
        refused: the page's own takes the glyph for no digit.
    """
    page, own = next(iter(said)), next(iter(said.values())).argmax(axis=1)
    rows = []
    for name, probabilities in said.items():
        if refused and name == page:
            rows.append(
                f'<tr><th scope="row">{html.escape(name)}</th><td><b>{LEFT_OUT}</b></td><td>no digit</td><td></td></tr>'
            )
            continue
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


def head(digit: Digit) -> str:
    """The answer to one digit, large, and how sure it is."""
    first, second = digit.likeliest, digit.runner_up
    said, more = sentence(digit)
    if is_mark(digit):
        value = f'<div class="value mark" aria-hidden="true">{LEFT_OUT}</div>'
    elif digit.confidence >= PROBABLE:
        value = f'<div class="value">{digit.value}</div>'
    else:
        value = f'<div class="value two">{first}<small>or</small>{second}</div>'
    return _one(value, said, more)


def _noted(digit: Digit, right: str) -> str:
    read = "taken for no digit" if is_mark(digit) else f"read as {digit.value}, {percent(digit.confidence)}"
    return _one(f'<div class="value">{html.escape(right)}</div>', f"Noted: {html.escape(right)}", f"It was {read}.")


def _one(value: str, said: str, more: str) -> str:
    return (
        f'<div class="answer" role="status">{value}'
        f'<div><p><strong>{said}</strong></p><p class="second">{more}</p></div></div>'
    )


def bars(digit: Digit) -> str:
    """The ten probabilities; of what is no digit in grey, for none of them is the answer."""
    best = None if is_mark(digit) else digit.likeliest
    rows = []
    for value, share in enumerate(digit.probabilities):
        shown = html.escape(short_percent(share))
        rows.append(
            f'<div class="row{" best" if value == best else ""}"><span>{value}</span>'
            f'<span class="track"><span class="bar" style="width:{100 * share:.1f}%"></span></span>'
            f'<span class="percent">{shown}</span></div>'
        )
    if best is not None:
        return f'<div class="bars" role="group" aria-label="Probability of each digit">{"".join(rows)}</div>'
    return (
        '<div class="bars refused" role="group" aria-label="Probability of each digit if it were one">'
        f"<p>If it had to be a digit:</p>{''.join(rows)}</div>"
    )


def of_opened(digit: Digit, whole: str) -> str:
    """All that is known of one digit of a number, of which `whole` is the URL of a picture with the boxes."""
    said, more = sentence(digit)
    head = f'<p class="opened"><strong>{said}</strong><br>{more}</p>'
    return f'<div class="reading">{head}{bars(digit)}{_way(digit, whole)}</div>'


def label_of(reading: Reading, position: int) -> str:
    """A name for the digit or mark at this position: its place, and what it is."""
    digit = reading.digits[position]
    return f"{_ordinal(position + 1)}: {LEFT_OUT if is_mark(digit) else digit.value}"


def _way(digit: Digit, whole: str) -> str:
    """Step by step what became of the writing until the model saw it."""
    x, y, width, height = cv2.boundingRect(digit.glyph) if digit.glyph.any() else (0, 0, *digit.glyph.shape)
    steps = (
        (whole, "What you wrote", "Your ink, and the box around it"),
        (picture_url(digit.glyph[y : y + height, x : x + width]), "The cut-out", "Cut out, its longer side 20 pixels"),
        (picture_url(digit.glyph), "The 28 by 28 pixels that the model saw", "Centred in 28 × 28: what the model saw"),
    )
    figures = "".join(
        f'<li><img alt="{description}" src="{url}"><span>{words}</span></li>' for url, description, words in steps
    )
    return (
        f'<ol class="way" aria-label="From your ink to the model">{figures}</ol>'
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
