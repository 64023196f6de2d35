"""Many visitors for minutes, drawing and sending pictures, each expecting answers to their own: `make soak`.

Stores whose answers came, what the server's memory did, and what it wrote to disk.
"""

import argparse
import asyncio
import io
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from itertools import cycle
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm
from websockets.exceptions import ConnectionClosed

from tests.made_photographs import photograph
from tests.served import Server, served
from tests.tools.bench.crowd import Drawing, drawings_of
from tests.tools.report import report
from tests.tools.visitors import Visitor, visitor
from utils.reader import Reader

STROKES_A_PICTURE = 3
PICTURES = 3  # different ones of each visitor
LARGE = 1_500_000  # bytes: what is larger than a megabyte, servers like to put on disk
EVERY = 5.0  # seconds between two looks at the server


Belongings = tuple[list[Drawing], list[tuple[bytes, str]]]  # drawings and pictures, each with its right answer


def belongings(reader: Reader, visitors: int) -> list[Belongings]:
    """What so many visitors draw and send, and what each must be answered."""
    return [(drawings_of(seed, reader), pictures_of(seed, reader)) for seed in range(visitors)]


async def visit_each(address: str, owned: list[Belongings], seconds: float) -> Counter:
    """Let visitors draw and send pictures at the same time, each at least once, until the time is over.

    Args:
        address: of the server.
        owned: of each visitor, as `belongings` makes it.
        seconds: to go on.

    Returns:
        How many "strokes" and "pictures" were answered, how many answers were "another's", how many "lost".
    """
    counts = Counter({"strokes": 0, "pictures": 0, "another's": 0, "lost": 0})
    async with AsyncExitStack() as stack:
        guests = [await stack.enter_async_context(visitor(address)) for _ in owned]
        end = time.monotonic() + seconds
        visits = zip(guests, owned, strict=True)
        await asyncio.gather(*(_visit(guest, *own, end, counts) for guest, own in visits))
    return counts


def pictures_of(seed: int, reader: Reader) -> list[tuple[bytes, str]]:
    """One visitor's pictures, of a number of four digits that begins with the visitor's own, and what is read there."""
    generator = np.random.default_rng((1, seed))
    pictures = []
    for number in range(PICTURES):
        text = f"{seed:02d}{generator.integers(100):02d}"
        picture = photograph(text, "plain", "marker", generator, 420, 640)
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "PNG" if number == 0 else "JPEG")
        data = file.getvalue()
        data += bytes(max(0, LARGE - len(data))) if number == 0 else b""  # decoders ignore what follows the picture
        pictures.append((data, reader.read_file(data).text))
    return pictures


async def _visit(guest: Visitor, drawings: list, pictures: list, end: float, counts: Counter) -> None:
    """Draw, and after some strokes send a picture, until the time is over."""
    drawings, pictures = cycle(drawings), cycle(enumerate(pictures))
    while True:
        for _ in range(STROKES_A_PICTURE):
            strokes, mark = next(drawings)
            said = await _answer(guest.draw(strokes))
            counts["strokes" if said and mark in said else "lost" if said is None else "another's"] += 1
        number, (data, text) = next(pictures)
        read = await _answer(guest.upload({f"{guest.session}-{number}.png": data}))
        counts["pictures" if read == [text] else "another's" if read else "lost"] += 1
        if time.monotonic() >= end:
            return


async def _answer(question):
    try:
        return await question
    except (TimeoutError, ConnectionClosed, OSError):
        return None


async def _watch(server: Server, seconds: float, series: list[dict]) -> None:
    """Note the server's memory now and then, and show how the time goes."""
    start = time.monotonic()
    for _ in tqdm(range(int(seconds / EVERY)), unit="look"):
        held = {kind: round(megabytes, 1) for kind, megabytes in server.memory().items()}
        series.append({"seconds": round(time.monotonic() - start)} | held)
        await asyncio.sleep(EVERY)


async def _soak(server: Server, owned: list[Belongings], seconds: float) -> dict:
    """Warm the server up, then let the visitors in and watch it."""
    await visit_each(server.address, owned, 0)
    written = written_bytes(server)
    series: list[dict] = []
    watching = asyncio.create_task(_watch(server, seconds, series))
    counts = await visit_each(server.address, owned, seconds)
    watching.cancel()
    third = len(series) // 3
    early, late = (
        float(np.median([row["private"] for row in rows])) for rows in (series[third : 2 * third], series[-third:])
    )
    return {
        "visitors": len(owned),
        "seconds": seconds,
        **counts,
        "private_megabytes_in_the_second_third": round(early, 1),
        "private_megabytes_in_the_last_third": round(late, 1),
        "bytes_written_to_disk": written_bytes(server) - written,
        "files_open_for_writing": files_written(server),
        "memory": series,
    }


def written_bytes(server: Server) -> int:
    """The bytes that the server has sent to disks, on Linux; its log, which this program keeps, is among them."""
    fields = dict(line.split(": ") for line in Path(f"/proc/{server.process}/io").read_text().splitlines())
    return int(fields["write_bytes"])


def files_written(server: Server) -> list[str]:
    """The files that the server has open to write, its log aside."""
    found = []
    for link in Path(f"/proc/{server.process}/fd").iterdir():
        try:
            target = str(link.readlink())
            flags = int(Path(f"/proc/{server.process}/fdinfo/{link.name}").read_text().split("flags:")[1].split()[0], 8)
        except OSError:  # closed in the meantime
            continue
        if target.startswith("/") and not target.startswith("/dev/") and flags & 3 and int(link.name) > 2:
            found.append(target)
    return sorted(found)


def main() -> int:
    """Let them in and store what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.soak", description=__doc__.split("\n\n")[0])
    parser.add_argument("--visitors", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=300)
    chosen = parser.parse_args()
    owned = belongings(Reader.load(), chosen.visitors)
    with served() as server:
        results = asyncio.run(_soak(server, owned, chosen.seconds))
    rows = {
        "visitors at the same time": f"{results['visitors']}, for {results['seconds']:.0f} s",
        "drawings answered with the visitor's own": f"{results['strokes']:,}",
        "pictures answered with the visitor's own": f"{results['pictures']:,}",
        "answers that were another's": results["another's"],
        "answers that were lost": results["lost"],
        "memory of the server in the second and in the last third": (
            f"{results['private_megabytes_in_the_second_third']:.0f} and "
            f"{results['private_megabytes_in_the_last_third']:.0f} MB"
        ),
        "bytes that the server wrote to disk": f"{results['bytes_written_to_disk']:,}",
        "files that it had open to write": ", ".join(results["files_open_for_writing"]) or "none",
    }
    table = "\n".join(["| Visitors | |", "|---|--:|", *(f"| {what} | {value} |" for what, value in rows.items())])
    report("soak", results, table)
    return 1 if results["another's"] or results["lost"] else 0


if __name__ == "__main__":
    sys.exit(main())
