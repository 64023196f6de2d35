"""Takes the README's pictures from the running page, and an animation of drawing: `make screenshots`."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from tests.made_digits import MADE_DIGITS, place
from tests.served import CANVAS, browser, draw_with_mouse, open_page, served, wait_until_idle

FOLDER = Path(__file__).with_name("screenshots")
SIZES = {"desktop": (1280, 720), "phone": (375, 667)}
ANIMATION = FOLDER / "drawing.webp"
ANIMATION_SIZE = (1000, 540)
YEAR = {"2": "two, plain", "0": "zero, round", "2 again": "two, angular", "6": "six, curved"}
MOVING, READ, DONE = 60, 700, 2500  # milliseconds that a frame stays: while the pen moves, after a digit, at the end
POINTS = 8  # frames of a stroke


def main() -> None:
    """Draw a five on the page, light and dark, on a desktop and on a phone, and photograph it; film a year."""
    FOLDER.mkdir(exist_ok=True)
    with served() as server, browser() as chromium:
        for device, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                open_page(page, server.address)
                draw_with_mouse(page, place(MADE_DIGITS["five, bar apart"][1], side=170, x=60, y=55))
                page.locator(".bars").wait_for()
                rest(page)
                page.screenshot(path=FOLDER / f"{device}-{scheme}.png")
                page.close()
        width, height = ANIMATION_SIZE
        page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme="light")
        open_page(page, server.address)
        film(page)


def rest(page: Page) -> None:
    """Wait until nothing changes any more, with the pointer out of the way."""
    wait_until_idle(page)
    page.mouse.move(2, 2)
    page.wait_for_timeout(300)


def film(page: Page) -> None:
    """Write a year digit by digit, and keep the frames as an animation."""
    frames: list[tuple[Image.Image, int]] = []

    def take(milliseconds: int) -> None:
        frames.append((Image.open(io.BytesIO(page.screenshot())).convert("RGB"), milliseconds))

    take(READ)
    box = page.locator(CANVAS).first.bounding_box()
    corner = np.array([box["x"], box["y"]])
    for number, name in enumerate(YEAR.values()):
        for stroke in place(MADE_DIGITS[name][1], side=80, x=25 + 95 * number, y=110):
            points = stroke[np.linspace(0, len(stroke) - 1, 4 * POINTS).round().astype(int)]
            page.mouse.move(*(corner + points[0]).tolist())
            page.mouse.down()
            for step, point in enumerate(points[1:], 1):
                page.mouse.move(*(corner + point).tolist())
                if step % 4 == 0:
                    take(MOVING)
            page.mouse.up()
        expect(page.locator(".answer .value")).to_have_text("2026"[: number + 1])
        rest(page)
        take(READ)
    pictures, durations = zip(*frames, strict=True)
    durations = (*durations[:-1], DONE)
    pictures[0].save(ANIMATION, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=80)


if __name__ == "__main__":
    main()
