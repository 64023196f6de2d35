import os
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import pytest

from tests.served import browser, open_page, served
from training.data.datasets import SOURCES, data_folder, has
from utils.reader import Reader


def pytest_collection_modifyitems(items):
    """Training begins first: it takes longest, and whoever begins it last is waited for."""
    items.sort(key=lambda item: item.path.name != "test_training.py")


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture(autouse=True)
def _data_or_skip(request):
    """A test marked data("mnist") is skipped, with the file's name, where that file is absent."""
    for marker in request.node.iter_markers("data"):
        for source in marker.args:
            if not has(source):
                pytest.skip(f"needs {SOURCES[source].file} in DIGITS_DATA ({data_folder()})")


@pytest.fixture
def _work_in_this_process(monkeypatch):
    """Work for every core is done here: another process would import Keras first, and then `__main__`.

    That is the page once a test has run it: Streamlit's AppTest leaves it there, and the page does not end by itself.
    """

    def in_a_thread(workers, context, initializer, arguments):
        return ThreadPoolExecutor(1, initializer=initializer, initargs=arguments)

    for module in ("workers", "pages.cache"):
        monkeypatch.setattr(f"training.{module}.ProcessPoolExecutor", in_a_thread)


@pytest.fixture(scope="session")
def address():
    with served() as server:
        yield server.address


@pytest.fixture(scope="session")
def chromium():
    with browser() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def tabs():
    """The tabs that are open for the next test, by device."""
    return {}


@pytest.fixture
def visit(chromium, address, tabs):
    """Opens the page on a device and gives it back.

    A tab is used again, without what it kept: where the page was shown before it is there in a third of the time.
    """
    used = []

    def open_on(device, query="", **options):
        options = device | options
        key = repr(sorted(options.items()))
        page = tabs.pop(key, None) or chromium.new_context(**options).new_page()
        page.set_viewport_size(options["viewport"])
        open_page(page, address + query)
        used.append((key, page))
        return page

    yield open_on
    for key, page in used:
        if key in tabs or page.is_closed():
            page.context.close()
        else:
            page.goto(f"{address}/_stcore/health")  # of the page's host, and without its scripts
            page.evaluate("sessionStorage.clear()")
            tabs[key] = page
