"""A store in an SQL database: all that its homes have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from fanzha.errors import StoreError
from fanzha.schema import QUARANTINE, TIME_ZONE
from fanzha.store import statements
from fanzha.store.committing import KEYS, Changes, Delivered, Found, fitting, judge, set_aside
from fanzha.store.records import Counts, InputRecord, OutputFile, RunRecord, ShardKey, ShardRecord
from fanzha.store.session import Session

_TIME: Final = pa.timestamp("us", tz=TIME_ZONE)
_REVIEW: Final = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("content_hash", pa.string()),
        pa.field("label", pa.string(), nullable=False),
        pa.field("reviewed_at", _TIME, nullable=False),
        pa.field("note", pa.string()),
    ]
)
_QUARANTINED: Final = pa.schema(
    [
        *QUARANTINE,
        pa.field("quarantine_id", pa.string(), nullable=False),
        pa.field("resolved", pa.bool_(), nullable=False),
    ]
)
_FILES: Final = pa.schema(
    [
        pa.field("path", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("bytes", pa.int64(), nullable=False),
        pa.field("sha256", pa.string(), nullable=False),
    ]
)


class RelationalStore(Session):
    """What is done by SQL that both homes understand. Used by one thread at a time."""

    # Runs and shards

    def begin_run(self, run: RunRecord) -> None:
        """Note that a run began. Runs that never ended are marked as ``lost`` first: their process is gone."""
        with self.writer(), self._transaction():
            self._execute(statements.LOSE_RUNS)
            head = (run.run_id, run.engine, run.bundle_hash, run.bundle_version, run.config_hash, run.started_at)
            self._execute(statements.BEGIN_RUN, (*head, run.status, *_numbers(run.counts), run.seconds, run.detail))

    def end_run(self, run: RunRecord) -> None:
        """Note how a run ended, with its counts.

        Raises
        ------
        StoreError
            If it never began, or its counts do not add up.
        """
        if not run.counts.complete:
            raise StoreError(
                "rows in must be scored + for review + set aside + unchanged",
                f"{run.counts.rows_in} in, {' + '.join(map(str, _numbers(run.counts)[1:]))}",
                "report this as a defect",
            )
        with self._transaction():
            if not self._execute("SELECT 1 FROM runs WHERE run_id = %s", (run.run_id,)):
                raise StoreError("a run must begin before it ends", "an unknown one", "report this as a defect")
            ended = run.ended_at or datetime.now(UTC)
            values = (ended, run.status, *_numbers(run.counts), run.seconds, run.detail, run.run_id)
            self._execute(statements.END_RUN, values)

    def runs(self, limit: int = 20) -> list[RunRecord]:
        """Return the last runs, the newest first."""
        return [_run(row) for row in self._arrow(statements.RUNS, (limit,)).to_pylist()]

    def committed(self, key: ShardKey) -> dict[int, ShardRecord]:
        """Return the committed shards of an input by number, whatever run committed them."""
        mine = (key.input_hash, key.bundle_hash, key.config_hash, key.shard_rows)
        files: dict[int, list[OutputFile]] = {}
        for shard, *file in self._execute(statements.SHARD_FILES, mine):
            files.setdefault(shard, []).append(OutputFile(*file))
        found = {}
        for shard, number, *rest in self._execute(statements.SHARDS, mine):
            counts, (output, last) = Counts(*rest[:5]), rest[5:]
            of = ShardKey(*mine, number)
            found[number] = ShardRecord(of, counts, output, tuple(files.get(shard, ())), last)
        return found

    def classify(self, cases: pa.Table, shard: ShardKey) -> pa.ChunkedArray:
        """Tell what is to be done with each case.

        Raises
        ------
        StoreError
            If a column is missing.
        """
        keys = fitting(cases, KEYS, "cases")
        with self._transaction():
            known = self._execute(statements.DELIVERY, (shard.input_hash,))
            outcome = self._look_up(keys, shard, known[0][0] if known else 0).outcome
        return pa.chunked_array([pa.array(outcome)])

    def _look_up(self, keys: pa.Table, shard: ShardKey, delivery: int) -> Found:
        self._stage("incoming", keys.append_column("ordinal", pa.array(range(keys.num_rows), pa.int64())))
        arrived = self._arrow(statements.ARRIVED, (delivery, shard.config_hash))
        cased = self._arrow(statements.CASED)
        scored = self._arrow(statements.SCORED, (shard.bundle_hash, shard.config_hash))
        return judge(keys, arrived, cased, scored, self._arrow(statements.LATEST))

    def commit_shard(
        self,
        run: RunRecord,
        source: InputRecord,
        shard: ShardRecord,
        scored: pa.Table,
        known: pa.Table,
        quarantine: pa.Table,
        corrected: Collection[str] = (),
    ) -> int:
        """Commit all that a shard brought, in one transaction.

        Raises
        ------
        StoreError
            If the counts do not add up, the shard is committed already, or another shard was committed since its cases were
            classified and changed what is to be done with them.
        StoreBusyError
            If another process writes.
        """
        rows, now = Delivered.of(run, source, shard, scored, known, quarantine), datetime.now(UTC)
        with self.writer(), self._transaction():
            key = shard.key
            mine = (key.input_hash, key.bundle_hash, key.config_hash, key.shard_rows, key.number)
            if self._execute(statements.COUNT_SHARD, mine)[0][0]:
                raise StoreError("a shard is committed once", f"number {key.number} again", "go on with the next one")
            delivery = self._deliver(source, now)
            found = self._look_up(rows.keys, key, delivery)
            rows.check(found)
            sequence = self._execute(statements.LAST_SEQUENCE)[0][0]
            changes = Changes.of(rows, found, shard, run.run_id, delivery, sequence, now)
            for table in ("cases", "scores", "arrivals", "latest"):
                self._append_any(table, getattr(changes, table))
            for name, move in (("moved", statements.MOVE_LATEST), ("renewed", statements.RENEW_LATEST)):
                if getattr(changes, name).num_rows:
                    self._stage(name, getattr(changes, name))
                    self._execute(move)
            resolved = self._resolve(corrected, now) if corrected else 0
            self._set_aside(rows, key.input_hash, run.run_id, now)
            number = self._execute(statements.LAST_SHARD)[0][0] + 1
            counts = _numbers(shard.counts)
            self._execute(statements.ADD_SHARD, (number, run.run_id, *mine, *counts, shard.output, shard.last, now))
            for file in shard.files:
                self._execute(statements.ADD_FILE, (number, file.path, file.rows, file.size, file.sha256))
        return resolved

    def _append_any(self, table: str, rows: pa.Table) -> None:
        if rows.num_rows:
            self._append(table, rows)

    def _deliver(self, source: InputRecord, now: datetime) -> int:
        """Return an input's delivery number, the next one for a new input."""
        known = self._execute(statements.DELIVERY, (source.input_hash,))
        if known:
            return int(known[0][0])
        delivery = int(self._execute(statements.LAST_DELIVERY)[0][0]) + 1
        self._execute(statements.ADD_INPUT, (source.input_hash, delivery, source.name, source.size, now))
        return delivery

    def _set_aside(self, rows: Delivered, input_hash: str, run_id: str, now: datetime) -> None:
        """Keep new rows that were set aside; rows that are read as cases by now need no correction any more."""
        positions = pa.chunked_array([*rows.keys["position"].chunks, *rows.quarantine["position"].chunks], pa.int64())
        if not len(positions):
            return
        bounds = pc.min_max(positions)
        table = self._arrow(statements.SET_ASIDE, (input_hash, bounds["min"].as_py(), bounds["max"].as_py()))
        fresh = rows.quarantine.filter(pc.invert(pc.is_in(rows.quarantine["position"], table["position"])))
        self._append_any("quarantine", set_aside(fresh, input_hash, run_id, now))
        open_ = table["position"].filter(table["open"])
        read = rows.keys.filter(pc.is_in(rows.keys["position"], open_))
        if read.num_rows:
            numbers = set_aside(read, input_hash, run_id, now).select(["quarantine_id"])
            self._stage("corrected", numbers)
            self._execute(statements.RESOLVE, (now,))

    def files(self, output: str) -> pa.Table:
        """Return ``path``, ``rows``, ``bytes``, ``sha256`` of every committed file of an output folder, by path."""
        return self._arrow(statements.FILES, (output,)).cast(_FILES)

    # Reading

    def current(self, since: date | None = None, until: date | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the newest version of each case with its newest score, by day, case id.

        Parameters
        ----------
        since, until : date, optional
            Bounds of ``reported_on``, inclusive; cases without a date only come when neither is given.

        Yields
        ------
        pyarrow.RecordBatch
            Of `fanzha.schema.SCORED` plus ``content_hash``.
        """
        bounds = {"reported_on >= %s": since, "reported_on <= %s": until}
        given = {rule: day for rule, day in bounds.items() if day is not None}
        where = f"WHERE {' AND '.join(given)}" if given else ""
        yield from self._current(where, tuple(given.values()))

    def sql(self, query: str, parameters: tuple[object, ...] = ()) -> pa.Table:
        """Run a reading query in the common part of both dialects.

        Parameters
        ----------
        query : str
            Parameters are written ``%s``, and then a percent sign is ``%%``. Sums of integers come as 64 bits; averages want
            ``CAST(... AS DOUBLE PRECISION)`` to be of one type in both homes.
        parameters : tuple

        Raises
        ------
        StoreError
            If the home refuses it, or it would write.
        """
        try:
            self._execute("BEGIN TRANSACTION READ ONLY")
            return self._arrow(query, parameters)
        finally:
            self._roll_back()

    # People

    def add_reviews(self, reviews: pa.Table) -> int:
        """Add what people decided.

        Raises
        ------
        StoreError
            If a review is of a case or content that the store does not have; none is added then.
        """
        given = fitting(reviews, _REVIEW, "reviews")
        ordinal = pa.array(range(given.num_rows), pa.int64())
        with self._transaction():
            self._serialise("reviews")
            self._stage("incoming", given.append_column("ordinal", ordinal))
            spoken = self._arrow(statements.SPOKEN_OF)["content_hash"]
            if spoken.null_count:
                raise StoreError(
                    "a review must be of a case in the store", f"{spoken.null_count} others", "score these cases first"
                )
            newest = given["content_hash"].is_null()
            where = given.column_names.index("content_hash")
            staged = given.set_column(where, "content_hash", spoken).append_column("newest", newest)
            self._stage("incoming", staged.append_column("ordinal", ordinal))
            fresh = given.set_column(where, "content_hash", spoken).take(self._arrow(statements.NEW_REVIEWS)["ordinal"])
            added = pa.repeat(pa.scalar(datetime.now(UTC), pa.timestamp("us", tz="UTC")), fresh.num_rows)
            self._append_any("reviews", fresh.append_column("added_at", added))
        return int(fresh.num_rows)

    def reviews(self) -> pa.Table:
        """Return all reviews with the text that they speak of, by time."""
        text = pa.field("text", pa.string(), nullable=False)
        found = self._arrow(statements.REVIEWS)
        return found.cast(pa.schema([f.with_nullable(f.name == "note") for f in _REVIEW] + [text]))

    def quarantined(self, *, open_only: bool = True) -> pa.Table:
        """Return rows that were set aside, by input and position."""
        return self._arrow(statements.QUARANTINED, (not open_only,)).cast(_QUARANTINED)

    def resolve_quarantine(self, ids: list[str]) -> int:
        """Mark rows as corrected and taken in; return how many were open."""
        with self._transaction():
            return self._resolve(ids, datetime.now(UTC))

    def _resolve(self, ids: Collection[str], now: datetime) -> int:
        self._serialise("quarantine")
        before = self._execute(statements.COUNT_OPEN)[0][0]
        self._stage("corrected", pa.table({"quarantine_id": pa.array(sorted(set(ids)), pa.string())}))
        self._execute(statements.RESOLVE, (now,))
        return int(before - self._execute(statements.COUNT_OPEN)[0][0])


def _numbers(counts: Counts) -> tuple[int, int, int, int, int]:
    return counts.rows_in, counts.scored, counts.review, counts.quarantined, counts.unchanged


def _run(row: dict[str, Any]) -> RunRecord:
    counts = Counts(**{name: row.pop(name) for name in Counts.__dataclass_fields__})
    times = {name: row[name] and row[name].astimezone(UTC) for name in ("started_at", "ended_at")}
    return RunRecord(**(row | times), counts=counts)
