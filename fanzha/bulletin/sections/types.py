"""Cases by type of fraud, this period beside the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fanzha.bulletin import charts
from fanzha.bulletin.document import Figure, Section
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.tables import ordered, row_name, table_grid
from fanzha.summarize import Summary, Table
from fanzha.summarize.tables import Cell

_DRAWN: Final = 30  # bars that a page holds beside their words


def types(summary: Summary, words: Words) -> Section | None:
    """Return the section on types; None without any number."""
    if not summary.tables or not summary.tables["type"].cells:
        return None
    grid = table_grid(summary, summary.tables["type"], words)
    drawing = compared(summary, summary.tables["type"], words, words("chart_types"))
    if drawing is None:
        return Section("types", words("types"), "", (grid,))
    figure = Figure("types_figure", drawing.title, drawing.caption, drawing.wide, drawing.alt, grid, drawing.narrow)
    return Section("types", words("types"), "", (figure,))


def compared(summary: Summary, table: Table, words: Words, title: str) -> charts.Drawing | None:
    """Draw the counts of a table beside those of the period before; what may not be shown is not drawn, nor what nobody could survey.

    Returns
    -------
    Drawing or None
        None where nothing may be drawn.
    """
    cells = [c for c in ordered(table) if c.n or c.before]
    if not any((c.n and not c.hidden) or (c.before and not c.before_hidden) for c in cells):
        return None
    few = words("caption_few", least=summary.min_cell)
    drawn = most_cases(cells)
    if len(drawn) < len(cells):
        few += words("caption_most", shown=len(drawn), n=len(cells))
        cells = drawn
    return charts.against(
        [row_name(table, c, words, short=True) for c in cells],
        [0 if c.hidden else c.n for c in cells],
        [0 if c.before_hidden or c.before is None else c.before for c in cells] if summary.before else None,
        [words.hidden(c.n, summary.min_cell).text if c.hidden else f"{c.n:,}" for c in cells],
        title=title,
        caption=few if summary.before else words("caption_alone") + few,
        axis=words("axis_cases"),
        when=(words("now"), words("earlier")),
        alt=words.sentence(title, few),
    )


def most_cases(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells that are drawn, in their order: of more than a page holds those that may be shown and have most cases."""
    if len(cells) <= _DRAWN:
        return list(cells)
    # Whatever may not be shown is left out first: that it is drawn would tell that it is large.
    open_ = sorted((c for c in cells if not c.hidden), key=lambda c: -c.n)[:_DRAWN]
    kept = {id(c) for c in open_}
    return [c for c in cells if id(c) in kept]
