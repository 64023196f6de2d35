"""The lock names every package that the requirements pin, in the same version, and all that these need."""

import re
from importlib.metadata import requires

from tests.tools.newest import PINS, ROOT, pins_of

LOCK = (ROOT / "requirements-lock.txt").read_text(encoding="utf-8")


def name_of(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_the_lock_has_every_pin():
    locked = {(name_of(name), version) for name, version in re.findall(r"^([\w.-]+)==([\w.+]+)", LOCK, re.MULTILINE)}
    for file in PINS:
        for name, version in pins_of((ROOT / file).read_text(encoding="utf-8")):
            assert (name_of(name), version) in locked, f"{name}: run `make lock`"


def test_the_lock_has_what_the_pins_need():
    locked = {name_of(line) for line in LOCK.splitlines() if line and not line.startswith("#")}
    for name in ("streamlit", "keras", "pytest"):
        needed = {name_of(requirement) for requirement in requires(name) if ";" not in requirement}
        assert needed <= locked
