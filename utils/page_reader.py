"""Looks at pictures: the page network finds boxes, two others say what is in each: of its ink, and of what is there."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .box_ink import Ink, ink_beyond, ink_in, ink_of_whole
from .box_patch import patches_of
from .candidates import Box
from .decision import Decision, Looked, decision_of
from .engines import PATCH_SIDE, Network, Outputs, PageNetwork, load_box_network, load_page_network, said_of
from .finder import Found, find, joined
from .glyph import GLYPH_SIDE, fit_to_mnist, ink_box, is_glyph
from .manifest import MODELS, PAGES, REMEDIES, ModelError, load_page_manifest
from .stroke_width import normalize_stroke_width

GlyphNetwork = Callable[[np.ndarray], Outputs]  # calibrated, as `Reader.outputs`
TINY = 32  # pixels: a picture whose longer side is no longer has no room for several digits


@dataclass(frozen=True)
class PageReader:
    """The networks that look at pictures, with the decision that was fitted for them.

    Attributes:
        network: from a grey picture to what is where.
        box_network: from patches (n, 32, 32) uint8 around boxes to what is in each.
        decision: what of it is a digit.
    """

    network: PageNetwork
    box_network: Network
    decision: Decision

    @classmethod
    def load(cls, folder: Path = MODELS, engine: str | None = None) -> "PageReader":
        """Check the files of both networks against their manifest and load them.

        Args:
            folder: of the models; one without a page network has that of the page.
            engine: as in `utils.engines.load_network`.

        Raises:
            ModelError: a file is missing or altered; the message names it and says what to do.
        """
        folder = folder if (folder / PAGES).exists() else MODELS
        manifest = load_page_manifest(folder)
        try:
            decision = decision_of(manifest["decision"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{folder / PAGES} has no usable 'decision'. {REMEDIES[PAGES]}") from error
        return cls(load_page_network(folder, manifest, engine), load_box_network(folder, manifest, engine), decision)


def look(
    pictures: Iterable[np.ndarray],
    network: PageNetwork,
    box_network: Network,
    glyph_network: GlyphNetwork,
    lowest: float,
) -> list[Looked]:
    """Find boxes in pictures and look into each, all boxes through both other networks together.

    Args:
        pictures: (h, w) uint8, grey.
        network: that finds boxes.
        box_network: that looks into them and around.
        glyph_network: that looks at the ink in them.
        lowest: chance from which a box is looked at.
    """
    found, seen, larger, patches = [], [], [], [np.zeros((0, PATCH_SIDE, PATCH_SIDE), np.uint8)]
    for picture in pictures:
        of_one = find(network, picture, lowest)
        inks = [ink_in(picture, box) for box in of_one.boxes]
        grown = {number: ink_beyond(picture, of_one.boxes[number]) for number, ink in enumerate(inks) if ink.goes_on}
        ended = {number: ink for number, ink in grown.items() if not ink.goes_on}
        found.append(_with_larger(of_one, ended))
        patches.append(patches_of(picture, found[-1].boxes))
        seen += [*inks, *ended.values()]
        larger += [False] * len(inks) + [True] * len(ended)
    as_they_are = [ink.ink for ink in seen]
    glyphs = _glyphs([normalize_stroke_width(ink) for ink in as_they_are])
    outputs, as_it_is = glyph_network(glyphs), glyph_network(_glyphs(as_they_are))
    around = said_of(box_network, np.concatenate(patches))
    contrasts = np.array([ink.contrast for ink in seen], np.float32)
    boxes = np.array([ink.box for ink in seen]).reshape(-1, 4)
    goes_on, is_larger = np.array([ink.goes_on for ink in seen], bool), np.array(larger, bool)
    ends = np.cumsum([0, *(len(of_one.boxes) for of_one in found)])
    looked = []
    for of_one, own in zip(found, itertools.starmap(slice, itertools.pairwise(ends)), strict=True):
        of_ink = (glyphs[own], contrasts[own], boxes[own], goes_on[own], is_larger[own])
        said = (of_networks.chosen(own) for of_networks in (outputs, as_it_is, around))
        looked.append(Looked(of_one, *of_ink, *said))
    return looked


def _glyphs(inks: Sequence[np.ndarray]) -> np.ndarray:
    """The glyphs (n, 28, 28) uint8 of inks."""
    none = np.zeros((0, GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    return np.concatenate([none, *(fit_to_mnist(ink)[None] for ink in inks)])


def _with_larger(found: Found, grown: dict[int, Ink]) -> Found:
    """What was found, and those of these numbers again with the boxes of the ink they grew to."""
    boxes = np.array([ink.box for ink in grown.values()], np.float32).reshape(-1, 4)
    larger = found.chosen(np.array(list(grown), int))._replace(boxes=boxes)
    return joined([found, larger])


def glyphs_of_whole(picture: np.ndarray) -> list[tuple[np.ndarray, Box]]:
    """The glyphs, (28, 28) uint8, that a tiny grey picture of one digit may be, with their boxes.

    Of a larger picture or a blank one there are none. A picture as large as a glyph may be spoilt in ways that the
    network knows better than who looks for ink, so it may be a glyph as it is.
    """
    if max(picture.shape) > TINY:
        return []
    if is_glyph(picture):
        return _boxed([(picture.copy(), picture)])
    ink = ink_of_whole(picture)
    whole = [(fit_to_mnist(ink), ink)]
    if ink.any() and picture.shape == (GLYPH_SIDE, GLYPH_SIDE):
        whole += [(as_it_is, ink) for as_it_is in (picture.copy(), 255 - picture)]
    return _boxed(whole)


def _boxed(whole: list[tuple[np.ndarray, np.ndarray]]) -> list[tuple[np.ndarray, Box]]:
    """Glyphs with the boxes of the ink that each was made of, if there is any."""
    boxed = []
    for glyph, ink in whole:
        if box := ink_box(ink):
            x, y, width, height = map(float, box)
            boxed.append((glyph, (x, y, width, height)))
    return boxed
