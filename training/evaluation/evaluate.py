"""Measure the saved model on what it never saw, and write the figures into its manifest.

Nothing here is looked at to choose anything.
"""

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from training.data.datasets import LOOK_ALIKES, data_folder, has, load_drawings, load_mnist, load_optdigits
from training.data.typefaces import glyphs_of_typefaces, load_typefaces
from training.evaluation.corruptions import CORRUPTIONS, corrupt
from training.evaluation.known_digits import keep_known_digits
from training.evaluation.misread_digits import keep_misread
from training.evaluation.picture_figures import labels_in, picture_figures
from training.evaluation.pictures import cut_out, draw_on_canvas
from training.evaluation.proportion import proportion
from training.evaluation.unseen_hands import hand_figures, report_drawings, sure_figures
from training.fitting.validation import auroc
from training.release.release import write_manifest
from utils.explain import evidence_for, without_strongest
from utils.glyph import CLASSES, GLYPH_SIDE, draw_glyph
from utils.manifest import load_manifest
from utils.reader import Digit, Reader
from utils.views.misread import MISREAD_DIGITS

BATCH = 500
CORRUPTED_DIGITS = 2_000
EXPLAINED = 200
TIMED = 200
BINS = 15
CLOSE = "Pictures of 16 × 16 that the digit fills"


@dataclass(frozen=True)
class Score:
    """How one set of single digits was read: per digit the Digit or None, and the true labels."""

    digits: list[Digit | None]
    labels: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """(n,) bool: read as what it is."""
        return np.array([d is not None and d.value == y for d, y in zip(self.digits, self.labels, strict=True)])

    def figure(self) -> dict:
        """The share read right, the share that is called sure, and how much of that is wrong, in percent."""
        sure = np.array([digit is not None and digit.is_sure for digit in self.digits])
        wrong = int((sure & ~self.right).sum())
        return proportion(int(self.right.sum()), len(self.labels)) | sure_figures(int(sure.sum()), wrong, len(sure))


def evaluate(folder: Path, misread: Path | None = None) -> dict:
    """Read every set that is at hand with the saved model, and keep what the page shows of that beside it.

    Args:
        folder: of the model.
        misread: where to put a contact sheet of the misread digits of each set.

    Returns:
        The manifest, with the figures in it, as it was written.
    """
    reader = Reader.load(folder)
    manifest = load_manifest(folder)
    figures = {}
    scores = {}
    for name, title, read in _sets(reader):
        score = scores[name] = read()
        figures[name] = {"title": title, **score.figure()}
        if misread:
            draw_misread(score, misread / f"{name}.png")
    figures |= hand_figures(reader)
    if "strokes" in scores:
        figures["explanation"] = _explanation(reader, scores["strokes"])
    for name in ("mnist_test", "strokes"):
        if name in scores:
            figures[f"{name}_calibration"] = _calibration(scores[name], figures[name]["title"])
            figures[f"{name}_confusion"] = {"title": figures[name]["title"], "matrix": confusion_matrix(scores[name])}
    figures |= _corruptions(reader)
    figures["glyph_time"] = {
        "title": "Time for one glyph on one processor core",
        "value": f"{_glyph_time(reader):.1f} ms",
    }
    figures |= picture_figures(reader, misread)
    if "strokes" in scores:
        refused = sum(digit is None or digit.value is None for digit in scores["strokes"].digits)
        figures["refused"] = {"title": "Pen-drawn digits refused", **proportion(refused, len(scores["strokes"].labels))}
        if has("symbols"):
            figures["digitness"] = _digitness(reader, scores["strokes"])
    manifest["figures"] = figures
    write_manifest(manifest, folder)
    if "strokes" in scores:
        keep_misread(scores["strokes"].digits, scores["strokes"].labels, folder / MISREAD_DIGITS.name)
    keep_known_digits(folder)
    return manifest


