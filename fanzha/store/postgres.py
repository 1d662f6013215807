"""The store in a PostgreSQL schema, for several machines."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pyarrow as pa

from fanzha.errors import StoreBusyError, StoreError, StoreFullError, StoreUnreachableError
from fanzha.store import copying
from fanzha.store.committing import CURRENT
from fanzha.store.relational import RelationalStore

_SCHEMA: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SECRETS: Final = frozenset({"password", "passfile", "sslpassword"})
# Where the URL says nothing: seconds for a server to answer, the name in the server's list of connections.
_DEFAULTS: Final = {"connect_timeout": "10", "application_name": "fanzha"}
# Keys are looked up in indexes as on solid-state disks, else every shard would read whole tables while they are small; compiling a
# query takes longer than running these.
_SESSION: Final = "SET TIME ZONE 'UTC'; SET client_encoding TO 'UTF8'; SET random_page_cost = 1.1; SET work_mem = '64MB'; SET jit = off"
_BUSY: Final = "wait until the other run ends, then run the same command again"
# SQLSTATE classes and codes (PostgreSQL, "Appendix A. PostgreSQL Error Codes") that have a remedy of their own.
_FULL: Final = "53100"
_STATES: Final = {
    "42501": ("the store's user must be allowed to do this", "grant it the rights on the schema, or name another user"),
    "25006": ("a store must be writable to be changed", "connect to the primary server, and not read only"),
}


class PostgresStore(RelationalStore):
    """Keep everything in one schema of a database.

    The right to write is an advisory lock on the schema, held by the connection that writes: it ends with it, whatever happens to this process.

    Parameters
    ----------
    url : str
        As libpq reads it; ``schema=NAME`` among the options chooses the schema (``fanzha``), which is made where it is missing.
    read_only : bool
        Nothing is made or brought up to date.

    Raises
    ------
    StoreError
        If the server cannot be reached, or there is no such store, or a newer one.
    """

    home = "postgresql"

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self._target, self.url, self.schema = _target(url)
        self.read_only = read_only
        # One number for each schema; PostgreSQL keeps such locks apart by database.
        self._lock_key = int.from_bytes(
            hashlib.sha256(f"fanzha store {self.schema}".encode()).digest()[:8], signed=True
        )
        self._connection: Any = self._connect()
        try:
            if read_only:
                self._check_version()
            else:
                with self._transaction():
                    # Two processes that open an empty store at once: the second waits here, and finds it made.
                    self._execute("SELECT pg_advisory_xact_lock(%s)", (self._lock_key ^ 1,))
                    if not self._execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self.schema,)):
                        self._script(f'CREATE SCHEMA "{self.schema}"')
                    self._migrate()
        except BaseException:
            self.close()
            raise

    def _connect(self) -> Any:
        with _stated():
            # Nothing is prepared: plans follow the statistics of each shard, and a pooler may stand between.
            connection = psycopg.connect(self._target, autocommit=True, prepare_threshold=None)
        try:
            with _stated():
                connection.execute(f'SET search_path TO "{self.schema}"; {_SESSION}')
                if self.read_only:
                    connection.execute("SET default_transaction_read_only = on")
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Give the connection back."""
        with _stated():
            self._connection.close()

    def _execute(self, query: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with _stated():
            cursor = self._connection.execute(query, parameters or None)
            rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
            return rows

    def _script(self, script: str) -> None:
        with _stated():
            self._connection.execute(script)

    def _arrow(self, query: str, parameters: tuple[object, ...] = ()) -> pa.Table:
        with _stated():
            cursor = self._connection.execute(query, parameters or None)
            if cursor.description is None:
                raise StoreError("a query must return rows", "a statement", "give a SELECT")
            rows = cursor.fetchall()
        columns = list(zip(*rows, strict=True)) or [()] * len(cursor.description)
        arrays = [
            copying.result(about.type_code, about.precision, about.scale, values)
            for about, values in zip(cursor.description, columns, strict=True)
        ]
        return pa.Table.from_arrays(arrays, names=[about.name for about in cursor.description])

    def _current(self, where: str, parameters: tuple[object, ...]) -> Iterator[pa.RecordBatch]:
        query = (
            f"SELECT {copying.selected(CURRENT)} FROM current_scores {where} ORDER BY reported_on NULLS LAST, case_id"  # noqa: S608
        )
        # A connection of its own: the store can be used while its cases are read.
        connection = self._connect()
        try:
            with (
                _stated(),
                connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", parameters or None) as data,
            ):
                yield from copying.read(data, CURRENT)
        finally:
            connection.close()

    def _append(self, table: str, rows: pa.Table) -> None:
        columns = ", ".join(f'"{name}"' for name in rows.column_names)
        with _stated(), self._connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as sink:
            for block in copying.write(rows):
                sink.write(block)

    def _stage(self, name: str, rows: pa.Table) -> None:
        columns = ", ".join(f'"{field.name}" {copying.sql_type(field.type)}' for field in rows.schema)
        self._script(f'DROP TABLE IF EXISTS pg_temp."{name}"; CREATE TEMP TABLE "{name}" ({columns}) ON COMMIT DROP')
        self._append(f'pg_temp."{name}"', rows)
        # Without statistics the planner takes any temporary table for a small one.
        self._script(f'ANALYZE pg_temp."{name}"')

    def _serialise(self, table: str) -> None:
        self._execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")

    def _acquire(self) -> None:
        if not self._execute("SELECT pg_try_advisory_lock(%s)", (self._lock_key,))[0][0]:
            raise StoreBusyError("one run at a time writes to a store", "another one", _BUSY)

    def _release(self) -> None:
        # A connection that is gone took the lock with it.
        with suppress(StoreError):
            self._execute("SELECT pg_advisory_unlock(%s)", (self._lock_key,))


def _target(url: str) -> tuple[str, str, str]:
    """Return what libpq is to read, what may be shown, and the schema."""
    remedy = "write it as postgresql://USER@HOST/DATABASE?schema=NAME"
    try:
        parts = urlsplit(url)
        pairs = (option.partition("=") for option in parts.query.split("&") if option)
        options = {unquote(name): unquote(value) for name, _, value in pairs}
    except ValueError:
        raise StoreError("a store must be named by a URL that libpq reads", "another", remedy) from None
    schema = options.pop("schema", "fanzha")
    if not _SCHEMA.fullmatch(schema):
        raise StoreError("a schema's name must be lower-case letters, digits and _", "another", remedy)
    user, at, hosts = parts.netloc.rpartition("@")
    shown = {k: v for k, v in options.items() if k not in _SECRETS} | ({} if schema == "fanzha" else {"schema": schema})
    start = f"postgresql://{user}{at}{hosts}{parts.path}?{_query(_DEFAULTS | options)}"
    told = f"postgresql://{user.partition(':')[0]}{at}{hosts}{parts.path}"
    return start, f"{told}?{_query(shown)}" if shown else told, schema


def _query(options: dict[str, str]) -> str:
    # libpq takes + for itself, so blanks must be %20.
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in options.items())


@contextmanager
def _stated() -> Iterator[None]:
    """Turn errors into stated ones. No cause is kept: messages of the server repeat values, those of libpq what the URL held."""
    try:
        yield
    except psycopg.Error as error:
        state = error.sqlstate
        if state == _FULL:
            remedy = "free space there, then run again: what is committed is kept"
            raise StoreFullError("the store's server must have room on its disk", "none", remedy) from None
        if state in _STATES:
            rule, remedy = _STATES[state]
            raise StoreError(rule, f"SQLSTATE {state}", remedy) from None
        gone, refused = state is None or state[:2] in {"08", "57"}, state in {"28000", "28P01", "3D000"}
        if gone or refused:
            found = f"SQLSTATE {state}" if state else type(error).__name__
            remedy = "check host, port, database, user and password; then run again: what is committed is kept"
            kind = StoreUnreachableError if gone else StoreError
            raise kind("the store's server must be reachable", found, remedy) from None
        raise StoreError("the store must carry out a statement", f"SQLSTATE {state}", "correct it") from None
