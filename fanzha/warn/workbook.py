"""Drafted warnings as an Excel workbook: one sheet to decide on, one with the cases behind each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fanzha.ingest import safe_cell
from fanzha.warn.drafts import Warning

_COLUMNS = {
    "编号": 6, "紧急程度": 9, "对象": 18, "区域": 14, "类型": 14, "短信文案": 40, "通知正文": 60, "防范提示": 40, "案件数": 8, "依据": 50,
}  # fmt: skip


def write_warnings(path: Path, warnings: Sequence[Warning]) -> None:
    """Write warnings, most urgent findings first as drafted.

    Parameters
    ----------
    path : Path
    warnings : sequence of Warning
        None gives sheets with headers and a line that says so.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet, cases = book.create_sheet("预警"), book.create_sheet("依据案件")
    sheet.append(list(_COLUMNS))
    for w in warnings:
        row: list[str | int] = [
            w.number,
            w.urgency,
            w.audience,
            w.place,
            w.type_name,
            w.sms,
            w.notice,
            w.tip,
            w.n,
            w.basis,
        ]
        sheet.append([safe_cell(v) for v in row])
    if not warnings:
        sheet.append(["", "", "本期没有达到统计标准的发现，未起草预警。"])
    cases.append(["预警编号", "案件编号"])
    for w in warnings:
        for case_id in w.case_ids:
            cases.append([w.number, safe_cell(case_id)])
    for i, width in enumerate(_COLUMNS.values(), 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    cases.column_dimensions["A"].width, cases.column_dimensions["B"].width = 10, 24
    for one in (sheet, cases):
        one.freeze_panes = "A2"
        for cell in one[1]:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