def read_glyphs(reader: Reader, glyphs: np.ndarray, labels: np.ndarray) -> Score:
    """Read glyphs (n, 28, 28) uint8 with labels (n,), every one a digit, by their probabilities."""
    return _score_of(reader.probabilities(glyphs), reader.sure, glyphs, labels)


def read_glyphs_once(reader: Reader, glyphs: np.ndarray, labels: np.ndarray) -> Score:
    """The same by one look at each, as networks are compared."""
    return _score_of(reader.outputs(glyphs).digit, reader.sure, glyphs, labels)


def _score_of(probabilities: np.ndarray, sure: float, glyphs: np.ndarray, labels: np.ndarray) -> Score:
    box = (0, 0, GLYPH_SIDE, GLYPH_SIDE)
    digits = [
        Digit(int(row.argmax()), row, float(row.max()), 1.0, box, glyph, is_sure=bool(row.max() >= sure))
        for row, glyph in zip(probabilities, glyphs, strict=True)
    ]
    return Score(digits, labels)


def corruption_shares(read: Callable[[np.ndarray, np.ndarray], Score]) -> dict[str, float]:
    """The percentage of test digits read right, by the corruption that spoilt them.

    Args:
        read: scores the reading of glyphs (n, 28, 28) uint8 with labels (n,).
    """
    glyphs, labels = (array[:CORRUPTED_DIGITS] for array in load_mnist("test"))
    shares = {}
    for name in tqdm(CORRUPTIONS, desc="corruptions", unit="corruption", leave=False):
        right = read(corrupt(glyphs, name), labels).right
        shares[name] = round(100 * float(right.mean()), 2)
    return shares


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> tuple[float, list[dict]]:
    """The expected calibration error over 15 equal bins of confidence (Naeini et al., 2015), and the bins.

    Args:
        confidence: (n,) float in 0..1.
        right: (n,) bool.
    """
    numbers = np.minimum((confidence * BINS).astype(int), BINS - 1)
    bins, error = [], 0.0
    for number in range(BINS):
        inside = numbers == number
        if inside.any():
            mean, share = float(confidence[inside].mean()), float(right[inside].mean())
            error += inside.mean() * abs(mean - share)
            bins.append({"count": int(inside.sum()), "confidence": round(mean, 4), "right": round(share, 4)})
    return float(error), bins


def confusion_matrix(score: Score) -> list[list[int]]:
    """How often each digit (row) was read as each digit, or in the last of the eleven columns as none."""
    matrix = np.zeros((CLASSES, CLASSES + 1), int)
    for digit, label in zip(score.digits, score.labels, strict=True):
        matrix[label, CLASSES if digit is None or digit.value is None else digit.value] += 1
    return matrix.tolist()


def draw_misread(score: Score, path: Path) -> None:
    """A contact sheet: what the model saw of each misread digit, the truth in green, the answer in red."""
    cell = 3 * GLYPH_SIDE
    tiles = []
    for number in np.flatnonzero(~score.right)[:200]:
        digit = score.digits[number]
        tile = np.zeros((cell + 20, cell, 3), np.uint8)
        answer = "-"
        if digit is not None:
            tile[:cell] = cv2.resize(digit.glyph, (cell, cell), interpolation=cv2.INTER_NEAREST)[..., None]
            said = "none" if digit.value is None else digit.value
            answer = f"{said} {digit.confidence:.2f} {digit.digitness:.2f}"
        cv2.putText(tile, str(score.labels[number]), (2, cell + 14), 0, 0.45, (0, 220, 0), 1)
        cv2.putText(tile, answer, (16, cell + 14), 0, 0.35, (80, 80, 255), 1)
        tiles.append(tile)
    if not tiles:
        path.unlink(missing_ok=True)
        return
    columns = min(12, len(tiles))
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    rows = [np.concatenate(tiles[start : start + columns], axis=1) for start in range(0, len(tiles), columns)]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.concatenate(rows))


