"""A small job on invented cases, for the tests of the store: it classifies and commits as the real one does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from fanzha.schema import CASE, LIFE_STAGES, OUTCOMES, QUARANTINE, SCORED
from fanzha.store import Store
from fanzha.store.base import DUPLICATE, KNOWN
from fanzha.store.committing import KEYS
from fanzha.store.keys import content_hashes
from fanzha.store.records import Counts, InputRecord, OutputFile, RunRecord, ShardKey, ShardRecord

DAY = date(2026, 3, 1)
TYPES = ("loan", "brushing", "authority", "benign")
REPEATED = "案件编号不得重复"

Row = tuple[str, str]  # case id, text


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def cases(rows: Sequence[Row], source: str = "a.csv") -> pa.Table:
    """Cases with nulls, blanks, quotes and every type of the schema; what stands in them follows from the text."""
    out = []
    for i, (case_id, text) in enumerate(rows):
        n = int(sha(text)[:6], 16)
        known = n % 5 != 0
        out.append(
            {
                "case_id": case_id,
                "text": text,
                "reported_at": datetime(2026, 3, 1, 23, 59, n % 60, tzinfo=UTC) if known else None,
                "reported_on": DAY + timedelta(days=n % 7) if known else None,
                "occurred_on": DAY - timedelta(days=n % 11) if n % 3 else None,
                "victim_age": n % 90 if n % 2 else None,
                "victim_sex": ("female", "male", None)[n % 3],
                "occupation": ("", None, '教"师', "a,b\n{c}\\")[n % 4],
                "loss_yuan": Decimal(n % 100_000_000) / 100 if n % 3 else None,
                "contact_channel": "phone",
                "payment": None,
                "occurred_at": datetime(2026, 2, 28, 16, n % 60, tzinfo=UTC) if n % 3 == 1 else None,
                "paid_yuan": Decimal(n % 900_000_000) / 100 if n % 4 else None,
                "returned_yuan": Decimal(n % 900) / 100 if n % 4 == 1 else None,
                "stopped_yuan": Decimal(0) if n % 4 == 2 else None,
                "outcome": (*OUTCOMES, None)[n % 4],
                "platforms": ("抖音、某,平台", None, "")[n % 3],
                "banks": ("工商银行", None)[n % 2],
                "delay_minutes": n if n % 2 else None,
                "repeat_victim": (True, False, None)[n % 3],
                "life_stage": (*LIFE_STAGES, None)[n % 4],
                "conflicts": ("victim_age、loss_yuan", None, None)[n % 3],
                "area": ("城东所", "NULL", "\\N", "")[n % 4],
                "street": None,
                "label": None,
                "source": source,
                "row": i + 2,
            }
        )
    return pa.Table.from_pylist(out, schema=CASE)


def scored(
    rows: Sequence[Row], positions: Sequence[int], bundle: str = "b1", source: str = "a.csv", review_every: int = 3
) -> pa.Table:
    """Scores of cases, with their content hashes and positions."""
    table, scores = cases(rows, source), []
    for _, text in rows:
        n = int(sha(text + bundle)[:6], 16)
        first, second, third, _ = TYPES[n % 4 :] + TYPES[: n % 4]
        doubt = review_every > 0 and n % review_every == 0
        scores.append(
            {
                "type": first,
                "type_name": "名" + first,
                "probability": 1 / (1 + n % 7),
                "needs_review": doubt,
                "review_reason": "unsure" if doubt else None,
                "second_type": second,
                "second_probability": 1e-7 * n,
                "third_type": third,
                "third_probability": 0.1,
                "prediction_set": ([first], [first, second], [], ['quo"te', "back\\slash", "a,b", ""])[n % 4],
                "model_version": f"toy-{bundle}",
            }
        )
    more = pa.Table.from_pylist(scores, schema=pa.schema([SCORED.field(n) for n in scores[0]])) if scores else None
    for name in SCORED.names[len(CASE) :]:
        field_ = SCORED.field(name)
        table = table.append_column(field_, more[name] if more is not None else pa.array([], field_.type))
    table = table.append_column(KEYS.field("content_hash"), content_hashes(table))
    return table.append_column(KEYS.field("position"), pa.array(positions, pa.int64()))


def aside(positions: Mapping[int, str], source: str = "a.csv") -> pa.Table:
    rows = [
        {
            "source": source,
            "row": position + 2,
            "column": None if position % 2 else "text",
            "rule": rule,
            "value": "" if position % 3 else None,
            "remedy": "改正后重新导入",
            "raw": '{"案情": "…"}',
            "position": position,
        }
        for position, rule in sorted(positions.items())
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([*QUARANTINE, KEYS.field("position")]))


def a_run(bundle: str = "b1", config: str = "c1", run_id: str = "20260301T000000Z-00000001") -> RunRecord:
    return RunRecord(run_id, "local", sha(bundle), f"toy-{bundle}", sha(config), datetime(2026, 3, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Prepared:
    """What `Store.commit_shard` takes, and what was decided."""

    run: RunRecord
    source: InputRecord
    shard: ShardRecord
    scored: pa.Table
    known: pa.Table
    quarantine: pa.Table
    outcomes: list[int] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)

    def commit(self, store: Store) -> int:
        tables = (self.scored, self.known, self.quarantine)
        return store.commit_shard(self.run, self.source, self.shard, *tables, self.corrected)

    def with_(self, **changes: object) -> Prepared:
        return replace(self, **changes)


def prepare(
    store: Store,
    rows: Sequence[Row | str],
    number: int = 0,
    *,
    name: str = "a.csv",
    bundle: str = "b1",
    config: str = "c1",
    shard_rows: int = 100,
    last: bool = True,
    run: RunRecord | None = None,
) -> Prepared:
    """Classify one shard's rows; a plain string is a row that ingest set aside for that rule."""
    run = run or a_run(bundle, config)
    source = InputRecord(sha(name), name, 1000)
    key = ShardKey(source.input_hash, run.bundle_hash, run.config_hash, shard_rows, number)
    start = number * shard_rows
    bad = {start + i: row for i, row in enumerate(rows) if isinstance(row, str)}
    good = [row for row in rows if not isinstance(row, str)]
    at = [start + i for i, row in enumerate(rows) if not isinstance(row, str)]
    table = scored(good, at, bundle, name)
    outcomes = store.classify(table, key).to_pylist()
    bad |= {p: REPEATED for p, outcome in zip(at, outcomes, strict=True) if outcome == DUPLICATE}
    known = table.filter(pa.array([o == KNOWN for o in outcomes], pa.bool_())).select(KEYS.names)
    fresh = table.filter(pa.array([o not in {KNOWN, DUPLICATE} for o in outcomes], pa.bool_()))
    review = sum(fresh["needs_review"].to_pylist())
    counts = Counts(len(rows), fresh.num_rows - review, review, len(bad), known.num_rows)
    files = (OutputFile(f"day=2026-03-01/part-{name}-{bundle}-{number}.parquet", fresh.num_rows, 100, sha("f")),)
    shard = ShardRecord(key, counts, "file:///out", files if fresh.num_rows else (), last)
    return Prepared(run, source, shard, fresh, known, aside(bad, name), outcomes)


