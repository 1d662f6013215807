from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
import stores
from districts import keep, reports

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.corpus.effects import Trend
from fanzha.resources import default_model
from fanzha.status import Limits, Status, read_status
from fanzha.store import Store, open_store
from fanzha.store.records import Counts

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # the morning after the first run


@pytest.fixture(scope="module")
def model() -> Bundle:
    return bundle.load(default_model())


def _read(store: Store, model: Bundle | None = None, now: datetime = NOW) -> Status:
    return read_status(store, model, now=now)


def _decide(store: Store, rows: list[tuple[str, str]], content: str | None = None) -> None:
    table = {
        "case_id": [case for case, _ in rows],
        "content_hash": pa.array([content] * len(rows), pa.string()),
        "label": [label for _, label in rows],
        "reviewed_at": pa.array([NOW] * len(rows), pa.timestamp("us", tz="UTC")),
        "note": pa.array([None] * len(rows), pa.string()),
    }
    store.add_reviews(pa.table(table))


def test_a_store_without_a_run_says_so(store: Store, model: Bundle) -> None:
    found = _read(store, model)
    assert found.needs() == ("no_run",)
    assert (found.cases, found.waiting, found.set_aside, found.newest) == (0, 0, 0, None)
    assert found.drift is not None
    assert found.drift.weeks == ()


def test_runs_come_with_their_counts_the_newest_first(store: Store) -> None:
    stores.attempt(store, "done", 0, Counts(10, 6, 2, 1, 1), 1)
    stores.attempt(store, "failed", 1, Counts(4, 4), 2)
    found = _read(store)
    assert [(r.status, r.counts.rows_in) for r in found.runs] == [("failed", 4), ("done", 10)]
    assert found.last_done == datetime(2026, 3, 2, 18, 31, 30, tzinfo=UTC)
    assert found.needs() == ("run_failed",)
    stores.attempt(store, "done", 2, Counts(4, 4), 3)
    assert _read(store).needs() == ()


def test_a_run_whose_process_is_gone_needs_a_person(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path}/s.duckdb"
    with open_store(url) as store:
        stores.attempt(store, "done", 0, number=1)
        stores.attempt(store, "running", 1, number=2)
    with open_store(url, read_only=True) as store:
        found = _read(store)
    assert found.runs[0].status == "lost"
    assert found.needs() == ("run_lost",)


def test_an_old_run_needs_a_person(store: Store) -> None:
    stores.attempt(store, "done")
    at = datetime(2026, 3, 2, 18, 31, 30, tzinfo=UTC)
    assert _read(store, now=at + timedelta(hours=36)).needs() == ()
    assert _read(store, now=at + timedelta(hours=36, seconds=1)).needs() == ("run_old",)
    assert _read(store, now=at + timedelta(hours=3)).needs(Limits(age=timedelta(hours=2))) == ("run_old",)


def test_the_backlog_is_what_nobody_has_reviewed(store: Store) -> None:
    rows = [(f"c{i}", f"案情{i}") for i in range(60)]
    stores.deliver(store, rows)
    current = stores.current(store).to_pylist()
    doubtful = [r for r in current if r["needs_review"]]
    found = _read(store)
    assert (found.cases, found.review, found.waiting) == (60, len(doubtful), len(doubtful))
    assert found.waiting > 5
    for w in found.backlog:
        same = [r for r in doubtful if (r["type"], r["review_reason"]) == (w.type, w.reason)]
        times = [r["reported_at"] for r in same if r["reported_at"]]
        assert (w.n, w.oldest, w.name) == (len(same), min(times, default=None), same[0]["type_name"])
    assert found.newest == max(r["reported_at"] for r in current if r["reported_at"])
    needs = found.needs(Limits(backlog=found.waiting - 1))
    assert "backlog" in needs
    assert "backlog" not in found.needs(Limits(backlog=found.waiting))

    sure = next(r for r in current if not r["needs_review"])
    _decide(store, [(r["case_id"], "loan") for r in (*doubtful[:3], sure)])
    assert (_read(store).waiting, _read(store).reviews) == (len(doubtful) - 3, 4)
    # What was decided of another text of the case says nothing of the new one.
    changed = next(t for i in range(99) if (t := f"改{i}") and int(stores.sha(t + "b1")[:6], 16) % 3 == 0)
    stores.deliver(store, [(doubtful[0]["case_id"], changed)], name="b.csv")
    assert _read(store).waiting == len(doubtful) - 2


def test_rows_set_aside_are_counted_by_rule_until_corrected(store: Store) -> None:
    stores.deliver(store, [("a", "案情"), "规则甲", "规则乙", "规则甲", ("a", "重")])
    assert _read(store).quarantine == (("规则甲", 2), (stores.REPEATED, 1), ("规则乙", 1))
    one = store.quarantined().filter(pa.array([True, False, False, False]))
    store.resolve_quarantine(one["quarantine_id"].to_pylist())
    found = _read(store)
    assert found.set_aside == 3
    assert found.oldest_quarantined is not None


def test_drift_is_read_from_the_store(store: Store, model: Bundle) -> None:
    first, last = date(2025, 10, 20), date(2025, 12, 30)
    cases = reports(4, [Trend(type="loan", first=first, last=last, rate_ratio_at_end=12.0)])
    keep(store, cases, model)
    end = datetime(2025, 12, 31, tzinfo=UTC)
    found = _read(store, model, end)
    assert found.drifted() == ("mix",)
    assert found.needs() == ("drift",)
    assert found.notices == ("far_from_training",)
    assert found.drift is not None
    assert sum(w.week.n for w in found.drift.weeks) == len(cases)
    weeks = [w.week for w in found.drift.weeks]
    assert [w.vocabulary is not None for w in weeks] == [True] * len(weeks)
    assert sum(w.review for w in weeks) == found.review
    near = read_status(store, model, weeks=3, now=end).drift
    assert near is not None
    assert [w.week.vocabulary is not None for w in near.weeks] == [True] * 8 + [False] * (len(weeks) - 11) + [True] * 3
    assert read_status(store, now=end).drift is None


def test_another_model_than_the_one_in_use_is_not_asked(
    store: Store, model: Bundle, toy_bundle: tuple[Path, Bundle]
) -> None:
    keep(store, reports(1, days=100), model)
    found = read_status(store, toy_bundle[1])
    assert found.notices == ("another_model",)
    assert found.drift is not None
    assert found.drift.from_training is None
    assert {w.alone.vocabulary.level for w in found.drift.weeks if w.week.n >= 30} == {"unknown"}
    assert [w.alone.review.level for w in found.drift.weeks][8:-1] == ["ok"] * (len(found.drift.weeks) - 9)
