"""A short run of every target; `make fuzz` is the long one. Cases that it found are tested beside what they broke."""

import pytest

from tests.tools.fuzz import TARGETS, fuzz

SHORT = {"canvas": 100, "images": 40, "tables": 40, "models": 8}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_is_read_or_refused_in_words(name):
    assert fuzz(name, seed=1, executions=SHORT.get(name, 40)).counts.total() > 0
