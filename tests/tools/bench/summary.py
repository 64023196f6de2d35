"""The figures of `tests/tools/bench.json` as the README's table."""

from pathlib import Path

from tests.tools.bench.pages import KERAS, NO_MODEL, OPENCV, PAGES

RESULTS = Path(__file__).parent.parent / "bench.json"
NOTHING = "Not measured yet."

Row = tuple[str, list[str]]  # what it is, and a cell for each of `PAGES`


def summary(results: dict[str, dict]) -> str:
    """A Markdown table, one column a page, and the machine under it.

    Args:
        results: by section "machine" and "figures", as `tests.tools.bench.__main__` stores them; any sections.
    """
    rows = [row for name, rows_of in SECTIONS.items() if name in results for row in rows_of(results[name]["figures"])]
    if not rows:
        return NOTHING
    table = [f"| | {OPENCV} | {KERAS} | {NO_MODEL} |", "|---|--:|--:|--:|"]
    table += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows]
    machines = [section["machine"] for section in results.values()]
    last = max(machines, key=lambda machine: machine["date"])
    made_on = f"{last['processor']}, {last['cores']} cores, {last['memory_gigabytes']:.0f} GB"
    versions = f"Python {last['python']}, Streamlit {last['packages']['streamlit']}"
    busy = max(machine["load_before"] for machine in machines)
    return "\n".join(
        [*table, "", f"Measured on {last['date']}: {made_on}, {versions}; load before it up to {busy:.1f}."]
    )


def _start(figures: dict) -> list[Row]:
    return [
        ("Process start to canvas, s", [f"{figures[page]['canvas']:.1f}" for page in PAGES]),
        ("Canvas to first answer, s", [f"{figures[page]['answer'] - figures[page]['canvas']:.2f}" for page in PAGES]),
    ]


def _visitors(figures: dict) -> list[Row]:
    rows = []
    for moment in figures[OPENCV]["memory"]:
        held = [figures[page]["memory"][moment] for page in PAGES]
        cells = [f"{each['resident']:.0f} ({each['private']:.0f})" for each in held]
        rows.append((f"Memory, {moment}: resident (private), MB", cells))
    for count in ("10", "25"):
        waits = [figures[page]["times"][count] for page in PAGES]
        cells = [f"{1000 * each['median_seconds']:.0f} ({1000 * each['p95_seconds']:.0f})" for each in waits]
        rows.append((f"{count} visitors at once: rerun, median (95 %), ms", cells))
    costs = [figures[page]["times"]["25"]["processor_seconds_a_rerun"] for page in PAGES]
    rows.append(("Processor time of a rerun then, ms", [f"{1000 * cost:.0f}" for cost in costs]))
    crowds = [figures[page]["times"].values() for page in PAGES]
    wrong = [f"{sum(c['lost'] for c in each)}, {sum(c['mixed_up'] for c in each)}" for each in crowds]
    rows.append(("Answers lost, mixed up", wrong))
    return rows


def _growth(figures: dict) -> list[Row]:
    name = f"Memory grown over {figures['reruns']:,} reruns, private, MB"
    return [(name, [f"{figures['private']:.1f}", "", ""])]


def _strokes(figures: dict) -> list[Row]:
    cells = [f"{figures[page]['milliseconds']:.0f}" if page in figures else "" for page in PAGES]
    return [("Pen-up to answer in Chromium, ms", cells)]


def _reading(figures: dict) -> list[Row]:
    engines = [figures[page] for page in (OPENCV, KERAS)]
    rows = []
    for name in engines[0]["glyphs_a_second"]:
        speeds = [f"{each['glyphs_a_second'][name]:,.0f}" for each in engines]
        rows.append((f"Glyphs a second on one core, {name}", [*speeds, ""]))
    sizes = engines[0]["photographs"]
    seconds = [" / ".join(f"{each['photographs'][size]['seconds']:.2f}" for size in sizes) for each in engines]
    rows.append((f"Photograph of ten digits, {' / '.join(sizes)} megapixels, one core, s", [*seconds, ""]))
    return rows


SECTIONS = {"start": _start, "visitors": _visitors, "growth": _growth, "strokes": _strokes, "reading": _reading}
