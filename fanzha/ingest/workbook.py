"""Excel workbooks as people make them: title rows, merged headers, blank lines, several sheets, totals at the end."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from fanzha.errors import InputError
from fanzha.ingest.columns import ColumnAliases
from fanzha.ingest.rows import RawTable, Row

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# The header is looked for in this many rows; above it stand titles, dates of export and the like.
_HEADER_ROWS = 15
_TOTALS = ("合计", "总计", "小计", "共计")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merged(sheet: Worksheet, rows: int) -> dict[tuple[int, int], object]:
    """Give every cell of a merged range near the top the value of its first cell."""
    values: dict[tuple[int, int], object] = {}
    for area in sheet.merged_cells.ranges:
        # A range as wide as the sheet is a title; a range down the rows is a group of cases.
        if area.min_row <= rows:
            top = sheet.cell(area.min_row, area.min_col).value
            for r in range(area.min_row, area.max_row + 1):
                for c in range(area.min_col, area.max_col + 1):
                    values[r, c] = top
    return values


def _header(grid: list[list[str]], aliases: ColumnAliases) -> tuple[int, list[str]] | None:
    """Return the number of header rows from the top and the headers, by the most columns recognised."""
    best: tuple[int, int, list[str]] | None = None
    for i, row in enumerate(grid):
        known = len({named[0] for h in row if (named := aliases.column(h))})
        options = [(known, i + 1, row)]
        if i + 1 < len(grid):  # two rows: 受害人 over 年龄, 性别
            below = grid[i + 1]
            joined = [
                b if not a or a == b or aliases.column(b) else a if not b or aliases.column(a) else a + b
                for a, b in zip(row, below, strict=True)
            ]
            both = len({named[0] for h in joined if (named := aliases.column(h))})
            # The second row is part of the header only if it names more columns than the first by itself.
            if any(aliases.column(b) for b in below):
                options.append((both, i + 2, joined))
        for option in options:
            if option[0] > (best[0] if best else 0):
                best = option
    return (best[1], best[2]) if best else None


def _sheet(sheet: Worksheet, formulas: Worksheet, source: str, aliases: ColumnAliases) -> RawTable | None:
    depth = min(_HEADER_ROWS, sheet.max_row)
    merged = _merged(sheet, depth)
    width = sheet.max_column
    grid = [
        [_text(merged.get((r, c), sheet.cell(r, c).value)).strip() for c in range(1, width + 1)]
        for r in range(1, depth + 1)
    ]
    found = _header(grid, aliases)
    if found is None:
        return None
    skip, headers = found

    def rows() -> Iterator[Row]:
        pairs = zip(
            sheet.iter_rows(min_row=skip + 1, values_only=True),
            formulas.iter_rows(min_row=skip + 1, values_only=True),
            strict=True,
        )
        for number, (values, written) in enumerate(pairs, skip + 1):
            cells = [_text(v) for v in values]
            # A formula that Excel never calculated has no value: there is nothing to read.
            uncalculated = [
                headers[i] for i, (v, f) in enumerate(zip(values, written, strict=True))
                if v is None and isinstance(f, str) and f.startswith("=") and aliases.column(headers[i])
            ]  # fmt: skip
            if uncalculated:
                shown = [c or _text(f) for c, f in zip(cells, written, strict=True)]
                yield Row(number, shown, f"a formula must have a value; column {uncalculated[0]}")
                continue
            row = Row(number, cells)
            filled = [c.strip() for c in cells if c.strip()]
            total = bool(filled) and filled[0].rstrip(":：") in _TOTALS
            if filled and not total:
                yield row

    return RawTable(source, headers, rows())


def read_workbook(path: Path, aliases: ColumnAliases) -> list[RawTable]:
    """Read every sheet of a workbook that has a narrative column.

    Parameters
    ----------
    path : Path
    aliases : ColumnAliases
        Tell the header row from titles.

    Returns
    -------
    list of RawTable
        Where no sheet has a narrative column: the first sheet with any header, for the caller's error.

    Raises
    ------
    InputError
        If the file is no workbook, or an empty one.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if path.stat().st_size == 0:
        raise InputError("a workbook must hold a header and rows", f"nothing in {path.name}", "give another file")
    try:
        book = load_workbook(path, data_only=True)
        written = load_workbook(path, data_only=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError("a workbook must be readable .xlsx", path.name, "save it anew in Excel as .xlsx") from error
    tables: list[RawTable] = []
    for sheet in book.worksheets:
        source = path.name if len(book.worksheets) == 1 else f"{path.name}/{sheet.title}"
        table = _sheet(sheet, written[sheet.title], source, aliases) if sheet.max_row else None
        if table is not None:
            tables.append(table)
    with_text = [t for t in tables if any((n := aliases.column(h)) and n[0] == "text" for h in t.headers)]
    if with_text or tables:
        return with_text or tables[:1]
    first = book.worksheets[0]
    top = [_text(c.value) for c in next(first.iter_rows(max_row=1), ())]
    if not any(t.strip() for t in top):
        raise InputError("a workbook must hold a header and rows", f"nothing in {path.name}", "give another file")
    return [RawTable(path.name, top, iter(()))]
