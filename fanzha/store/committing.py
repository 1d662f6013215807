"""What a shard changes in the store, worked out before anything is written; both homes write what stands here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fanzha.errors import StoreError
from fanzha.ingest.quarantine import NOTHING_TO_DO
from fanzha.schema import CASE, QUARANTINE, SCORE_FIELDS, SCORED
from fanzha.store.base import DUPLICATE, KNOWN, NEW, RESCORE
from fanzha.store.records import InputRecord, RunRecord, ShardRecord

KEYS: Final = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("content_hash", pa.string(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
    ]
)
CURRENT: Final = pa.schema([*SCORED, KEYS.field("content_hash")])
_SCORED: Final = pa.schema([*CURRENT, KEYS.field("position")])
_QUARANTINE: Final = pa.schema([*QUARANTINE, KEYS.field("position"), pa.field("corrects", pa.string())])
_DEFECT: Final = "report this as a defect"
# Hexadecimal digits of an input's hash in the number of a row that was set aside.
_SHORT: Final = 16

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the store knows of cases that are to be committed, one value each.

    Attributes
    ----------
    outcome : ndarray of int8
        Of `fanzha.store.base`.
    arrived : ndarray of bool
        Whether this input, read by this configuration, is known to hold the case.
    newest : ndarray of int64
        Sequence of the newest score of the content; -1 where there is none.
    latest : ndarray of int64
        Delivery of the case's newest version; -1 for an unknown case.
    same : ndarray of bool
        Whether the newest version is of this content.
    """

    outcome: np.ndarray[Any, np.dtype[np.int8]]
    arrived: Flags
    newest: Numbers
    latest: Numbers
    same: Flags


def judge(keys: pa.Table, arrived: pa.Table, cased: pa.Table, scored: pa.Table, latest: pa.Table) -> Found:
    """Decide what is to be done with each case.

    Parameters
    ----------
    keys : pyarrow.Table
        Of `KEYS`, n rows.
    arrived, cased, scored, latest : pyarrow.Table
        Answers to the questions of the same names in `fanzha.store.statements`, each of at most n rows with the ``ordinal`` of a row.
    """
    position = keys["position"].to_numpy()
    n, never = len(position), np.iinfo(np.int64).max
    case = keys["case_id"].combine_chunks().dictionary_encode()
    number = (case.combine_chunks() if isinstance(case, pa.ChunkedArray) else case).indices.to_numpy()
    first = np.full(n, never)
    np.minimum.at(first, number, position)
    earlier = _spread(arrived, "position", n, never)
    mine, newest = _spread(scored, "mine", n, -1), _spread(scored, "newest", n, -1)
    known = np.zeros(n, bool)
    known[cased["ordinal"].to_numpy()] = True
    outcome = np.where(mine >= 0, KNOWN, np.where(known, RESCORE, NEW))
    outcome = np.where((first[number] < position) | (earlier < position), DUPLICATE, outcome).astype(np.int8)
    same = _spread(latest, "same", n, 0) == 1
    return Found(outcome, earlier < never, newest, _spread(latest, "delivery", n, -1), same)


def _spread(answer: pa.Table, column: str, n: int, otherwise: int) -> Numbers:
    """Return an answer's column for all n rows."""
    values = np.full(n, otherwise)
    values[answer["ordinal"].to_numpy()] = answer[column].cast(pa.int64()).fill_null(otherwise).to_numpy()
    return values


def fitting(table: pa.Table, schema: pa.Schema, what: str) -> pa.Table:
    """Return a table's columns in the order and types of a schema.

    Raises
    ------
    StoreError
        If it lacks a column, or holds what does not fit, nulls where none may be among it.
    """
    missing = [name for name in schema.names if name not in table.column_names]
    if missing:
        raise StoreError(f"{what} must have every column of their schema", f"no {', '.join(missing)}", _DEFECT)
    try:
        fitted = table.select(schema.names).cast(schema)
    except (pa.ArrowException, ValueError) as error:
        # No cause is kept: Arrow repeats the value that did not fit.
        raise StoreError(f"{what} must fit their schema", type(error).__name__, _DEFECT) from None
    empty = [f.name for f in schema if not f.nullable and fitted[f.name].null_count]
    if empty:
        raise StoreError(f"{what} must fit their schema", f"nulls in {', '.join(empty)}", _DEFECT)
    return fitted


