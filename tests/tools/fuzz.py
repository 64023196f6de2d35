"""Hostile input: what hypothesis makes up, and good files damaged. `make fuzz` runs it long, pytest shortly.

Every case must end as a reading or as a refusal in words, within its time. Whatever else happens is raised, shrunk by
hypothesis to its smallest form, and belongs into tests/test_fuzz.py once it is mended.
"""

import argparse
import contextlib
import faulthandler
import hashlib
import io
import json
import math
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import cv2
import hypothesis
import numpy as np
from hypothesis import strategies as st
from tqdm import tqdm

from tests.made_digits import MADE_DIGITS, canvas_json, place
from tests.made_files import GOOD_FILES, damaged
from tests.shipped import shipped_files
from tests.tools.report import TOOLS, report
from utils.canvas import UnreadableDrawing, strokes_from_canvas
from utils.glyph import draw_glyph
from utils.images import UnreadableImage
from utils.manifest import MANIFEST, MODELS, ModelError
from utils.reader import Reader, Reading

RESULTS = TOOLS / "fuzz.json"
ROUND = 500  # cases that one process takes at a time
HANGS = 60  # seconds of processor time after which a case ends its process and shows where it was
MOST_MEGABYTES = 2_000  # of a process


@dataclass(frozen=True)
class Target:
    """Something that takes what comes from outside.

    Attributes:
        title: of its row in the table.
        cases: what hypothesis draws its input from.
        run: takes a case and says in a word what came of it.
        refusals: the errors that it may raise, with a sentence.
        seconds: of processor time at most for a case.
        executions: of the long run.
    """

    title: str
    cases: st.SearchStrategy
    run: Callable[[Any], str]
    refusals: tuple[type[Exception], ...]
    seconds: float
    executions: int


@cache
def _reader() -> Reader:
    return Reader.load()


def _read(reading: Reading) -> str:
    for digit in reading.digits:
        assert math.isclose(digit.probabilities.sum(), 1, abs_tol=1e-4)
        assert np.isfinite([*digit.box, digit.digitness]).all()
    return "read" if reading.digits else "nothing to read"


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.integers(-(10**400), 10**400) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=6,
)
PLACES = st.floats(-50, 500, width=16) | st.floats() | st.integers(-(10**400), 10**400) | JUNK
COMMANDS = (
    st.tuples(st.sampled_from("ML"), st.floats(0, 480, width=16), st.floats(0, 280, width=16)).map(list)
    | st.tuples(st.just("Q"), *[st.floats(0, 480, width=16)] * 4).map(list)
    | st.tuples(st.sampled_from(["M", "L", "Q", "C", "Z", "", "q"]), st.lists(PLACES, max_size=7)).map(
        lambda command: [command[0], *command[1]]
    )
    | JUNK
)
MANY = st.sampled_from([1, 1, 1, 1, 1, 1, 10, 300, 5_000, 1_000_000])
PATHS = st.lists(COMMANDS, max_size=12) | st.builds(lambda command, count: [command] * count, COMMANDS, MANY) | JUNK
OBJECTS = (
    st.builds(lambda path: {"type": "Path", "path": path, "strokeWidth": 15}, PATHS)
    | st.fixed_dictionaries({}, optional={"type": JUNK, "path": PATHS, "strokeWidth": JUNK, "left": JUNK})
    | JUNK
)
NAMES = sorted(MADE_DIGITS)
DRAWN = st.sampled_from(NAMES).map(lambda name: canvas_json(place(MADE_DIGITS[name][1]))["objects"])


@st.composite
def _made_up(draw) -> Any:
    """Something shaped like a drawing, with strange things among its strokes or in place of them."""
    objects = draw(st.lists(OBJECTS, max_size=4))
    if draw(st.booleans()):
        objects = [*draw(DRAWN), *objects]
    if draw(st.integers(0, 30)) == 0:
        objects = objects * draw(MANY)
    return draw(st.just({"objects": objects}) | st.just({"objects": objects, "background": None}) | JUNK)


