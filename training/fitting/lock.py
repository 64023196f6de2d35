"""One training at a time in a folder."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows nothing is locked
    fcntl = None

LOCK = ".lock"


class BusyRun(RuntimeError):
    """Another training is at work in the folder; the message names it and says what to do."""


def alone_in_run(train: Callable) -> Callable:
    """Let a function `train(recipe, run, ...)` hold the folder of its run for as long as it works."""

    @functools.wraps(train)
    def alone(recipe, run, *arguments, **options):
        with held(run):
            return train(recipe, run, *arguments, **options)

    return alone


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder, making it where there is none. The lock goes with its process, however that ends.

    Raises:
        BusyRun: somebody holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as file:
        if fcntl:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BusyRun(
                    f"another training is at work in {folder}. Wait for it, or name another folder with --run."
                ) from error
        yield
