"""What was lost, by type."""

from __future__ import annotations

from fanzha.bulletin import charts
from fanzha.bulletin.document import Figure, Section
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.tables import loss_grid
from fanzha.summarize import Summary


def losses(summary: Summary, words: Words) -> Section | None:
    """Return the section on losses; None where no type of enough cases states one."""
    if not summary.tables:
        return None
    grid = loss_grid(summary, words)
    if not grid.rows:
        return None
    cells = [c for c in summary.tables["type"].cells if c.loss and not c.hidden and c.loss_n >= summary.min_cell]
    cells.sort(key=lambda c: -(c.loss or 0.0))
    if not cells:
        return Section("losses", words("losses"), "", (grid,))
    title, caption = words("chart_losses"), words("caption_losses", unit=words("money_unit"))
    drawing = charts.bars(
        [words.start(words.type(c.labels[0], short=True)) for c in cells],
        [(c.loss or 0.0) / words.scale() for c in cells],
        [words.money(c.loss or 0.0, 0) for c in cells],
        title=title, caption=caption, axis=words("axis_loss"), alt=words.sentence(title, caption),
    )  # fmt: skip
    figure = Figure("losses_figure", title, caption, drawing.wide, drawing.alt, grid, drawing.narrow)
    return Section("losses", words("losses"), "", (figure,))
