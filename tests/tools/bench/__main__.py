"""Measures what the page costs, beside the same page on Keras and the same canvas with no model: `make bench`.

`python -m tests.tools.bench SECTION ...` measures some sections only and keeps the rest. It runs on Linux for some
minutes, and wants the machine for itself: each section's figures say how busy it was before.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable

from tests.served import APP
from tests.tools.bench.crowd import crowds, growth
from tests.tools.bench.machine import machine
from tests.tools.bench.pages import KERAS, OPENCV
from tests.tools.bench.start import cold_start
from tests.tools.bench.summary import RESULTS, summary
from tests.tools.latency import stroke_costs

README = APP.parent / "README.md"


def main() -> None:
    """Measure section by section, store each, and write the summary into the README."""
    sections: dict[str, Callable[[], dict]] = {
        "start": cold_start,
        "visitors": crowds,
        "growth": growth,
        "strokes": stroke_costs,
        "reading": lambda: {OPENCV: _on_one_core("opencv"), KERAS: _on_one_core("keras")},
    }
    parser = argparse.ArgumentParser(prog="python -m tests.tools.bench")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"some of {', '.join(sections)}; none for all")
    chosen = parser.parse_args().sections or list(sections)
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    start = time.perf_counter()
    for name in chosen:
        print(f"{time.perf_counter() - start:4.0f} s  {name}", flush=True)
        about = machine()
        results[name] = {"machine": about, "figures": sections[name]()}
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"{time.perf_counter() - start:4.0f} s  done")
    table = summary(results)
    print(table)
    text = README.read_text(encoding="utf-8")
    pattern = r"(<!-- bench -->\n).*?(<!-- /bench -->)"
    README.write_text(re.sub(pattern, rf"\g<1>{table}\n\g<2>", text, flags=re.DOTALL), encoding="utf-8")


def _on_one_core(engine: str) -> dict:
    """In a process of its own, whose threads are limited before anything is imported."""
    one = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    command = [sys.executable, "-m", "tests.tools.bench.reading", engine]
    done = subprocess.run(command, cwd=APP.parent, env=os.environ | one, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
