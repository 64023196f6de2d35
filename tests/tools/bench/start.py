"""Cold start: from the start of the server's process to the first answer, in Chromium."""

import statistics
import time

from playwright.sync_api import Browser

from tests.made_digits import line
from tests.served import CANVAS, DESKTOP, browser, draw_with_mouse
from tests.tools.bench.pages import PAGES, serve

TRIALS = 5
ANSWERED = '.reading, .counted:text("1 strokes")'


def cold_start() -> dict[str, dict[str, float]]:
    """The median seconds from a page's process start until each step, the pages in turn.

    Returns:
        By page: "health", the server answers; "canvas", it can be drawn on; "answer", to a stroke drawn at once.
    """
    times: dict[str, list[dict[str, float]]] = {page: [] for page in PAGES}
    with browser() as chromium:
        for _ in range(TRIALS):
            for page in PAGES:
                times[page].append(_start(page, chromium))
    return {page: {step: statistics.median(t[step] for t in times[page]) for step in times[page][0]} for page in PAGES}


def _start(page_name: str, chromium: Browser) -> dict[str, float]:
    context = chromium.new_context(**DESKTOP)
    page = context.new_page()
    start, steps = time.perf_counter(), {}
    with serve(page_name) as server:
        steps["health"] = time.perf_counter() - start
        page.goto(server.address, wait_until="commit")
        page.locator(CANVAS).first.wait_for(timeout=60_000)
        steps["canvas"] = time.perf_counter() - start
        draw_with_mouse(page, [100 * line((1, 0.5), (1, 2))])
        page.locator(ANSWERED).first.wait_for(timeout=60_000)
        steps["answer"] = time.perf_counter() - start
        context.close()
    return steps
