"""Work shared by every core."""

import pytest

from training.workers import by_every_core

pytestmark = pytest.mark.usefixtures("_work_in_this_process")


def write(path, text):
    path.write_text(text)


def test_every_call_is_made(tmp_path):
    each = [(tmp_path / str(number), f"of {number}") for number in range(5)]
    by_every_core(write, each, "files", "file")
    assert [path.read_text() for path, _ in each] == [text for _, text in each]


def test_a_call_that_fails_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        by_every_core(write, [(tmp_path / "missing" / "file", "")], "files", "file")


def test_of_no_calls_nothing_comes():
    by_every_core(write, [], "files", "file")
