"""What breaks a training or a visit midway; `python -m tests.tools.faults` tries the long ones with real processes."""

import errno
import signal
import socket
import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from tests.made_digits import MADE_DIGITS, place
from training.data.datasets import MissingData, load_mnist
from training.files import write_whole
from training.fitting.lock import BusyRun, held
from training.fitting.train import train
from utils.manifest import MODELS
from utils.reader import Reader

SLOW_WRITER = """
import sys, time
from pathlib import Path
from training.files import write_whole

def write(path):
    with path.open("wb") as file:
        for _ in range(1000):
            file.write(bytes(1000))
            file.flush()
            print("wrote", flush=True)
            time.sleep(0.01)

write_whole(Path(sys.argv[1]), write)
"""

HOLDER = """
import sys, time
from pathlib import Path
from training.fitting.lock import held

with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_kill_while_a_file_is_written_leaves_the_old_one(tmp_path):
    file = tmp_path / "digits.keras"
    file.write_bytes(b"old")
    command = [sys.executable, "-c", SLOW_WRITER, file]
    with subprocess.Popen(command, cwd=MODELS.parent, stdout=subprocess.PIPE, text=True) as writer:
        writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    assert file.read_bytes() == b"old"
    write_whole(file, lambda path: path.write_bytes(b"new"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES], ids=errno.errorcode.get)
def test_a_full_or_read_only_disk_leaves_the_old_file(tmp_path, number):
    file = tmp_path / "digits.keras"
    file.write_bytes(b"old")

    def write(path):
        path.write_bytes(b"half")
        raise OSError(number, "no")

    with pytest.raises(OSError, match="no"):
        write_whole(file, write)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_second_training_in_a_run_folder_is_refused_in_words(tmp_path):
    with held(tmp_path), pytest.raises(BusyRun, match=rf"another training is at work in {tmp_path}.*--run"):
        train("digits", tmp_path)


def test_a_run_folder_is_free_once_its_process_was_killed(tmp_path):
    command = [sys.executable, "-c", HOLDER, tmp_path]
    with subprocess.Popen(command, cwd=MODELS.parent, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyRun), held(tmp_path):
            pass
        holder.kill()
    with held(tmp_path):
        pass


@pytest.fixture
def _no_network(monkeypatch):
    def refuse(*arguments):
        raise AssertionError(f"asked for the network: {arguments[1:]}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("_no_network")
def test_reader_and_page_ask_for_no_network():
    strokes = place(MADE_DIGITS["seven, plain"][1])
    assert Reader.load().read_strokes(strokes).text == "7"
    page = AppTest.from_file(str(MODELS.parent / "app.py"), default_timeout=60).run()
    assert not page.exception


@pytest.mark.usefixtures("_no_network")
def test_training_without_network_and_without_mnist_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    with pytest.raises(MissingData, match=r"mnist\.npz is missing and could not be downloaded.*DIGITS_DATA"):
        load_mnist("train")
