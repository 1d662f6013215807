"""Where: police stations and streets."""

from __future__ import annotations

from fanzha.bulletin import charts
from fanzha.bulletin.document import Block, Figure, Section
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.tables import row_name, table_grid
from fanzha.bulletin.sections.types import compared, most_cases
from fanzha.summarize import Summary
from fanzha.summarize.rounding import fixed
from fanzha.summarize.tables import PER


def places(summary: Summary, words: Words) -> Section | None:
    """Return the section on places; None without any number."""
    if not summary.tables:
        return None
    blocks: list[Block] = []
    grid = table_grid(summary, summary.tables["area"], words)
    drawing = _stations(summary, words)
    if drawing:
        blocks.append(
            Figure("places_figure", drawing.title, drawing.caption, drawing.wide, drawing.alt, grid, drawing.narrow)
        )
    elif summary.tables["area"].known:
        blocks.append(grid)
    return Section("places", words("places"), "", tuple(blocks)) if blocks else None


def streets(summary: Summary, words: Words) -> Section | None:
    """Return the table of streets, which is long, for the appendix; None where no case states one."""
    if not summary.tables or not summary.tables["street"].known:
        return None
    return Section("streets", words("street_tables"), "", (table_grid(summary, summary.tables["street"], words),))


def _stations(summary: Summary, words: Words) -> charts.Drawing | None:
    table = summary.tables["area"]
    cells = [c for c in table.cells if c.rate is not None and not c.hidden]
    if not cells:
        return compared(summary, table, words, words("chart_areas"))
    everything, cells = cells, most_cases(cells)
    cells.sort(key=lambda c: -(c.rate or 0.0))
    mean = summary.n / summary.residents * PER if summary.residents and summary.n >= summary.min_cell else None
    caption = words("caption_rates") + words("caption_stop" if mean is None else "caption_mean")
    if len(cells) < len(everything):
        caption += words("caption_most", shown=len(cells), n=len(everything))
    title = words("chart_rates")
    return charts.rates(
        [row_name(table, c, words) for c in cells],
        [c.rate or 0.0 for c in cells], [c.rate_low or 0.0 for c in cells], [c.rate_high or 0.0 for c in cells],
        [words("rate_label", rate=fixed(c.rate or 0.0), n=f"{c.n:,}") for c in cells],
        title=title, caption=caption, axis=words("axis_rate"), mean=mean, alt=words.sentence(title, caption),
    )  # fmt: skip
