"""Two replicas behind nginx, with visitors at both: `make replicas` (needs nginx: `apt-get install nginx-light`).

Everybody must get their own answers and pictures from whichever replica they were given, and be served when it ends.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, expect

from tests.made_digits import MADE_DIGITS, place
from tests.made_photographs import photograph
from tests.served import (
    APP,
    DESKTOP,
    browser,
    draw_with_mouse,
    free_port,
    open_page,
    served,
    wait_until_healthy,
)
from tests.tools.bench.crowd import draw_all, drawings_of
from tests.tools.visitors import visitor
from utils.reader import Reader

CONFIGURATION = APP.parent / ".streamlit" / "nginx.conf"
VISITORS = 10
BROWSERS = 6
PATIENCE = 120_000  # milliseconds


def main() -> None:
    """Start both, nginx before them, and send visitors; fails where one is not served."""
    if not shutil.which("nginx"):
        sys.exit("There is no nginx here: apt-get install nginx-light")
    with served() as first, served() as second:
        replicas = [first, second]
        with _nginx([replica.port for replica in replicas]) as address:
            verdicts = asyncio.run(_draw_together(address))
            print(f"{VISITORS} visitors over websockets: {dict(Counter(verdicts))}", flush=True)
            if len({replica for replica, _ in verdicts}) < 2:
                sys.exit("All were sent to one replica.")
            with browser() as chromium:
                given = [_visit(chromium, address, number) for number in range(BROWSERS)]
                print(f"{BROWSERS} browsers drew, sent a photograph and came back: {dict(Counter(given))}", flush=True)
                _stay_when_a_replica_ends(chromium, address, first.process)
    print("A visitor of the replica that ended was served by the other.")


async def _draw_together(address: str) -> list[tuple[str, str]]:
    """The replica that each visitor was given, with whose answer each digit got."""
    reader = Reader.load(engine="opencv")
    async with AsyncExitStack() as stack:
        cookies = [_new_cookie(address) for _ in range(VISITORS)]
        guests = [await stack.enter_async_context(visitor(address, cookie)) for cookie in cookies]
        tasks = [draw_all(guest, drawings_of(seed, reader)) for seed, guest in enumerate(guests)]
        answers = await asyncio.gather(*tasks)
    return [(cookie, verdict) for cookie, of_one in zip(cookies, answers, strict=True) for _, verdict in of_one]


def _new_cookie(address: str) -> str:
    with urllib.request.urlopen(address) as response:
        cookies = response.headers.get_all("Set-Cookie")
    return next(cookie.partition(";")[0] for cookie in cookies if cookie.startswith("replica="))


def _visit(chromium: Browser, address: str, number: int) -> str:
    """Draw a digit, send a photograph of a number, come back; the replica that the visitor was given."""
    context = chromium.new_context(**DESKTOP)
    page = context.new_page()
    open_page(page, address)
    value, strokes = list(MADE_DIGITS.values())[3 * number]
    draw_with_mouse(page, place(strokes))
    expect(page.locator(".reading .value")).to_have_text(str(value), timeout=PATIENCE)
    text = str(2020 + number)
    picture = photograph(text, "plain", "marker", np.random.default_rng(number))
    with tempfile.TemporaryDirectory() as folder:
        cv2.imwrite(f"{folder}/{text}.jpg", picture)
        page.get_by_role("tab", name="Photo").click()
        page.locator("input[type=file]").first.set_input_files(f"{folder}/{text}.jpg")
        expect(page.get_by_test_id("stCode")).to_have_text(text, timeout=PATIENCE)
    loaded = "image => image.complete && image.naturalWidth > 0"
    image = page.get_by_test_id("stImage").locator("img").first
    image.wait_for()
    page.wait_for_function(loaded, arg=image.element_handle())
    before = _replica_of(context)
    open_page(page, address)
    assert _replica_of(context) == before
    context.close()
    return before


def _stay_when_a_replica_ends(chromium: Browser, address: str, process: int) -> None:
    """End the first replica; its visitor loads the page again, and draws."""
    context = chromium.new_context(**DESKTOP)
    context.add_cookies([{"name": "replica", "value": "first", "url": address}])
    page = context.new_page()
    open_page(page, address)
    with page.expect_websocket(timeout=PATIENCE):  # the page connects again by itself, but to a visit unknown there
        os.kill(process, signal.SIGTERM)
    open_page(page, address)
    draw_with_mouse(page, place(MADE_DIGITS["seven, plain"][1]))
    expect(page.locator(".reading .value")).to_have_text("7", timeout=PATIENCE)
    context.close()


def _replica_of(context) -> str:
    return next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "replica")


@contextmanager
def _nginx(ports: list[int]) -> Iterator[str]:
    """Run nginx with the project's configuration before replicas on other ports."""
    listening = free_port()
    replaced = {"8501": ports[0], "8502": ports[1], "8080": f"127.0.0.1:{listening}"}
    text = re.sub("8501|8502|8080", lambda match: str(replaced[match[0]]), CONFIGURATION.read_text())
    with tempfile.TemporaryDirectory() as folder:
        text = text.replace("/tmp/digit-reader-nginx.pid", f"{folder}/pid")
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(text)
        command = ["nginx", "-c", str(configuration), "-e", f"{folder}/error.log", "-g", "daemon off;"]
        proxy = subprocess.Popen(command)
        try:
            wait_until_healthy(f"http://127.0.0.1:{listening}/_stcore/health", proxy)
            yield f"http://127.0.0.1:{listening}"
        finally:
            proxy.terminate()
            proxy.wait(10)


if __name__ == "__main__":
    main()
