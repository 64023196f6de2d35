"""How RapidOCR and Tesseract read the photographs that ours is measured on; nothing here depends on either.

RapidOCR goes into an environment of its own. Tesseract is used where there is a command of that name.
"""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from training.data.datasets import MissingData, data_folder
from training.evaluation.photographs import NumberScore, score_number
from training.evaluation.picture_figures import PHOTOGRAPHS, labels_in
from utils.images import grey_of, opaque, open_picture
from utils.text_lines import text_lines

RAPIDOCR = ("rapidocr==3.10.0", "onnxruntime==1.32.0")  # the wheel holds the networks
DIGITS = ("-c", "tessedit_char_whitelist=0123456789")
WRITTEN = 0.7  # of a piece's height; its box is drawn wide, so that those of neighbouring lines overlap
BORDER = 20  # pixels around a shrunk picture; neither finds writing that touches the edge


@dataclass(frozen=True)
class Setting:
    """One way of asking a peer.

    Attributes:
        words: as the table says it.
        options: RapidOCR's parameters, or the arguments of Tesseract's command.
        digits_only: whether RapidOCR's recogniser has no other characters to choose from.
        picture: how the photograph is prepared, of `PREPARED`.
        told_one: whether it is told that there is one digit, and so is shown the photographs of one digit alone.
    """

    words: str
    options: dict[str, bool] | tuple[str, ...]
    digits_only: bool = False
    picture: str = "as it is"
    told_one: bool = False


@dataclass(frozen=True)
class Photograph:
    """One photograph, prepared: its file, what is written in it, and the figure that it counts for."""

    file: Path
    label: str
    figure: str


UPRIGHT = {"Global.use_cls": False}
ONE = UPRIGHT | {"Global.use_det": False}
RAPIDOCR_SETTINGS = (
    Setting("as it comes", {}),
    Setting("no line turned upside down (use_cls off)", UPRIGHT),
    Setting("use_cls off, no characters but digits", UPRIGHT, digits_only=True),
    Setting("use_cls off, digits, contrast raised", UPRIGHT, digits_only=True, picture="contrast raised"),
    Setting("use_cls off, digits, shrunk to 400 pixels", UPRIGHT, digits_only=True, picture="shrunk to 400 pixels"),
    Setting(
        "told that it is one digit (use_det off), digits, shrunk to 400 pixels",
        ONE,
        digits_only=True,
        picture="shrunk to 400 pixels",
        told_one=True,
    ),
)
TESSERACT_SETTINGS = (
    Setting("digits, --psm 6", ("--psm", "6", *DIGITS)),
    Setting("digits, --psm 6, shrunk to 400 pixels", ("--psm", "6", *DIGITS), picture="shrunk to 400 pixels"),
    Setting("digits, --psm 11, shrunk to 800 pixels", ("--psm", "11", *DIGITS), picture="shrunk to 800 pixels"),
    Setting(
        "told that it is one digit (--psm 10), digits, shrunk to 400 pixels",
        ("--psm", "10", *DIGITS),
        picture="shrunk to 400 pixels",
        told_one=True,
    ),
)


def measure_peers(environment: Path) -> list[dict]:
    """Have both peers read the photographs, each in every setting.

    Args:
        environment: folder of the virtual environment with RapidOCR; made where it is not there yet.

    Returns:
        Of each peer and setting its "reader" with version, the "setting" in words, and what `scores_of` counts.

    Raises:
        MissingData: there are no photographs.
        RuntimeError: RapidOCR could not be installed, or a peer ended in an error.
    """
    python = _install(environment)
    tesseract = shutil.which("tesseract")
    if not tesseract:
        print("There is no command tesseract: its rows are left out.", file=sys.stderr)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        photographs = _prepare(Path(folder))
        for setting in RAPIDOCR_SETTINGS:
            asked = _asked(setting, photographs)
            version, texts = _read_with_rapidocr(python, setting, asked)
            rows.append(_row(version, setting, asked, texts))
        for setting in TESSERACT_SETTINGS if tesseract else ():
            asked = _asked(setting, photographs)
            texts = [_read_with_tesseract(tesseract, setting, photograph.file) for photograph in tqdm(asked)]
            rows.append(_row(_tesseract_version(tesseract), setting, asked, texts))
    return rows


def text_of(pieces: Sequence[tuple[Sequence[Sequence[float]] | None, str]]) -> str:
    """The digits of a peer's pieces of text, line by line from top to bottom, joined by line breaks.

    Args:
        pieces: of each its corners, four of x, y from the top left one clockwise, and its text. Other characters
            than digits are dropped, and so are pieces without any. Without corners (None) each is a line.
    """
    pieces = [(corners, digits) for corners, text in pieces if (digits := digits_of(text))]
    if any(corners is None for corners, _ in pieces):
        return "\n".join(digits for _, digits in pieces)
    lines = lines_of_pieces([np.asarray(corners, float) for corners, _ in pieces])
    return "\n".join("".join(pieces[number][1] for number in line) for line in lines)


