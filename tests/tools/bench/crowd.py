"""Many visitors drawing at once over websockets: how long they wait, what it costs, and whose answer they get."""

import asyncio
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from itertools import cycle, islice

import numpy as np
from websockets.exceptions import ConnectionClosed

from tests.made_digits import MADE_DIGITS, Strokes, canvas_json, place
from tests.served import Server
from tests.tools.bench.pages import NO_MODEL, OPENCV, PAGES, serve
from tests.tools.visitors import Visitor, visitor
from utils.canvas import strokes_from_canvas
from utils.reader import Reader
from utils.views.boxes import drawing_url

RERUNS = 300  # of a crowd, together
DRAWINGS = 16  # different ones of each visitor
WARM_UP = 3  # strokes of each visitor before time is taken
GROWTH_VISITORS, GROWTH_RERUNS = 10, 2000

Drawing = tuple[Strokes, str]  # and what its answer must contain
Answer = tuple[float, str]  # seconds, and one of these:
OWN, LOST, ANOTHERS = "the visitor's own", "lost", "another's"


def crowds() -> dict[str, dict]:
    """Let one visitor, 25 and 10 draw on each page; by page its "memory" by moment and its "times" by visitors."""
    pages = {}
    for page in PAGES:
        with serve(page) as server:
            memory, times = {"idle": server.memory()}, {}
            _, memory["one visitor"] = asyncio.run(_draw_at_once(server, page, 1, DRAWINGS))
            times["25"], memory["25 visitors"] = asyncio.run(_draw_at_once(server, page, 25, RERUNS))
            times["10"], _ = asyncio.run(_draw_at_once(server, page, 10, RERUNS))
        pages[page] = {"memory": memory, "times": times}
    return pages


def growth() -> dict[str, float]:
    """The megabytes that the page's memory grows by while ten visitors draw on, after a warm-up."""
    with serve(OPENCV) as server:
        _, before = asyncio.run(_draw_at_once(server, OPENCV, GROWTH_VISITORS, RERUNS))
        times, after = asyncio.run(_draw_at_once(server, OPENCV, GROWTH_VISITORS, GROWTH_RERUNS))
    grown = {kind: after[kind] - before[kind] for kind in after}
    return grown | {"reruns": times["reruns"], "lost": times["lost"], "mixed_up": times["mixed_up"]}


async def _draw_at_once(server: Server, page: str, count: int, reruns: int) -> tuple[dict, dict]:
    """So many visitors draw, each the next digit as soon as it has its answer; times and costs, and memory then."""
    reader = Reader.load(engine="opencv")
    drawings = [drawings_of(seed, reader, page) for seed in range(count)]
    async with AsyncExitStack() as stack:
        visitors = [await stack.enter_async_context(visitor(server.address)) for _ in range(count)]
        await _all_draw(visitors, drawings, WARM_UP)
        processor, start = server.processor_seconds(), time.perf_counter()
        answers = await _all_draw(visitors, drawings, reruns // count)
        wall, processor = time.perf_counter() - start, server.processor_seconds() - processor
        memory = server.memory()
    times, verdicts = zip(*answers, strict=True)
    figures = {
        "reruns": len(times),
        "median_seconds": float(np.median(times)),
        "p95_seconds": float(np.percentile(times, 95)),
        "processor_seconds_a_rerun": processor / len(times),
        "reruns_a_second": len(times) / wall,
        "lost": verdicts.count(LOST),
        "mixed_up": verdicts.count(ANOTHERS),
    }
    return figures, memory


async def _all_draw(visitors: list[Visitor], drawings: list[list[Drawing]], each: int) -> list[Answer]:
    """Let every visitor draw so many of its drawings."""
    answers = await asyncio.gather(
        *(draw_all(guest, islice(cycle(own), each)) for guest, own in zip(visitors, drawings, strict=True))
    )
    return [answer for of_one in answers for answer in of_one]


async def draw_all(guest: Visitor, drawings: Iterable[Drawing]) -> list[Answer]:
    """Draw one after the other: the seconds until the page was idle again, and whether the answer was the right one."""
    answers = []
    for strokes, mark in drawings:
        start = time.perf_counter()
        try:
            html = await guest.draw(strokes)
        except (TimeoutError, ConnectionClosed):
            html = None
        verdict = LOST if html is None else OWN if mark in html else ANOTHERS
        answers.append((time.perf_counter() - start, verdict))
    return answers


def drawings_of(seed: int, reader: Reader, page: str = OPENCV) -> list[Drawing]:
    """One visitor's digits, each in a place and size of its own, and what the answer to each must contain.

    The page answers with the visitor's own strokes, in a box with the digit: nobody else's answer has them.
    """
    generator = np.random.default_rng(seed)
    drawings = []
    for style in generator.choice(list(MADE_DIGITS), DRAWINGS):
        side, x, y = generator.uniform((90, 20, 20), (180, 280, 80))
        strokes = place(MADE_DIGITS[style][1], side, x, y, generator.uniform(-8, 8))
        sent = strokes_from_canvas(canvas_json(strokes))
        mark = f">{len(sent)} strokes" if page == NO_MODEL else drawing_url(reader.read_strokes(sent), sent)
        drawings.append((strokes, mark))
    return drawings
