"""The batch job: inputs in, each case scored once and for all, whatever is killed in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fanzha import logs
from fanzha.batch.corrections import each_once, still_repeated
from fanzha.batch.inputs import Input
from fanzha.batch.parts import Parts
from fanzha.batch.stopping import Stop
from fanzha.batch.workers import Workers
from fanzha.bundle import Bundle
from fanzha.errors import FanzhaError, InputError, InterruptedRunError, MissingFileError
from fanzha.ingest import RawShard, ShardCases
from fanzha.store.base import DUPLICATE, KNOWN, Store
from fanzha.store.keys import new_run_id
from fanzha.store.records import Counts, InputRecord, RunRecord, RunStatus, ShardKey, ShardRecord

# Where `at` is called, in the order in which a run comes there; those from "ingested" to "forgotten" once a shard.
STEPS: Final = (
    "begun", "checked", "ingested", "classified", "scored", "written", "listed", "moving", "moved", "committed", "forgotten",
    "inputs_done", "ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on while a job runs.

    Attributes
    ----------
    on_input : callable
        Told each input before its first row.
    on_rows : callable
        Told the input and the number of its rows that are done since it was last told.
    on_checked : callable
        Told an input and the number of its rows, once it is known to be whole.
    at : callable
        Told the name of each step of `STEPS` as it is reached.
    """

    on_input: Callable[[Input], object] = lambda _: None
    on_rows: Callable[[Input, int], object] = lambda _, __: None
    on_checked: Callable[[Input, int], object] = lambda _, __: None
    at: Callable[[str], object] = lambda _: None


