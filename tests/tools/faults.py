"""Faults injected into real processes: kills, full and read-only disks, no network, visitors who leave: `make faults`.

On Linux only: namespaces take disks and network away.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import cv2
import numpy as np
from tqdm import tqdm

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.shipped import copy_model, shipped_files
from tests.tools.report import TOOLS, report
from training.data.datasets import SOURCES, data_folder, load_mnist
from utils.manifest import MODELS
from utils.reader import Reader

KILLS = 10
ROUNDING = 2e-3  # of weights, between a run that was killed and one that was not
PATIENCE = 1200  # seconds for one process
ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # batches are few, and threads wait for each other
SHORT = "--epochs 4 --batches 2"
SEVEN = place(MADE_DIGITS["seven, plain"][1])
RESULTS = TOOLS / "faults.json"
APART = ["unshare", "--map-root-user", "--mount", "--net", "sh", "-c"]  # with mounts of its own, and no network
TORCH = {"KERAS_BACKEND": "torch"} if importlib.util.find_spec("torch") else {}  # faster on a processor


def killed_while_training(folder: Path) -> str:
    """One short training is killed ten times, any time from its first second to its last."""
    data = _only_mnist(folder)
    start = time.monotonic()
    _finish(_training(folder / "whole", data))
    whole = time.monotonic() - start
    out = folder / "killed"
    out.mkdir()
    copy_model(out)
    random = Random(0)
    kills, epochs = 0, 0
    while kills < KILLS:
        training = _training(out, data)
        try:
            training.wait(random.uniform(0, whole))
        except subprocess.TimeoutExpired:
            training.kill()
            kills += 1
        training.wait()
        assert Reader.load(out).read_strokes(SEVEN).text
        epochs = max(epochs, _epochs(out))
        assert _epochs(out) == epochs, "went back"
        if training.returncode == 0:  # it was faster than the kill: begin again
            shutil.rmtree(out / "run")
            epochs = 0
    _finish(_training(out, data))
    difference = _difference(folder / "whole", out)
    assert difference <= ROUNDING, f"weights differ by {difference}"
    Reader.load(out, "keras")
    return (
        f"resumed after every one of {kills} kills; the model folder could be loaded after each; "
        f"weights differ by at most {difference:.1g} from those of a run left alone"
    )


def two_trainings_at_once(folder: Path) -> str:
    """A second training begins in the folder of one at work."""
    data = _only_mnist(folder)
    first = _training(folder / "out", data)
    while not (folder / "out" / "run" / "log.csv").exists():
        assert first.poll() is None, first.stderr.read()
        time.sleep(0.1)
    second = _training(folder / "out", data)
    said = second.communicate(timeout=PATIENCE)[1]
    assert second.returncode == 1, said
    assert "another training is at work" in said, said
    assert "Traceback" not in said, said
    _finish(first)
    Reader.load(folder / "out")
    return "the second is refused in words, the first one ends well"


def disk_full_while_training(folder: Path) -> str:
    """The run's folder is on a disk of one megabyte, on which no checkpoint fits."""
    run = folder / "out" / "run"
    run.mkdir(parents=True)
    said = _refused(f"mount -t tmpfs -o size=1m tmpfs {run} && exec {_line(folder / 'out')}", _only_mnist(folder))
    assert "space" in said, said
    return "ends in words that say so, without a traceback"


def disk_full_while_a_model_is_written(folder: Path) -> str:
    """There is room for the old model and none for the new one beside it."""
    disk = folder / "disk"
    disk.mkdir()
    files = [MODELS / name for name in shipped_files()]
    room = sum(file.stat().st_size for file in files) + (MODELS / "digits.keras").stat().st_size // 2
    fill = f"mount -t tmpfs -o size={room} tmpfs {disk} && cp {' '.join(map(str, files))} {disk}"
    look = f"ls -A {disk} >&2; cd {disk} && sha256sum digits.keras >&2"
    said = _refused(f"{fill} && {_line(disk, folder / 'run')}; code=$?; {look}; exit $code", _only_mnist(folder))
    assert "space" in said, said
    assert ".partial" not in said, said
    assert hashlib.sha256((MODELS / "digits.keras").read_bytes()).hexdigest() in said, said
    return "ends in words that say so; the old model stays as it was, and nothing half written beside it"


def read_only_model_folder(folder: Path) -> str:
    """The model folder cannot be written to: the reader reads from it, a training into it is refused."""
    read_only = f"mount --bind {MODELS} {MODELS} && mount -o remount,ro,bind {MODELS}"
    _reads(f"{read_only} && exec {_reading(folder)}")
    said = _refused(f"{read_only} && exec {_line(MODELS, folder / 'run')}", _only_mnist(folder))
    assert "Read-only" in said, said
    return "reading goes on; a training into it ends in words that say so"


