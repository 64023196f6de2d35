"""Pen strokes from the public UNIPEN distribution, in the format that `load_drawings` reads.

The distribution is train_r01_v07 (https://doi.org/10.5281/zenodo.1195803). Files below data/ say which
pieces of ink are which character, files below include/ hold the ink. The format is defined in I. Guyon,
"UNIPEN 1.0 Format Definition", 1994. What it leaves open follows the distribution: a pen-up is a numbered
component only where it has points.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from training.files import write_whole

LINK = "https://doi.org/10.5281/zenodo.1195803"
CATEGORIES = ("1a", "1b", "1c", "1d")  # isolated digits, upper case, lower case, symbols
DIGITS, OTHER, LEFT_OUT = "strokes_digits.jsonl.gz", "strokes_symbols.jsonl.gz", "unipen_left_out.txt"

SEGMENT = re.compile(r'\.SEGMENT\s+CHARACTER\s+(?P<pieces>\S+)\s+(?P<quality>\S+)\s+"(?P<label>.+)"')
PIECE = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?")
FARTHEST = 1e9  # of a point from the origin; no tablet is as large

Point = tuple[float, float]


class LeftOut(NamedTuple):
    """Something that was not imported: why, and where it stands."""

    reason: str
    file: str
    line: int
    detail: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}: {self.detail}"


class Component(NamedTuple):
    """The points between two movements of the pen, y up, in the tablet's unit."""

    down: bool
    points: list[Point]


class Line(NamedTuple):
    """One line of text and where it stands."""

    file: str
    number: int
    text: str


@dataclass
class Page:
    """What one file says together with the files it includes."""

    keywords: dict[str, str] = field(default_factory=dict)
    components: list[Component] = field(default_factory=list)
    segments: list[Line] = field(default_factory=list)


def write_strokes(folder: Path, out: Path) -> dict[str, int]:
    """Import the distribution into `strokes_digits.jsonl.gz` and `strokes_symbols.jsonl.gz`.

    Beside them `unipen_left_out.txt` names file, line and reason of everything that was not imported.

    Args:
        folder: the unpacked distribution, with data/ and include/.
        out: folder for the three files; made if it is missing.

    Returns:
        How many "digits" and "other" characters were written, and how much was left out for each reason.

    Raises:
        ValueError: the folder is not the distribution, or not one character in it can be read.
    """
    left_out: list[LeftOut] = []
    digits, other = [], []
    for record in import_unipen(folder, left_out):
        lines = digits if isinstance(record["label"], int) else other
        lines.append(json.dumps(record, separators=(",", ":")) + "\n")
    if not digits and not other:
        first = f" The first trouble: {left_out[0]}" if left_out else ""
        raise ValueError(f"{folder} holds no character that can be read.{first}")
    out.mkdir(parents=True, exist_ok=True)
    for name, lines in ((DIGITS, digits), (OTHER, other)):
        # Without a time in its header the file is the same at every import.
        content = gzip.compress("".join(lines).encode(), mtime=0)
        write_whole(out / name, lambda path, content=content: path.write_bytes(content))
    report = "".join(f"{entry}\n" for entry in left_out)
    write_whole(out / LEFT_OUT, lambda path: path.write_text(report, encoding="utf-8"))
    return {"digits": len(digits), "other": len(other)} | Counter(entry.reason for entry in left_out)


def import_unipen(folder: Path, left_out: list[LeftOut] | None = None) -> Iterator[dict]:
    """Every isolated character of the distribution, in the order of the files' names.

    Ink labelled BAD, labels of more than one character and repetitions of the same ink are left out, as is
    what cannot be read; none of it stops the import.

    Args:
        folder: the unpacked distribution, with data/ and include/.
        left_out: collects what is not imported.

    Returns:
        Records of label (int for a digit, otherwise str), writer, source (the donor), quality, dpi, file and
        strokes: pen-down polylines [[x, y], ...] from the upper left corner, y down, in the tablet's x unit.

    Raises:
        ValueError: the folder is not the distribution.
    """
    files = [file for category in CATEGORIES for file in (folder / "data" / category).rglob("*") if file.is_file()]
    if not files or not (folder / "include").is_dir():
        raise ValueError(
            f"{folder} is not the UNIPEN distribution. Expected is the unpacked folder train_r01_v07 of {LINK}, "
            f"with files below data/{CATEGORIES[0]} to data/{CATEGORIES[-1]} and the folder include."
        )
    files.sort(key=lambda file: file.relative_to(folder).as_posix())
    return _records(files, folder, [] if left_out is None else left_out)


def _records(files: list[Path], folder: Path, left_out: list[LeftOut]) -> Iterator[dict]:
    seen = set()
    for file in files:
        page = _read_page(file, folder, left_out)
        name = file.relative_to(folder).as_posix()
        donor = name.split("/")[2].removesuffix(file.suffix)
        writer = f"{donor}:{page.keywords.get('.WRITER_ID', file.stem)}"
        dpi = _resolution_text(page.keywords)
        for line in page.segments:
            try:
                label, quality, strokes = _character(line.text, page)
                ink = (label, json.dumps(strokes))
                if ink in seen:
                    raise _Unusable("repeated ink")
            except _Unusable as reason:
                left_out.append(LeftOut(str(reason), line.file, line.number, line.text))
                continue
            seen.add(ink)
            yield {
                "label": label,
                "writer": writer,
                "source": donor,
                "quality": quality,
                "dpi": dpi,
                "file": name,
                "strokes": strokes,
            }


