"""The figures of the manifest as README, model card and page show them."""


def figures_table(figures: dict[str, dict]) -> str:
    """The figures as Markdown tables: shares with their intervals, then the others.

    Args:
        figures: of the manifest: by name a "title" with "count", "of", "percent", "low" and "high", or with a "value".
    """
    rows = ["| Read by the shipped model | count | of | share | 95 % interval |", "|---|--:|--:|--:|--:|"]
    for figure in figures.values():
        if "percent" in figure:
            share, interval = f"{figure['percent']:.2f} %", f"{figure['low']:.2f} to {figure['high']:.2f} %"
            rows.append(f"| {figure['title']} | {figure['count']:,} | {figure['of']:,} | {share} | {interval} |")
    rows += ["", "| Other figures | value |", "|---|--:|"]
    rows += [f"| {figure['title']} | {figure['value']} |" for figure in figures.values() if "value" in figure]
    return "\n".join(rows)
