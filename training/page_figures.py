"""How pictures are read by the page network and by the way before it, side by side; nothing here chooses anything."""

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.datasets import data_folder, has, load_phone_cells
from training.handwriting import MARK
from training.page_cache import validation_pages
from training.page_scores import matches, too_many
from training.pages import Page
from training.photographs import NumberScore, score_number
from utils.finder import Found
from utils.images import open_picture
from utils.manifest import MODELS
from utils.page_reader import PageReader
from utils.reader import Reader, Reading

Read = Callable[[np.ndarray, bool], Reading]
FIRST_PAGE = 450  # of those that no decision was fitted on


def compare_ways(folder: Path = MODELS, pages: int = 150, cells: int = 200) -> dict[str, dict[str, dict]]:
    """Read everything at hand both ways.

    Args:
        folder: of the models.
        pages: synthetic ones to validate with.
        cells: of phone photographs.

    Returns:
        By set and way "found" and "too many" as shares of the digits written, "lines" as the share exact, "written",
        and "seconds" of processor time a picture.
    """
    reader, page_reader = Reader.load(folder), PageReader.load(folder)
    ways: dict[str, Read] = {
        "before": lambda picture, one: reader.read_picture(picture, one),
        "page network": lambda picture, one: page_reader.read(picture, reader.outputs, one),
    }
    sets = dict(photograph_sets())
    if has("phone_cells"):
        pictures, labels = load_phone_cells("validation")
        chosen = np.linspace(0, len(labels) - 1, cells).astype(int)
        sets["phone cells"] = [(pictures[i], str(labels[i]), False) for i in chosen]
    figures = {name: {way: score_set(read, rows, name) for way, read in ways.items()} for name, rows in sets.items()}
    made = validation_pages(FIRST_PAGE + pages)[FIRST_PAGE:]
    figures["synthetic pages"] = {way: score_pages(read, made) for way, read in ways.items()}
    return figures


def photograph_sets() -> Iterator[tuple[str, list[tuple[np.ndarray, str, bool]]]]:
    """The photographs and drawings at hand: pictures, labels, and whether each is one digit and read so."""
    for name, kind, is_one in (
        ("photos", "multi", False),
        ("photos_hard", None, False),
        ("photos", "single", False),
        ("photos", "single", True),
        ("drawn", "single", False),
        ("drawn", "single", True),
    ):
        folder = data_folder() / name
        if not (folder / "labels.csv").is_file():
            continue
        with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if kind in (None, row["kind"]) and "sudoku" not in row["notes"]]
        pictures = [(open_picture((folder / row["file"]).read_bytes()), row["label"], is_one) for row in rows]
        yield f"{name}, {kind or 'all'}{', as one digit' if is_one else ''}", pictures


def score_set(read: Read, rows: Sequence[tuple[np.ndarray, str, bool]], name: str) -> dict[str, float]:
    """The figures of pictures with their labels."""
    total, started = NumberScore(), time.process_time()
    for picture, label, one in tqdm(rows, desc=name, unit="picture", mininterval=5):
        total += score_number(label, read(picture, one).text)
    return {
        "found": total.right / total.written,
        "too many": total.extra / total.written,
        "lines": total.lines_exact / total.lines,
        "written": total.written,
        "seconds": (time.process_time() - started) / len(rows),
    }


def score_pages(read: Read, pages: Sequence[Page]) -> dict[str, float]:
    """The figures of synthetic pages: digits "found" and right, "too many", and "marks" kept as marks."""
    right = extra = written = marks = marks_written = 0
    for page in tqdm(pages, desc="synthetic pages", unit="page", mininterval=5):
        digits = read(page.picture, False).digits
        boxes = np.array([digit.box for digit in digits], np.float32).reshape(-1, 4)
        values = np.array([MARK if digit.value is None else digit.value for digit in digits], int)
        own, known = boxes[values >= 0], page.values >= 0
        matched = matches(own, page.boxes[known])
        there = matched >= 0
        right += int((values[values >= 0][matched[there]] == page.values[known][there]).sum())
        extra += len(too_many(Found(own, own[:, 0], own[:, 0], own), page, matched))
        written += int(known.sum())
        is_mark = page.values == MARK
        marks += int((matches(boxes[values == MARK], page.boxes[is_mark]) >= 0).sum())
        marks_written += int(is_mark.sum())
    return {
        "found": right / max(written, 1),
        "too many": extra / max(written, 1),
        "marks": marks / max(marks_written, 1),
        "written": written,
    }


def ways_table(figures: dict[str, dict[str, dict]]) -> str:
    """Figures as a table in Markdown."""
    names = ("found", "too many", "lines", "marks")
    rows = ["| Set | way | written | " + " | ".join(names) + " | s a picture |", "|---|---|--:|" + "--:|" * 5]
    for title, ways in figures.items():
        for way, scores in ways.items():
            shares = " | ".join(f"{100 * scores[name]:.1f} %" if name in scores else "" for name in names)
            rows.append(f"| {title} | {way} | {scores['written']:,} | {shares} | {scores.get('seconds', 0):.2f} |")
    return "\n".join(rows)