def deliver(store: Store, rows: Sequence[Row | str], *, shard_rows: int = 100, **options: object) -> list[int]:
    """Commit an input shard by shard, going on where an earlier delivery stopped; return the outcomes of what was committed."""
    first = prepare(store, [], shard_rows=shard_rows, **options)
    done, outcomes = store.committed(first.shard.key), []
    shards = max(1, -(-len(rows) // shard_rows))
    for number in range(shards):
        if number not in done:
            part = rows[number * shard_rows : (number + 1) * shard_rows]
            last = number == shards - 1
            one = prepare(store, part, number, shard_rows=shard_rows, last=last, **options)
            one.commit(store)
            outcomes += one.outcomes
    return outcomes


def current(store: Store, **bounds: date) -> pa.Table:
    batches = list(store.current(**bounds))
    return pa.Table.from_batches(batches) if batches else scored([], []).drop_columns(["position"])


def texts(store: Store) -> dict[str, str]:
    """The newest text of each case."""
    table = current(store)
    return dict(zip(table["case_id"].to_pylist(), table["text"].to_pylist(), strict=True))


TABLES = {
    "runs": "run_id",
    "inputs": "delivery",
    "shards": "shard_id",
    "files": "shard_id, path",
    "cases": "case_id, content_hash",
    "scores": "sequence",
    "arrivals": "delivery, config_hash, case_id",
    "latest": "case_id",
    "quarantine": "input_hash, position",
    "reviews": "case_id, content_hash, reviewed_at, label",
    "current_scores": "case_id",
}


def everything(store: Store) -> dict[str, list[dict[str, object]]]:
    """All that the store holds."""
    return {name: store.sql(f"SELECT * FROM {name} ORDER BY {order}").to_pylist() for name, order in TABLES.items()}


def prelude(store: Store) -> None:
    """Two inputs of which one is half committed; `last_shard` is the rest."""
    deliver(store, [("A1", "一"), ("A2", "二"), "坏行", ("A4", "四"), ("A5", "五")], name="old.csv")
    first = [("B1", "一"), ("A2", "新二"), "另一坏行", ("B4", "四")]
    prepare(store, first, 0, name="new.csv", shard_rows=4, last=False).commit(store)
    deliver(store, [("A4", "最新"), ("C2", "丙二"), ("B9", "八")], name="newest.csv", bundle="b2")


def last_shard(store: Store) -> Prepared:
    """A shard that changes everything: new and known cases, scores anew, pointers, rows set aside and corrected."""
    rows = [
        ("A1", "改一"),
        ("A4", "四"),
        ("D1", "丁"),
        "第三坏行",
        ("B1", "重复"),
        ("B9", "八"),
        ("A5", "五"),
        ("C2", "丙二"),
    ]
    made = prepare(store, rows, 1, name="new.csv", shard_rows=8)
    return made.with_(corrected=store.quarantined()["quarantine_id"].to_pylist()[:1])


def without_times(held: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """What a store holds, but for when it was written."""
    return {
        name: [
            {k: v is not None if k.endswith("_at") and k != "reported_at" else v for k, v in row.items()}
            for row in rows
        ]
        for name, rows in held.items()
    }


def attempt(store: Store, status: str, hours: float = 0, counts: Counts | None = None, number: int = 1) -> RunRecord:
    """Let a run begin so many hours after 2 March 2026, 18:30 UTC, and end 90 seconds later."""
    at = datetime(2026, 3, 2, 18, 30, tzinfo=UTC) + timedelta(hours=hours)
    begun = replace(a_run(run_id=f"20260302T183000Z-{number:08x}"), started_at=at)
    store.begin_run(begun)
    if status == "running":
        return begun
    ended = replace(begun, ended_at=at + timedelta(seconds=90), status=status, counts=counts or Counts(), seconds=90.0)
    store.end_run(ended)
    return ended
