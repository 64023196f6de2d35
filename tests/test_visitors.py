"""Visitors over websockets, several at once, get their own answers and nobody else's."""

import asyncio
from contextlib import AsyncExitStack

from tests.bench.crowd import OWN, draw_all, drawings_of
from tests.visitors import visitor

VISITORS, DIGITS = 5, 4


def test_everybody_gets_their_own_answers(address, reader):
    async def verdicts():
        async with AsyncExitStack() as stack:
            guests = [await stack.enter_async_context(visitor(address)) for _ in range(VISITORS)]
            tasks = [draw_all(guest, drawings_of(seed, reader)[:DIGITS]) for seed, guest in enumerate(guests)]
            return [verdict for answers in await asyncio.gather(*tasks) for _, verdict in answers]

    assert asyncio.run(verdicts()) == [OWN] * VISITORS * DIGITS


def test_another_visitors_answer_would_be_noticed(address, reader):
    async def verdict():
        async with visitor(address) as guest:
            (strokes, _), (_, anothers) = drawings_of(0, reader)[:2]
            return (await draw_all(guest, [(strokes, anothers)]))[0][1]

    assert asyncio.run(verdict()) != OWN
