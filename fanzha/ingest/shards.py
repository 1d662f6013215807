"""Rows of an input in pieces of equal size, and their passage to another process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from fanzha.ingest.rows import Cell, Fault, Head, Row, Uncomputed

_ROWS: Final = pa.schema(
    [
        pa.field("number", pa.int32()),
        pa.field("cells", pa.list_(pa.string())),
        pa.field("kinds", pa.string()),  # a letter for each cell; null where all are texts
        pa.field("keys", pa.list_(pa.string())),  # null where they are the headers
        pa.field("escaped", pa.string()),  # keys and cells as JSON where they hold half a surrogate pair; else null
        pa.field("fault", pa.list_(pa.string())),  # rule, remedy, value
    ]
)


def _span(text: str) -> timedelta:
    days, seconds, microseconds = map(int, text.split())
    return timedelta(days, seconds, microseconds)


# Kind of cell to its letter, how it is written and how it is read.
_KINDS: Final[dict[type, tuple[str, Callable[[Cell], str | None], Callable[[str], Cell]]]] = {
    str: ("s", str, str),
    type(None): ("n", lambda _: None, lambda _: None),
    int: ("i", str, int),
    float: ("f", repr, float),
    bool: ("b", lambda b: "1" if b else "", bool),
    Decimal: ("d", str, Decimal),
    datetime: ("t", lambda t: t.isoformat(), datetime.fromisoformat),  # type: ignore[union-attr]
    date: ("y", lambda d: d.isoformat(), date.fromisoformat),  # type: ignore[union-attr]
    time: ("c", lambda t: t.isoformat(), time.fromisoformat),  # type: ignore[union-attr]
    timedelta: ("e", lambda e: f"{e.days} {e.seconds} {e.microseconds}", _span),  # type: ignore[union-attr]
    Uncomputed: ("u", lambda u: u.formula, Uncomputed),  # type: ignore[union-attr]
}
_READ: Final[dict[str, Callable[[str], Cell]]] = {letter: read for letter, _, read in _KINDS.values()}


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one sheet that follow each other.

    Attributes
    ----------
    head : Head
    rows : sequence of Row or Fault, or pyarrow.RecordBatch
        A batch holds a column for each header; its rows are numbered from `first`.
    first : int
    """

    head: Head
    rows: Sequence[Row | Fault] | pa.RecordBatch
    first: int = 1

    def __len__(self) -> int:
        return self.rows.num_rows if isinstance(self.rows, pa.RecordBatch) else len(self.rows)

    def __iter__(self) -> Iterator[Row | Fault]:
        if isinstance(self.rows, pa.RecordBatch):
            from fanzha.ingest.readers.parquet import batch_rows

            return batch_rows(self.rows, self.first)
        return iter(self.rows)

    def split(self, count: int) -> tuple[Section, Section]:
        """Return the first rows, as many as there are up to a number, and the others."""
        if isinstance(self.rows, pa.RecordBatch):
            rest = self.rows.slice(count)
            return Section(self.head, self.rows.slice(0, count), self.first), Section(
                self.head, rest, self.first + count
            )
        return Section(self.head, self.rows[:count]), Section(self.head, self.rows[count:])


@dataclass(frozen=True, slots=True)
class RawShard:
    """Rows of an input as they were read.

    Attributes
    ----------
    number : int
        From 0; its rows are those at positions ``number * shard_rows`` and on.
    first_position : int
        Position of its first row: how many rows that are not blank stand before it in the input.
    sections : tuple of Section
    last : bool
        Whether the input ends with it.
    """

    number: int
    first_position: int
    sections: tuple[Section, ...]
    last: bool = False

    def __len__(self) -> int:
        return sum(len(section) for section in self.sections)

    def to_bytes(self) -> bytes:
        """Write the shard: a JSON head behind its length in four bytes, then an Arrow IPC stream for each section."""
        parts = [_stream(section) for section in self.sections]
        about = [
            {"head": asdict(s.head), "first": s.first, "batch": isinstance(s.rows, pa.RecordBatch), "size": len(part)}
            for s, part in zip(self.sections, parts, strict=True)
        ]
        head = json.dumps(
            {"number": self.number, "first": self.first_position, "last": self.last, "sections": about}
        ).encode()
        return b"".join([len(head).to_bytes(4, "big"), head, *parts])

    @classmethod
    def from_bytes(cls, data: bytes) -> RawShard:
        """Read what `to_bytes` wrote."""
        at = 4 + int.from_bytes(data[:4], "big")
        head = json.loads(data[4:at])
        sections = []
        for about in head["sections"]:
            part = pa.py_buffer(memoryview(data)[at : at + about["size"]])
            at += about["size"]
            sections.append(_section(_head(about["head"]), part, about["first"], is_batch=about["batch"]))
        return cls(head["number"], head["first"], tuple(sections), head["last"])


