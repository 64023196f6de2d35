"""The three pages that are measured side by side."""

from contextlib import AbstractContextManager
from pathlib import Path

from tests.served import APP, Server, served

CANVAS_ONLY = Path(__file__).parent.parent / "canvas_only.py"
OPENCV, KERAS, NO_MODEL = "OpenCV engine", "Keras engine", "canvas with no model"
PAGES = (OPENCV, KERAS, NO_MODEL)


def serve(page: str) -> AbstractContextManager[Server]:
    """Serve one of `PAGES`."""
    if page == NO_MODEL:
        return served(CANVAS_ONLY)
    return served(APP, DIGITS_ENGINE={OPENCV: "opencv", KERAS: "keras"}[page])
