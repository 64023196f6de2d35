"""A closer look at what was read, for who asks: one digit of several, which ink spoke for it, what other models say."""

import html
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

from utils.explain import evidence_for, without_strongest
from utils.manifest import ModelError, recipe_folders
from utils.reader import Digit, Reader, Reading
from utils.views import answer
from utils.views.likeness import of_likeness
from utils.views.loading import load_layers, load_published


def look(reader: Reader, reading: Reading, whole: Callable[[], str], place: str = "", drawing: object = 0) -> None:
    """Show what can be asked of a reading, and its answers.

    Args:
        reader: that has read it.
        reading: of one digit at least.
        whole: makes the URL of a picture of all that was read, with the boxes; asked only where it is shown.
        place: on the page, where it shows several readings.
        drawing: another one closes the digit that was opened.
    """
    several = len(reading.digits) > 1
    opened = _opened(reading, place, drawing) if several else reading.digits[0]
    if several and opened:
        st.html(answer.of_opened(opened, whole()))
    with st.container(horizontal=True):
        why = opened and st.toggle("Why? Show which ink spoke for it", key=f"why{place}")
        inside = opened and st.toggle("Look inside", key=f"inside{place}")
        others = recipe_folders()
        compare = bool(others) and st.toggle("Compare models", key=f"compare{place}")
    if opened and why:
        st.html(_why(reader, opened))
    if opened and inside:
        st.html(_inside(opened))
    if compare:
        st.html(_comparison([opened] if opened else answer.only_digits(reading) or list(reading.digits), others))


def _opened(reading: Reading, place: str, drawing: object) -> Digit | None:
    """Let one digit of a number be chosen; its tile does the same."""
    count = len(reading.digits)
    with st.container(key=f"opened{place}"):
        position = st.pills(
            "Look closer at one",
            range(count),
            format_func=lambda position: answer.label_of(reading, position),
            key=f"opened{place}_{drawing}_{count}",
            wrap=True,
        )
    return None if position is None else reading.digits[position]


def _comparison(digits: list[Digit], others: list[Path]) -> str:
    """What other models say of digits; of a mark alone, too, which they cannot refuse."""
    glyphs = np.stack([digit.glyph for digit in digits])
    said = {"This page": np.stack([digit.probabilities for digit in digits])}
    faults = []
    for folder in others:
        try:
            said[folder.name] = load_published(folder).probabilities(glyphs)
        except ModelError as error:
            faults.append(str(error))
    return answer.of_comparison(said, refused=answer.is_mark(digits[0])) + "".join(
        f"<p>{html.escape(fault)}</p>" for fault in faults
    )


def _inside(digit: Digit) -> str:
    """What the layers make of the glyph, and what it is like; either may be missing."""
    shown = ""
    for part in (_layers, of_likeness):
        try:
            shown += part(digit)
        except ModelError as error:
            shown += f"<p>{html.escape(str(error))}</p>"
    return shown


def _layers(digit: Digit) -> str:
    return answer.of_layers(digit, load_layers()(digit.glyph))


def _why(reader: Reader, digit: Digit) -> str:
    first, second = digit.likeliest, digit.runner_up
    evidence = evidence_for(reader.outputs, digit.glyph, None if answer.is_mark(digit) else first, second)
    left = reader.probabilities(without_strongest(digit.glyph, evidence)[None])[0, first]
    return answer.of_evidence(digit, evidence, float(left))
