"""The store in one DuckDB file, for one machine."""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from fanzha.errors import MissingFileError, StoreBusyError, StoreError, StoreFullError
from fanzha.privacy import redact
from fanzha.schema import SCORE_FIELDS
from fanzha.store.committing import CURRENT
from fanzha.store.relational import RelationalStore

_SCORES: Final = frozenset(field.name for field in SCORE_FIELDS)
_ROWS: Final = 100_000  # cases fetched at once; with half as many, most blocks are read twice as often
_BATCH: Final = 10_000
_BUSY: Final = "wait until the other run ends, then run the same command again"
_HUGE: Final = pa.decimal128(38, 0)  # DuckDB's sums of integers
# Rows are numbered in the order in which they were put in (DuckDB, "Order Preservation"), and never deleted.
_SORT: Final = """
CREATE TEMP TABLE ordered AS
SELECT c.rowid AS "case", l.sequence FROM latest l JOIN cases c ON c.case_id = l.case_id AND c.content_hash = l.content_hash
{where} ORDER BY c.reported_on NULLS LAST, l.case_id
"""
_COLUMNS: Final = ", ".join(f'{"s" if name in _SCORES else "c"}."{name}"' for name in CURRENT.names)
_FETCH: Final = f"""
SELECT {_COLUMNS}
FROM (SELECT rowid AS n, * FROM ordered WHERE rowid >= ? AND rowid < ?) o
JOIN cases c ON c.rowid = o."case" JOIN scores s ON s.sequence = o.sequence ORDER BY o.n
"""  # noqa: S608
_MEMORY: Final = re.compile(r"[1-9]\d{0,5} ?[MG]i?B", re.IGNORECASE)

# What the system says of a full disk, a quota and a limit on the size of files.
_ROOM: Final = ("a store must have room on its disk", "a full disk", "free space, then run again")
_FULL: Final = ("No space left", "Disk quota exceeded", "File too large")

# Files that this process writes; DuckDB's own lock on the file only keeps other processes out.
_writing: set[Path] = set()
_guard: Final = threading.Lock()


