"""A game for a class: ten digits to write, and the page reads them. Nothing of it outlives the game but a picture."""

import io
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from utils.glyph import CLASSES
from utils.reader import Reader
from utils.views import answer, boxes, history
from utils.views.markup import fill

WRITE, FOOL = "Write 0 to 9", "Fool it"
WORDS = {WRITE: "Write", FOOL: "Write so that you can read it and the page can't:"}
TILE, LABEL, HEAD, COLUMNS = 200, 48, 72, 5  # of the picture to keep: pixels, and tiles beside each other
RIM = 24  # pixels around the ink of a tile


@dataclass(frozen=True)
class Round:
    """What was to be written, what was read, None where it was taken for no digit, and the ink."""

    wanted: int
    read: int | None
    strokes: Sequence[np.ndarray]


@dataclass
class Game:
    """One game.

    Attributes:
        kind: `WRITE` or `FOOL`.
        wanted: the digits to write, in order.
        started: when, seconds of a clock.
        seconds: how long it took, once it is over.
        rounds: those that were played.
        drawn: what is read and drawn in this round so far.
    """

    kind: str
    wanted: list[int]
    started: float
    seconds: float = 0.0
    rounds: list[Round] = field(default_factory=list)
    drawn: tuple[int | None, Sequence[np.ndarray]] | None = None

    @property
    def is_over(self) -> bool:
        """Whether all rounds were played."""
        return len(self.rounds) == len(self.wanted)

    def is_won(self, played: Round) -> bool:
        """Whether a round counts: it was read, or the page was fooled."""
        return (played.read == played.wanted) == (self.kind == WRITE)

    @property
    def score(self) -> str:
        """How many of the rounds so far count, in words."""
        points = sum(map(self.is_won, self.rounds))
        said = "{} of {} read right" if self.kind == WRITE else "Fooled it {} of {} times"
        return said.format(points, len(self.rounds))

    @property
    def result(self) -> str:
        """The score and the time, in words."""
        return f"{self.score}, in {self.seconds:.0f} seconds"


def is_on() -> bool:
    """Whether one is played."""
    return "game" in st.session_state and not st.session_state.game.is_over


def has_ended() -> bool:
    """Whether one was played to its end, which is still to be seen."""
    return "game" in st.session_state and not is_on()


def offer() -> None:
    """Show the buttons that begin one."""
    with st.container(key="games", horizontal=True, gap="small", vertical_alignment="center"):
        st.html('<p class="second">Or play, alone or as a class:</p>', width="content")
        for kind in (WRITE, FOOL):
            st.button(kind, on_click=_begin, args=(kind,))


def show(reader: Reader | None, strokes: Sequence[np.ndarray]) -> None:
    """Show what is to be written and what is read so far.

    Args:
        reader: that reads it.
        strokes: on the canvas, (n, 2) float arrays.
    """
    game = st.session_state.game
    st.html(fill("small", "wanted", game=game, words=WORDS[game.kind]))
    with st.container(horizontal=True):
        # The browser clears the canvas at the same time.
        st.button("Next", key="next", type="primary", disabled=not strokes, on_click=_next)
        st.button("End the game", key="end", on_click=_end)
    if reader and strokes:
        digits = reader.read_strokes(strokes, True, history.corrections()).digits
        game.drawn = digits[0].value if digits else None, strokes
        if digits:
            st.html(fill("small", "so_far", answer=answer.head(digits[0])))


def picture_of(game: Game) -> bytes:
    """The game as a picture, a PNG: each digit as it was written, what it was read as, and the score."""
    from PIL import Image, ImageDraw, ImageFont  # only here: drawing does without it

    rows = -(-len(game.rounds) // COLUMNS)
    image = Image.new("RGB", (COLUMNS * TILE, HEAD + rows * (TILE + LABEL)), boxes.GROUND)
    drawing = ImageDraw.Draw(image)
    drawing.text((RIM, HEAD / 2), f"{game.kind}: {game.result}", boxes.INK, ImageFont.load_default(32), anchor="lm")
    for number, played in enumerate(game.rounds):
        left, top = number % COLUMNS * TILE, HEAD + number // COLUMNS * (TILE + LABEL)
        points = np.concatenate(played.strokes)
        low, size = points.min(axis=0), np.ptp(points, axis=0)
        scale = (TILE - 2 * RIM) / max(size.max(), 1)
        for stroke in played.strokes:
            placed = (stroke - low - size / 2) * scale + np.array([left, top]) + TILE / 2
            drawing.line([tuple(point) for point in placed.tolist()], boxes.INK, 8, joint="curve")
        read = "no digit" if played.read is None else played.read
        said = str(played.wanted) if played.read == played.wanted else f"{played.wanted}, read as {read}"
        colour = boxes.BOX if game.is_won(played) else boxes.DOUBTFUL_BOX
        middle = left + TILE / 2, top + TILE + LABEL / 2
        drawing.text(middle, said, colour, ImageFont.load_default(28), anchor="mm")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def show_end() -> None:
    """Show how it ended."""
    game = st.session_state.game
    picture = picture_of(game)
    st.html(fill("small", "sentence", words=game.result))
    read = ", ".join(f"{played.wanted} read as {played.read}" for played in game.rounds)
    st.image(picture, alt=f"The ten digits: {read}", width="stretch")
    with st.container(horizontal=True):
        st.download_button(
            "Keep the picture", picture, "digits.png", "image/png", icon=":material/download:", on_click="ignore"
        )
        st.button("Again", key="again", on_click=_begin, args=(game.kind,))  # and the browser clears the canvas
        st.button("Back to drawing", on_click=_end)


def _begin(kind: str) -> None:
    st.session_state.answered = None  # what was drawn before is no part of it
    st.session_state.game = Game(kind, random.sample(range(CLASSES), CLASSES), time.monotonic())


def _next() -> None:
    game = st.session_state.game
    if game.drawn and not game.is_over:
        game.rounds.append(Round(game.wanted[len(game.rounds)], *game.drawn))
        game.drawn = None
        game.seconds = time.monotonic() - game.started


def _end() -> None:
    st.session_state.pop("game", None)
