"""Excel workbooks that are the same, byte for byte, where their cells are the same."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

# Rows of a sheet (Microsoft, "Excel specifications and limits").
MAX_ROWS: Final = 1_048_576
# A ZIP archive knows no earlier time; the moment of writing would differ with every run.
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


class _SteadyZip(ZipFile):
    """An archive whose members carry no time of writing."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(self._info(getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with Path(filename).open("rb") as source, self.open(self._info(str(arcname)), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, 1 << 20)

    @staticmethod
    def _info(name: str) -> ZipInfo:
        info = ZipInfo(name, _EPOCH.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info


def save_workbook(book: Workbook, path: Path) -> None:
    """Write a workbook; the same cells and styles give the same bytes.

    Parameters
    ----------
    book : openpyxl.Workbook
    path : Path
        Its folder is made if need be.
    """
    from openpyxl.writer.excel import ExcelWriter

    path.parent.mkdir(parents=True, exist_ok=True)
    # openpyxl's own `save` sets the time of change to now.
    book.properties.created = book.properties.modified = _EPOCH.replace(tzinfo=None)
    if book.write_only and not book.worksheets:
        book.create_sheet()
    with _SteadyZip(path, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).save()


def head_row(sheet: WriteOnlyWorksheet, titles: Sequence[str], colour: str = "1F4E79") -> None:
    """Append a header row: white on a colour, bold, wrapped.

    Parameters
    ----------
    sheet : write-only worksheet
    titles : sequence of str
    colour : str
        Of the ground, as RRGGBB.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    row = []
    for title in titles:
        cell = WriteOnlyCell(sheet, title)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=colour)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        row.append(cell)
    sheet.append(row)