STRANGE = (None, True, "", "M", math.nan, math.inf, -1, 0, 1e5, 1e300, -(10**400), [], {}, [[]], "path", 2**53 + 1)


def _mutated(seed: int) -> Any:
    """A drawing of a digit or two with some of its parts replaced, repeated, swapped or left out."""
    random = Random(seed)
    drawing = {"objects": [], "background": "#101418"}
    for _ in range(random.choice((1, 1, 1, 2))):
        strokes = place(MADE_DIGITS[random.choice(NAMES)][1], random.uniform(5, 200), random.uniform(0, 300))
        drawing["objects"] += canvas_json([stroke[:: random.randint(1, 8)] for stroke in strokes])["objects"]
    for _ in range(random.randint(1, 6)):
        part = drawing
        while random.random() < 0.85:
            inner = [
                item for item in (part.values() if isinstance(part, dict) else part) if isinstance(item, dict | list)
            ]
            if not inner:
                break
            part = random.choice(inner)
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            continue
        key, other, kind = random.choice(keys), random.choice(keys), random.randrange(5)
        if kind == 0:
            del part[key]
        elif kind == 1:
            part[key], part[other] = part[other], part[key]
        elif kind == 2 and isinstance(part, list):
            part[key:key] = [part[key]] * random.choice((1, 1, 10, 300))
        elif kind == 3 and isinstance(part[key], int | float):
            part[key] *= random.choice((-1, 3, 1000))
        else:
            part[key] = random.choice(STRANGE)
    return drawing


SEEDS = st.integers(0, 2**32 - 1)
DRAWINGS = st.integers(0, 3).flatmap(lambda lot: SEEDS.map(_mutated) if lot else _made_up())


def _read_drawing(drawing: Any) -> str:
    return _read(_reader().read_strokes(strokes_from_canvas(drawing)))


def _damaged_file(seed: int) -> bytes:
    random = np.random.default_rng(seed)
    data = GOOD_FILES[random.choice(sorted(GOOD_FILES))]
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        data = damaged(data, random) if len(data) > 8 else data
    return data


FILES = st.integers(0, 19).flatmap(lambda lot: SEEDS.map(_damaged_file) if lot else st.binary(max_size=200))


def _read_file(data: bytes) -> str:
    return _read(_reader().read_file(data))


CELLS = (
    "0",
    "255",
    "256",
    "-1",
    "1.0",
    "1e2",
    "nan",
    "",
    " 7 ",
    '"7"',
    "7;8",
    "\u00b2",
    "\u0663",
    "\0",
    "9" * 5_000,
    "=1+1",
)


