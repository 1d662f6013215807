"""CSV at the level of cells."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.ingest.encoding import decode_lines
from fanzha.ingest.readers.delimited import read_delimited
from fanzha.ingest.rows import Row

HEADERS = ("甲", "乙", "丙")
CELL = st.text(
    st.one_of(
        st.sampled_from("\",;\t|\n\r '=\\"), st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
    ),
    max_size=12,
)


class Named:
    """Knows exactly the headers of this test."""

    def field(self, header: str) -> str | None:
        return header if header in HEADERS else None

    def foreign(self, header: str) -> bool:
        return False


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=6),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\r\n", "\n"]),
)
def test_what_csv_writes_is_read_back(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str, end: str
) -> None:
    out = io.StringIO(newline="")
    # With \n for line ends, Python before 3.13 leaves cells with \r unquoted.
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([HEADERS, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        (sheet,) = read_delimited(path, Named())
        found = list(sheet.rows)
    assert all(isinstance(row, Row) for row in found)
    kept = [(i, row) for i, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    assert [(r.number, tuple(r.cells[h] for h in HEADERS)) for r in found] == kept


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_become_lines(data: bytes) -> None:
    lines = decode_lines(data)
    assert all(0 <= i < len(lines.texts) for i in lines.foreign)
    "".join(lines.texts).encode("utf-8", "surrogatepass")


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('甲乙",\n\r ab1'), max_size=60))
def test_no_character_is_lost_whatever_the_quotes(body: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(("甲,乙,丙\n" + body).encode())
        (sheet,) = read_delimited(path, Named())
        found = "".join(str(cell) for row in sheet.rows for cell in row.cells.values())
    for letter in "甲乙ab1":
        assert found.count(letter) == body.count(letter)


def test_encoding_is_told_by_most_lines() -> None:
    gb = decode_lines("编号,案情\n1,联通客服诈骗\n2,联通\n".encode("gb18030"))
    assert (gb.encoding, gb.foreign) == ("gb18030", frozenset())
    assert gb.texts[2] == "2,联通\n"


def test_rare_characters_of_gb18030() -> None:
    assert decode_lines("案情\n㐀𠀀\n".encode("gb18030")).texts[1] == "㐀𠀀\n"
