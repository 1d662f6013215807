"""Rows that were set aside, on their way out to people as a workbook and back as corrected rows."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from fanzha.ingest import ColumnAliases, RawShard
from fanzha.ingest.parser import REPEATED
from fanzha.ingest.quarantine import encodable
from fanzha.ingest.rows import Cell, Fault, Row, as_text
from fanzha.workbook import MAX_ROWS, head_row, save_workbook

NUMBER: Final = "隔离编号"
RULE, COLUMN, REMEDY = "规则", "列", "处理办法"
_WIDTHS = {NUMBER: 24, RULE: 26, COLUMN: 14, REMEDY: 40}
_SHEET = "隔离行"
# What `fanzha.ingest.quarantine.shown` puts at the end of a cell that it shortened.
_CUT = "单元格内容须完整", "此格只存了开头；从原始文件补全后再导入"
_LONGEST = 80  # characters of a number
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHORTENED = re.compile(r"…（共\d+字）\Z")


def write_set_aside(quarantined: pa.Table, path: Path) -> int:
    """Write rows that were set aside as a workbook in which people correct them.

    Its columns are number, rule, column and remedy, then those of the rows as their files wrote them. `fanzha score` takes it in
    as any other file.

    Parameters
    ----------
    quarantined : pyarrow.Table
        Of `fanzha.schema.QUARANTINE` with ``quarantine_id``.
    path : Path

    Returns
    -------
    int
        Rows written.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    headers = list(dict.fromkeys(h for row in _raw(quarantined) for h in row if h not in _WIDTHS))
    titles = [*_WIDTHS, *headers]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "B2"
    for i, title in enumerate(titles, 1):
        sheet.column_dimensions[get_column_letter(i)].width = _WIDTHS.get(title, 18)
    head_row(sheet, titles)
    at_fault = PatternFill("solid", fgColor="FCE8CC")
    said = quarantined.select(["quarantine_id", "rule", "column", "remedy"]).to_pylist()
    for row, raw in zip(said[: MAX_ROWS - 1], _raw(quarantined), strict=False):
        values = [row["quarantine_id"], row["rule"], row["column"], row["remedy"], *(raw.get(h) for h in headers)]
        cells = []
        for title, value in zip(titles, values, strict=True):
            cell = WriteOnlyCell(sheet, value if value is None else _storable(value))
            # A word, whatever it looks like; Excel must not take it for a formula when the cell is edited either.
            if value is not None:
                cell.data_type, cell.quotePrefix = "s", True
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if title == row["column"]:
                cell.fill = at_fault
            cells.append(cell)
        sheet.append(cells)
    save_workbook(book, path)
    return min(len(said), MAX_ROWS - 1)


def _storable(value: str) -> str:
    """Return a text without what XML, and so a workbook, cannot hold."""
    return _NOT_XML.sub("", encodable(value)).replace("\r\n", "\n").replace("\r", "\n")


def _raw(quarantined: pa.Table) -> Iterator[dict[str, str]]:
    for text in quarantined.column("raw").to_pylist():
        yield {str(k): str(v) for k, v in json.loads(text).items()}


def corrected_rows(shard: RawShard, columns: ColumnAliases) -> tuple[RawShard, dict[int, str]]:
    """Find the rows of a shard that correct rows set aside earlier.

    Parameters
    ----------
    shard : RawShard
    columns : ColumnAliases

    Returns
    -------
    shard : RawShard
        The same, but corrected rows in which a cell still is the beginning of a longer one are faults: the rest is not lost
        silently.
    numbers : dict
        Position to the number of the row that is corrected.
    """
    if not any(columns.is_number(h) for section in shard.sections for h in section.head.headers):
        return shard, {}
    numbers: dict[int, str] = {}
    sections, position = [], shard.first_position
    for section in shard.sections:
        header = next((h for h in section.head.headers if columns.is_number(h)), None)
        rows: list[Row | Fault] = []
        for one in section:
            row = one
            number = as_text(row.cells.get(header)).strip() if header is not None else ""
            if number:
                numbers[position] = number[:_LONGEST]
                if isinstance(row, Row) and (cut := _shortened(row.cells, columns)):
                    row = Fault(row.number, *_CUT, row.cells, cut)
            rows.append(row)
            position += 1
        sections.append(replace(section, rows=rows))
    return replace(shard, sections=tuple(sections)), numbers


def _shortened(cells: Mapping[str, Cell], columns: ColumnAliases) -> str:
    """Return a cell of a case that was shortened when its row was set aside; nothing if there is none."""
    texts = (as_text(cell) for header, cell in cells.items() if columns.field(header) is not None)
    return next((text for text in texts if _SHORTENED.search(text)), "")


def each_once(cases: pa.Table, quarantine: pa.Table, seen: set[str]) -> tuple[pa.Table, pa.Table, set[str]]:
    """Let a number stand for the first row that has it only: of a row that people split in two, neither part hides the other.

    Parameters
    ----------
    cases, quarantine : pyarrow.Table
        With ``position`` and ``corrects``.
    seen : set of str
        Numbers of the input so far; those of these rows are added.

    Returns
    -------
    cases, quarantine : pyarrow.Table
        The same, ``corrects`` null where the number came before.
    numbers : set of str
        That are left.
    """
    found = [
        (position, number)
        for table in (cases, quarantine)
        if table.column("corrects").null_count < table.num_rows
        for position, number in zip(*(table.column(c).to_pylist() for c in ("position", "corrects")), strict=True)
        if number is not None
    ]
    if not found:
        return cases, quarantine, set()
    kept: dict[int, str] = {}
    for position, number in sorted(found):
        if number not in seen:
            seen.add(number)
            kept[position] = number
    return _with_numbers(cases, kept), _with_numbers(quarantine, kept), set(kept.values())


def _with_numbers(rows: pa.Table, numbers: Mapping[int, str]) -> pa.Table:
    column = pa.array([numbers.get(p) for p in rows.column("position").to_pylist()], pa.string())
    return rows.set_column(rows.column_names.index("corrects"), rows.schema.field("corrects"), column)


def still_repeated(cases: pa.Table, set_aside: pa.Table) -> frozenset[int]:
    """Return positions of rows that were set aside for the number of their case, and still have it.

    By itself, such a row would be taken for a newer version of the case that has the number.

    Parameters
    ----------
    cases : pyarrow.Table
        With ``case_id``, ``position`` and ``corrects``.
    set_aside : pyarrow.Table
        Of `fanzha.schema.QUARANTINE` with ``quarantine_id``: all rows ever set aside.
    """
    repeated: dict[str, set[str]] = {}
    for row in set_aside.filter(pc.equal(set_aside["rule"], REPEATED)).to_pylist():
        was = json.loads(row["raw"]).get(row["column"], "")
        repeated.setdefault(row["quarantine_id"], set()).add(unicodedata.normalize("NFKC", str(was).strip()))
    rows = zip(*(cases.column(c).to_pylist() for c in ("position", "case_id", "corrects")), strict=True)
    return frozenset(position for position, case, number in rows if case in repeated.get(number, ()))