def _damaged_table(seed: int) -> bytes:
    """A training table of Kaggle's form with a few cells, rows or bytes changed, left out or repeated."""
    from training.data.kaggle import PIXELS

    random = Random(seed)
    digits = [
        [random.randrange(10), *random.choices((0, 0, 128, 255), k=len(PIXELS))] for _ in range(random.randint(0, 4))
    ]
    rows = [["label", *PIXELS], *(list(map(str, digit)) for digit in digits)]
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        row = random.choice(rows)
        column, kind = random.randrange(len(row) + 1), random.randrange(6)
        if kind == 0:
            row[column : column + 1] = [random.choice(CELLS)]
        elif kind == 1:
            row[column:column] = [random.choice(CELLS)] * random.choice((1, 1, 2_000))
        elif kind == 2:
            del row[column : column + random.choice((1, 784))]
        elif kind == 3:
            row.reverse()
        elif kind == 4:
            rows.insert(random.randrange(len(rows) + 1), [])
        else:
            rows.remove(row)
        rows = rows or [[]]
    text = random.choice(("\n", "\r\n", "\r")).join(map(",".join, rows))
    data = text.encode(random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")))
    if len(data) > 8 and random.randrange(4) == 0:
        data = damaged(data, np.random.default_rng(seed))
    return data


TABLES = st.integers(0, 19).flatmap(lambda lot: SEEDS.map(_damaged_table) if lot else st.binary(max_size=200))


class RefusedTable(Exception):
    """A `TableError`, whose module the targets without Keras need not import."""


def _read_table(data: bytes) -> str:
    from training.data.kaggle import TableError, read_training_table

    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stderr(io.StringIO()):  # it has a bar of its own
        path = Path(place) / "train.csv"
        path.write_bytes(data)
        try:
            glyphs, labels = read_training_table(path)
        except TableError as error:
            raise RefusedTable(str(error)) from error
    assert glyphs.shape == (len(labels), 28, 28)
    assert set(labels.tolist()) <= set(range(10))
    return "read"


@cache
def _shipped(name: str) -> bytes:
    return (MODELS / name).read_bytes()


FILE_NAMES = st.sampled_from(["digits.onnx", "../digits.keras", "/etc/passwd", "", "..", "a\0b", "\udc80", "x" * 300])
ENTRIES = st.dictionaries(
    st.sampled_from([*json.loads(_shipped(MANIFEST)), "file", "sha256", "temperature", "sure", "onnx", "grouping"]),
    FILE_NAMES | JUNK | st.just(...),
    max_size=3,
)


@dataclass(frozen=True)
class Folder:
    """A model folder gone wrong: entries of the manifest changed, or left out (`...`); a file damaged.

    With `hashes_follow` the manifest has the damaged file's own hash, so that the damage reaches the loader.
    """

    entries: dict[str, Any]
    damaged_file: str | None
    seed: int
    hashes_follow: bool
    engine: str


FOLDERS = st.builds(
    Folder,
    st.just({}) | ENTRIES,
    st.sampled_from([None, MANIFEST, "digits.onnx", "trajectories.onnx", "digits.keras", "grouping.npz"]),
    SEEDS,
    st.booleans(),
    st.sampled_from(["opencv", "opencv", "opencv", "keras"]),
)


def _load(folder: Folder) -> str:
    with tempfile.TemporaryDirectory() as place:
        files = {name: _shipped(name) for name in shipped_files()}
        if folder.damaged_file:
            files[folder.damaged_file] = damaged(files[folder.damaged_file], np.random.default_rng(folder.seed))
        if folder.damaged_file != MANIFEST:
            files[MANIFEST] = _changed(files, folder)
        for name, data in files.items():
            (Path(place) / name).write_bytes(data)
        reader = Reader.load(Path(place), folder.engine)
        probabilities = reader.probabilities(draw_glyph(MADE_DIGITS["seven, plain"][1])[None])
        assert math.isclose(probabilities.sum(), 1, abs_tol=1e-3)
        return _read(reader.read_strokes(MADE_DIGITS["seven, crossed"][1]))


def _changed(files: dict[str, bytes], folder: Folder) -> bytes:
    manifest = json.loads(files[MANIFEST])
    if folder.hashes_follow:
        manifest["sha256"] = manifest["onnx"]["of"] = hashlib.sha256(files["digits.keras"]).hexdigest()
        ways = manifest["trajectories"]
        for entry in (manifest["onnx"], manifest["grouping"], ways, ways["onnx"]):
            entry["sha256"] = hashlib.sha256(files[entry["file"]]).hexdigest()
        ways["onnx"]["of"] = ways["sha256"]
    manifest |= folder.entries
    return json.dumps({key: value for key, value in manifest.items() if value is not ...}).encode()


TARGETS = {
    "canvas": Target("JSON of the canvas", DRAWINGS, _read_drawing, (UnreadableDrawing,), 12, 100_000),
    "images": Target("bytes of an uploaded file", FILES, _read_file, (UnreadableImage,), 12, 5_000),
    "tables": Target("CSV in Kaggle's form", TABLES, _read_table, (RefusedTable,), 12, 5_000),
    "models": Target("manifest and model files", FOLDERS, _load, (ModelError,), 30, 2_000),
}


@dataclass
class Outcomes:
    """What came of some cases: how many of each, the slowest in processor seconds, and the process's memory."""

    counts: Counter
    slowest: float = 0.0
    megabytes: int = 0


def attempt(target: Target, case: Any, outcomes: Outcomes) -> None:
    """Run one case and note what came of it.

    Raises:
        AssertionError: it took too long, or was refused without a sentence.
        Exception: it was neither read nor refused.
    """
    start, sentence = time.process_time(), None
    try:
        outcome = target.run(case)
    except target.refusals as error:
        outcome, sentence = "refused in words", str(error)
    seconds = time.process_time() - start
    assert sentence is None or len(sentence.split()) >= 4, f"no sentence: {sentence}"
    assert seconds <= target.seconds, f"took {seconds:.1f} s"
    outcomes.counts[outcome] += 1
    outcomes.slowest = max(outcomes.slowest, seconds)


def fuzz(name: str, seed: int, executions: int) -> Outcomes:
    """Run so many cases of a target; what fails is shrunk and raised."""
    target, outcomes = TARGETS[name], Outcomes(Counter())
    faulthandler.register(signal.SIGVTALRM, chain=True)

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=executions,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
    )
    @hypothesis.given(target.cases)
    def run(case):
        signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
        attempt(target, case, outcomes)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    run()
    outcomes.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert outcomes.megabytes <= MOST_MEGABYTES, f"needed {outcomes.megabytes} MB"
    return outcomes


