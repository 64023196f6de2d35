"""Work for every core."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

import cv2
from tqdm import tqdm


def by_every_core(
    work: Callable[..., None],
    each: Sequence[tuple],
    title: str,
    unit: str,
    begin: Callable[..., None] = cv2.setNumThreads,
    given: tuple = (1,),
) -> None:
    """Call a function once for each tuple of arguments, in as many processes as there are cores, with a progress bar.

    Args:
        work: of a module, so that another process finds it.
        each: its arguments, call by call.
        title: of the bar.
        unit: of a call.
        begin: is called once in each process before; it is to leave OpenCV one thread.
        given: its arguments.
    """
    if not each:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, begin, given) as workers:
        for _ in tqdm(workers.map(work, *zip(*each, strict=True)), title, len(each), unit=unit):
            pass
