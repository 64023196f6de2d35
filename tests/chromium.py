"""Finds Chromium for the browser tests, and installs it where there is none: `python -m tests.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # without the browser's own windows, which cost more than the page
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium_path() -> str | None:
    """The browser named by CHROMIUM, one of the system's, or Playwright's own; None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwright_path()


def install_chromium() -> None:
    """Install the system's package where that is possible, else Playwright's build."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", SHELL, "fonts-dejavu-core"]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], check=True)


def _playwright_path() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        whole = Path(playwright.chromium.executable_path)
    shells = sorted(whole.parents[2].glob("chromium_headless_shell-*/*/chrome-headless-shell"))
    return next((str(path) for path in (*shells[::-1], whole) if path.exists()), None)


if __name__ == "__main__":
    if chromium_path() is None:
        install_chromium()
    found = chromium_path()
    print(f"Chromium: {found}" if found else "No Chromium: name one in the environment variable CHROMIUM.")
    sys.exit(0 if found else 1)
