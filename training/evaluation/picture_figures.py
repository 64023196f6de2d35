"""How well photographs and synthetic pages are read, that nothing was trained on or fitted to."""

import csv
import re
import time
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from training.data.datasets import data_folder
from training.evaluation.photographs import NumberScore, score_number
from training.evaluation.proportion import proportion
from training.evaluation.unseen_hands import Answers, aligned, sure_figures
from training.pages.page import Page, as_sent, make_page
from training.pages.scenes import KINDS
from training.release.page_scores import matches, too_many, untold
from utils.finder import Found
from utils.glyph import CLASSES
from utils.images import open_picture
from utils.overlay import draw_overlay
from utils.reader import Reader

PAGES = 60  # of each kind
BLANKS = 200  # pages on which nobody wrote
SCREENS = 1_200  # clean pictures; those of one digit count

PHOTOGRAPHS = {"photos": "photographs of numbers", "photos_hard": "hard photographs"}


def picture_figures(reader: Reader, misread: Path | None) -> dict[str, dict]:
    """The figures of all pictures at hand but those of one digit.

    Args:
        reader: that reads them.
        misread: folder for overlays of the photographs misread, or None.
    """
    figures = {}
    for name, title in PHOTOGRAPHS.items():
        if (data_folder() / name / "labels.csv").is_file():
            figures |= _photographs(reader, data_folder() / name, title, misread)
    return figures | _pages(reader) | _blanks(reader) | _screens(reader)


def labels_in(folder: Path) -> list[dict[str, str]]:
    """The rows of the table of a folder of labelled pictures."""
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def score_page(reader: Reader, page: Page) -> tuple[int, int, int]:
    """How many digits of a page are found and right, how many are too many, and how many are written."""
    digits = [digit for digit in reader.read_picture(page.picture).digits if digit.value is not None]
    boxes = np.array([digit.box for digit in digits], np.float32).reshape(-1, 4)
    known = (page.values >= 0) & ~untold(page)
    matched = matches(boxes, page.boxes[known])
    read = np.array([digit.value for digit in digits], int)
    there = matched >= 0
    right = int((read[matched[there]] == page.values[known][there]).sum())
    chances = np.ones(len(boxes), np.float32)
    found = Found(boxes, chances, chances, np.zeros((len(boxes), CLASSES), np.float32))
    return right, len(too_many(found, page, matched)), int(known.sum())


def _pages(reader: Reader) -> dict[str, dict]:
    kinds = {}
    for kind in tqdm([kind for kind in KINDS if kind != "nothing"], desc="synthetic pages", unit="kind"):
        scores = np.sum(
            [score_page(reader, as_sent(make_page(number, "report", kind))) for number in range(PAGES)], axis=0
        )
        kinds[kind] = {key: int(count) for key, count in zip(("right", "extra", "written"), scores, strict=True)}
    right, extra, written = (sum(kind[key] for kind in kinds.values()) for key in ("right", "extra", "written"))
    return {
        "pages": {
            "title": "Digits found and right on synthetic pages of unseen people",
            **proportion(right, written),
            "surfaces": kinds,
        },
        "pages_extra": {
            "title": "Digits too many on synthetic pages, of those written",
            "value": f"{100 * extra / written:.1f} %",
        },
    }


def _blanks(reader: Reader) -> dict[str, dict]:
    pages = [as_sent(make_page(number, "report", "nothing")).picture for number in range(BLANKS)]
    wrong = sum(any(digit.is_sure for digit in reader.read_picture(page).digits) for page in pages)
    title = "Pages on which nobody wrote, with a sure digit (less is better)"
    return {"blanks": {"title": title, **proportion(wrong, BLANKS)}}


def _screens(reader: Reader) -> dict[str, dict]:
    """Of clean pictures those with one digit, whole, and nothing else."""
    pages = [as_sent(make_page(number, "report", "screen")) for number in range(SCREENS)]
    pages = [page for page in pages if len(page.values) == 1 and page.values[0] >= 0 and _is_whole(page)]
    figures = {}
    for name, one, title in (
        ("screens", False, "Clean pictures of one digit with frames, rules and bars, as a number"),
        ("screens_one", True, "The same as one digit"),
    ):
        readings = [reader.read_picture(page.picture, one) for page in pages]
        right = [reading.text == str(page.values[0]) for reading, page in zip(readings, pages, strict=True)]
        sure = [bool(reading.digits) and all(digit.is_sure for digit in reading.digits) for reading in readings]
        wrong = sum(is_sure and not is_right for is_sure, is_right in zip(sure, right, strict=True))
        figures[name] = {
            "title": title,
            **proportion(sum(right), len(right)),
            **sure_figures(sum(sure), wrong, len(sure)),
        }
    return figures


def _is_whole(page: Page) -> bool:
    """Whether all that is written lies in the picture, to a pixel."""
    low, high = page.boxes[:, :2], page.boxes[:, :2] + page.boxes[:, 2:]
    return bool((low >= -1).all() and (high <= np.array(page.picture.shape[::-1]) + 1).all())


def _photographs(reader: Reader, folder: Path, title: str, misread: Path | None) -> dict:
    """Digits found, digits too many and lines exact in photographs; printed sudokus are left out."""
    total, seconds, count = NumberScore(), 0.0, 0
    surfaces: dict[str, NumberScore] = {}
    answers = Answers()
    for row in tqdm(labels_in(folder), desc=folder.name, unit="photo"):
        if (row["kind"] == "single" and folder.name == "photos") or "sudoku" in row["notes"]:
            continue
        picture = open_picture((folder / row["file"]).read_bytes())
        started = time.perf_counter()
        reading = reader.read_picture(picture)
        seconds, count = seconds + time.perf_counter() - started, count + 1
        score = score_number(row["label"], reading.text)
        total += score
        answers.add(aligned(re.sub(r"\D", "", row["label"]), reading))
        surface = row.get("surface", "any").split(" (")[0]
        surfaces[surface] = surfaces.get(surface, NumberScore()) + score
        if misread and score.lines_exact < score.lines:
            misread.mkdir(parents=True, exist_ok=True)
            overlay = draw_overlay(picture, reading)
            cv2.imwrite(str(misread / f"{folder.name}-{Path(row['file']).stem}.png"), overlay[..., ::-1])
    name = f"{folder.name}_numbers"
    return {
        name: {
            "title": f"Digits found and right in {title}",
            **proportion(total.right, total.written),
            **answers.figures(),
            "surfaces": {
                surface: {"right": score.right, "written": score.written, "extra": score.extra}
                for surface, score in sorted(surfaces.items())
            },
        },
        f"{name}_extra": {
            "title": f"Digits too many in {title}, of those written",
            "value": f"{100 * total.extra / total.written:.1f} %",
        },
        f"{name}_lines": {"title": f"Lines exact in {title}", **proportion(total.lines_exact, total.lines)},
        f"{name}_time": {"title": f"Mean time for one of the {title}", "value": f"{1000 * seconds / count:.0f} ms"},
    }
