"""The training module's command line."""

import pytest

from training.__main__ import main

VERBS = (
    "train",
    "evaluate",
    "export",
    "calibrate",
    "decide",
    "compare",
    "race",
    "ablate",
    "peers",
    "kaggle-tables",
    "submit",
)


@pytest.mark.parametrize("verb", ["", *VERBS, "import-unipen"])
def test_every_verb_explains_itself(verb, capsys):
    assert main([*filter(None, [verb]), "--help"]) == 0
    assert "Usage: python -m training" in capsys.readouterr().out
