"""Simulated districts for tests that need time to pass."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.corpus.effects import Effect, Trend
from fanzha.corpus.simulator import simulate
from fanzha.drift import MEASURES, Week, judge, measure_vocabulary, together
from fanzha.engines import open_engine
from fanzha.resources import default_model
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


def make_weeks(cases: Sequence[Case], model: Bundle) -> list[Week]:
    """Score cases and count them by week, as the store would."""
    by_week: dict[date, list[str]] = {}
    for day, text in sorted(cases):
        by_week.setdefault(day - timedelta(days=day.weekday()), []).append(text)
    weeks = []
    for start, texts in by_week.items():
        _, decisions = model.predict(texts)
        types = Counter(model.classes[i] for i in decisions.best)
        seen = measure_vocabulary(texts, model.classifier)
        unfamiliar = decisions.reasons.count("unfamiliar")
        weeks.append(Week(start, types, int(decisions.needs_review.sum()), unfamiliar, seen))
    return weeks


def measure(years: int = 20) -> None:
    """Print how often years without drift raise an alarm, and when a planted rise of one type is found."""
    model = bundle.load(default_model())
    levels: Counter[tuple[str, str]] = Counter()
    for seed in range(1, years + 1):
        drift = judge(make_weeks(reports(seed), model), None, model.rule.min_familiarity)
        levels.update((name, w.level_of(name)) for w in drift.weeks for name in MEASURES)
    print("without drift:", {" ".join(key): n for key, n in sorted(levels.items())})
    begin, end = date(2025, 7, 1), date(2025, 12, 30)
    for ratio in (3.0, 5.0, 9.0):
        for seed in (4, 5, 6):
            cases = reports(seed, [Trend(type="loan", first=begin, last=end, rate_ratio_at_end=ratio)])
            drift = judge(make_weeks(cases, model), None, model.rule.min_familiarity)
            last = together([w.week for w in drift.weeks][-5:-1])
            found = [(w.week.start - begin).days // 7 + 1 for w in drift.weeks if w.level_of("mix") == "drift"]
            share = last.types["loan"] / last.n
            print(
                f"loans times {ratio:.0f}, seed {seed}: {share:.0%} in the last four whole weeks; found after {found[:1]} weeks"
            )


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
