"""The rows of a database query as a Parquet file, never held whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from fanzha.errors import InputError, MissingExtraError, MissingFileError, StoreBusyError, StoreError

SCHEMES: Final = ("postgresql://", "postgres://", "duckdb:///")
_ROWS = 8192  # of a row group, and fetched at once
_TIMEOUT = 20  # seconds to connect in, where the URL says nothing
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_REMEDY = "correct the query: one SELECT, with a name of its own for each column, and ORDER BY a key"

# Types that cells keep, by their oid (pg_type.dat of PostgreSQL); all others become text.
_POSTGRES_TYPES: Final = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int64(),
    23: pa.int64(),
    700: pa.float64(),
    701: pa.float64(),
    1082: pa.date32(),
    1114: pa.timestamp("us"),
    1184: pa.timestamp("us", "UTC"),
}


def is_query_url(text: str) -> bool:
    """Tell whether a text names a database."""
    return text.startswith(SCHEMES)


def query_name(query: str) -> str:
    """Return what the result of a query is called: the same query is always called the same."""
    # As letters, since digits could be taken for somebody's number.
    return f"query-{hashlib.sha256(query.encode()).hexdigest()[:8].translate(_LETTERS)}.parquet"


def spool(url: str, query: str, path: Path) -> None:
    """Write the rows of a query to a Parquet file that only its owner may read.

    Parameters
    ----------
    url : str
        ``postgresql://USER@HOST/DATABASE`` or ``duckdb:///PATH``; the database is only read.
    query : str
        The same rows in the same order make the same bytes.
    path : Path
        Replaced if it is there.

    Raises
    ------
    InputError
        If the database refuses the query, or its columns have no distinct names.
    StoreError
        If the database cannot be reached. Neither error repeats the URL or what the database says, which may quote data.
    StoreBusyError
        If another process writes to the DuckDB file.
    MissingFileError
        If there is no such DuckDB file.
    MissingExtraError
        If the package for PostgreSQL is not installed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    batches = _duckdb(url, query) if url.startswith("duckdb:") else _postgres(url, query)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            _write(file, batches)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(file: Any, batches: Iterator[pa.RecordBatch]) -> None:
    first = next(batches)
    names = first.schema.names
    if len(set(names)) < len(names):
        raise InputError("a query must name each column once", f"{len(names)} columns", _REMEDY)
    try:
        with pq.ParquetWriter(file, first.schema, compression="zstd", write_page_checksum=True) as writer:
            for table in _regrouped(first, batches):
                writer.write_table(table, row_group_size=_ROWS)
    except pa.ArrowException as error:
        raise InputError("a query's columns must fit a table", type(error).__name__, "cast them to text") from None


def _regrouped(first: pa.RecordBatch, others: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield tables of `_ROWS` rows, however the database cut them, since the bytes of the file depend on it."""
    held = pa.Table.from_batches([first])
    for batch in others:
        while held.num_rows >= _ROWS:
            yield held.slice(0, _ROWS).combine_chunks()
            held = held.slice(_ROWS)
        held = pa.concat_tables([held, pa.Table.from_batches([batch])])
    for start in range(0, held.num_rows, _ROWS):
        yield held.slice(start, _ROWS).combine_chunks()


def _refused(error: Exception) -> InputError:
    kind = getattr(error, "sqlstate", None) or type(error).__name__
    return InputError("a query must be one that the database runs", str(kind), _REMEDY)


def _duckdb(url: str, query: str) -> Iterator[pa.RecordBatch]:
    """Yield an empty batch, then the rows."""
    import duckdb

    path = Path(unquote(urlsplit(url).path).removeprefix("/"))
    if not path.is_file():
        raise MissingFileError("a DuckDB database must be a file", "none", "check the path behind duckdb:///")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise StoreBusyError("a DuckDB file must not be in use", "another process", "try again later") from None
        raise StoreError("a DuckDB file must be whole", type(error).__name__, "restore it") from None
    with connection:
        try:
            relation = connection.sql(query)
            if relation is None:
                raise InputError("a query must return rows", "none", _REMEDY)
            reader = relation.to_arrow_reader(_ROWS)
            yield _empty(reader.schema)
            yield from reader
        except (duckdb.Error, pa.ArrowException) as error:
            raise _refused(error) from None


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _postgres(url: str, query: str) -> Iterator[pa.RecordBatch]:
    """Yield an empty batch, then the rows."""
    try:
        import psycopg
    except ImportError:
        raise MissingExtraError("psycopg", "postgres") from None

    try:
        given = psycopg.conninfo.conninfo_to_dict(url)
        timeout = int(given.get("connect_timeout") or _TIMEOUT)
        connection = psycopg.connect(url, connect_timeout=timeout, client_encoding="utf8")
    except (psycopg.Error, ValueError) as error:
        kind = getattr(error, "sqlstate", None) or type(error).__name__
        raise StoreError(
            "a database must be within reach", str(kind), "check host, database, user and password"
        ) from None
    with connection:
        connection.read_only = True
        try:
            with connection.cursor(name="fanzha_input") as cursor:
                cursor.execute(query)
                types = [_POSTGRES_TYPES.get(c.type_code) for c in cursor.description or ()]
                names = [c.name for c in cursor.description or ()]
                schema = pa.schema([pa.field(n, t or pa.string()) for n, t in zip(names, types, strict=True)])
                yield _empty(schema)
                while rows := cursor.fetchmany(_ROWS):
                    columns = [
                        pa.array(values if kind else [_text(v) for v in values], kind or pa.string())
                        for kind, values in zip(types, zip(*rows, strict=True), strict=True)
                    ]
                    yield pa.RecordBatch.from_arrays(columns, schema=schema)
        except psycopg.Error as error:
            raise _refused(error) from None
