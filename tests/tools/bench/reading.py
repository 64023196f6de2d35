"""How much one processor core reads, without a page: `python -m tests.tools.bench.reading ENGINE` prints it as JSON."""

import json
import os
import statistics
import sys
import time

import cv2
import numpy as np

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_photographs import photograph
from utils.glyph import draw_glyph
from utils.reader import Reader

NUMBER = "1234567890"
MEGAPIXELS = {"1": (866, 1155), "4": (1732, 2309), "12": (3000, 4000)}  # height, width
GLYPHS = 1024  # no two alike
PICTURES = 60
ROUNDS = 3


def main(engine: str) -> None:
    """Measure on this process's only core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    cv2.setNumThreads(1)
    reader = Reader.load(engine=engine)
    generator = np.random.default_rng(0)
    made = [strokes for _, strokes in MADE_DIGITS.values()]
    drawn = [
        place(made[number % len(made)], generator.uniform(90, 180), 60, 60, generator.uniform(-8, 8))
        for number in range(GLYPHS)
    ]
    glyphs = np.stack([draw_glyph(strokes) for strokes in drawn])
    pictures = [picture_of(strokes) for strokes in drawn[:PICTURES]]
    figures = {
        "model alone": GLYPHS / _seconds(lambda: reader.outputs(glyphs)),
        "read_many, 28 x 28": GLYPHS / _seconds(lambda: reader.read_many(list(glyphs))),
        "read_many, 280 x 280": len(pictures) / _seconds(lambda: reader.read_many(pictures)),
    }
    print(json.dumps({"glyphs_a_second": figures, "photographs": {m: _photo(reader, m) for m in MEGAPIXELS}}))


def _photo(reader: Reader, megapixels: str) -> dict:
    """Seconds for a photographed number of ten digits on ruled paper, from file to reading."""
    picture = photograph(NUMBER, "ruled", "ballpoint", np.random.default_rng(1), *MEGAPIXELS[megapixels])
    data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
    return {"seconds": _seconds(lambda: reader.read_file(data)), "read": reader.read_file(data).text, "of": NUMBER}


def _seconds(work) -> float:
    """The median of some rounds; the first one warms up."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


if __name__ == "__main__":
    main(sys.argv[1])
