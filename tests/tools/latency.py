"""Time from lifting the pen to the answer, and processor time, against the canvas alone: `make latency`.

Both pages are open in one Chromium and take their strokes in turn, so that the machine's mood hits both. Each drawing
has a few strokes, as a digit or a short number has.
"""

import statistics

import numpy as np
from playwright.sync_api import Page

from tests.served import browser, draw_with_mouse, open_page, wait_until_idle
from tests.tools.bench.pages import NO_MODEL, OPENCV, serve

STROKES = 30
STROKES_A_DRAWING = 3

# Notes the time when the pen is lifted and when what was read changes on the page.
STOPWATCH = """
() => {
  const seen = () => {
    const element = document.querySelector(".reading, .counted");
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
    """Print of both pages the median time and the processor time of a stroke, and how they compare."""
    costs = stroke_costs()
    for page, cost in costs.items():
        print(
            f"{page}: {cost['milliseconds']:.0f} ms from pen to page, {cost['processor']:.0f} ms of processor a stroke"
        )
    answer, alone = costs.values()
    slower = 100 * (answer["milliseconds"] / alone["milliseconds"] - 1)
    more = answer["processor"] - alone["processor"]
    print(f"The answer takes {slower:+.1f} %, {more:+.0f} ms of processor, over {STROKES} strokes.")


def stroke_costs() -> dict[str, dict[str, float]]:
    """Of the page and of the canvas alone: the median "milliseconds" from pen-up to answer, and "processor" ones."""
    generator = np.random.default_rng(0)
    with serve(OPENCV) as app, serve(NO_MODEL) as canvas_only, browser() as chromium:
        servers = {OPENCV: app, NO_MODEL: canvas_only}
        pages = {}
        times = {name: [] for name in servers}
        processor = dict.fromkeys(servers, 0.0)
        for number in range(-STROKES_A_DRAWING, STROKES):  # the first drawing warms up
            start = generator.uniform(40, 140, 2)
            strokes = [np.stack([start, start + generator.uniform(40, 100, 2)]).repeat(4, axis=0)]
            for name in servers:
                if number % STROKES_A_DRAWING == 0:
                    # Another tab of the browser: a reload would bring back what was drawn before.
                    if name in pages:
                        pages[name].close()
                    pages[name] = chromium.new_page()
                    open_page(pages[name], servers[name].address)
                    pages[name].evaluate(STOPWATCH)
                page = pages[name]
                page.bring_to_front()
                before = servers[name].processor_seconds()
                taken = _time(page, strokes)
                if number >= 0:
                    times[name].append(taken)
                    processor[name] += servers[name].processor_seconds() - before
    return {
        name: {"milliseconds": statistics.median(times[name]), "processor": 1000 * processor[name] / STROKES}
        for name in servers
    }


def _time(page: Page, strokes: list) -> float:
    draw_with_mouse(page, strokes)
    page.wait_for_function("window.stopwatch.answered > 0", timeout=20_000)
    wait_until_idle(page)
    return page.evaluate("window.stopwatch.answered - window.stopwatch.lifted")


if __name__ == "__main__":
    main()