@dataclass(frozen=True, slots=True)
class Broken:
    """An input that nothing was taken of.

    Attributes
    ----------
    name : str
        De-identified.
    error : FanzhaError
    """

    name: str
    error: FanzhaError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    Attributes
    ----------
    run : RunRecord
        As the store notes it.
    reasons : dict
        Why cases of this run go to review, with their numbers.
    shards, files : int
        Committed by this run.
    corrected : int
        Rows set aside earlier that were taken in.
    broken : tuple of Broken
    unused, skipped : tuple of str
        Headers that name nothing that is known, and sheets that hold no cases, of the inputs of which something was read.
    """

    run: RunRecord
    reasons: dict[str, int]
    shards: int
    files: int
    corrected: int
    broken: tuple[Broken, ...]
    unused: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


class Job:
    """One run.

    Parameters
    ----------
    store : Store
        Its right to write must be held, and so must the lock of the output folder.
    parts : Parts
    workers : Workers
    bundle : Bundle
        The one that the workers score with.
    config_hash : str
        See `fanzha.store.keys.config_hash`.
    shard_rows : int
        Rows that are committed together.
    output : str
        What the store calls the output folder.
    stop : Stop, optional
    watch : Watch, optional
    engine : str
    """

    def __init__(
        self,
        store: Store,
        parts: Parts,
        workers: Workers,
        bundle: Bundle,
        *,
        config_hash: str,
        shard_rows: int,
        output: str,
        stop: Stop | None = None,
        watch: Watch | None = None,
        engine: str = "local",
    ) -> None:
        self._store, self._parts, self._workers, self._bundle = store, parts, workers, bundle
        self._shard_rows, self._output = shard_rows, output
        self._stop, self._watch = stop or Stop(), watch or Watch()
        started = datetime.now(UTC)
        self._run = RunRecord(new_run_id(), engine, bundle.digest, bundle.version, config_hash, started)
        self._started, self._counts = time.monotonic(), Counts()
        self._reasons: dict[str, int] = {}
        self._shards = self._files = self._corrected = 0
        self._unused: dict[str, None] = {}
        self._skipped: list[str] = []

    def run(self, inputs: Sequence[Input], then: Callable[[], object] | None = None) -> Outcome:
        """Take in inputs, in their order.

        An input that is broken commits nothing; the others are taken in all the same.

        Parameters
        ----------
        inputs : sequence of Input
        then : callable, optional
            What belongs to the run after the last input, such as a bulletin.

        Returns
        -------
        Outcome
            Its status is ``failed`` where an input is broken.

        Raises
        ------
        InterruptedRunError
            If somebody asked for an end.
        FanzhaError, OSError
            Whatever else ended the run; the store notes it.
        """
        self._store.begin_run(self._run)
        run = self._run
        logs.record(
            "run_started", run_id=run.run_id, engine=run.engine, bundle=run.bundle_hash, config=run.config_hash,
            inputs=len(inputs), shard_rows=self._shard_rows,
        )  # fmt: skip
        self._watch.at("begun")
        broken: list[Broken] = []
        try:
            for number, source in enumerate(inputs, 1):
                self._stop.check()
                try:
                    self._input(source)
                except (InputError, MissingFileError) as error:
                    broken.append(Broken(source.name, error))
                    logs.record("input_refused", level="warning", run_id=run.run_id, number=number, **logs.told(error))
            self._watch.at("inputs_done")
            if then is not None and len(broken) < len(inputs):
                with self._stop.at_once():
                    then()
        except BaseException as error:
            self._give_up(error)
            raise
        detail = broken[0].error.rule if broken else ""
        self._end("failed" if broken else "done", detail)
        self._watch.at("ended")
        return Outcome(
            self._run, self._reasons, self._shards, self._files, self._corrected, tuple(broken),
            tuple(self._unused), tuple(self._skipped),
        )  # fmt: skip

    def _give_up(self, error: BaseException) -> None:
        """Note why the run ended, and leave no file that is not committed, as far as that still can be done."""
        stopped = isinstance(error, InterruptedRunError | KeyboardInterrupt)
        detail = error.rule if isinstance(error, FanzhaError) else type(error).__name__
        # What fails here must not hide what failed first; the next run cleans up as well.
        with suppress(FanzhaError, OSError):
            self._parts.recover(self._store.files(self._output))
        with suppress(FanzhaError, OSError):
            self._end("interrupted" if stopped else "failed", detail)

    def _end(self, status: RunStatus, detail: str) -> None:
        seconds = time.monotonic() - self._started
        self._run = replace(
            self._run, ended_at=datetime.now(UTC), status=status, counts=self._counts, seconds=seconds, detail=detail
        )
        self._store.end_run(self._run)
        counts = _logged(self._counts)
        rate = self._counts.rows_in / seconds if seconds else 0.0
        logs.record(
            "run_ended", run_id=self._run.run_id, status=status, seconds=seconds, rows_per_second=rate, **counts
        )

    def _input(self, source: Input) -> None:
        """Take in one input, as far as it is not yet."""
        begun, before = time.monotonic(), self._counts
        self._watch.on_input(source)
        with self._stop.at_once():
            digest = source.input_hash
        key = ShardKey(digest, self._run.bundle_hash, self._run.config_hash, self._shard_rows)
        done = self._store.committed(key)
        logs.record("input_started", run_id=self._run.run_id, input=key.input_hash, bytes=source.size)
        start = next(n for n in range(len(done) + 1) if n not in done)
        for number in range(start):
            counts = done[number].counts
            # What was done earlier under this very key needs nothing now.
            self._add(source, replace(counts, scored=0, review=0, unchanged=counts.rows_in - counts.quarantined))
            logs.record("shard_skipped", level="debug", run_id=self._run.run_id, input=key.input_hash, shard=number)
        if not (start and done[start - 1].last):
            with self._stop.at_once():
                self._watch.on_checked(source, source.check())
            self._unused |= dict.fromkeys(source.unused)
            self._skipped += source.skipped
            self._watch.at("checked")
            seen: set[str] = set()
            for raw, parsed in self._workers.ingest(self._until_stopped(source.shards(self._shard_rows, start))):
                self._stop.check()
                self._watch.at("ingested")
                self._shard(source, replace(key, number=raw.number), raw, parsed, seen)
        logs.record(
            "input_ended", run_id=self._run.run_id, input=key.input_hash, seconds=time.monotonic() - begun,
            **_logged(_less(self._counts, before)),
        )  # fmt: skip

    def _until_stopped(self, shards: Iterator[RawShard]) -> Iterator[RawShard]:
        """Hand on shards until somebody asks for an end."""
        for shard in shards:
            if self._stop.asked:
                return
            yield shard

    def _shard(self, source: Input, key: ShardKey, raw: RawShard, parsed: ShardCases, seen: set[str]) -> None:
        """Take in one shard: all of it, or nothing."""
        begun, tell = time.monotonic(), self._watch.at
        cases, quarantine, numbers = each_once(parsed.cases, parsed.quarantine, seen)
        outcome = np.asarray(self._store.classify(cases.select(["case_id", "content_hash", "position"]), key))
        if numbers:
            again = still_repeated(cases, self._store.quarantined(open_only=False))
            outcome = np.where(np.isin(cases.column("position").to_numpy(), list(again)), DUPLICATE, outcome)
        if (outcome == DUPLICATE).any():
            more = self._repeated(raw, cases.filter(pa.array(outcome == DUPLICATE)), quarantine.schema)
            quarantine = pa.concat_tables([quarantine, more]).sort_by("position")
        tell("classified")
        known = cases.filter(pa.array(outcome == KNOWN)).select(["case_id", "content_hash", "position"])
        fresh = cases.filter(pa.array((outcome != KNOWN) & (outcome != DUPLICATE)))
        scored = self._workers.score(fresh)
        for name in ("content_hash", "position"):
            scored = scored.append_column(fresh.schema.field(name), fresh.column(name))
        tell("scored")
        self._stop.check()
        review = int(pc.sum(scored.column("needs_review")).as_py() or 0)
        counts = Counts(len(raw), scored.num_rows - review, review, quarantine.num_rows, known.num_rows)
        files = self._parts.write(scored, key)
        tell("written")
        self._parts.publish(files, key, tell)
        record = InputRecord(source.input_hash, source.name, source.size)
        shard = ShardRecord(key, counts, self._output, files, raw.last)
        corrected = self._store.commit_shard(self._run, record, shard, scored, known, quarantine, numbers)
        tell("committed")
        self._parts.forget(key)
        tell("forgotten")
        self._shards, self._files, self._corrected = (
            self._shards + 1, self._files + len(files), self._corrected + corrected
        )  # fmt: skip
        for reason in pc.value_counts(scored.column("review_reason").drop_null()).to_pylist():
            self._reasons[reason["values"]] = self._reasons.get(reason["values"], 0) + reason["counts"]
        self._add(source, counts)
        logs.record(
            "shard_committed", run_id=self._run.run_id, input=key.input_hash, shard=key.number, files=len(files),
            bytes=sum(f.size for f in files), last=raw.last, seconds=time.monotonic() - begun, **_logged(counts),
        )  # fmt: skip

    def _repeated(self, raw: RawShard, cases: pa.Table, schema: pa.Schema) -> pa.Table:
        """Set cases aside whose number another case has."""
        positions = cases.column("position").to_pylist()
        rows = self._workers.parser.duplicates(raw.sections, raw.first_position, frozenset(positions))
        numbers = dict(zip(positions, cases.column("corrects").to_pylist(), strict=True))
        column = pa.array([numbers[p] for p in rows.column("position").to_pylist()], pa.string())
        return rows.append_column("corrects", column).select(schema.names).cast(schema)

    def _add(self, source: Input, counts: Counts) -> None:
        self._counts += counts
        self._watch.on_rows(source, counts.rows_in)


def _less(now: Counts, before: Counts) -> Counts:
    return Counts(
        now.rows_in - before.rows_in,
        now.scored - before.scored,
        now.review - before.review,
        now.quarantined - before.quarantined,
        now.unchanged - before.unchanged,
    )


def _logged(counts: Counts) -> dict[str, Any]:
    return {
        "rows_in": counts.rows_in,
        "scored": counts.scored,
        "review": counts.review,
        "quarantined": counts.quarantined,
        "unchanged": counts.unchanged,
    }
