"""Reads picture files from the command line: `python -m utils.read`, or `digit-reader` where it is installed."""

import argparse
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from .formats import ALL_ENDINGS
from .images import UnreadableImage, open_picture
from .overlay import draw_overlay
from .reader import ModelError, Reader, Reading
from .reading import COLUMNS, SIDES, csv_text, left_out, rows_of, with_marks

FEW_FILES = 5  # so many are read before a progress bar would be noticed
BAR_WIDTH = 30
ERASE_LINE = "\r\033[K"


def main(arguments: list[str] | None = None) -> int:
    """Read the files named and return the exit status.

    Returns:
        0 where all files were read, 1 where some could not be, 2 where there was nothing to read or no model.
    """
    chosen = _parser().parse_args(arguments)
    files, missing = find_pictures(chosen.paths, chosen.overlay)
    for path in missing:
        _complain(path, "There is no such file or folder.")
    if not files:
        print("No picture files were found.", file=sys.stderr)
        return 2
    try:
        if chosen.overlay:
            chosen.overlay.mkdir(parents=True, exist_ok=True)
        if chosen.csv and (chosen.csv.is_dir() or not chosen.csv.absolute().parent.is_dir()):
            raise OSError(f"{chosen.csv} cannot be written: it is a folder, or its folder does not exist.")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        reader = Reader.load()
    except (ModelError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    entries = _read_files(reader, files, chosen)
    if chosen.json:
        print(json.dumps([_in_json(entry) for entry in entries], indent=2))
    if chosen.csv:
        rows = [{"file": entry["file"], **row} for entry in entries for row in entry.get("digits", [])]
        _write_whole(chosen.csv, csv_text(rows, ("file", *COLUMNS)).encode())
    return 1 if missing or any("error" in entry for entry in entries) else 0


def find_pictures(paths: list[Path], overlay: Path | None = None) -> tuple[list[Path], list[Path]]:
    """The files to read: those named, and the picture files in the folders named and below, sorted.

    Args:
        paths: files and folders.
        overlay: a folder of overlays; what lies in it is left out where it is below a folder named.

    Returns:
        The files, each once; and the paths that do not exist.
    """
    files: list[Path] = []
    missing: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = overlay.resolve() if overlay and path.resolve() in overlay.resolve().parents else None
            files += [
                file
                for file in sorted(path.rglob("*"))
                if file.suffix.lower().lstrip(".") in ALL_ENDINGS
                and not file.name.startswith(".")
                and file.is_file()
                and not (below and file.resolve().is_relative_to(below))
            ]
        else:
            (files if path.exists() else missing).append(path)
    return list(dict.fromkeys(files)), missing


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m utils.read" if __package__ == "utils" else "digit-reader",
        description="Read the handwritten digits in picture files. Boxes are in pixels of the picture turned upright; "
        "one of more than 3200 pixels a side is shrunk first.",
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="FILE_OR_FOLDER")
    parser.add_argument("--csv", type=Path, metavar="OUT", help="write one row a digit to this file")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a line a file")
    parser.add_argument(
        "--overlay", type=Path, metavar="FOLDER", help="write each picture with its boxes there, as PNG"
    )
    parser.add_argument("--one", action="store_true", help="everything in a file is one digit")
    return parser


def _read_files(reader: Reader, files: list[Path], chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Read every file, printing as it goes, and return what is known of each."""
    with_bar = len(files) > FEW_FILES and sys.stderr.isatty()
    taken = {file.resolve() for file in files}  # an overlay must not overwrite a picture
    entries = []
    for done, file in enumerate(files):
        if with_bar:
            _draw_bar(done, len(files))
        try:
            picture = open_picture(file.read_bytes())
            reading = reader.read_picture(picture, chosen.one)
            if chosen.overlay:
                _write_whole(_overlay_path(chosen.overlay, file, taken), _png(draw_overlay(picture, reading)))
        except (UnreadableImage, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            entries.append({"file": _name(file), "error": reason})
        else:
            entries.append(_entry(file, reading))
        if with_bar:
            print(ERASE_LINE, end="", file=sys.stderr, flush=True)
        if "error" in entries[-1]:
            _complain(file, entries[-1]["error"])
        elif not chosen.json:
            print(*_columns(entries[-1]), sep="\t", flush=True)
    return entries


def _entry(file: Path, reading: Reading) -> dict[str, Any]:
    return {
        "file": _name(file),
        "text": reading.text,
        "with_marks": with_marks(reading),
        "left_out": left_out(reading.marks),
        "digits": rows_of(reading),
    }


def _columns(entry: dict[str, Any]) -> list[str]:
    """What is printed of a file: its name, the number, and where marks were left out of it."""
    said = [entry["file"], _in_one_line(entry["text"])]
    return [*said, f"{entry['left_out']}: {_in_one_line(entry['with_marks'])}"] if entry["left_out"] else said


def _in_json(entry: dict[str, Any]) -> dict[str, Any]:
    """What the document says of a file: the digits in their order, without their positions, each with its box."""
    digits = [
        {name: value for name, value in row.items() if name not in ("position", *SIDES)}
        | {"box": [row[side] for side in SIDES]}
        for row in entry.get("digits", [])
    ]
    return entry if "error" in entry else entry | {"digits": digits}


def _overlay_path(folder: Path, file: Path, taken: set[Path]) -> Path:
    """Where to write a file's overlay: under its name, with a number where that is taken."""
    path, number = folder / f"{file.stem}.png", 1
    while path.resolve() in taken:
        number += 1
        path = folder / f"{file.stem}-{number}.png"
    taken.add(path.resolve())
    return path


def _png(picture: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=3)
    return file.getvalue()


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is never there in part."""
    partial = path.with_name(f".partial-{path.name}")
    partial.write_bytes(data)
    partial.replace(path)


def _draw_bar(done: int, total: int) -> None:
    bar = "#" * (BAR_WIDTH * done // total)
    print(f"{ERASE_LINE}[{bar:<{BAR_WIDTH}}] {done}/{total}", end="", file=sys.stderr, flush=True)


def _complain(path: Path, reason: str) -> None:
    print(f"{_name(path)}: {reason}", file=sys.stderr, flush=True)


def _name(path: Path) -> str:
    """A path that can be printed, whatever bytes its name has."""
    return str(path).encode("utf-8", "replace").decode()


def _in_one_line(text: str) -> str:
    return " / ".join(text.split("\n"))


if __name__ == "__main__":
    sys.exit(main())
