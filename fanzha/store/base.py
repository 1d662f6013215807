"""What a store does; each home of it lives in its own module, which alone imports what it stands on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from datetime import date
from types import TracebackType
from typing import Final, Self

import pyarrow as pa

from fanzha.store.records import InputRecord, RunRecord, ShardKey, ShardRecord

# Outcomes of `Store.classify`, by code.
NEW: Final = 0  # neither this content nor its score is known
RESCORE: Final = 1  # the content is known, its score under this bundle and configuration is not
KNOWN: Final = 2  # nothing to do
DUPLICATE: Final = 3  # the same case stands earlier in the same input


class Store(ABC):
    """Cases, scores, reviews and runs, kept once each.

    A score is keyed by case, content, bundle and configuration: see `fanzha.store.keys`. Every commit is one transaction;
    whatever fails inside leaves the store as it was. Used as a context manager; closing twice is harmless.
    """

    url: str  # without a password

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Give back connections and locks."""

    @abstractmethod
    def writer(self) -> AbstractContextManager[None]:
        """Hold the right to write; one process at a time has it.

        Raises
        ------
        StoreBusyError
            At once, if another process has it.
        """

    # Runs and shards

    @abstractmethod
    def begin_run(self, run: RunRecord) -> None:
        """Note that a run began. Runs that never ended are marked as ``lost`` first: their process is gone."""

    @abstractmethod
    def end_run(self, run: RunRecord) -> None:
        """Note how a run ended, with its counts."""

    @abstractmethod
    def runs(self, limit: int = 20) -> list[RunRecord]:
        """Return the last runs, the newest first."""

    @abstractmethod
    def committed(self, key: ShardKey) -> dict[int, ShardRecord]:
        """Return the committed shards of an input by number, whatever run committed them.

        The number in the key is not looked at.
        """

    @abstractmethod
    def classify(self, cases: pa.Table, shard: ShardKey) -> pa.ChunkedArray:
        """Tell what is to be done with each case; a store that was opened for reading only cannot.

        Parameters
        ----------
        cases : pyarrow.Table
            Columns ``case_id``, ``content_hash``, ``position``, of one shard.
        shard : ShardKey

        Returns
        -------
        pyarrow.ChunkedArray
            int8 of `NEW`, `RESCORE`, `KNOWN`, `DUPLICATE`, in the order of the rows.
        """

    @abstractmethod
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

        Parameters
        ----------
        run : RunRecord
        source : InputRecord
            The input that it belongs to; noted with the next delivery number when its first shard commits.
        shard : ShardRecord
            With its counts and its files.
        scored : pyarrow.Table
            Of `fanzha.schema.SCORED` plus ``content_hash`` and ``position``: new cases and cases scored anew.
        known : pyarrow.Table
            ``case_id``, ``content_hash``, ``position`` of the cases that needed nothing; they may become the newest version.
        quarantine : pyarrow.Table
            Of `fanzha.schema.QUARANTINE` plus ``position`` and, if rows are corrections that are not right yet, ``corrects``: the
            number of the row that each corrects, or null. Kept once by input and position, whatever runs again.
        corrected : collection of str
            Numbers of rows set aside earlier that rows of this shard correct, well or not. They are not open any more, nor is what
            was set aside of earlier corrections of theirs.

        Returns
        -------
        int
            Rows set aside earlier that were open and are not any more.

        Raises
        ------
        StoreError
            If the counts do not add up, or the shard is committed already.
        """

    @abstractmethod
    def files(self, output: str) -> pa.Table:
        """Return ``path``, ``rows``, ``bytes``, ``sha256`` of every committed output file of an output folder, by path.

        Paths are relative to the folder; ``output`` is `ShardRecord.output`.
        """

    # Reading

    @abstractmethod
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

    @abstractmethod
    def sql(self, query: str, parameters: tuple[object, ...] = ()) -> pa.Table:
        """Run a reading query in the common part of both dialects; parameters are written ``%s``."""

    # People

    @abstractmethod
    def add_reviews(self, reviews: pa.Table) -> int:
        """Add what people decided.

        Parameters
        ----------
        reviews : pyarrow.Table
            Columns ``case_id``, ``content_hash`` (null: the newest version), ``label``, ``reviewed_at``, ``note`` (null or text).
            The same review twice is kept once.

        Returns
        -------
        int
            Reviews that were new.
        """

    @abstractmethod
    def reviews(self) -> pa.Table:
        """Return all reviews with the text that they speak of: ``case_id``, ``content_hash``, ``label``, ``reviewed_at``, ``note``, ``text``."""

    @abstractmethod
    def quarantined(self, *, open_only: bool = True) -> pa.Table:
        """Return rows that were set aside: `fanzha.schema.QUARANTINE` plus ``quarantine_id`` and ``resolved`` (bool).

        A correction that is not right itself has the number of the row that it corrects.
        """

    @abstractmethod
    def resolve_quarantine(self, ids: list[str]) -> int:
        """Mark rows as corrected and taken in; return how many were open."""
