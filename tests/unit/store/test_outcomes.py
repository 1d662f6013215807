"""What is done with each row, and which version of a case is the newest."""

from __future__ import annotations

import pytest
from stores import REPEATED, current, deliver, everything, prepare, texts

from fanzha.store import Store
from fanzha.store.base import DUPLICATE, KNOWN, NEW, RESCORE

ONE, TWO, THREE = ("A1", "第一"), ("A2", "第二"), ("A3", "第三")


def test_each_outcome(store: Store) -> None:
    assert deliver(store, [ONE, TWO]) == [NEW, NEW]
    again = [ONE, ("A2", "改过"), THREE, ("A3", "又一")]
    assert deliver(store, again, name="b.csv") == [KNOWN, NEW, NEW, DUPLICATE]
    assert deliver(store, again, name="b.csv", bundle="b2") == [RESCORE, RESCORE, RESCORE, DUPLICATE]
    assert deliver(store, again, name="b.csv", config="c2") == [RESCORE, RESCORE, RESCORE, DUPLICATE]
    assert deliver(store, [ONE], name="c.csv", bundle="b2") == [KNOWN]


def test_a_key_is_scored_once(store: Store) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        for bundle in ("b1", "b2"):
            deliver(store, [ONE, TWO, THREE], name=name, bundle=bundle)
    count = store.sql("SELECT COUNT(*) AS n, COUNT(DISTINCT sequence) AS s, MAX(sequence) AS m FROM scores").to_pylist()
    assert count == [{"n": 6, "s": 6, "m": 6}]
    assert store.sql("SELECT COUNT(*) AS n FROM cases")["n"].to_pylist() == [3]


@pytest.mark.parametrize("shard_rows", [1, 2, 3, 5, 100])
def test_the_first_row_of_a_case_counts_wherever_shards_are_cut(store: Store, shard_rows: int) -> None:
    rows = [ONE, "行有错", ("A1", "重复"), TWO, ("A1", "第一"), ("A2", "第二")]
    assert deliver(store, rows, shard_rows=shard_rows) == [NEW, DUPLICATE, NEW, DUPLICATE, DUPLICATE]
    assert texts(store) == {"A1": "第一", "A2": "第二"}
    aside = store.quarantined()
    assert aside["rule"].to_pylist() == ["行有错", REPEATED, REPEATED, REPEATED]
    assert store.sql("SELECT position FROM quarantine ORDER BY 1")["position"].to_pylist() == [1, 2, 4, 5]


def test_rows_stay_repeated_in_an_old_input_after_a_newer_one(store: Store) -> None:
    """The pointer to the newest version speaks of the newer input then; the old one must still know its own rows."""
    old = [ONE, TWO, ("A1", "重复")]
    first = prepare(store, old[:2], 0, shard_rows=2, last=False)
    first.commit(store)
    deliver(store, [("A1", "更新")], name="b.csv")
    assert deliver(store, old, shard_rows=2) == [DUPLICATE]  # goes on with the second shard
    assert deliver(store, old, shard_rows=2, bundle="b2") == [RESCORE, RESCORE, DUPLICATE]
    assert deliver(store, old, shard_rows=1, bundle="b3") == [RESCORE, RESCORE, DUPLICATE]
    assert texts(store) == {"A1": "更新", "A2": "第二"}


def test_a_row_read_anew_by_another_configuration_is_judged_by_itself(store: Store) -> None:
    """Under the first configuration the first row is not a case, so the second one is no repetition; under the other it is."""
    assert deliver(store, ["列没有认出", ONE, TWO]) == [NEW, NEW]
    assert deliver(store, [("A1", "先来"), ONE, TWO], config="c2") == [NEW, DUPLICATE, RESCORE]
    assert texts(store)["A1"] == "先来"
    assert deliver(store, ["列没有认出", ONE, TWO], bundle="b2") == [RESCORE, RESCORE]
    assert texts(store)["A1"] == "第一"


def test_a_newer_delivery_supersedes_and_an_old_one_never_comes_back(store: Store) -> None:
    old, new = [ONE, TWO], [("A1", "更正后")]
    deliver(store, old, name="old.csv")
    deliver(store, new, name="new.csv")
    assert texts(store) == {"A1": "更正后", "A2": "第二"}
    deliver(store, old, name="old.csv", bundle="b2")
    assert texts(store) == {"A1": "更正后", "A2": "第二"}
    rows = {row["case_id"]: row["model_version"] for row in current(store).to_pylist()}
    assert rows == {"A1": "toy-b1", "A2": "toy-b2"}  # the old text's new score is kept, and not shown
    assert store.sql("SELECT COUNT(*) AS n FROM scores WHERE case_id = %s", ("A1",))["n"].to_pylist() == [3]
    deliver(store, new, name="new.csv", bundle="b2")
    assert {row["model_version"] for row in current(store).to_pylist()} == {"toy-b2"}


def test_a_case_that_returns_to_an_earlier_text_is_that_text_again(store: Store) -> None:
    deliver(store, [ONE], name="1.csv")
    deliver(store, [("A1", "别的")], name="2.csv")
    assert deliver(store, [ONE], name="3.csv") == [KNOWN]
    assert texts(store) == {"A1": "第一"}
    assert store.sql("SELECT delivery FROM latest")["delivery"].to_pylist() == [3]


def test_deliveries_count_up_at_the_first_commit(store: Store) -> None:
    prepare(store, [ONE], name="b.csv")  # looked at, not committed
    deliver(store, [ONE], name="a.csv")
    deliver(store, [ONE, TWO], name="b.csv", shard_rows=1)
    deliver(store, [ONE], name="a.csv", bundle="b2")
    inputs = store.sql("SELECT name, delivery FROM inputs ORDER BY delivery").to_pylist()
    assert inputs == [{"name": "a.csv", "delivery": 1}, {"name": "b.csv", "delivery": 2}]


def test_no_rows_are_a_shard_too(store: Store) -> None:
    assert deliver(store, []) == []
    assert len(store.committed(prepare(store, []).shard.key)) == 1
    assert current(store).num_rows == 0


def test_outcomes_come_in_the_order_of_the_rows(store: Store) -> None:
    rows = [(f"A{i}", f"第{i}") for i in range(50)]
    deliver(store, rows[::2])
    table = prepare(store, rows, name="b.csv").outcomes
    assert table == [KNOWN if i % 2 == 0 else NEW for i in range(50)]
    # Positions need not ascend: the smaller one is first.
    made = prepare(store, [("B", "甲"), ("B", "乙")], name="c.csv")
    assert made.outcomes == [NEW, DUPLICATE]
    key = made.shard.key
    turned = made.scored.select(["case_id", "content_hash", "position"]).take([0, 0])
    turned = turned.set_column(2, "position", [[7, 3]])
    assert store.classify(turned, key).to_pylist() == [DUPLICATE, NEW]


def test_classifying_changes_nothing(store: Store) -> None:
    deliver(store, [ONE, "错"])
    before = everything(store)
    prepare(store, [ONE, TWO, ("A1", "x")], name="b.csv", bundle="b2")
    assert everything(store) == before
