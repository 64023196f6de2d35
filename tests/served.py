"""The running page in Chromium, for browser tests, screenshots and timing."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.chromium import chromium_path
from tests.made_digits import Strokes
from utils.manifest import MODELS

APP = MODELS.parent / "app.py"
CANVAS = "canvas.upper-canvas"
PATIENCE = 90_000  # milliseconds for whatever must come: a busy machine is slow, and no test depends on speed
PHONE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Server:
    """A running server: its port of this machine, and its process."""

    port: int
    process: int

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def processor_seconds(self) -> float:
        """The processor time that it has used so far, on Linux."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> dict[str, float]:
        """The megabytes that it holds, on Linux: "resident", and "private", which no other process shares."""
        lines = Path(f"/proc/{self.process}/smaps_rollup").read_text().splitlines()[1:]
        kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
        private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
        return {"resident": kilobytes["Rss"] / 1024, "private": private / 1024}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(script: Path = APP, launcher: Sequence[str] = (sys.executable,), **environment: str) -> Iterator[Server]:
    """Serve a Streamlit script on a free port of this machine.

    Args:
        script: of the page.
        launcher: the Python to run it, and what comes before that on the command line.
        environment: variables besides.
    """
    port = int(environment.get("STREAMLIT_SERVER_PORT", free_port()))
    options = {
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    }
    with tempfile.TemporaryFile() as log:
        command = [*launcher, "-m", "streamlit", "run", str(script)]
        server = subprocess.Popen(
            command, cwd=APP.parent, env=os.environ | options | environment, stdout=log, stderr=log
        )
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield Server(port, server.pid)
        finally:
            _end(server)


def _end(server: subprocess.Popen) -> None:
    """End a server, politely first: uvicorn may wait for minutes until a browser closes its idle connections."""
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def wait_until_healthy(address: str, server: subprocess.Popen) -> None:
    """Wait until a process answers at its address; an error where it ends or takes two minutes."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with status {server.returncode}.")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("The server did not come up within two minutes.")


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window; what is expected of its pages may take as long as `PATIENCE`."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            yield chromium
        finally:
            chromium.close()


def open_page(page: Page, address: str) -> None:
    """Open the page and wait until there is a canvas and the model is loaded."""
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.locator(CANVAS).first.wait_for(state="attached", timeout=PATIENCE)  # hidden behind another tab perhaps
    wait_until_idle(page)


def wait_until_idle(page: Page) -> None:
    """Wait for the canvas to send and for the script to finish."""
    page.wait_for_timeout(350)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)


def draw_with_mouse(page: Page, strokes: Strokes) -> None:
    """Draw strokes, in canvas pixels, with the mouse, once the canvas is in sight."""
    page.locator(CANVAS).first.scroll_into_view_if_needed()
    box = page.locator(CANVAS).first.bounding_box()
    for stroke in map(_events, strokes):
        points = [(float(x) + box["x"], float(y) + box["y"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()


def draw_with_finger(page: Page, strokes: Strokes) -> None:
    """Draw strokes, in canvas pixels, with one finger."""
    box = page.locator(CANVAS).first.bounding_box()
    session = page.context.new_cdp_session(page)
    for stroke in map(_events, strokes):
        points = [{"x": float(x) + box["x"], "y": float(y) + box["y"]} for x, y in stroke]
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
        for point in points[1:]:
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def forget_all(page: Page) -> None:
    """Have the page forget the drawings of this visit."""
    page.get_by_role("button", name="Forget all").click()
    page.get_by_role("button", name="Yes, forget them").click()


def _events(stroke: np.ndarray) -> np.ndarray:
    """The points of a stroke that a browser is told of where the hand is quick: every third, and the last."""
    return np.concatenate([stroke[:-1:3], stroke[-1:]])


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Press the tab key until what has this role and name has the focus."""
    wanted = page.get_by_role(role, name=name).first
    wanted.wait_for(timeout=PATIENCE)
    for _ in range(90):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {name}.")
