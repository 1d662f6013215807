"""Commits: counts that must add up, things kept once, what is read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from stores import DAY, a_run, aside, cases, current, deliver, everything, prepare, scored, sha

from fanzha.errors import StoreBusyError, StoreError
from fanzha.schema import QUARANTINE, SCORED
from fanzha.store import Store, open_store
from fanzha.store.committing import CURRENT
from fanzha.store.records import Counts, OutputFile

ROWS = [(f"A{i}", f'第{i}人\'被\n骗\t"x" 🧧') for i in range(30)]


def test_what_was_committed_comes_back_as_it_was(store: Store) -> None:
    deliver(store, ROWS)
    table = current(store)
    assert table.schema.equals(CURRENT, check_metadata=True)
    assert pa.schema(list(table.schema)[:-1]).equals(SCORED)
    wanted = scored(ROWS, range(30)).select(CURRENT.names).to_pylist()
    wanted.sort(key=lambda r: (r["reported_on"] is None, r["reported_on"] or DAY, r["case_id"]))
    assert table.to_pylist() == wanted
    view = store.sql("SELECT * FROM current_scores ORDER BY reported_on NULLS LAST, case_id")
    assert view.select(CURRENT.names).cast(CURRENT).equals(table)
    assert set(view.column_names) == set(CURRENT.names)
    empty = [r for r in wanted if r["reported_on"] is None]
    assert 0 < len(empty) < 30
    assert {type(r["prediction_set"]) for r in table.to_pylist()} == {list}
    assert {len(r["prediction_set"]) for r in wanted} == {0, 1, 2, 4}


def test_a_period_is_read_by_day(store: Store) -> None:
    deliver(store, ROWS)
    days = [r["reported_on"] for r in cases(ROWS).to_pylist() if r["reported_on"]]
    middle = DAY + timedelta(days=3)

    def read(**bounds: date) -> list[date]:
        return current(store, **bounds)["reported_on"].to_pylist()

    assert read(since=middle) == sorted(d for d in days if d >= middle)
    assert read(until=middle) == sorted(d for d in days if d <= middle)
    assert read(since=middle, until=middle) == [d for d in days if d == middle]
    assert read(since=DAY + timedelta(days=99)) == []


def test_the_store_can_be_used_while_its_cases_are_read(store: Store) -> None:
    deliver(store, ROWS)
    batches = store.current()
    first = next(batches)
    deliver(store, [("Z", "新")], name="b.csv")
    assert first.num_rows + sum(b.num_rows for b in batches) in {30, 31}
    store.current()  # never read
    half = store.current()
    next(half)
    half.close()
    assert current(store).num_rows == 31


def test_shards_are_known_by_their_key(store: Store) -> None:
    deliver(store, [*ROWS[:5], "错"], shard_rows=4)
    key = prepare(store, [], shard_rows=4).shard.key
    done = store.committed(replace(key, number=7))
    assert list(done) == [0, 1]
    assert [done[n].key.number for n in done] == [0, 1]
    assert [done[n].last for n in done] == [False, True]
    assert sum((s.counts for s in done.values()), Counts()).rows_in == 6
    assert done[1].counts.quarantined == 1
    assert done[0].files == (OutputFile("day=2026-03-01/part-a.csv-b1-0.parquet", 4, 100, sha("f")),)
    assert done[0].output == "file:///out"
    for other in ("input_hash", "bundle_hash", "config_hash"):
        assert store.committed(replace(key, **{other: sha("other")})) == {}
    assert store.committed(replace(key, shard_rows=5)) == {}


def test_files_are_listed_by_output_folder(store: Store) -> None:
    deliver(store, ROWS[:4], shard_rows=2)
    made = prepare(store, ROWS[4:6], name="b.csv")
    made.with_(shard=replace(made.shard, output="file:///other")).commit(store)
    table = store.files("file:///out")
    assert table["path"].to_pylist() == [f"day=2026-03-01/part-a.csv-b1-{n}.parquet" for n in (0, 1)]
    assert table.column_names == ["path", "rows", "bytes", "sha256"]
    assert table["rows"].to_pylist() == [2, 2]
    assert store.files("file:///other").num_rows == 1
    assert store.files("file:///none").num_rows == 0


@pytest.mark.parametrize("name", ["rows_in", "scored", "review", "quarantined", "unchanged"])
def test_counts_that_are_off_are_refused(store: Store, name: str) -> None:
    deliver(store, ROWS[:3])
    before = everything(store)
    made = prepare(store, [*ROWS[:9], "错"], name="b.csv")
    counts = made.shard.counts
    assert min(counts.scored, counts.review, counts.quarantined, counts.unchanged) > 0
    for step in (-1, 1):
        wrong = replace(counts, **{name: getattr(counts, name) + step})
        with pytest.raises(StoreError, match="rows in must be"):
            made.with_(shard=replace(made.shard, counts=wrong)).commit(store)
        if name != "rows_in":  # rows in fit, the tables do not
            wrong = replace(wrong, rows_in=wrong.rows_in + step)
            assert wrong.complete
            with pytest.raises(StoreError, match="rows in must be"):
                made.with_(shard=replace(made.shard, counts=wrong)).commit(store)
    assert everything(store) == before
    made.commit(store)


def test_a_shard_is_committed_once(store: Store) -> None:
    made = prepare(store, ROWS[:3])
    made.commit(store)
    before = everything(store)
    with pytest.raises(StoreError, match="committed once"):
        made.commit(store)
    empty = prepare(store, [])
    with pytest.raises(StoreError, match="committed once"):
        empty.commit(store)
    assert everything(store) == before


def test_rows_classified_before_another_commit_are_refused(store: Store) -> None:
    stale = prepare(store, ROWS[:3], name="b.csv")
    deliver(store, ROWS[2:4])
    before = everything(store)
    with pytest.raises(StoreError, match="1 rows of another outcome"):
        stale.commit(store)
    unknown = prepare(store, ROWS[:2], name="c.csv")
    lie = unknown.with_(
        known=unknown.scored.select(["case_id", "content_hash", "position"]),
        scored=unknown.scored.slice(0, 0),
        shard=replace(unknown.shard, counts=Counts(rows_in=2, unchanged=2)),
    )
    with pytest.raises(StoreError, match="2 rows of another outcome"):
        lie.commit(store)
    assert everything(store) == before


def test_rows_that_are_not_of_the_schema_are_refused(store: Store) -> None:
    made = prepare(store, ROWS[:3])
    with pytest.raises(StoreError, match="no content_hash"):
        made.with_(scored=made.scored.drop_columns(["content_hash"])).commit(store)
    twice = made.scored.set_column(made.scored.column_names.index("position"), "position", pa.array([0, 1, 1]))
    with pytest.raises(StoreError, match="position twice"):
        made.with_(scored=twice).commit(store)
    nulls = made.scored.set_column(1, pa.field("text", pa.string()), pa.array(["秘密", None, "x"]))
    with pytest.raises(StoreError, match="must fit their schema") as caught:
        made.with_(scored=nulls).commit(store)
    assert "秘密" not in str(caught.value)
    with pytest.raises(StoreError, match="belong to its run"):
        made.with_(run=a_run("b2")).commit(store)
    assert current(store).num_rows == 0


def test_columns_in_another_order_and_dictionaries_are_taken(store: Store) -> None:
    made = prepare(store, ROWS[:5])
    coded = made.scored.select(made.scored.column_names[::-1])
    at = coded.column_names.index("type")
    made.with_(scored=coded.set_column(at, "type", coded["type"].dictionary_encode())).commit(store)
    assert current(store).num_rows == 5


def test_rows_set_aside_are_kept_once(store: Store) -> None:
    rows = [ROWS[0], "规则甲", ROWS[1], "规则乙"]
    deliver(store, rows)
    first = store.quarantined(open_only=False)
    assert first.schema.names == [*QUARANTINE.names, "quarantine_id", "resolved"]
    assert first.drop_columns(["quarantine_id", "resolved"]).to_pylist() == [
        {k: v for k, v in row.items() if k != "position"} for row in aside({1: "规则甲", 3: "规则乙"}).to_pylist()
    ]
    deliver(store, rows, bundle="b2")
    deliver(store, rows, shard_rows=1)
    assert store.quarantined(open_only=False).equals(first)
    deliver(store, rows, name="b.csv")  # another input's rows are others
    ids = store.quarantined()["quarantine_id"].to_pylist()
    assert len(set(ids)) == 4


def test_corrected_rows_are_resolved(store: Store) -> None:
    deliver(store, [ROWS[0], "规则甲", "规则乙"])
    one, two = store.quarantined()["quarantine_id"].to_pylist()
    assert store.resolve_quarantine([one, one, "unknown"]) == 1
    assert store.resolve_quarantine([one]) == 0
    assert store.resolve_quarantine([]) == 0
    assert store.quarantined()["quarantine_id"].to_pylist() == [two]
    assert store.quarantined(open_only=False)["resolved"].to_pylist() == [True, False]
    deliver(store, [ROWS[0], "规则甲", "规则乙"], bundle="b2")  # set aside again: it stays resolved
    assert store.quarantined()["quarantine_id"].to_pylist() == [two]
    deliver(store, [ROWS[0], ROWS[1], ROWS[2]], config="c2")  # other column names read the rows by now
    assert store.quarantined().num_rows == 0


def test_runs_are_noted(store: Store) -> None:
    first = replace(a_run(run_id="r1"), started_at=datetime(2026, 3, 1, 1, 2, 3, 456789, tzinfo=UTC))
    store.begin_run(first)
    assert store.runs() == [first]
    second = replace(a_run(run_id="r2"), started_at=datetime(2026, 3, 2, tzinfo=UTC))
    store.begin_run(second)
    assert [r.status for r in store.runs()] == ["running", "lost"]
    ended = replace(
        second,
        ended_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        status="done",
        counts=Counts(10, 4, 3, 2, 1),
        seconds=1.25,
        detail="规则",
    )
    store.end_run(ended)
    assert store.runs(limit=1) == [ended]
    assert [r.run_id for r in store.runs()] == ["r2", "r1"]
    with pytest.raises(StoreError, match="must begin"):
        store.end_run(replace(ended, run_id="r3"))
    with pytest.raises(StoreError, match="rows in must be"):
        store.end_run(replace(ended, counts=Counts(10, 4, 3, 2, 2)))
    assert store.runs(limit=1) == [ended]


def test_reviews_stay_with_the_text_that_they_speak_of(store: Store) -> None:
    deliver(store, [("A1", "旧"), ("A2", "二")])
    old = store.sql("SELECT content_hash FROM latest WHERE case_id = 'A1'")["content_hash"][0].as_py()
    when = datetime(2026, 3, 3, 1, 2, 3, tzinfo=UTC)

    def reviews(*rows: tuple[str, str | None, str, str | None]) -> pa.Table:
        columns = zip(*rows, strict=True) if rows else ((), (), (), ())
        case_id, content_hash, label, note = (pa.array(c, pa.string()) for c in columns)
        at = pa.array([when] * len(rows), pa.timestamp("s", tz="UTC"))
        return pa.table(
            {"case_id": case_id, "content_hash": content_hash, "label": label, "reviewed_at": at, "note": note}
        )

    first = reviews(("A1", None, "loan", None), ("A2", None, "benign", "注"), ("A1", None, "loan", None))
    assert store.add_reviews(first) == 2
    deliver(store, [("A1", "新")], name="b.csv")
    assert store.add_reviews(first) == 0
    assert store.add_reviews(reviews(("A1", old, "loan", None))) == 0
    assert store.add_reviews(reviews(("A1", old, "loan", ""), ("A1", None, "other", None))) == 2
    assert store.add_reviews(reviews()) == 0
    table = store.reviews()
    assert table.column_names == ["case_id", "content_hash", "label", "reviewed_at", "note", "text"]
    found = sorted((r["case_id"], r["label"], r["note"] or "-", r["text"]) for r in table.to_pylist())
    assert found == [
        ("A1", "loan", "-", "旧"),
        ("A1", "loan", "-", "旧"),
        ("A1", "other", "-", "新"),
        ("A2", "benign", "注", "二"),
    ]
    assert {r["note"] for r in table.to_pylist()} == {None, "", "注"}
    assert set(table["reviewed_at"].to_pylist()) == {when}
    before = everything(store)
    for wrong in (("A9", None, "loan", None), ("A2", old, "loan", None), ("A1", "", "loan", None)):
        with pytest.raises(StoreError, match=r"must be of a case.*found 1 others"):
            store.add_reviews(reviews(("A2", None, "loan", None), wrong))
    assert everything(store) == before


def test_queries_only_read(store: Store) -> None:
    deliver(store, ROWS)
    before = everything(store)
    table = store.sql(
        "SELECT COUNT(*) AS n, SUM(victim_age) AS years, SUM(loss_yuan) AS lost, MIN(reported_on) AS first,"
        " MAX(reported_at) AS last, bool_or(needs_review) AS any FROM current_scores WHERE type <> %s AND area LIKE '%%所'",
        ("none",),
    )
    assert [str(f.type) for f in table.schema][:2] == ["int64", "int64"]
    assert str(table.schema.field("last").type) == "timestamp[us, tz=UTC]"
    assert str(table.schema.field("first").type) == "date32[day]"
    mine = [r for r in cases(ROWS).to_pylist() if (r["area"] or "").endswith("所")]
    assert table["n"].to_pylist() == [len(mine)]
    assert table["lost"].to_pylist() == [sum(r["loss_yuan"] for r in mine if r["loss_yuan"] is not None)]
    assert store.sql("SELECT 1 AS one WHERE '%' = '%'").to_pylist() == [{"one": 1}]
    for writing in ("DELETE FROM cases", "UPDATE latest SET delivery = 9", "DROP TABLE runs"):
        with pytest.raises(StoreError):
            store.sql(writing)
    with pytest.raises(StoreError):
        store.sql("SELECT nonsense FROM nowhere")
    assert everything(store) == before


def test_a_store_that_is_opened_again_goes_on(url: str) -> None:
    with open_store(url) as store:
        deliver(store, ROWS[:10], shard_rows=3)
        before = everything(store)
    with open_store(url) as store:
        assert everything(store) == before
        assert deliver(store, ROWS[:10], shard_rows=3) == []
        deliver(store, ROWS[8:12], name="b.csv")
    with open_store(url, read_only=True) as store:
        assert current(store).num_rows == 12
        for change in (
            lambda: store.begin_run(a_run()),
            lambda: prepare(store, ROWS[:1], bundle="b9"),
            lambda: store.resolve_quarantine([]),
        ):
            with pytest.raises(StoreError, match="opened for writing"):
                change()
    store.close()


def test_closed_stores_refuse(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError):
        store.runs()


def test_one_writer_at_a_time(url: str) -> None:
    with open_store(url) as one, open_store(url) as two:
        with one.writer(), one.writer():
            with pytest.raises(StoreBusyError), two.writer():
                pass
            made = prepare(two, ROWS[:1])
            with pytest.raises(StoreBusyError):
                made.commit(two)
            with pytest.raises(StoreBusyError):
                two.begin_run(a_run())
            one.begin_run(a_run())
        with two.writer():
            made.commit(two)
        assert current(one).num_rows == 1


def test_many_rows_at_once(store: Store) -> None:
    rows = [(f"A{i:06d}", "同") for i in range(20_000)]
    table = scored(rows[:1], [0])
    n = len(rows)
    table = table.take(np.zeros(n, dtype=np.int64)).set_column(
        0, SCORED.field("case_id"), pa.array([r[0] for r in rows])
    )
    table = table.set_column(table.num_columns - 1, "position", pa.array(range(n), pa.int64()))
    made = prepare(store, [], shard_rows=n)
    review = n if table["needs_review"][0].as_py() else 0
    shard = replace(made.shard, counts=Counts(n, n - review, review))
    made.with_(scored=table, shard=shard).commit(store)
    assert sum(batch.num_rows for batch in store.current()) == n
    assert set(store.classify(table.select(["case_id", "content_hash", "position"]), shard.key).to_pylist()) == {2}
