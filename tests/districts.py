"""Simulated districts for tests that need time to pass."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from fanzha.bundle import Bundle
from fanzha.corpus.effects import Effect
from fanzha.corpus.simulator import simulate
from fanzha.engines import open_engine
from fanzha.schema import CASE, QUARANTINE
from fanzha.score import score_cases
from fanzha.store import Store
from fanzha.store.committing import KEYS
from fanzha.store.keys import content_hashes
from fanzha.store.records import Counts, InputRecord, RunRecord, ShardKey, ShardRecord

Case = tuple[date, str]  # day of the report, text


def reports(seed: int, effects: Sequence[Effect] = (), days: int = 364) -> list[Case]:
    made = simulate(days, seed, effects=effects)
    facts = made.truth["cases"]
    return [(date.fromisoformat(facts[r["案件编号"]]["reported_on"]), r["简要案情"]) for r in made.rows]


def keep(store: Store, cases: Sequence[Case], model: Bundle) -> None:
    """Score cases and commit them as one shard of one run that is done."""
    rows = [
        {
            "case_id": f"QH{i:06d}",
            "text": text,
            "reported_at": datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
            "reported_on": day,
            "source": "district.csv",
            "row": i + 2,
        }
        for i, (day, text) in enumerate(cases)
    ]
    table = score_cases(pa.Table.from_pylist(rows, schema=CASE), model, open_engine("local"))
    table = table.append_column("content_hash", content_hashes(table))
    table = table.append_column("position", pa.array(range(len(rows)), pa.int64()))
    review = sum(table.column("needs_review").to_pylist())
    counts = Counts(len(rows), len(rows) - review, review)
    newest = max((day for day, _ in cases), default=date(2025, 1, 1))
    start = datetime(newest.year, newest.month, newest.day, 18, tzinfo=UTC)
    run = RunRecord("20250101T000000Z-0000abcd", "local", "ab" * 32, model.version, "cd" * 32, start)
    key = ShardKey("ef" * 32, run.bundle_hash, run.config_hash, 1_000_000)
    known, aside = table.slice(0, 0).select(KEYS.names), pa.schema([*QUARANTINE, KEYS.field("position")]).empty_table()
    store.begin_run(run)
    shard = ShardRecord(key, counts, "file:///out", last=True)
    store.commit_shard(run, InputRecord(key.input_hash, "district.csv", 1), shard, table, known, aside)
    ended = start + timedelta(seconds=len(rows) / 100)
    store.end_run(replace(run, ended_at=ended, status="done", counts=counts, seconds=len(rows) / 100))