class DuckDBStore(RelationalStore):
    """Keep everything in one file.

    DuckDB locks the file from opening to closing: one process at a time has it open for writing, or several only for reading. There are no
    indexes: keys are looked up by scanning columns, so memory stays within a limit however much is stored.

    Parameters
    ----------
    path : Path
        Made where it is missing, with its folder.
    read_only : bool
        Nothing is made or brought up to date.
    memory_limit : str
        What DuckDB may hold in memory, such as ``512MB``; beyond it goes to ``PATH.tmp`` for the time being.

    Raises
    ------
    StoreBusyError
        If another process has the file.
    StoreError
        If it is no such store, or a newer one.
    MissingFileError
        If it is to be read only and is not there.
    """

    home = "duckdb"

    def __init__(self, path: Path, *, read_only: bool = False, memory_limit: str = "512MB") -> None:
        self.path = path.resolve()
        self.url = f"duckdb:///{self.path}"
        self._staged: set[str] = set()
        self.read_only = read_only
        self._open = False
        if not _MEMORY.fullmatch(memory_limit):
            raise StoreError("memory_limit must be an amount of memory", "another value", "write it as 512MB or 2GB")
        if read_only and not self.path.is_file():
            raise MissingFileError(
                "a store must be there to be read", f"no file {redact(self.path.name)}", "make it with: fanzha score"
            )
        config: dict[str, Any] = {
            "memory_limit": memory_limit,
            "threads": min(os.cpu_count() or 1, 4),
            # DuckDB's own 16MB would write every shard of 50,000 cases twice at once; this is what a killed run has to read again.
            "checkpoint_threshold": "128MB",
            # The store reads nothing but its own file, whatever a query says.
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            if not read_only:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                if not self.path.exists():
                    _make(self.path)
            with _stated():
                self._connection: Any = duckdb.connect(self.path, read_only=read_only, config=config)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise StoreFullError(*_ROOM) from None
            raise StoreError("a store's folder must be writable", type(error).__name__, "choose another") from None
        self._open = True
        try:
            self._execute("SET TimeZone = 'UTC'")
            if read_only:
                self._check_version()
            else:
                with self._transaction():
                    self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        if self._open:
            self._open = False
            with _stated():
                self._connection.close()

    def _execute(self, query: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with _stated():
            rows: list[tuple[Any, ...]] = self._connection.execute(*_bound(query, parameters)).fetchall()
            return rows

    def _script(self, script: str) -> None:
        with _stated():
            self._connection.execute(script)

    def _arrow(self, query: str, parameters: tuple[object, ...] = ()) -> pa.Table:
        text, values = _bound(query, parameters)
        with _stated():
            relation = self._connection.sql(text, params=values)
            if relation is None:
                raise StoreError("a query must return rows", "a statement", "give a SELECT")
            table = relation.to_arrow_table()
        schema = [f.with_type(pa.int64()) if f.type == _HUGE else f for f in table.schema]
        return table.cast(pa.schema([_moment(f) for f in schema]))

    def _current(self, where: str, parameters: tuple[object, ...]) -> Iterator[pa.RecordBatch]:
        """Sort keys alone, then fetch the rows part by part: sorting whole rows would need memory for all of them.

        No transaction is needed for that: a case's content and a score never change nor go.
        """
        text, values = _bound(_SORT.format(where=where), parameters)
        with _stated():
            # A connection of its own: the store can be used while its cases are read.
            cursor = self._connection.cursor()
            try:
                cursor.execute(text, values).fetchall()
                for start in count(0, _ROWS):
                    rows = cursor.sql(_FETCH, params=[start, start + _ROWS]).to_arrow_table().cast(CURRENT)
                    if not rows.num_rows:
                        break
                    yield from rows.to_batches(max_chunksize=_BATCH)
            finally:
                cursor.close()

    def _append(self, table: str, rows: pa.Table) -> None:
        self._stage("appended", rows)
        columns = ", ".join(f'"{name}"' for name in rows.column_names)
        self._execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM appended")  # noqa: S608

    def _stage(self, name: str, rows: pa.Table) -> None:
        with _stated():
            self._connection.register(name, rows)
        self._staged.add(name)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with super()._transaction():
                yield
        finally:
            # What was staged would be held in memory until the next of its name.
            for name in self._staged:
                with suppress(duckdb.Error):
                    self._connection.unregister(name)
            self._staged.clear()

    def _acquire(self) -> None:
        with _guard:
            if self.path in _writing:
                raise StoreBusyError("one run at a time writes to a store", "another one in this process", _BUSY)
            _writing.add(self.path)

    def _release(self) -> None:
        with _guard:
            _writing.discard(self.path)


def _make(path: Path) -> None:
    """Make an empty database beside its place and put it there whole: half of one could never be opened again."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with _stated():
            duckdb.connect(new).close()
        with new.open("rb") as file:
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was faster
            os.link(new, path)
    finally:
        new.unlink(missing_ok=True)


def _bound(query: str, parameters: tuple[object, ...]) -> tuple[str, list[object] | None]:
    """Write parameters as DuckDB does."""
    if not parameters:
        return query, None
    return query.replace("%s", "?").replace("%%", "%"), list(parameters)


def _moment(field: pa.Field) -> pa.Field:
    """Name the zone as PostgreSQL's home does; DuckDB says Etc/UTC or UTC."""
    if pa.types.is_timestamp(field.type) and field.type.tz:
        return field.with_type(pa.timestamp("us", tz="UTC"))
    return field


@contextmanager
def _stated() -> Iterator[None]:
    """Turn DuckDB's errors into stated ones. No cause is kept: its messages repeat values."""
    try:
        yield
    except duckdb.Error as error:
        message = str(error)
        locked = "set lock on file" in message or "different configuration than existing" in message
        if locked:
            raise StoreBusyError("one process at a time has a store open", "another one", _BUSY) from None
        if "not a valid DuckDB database" in message or "storage version" in message or "version number" in message:
            raise StoreError(
                "a store must be a DuckDB file", "another or newer file", "choose another --store"
            ) from None
        if any(sign in message for sign in _FULL):
            raise StoreFullError(*_ROOM) from None
        if isinstance(error, duckdb.OutOfMemoryException):
            remedy = "raise memory_limit in the store's URL, or take smaller shards"
            raise StoreError("the store must do with its memory", "too little", remedy) from None
        kind = type(error).__name__
        raise StoreError("the store must carry out a statement", kind, "correct it, or check disk and file") from None
