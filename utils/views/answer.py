"""What was read, as HTML: the answer, how sure it is, ten probabilities and what the model saw."""

import base64

import cv2
import numpy as np

from utils.reader import Digit, Reading

SURE, PROBABLE = 0.9, 0.6  # confidence from which the page says "sure" and "probably"


def invitation() -> str:
    """What stands in the answer's place before anything is drawn."""
    return '<div class="answer waiting" role="status"><p>Draw a digit: anywhere, any size.</p></div>'


def of_one_digit(reading: Reading) -> str:
    """The whole answer to a drawing of one digit."""
    if not reading.digits:
        return invitation()
    digit = reading.digits[0]
    return f'<div class="reading">{_answer(digit)}{_bars(digit)}{_seen(digit)}</div>'


def sentence(digit: Digit) -> tuple[str, str]:
    """How sure the answer is, in one sentence, and a second one with the runner-up or the reason; plain text."""
    first, second = _two_best(digit)
    chances = [f"{percent(digit.probabilities[value])}" for value in (first, second)]
    if digit.value is None:
        return "This does not look like a digit.", f"The nearest is {first}. Draw one digit, large and whole."
    if digit.confidence >= SURE:
        return f"Sure: {chances[0]}", f"runner-up {second}, {chances[1]}"
    if digit.confidence >= PROBABLE:
        return f"Probably {first}: {chances[0]}", f"perhaps {second}, {chances[1]}"
    return "Not sure.", f"{first} with {chances[0]}, {second} with {chances[1]}"


def percent(share: float) -> str:
    """A probability as people read it; never rounded up to certainty."""
    if share >= 0.9995:
        return "over 99.9 %"
    return "under 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


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


def _seen(digit: Digit) -> str:
    return (
        f'<figure class="seen"><img alt="The 28 by 28 pixels that the model saw" src="{picture_url(digit.glyph)}">'
        "<figcaption>What the model saw: your digit, scaled to 28 × 28 pixels and centred.<br>"
        f"Looks like a digit: {percent(digit.digitness)}</figcaption></figure>"
    )


def picture_url(picture: np.ndarray) -> str:
    """A picture as a PNG inside a URL.

    Args:
        picture: (h, w) or (h, w, 3) uint8.
    """
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()


def _two_best(digit: Digit) -> tuple[int, int]:
    order = np.argsort(-digit.probabilities, kind="stable")
    return int(order[0]), int(order[1])
