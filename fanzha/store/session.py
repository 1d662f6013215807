"""A connection to an SQL database: what a home of the store must do, and the transactions made of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from fanzha.errors import StoreError
from fanzha.store import statements
from fanzha.store.base import Store
from fanzha.store.migrating import pending


class Session(Store):
    """Statements, Arrow in and out and the right to write, which a home gives; transactions and the schema, which are the same in all."""

    home: str
    read_only: bool
    _depth: int = 0

    # What a home does

    @abstractmethod
    def _execute(self, query: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Run a statement; return its rows, none if it has none."""

    @abstractmethod
    def _script(self, script: str) -> None:
        """Run statements without parameters."""

    @abstractmethod
    def _arrow(self, query: str, parameters: tuple[object, ...] = ()) -> pa.Table:
        """Run a query for Arrow."""

    @abstractmethod
    def _current(self, where: str, parameters: tuple[object, ...]) -> Iterator[pa.RecordBatch]:
        """Yield the current scores that a condition on ``reported_on`` leaves, in order, without holding all of them in memory."""

    @abstractmethod
    def _append(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table, by column name."""

    @abstractmethod
    def _stage(self, name: str, rows: pa.Table) -> None:
        """Let statements of this transaction read rows under a name; a name given again means the new rows."""

    @abstractmethod
    def _acquire(self) -> None:
        """Take the right to write, or raise `StoreBusyError`."""

    @abstractmethod
    def _release(self) -> None:
        """Give the right to write back."""

    def _serialise(self, table: str) -> None:
        """Let no other connection write to a table until this transaction ends."""
        # Nothing to do where one process at a time writes anyway.

    # Transactions

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self.read_only:
            raise StoreError("a store must be opened for writing to be changed", "one only to be read", "open it anew")
        try:
            # In the same block: an interrupt right after the statement must not leave a transaction open.
            self._execute("BEGIN TRANSACTION")
            yield
            self._execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # The home may have given the transaction up by itself, or be gone.
        with suppress(StoreError):
            self._execute("ROLLBACK")

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Hold the right to write; may be nested.

        Raises
        ------
        StoreBusyError
            At once, if another process has it.
        """
        if not self._depth:
            self._acquire()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self._release()

    def _migrate(self) -> None:
        """Bring the schema up to date, within a transaction that the caller holds."""
        for step in pending(self.home, self._version()):
            for script in step.scripts:
                self._script(script)
            self._execute(statements.NOTE_VERSION, (step.version, step.name, datetime.now(UTC)))

    def _version(self) -> int:
        known = self._execute(statements.HAS_VERSION)[0][0]
        return int(self._execute(statements.VERSION)[0][0]) if known else 0

    def _check_version(self) -> None:
        """Refuse a store that is only read and would have to be changed first."""
        if pending(self.home, self._version()):
            raise StoreError(
                "a store must be up to date to be read only", "an empty or older one", "give it to fanzha score first"
            )
