"""Takes the README's pictures from the running page: `make screenshots`."""

from pathlib import Path

from tests.made_digits import MADE_DIGITS, place
from tests.served import browser, draw_with_mouse, open_page, served, wait_until_idle

FOLDER = Path(__file__).with_name("screenshots")
SIZES = {"desktop": (1280, 720), "phone": (375, 667)}


def main() -> None:
    """Draw a five on the page, light and dark, on a desktop and on a phone, and photograph it."""
    FOLDER.mkdir(exist_ok=True)
    with served() as server, browser() as chromium:
        for device, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                open_page(page, server.address)
                draw_with_mouse(page, place(MADE_DIGITS["five, bar apart"][1], side=170, x=60, y=55))
                page.locator(".bars").wait_for()
                wait_until_idle(page)
                page.mouse.move(2, 2)
                page.wait_for_timeout(300)
                page.screenshot(path=FOLDER / f"{device}-{scheme}.png")
                page.close()


if __name__ == "__main__":
    main()
