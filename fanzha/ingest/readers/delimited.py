"""CSV and its kin: comma, tab, semicolon or bar, quoted line breaks, titles above the header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fanzha.ingest.encoding import open_text
from fanzha.ingest.header import SEARCH_ROWS, Header, find_header
from fanzha.ingest.rows import Cell, Fault, Matcher, Row, Sheet
from fanzha.privacy import redact

DELIMITERS = (",", "\t", ";", "|")
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*')  # the hint that Excel writes and reads
_SPACED_QUOTE = re.compile(r' {1,8}(?=")')

# A quote that is still open after so many lines is a stray one.
MAX_LINES = 5000

ENCODING_RULE = "整行须为同一种文字编码"
ENCODING_REMEDY = "用原系统重新导出，或把整个文件另存为 UTF-8 后再导入"
WIDTH_RULE = "每行的列数不得多于表头"
WIDTH_REMEDY = "检查该行是否有未加引号的逗号或分隔符，改后再导入"
CUT_RULE = "文件须完整，最后一行的列数须与表头相同"
CUT_REMEDY = "重新导出或下载整个文件；该行确实完整时，在其末尾换行后再导入"
QUOTE_RULE = "引号须成对"
QUOTE_REMEDY = "检查该行的英文双引号，补齐或删去后再导入"


class Window:
    """Lines of a file by their number, of which only those in reach are held.

    Parameters
    ----------
    lines : iterable of (list of str, frozenset of int)
        Lines with their ends, in lists of any length, and which of each list are of another encoding.
    """

    __slots__ = ("_first", "_foreign", "_more", "_texts")

    def __init__(self, lines: Iterable[tuple[list[str], frozenset[int]]]) -> None:
        self._more = iter(lines)
        self._texts: list[str] = []
        self._first = 0
        self._foreign: set[int] = set()

    def has(self, index: int) -> bool:
        """Tell whether the file has a line of this number."""
        while index - self._first >= len(self._texts):
            texts, foreign = next(self._more, ((), frozenset()))
            if not texts:
                return False
            self._foreign |= {self._first + len(self._texts) + i for i in foreign}
            self._texts += texts
        return True

    def __getitem__(self, index: int) -> str:
        return self._texts[index - self._first]

    def blank(self, index: int) -> None:
        """Empty a line that is held."""
        self._texts[index - self._first] = "\n"

    def foreign(self, first: int, end: int) -> bool:
        """Tell whether one of the lines is of another encoding."""
        return bool(self._foreign) and any(i in self._foreign for i in range(first, end))

    def forget(self, before: int) -> None:
        """Let go of the lines before this one."""
        if before - self._first > MAX_LINES:
            del self._texts[: before - self._first]
            self._first = before
            self._foreign = {i for i in self._foreign if i >= before}


def _alone(line: str) -> Window:
    lines = Window([([line], frozenset())])
    lines.has(0)
    return lines


@dataclass(slots=True)
class Record:
    """A record: its lines ``first`` to ``end`` (exclusive, 0-based), its fields, and whether its quotes are in order.

    They are not where one is never closed, or closes on a later line and is followed by more than a delimiter.
    """

    first: int
    end: int
    fields: list[str]
    closed: bool = True


def _quoted(lines: Window, first: int, delimiter: str) -> Record:
    """Parse a record that has quotes; it goes on over line ends inside them."""
    fields: list[str] = []
    buffer, at, end = lines[first], 0, first + 1
    orderly = True
    while True:
        parts: list[str] = []
        if space := _SPACED_QUOTE.match(buffer, at):
            at = space.end()
        if buffer.startswith('"', at):
            at += 1
            while True:
                quote = buffer.find('"', at)
                if quote < 0:
                    parts.append(buffer[at:])
                    if end - first > MAX_LINES or not lines.has(end):
                        return Record(first, end, [*fields, "".join(parts)], closed=False)
                    buffer, at, end = lines[end], 0, end + 1
                elif buffer.startswith('"', quote + 1):
                    parts.append(buffer[at : quote + 1])
                    at = quote + 2
                else:
                    parts.append(buffer[at:quote])
                    at = quote + 1
                    break
        stop = buffer.find(delimiter, at) if delimiter else -1
        rest = buffer[at:stop] if stop >= 0 else buffer[at:].rstrip("\r\n")
        orderly = orderly and not (end - first > 1 and parts and rest.strip())
        parts.append(rest)
        fields.append("".join(parts))
        if stop < 0:
            return Record(first, end, fields, orderly)
        at = stop + len(delimiter)


def _simple(line: str, delimiter: str) -> list[str] | None:
    """Split a record of one line whose quotes are in order, the usual case; None where they may not be."""
    fields: list[str] = []
    at, last = 0, len(line)
    while True:
        opens = line.find('"', at)
        if opens < 0:
            fields += line[at:].split(delimiter)
            return fields
        if opens > at:
            if line[opens - 1] != delimiter:
                return None
            fields += line[at : opens - 1].split(delimiter)
        closes = line.find('"', opens + 1)
        if closes < 0:
            return None
        fields.append(line[opens + 1 : closes])
        at = closes + 1
        if at == last:
            return fields
        if line[at] != delimiter:
            return None
        at += 1


def parse_record(lines: Window, first: int, delimiter: str) -> Record:
    """Parse one record.

    Parameters
    ----------
    lines : Window
    first : int
        Line that it begins in; there must be one.
    delimiter : str
        Empty where each record is one field.
    """
    line = lines[first]
    plain = line.rstrip("\r\n")
    if '"' not in plain:
        return Record(first, first + 1, plain.split(delimiter) if delimiter else [plain])
    fields = _simple(plain, delimiter) if delimiter else None
    return Record(first, first + 1, fields) if fields is not None else _quoted(lines, first, delimiter)


def _start(lines: Window, delimiter: str) -> list[Record]:
    found: list[Record] = []
    at = filled = 0
    while filled <= SEARCH_ROWS and lines.has(at):
        record = parse_record(lines, at, delimiter)
        found.append(record)
        filled += any(field.strip() for field in record.fields)
        at = record.end
    return found


def _layout(lines: Window, matcher: Matcher) -> tuple[str, Header, list[Record]]:
    """Choose the delimiter under which the header names most columns."""
    best: tuple[tuple[int, int], str, Header, list[Record]] | None = None
    for delimiter in DELIMITERS:
        records = _start(lines, delimiter)
        header = find_header([r.fields for r in records], matcher)
        if header is None:
            continue
        rank = (header.matched, len(header.names))
        if best is None or rank > best[0]:
            best = (rank, delimiter, header, records)
    assert best is not None, "a file with rows has one that is not blank"
    _, delimiter, header, records = best
    # A table of one column has no delimiter, and its cells may hold any of them.
    return ("" if len(header.names) == 1 else delimiter), header, records


def _resume(lines: Window, record: Record, delimiter: str, width: int) -> int | None:
    """Return where reading goes on after a record that a stray quote made swallow others; None if none did."""
    if record.end - record.first == 1 or (record.closed and len(record.fields) == width):
        return None
    if width == 1:
        return None if record.closed else record.first + 1
    for at in range(record.first + 1, record.end):
        alone = parse_record(_alone(lines[at]), 0, delimiter)
        if alone.closed and len(alone.fields) == width:
            return at
    return None


def _joined(lines: Window, first: int, end: int) -> str:
    return "".join(lines[i] for i in range(first, end))


def _rows(lines: Window, header: Header, start: Record, delimiter: str) -> Iterator[Row | Fault]:
    names, width = header.names, len(header.names)
    at, number = start.end, header.last + 1
    while lines.has(at):
        lines.forget(at)
        record = parse_record(lines, at, delimiter)
        number += 1
        alone = record.closed and record.end == at + 1
        resume = None if alone else _resume(lines, record, delimiter, width)
        if resume is not None or not record.closed:
            at = resume if resume is not None else record.end
            yield Fault(number, QUOTE_RULE, QUOTE_REMEDY, {"整行": _joined(lines, record.first, at)})
            continue
        at = record.end
        fields = record.fields
        if not "".join(fields).strip():
            continue
        if lines.foreign(record.first, at):
            yield Fault(number, ENCODING_RULE, ENCODING_REMEDY, {"整行": _joined(lines, record.first, at)})
            continue
        cells: dict[str, Cell] = dict(zip(names, fields, strict=False))
        if len(fields) > width and any(field.strip() for field in fields[width:]):
            cells |= {f"第{i}列": field for i, field in enumerate(fields[width:], width + 1)}
            yield Fault(number, WIDTH_RULE, WIDTH_REMEDY, cells, f"{len(fields)} 列，表头 {width} 列")
            continue
        if len(fields) < width and not lines.has(at) and not lines[at - 1].endswith(("\n", "\r")):
            yield Fault(number, CUT_RULE, CUT_REMEDY, cells, f"{len(fields)} 列，表头 {width} 列")
            continue
        yield Row(number, cells)


def read_delimited(path: Path, matcher: Matcher) -> list[Sheet]:
    """Read a CSV file.

    Parameters
    ----------
    path : Path
        In UTF-8, UTF-16 or GB18030, with commas, tabs, semicolons or bars.
    matcher : Matcher

    Returns
    -------
    list of Sheet
        One. Lines of another encoding, records with stray quotes and with more fields than the header are faults.
    """
    lines = Window(open_text(path).lines())
    separated = lines.has(0) and _SEP_LINE.fullmatch(lines[0]) is not None
    if separated:
        lines.blank(0)
    delimiter, header, records = _layout(lines, matcher)
    titles = tuple(cell for r in records[int(separated) : header.first] for cell in r.fields if cell.strip())
    rows = _rows(lines, header, records[header.last], delimiter)
    return [Sheet(redact(path.name), redact(path.stem), header.names, rows, titles, formulas=True)]