def lines_of_pieces(corners: Sequence[np.ndarray]) -> list[list[int]]:
    """Which pieces of text stand in one line, by the same rules as our own digits.

    Args:
        corners: (4, 2) each, x and y from the top left one clockwise. Pieces may climb; their height is their sides'.

    Returns:
        Lines from top to bottom; in each the numbers of its pieces from left to right.
    """
    boxes = np.zeros((len(corners), 4))
    for box, piece in zip(boxes, corners, strict=True):
        sides = np.linalg.norm(piece[3] - piece[0]), np.linalg.norm(piece[2] - piece[1])
        height = WRITTEN * np.mean(sides)
        box[:] = piece[:, 0].min(), piece[:, 1].mean() - height / 2, np.ptp(piece[:, 0]), height
    return text_lines(boxes)


def digits_of(text: str) -> str:
    """The digits 0 to 9 of a text, in order."""
    return re.sub("[^0-9]", "", text)


def scores_of(labels: Sequence[str], figures: Sequence[str], texts: Sequence[str]) -> dict[str, dict[str, int]]:
    """What was read in photographs, scored as ours is.

    Args:
        labels: what is written in each.
        figures: of each the figure it counts for, a folder of numbers or "one", those of one digit.
        texts: what was read in each, digits with line breaks.

    Returns:
        By figure the counts of a `NumberScore`; of "one" how many are "right", read as this digit alone, and "of".
    """
    scores: dict[str, NumberScore] = {}
    ones = [text == label for label, figure, text in zip(labels, figures, texts, strict=True) if figure == "one"]
    for label, figure, text in zip(labels, figures, texts, strict=True):
        if figure != "one":
            scores[figure] = scores.get(figure, NumberScore()) + score_number(label, text)
    counted = {figure: asdict(score) for figure, score in scores.items()}
    return counted | ({"one": {"right": sum(ones), "of": len(ones)}} if ones else {})


def _install(environment: Path) -> Path:
    """The Python of an environment with RapidOCR, which is made where it is not there."""
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, *RAPIDOCR], check=True)
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"{' and '.join(RAPIDOCR)} could not be installed into {environment}") from error
    return python


def _prepare(folder: Path) -> dict[str, list[Photograph]]:
    """By preparation all photographs, decoded and turned upright as for ours; printed sudokus are left out."""
    photographs: dict[str, list[Photograph]] = {picture: [] for picture in PREPARED}
    for name in PHOTOGRAPHS:
        if not (data_folder() / name / "labels.csv").is_file():
            raise MissingData(f"the folder {name} of labelled photographs is not in {data_folder()} (DIGITS_DATA)")
        for row in tqdm(labels_in(data_folder() / name), desc=name, unit="photo"):
            if "sudoku" in row["notes"]:
                continue
            figure = "one" if row["kind"] == "single" and name == "photos" else name
            picture = opaque(open_picture((data_folder() / name / row["file"]).read_bytes()))
            for prepared, prepare in PREPARED.items():
                file = folder / prepared / f"{name}-{Path(row['file']).stem}.png"
                file.parent.mkdir(exist_ok=True)
                cv2.imwrite(str(file), prepare(picture)[..., ::-1])
                photographs[prepared].append(Photograph(file, row["label"], figure))
    return photographs


def _raise_contrast(picture: np.ndarray) -> np.ndarray:
    return cv2.createCLAHE(2.0, (8, 8)).apply(grey_of(picture))[..., None]


def _shrink(picture: np.ndarray, side: int) -> np.ndarray:
    """The picture with no side longer than so many pixels, and a border."""
    factor = min(1.0, side / max(picture.shape[:2]))
    shrunk = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    bordered = cv2.copyMakeBorder(shrunk, *[BORDER] * 4, cv2.BORDER_REPLICATE)
    return bordered.reshape(*bordered.shape[:2], -1)


# Both want writing far smaller than it is in most of these photographs: Tesseract's manual says some 30 pixels.
PREPARED: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda picture: picture,
    "contrast raised": _raise_contrast,
    "shrunk to 800 pixels": functools.partial(_shrink, side=800),
    "shrunk to 400 pixels": functools.partial(_shrink, side=400),
}


def _asked(setting: Setting, photographs: dict[str, list[Photograph]]) -> list[Photograph]:
    return [photo for photo in photographs[setting.picture] if photo.figure == "one" or not setting.told_one]


def _read_with_rapidocr(python: Path, setting: Setting, photographs: list[Photograph]) -> tuple[str, list[str]]:
    """RapidOCR with its version, and what it read in each photograph."""
    asked = json.dumps({"parameters": setting.options, "digits_only": setting.digits_only})
    files = [photograph.file for photograph in photographs]
    answer = json.loads(_said([python, "-P", Path(__file__).with_name("peer_rapidocr.py"), asked, *files]))
    return answer["version"], [text_of(pieces) for pieces in answer["read"]]


def _read_with_tesseract(command: str, setting: Setting, file: Path) -> str:
    lines = _said([command, file, "stdout", *setting.options], OMP_THREAD_LIMIT="1").splitlines()
    return text_of([(None, line) for line in lines])


def _tesseract_version(command: str) -> str:
    return _said([command, "--version"]).splitlines()[0].replace("tesseract", "Tesseract")


def _said(command: Sequence[str | Path], **variables: str) -> str:
    """What a command prints with these environment variables; an error with its last complaint where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | variables)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def _row(reader: str, setting: Setting, photographs: list[Photograph], texts: list[str]) -> dict:
    labels, figures = [photo.label for photo in photographs], [photo.figure for photo in photographs]
    row = {"reader": reader, "setting": setting.words} | scores_of(labels, figures, texts)
    print(row, flush=True)
    return row
