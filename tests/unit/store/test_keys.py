"""Content hashes: one canonical form, whatever Arrow makes of the columns."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import cases

from fanzha.errors import StoreError
from fanzha.schema import CASE
from fanzha.store.keys import CONTENT, config_hash, content_hashes, new_run_id

ROWS = [(f"A{i}", f"第{i}人被骗") for i in range(40)]


def one(**changes: object) -> pa.Table:
    row: dict[str, object] = (
        dict.fromkeys(CASE.names) | {"case_id": "1", "text": "x", "source": "s", "row": 2} | changes
    )
    return pa.Table.from_pylist([row], schema=CASE)


def test_the_encoding_is_the_documented_one() -> None:
    table = one(
        text="甲a",
        reported_at=datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC),
        reported_on=date(2026, 3, 1),
        victim_age=70,
        victim_sex="",
        loss_yuan=Decimal("1234.5"),
        repeat_victim=False,
        delay_minutes=90,
    )
    encoded = "4:甲a10:177233790610:2026-03-01-2:700:-7:1234.50---------2:905:false-----"
    assert content_hashes(table).to_pylist() == [
        hashlib.sha256(("fanzha case content 2\n" + encoded).encode()).hexdigest()
    ]


def test_every_column_but_identity_and_place_counts() -> None:
    assert set(CASE.names) - set(CONTENT) == {"case_id", "source", "row"}
    plain = content_hashes(one())[0]
    values = {
        "text": "y",
        "reported_at": datetime(2026, 1, 1, tzinfo=UTC),
        "reported_on": date(2026, 1, 1),
        "occurred_on": date(2026, 1, 1),
        "victim_age": 3,
        "loss_yuan": Decimal("0.01"),
        "occurred_at": datetime(2026, 1, 1, tzinfo=UTC),
        "paid_yuan": Decimal("0.01"),
        "returned_yuan": Decimal("0.01"),
        "stopped_yuan": Decimal("0.01"),
        "delay_minutes": 3,
        "repeat_victim": False,
    }
    changed = {content_hashes(one(**{name: values.get(name, "z")}))[0].as_py() for name in CONTENT}
    assert len(changed) == len(CONTENT)
    assert plain.as_py() not in changed
    assert content_hashes(one(case_id="2", source="t", row=9))[0] == plain


def test_null_is_not_empty_and_neighbours_do_not_run_together() -> None:
    made = [
        one(),
        one(occupation=""),
        one(area="-"),
        one(area="a", street="b"),
        one(area="ab", street=""),
        one(area="ab"),
        one(area="a1:b"),
        one(street="ab"),
    ]
    assert len({content_hashes(table)[0].as_py() for table in made}) == len(made)


@given(st.lists(st.integers(0, 40), max_size=6), st.booleans(), st.booleans(), st.integers(0, 39))
def test_chunks_dictionaries_and_slices_do_not_matter(cuts: list[int], coded: bool, large: bool, skip: int) -> None:
    table = cases(ROWS)
    plain = content_hashes(table).to_pylist()
    edges = [0, *sorted(cuts), len(ROWS)]
    table = pa.concat_tables([table.slice(a, b - a) for a, b in pairwise(edges)])
    for i, name in enumerate(table.column_names):
        column = table[name]
        if pa.types.is_string(column.type) and coded:
            table = table.set_column(i, name, column.dictionary_encode())
        elif pa.types.is_string(column.type) and large:
            table = table.set_column(i, name, column.cast(pa.large_string()))
    table = table.select(table.column_names[::-1])
    assert content_hashes(table).to_pylist() == plain
    assert content_hashes(table.slice(skip)).to_pylist() == plain[skip:]


def test_no_cases_have_no_hashes() -> None:
    assert content_hashes(CASE.empty_table()).to_pylist() == []
    assert content_hashes(pa.Table.from_batches([], schema=CASE)).type == pa.string()


def test_what_is_no_table_of_cases_is_refused() -> None:
    with pytest.raises(StoreError, match=r"every column.*no text"):
        content_hashes(one().drop_columns(["text"]))
    table = one()
    wrong = table.set_column(table.column_names.index("victim_age"), "victim_age", pa.array(["geheim"]))
    with pytest.raises(StoreError) as caught:
        content_hashes(wrong)
    assert "geheim" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_configuration_hash_follows_its_parts() -> None:
    plain = config_hash({"text": ["案情", "内容"], "max_chars": 5}, 1)
    assert len(plain) == 64
    assert plain == config_hash({"max_chars": 5, "text": ["案情", "内容"]}, 1)
    others = [config_hash({"text": ["内容", "案情"], "max_chars": 5}, 1), config_hash({"text": ["案情"]}, 1)]
    assert len({plain, *others, config_hash({"text": ["案情", "内容"], "max_chars": 5}, 2)}) == 4


def test_run_names_differ_and_sort_by_time() -> None:
    names = [new_run_id() for _ in range(50)]
    assert len(set(names)) == 50
    assert [n[:16] for n in names] == sorted(n[:16] for n in names)
