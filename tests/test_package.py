"""Installed elsewhere, the reader needs neither this folder nor TensorFlow."""

import subprocess
import sys

import pytest
from PIL import Image

from tests.made_digits import MADE_DIGITS, picture_of, place
from utils.manifest import MODELS


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    line = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, MODELS.parent]
    subprocess.run(line, check=True, capture_output=True, text=True)
    return folder


def test_the_command_reads_a_picture(installed, tmp_path):
    value, strokes = MADE_DIGITS["five, bar apart"]
    Image.fromarray(255 - picture_of(place(strokes))).save(tmp_path / "five.png")
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from digit_reader.read import main; status = main();"
        "assert not {'keras', 'tensorflow', 'streamlit', 'utils'} & set(sys.modules); sys.exit(status)"
    )
    line = [sys.executable, "-c", script, installed, "--one", "five.png"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["five.png", str(value)]
    assert (installed / "bin" / "digit-reader").exists()