def _sets(reader: Reader) -> Iterator[tuple[str, str, Callable[[], Score]]]:
    """Name, title and reading of each set of single digits that is at hand."""
    glyphs, labels = load_mnist("test")
    yield "mnist_test", "MNIST test digits", lambda: read_glyphs(reader, glyphs, labels)
    yield "mnist_pictures", "MNIST test digits, as pictures", lambda: _pictures(reader, list(glyphs), labels, "MNIST")
    closely = [cut_out(glyph) for glyph in glyphs]
    yield "mnist_close", f"{CLOSE}, MNIST test digits", lambda: _pictures(reader, closely, labels, "16 x 16")
    if has("strokes"):
        drawings = load_drawings("strokes", "report")
        yield "strokes", "Pen-drawn digits of unseen people, as strokes", lambda: _strokes(reader, drawings)
        yield "strokes_any", "The same where it might be a number", lambda: _strokes(reader, drawings, one=False)
        yield "stroke_pictures", "The same digits, as canvas pictures", lambda: _stroke_pictures(reader, drawings)
        abroad = report_drawings().get("pendigits-tes", [])
        if abroad:
            yield "pendigits", "Pen-drawn digits of unseen people in another country", lambda: _strokes(reader, abroad)
            yield "pendigit_pictures", "The same, as canvas pictures", lambda: _stroke_pictures(reader, abroad)
        drawn = [cut_out(draw_glyph(drawing.strokes)) for drawing in drawings]
        written = _labels_of(drawings)
        yield "strokes_close", f"{CLOSE}, pen-drawn", lambda: _pictures(reader, drawn, written, "16 x 16")
    if has("optdigits"):
        scans, of_scans = load_optdigits()
        title = "Scanned digits of another country, a collection that nothing was trained on"
        yield "optdigits", title, lambda: _pictures(reader, list(scans), of_scans, "scans")
    bitmaps, of_typefaces = load_typefaces("report")
    title = (
        f"Digits of {len(of_typefaces) // CLASSES} typefaces that imitate or teach handwriting, none of them trained on"
    )
    yield "typefaces", title, lambda: read_glyphs(reader, glyphs_of_typefaces("report")[0], of_typefaces)
    yield (
        "typeface_pictures",
        "The same as pictures",
        lambda: _pictures(reader, list(bitmaps), of_typefaces, "typefaces"),
    )
    for name, title in (("drawn", "Digits from other drawing programs"), ("photos", "Photographs of one digit")):
        if (data_folder() / name / "labels.csv").is_file():
            yield name, title, lambda name=name: _files(reader, data_folder() / name)
    if (data_folder() / "photos" / "labels.csv").is_file():
        title = "Photographs of one digit, where it might be a number"
        yield "photos_any", title, lambda: _files(reader, data_folder() / "photos", one=False)


def _strokes(reader: Reader, drawings: list, one: bool = True) -> Score:
    generator = np.random.default_rng(0)
    canvases = [draw_on_canvas(drawing.strokes, generator)[1] for drawing in drawings]
    readings = [reader.read_strokes(drawn, one) for drawn in tqdm(canvases, desc="strokes", unit="digit")]
    return Score([_only(reading.digits) for reading in readings], _labels_of(drawings))


def _stroke_pictures(reader: Reader, drawings: list) -> Score:
    generator = np.random.default_rng(0)
    canvases = [draw_on_canvas(drawing.strokes, generator)[0] for drawing in drawings]
    return _pictures(reader, canvases, _labels_of(drawings), "canvas pictures")


def _labels_of(drawings: list) -> np.ndarray:
    return np.array([int(drawing.label) for drawing in drawings])


def _files(reader: Reader, folder: Path, one: bool = True) -> Score:
    rows = [row for row in labels_in(folder) if row["kind"] == "single"]
    files = tqdm([(folder / row["file"]).read_bytes() for row in rows], desc=folder.name, unit="file")
    digits = [_only(reader.read_file(data, one).digits) for data in files]
    return Score(digits, np.array([int(row["label"]) for row in rows]))


def _pictures(reader: Reader, pictures: Sequence[np.ndarray], labels: np.ndarray, name: str) -> Score:
    digits = []
    for start in tqdm(range(0, len(pictures), BATCH), desc=name, unit="batch"):
        digits += [_only(reading.digits) for reading in reader.read_many(pictures[start : start + BATCH])]
    return Score(digits, labels)


