"""Measures what the page costs, beside the same page on Keras and the same canvas with no model: `make bench`.

Runs on Linux, in some six minutes, and wants the machine for itself.
"""

import json
import os
import re
import subprocess
import sys
import time

from tests.bench.crowd import crowds
from tests.bench.machine import machine
from tests.bench.pages import KERAS, OPENCV
from tests.bench.reading import NUMBER
from tests.bench.start import cold_start
from tests.bench.summary import RESULTS, summary
from tests.latency import stroke_costs
from tests.served import APP

README = APP.parent / "README.md"


def main() -> None:
    """Measure everything, store it, and write the summary into the README."""
    start = time.perf_counter()

    def say(what: str) -> None:
        print(f"{time.perf_counter() - start:4.0f} s  {what}", flush=True)

    say("cold starts in Chromium")
    figures = {"machine": machine(), "start": cold_start()}
    say("one, 25 and 10 visitors at once; memory")
    figures["memory"], figures["visitors"], figures["growth"] = crowds()
    say("pen-up to answer in Chromium")
    figures["strokes"] = stroke_costs()
    for page, engine in {OPENCV: "opencv", KERAS: "keras"}.items():
        say(f"glyphs and photographs on one core, {page}")
        figures[page] = _on_one_core(engine)
    say("done")
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    table = summary(figures)
    print(table)
    text = README.read_text(encoding="utf-8")
    pattern = r"(<!-- bench -->\n).*?(<!-- /bench -->)"
    README.write_text(re.sub(pattern, rf"\g<1>{table}\n\g<2>", text, flags=re.DOTALL), encoding="utf-8")
    for name, read in figures[OPENCV]["photographs"].items():
        if read["read"] != NUMBER:
            print(f"The photograph of {name} megapixels was read as {read['read']!r}, not as {NUMBER}.")


def _on_one_core(engine: str) -> dict:
    """In a process of its own, whose threads are limited before anything is imported."""
    one = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    command = [sys.executable, "-m", "tests.bench.reading", engine]
    done = subprocess.run(command, cwd=APP.parent, env=os.environ | one, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
