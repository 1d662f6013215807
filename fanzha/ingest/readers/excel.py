"""Excel workbooks: several sheets, titles, merged cells, formulas with their cached values."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from zipfile import ZipFile

from fanzha.errors import InputError
from fanzha.ingest.header import SEARCH_ROWS, Header, find_header
from fanzha.ingest.rows import Cell, Matcher, Row, Sheet, Uncomputed, as_text
from fanzha.privacy import redact

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# A sheet of 1,048,576 full rows stays below this; more is a bomb.
_MAX_PART = 4 * 2**30
_CHUNK = 2**20  # bytes of a sheet that are searched at once
_LONGEST_TAG = 160  # bytes of what _MERGE and _FORMULA match
_MERGE = re.compile(rb"<(?:\w{1,20}:)?mergeCell\s[^>]{0,80}?ref=\"([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})\"")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s>/]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Marks:
    """What values alone do not tell of a sheet, 0-based.

    Attributes
    ----------
    merged : list of (top, left, bottom, right)
    uncomputed : dict
        Row to column to formula, where the file holds no result.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncomputed: dict[int, dict[int, str]] = field(default_factory=dict)


def _position(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _uncomputed(file: ZipFile, part: str) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    above: list[ElementTree.Element] = []
    with file.open(part) as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314 - expat limits entity expansion
            if event == "start":
                above.append(element)
                continue
            above.pop()
            tag = element.tag.rpartition("}")[2]
            if tag == "c":
                formula, value = element.find("{*}f"), element.find("{*}v")
                # An empty text is a result too, and Excel marks it by its type.
                if formula is not None and element.get("t") != "str" and (value is None or not value.text):
                    at = _position(element.get("r", ""))
                    if at is not None:
                        found.setdefault(at[0], {})[at[1]] = "=" + (formula.text or "")
            elif tag == "row" and above:
                above[-1].remove(element)
    return found


def _search(file: ZipFile, part: str) -> tuple[list[tuple[int, int, int, int]], bool]:
    """Return the merged ranges of a sheet and whether it has formulas."""
    merged: list[tuple[int, int, int, int]] = []
    formulas, rest = False, b""
    with file.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            data = rest + chunk
            formulas = formulas or _FORMULA.search(data) is not None
            end = 0
            for match in _MERGE.finditer(data):
                start, last, end = _position(match[1].decode()), _position(match[2].decode()), match.end()
                if start and last:
                    merged.append((*start, *last))
            # What may go on in the next chunk, and was not read yet.
            rest = data[max(end, len(data) - _LONGEST_TAG) :]
    return merged, formulas


def _parts(file: ZipFile) -> dict[str, str]:
    """Return the part of the archive that holds each sheet."""
    relations = ElementTree.fromstring(file.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    book = ElementTree.fromstring(file.read("xl/workbook.xml"))  # noqa: S314
    found = {}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        target = targets.get(link, "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _marks(path: Path) -> dict[str, Marks]:
    marks: dict[str, Marks] = {}
    with ZipFile(path) as file:
        if any(info.file_size > _MAX_PART for info in file.infolist()):
            raise InputError("a sheet must fit into 4 GB", f"more in {redact(path.name)}", "split the workbook")
        names = set(file.namelist())
        for sheet, part in _parts(file).items():
            if part not in names:
                continue
            merged, formulas = _search(file, part)
            marks[sheet] = Marks(merged, _uncomputed(file, part) if formulas else {})
    return marks


def _open(path: Path) -> tuple[Workbook, dict[str, Marks]]:
    from openpyxl import load_workbook

    try:
        marks = _marks(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that do not concern cells
            # As bytes, since openpyxl refuses names that do not end in .xlsx and keeps a file that it opened open.
            return load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=True), marks
    except InputError:
        raise
    except Exception as error:  # zipfile, expat and openpyxl raise whatever the damage makes them stumble over
        raise _broken(path) from error


def _broken(path: Path) -> InputError:
    return InputError(
        "an Excel file must be a whole .xlsx workbook",
        f"a broken or another kind of archive, {redact(path.name)}",
        "open it in Excel and save it as .xlsx",
    )


def _values(sheet: Worksheet, path: Path) -> Iterator[Sequence[Cell]]:
    try:
        for row in sheet.iter_rows(values_only=True):
            yield [c if isinstance(c, str | int | float | datetime | date | time | timedelta) else None for c in row]
    except Exception as error:
        raise _broken(path) from error


def _unmerged(grid: list[list[Cell]], marks: Marks) -> list[list[str]]:
    """Write the value of each merged range into all its cells, as far as the header reaches."""
    texts = [[as_text(cell) for cell in row] for row in grid]
    for top, left, bottom, right in marks.merged:
        if top >= len(grid) or left >= len(texts[top]):
            continue
        for row in texts[top : bottom + 1]:
            row.extend([""] * (min(right, 200) + 1 - len(row)))
            for at in range(left, min(right, 200) + 1):
                row[at] = texts[top][left]
    return texts


def _rows(rows: Iterator[Sequence[Cell]], head: list[list[Cell]], header: Header, marks: Marks) -> Iterator[Row]:
    starts: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in marks.merged:
        if bottom > top > header.last:
            starts.setdefault(top, []).append((left, bottom))
    reaching: dict[int, tuple[int, Cell]] = {}  # column -> last row and value of a cell merged downwards

    def every() -> Iterator[Sequence[Cell]]:
        yield from head[header.last + 1 :]
        yield from rows

    width = len(header.names)
    for index, given in enumerate(every(), header.last + 1):
        row = list(given)
        for column, formula in marks.uncomputed.get(index, {}).items():
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None:
                row[column] = Uncomputed(formula)
        for column, bottom in starts.get(index, ()):
            reaching[column] = (bottom, row[column] if column < len(row) else None)
        if all(cell is None or not as_text(cell).strip() for cell in row):
            continue
        if reaching:
            for column, (bottom, value) in list(reaching.items()):
                if index > bottom:
                    del reaching[column]
                    continue
                row.extend([None] * (column + 1 - len(row)))
                row[column] = value
        cells = dict(zip(header.names, row, strict=False))
        cells |= {f"第{i}列": cell for i, cell in enumerate(row[width:], width + 1) if cell is not None}
        yield Row(index + 1, cells)


def read_excel(path: Path, matcher: Matcher) -> list[Sheet]:
    """Read an Excel workbook.

    Parameters
    ----------
    path : Path
        ``.xlsx`` or ``.xlsm``.
    matcher : Matcher

    Returns
    -------
    list of Sheet
        All sheets that hold anything, hidden ones marked. Cells merged downwards are filled; formulas are read as their
        cached results, and as `Uncomputed` where there is none.

    Raises
    ------
    InputError
        If it is no workbook, or an empty one.
    """
    book, marks = _open(path)
    several = len(book.sheetnames) > 1
    found: list[Sheet] = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some exporters state them wrongly
        rows = _values(sheet, path)
        head: list[list[Cell]] = []
        filled = 0
        for row in rows:
            head.append(list(row))
            filled += any(cell is not None for cell in row)
            if filled > SEARCH_ROWS:
                break
        mark = marks.get(sheet.title, Marks())
        header = find_header(_unmerged(head, mark), matcher)
        if header is None:
            continue
        titles = tuple(text for row in head[: header.first] for cell in row if (text := as_text(cell).strip()))
        source = f"{path.name}[{sheet.title}]" if several else path.name
        stem = f"{path.stem}-{sheet.title}" if several else path.stem
        hidden = sheet.sheet_state != "visible"
        found.append(Sheet(redact(source), redact(stem), header.names, _rows(rows, head, header, mark), titles, hidden))
    if not found:
        raise InputError("the input must hold rows", f"an empty workbook, {redact(path.name)}", "export it again")
    return found
