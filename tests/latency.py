"""Time from lifting the pen to the answer, against the same canvas with no model: `make latency`.

Both pages are open in one Chromium and take their strokes in turn, so that the machine's mood hits both.
"""

import json
import statistics

import numpy as np
from playwright.sync_api import Page

from tests.served import APP, browser, draw_with_mouse, open_page, served, wait_until_idle

STROKES = 30
STROKES_A_DRAWING = 3
CANVAS_ONLY = APP.parent / "tests" / "canvas_only.py"

# Notes the time when the pen is lifted and when what was read changes on the page.
STOPWATCH = """
() => {
  const seen = () => {
    const element = document.querySelector(".reading, .seen");
    return element ? element.innerHTML : "";
  };
  window.stopwatch = { lifted: 0, answered: 0, before: seen() };
  window.addEventListener("mouseup", () => {
    window.stopwatch = { lifted: performance.now(), answered: 0, before: seen() };
  }, true);
  new MutationObserver(() => {
    const watch = window.stopwatch;
    if (watch.lifted && !watch.answered && seen() && seen() !== watch.before) watch.answered = performance.now();
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}
"""


def main() -> None:
    """Print the medians of both pages in milliseconds and their ratio."""
    generator = np.random.default_rng(0)
    with served() as app, served(CANVAS_ONLY) as canvas_only, browser() as chromium:
        pages = {"answer": chromium.new_page(), "canvas only": chromium.new_page()}
        times = {name: [] for name in pages}
        for page, address in zip(pages.values(), (app, canvas_only), strict=True):
            page.bring_to_front()
            open_page(page, address)
            page.evaluate(STOPWATCH)
        for number in range(-STROKES_A_DRAWING, STROKES):  # the first drawing warms up
            start = generator.uniform(40, 140, 2)
            strokes = [np.stack([start, start + generator.uniform(40, 100, 2)]).repeat(4, axis=0)]
            for name, page in pages.items():
                page.bring_to_front()
                if number % STROKES_A_DRAWING == 0:
                    _clear(page, app if name == "answer" else canvas_only)
                taken = _time(page, strokes)
                if number >= 0:
                    times[name].append(taken)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(json.dumps({name: f"{median:.0f} ms" for name, median in medians.items()} | {"strokes": STROKES}))
    print(f"The answer takes {100 * (medians['answer'] / medians['canvas only'] - 1):+.1f} % against the canvas alone.")


def _clear(page: Page, address: str) -> None:
    open_page(page, address)
    page.evaluate(STOPWATCH)


def _time(page: Page, strokes: list) -> float:
    draw_with_mouse(page, strokes)
    page.wait_for_function("window.stopwatch.answered > 0", timeout=20_000)
    wait_until_idle(page)
    return page.evaluate("window.stopwatch.answered - window.stopwatch.lifted")


if __name__ == "__main__":
    main()