def main() -> int:
    """Run all targets in as many processes as there are cores, and store what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.fuzz", description=__doc__.split("\n\n")[0])
    for name, target in TARGETS.items():
        parser.add_argument(
            f"--{name}",
            type=int,
            default=target.executions,
            metavar="CASES",
            help=f"{target.title}; 0 leaves it out (default: {target.executions:,})",
        )
    parser.add_argument("--seed", type=int, default=0, help="of the first round; the others count on")
    chosen = vars(parser.parse_args())
    totals = {name: Outcomes(Counter()) for name in TARGETS}
    failures = {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        rounds = {
            pool.submit(fuzz, name, chosen["seed"] + start, min(ROUND, chosen[name] - start)): (name, start)
            for name in TARGETS
            for start in range(0, chosen[name], ROUND)
        }
        bar = tqdm(total=sum(chosen[name] for name in TARGETS), unit="case", mininterval=2)
        for done in as_completed(rounds):
            name, start = rounds[done]
            try:
                outcomes = done.result()
            except Exception as error:
                failures[name] = f"{name}, seed {chosen['seed'] + start}: {error!r}\n" + "\n".join(_notes(error))
                bar.write(failures[name])
                continue
            total = totals[name]
            total.counts += outcomes.counts
            total.slowest = max(total.slowest, outcomes.slowest)
            total.megabytes = max(total.megabytes, outcomes.megabytes)
            bar.update(outcomes.counts.total())
        bar.close()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    results |= {
        name: {
            "title": TARGETS[name].title,
            "executions": outcomes.counts.total(),
            **dict(sorted(outcomes.counts.items())),
            "neither": 0,
            "slowest_processor_seconds": round(outcomes.slowest, 2),
            "megabytes": outcomes.megabytes,
        }
        for name, outcomes in totals.items()
        if outcomes.counts and name not in failures
    }
    report("fuzz", results, _table(results))
    return 1 if failures else 0


def _notes(error: BaseException) -> list[str]:
    """The smallest failing example as hypothesis describes it."""
    return [*getattr(error, "__notes__", []), *(_notes(error.__cause__) if error.__cause__ else [])]


def _table(results: dict[str, dict]) -> str:
    rows = [
        "| Hostile input | executions | read | nothing to read | refused in words | neither | slowest | memory |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for result in results.values():
        counts = [f"{result.get(key, 0):,}" for key in ("read", "nothing to read", "refused in words", "neither")]
        cells = [f"{result['executions']:,}", *counts, f"{result['slowest_processor_seconds']:.1f} s"]
        rows.append(f"| {result['title']} | {' | '.join(cells)} | {result['megabytes']} MB |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
