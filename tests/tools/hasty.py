"""Strokes begun at once after Clear and after Undo, on lines of several delays: `make hasty`.

Stores how many were lost, and how long after the click the canvas was empty.
"""

import argparse
import statistics
import sys

import numpy as np
from playwright.sync_api import Browser, Page, TimeoutError, expect
from tqdm import tqdm

from tests.made_digits import MADE_DIGITS, place
from tests.served import DESKTOP, PATIENCE, browser, draw_with_mouse, open_page, served
from tests.tools.report import report

STROKES = 200  # after each button on each line
DELAYS = (0, 150, 400)  # milliseconds that each message is under way
LATEST = 500  # milliseconds after the click
ONE, TWO, SEVEN = (MADE_DIGITS[name][1] for name in ("one, a bar", "two, plain", "seven, plain"))

SLOW_LINE = """
const Plain = WebSocket;
window.WebSocket = class extends Plain {
  send(data) { setTimeout(() => super.send(data), DELAY); }
  addEventListener(kind, told, options) {
    super.addEventListener(kind, kind === "message" ? (event) => setTimeout(() => told(event), DELAY) : told, options);
  }
  set onmessage(told) { this.addEventListener("message", told); }
};
"""

# Notes how long after the last click on Clear the canvas was shown empty.
STOPWATCH = """
() => window.addEventListener("click", (event) => {
  if (!event.target.closest?.(".st-key-clear")) return;
  const clicked = performance.now();
  const ink = document.querySelector('.st-key-canvas [data-testid="stBidiComponentIsolated"]').shadowRoot
    .querySelector(".sharp");
  const isEmpty = () => !ink.getContext("2d").getImageData(0, 0, ink.width, ink.height).data.some(Boolean);
  const look = () => isEmpty() ? (window.emptied = performance.now() - clicked) : requestAnimationFrame(look);
  window.emptied = NaN;
  requestAnimationFrame(look);
}, true)
"""


def main() -> None:
    """Draw on every line after both buttons, and store what came of it; fails where a stroke was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.hasty")
    parser.add_argument("--strokes", type=int, default=STROKES, help="after each button on each line")
    strokes = parser.parse_args().strokes
    results = {}
    with served() as server, browser() as chromium:
        for delay in DELAYS:
            results[str(delay)] = strokes_after_buttons(chromium, server.address, delay, strokes)
    report("hasty", results, _table(results))
    if any(of_line["lost after Clear"] or of_line["lost after Undo"] for of_line in results.values()):
        sys.exit("A stroke was lost.")


def strokes_after_buttons(chromium: Browser, address: str, delay: int, strokes: int) -> dict[str, float]:
    """Draw strokes after Clear and as many after Undo.

    Args:
        chromium: the browser.
        address: of the page.
        delay: milliseconds that each message is under way.
        strokes: after each button.

    Returns:
        How many there were, how many were "lost after" each button, and the milliseconds until the canvas was empty.
    """
    generator = np.random.default_rng(delay)
    lost = {}
    emptied: list[float] = []
    for name, before in (("Clear", ""), ("Undo", "1")):
        lost[name] = 0
        page = _page(chromium, address, delay, bool(before))
        for number in tqdm(range(strokes), f"{name}, {delay} ms", disable=strokes < STROKES):
            wait = generator.uniform(0, LATEST)
            if not _is_read(page, name, wait, number, before):
                lost[name] += 1
                page.context.close()
                page = _page(chromium, address, delay, bool(before))
            elif name == "Clear":
                emptied.append(page.evaluate("window.emptied"))
        page.context.close()
    return {
        "strokes": strokes,
        "lost after Clear": lost["Clear"],
        "lost after Undo": lost["Undo"],
        "empty after, median": round(statistics.median(emptied), 1),
        "empty after, 95 %": round(float(np.percentile(emptied, 95)), 1),
    }


def _page(chromium: Browser, address: str, delay: int, with_one: bool) -> Page:
    """The page on a slow line, with a two on the canvas, perhaps after a one."""
    page = chromium.new_context(**DESKTOP).new_page()
    page.add_init_script(SLOW_LINE.replace("DELAY", str(delay)))
    open_page(page, address)
    page.evaluate(STOPWATCH)
    draw_with_mouse(page, (place(ONE, x=60) if with_one else []) + place(TWO, x=200))
    expect(page.locator(".answer .value")).to_have_text("12" if with_one else "2")
    return page


def _is_read(page: Page, button: str, wait: float, number: int, before: str) -> bool:
    """Press a button, draw a digit so many milliseconds later, and say whether the answer is what is to be seen."""
    digit, strokes = (("7", SEVEN), ("2", TWO))[number % 2]
    box = page.get_by_role("button", name=button, exact=True).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(wait)
    draw_with_mouse(page, place(strokes, x=200))
    try:
        expect(page.locator(".answer .value")).to_have_text(before + digit, timeout=PATIENCE)
    except (AssertionError, TimeoutError):
        return False
    return True


def _table(results: dict[str, dict[str, float]]) -> str:
    rows = [
        "| Messages under way, each way | strokes after each button | lost after Clear | lost after Undo "
        "| canvas empty after Clear, median (95 %) |",
        "|--:|--:|--:|--:|--:|",
    ]
    for delay, of_line in results.items():
        rows.append(
            f"| {delay} ms | {of_line['strokes']} | {of_line['lost after Clear']} | {of_line['lost after Undo']} "
            f"| {of_line['empty after, median']:.0f} ({of_line['empty after, 95 %']:.0f}) ms |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
