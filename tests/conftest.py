import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import pytest

from training.datasets import SOURCES, data_folder, has
from utils.reader import Reader


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
