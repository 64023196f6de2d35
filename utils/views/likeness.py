"""What a digit is like to the network: the most similar ones that it learnt from, and its place on a map of others."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from utils.glyph import CLASSES
from utils.manifest import MODELS, ModelError, load_manifest
from utils.reader import Digit
from utils.views.boxes import BOX, GROUND, INK, svg_url
from utils.views.markup import fill

KNOWN_DIGITS = MODELS / "known_digits.npz"
SHORTENED = 127  # features are stored as whole numbers, so many times as large
MOST_ALIKE = 5
NEIGHBOURS = 5  # on the map, between which a digit is placed
SHARPNESS = 20.0  # how much more the nearest of them counts
RIM = 16  # of the map, whose places are 0 to 255


class KnownDigits(NamedTuple):
    """Digits to liken others to.

    Attributes:
        glyphs: (n, 28, 28) uint8, which the network learnt from.
        labels: (n,) what they are.
        features: (n, f) float32, theirs.
        map_labels: (m,) what the digits on the map are, which it did not learn from.
        map_features: (m, f) float32, theirs.
        places: (m, 2) float32 of x, y, theirs on the map.
    """

    glyphs: np.ndarray
    labels: np.ndarray
    features: np.ndarray
    map_labels: np.ndarray
    map_features: np.ndarray
    places: np.ndarray


@cache
def load_known_digits(path: Path = KNOWN_DIGITS) -> KnownDigits:
    """Load the digits that come with the page.

    Raises:
        ModelError: they are missing, or belong to another network.
    """
    try:
        with np.load(path) as file:
            arrays = dict(file)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} is missing or damaged: {error}.") from error
    if str(arrays.pop("model")) != load_manifest(MODELS)["sha256"]:
        raise ModelError(f"{path.name} belongs to another network. Run `make evaluate`.")
    for key in ("features", "map_features"):
        arrays[key] = np.float32(arrays[key]) / SHORTENED
    return KnownDigits(**arrays | {"places": np.float32(arrays["places"])})


def most_alike(digit: Digit, known: KnownDigits) -> np.ndarray:
    """The numbers of the known digits that are most like this one, (5,), the most similar first."""
    return np.argsort(-(known.features @ digit.features), kind="stable")[:MOST_ALIKE]


def place_of(digit: Digit, known: KnownDigits) -> np.ndarray:
    """Where this digit lies on the map, (2,): between its neighbours, nearest to those that are most like it."""
    likeness = known.map_features @ digit.features
    nearest = np.argsort(-likeness, kind="stable")[:NEIGHBOURS]
    weights = np.exp(SHARPNESS * (likeness[nearest] - likeness[nearest[0]]))
    place: np.ndarray = weights @ known.places[nearest] / weights.sum()
    return place


def of_likeness(digit: Digit) -> str:
    """The digits most like this one, and its place on the map.

    Raises:
        ModelError: there are none to liken it to.
    """
    known = load_known_digits()
    alike = most_alike(digit, known)
    shown = [(int(known.labels[number]), known.glyphs[number]) for number in alike]
    drawn = svg_url(map_of(known, digit))
    return fill("closer", "likeness", digit=digit, count=len(known.labels), alike=shown, map=drawn)


def map_of(known: KnownDigits, digit: Digit) -> str:
    """The map as an SVG: a dot for each digit, in blue those of the same value, and a ring where this one lies."""
    side = 255 + 2 * RIM
    dots, names = [], []
    for value in range(CLASSES):
        colour = BOX if value == digit.value else "#59636e"
        places = known.places[known.map_labels == value] + RIM
        path = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in places)
        dots.append(f'<path d="{path}" stroke="{colour}" stroke-width="3.2" stroke-linecap="round"/>')
        x, y = np.median(places, axis=0)
        names.append(f'<text x="{x:.0f}" y="{y + 6:.0f}">{value}</text>')
    x, y = place_of(digit, known) + RIM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><rect width="100%" height="100%" '
        f'fill="{GROUND}"/>{"".join(dots)}<g fill="{INK}" stroke="{GROUND}" stroke-width="3" paint-order="stroke" '
        f'font-size="17" font-weight="700" font-family="sans-serif" text-anchor="middle">{"".join(names)}</g>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="none" stroke="#ffa657" stroke-width="3"/></svg>'
    )
