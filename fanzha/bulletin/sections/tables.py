"""Tables of a summary as tables of a bulletin."""

from __future__ import annotations

from typing import Final

from fanzha.bulletin.document import Column, Grid, Hidden, Interval, Value
from fanzha.bulletin.language import Words
from fanzha.summarize import Cell, Summary, Table
from fanzha.summarize.rounding import percent

TYPES_OF: Final = {"type"}  # tables whose rows are fraud types
_IN_ORDER: Final = {"band", "sex", "sex_band"}  # tables whose rows have an order of their own


def ordered(table: Table) -> list[Cell]:
    """Return the rows of a table: those that are hidden last, by name, because their place would tell how large they are."""
    if table.key in _IN_ORDER:
        return list(table.cells)
    return [c for c in table.cells if not c.hidden] + sorted(
        (c for c in table.cells if c.hidden), key=lambda c: c.labels
    )


def row_name(table: Table, cell: Cell, words: Words, *, short: bool = False) -> str:
    """Return the name of a row in the language of the bulletin."""
    if table.key in TYPES_OF:
        return words.start(words.type(cell.labels[0], short=short))
    if words.language == "zh":
        return cell.title
    return words.start(", ".join(words.name(part) for part in cell.title.split("·")))


def table_grid(summary: Summary, table: Table, words: Words) -> Grid:
    """Return a table of counts with shares, changes, losses and, where residents are known, rates."""
    least, rates = summary.min_cell, table.has_rates
    columns = [
        Column(words.start(words(f"axis_{table.key}"))),
        Column(words("now"), "count"), Column(words("share"), "share"), Column(words("interval"), "interval"),
        Column(words("earlier"), "count"), Column(words("change"), "change"),
        Column(words("change_share"), "change", "%", 0),
        Column(words("loss_sum"), "money"), Column(words("median"), "money", "", 2),
    ]  # fmt: skip
    if rates:
        columns += [Column(words("rate"), "rate"), Column(words("interval"), "interval")]
    rows = [_row(summary, table, cell, words, rates=rates) for cell in ordered(table)]
    if table.missing >= least or (table.missing and table.n >= least):
        n = Hidden(words("aside")) if table.missing_hidden else table.missing
        rows.append((words.start(words("missing")), n, *[None] * (len(columns) - 2)))
    return Grid(f"by_{table.key}", words(f"by_{table.key}"), _note(table, words, least), tuple(columns), tuple(rows))


def _row(summary: Summary, table: Table, cell: Cell, words: Words, *, rates: bool) -> tuple[Value, ...]:
    least, hidden = summary.min_cell, cell.hidden
    n = words.hidden(cell.n, least) if hidden else cell.n
    before: Value = cell.before
    if cell.before is not None and cell.before_hidden:
        before = words.hidden(cell.before, least)
    shares: tuple[Value, Value] = (None, None)
    if not hidden and table.known and not table.missing_hidden:
        shares = cell.share, Interval(cell.share_low, cell.share_high)
    row: list[Value] = [row_name(table, cell, words), n, *shares, before, cell.change]
    row.append(None if cell.percent is None else cell.percent / 100)
    if hidden or cell.loss is None or cell.median_loss is None:
        row += [None, None]
    elif cell.loss_n < least:  # the sum of a few losses says what each lost
        row += [Hidden(words("aside")), Hidden(words("aside"))]
    else:
        row += [cell.loss, cell.median_loss]
    if rates:
        known = not hidden and cell.rate is not None
        row += [cell.rate, Interval(cell.rate_low, cell.rate_high)] if known else [None, None]
    return tuple(row)


def _note(table: Table, words: Words, least: int) -> str:
    note = words("note_n", n=words.count(table.n, least))
    if not table.missing or table.missing_hidden or not (table.missing >= least or table.n >= least):
        return note
    note += words("note_known", n=words.count(table.known, least))
    return note + words("note_missing", share=f"{percent(table.missing_share, 1)}%")


def loss_grid(summary: Summary, words: Words) -> Grid:
    """Return what each type lost, the most first."""
    rows: list[tuple[Value, ...]] = []
    for c in sorted(summary.tables["type"].cells, key=lambda c: -(c.loss or 0.0)):
        if c.hidden or c.loss is None or c.median_loss is None or c.loss_n < summary.min_cell:
            continue
        between = None if c.median_low is None else Interval(c.median_low, c.median_high)
        rows.append((words.start(words.type(c.labels[0])), c.loss_n, c.loss, c.median_loss, between))
    columns = (
        Column(words.start(words("axis_type"))), Column(words("loss_n"), "count"), Column(words("loss_sum"), "money"),
        Column(words("median"), "money", "", 2), Column(words("interval"), "interval"),
    )  # fmt: skip
    return Grid("by_loss", words("by_loss"), words("note_losses", least=summary.min_cell), columns, tuple(rows))