def no_network_at_run_time(folder: Path) -> str:
    """Reader and whole page where there is no network at all."""
    script = folder / "page.py"
    script.write_text(
        "from streamlit.testing.v1 import AppTest\n"
        f"page = AppTest.from_file({str(MODELS.parent / 'app.py')!r}, default_timeout=300).run()\n"
        "assert not page.exception, page.exception\n"
    )
    _reads(f"env PYTHONPATH={MODELS.parent} {sys.executable} {script} && exec {_reading(folder)}")
    return "reader and page work as ever"


def no_network_in_training(folder: Path) -> str:
    """MNIST is not there and cannot be fetched."""
    empty = folder / "empty"
    empty.mkdir()
    said = _refused(f"exec {_line(folder / 'out')}", empty)
    assert "could not be downloaded" in said, said
    assert "DIGITS_DATA" in said, said
    return "ends in words that name the file, its address and what to do"


FAULTS = (
    no_network_at_run_time,
    no_network_in_training,
    read_only_model_folder,
    disk_full_while_training,
    disk_full_while_a_model_is_written,
    two_trainings_at_once,
    killed_while_training,
)


def main() -> int:
    """Inject every fault and store what came of it."""
    names = [fault.__name__ for fault in FAULTS]
    parser = argparse.ArgumentParser(prog="python -m tests.tools.faults", description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="FAULT", help=f"only these of {', '.join(names)}")
    chosen = parser.parse_args().names or names
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    bar = tqdm([fault for fault in FAULTS if fault.__name__ in chosen], unit="fault")
    for fault in bar:
        bar.set_postfix_str(fault.__name__)
        with tempfile.TemporaryDirectory() as folder:
            results[fault.__name__] = {"fault": fault.__doc__, "what came of it": fault(Path(folder))}
        rows = [f"| {result['fault']} | {result['what came of it']} |" for result in results.values()]
        report("faults", results, "\n".join(["| Fault | what came of it |", "|---|---|", *rows]))
    return 0


def _line(out: Path, run: Path | None = None) -> str:
    """The command of a short training into a folder, its run beside the model if not elsewhere."""
    return f"{sys.executable} -m training train {SHORT} --run {run or out / 'run'} --out {out}"


def _training(out: Path, data: Path) -> subprocess.Popen:
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(_line(out).split(), cwd=MODELS.parent, env=_environment(data), **streams)


def _finish(training: subprocess.Popen) -> None:
    said = training.communicate(timeout=PATIENCE)[1]
    assert training.returncode == 0, said


def _apart(line: str, data: Path | None = None) -> subprocess.CompletedProcess:
    """Run a line of shell where there is no network and where mounts are seen by nobody else."""
    options = {"capture_output": True, "text": True, "timeout": PATIENCE}
    return subprocess.run([*APART, line], cwd=MODELS.parent, env=_environment(data), **options)


def _refused(line: str, data: Path) -> str:
    """What a training says that must end with status 1 and in words."""
    done = _apart(line, data)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr


def _reads(line: str) -> None:
    done = _apart(line)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("7"), done.stdout


def _reading(folder: Path) -> str:
    """The command that reads a picture of a seven."""
    cv2.imwrite(str(folder / "seven.png"), picture_of(SEVEN))
    return f"{sys.executable} -m utils.read {folder / 'seven.png'}"


def _environment(data: Path | None) -> dict[str, str]:
    return os.environ | TORCH | ONE_THREAD | ({"DIGITS_DATA": str(data)} if data else {})


def _only_mnist(folder: Path) -> Path:
    """A folder of data with MNIST alone: preparing all that validates takes longer than a short training."""
    data = folder / "data"
    data.mkdir()
    load_mnist("test")  # fetches it where it is missing
    (data / SOURCES["mnist"].file).symlink_to(data_folder() / SOURCES["mnist"].file)
    return data


def _epochs(out: Path) -> int:
    log = out / "run" / "log.csv"
    return len(log.read_text().splitlines()) - 1 if log.exists() else 0


def _difference(one: Path, other: Path) -> float:
    """The largest difference between any weights of two models."""
    import keras

    ends = [keras.models.load_model(folder / "digits.keras", compile=False).get_weights() for folder in (one, other)]
    return max(float(np.abs(a - b).max()) for a, b in zip(*ends, strict=True))


if __name__ == "__main__":
    sys.exit(main())
