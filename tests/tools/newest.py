"""Whether everything holds with the newest versions of what is pinned: `make newest`, for a timer to run now and then.

Nothing of the project is changed: the newest packages go into a temporary environment, and the tests run there.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from utils.manifest import MODELS

ROOT = MODELS.parent
PINS = ("requirements.txt", "requirements-dev.txt")


def main() -> int:
    """Print every pin beside the newest version, run the tests, and return their exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.newest", description=__doc__.split("\n\n")[0])
    parser.add_argument("tests", nargs="*", help="what pytest runs (default: all)")
    chosen = parser.parse_args()
    pinned = dict(pin for name in PINS for pin in pins_of((ROOT / name).read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", "--upgrade", *pinned], check=True)
        command = f"from importlib.metadata import version; print(*map(version, {list(pinned)}))"
        newest = subprocess.check_output([python, "-c", command], text=True).split()
        for name, new in zip(pinned, newest, strict=True):
            print(f"{name:30} {pinned[name]:14} {new if new != pinned[name] else 'is the newest'}", flush=True)
        return subprocess.call([python, "-m", "pytest", "-n", "2", "--dist", "worksteal", *chosen.tests], cwd=ROOT)


def pins_of(text: str) -> list[tuple[str, str]]:
    """Name and version of every pin of a requirements file that is for this machine."""
    pins = re.findall(r"^([\w-]+)==([\w.+]+)", text, flags=re.MULTILINE)
    return [(name, pin) for name, pin in pins if _is_installed(name)]


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except ModuleNotFoundError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
