"""Digits of typefaces: which there are, who learns from them, and how they are fetched and drawn."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from training.data import typefaces
from training.data.datasets import SOURCES, path_of
from training.data.typefaces import glyphs_of_typefaces, load_typefaces, split_of, write_typefaces
from utils.glyph import ink_box

SPLITS = ("train", "validation", "report")
FACES = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def test_the_digits_that_come_with_the_code_are_those_that_are_told_of():
    data = path_of("typefaces").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SOURCES["typefaces"].sha256
    assert sum(len(load_typefaces(split)[1]) for split in SPLITS) == SOURCES["typefaces"].count


@pytest.mark.parametrize("split", SPLITS)
def test_every_typeface_has_ten_digits_that_fill_their_picture(split):
    bitmaps, labels = load_typefaces(split)
    assert (np.bincount(labels) == len(labels) // 10).all()
    for bitmap in bitmaps:
        assert 56 <= max(ink_box(bitmap)[2:]) <= 60
    assert glyphs_of_typefaces(split)[0].shape == (len(labels), 28, 28)


def test_the_kinds_of_a_typeface_are_in_one_split():
    assert split_of("playwrite-de-grund") == split_of("playwrite-us-trad") == "train"
    assert split_of("edu-nsw-act-foundation") == split_of("edu-qld-hand") == "report"
    assert split_of("bilbo") == "validation"


def package(**files):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


@pytest.fixture
def _registry(monkeypatch):
    """A registry of four typefaces: one to draw, one without digits, one that has none to fetch, one for books."""
    category = {name: {"category": "handwriting"} for name in ("hand", "signs", "gone", "hand-guides")}
    catalogue = category | {"book": {"category": "serif"}}
    faces = {
        "hand": "DejaVuSans",
        "signs": "STIXSizOneSymReg",
        "book": "DejaVuSerif",
        "hand-guides": "cmr10",
    }
    answers = {"metadata": package(**{"data/google-fonts-v1.json": json.dumps(catalogue).encode()})}
    for name, face in faces.items():
        answers[f"{name}/latest"] = json.dumps({"dist": {"tarball": f"{name}.tgz"}}).encode()
        drawn = (FACES / f"{face}.ttf").read_bytes()
        answers[f"{name}.tgz"] = package(**{f"files/{name}-latin-400-normal.woff": drawn})

    def fetched(address):
        for end, answer in answers.items():
            if address.endswith(end) or (end == "metadata" and "google-font-metadata" in address):
                return answer
        raise OSError(f"no {address}")

    monkeypatch.setattr(typefaces, "_fetched", fetched)


@pytest.mark.usefixtures("_registry")
def test_typefaces_that_imitate_handwriting_are_fetched_and_drawn(tmp_path):
    assert write_typefaces(tmp_path / "made.npz") == {"typefaces": 1, "digits": 10}
    with np.load(tmp_path / "made.npz") as file:
        assert set(file["names"]) == {"hand"}
        assert list(file["labels"]) == list(range(10))
        one, eight = (np.unpackbits(file["bitmaps"][digit], axis=1).sum() for digit in (1, 8))
    assert 0 < one < eight
