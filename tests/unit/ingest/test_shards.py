"""Rows in shards: the same rows in the same order, whatever the size, and the same after a passage through bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.ingest.rows import Cell, Fault, Head, Row, Uncomputed
from fanzha.ingest.shards import RawShard, Section, cut

HEADERS = ("甲", "乙", "丙")
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["\ud800", "a\udfffb", "😀", "\0", "=1+1"]),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4).map(Uncomputed),
)
KEYS = st.sampled_from([*HEADERS, "丁", "\udc00", ""])
ROWS = st.builds(
    Row,
    st.integers(1, 2**31 - 1),
    st.one_of(st.dictionaries(KEYS, CELLS), st.fixed_dictionaries(dict.fromkeys(HEADERS, CELLS))),
)
FAULTS = st.builds(
    Fault, st.integers(1, 9), st.just("规则"), st.just("办法"), st.dictionaries(KEYS, CELLS), st.just("三列")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(ROWS, FAULTS), max_size=8), st.integers(0, 9), st.booleans())
def test_a_shard_survives_its_passage(rows: list[Row | Fault], number: int, last: bool) -> None:
    heads = (Head("a.csv", "a", HEADERS, ("题目",), formulas=True), Head("b.csv", "b\udc80", ("\ud800",)))
    shard = RawShard(number, number * 7, tuple(Section(head, rows) for head in heads), last)
    back = RawShard.from_bytes(shard.to_bytes())
    assert (back.number, back.first_position, back.last) == (number, number * 7, last)
    assert [s.head for s in back.sections] == list(heads)
    for section in back.sections:
        found = list(section)
        assert found == rows
        # Equal is not enough: 1, 1.0 and True are.
        kinds = [[(k, type(v)) for k, v in row.cells.items()] for row in found]
        assert kinds == [[(k, type(v)) for k, v in row.cells.items()] for row in rows]


def test_not_a_number_survives_too() -> None:
    shard = RawShard(0, 0, (Section(Head("a", "a", ("甲",)), [Row(1, {"甲": float("nan")})]),))
    (row,) = RawShard.from_bytes(shard.to_bytes()).sections[0]
    assert str(row.cells["甲"]) == "nan"


def test_a_batch_survives_its_passage() -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            "甲": pa.array([Decimal("1.50"), None, Decimal("2.00")]),
            "乙": pa.array([datetime(2026, 1, 2, 3, tzinfo=UTC)] * 3),
            "丙": pa.array(["x", "", None]).dictionary_encode(),
        }
    )
    section = Section(Head("a.parquet", "a", HEADERS), batch.slice(1), 41)
    (back,) = RawShard.from_bytes(RawShard(0, 0, (section,)).to_bytes()).sections
    assert list(back) == list(section)
    assert [row.number for row in back] == [41, 42]


def numbered(count: int) -> list[Row]:
    return [Row(i + 2, {"甲": str(i)}) for i in range(count)]


def flat(shards: list[RawShard]) -> list[Row | Fault]:
    return [row for shard in shards for section in shard.sections for row in section]


@pytest.mark.parametrize("sizes", [[], [0], [10], [3, 4, 5], [1] * 9, [0, 8, 0, 0, 1]])
@pytest.mark.parametrize("shard_rows", [1, 2, 4, 5, 8, 100])
def test_shards_hold_every_row_once(sizes: list[int], shard_rows: int) -> None:
    rows, sections = numbered(sum(sizes)), []
    at = 0
    for size in sizes:
        sections.append(Section(Head("a", "a", ("甲",)), rows[at : at + size]))
        at += size
    shards = list(cut(sections, shard_rows))
    assert flat(shards) == rows
    assert [len(s) for s in shards[:-1]] == [shard_rows] * (len(shards) - 1)
    assert [s.first_position for s in shards] == [i * shard_rows for i in range(len(shards))]
    assert [s.last for s in shards] == [i == len(shards) - 1 for i in range(len(shards))]
    for start in range(len(shards) + 2):
        assert list(cut(sections, shard_rows, start)) == shards[start:]


def test_dates_and_times_of_workbooks_survive() -> None:
    cells: dict[str, Cell] = {"甲": date(2026, 1, 2), "乙": time(3, 4, 5, 6), "丙": -timedelta(days=1, microseconds=1)}
    section = Section(Head("a.xlsx", "a", HEADERS), [Row(2, cells)])
    (row,) = RawShard.from_bytes(RawShard(0, 0, (section,)).to_bytes()).sections[0]
    assert row.cells == cells