def _head(about: dict[str, Any]) -> Head:
    return Head(about["source"], about["stem"], tuple(about["headers"]), tuple(about["titles"]), about["formulas"])


def _stream(section: Section) -> bytes:
    batch = section.rows if isinstance(section.rows, pa.RecordBatch) else _packed(section)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _packed(section: Section) -> pa.RecordBatch:
    headers = list(section.head.headers)
    columns: dict[str, list[object]] = {field.name: [] for field in _ROWS}
    number, cells, kinds, keys, escaped, fault = (column.append for column in columns.values())
    for row in section.rows:
        values, kind = list(row.cells.values()), None
        if set(map(type, values)) - {str}:
            kind = "".join([_KINDS[type(value)][0] for value in values])
            values = [_KINDS[type(value)][1](value) for value in values]
        names = list(row.cells)
        number(row.number)
        cells(values)
        kinds(kind)
        keys(None if names == headers[: len(names)] else names)
        escaped(None)
        fault([row.rule, row.remedy, row.value] if isinstance(row, Fault) else None)
    try:
        return _batch(columns)
    except UnicodeEncodeError:
        for i, row in enumerate(section.rows):
            text = json.dumps([list(row.cells), columns["cells"][i]])
            if "\\ud" in text:
                columns["escaped"][i], columns["cells"][i], columns["keys"][i] = text, None, None
        return _batch(columns)


def _batch(columns: dict[str, list[object]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(columns[f.name], f.type) for f in _ROWS], schema=_ROWS)


def _section(head: Head, data: pa.Buffer, first: int, *, is_batch: bool) -> Section:
    with pa.ipc.open_stream(data) as stream:
        batch = stream.read_next_batch()
    if is_batch:
        return Section(head, batch, first)
    rows: list[Row | Fault] = []
    headers = head.headers
    for number, texts, kinds, keys, escaped, fault in zip(*(c.to_pylist() for c in batch.columns), strict=True):
        if escaped is not None:
            keys, texts = json.loads(escaped)  # noqa: PLW2901
        if kinds is not None:
            texts = [None if t is None else _READ[k](t) for k, t in zip(kinds, texts, strict=True)]  # noqa: PLW2901
        cells: dict[str, Cell] = dict(zip(headers if keys is None else keys, texts, strict=False))
        rows.append(Row(number, cells) if fault is None else Fault(number, fault[0], fault[1], cells, fault[2]))
    return Section(head, rows, first)


def cut(sections: Iterable[Section], shard_rows: int, start: int = 0) -> Iterator[RawShard]:
    """Cut rows into shards of equal size.

    Parameters
    ----------
    sections : iterable of Section
        All rows of an input, in order.
    shard_rows : int
    start : int
        Number of the first shard that is wanted.

    Yields
    ------
    RawShard
        Of ``shard_rows`` rows each, the last one of as many as are left. None if there are no rows.
    """
    number, held, parts = 0, 0, list[Section]()
    for whole in sections:
        section = whole
        while len(section):
            if held == shard_rows:
                # Only now is it known that more follow.
                if number >= start:
                    yield RawShard(number, number * shard_rows, tuple(parts))
                number, held, parts = number + 1, 0, []
            part, section = section.split(shard_rows - held)
            parts.append(part)
            held += len(part)
    if held and number >= start:
        yield RawShard(number, number * shard_rows, tuple(parts), last=True)
