"""The README's pictures are there, and its animation moves and is small."""

import re
from itertools import pairwise

import numpy as np
from PIL import Image, ImageSequence

from tests.tools.screenshots import ANIMATION, ANIMATION_SIZE, FOLDER
from utils.manifest import MODELS

README = MODELS.parent / "README.md"
MOST_BYTES = 400_000


def test_the_readme_shows_pictures_that_are_there():
    shown = [README.parent / path for path in re.findall(r"!\[[^\]]+\]\((?!http)([^)]+)\)", README.read_text())]
    assert ANIMATION in shown
    assert FOLDER / "desktop-light.png" in shown
    assert [path for path in shown if not path.is_file()] == []


def test_the_animation_of_drawing_moves_and_is_small():
    assert ANIMATION.stat().st_size < MOST_BYTES
    with Image.open(ANIMATION) as film:
        frames = [np.array(frame.convert("L")).astype(int) for frame in ImageSequence.Iterator(film)]
        assert film.size == ANIMATION_SIZE
    assert len(frames) >= 20
    assert all(np.abs(after - before).max() > 100 for before, after in pairwise(frames))