def _corruptions(reader: Reader) -> dict:
    title = f"MNIST test digits spoilt in {len(CORRUPTIONS)} ways, mean ({CORRUPTED_DIGITS:,} digits each)"
    ways = {
        "corruptions": (title, functools.partial(read_glyphs, reader)),
        "corrupted_pictures": (
            "The same as pictures",
            lambda glyphs, labels: _pictures(reader, list(glyphs), labels, "spoilt"),
        ),
    }
    figures = {}
    for name, (title, read) in ways.items():
        shares = corruption_shares(read)
        figures[name] = {"title": title, "value": f"{np.mean(list(shares.values())):.2f} %", "each": shares}
    return figures


def _glyph_time(reader: Reader) -> float:
    """The median time of the network and its calibration for one glyph alone, milliseconds."""
    glyph = load_mnist("validation")[0][:1]
    threads, seconds = cv2.getNumThreads(), []
    cv2.setNumThreads(1)
    for _ in range(TIMED):
        started = time.perf_counter()
        reader.outputs(glyph)
        seconds.append(time.perf_counter() - started)
    cv2.setNumThreads(threads)
    return 1000 * float(np.median(seconds))


def _explanation(reader: Reader, score: Score) -> dict:
    """How far an answer's probability falls without the ink that spoke loudest for it, and without as much elsewhere.

    Elsewhere is patches at random, of the same grain as the explanation.
    """
    generator = np.random.default_rng(0)
    losses = []
    for digit in tqdm([digit for digit in score.digits if digit is not None][:EXPLAINED], desc="why", unit="digit"):
        answer = digit.likeliest
        evidence = evidence_for(reader.outputs, digit.glyph, answer)
        others = [cv2.resize(generator.random((9, 9)), evidence.shape) for _ in range(5)]
        glyphs = [without_strongest(digit.glyph, order) for order in (evidence, *others)]
        whole, *left = reader.outputs(np.stack([digit.glyph, *glyphs])).digit[:, answer]
        losses.append((whole - left[0], whole - np.mean(left[1:])))
    marked, random = (float(loss) for loss in np.mean(losses, axis=0))
    return {
        "title": f'Probability lost without the fifth of the ink that "Why?" marks, and without as much in random '
        f"patches ({EXPLAINED} pen-drawn digits)",
        "value": f"{100 * marked:.1f} and {100 * random:.1f} points",
    }


def _only(digits: tuple[Digit, ...]) -> Digit | None:
    """The one digit; None where none was read, or more than one."""
    return digits[0] if len(digits) == 1 else None


def _calibration(score: Score, title: str) -> dict:
    """The calibration error with its bins."""
    seen = [(digit, label) for digit, label in zip(score.digits, score.labels, strict=True) if digit is not None]
    probabilities = np.stack([digit.probabilities for digit, _ in seen])
    right = probabilities.argmax(axis=1) == np.array([label for _, label in seen])
    error, bins = calibration_error(probabilities.max(axis=1), right)
    return {"title": f"Expected calibration error: {title}", "value": f"{100 * error:.2f} %", "bins": bins}


def _digitness(reader: Reader, score: Score) -> dict:
    symbols = [symbol for symbol in load_drawings("symbols", "report") if symbol.label not in LOOK_ALIKES]
    read = [_only(reader.read_strokes(symbol.strokes, one=True).digits) for symbol in symbols]
    others = np.array([digit.digitness if digit else 0.0 for digit in read])
    own = np.array([digit.digitness if digit else 0.0 for digit in score.digits])
    refused = np.mean([digit is None or digit.value is None for digit in read])
    return {
        "title": f"AUROC of digitness, {len(symbols)} letters and symbols against {len(own)} digits of unseen people",
        "value": f"{auroc(own, others):.4f}",
        "symbols_refused_percent": round(100 * float(refused), 2),
    }
