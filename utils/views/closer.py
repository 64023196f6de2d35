"""A closer look at what was read, for who asks: one digit of several, which ink spoke for it, what other models say."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

from utils.explain import evidence_for, without_strongest
from utils.layers import strip_of
from utils.manifest import ModelError, recipe_folders
from utils.reader import Digit, Reader, Reading
from utils.reading import LEFT_OUT
from utils.views.answer import of_opened
from utils.views.likeness import of_likeness
from utils.views.loading import load_layers, load_published
from utils.views.markup import fill
from utils.views.words import is_mark, label_of, only_digits, percent

STRIP, STRIP_SIDE, STRIP_GAP = 8, 56, 4  # maps of a layer, their pixels, and those between two
FOR_ANSWER, AGAINST_IT = (60, 130, 255), (255, 140, 30)  # red, green, blue
LAYERS = (  # what each layer that is shown looks for, in words
    ("Edges", "A picture is bright where the ink has an edge that it looks for."),
    ("Pieces of strokes", "Neighbouring edges are put together: bends, ends, crossings."),
    ("Parts", "Fewer, larger fields, each of which sees a good part of the digit: a loop, a bar."),
    ("The whole", "What is decided by: some light up for one digit, some for another."),
)


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
        st.html(of_opened(opened, whole()))
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
        st.html(_comparison([opened] if opened else only_digits(reading) or list(reading.digits), others))


def of_layers(digit: Digit, layers: list[np.ndarray]) -> str:
    """What some layers of the network make of a glyph, from the first to the last.

    Args:
        digit: whose glyph it is.
        layers: of each its maps, (channels, h, w), as `utils.layers.load_layers` gives them.
    """
    rows = []
    for (title, words), maps in zip(LAYERS, layers, strict=True):
        count, height, width = maps.shape
        shown = min(STRIP, count)
        picture = strip_of(maps, shown, STRIP_SIDE, STRIP_GAP)
        size = f"{width} × {height}"
        rows.append({"title": title, "words": words, "shown": shown, "count": count, "size": size, "picture": picture})
    return fill("closer", "layers", digit=digit, rows=rows)


def of_comparison(said: dict[str, np.ndarray], refused: bool = False) -> str:
    """What several models say of the same glyphs.

    Args:
        said: by the model's name the probabilities (n, 10) of each of n glyphs; the page's own first.
        refused: the page's own takes the glyph for no digit.
    """
    own = next(iter(said.values())).argmax(axis=1)
    rows = [_row(name, probabilities, own) for name, probabilities in said.items()]
    if refused:
        rows[0] |= {"reads": LEFT_OUT, "sure": "no digit", "runner_up": ""}
    return fill("closer", "comparison", rows=rows, several=len(own) > 1)


def of_evidence(digit: Digit, evidence: np.ndarray, share: float, share_left: float) -> str:
    """Which ink spoke for the answer and which against it.

    Args:
        digit: what was read.
        evidence: (28, 28) in -1..1, as `utils.explain.evidence_for` gives it.
        share: the probability that the network gives the answer by one look at the glyph.
        share_left: the probability that is left without the fifth of the ink that spoke loudest.
    """
    strength = np.abs(evidence)[..., None]
    colour = np.where(evidence[..., None] >= 0, FOR_ANSWER, AGAINST_IT)
    picture = ((1 - strength) * 255 + strength * colour) * (digit.glyph[..., None] / 255)
    picture = np.round(picture).astype(np.uint8)[..., ::-1]
    return fill("closer", "evidence", digit=digit, picture=picture, share=share, share_left=share_left)


def _row(name: str, probabilities: np.ndarray, own: np.ndarray) -> dict[str, object]:
    """What one model says of glyphs, and whether it differs from the page's own (n,)."""
    values = probabilities.argmax(axis=1)
    least = int(probabilities.max(axis=1).argmin())
    second, first = (int(value) for value in probabilities[least].argsort()[-2:])
    sure = percent(probabilities[least, first])
    return {
        "name": name,
        "reads": "".join(map(str, values)),
        "sure": f"{first}: {sure}" if len(values) > 1 else sure,
        "runner_up": f"{second}, {percent(probabilities[least, second])}",
        "differs": bool((values != own).any()),
    }


def _opened(reading: Reading, place: str, drawing: object) -> Digit | None:
    """Let one digit of a number be chosen; its tile does the same."""
    count = len(reading.digits)
    with st.container(key=f"opened{place}"):
        position = st.pills(
            "Look closer at one",
            range(count),
            format_func=lambda position: label_of(reading, position),
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
            said[folder.name] = load_published(folder).outputs(glyphs).digit
        except ModelError as error:
            faults.append(str(error))
    return of_comparison(said, refused=is_mark(digits[0])) + "".join(
        fill("small", "fault", said=fault) for fault in faults
    )


def _inside(digit: Digit) -> str:
    """What the layers make of the glyph, and what it is like; either may be missing."""
    shown = ""
    for part in (_layers, of_likeness):
        try:
            shown += part(digit)
        except ModelError as error:
            shown += fill("small", "fault", said=error)
    return shown


def _layers(digit: Digit) -> str:
    return of_layers(digit, load_layers()(digit.glyph))


def _why(reader: Reader, digit: Digit) -> str:
    evidence = evidence_for(reader.outputs, digit.glyph, None if is_mark(digit) else digit.likeliest)
    seen = np.stack([digit.glyph, without_strongest(digit.glyph, evidence)])
    whole, left = reader.outputs(seen).digit[:, digit.likeliest]
    return of_evidence(digit, evidence, float(whole), float(left))
