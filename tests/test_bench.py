"""The README quotes what `make bench` and `make cloud` measured last, and nothing else."""

import json
from pathlib import Path

from tests.served import APP
from tests.tools import cloud
from tests.tools.bench import summary

README = (APP.parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_stored_figures():
    assert f"<!-- bench -->\n{summary.summary(stored(summary.RESULTS))}\n<!-- /bench -->" in README


def test_the_readme_says_what_the_cloud_check_measured():
    assert f"<!-- cloud -->\n{cloud.sentence(stored(cloud.RESULTS))}\n<!-- /cloud -->" in README


def stored(results: Path) -> dict:
    return json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
