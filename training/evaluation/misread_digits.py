"""Keep misread digits for the page to show: `python -m training.evaluation.misread_digits`, after `make evaluate`."""

import numpy as np
from tqdm import tqdm

from training.data.datasets import load_drawings
from training.evaluation.pictures import draw_on_canvas
from utils.reader import Reader
from utils.views.misread import MISREAD_DIGITS, REFUSED


def main() -> None:
    """Read the digits of unseen people as `training.evaluate` does, and write those that were misread."""
    reader = Reader.load()
    generator = np.random.default_rng(0)
    glyphs, written, read = [], [], []
    for drawing in tqdm(load_drawings("strokes", "report"), unit="digit"):
        digits = reader.read_strokes(draw_on_canvas(drawing.strokes, generator)[1], one=True).digits
        said = REFUSED if not digits or digits[0].value is None else digits[0].value
        if said != int(drawing.label):
            glyphs.append(digits[0].glyph if digits else np.zeros((28, 28), np.uint8))
            written.append(int(drawing.label))
            read.append(said)
    np.savez_compressed(MISREAD_DIGITS, glyphs=glyphs, written=np.uint8(written), read=np.uint8(read))
    print(f"{MISREAD_DIGITS}: {len(glyphs)} digits")


if __name__ == "__main__":
    main()
