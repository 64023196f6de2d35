"""Work for every core."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import cv2
from tqdm import tqdm

Result = TypeVar("Result")


def by_every_core(
    work: Callable[..., Result],
    each: Sequence[tuple],
    title: str,
    unit: str,
    begin: Callable[..., None] = cv2.setNumThreads,
    given: tuple = (1,),
) -> list[Result]:
    """Call a function once for each tuple of arguments, in as many processes as there are cores, with a progress bar.

    Args:
        work: of a module, so that another process finds it.
        each: its arguments, call by call.
        title: of the bar.
        unit: of a call.
        begin: is called once in each process before; it is to leave OpenCV one thread.
        given: its arguments.

    Returns:
        What it returned, in the order of the arguments.
    """
    if not each:
        return []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, begin, given) as workers:
        return list(tqdm(workers.map(work, *zip(*each, strict=True)), title, len(each), unit=unit))
