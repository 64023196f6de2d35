"""How sure an answer is, in words: plain text."""

from utils.reader import Digit, Reading
from utils.reading import LEFT_OUT, left_out

PROBABLE = 0.6  # confidence from which the page says "probably"


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
        return "This is no digit.", f"It looks like one with {percent(digit.digitness)}; the nearest is {first}."
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


def label_of(reading: Reading, position: int) -> str:
    """A name for the digit or mark at this position: its place, and what it is."""
    digit = reading.digits[position]
    return f"{_ordinal(position + 1)}: {LEFT_OUT if is_mark(digit) else digit.value}"


def _place(reading: Reading, digit: Digit) -> str:
    """Where a digit stands, in words."""
    digits = only_digits(reading)
    number = [other for other in digits if other.line == digit.line].index(digit) + 1
    return f"The {_ordinal(number)} digit" + (f" of line {digit.line + 1}" if reading.digits[-1].line else "")


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
