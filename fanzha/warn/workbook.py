"""The workbook of warnings: one sheet to read and copy from, one with the cases behind each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from fanzha.ingest import safe_cell
from fanzha.warn.drafts import Warning
from fanzha.workbook import save_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MAX_CELL = 32_767  # characters of a cell; Excel specifications
_HEADERS = {
    "序号": 6, "对象/群体": 18, "区域": 14, "类型": 14, "紧急程度": 10, "短信文案": 36, "通知正文": 52, "防范提示": 36, "案件数": 8,
    "依据": 44, "案件编号": 40,
}  # fmt: skip
_PRINTED = "J"  # last column on paper; the numbers of the cases have a sheet of their own
_LINE, _HIGHEST = 15.5, 409  # points of a line, and of the highest row (Excel specifications)
_CASE_HEADERS = {"预警序号": 10, "类型": 16, "案件编号": 26}
_COLOURS = {"紧急": "F8D7D7", "较急": "FCE8CC"}


def write_warnings(path: Path, warnings: Sequence[Warning]) -> None:
    """Write warnings as an Excel workbook.

    Parameters
    ----------
    path : Path
    warnings : sequence of Warning
        None is a workbook that says so.
    """
    from openpyxl import Workbook
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "预警"
    _head(sheet, _HEADERS)
    for one in warnings:
        sheet.append([
            safe_cell(v) for v in (
                one.number, one.audience, one.place, one.type_title, one.urgency, one.sms, one.notice, one.tip, one.n,
                one.evidence, _listed(one.case_ids),
            )
        ])  # fmt: skip
        sheet.row_dimensions[sheet.max_row].height = _height(sheet)
        if colour := _COLOURS.get(one.urgency):
            sheet.cell(sheet.max_row, list(_HEADERS).index("紧急程度") + 1).fill = PatternFill("solid", fgColor=colour)
    if not warnings:
        sheet.append(["", "本期没有需要预警的发现"])
    _body(sheet, len(_HEADERS))
    sheet.print_area = f"A1:{_PRINTED}{sheet.max_row}"
    sheet.page_margins.left = sheet.page_margins.right = 0.3
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    cases = book.create_sheet("依据案件")
    _head(cases, _CASE_HEADERS)
    for one in warnings:
        for case in one.case_ids:
            cases.append([one.number, safe_cell(one.type_title), safe_cell(case)])
    _body(cases, len(_CASE_HEADERS))
    save_workbook(book, path)


def _height(sheet: Worksheet) -> float:
    """Return how high the last row must be for its texts, in points: not every program finds that out by itself."""
    lines = 1
    # The numbers of hundreds of cases would push the next warning off the screen.
    for cell, width in zip(sheet[sheet.max_row], list(_HEADERS.values())[:-1], strict=False):
        columns = sum(2 if east_asian_width(c) in "WFA" else 1 for c in str(cell.value))
        lines = max(lines, -(-columns // (width - 3)))
    return min(lines * _LINE, _HIGHEST)


def _listed(case_ids: Sequence[str]) -> str:
    text = "、".join(case_ids)
    return text if len(text) <= _MAX_CELL else f"共{len(case_ids)}件，见“依据案件”"


def _head(sheet: Worksheet, headers: dict[str, int]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append(list(headers))
    for i, width in enumerate(headers.values(), 1):
        cell = sheet.cell(1, i)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="12355B")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _body(sheet: Worksheet, columns: int) -> None:
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter

    line = Side("thin", color="D0D0D0")
    wrapped = Alignment(horizontal="left", vertical="top", wrap_text=True)
    border = Border(left=line, right=line, top=line, bottom=line)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment, cell.border = wrapped, border
    footer = sheet.oddFooter
    assert footer is not None
    footer.left.text = "“案件数”“依据”“案件编号”仅供内部使用，不得外发"
    footer.right.text = "第&P页，共&N页"
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{max(sheet.max_row, 1)}"
