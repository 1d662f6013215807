"""Rows that were set aside, corrected and taken in again."""

from __future__ import annotations

import pyarrow as pa
from stores import deliver, prepare

from fanzha.store import Store


def numbers(store: Store) -> list[str]:
    return store.quarantined()["quarantine_id"].to_pylist()


def correct(store: Store, rows: list[tuple[str, str] | str], corrected: list[str], name: str = "rows.xlsx") -> int:
    """Deliver corrected rows, each of which names the row that it corrects."""
    ready = prepare(store, rows, name=name)
    faults = [i for i, row in enumerate(rows) if isinstance(row, str)]
    column = pa.array([corrected[i] for i in faults], pa.string())
    aside = ready.quarantine.append_column("corrects", column)
    return store.commit_shard(
        ready.run, ready.source, ready.shard, ready.scored, ready.known, aside, corrected=corrected
    )


def test_a_corrected_row_is_not_open_any_more(store: Store) -> None:
    deliver(store, [("A1", "x"), "错", "缺"])
    first, second = numbers(store)
    assert correct(store, [("A2", "y")], [first]) == 1
    assert numbers(store) == [second]
    assert len(store.quarantined(open_only=False)) == 2


def test_a_correction_that_is_still_wrong_takes_the_place_of_the_row_and_keeps_its_number(store: Store) -> None:
    deliver(store, ["错"])
    (number,) = numbers(store)
    assert correct(store, ["还错"], [number]) == 1
    assert numbers(store) == [number]
    assert store.quarantined()["rule"].to_pylist() == ["还错"]
    assert correct(store, ["仍错"], [number], "rows2.xlsx") == 1
    assert store.quarantined()["rule"].to_pylist() == ["仍错"]
    assert correct(store, [("A1", "x")], [number], "rows3.xlsx") == 1
    assert numbers(store) == []


def test_only_what_is_named_is_resolved(store: Store) -> None:
    deliver(store, ["错", "缺"])
    before = numbers(store)
    assert correct(store, [("A1", "x")], ["0000000000000000-9"]) == 0
    assert numbers(store) == before


def test_resolving_by_hand_takes_the_number_that_is_shown(store: Store) -> None:
    deliver(store, ["错"])
    (number,) = numbers(store)
    correct(store, ["还错"], [number])
    assert store.resolve_quarantine([number]) == 1
    assert store.resolve_quarantine([number]) == 0
    assert numbers(store) == []


def test_rows_that_need_nothing_are_never_open(store: Store) -> None:
    ready = prepare(store, [("A1", "x"), "合计行不是案件", "错"])
    remedies = pa.array(["无需处理", "改正"])
    column = ready.quarantine.column_names.index("remedy")
    aside = ready.quarantine.set_column(column, ready.quarantine.field("remedy"), remedies)
    ready.with_(quarantine=aside).commit(store)
    assert store.quarantined()["rule"].to_pylist() == ["错"]
    assert store.quarantined(open_only=False)["resolved"].to_pylist() == [True, False]
