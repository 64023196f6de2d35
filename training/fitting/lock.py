"""One training at a time in a folder."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


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
    try:
        holding = FileLock(folder / ".lock").acquire(timeout=0)
    except Timeout as error:
        remedy = "Wait for it, or name another folder with --run."
        raise BusyRun(f"another training is at work in {folder}. {remedy}") from error
    with holding:
        yield
