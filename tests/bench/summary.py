"""The figures of `tests/bench.json` as the README's table."""

from pathlib import Path

from tests.bench.pages import KERAS, NO_MODEL, OPENCV, PAGES

RESULTS = Path(__file__).parent.parent / "bench.json"


def summary(figures: dict) -> str:
    """A Markdown table, one column a page, and the machine under it.

    Args:
        figures: as `tests.bench.__main__` stores them.
    """
    start, memory, visitors = figures["start"], figures["memory"], figures["visitors"]
    rows = [
        ("Process start to canvas, s", [f"{start[page]['canvas']:.1f}" for page in PAGES]),
        ("Canvas to first answer, s", [f"{start[page]['answer'] - start[page]['canvas']:.2f}" for page in PAGES]),
    ]
    for moment in memory[OPENCV]:
        held = [memory[page][moment] for page in PAGES]
        rows.append(
            (f"Memory, {moment}: resident (private), MB", [f"{h['resident']:.0f} ({h['private']:.0f})" for h in held])
        )
    for count in ("10", "25"):
        waits = [visitors[page][count] for page in PAGES]
        cells = [f"{1000 * w['median_seconds']:.0f} (95 %: {1000 * w['p95_seconds']:.0f})" for w in waits]
        rows.append((f"{count} visitors drawing without a pause: rerun, ms", cells))
    costs = [visitors[page]["25"]["processor_seconds_a_rerun"] for page in PAGES]
    rows.append(("Processor time of a rerun then, ms", [f"{1000 * cost:.0f}" for cost in costs]))
    crowds = [visitors[page].values() for page in PAGES]
    wrong = [f"{sum(c['lost'] for c in each)}, {sum(c['mixed_up'] for c in each)}" for each in crowds]
    rows.append(("Answers lost, mixed up", wrong))
    growth = figures["growth"]
    rows.append((f"Memory grown over {growth['reruns']:,} reruns, MB", [f"{growth['private_megabytes']:.1f}", "", ""]))
    pen = figures["strokes"]
    times = [f"{pen[name]['milliseconds']:.0f}" if name in pen else "" for name in PAGES]
    rows.append(("Pen-up to answer in Chromium, ms", times))
    for name in figures[OPENCV]["glyphs_a_second"]:
        speeds = [f"{figures[page]['glyphs_a_second'][name]:,.0f}" for page in (OPENCV, KERAS)]
        rows.append((f"Glyphs a second on one core, {name}", [*speeds, ""]))
    sizes = figures[OPENCV]["photographs"]
    seconds = [
        " / ".join(f"{figures[page]['photographs'][size]['seconds']:.2f}" for size in sizes) for page in (OPENCV, KERAS)
    ]
    rows.append((f"Photograph of ten digits, {' / '.join(sizes)} megapixels, one core, s", [*seconds, ""]))
    table = [f"| | {OPENCV} | {KERAS} | {NO_MODEL} |", "|---|--:|--:|--:|"]
    table += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows]
    m = figures["machine"]
    about = f"{m['processor']}, {m['cores']} cores, {m['memory_gigabytes']:.0f} GB"
    versions = f"Python {m['python']}, Streamlit {m['packages']['streamlit']}"
    return "\n".join([*table, "", f"Measured on {m['date']}: {about}, {versions}."])
