"""CSV as it comes out of police systems and Excel: several encodings and delimiters, broken lines and all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from fanzha.errors import InputError
from fanzha.ingest.rows import RawTable, Row

_BOMS = [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
_BROKEN = "\ue000"  # private use: marks a line that no encoding reads


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes) -> str:
    """Decode a file that may be UTF-8, UTF-16 or GB18030; where it mixes them, line by line.

    A line that is neither UTF-8 nor GB18030 is marked, so that it alone is set aside.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    # ASCII text in UTF-16 without a mark: every second byte is nil.
    if len(data) >= 8 and data[1:64:2].count(0) > len(data[1:64:2]) * 0.6:
        return data.decode("utf-16-le", "replace")
    for encoding in ("utf-8", "gb18030"):
        if _decodes(data, encoding):
            return data.decode(encoding)
    lines = []
    for line in data.split(b"\n"):
        encoding = next((e for e in ("utf-8", "gb18030") if _decodes(line, e)), "")
        lines.append(line.decode(encoding) if encoding else _BROKEN + line.decode("latin-1"))
    return "\n".join(lines)


def _delimiter(head: str) -> str:
    line = next((one for one in head.splitlines() if one.strip()), "")
    return max(",\t;|，", key=lambda d: (line.count(d), d == ","))


def read_delimited(path: Path) -> RawTable:
    """Read a CSV file.

    Raises
    ------
    InputError
        If the file is empty.
    """
    text = decode(path.read_bytes())
    if not text.strip("\ufeff \t\r\n\x00"):
        raise InputError("a file must hold a header and rows", f"nothing in {path.name}", "give another file")
    text = text.removeprefix("\ufeff")
    csv.field_size_limit(2**31 - 1)  # a huge cell is the row's problem, not the reader's
    # NUL is how some systems pad fields; the csv module of older Pythons stops at it.
    reader = csv.reader(io.StringIO(text.replace("\x00", "\u2400"), newline=""), delimiter=_delimiter(text[:20_000]))

    def rows() -> Iterator[Row]:
        before = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                before = reader.line_num
                yield Row(before, [], "a line must be readable as CSV")
                continue
            number, before = before + 1, reader.line_num
            cells = [c.replace("\u2400", "\x00") for c in cells]
            problem = "a line must be UTF-8 or GB18030" if any(_BROKEN in c for c in cells) else ""
            row = Row(number, [c.replace(_BROKEN, "") for c in cells], problem)
            if not row.blank:
                yield row

    stream = rows()
    first = next(stream, None)
    return RawTable(path.name, first.cells if first else [], stream)
