"""A bulletin as an Excel workbook: a sheet for each table, whose numbers are numbers."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fanzha.bulletin.display import columns_of, printable
from fanzha.bulletin.document import (
    Cases,
    Column,
    Document,
    Figure,
    Grid,
    Heading,
    Hidden,
    Interval,
    Note,
    Section,
    Statement,
    Tile,
    Value,
)  # fmt: skip
from fanzha.bulletin.language import Words, words_for
from fanzha.workbook import save_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_NAVY, _HEAD, _QUIET, _BLUE = "12355B", "1F4E79", "55606E", "1D4E89"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_NAME, _WIDEST = 31, 60  # characters of a sheet's name (Microsoft), columns of a column
_FORMATS: Final[dict[str, str]] = {
    "count": "#,##0", "share": "0.0%", "rate": "#,##0.0", "ratio": "0.00", "money": "#,##0.00", "date": "yyyy-mm-dd",
    "change": "+#,##0;-#,##0;0", "text": "@",
}  # fmt: skip


def render(document: Document) -> bytes:
    """Write a bulletin as XLSX; the same document gives the same bytes.

    Amounts are in yuan, and an interval takes two columns.

    Parameters
    ----------
    document : Document
    """
    from openpyxl import Workbook

    book = Workbook()
    made = _Renderer(document, words_for(document), book)
    made.write()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bulletin.xlsx"
        save_workbook(book, path)
        return path.read_bytes()


class _Renderer:
    def __init__(self, document: Document, words: Words, book: Workbook) -> None:
        self.document, self.words, self.book = document, words, book
        self.names: dict[str, str] = {}
        taken: set[str] = set()
        titles = [("contents", words("contents")), ("findings_all", words("findings"))]
        titles += [(grid.key, grid.title) for grid in document.grids()]
        titles += [(cases.key, cases.title) for cases in document.cases()]
        titles.append(("notes_all", words("notes")))
        for key, title in titles:
            self.names[key] = _name(title, taken)

    def write(self) -> None:
        contents = self.book.active
        assert contents is not None
        contents.title = self.names["contents"]
        self._findings()
        for grid in self.document.grids():
            self._grid(grid)
        for cases in self.document.cases():
            self._cases(cases)
        self._notes()
        self._contents(contents)
        self.book.properties.title = printable(self.document.title)
        self.book.properties.creator = "fanzha"

    def _sheet(self, key: str, title: str, note: str) -> Worksheet:
        """Make a sheet: its title, a remark and the way back in the first two rows; its table begins in the third."""
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet: Worksheet = self.book.create_sheet(self.names[key])
        _put(sheet, 1, 1, title, bold=True, size=14, colour=_NAVY)
        sheet.row_dimensions[1].height = 24
        # The way back stands beside the remark, where it does not widen the first column.
        self._link(sheet, 2, 1, "contents", self.words("to_contents"))
        _put(sheet, 2, 2, note, colour=_QUIET)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "3:3"
        sheet.sheet_view.showGridLines = False
        return sheet

    def _link(self, sheet: Worksheet, row: int, column: int, key: str, text: str) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell = _put(sheet, row, column, text, colour=_BLUE, underline=True)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{self.names[key]}'!A1", display=text)

    def _table(self, sheet: Worksheet, head: Sequence[str], rows: Sequence[Sequence[tuple[Value, str]]]) -> None:
        """Put a table under the title: values with their number formats."""
        for j, title in enumerate(head, 1):
            _head(sheet, 3, j, title)
        for i, row in enumerate(rows, 4):
            for j, (value, form) in enumerate(row, 1):
                _put(sheet, i, j, value, form=form)
        sheet.freeze_panes = "B4"
        last = sheet.cell(3 + len(rows), len(head)).coordinate
        sheet.auto_filter.ref = f"A3:{last}"
        _fit(sheet, head, rows)

    def _grid(self, grid: Grid) -> None:
        sheet = self._sheet(grid.key, grid.title, grid.note)
        head, forms = [], []
        for i, column in enumerate(grid.columns):
            left = grid.columns[i - 1] if i else column
            if column.kind == "interval":
                for side in ("low", "high"):
                    bound = self.words("paren", a=column.title, b=self.words(side))
                    head.append(f"{left.title} {bound}")
                    forms.append(_format(left))
            else:
                unit = self.words("money_raw_unit") if column.kind == "money" and not column.unit else column.unit
                title = self.words.start(column.title)
                head.append(self.words("paren", a=title, b=unit) if unit and unit != "%" else title)
                forms.append(_format(column))
        rows = [list(zip(_flat(grid, row), forms, strict=True)) for row in grid.rows]
        self._table(sheet, head, rows)

    def _cases(self, cases: Cases) -> None:
        sheet = self._sheet(
            cases.key, cases.title, self.words("gap").join(one for one in (cases.note, cases.besides) if one)
        )
        head = [self.words(k) for k in ("case_id", "case_day", "case_type", "case_area", "case_summary")]
        rows = [
            [
                (r.case_id, "@"),
                (r.day, _FORMATS["date"]),
                (r.type, "@"),
                (r.area or None, "@"),
                (r.summary or None, "@"),
            ]
            for r in cases.rows
        ]
        self._table(sheet, head, rows)

    def _findings(self) -> None:
        words = self.words
        sheet = self._sheet("findings_all", words("findings"), self.document.lead)
        head = [words(k) for k in ("section", "item", "finding", "detail", "see_table", "see_cases")]
        rows: list[list[tuple[Value, str]]] = []
        links: list[tuple[str, str]] = []
        for section in (*self.document.sections, *self.document.appendix):
            group = section.title
            for block in section.blocks:
                if isinstance(block, Heading):
                    group = block.text
                elif isinstance(block, Statement):
                    table, cases = self.names.get(block.table), self.names.get(block.cases)
                    texts = (group, block.subject, block.text, block.detail, table, cases)
                    rows.append([(text or None, "@") for text in texts])
                    links.append((block.table, block.cases))
        self._table(sheet, head, rows)
        for i, keys in enumerate(links, 4):
            for j, key in enumerate(keys, 5):
                if key:
                    self._link(sheet, i, j, key, self.names[key])
        _wrap(sheet, "C", 4, 3 + len(rows), 80)

    def _notes(self) -> None:
        words = self.words
        sheet = self._sheet("notes_all", words("notes"), "")
        rows: list[list[tuple[Value, str]]] = []
        for section in (*self.document.sections, *self.document.appendix):
            rows += self._remarks(section)
        foot = words("foot_internal" if self.document.audience == "internal" else "foot_public")
        rows.append([(words("remark"), "@"), (foot, "@")])
        self._table(sheet, [words("section"), words("remark")], rows)
        _wrap(sheet, "B", 4, 3 + len(rows), 110)

    def _remarks(self, section: Section) -> list[list[tuple[Value, str]]]:
        found = [section.lead] if section.lead else []
        found += [block.text for block in section.blocks if isinstance(block, Note) and not block.link]
        found += [
            self.words.sentence(block.title, block.caption) for block in section.blocks if isinstance(block, Figure)
        ]
        return [[(section.title, "@"), (text, "@")] for text in found]

    def _contents(self, sheet: Worksheet) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        words, document = self.words, self.document
        _put(sheet, 1, 1, document.title, bold=True, size=16, colour=_NAVY)
        _put(sheet, 2, 1, document.subtitle, colour=_QUIET)
        sheet.row_dimensions[1].height = 26
        at = 4
        for name, text in document.meta:
            _put(sheet, at, 1, name, bold=True)
            _put(sheet, at, 2, text)
            at += 1
        at += 1
        for j, key in enumerate(("item", "value", "remark"), 1):
            _head(sheet, at, j, words(key))
        for tile in document.tiles:
            at += 1
            _put(sheet, at, 1, self._tile_name(tile))
            _put(sheet, at, 2, tile.value, form=_format(Column("", tile.kind)), left=True)
            _put(sheet, at, 3, tile.note, colour=_QUIET)
        at += 2
        for j, key in enumerate(("sheet", "rows"), 1):
            _head(sheet, at, j, words(key))
        rows = {grid.key: len(grid.rows) for grid in document.grids()}
        rows |= {cases.key: len(cases.rows) for cases in document.cases()}
        for key in self.names:
            if key != "contents":
                at += 1
                self._link(sheet, at, 1, key, self.names[key])
                _put(sheet, at, 2, rows.get(key), form="#,##0", left=True)
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 34
        sheet.column_dimensions["C"].width = 46
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 9, 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def _tile_name(self, tile: Tile) -> str:
        return self.words("paren", a=tile.title, b=self.words("money_raw_unit")) if tile.kind == "money" else tile.title


def _name(title: str, taken: set[str]) -> str:
    """Return a name for a sheet that Excel allows and that no other sheet has, whatever its case."""
    base = _FORBIDDEN.sub(" ", printable(title)).strip()[:_LONGEST_NAME].strip() or "-"
    name, n = base, 1
    while name.casefold() in taken:
        n += 1
        name = f"{base[: _LONGEST_NAME - len(str(n)) - 1]} {n}"
    taken.add(name.casefold())
    return name


def _flat(grid: Grid, row: Sequence[Value]) -> list[Value]:
    """Return the values of a row, an interval as its two bounds."""
    flat: list[Value] = []
    for column, value in zip(grid.columns, row, strict=True):
        if column.kind != "interval":
            flat.append(value)
        elif isinstance(value, Interval):
            flat += [value.low, value.high]
        else:
            flat += [value, value]
    return flat


def _format(column: Column) -> str:
    if column.kind == "change" and column.unit == "%":
        return "+0%;-0%;0%"
    form = _FORMATS.get(column.kind, "General")
    if column.digits is not None and column.kind in ("rate", "ratio", "share"):
        form = ("0" if column.kind == "share" else "#,##0") + ("." + "0" * column.digits if column.digits else "")
        form += "%" if column.kind == "share" else ""
    return form


def _put(
    sheet: Worksheet, row: int, column: int, value: Value, *, form: str = "General", bold: bool = False, size: float = 11,
    colour: str = "000000", underline: bool = False, left: bool = False,
) -> Cell:  # fmt: skip
    """Write one cell: a number as a number, a text as a text even where it looks like a formula."""
    from openpyxl.styles import Alignment, Font

    cell: Any = sheet.cell(row, column)
    text = value.text if isinstance(value, Hidden) else value
    if isinstance(text, str):
        cell.value = printable(text)
        cell.data_type = "s"
        form = "@" if form == "@" else "General"
        cell.alignment = Alignment(
            horizontal="right" if isinstance(value, Hidden) and not left else "left", vertical="top"
        )
    elif isinstance(text, int | float | Decimal | date):
        cell.value = text
        cell.number_format = form
        cell.alignment = Alignment(horizontal="left" if left else None, vertical="top")
    if bold or size != 11 or colour != "000000" or underline:
        cell.font = Font(name="Calibri", bold=bold, size=size, color=colour, underline="single" if underline else None)
    return cell  # type: ignore[no-any-return]


def _head(sheet: Worksheet, row: int, column: int, title: str) -> None:
    from openpyxl.styles import Alignment, PatternFill

    cell = _put(sheet, row, column, title, bold=True, colour="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=_HEAD)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)


def _fit(sheet: Worksheet, head: Sequence[str], rows: Sequence[Sequence[tuple[Value, str]]]) -> None:
    from openpyxl.utils import get_column_letter

    for j, title in enumerate(head):
        longest = max((_columns(row[j][0]) for row in rows), default=0)
        # A filter's arrow stands in the head; a long head is broken.
        width = max(longest + 2, min(_columns(title), 16) + 4, 8)
        sheet.column_dimensions[get_column_letter(j + 1)].width = min(width, _WIDEST)
    sheet.row_dimensions[3].height = 32


def _columns(value: Value) -> int:
    if value is None:
        return 0
    if isinstance(value, Hidden):
        value = value.text
    if isinstance(value, float | Decimal):
        value = f"{value:,.2f}"
    return columns_of(str(value))


def _wrap(sheet: Worksheet, letter: str, first: int, last: int, width: int) -> None:
    """Let long texts of a column go over several lines; rows grow as Excel opens the file only if it is told how far."""
    from openpyxl.styles import Alignment

    sheet.column_dimensions[letter].width = width
    for row in range(first, last + 1):
        cell = sheet[f"{letter}{row}"]
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 15.5 * max(1, -(-_columns(cell.value) // (width - 2)))