@dataclass(frozen=True, slots=True)
class Delivered:
    """A shard's rows, checked against its counts.

    Attributes
    ----------
    scored : pyarrow.Table
        Of `fanzha.schema.SCORED` with ``content_hash`` and ``position``.
    keys : pyarrow.Table
        Of `KEYS`: the scored rows, then those that needed nothing.
    quarantine : pyarrow.Table
        Of `fanzha.schema.QUARANTINE` with ``position`` and ``corrects``.
    """

    scored: pa.Table
    keys: pa.Table
    quarantine: pa.Table

    @classmethod
    def of(
        cls,
        run: RunRecord,
        source: InputRecord,
        shard: ShardRecord,
        scored: pa.Table,
        known: pa.Table,
        quarantine: pa.Table,
    ) -> Delivered:
        """Take a shard's rows.

        Raises
        ------
        StoreError
            If the run, the input and the shard are not of each other, or the rows do not add up.
        """
        mine = (source.input_hash, run.bundle_hash, run.config_hash)
        if mine != (shard.key.input_hash, shard.key.bundle_hash, shard.key.config_hash):
            raise StoreError("a shard must belong to its run and input", "other hashes", _DEFECT)
        rows = fitting(scored, _SCORED, "scored cases")
        keys = pa.concat_tables([rows.select(KEYS.names), fitting(known, KEYS, "known cases")])
        if "corrects" not in quarantine.column_names:
            quarantine = quarantine.append_column(_QUARANTINE.field("corrects"), pa.nulls(len(quarantine), pa.string()))
        aside = fitting(quarantine, _QUARANTINE, "rows set aside")
        said, review = shard.counts, int(pc.sum(rows["needs_review"]).as_py() or 0)
        real = (keys.num_rows + aside.num_rows, rows.num_rows - review, review, aside.num_rows, known.num_rows)
        if (said.rows_in, said.scored, said.review, said.quarantined, said.unchanged) != real or not said.complete:
            raise StoreError(
                "rows in must be scored + for review + set aside + unchanged",
                f"{said.rows_in} in, {said.scored} + {said.review} + {said.quarantined} + {said.unchanged}, "
                f"and {' + '.join(map(str, real[1:]))} rows",
                _DEFECT,
            )
        positions = np.concatenate([keys["position"].to_numpy(), aside["position"].to_numpy()])
        if len(np.unique(positions)) != len(positions):
            raise StoreError("a row must come once in a shard", "a position twice", _DEFECT)
        return cls(rows, keys, aside)

    def check(self, found: Found) -> None:
        """Check that nothing was committed since the cases were classified.

        Raises
        ------
        StoreError
            If a score is known already, a case comes twice in the input, or a case said to be known is not.
        """
        fresh, rest = found.outcome[: self.scored.num_rows], found.outcome[self.scored.num_rows :]
        wrong = int(np.isin(fresh, (KNOWN, DUPLICATE)).sum() + (rest != KNOWN).sum())
        if wrong:
            raise StoreError("a key is scored once", f"{wrong} rows of another outcome", "classify the shard again")


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows for the tables of the store."""

    cases: pa.Table
    scores: pa.Table
    arrivals: pa.Table
    latest: pa.Table  # of cases that were unknown
    moved: pa.Table  # of cases whose newest version is this one now
    renewed: pa.Table  # of cases whose newest version stays, with a newer score

    @classmethod
    def of(
        cls, rows: Delivered, found: Found, shard: ShardRecord, run_id: str, delivery: int, sequence: int, now: datetime
    ) -> Changes:
        """Work out what a shard changes.

        Parameters
        ----------
        rows : Delivered
        found : Found
            Of ``rows.keys``.
        shard : ShardRecord
        run_id : str
        delivery : int
            Of the input.
        sequence : int
            Last one given to a score.
        now : datetime
            With zone.
        """
        scored, n = rows.scored, rows.scored.num_rows
        fresh = pa.array(found.outcome[:n] == NEW)
        scores = scored.select([*KEYS.names[:2], *(f.name for f in SCORE_FIELDS)])
        given = np.argsort(np.argsort(scored["position"].to_numpy())) + sequence + 1
        scores = scores.append_column("sequence", pa.array(given))
        scores = _constant(scores, bundle_hash=shard.key.bundle_hash, config_hash=shard.key.config_hash, run_id=run_id)
        scores = scores.append_column("scored_at", _moment(now, n))
        newest = pa.array(np.concatenate([given, found.newest[n:]]))
        pointer = _constant(rows.keys, delivery=delivery).append_column("sequence", newest)
        unknown, newer = found.latest < 0, found.latest > delivery
        renewed = newer & found.same & (np.arange(len(newer)) < n)
        arrivals = _constant(
            rows.keys.select(["case_id", "position"]), delivery=delivery, config_hash=shard.key.config_hash
        )
        return cls(
            rows.scored.filter(fresh).select([*CASE.names, "content_hash"]),
            scores,
            arrivals.filter(pa.array(~found.arrived)),
            pointer.filter(pa.array(unknown)),
            pointer.filter(pa.array(~unknown & ~newer)),
            pointer.filter(pa.array(renewed)),
        )


def set_aside(rows: pa.Table, input_hash: str, run_id: str, now: datetime) -> pa.Table:
    """Return rows for the table of rows that were set aside, each with a number that is its own.

    A row that nothing need be done about, such as one of totals, is never open.
    """
    numbers = pc.binary_join_element_wise(input_hash[:_SHORT], rows["position"].cast(pa.string()), "-")
    rows = _constant(rows, input_hash=input_hash, run_id=run_id).append_column("quarantine_id", numbers)
    rows = rows.append_column("set_aside_at", _moment(now, rows.num_rows))
    if "remedy" in rows.column_names:
        done = pc.if_else(pc.equal(rows["remedy"], NOTHING_TO_DO), rows["set_aside_at"], None)
        rows = rows.append_column("resolved_at", done)
    return rows


def _constant(table: pa.Table, **values: str | int) -> pa.Table:
    for name, value in values.items():
        table = table.append_column(name, pa.repeat(value, table.num_rows))
    return table


def _moment(now: datetime, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(now, pa.timestamp("us", tz="UTC")), n)