class _Unusable(Exception):
    """A segment that is no character to learn from; the message is the reason."""


def _character(text: str, page: Page) -> tuple[int | str, str, list]:
    segment = SEGMENT.fullmatch(text.strip())
    if not segment:
        raise _Unusable("malformed segment")
    label = re.sub(r"\\(.)", r"\1", segment["label"])
    if len(label) != 1 or label.isspace():
        raise _Unusable("label of several characters")
    if segment["quality"].upper() == "BAD":
        raise _Unusable("bad quality")
    ink = [component.points for component in _pieces(segment["pieces"], page.components) if component.down]
    # The makers of the distribution replaced ink that they withheld by a single point at the origin.
    ink = [points for points in ink if points != [(0, 0)]]
    if not ink:
        raise _Unusable("no ink")
    return int(label) if label in "0123456789" else label, segment["quality"], _upright(ink, _aspect(page.keywords))


def _pieces(text: str, components: list[Component]) -> list[Component]:
    """The components that a segment names, as in "3", "3-5", "3,5" or, with points, "3:2-5:7".

    Both components and points count from 0, and both ends belong to the range.
    """
    pieces = []
    for part in text.split(","):
        piece = PIECE.fullmatch(part)
        if not piece:
            raise _Unusable("malformed segment")
        first, first_point, last, last_point = (None if number is None else int(number) for number in piece.groups())
        if last is None:
            last, last_point = first, first_point
        if not first <= last < len(components):
            raise _Unusable("components that are not there")
        for number in range(first, last + 1):
            down, points = components[number]
            end = last_point + 1 if number == last and last_point is not None else None
            start = first_point if number == first else None
            pieces.append(Component(down, points[start:end]))
    if not all(piece.points for piece in pieces):
        raise _Unusable("points that are not there")
    return pieces


def _upright(ink: list[list[Point]], aspect: float) -> list[list[list[float]]]:
    """Polylines with y down, from the upper left corner of the ink, and as wide as they were written."""
    left = min(x for points in ink for x, _ in points)
    top = max(y for points in ink for _, y in points)
    return [[[_short(x - left), _short((top - y) * aspect)] for x, y in points] for points in ink]


def _short(number: float) -> float:
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _aspect(keywords: dict[str, str]) -> float:
    """How many units of x are as long as one unit of y; 1 where the file does not say."""
    for unit in ("INCH", "MM"):
        x, y = (_positive(keywords.get(f".{axis}_POINTS_PER_{unit}")) for axis in "XY")
        if x and y:
            return x / y
    return 1.0


def _positive(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 1e-3 < number < 1e6 else None


def _resolution_text(keywords: dict[str, str]) -> str:
    for unit, short in (("INCH", "in"), ("MM", "mm")):
        if resolution := keywords.get(f".X_POINTS_PER_{unit}"):
            return f"{resolution}/{short}"
    return ""


def _read_page(file: Path, folder: Path, left_out: list[LeftOut]) -> Page:
    page = Page()
    columns, points = (0, 1), None
    for line in _lines(file, folder, left_out):
        words = line.text.split()
        if not words:
            continue
        if not words[0].startswith("."):
            # Anything but points, such as a writer's description, goes on over several lines as well.
            if points is not None:
                try:
                    points.append(_point(words, columns))
                except (ValueError, IndexError):
                    left_out.append(LeftOut("malformed point", *line))
            continue
        keyword, points = words[0], None
        if keyword in (".PEN_DOWN", ".PEN_UP"):
            points = []
            page.components.append(Component(keyword == ".PEN_DOWN", points))
        elif keyword == ".SEGMENT":
            page.segments.append(line)
        elif keyword == ".COORD" and {"X", "Y"} <= set(words):
            columns = words.index("X") - 1, words.index("Y") - 1
        elif len(words) > 1:
            page.keywords[keyword] = words[1]
    # A pen-up without points is only the end of a pen-down and has no number.
    page.components = [component for component in page.components if component.points]
    return page


def _point(words: list[str], columns: tuple[int, int]) -> Point:
    x, y = float(words[columns[0]]), float(words[columns[1]])
    if not (abs(x) < FARTHEST and abs(y) < FARTHEST):
        raise ValueError("not on a tablet")
    return x, y


def _lines(file: Path, folder: Path, left_out: list[LeftOut], within: tuple[Path, ...] = ()) -> Iterator[Line]:
    """A file's lines, those of the files that it includes in the place of .INCLUDE."""
    name = file.relative_to(folder).as_posix()
    # Latin-1 gives every byte a character; the donors' names are in several encodings.
    with file.open(encoding="latin-1") as text:
        for number, content in enumerate(text, 1):
            line = Line(name, number, content.rstrip())
            if not content.startswith(".INCLUDE"):
                yield line
                continue
            included = _included(content.removeprefix(".INCLUDE").strip(), folder)
            if included and included not in within:
                yield from _lines(included, folder, left_out, (*within, included))
            else:
                left_out.append(LeftOut("missing include", *line))


def _included(name: str, folder: Path) -> Path | None:
    path = folder / "include" / name
    try:
        return path if ".." not in path.parts and path.is_relative_to(folder) and path.is_file() else None
    except OSError:
        return None
