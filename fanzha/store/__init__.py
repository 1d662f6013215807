"""The store: cases, scores, reviews and runs in one schema with two homes, DuckDB and PostgreSQL."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from fanzha.errors import MissingExtraError, StoreError
from fanzha.store.base import Store

__all__ = ["Store", "open_store"]

_REMEDY = "give duckdb:///PATH, a PATH that ends in .duckdb, or postgresql://USER@HOST/DATABASE"


def open_store(url: str, *, read_only: bool = False) -> Store:
    """Open a store, making it or bringing it up to date where needed.

    Parameters
    ----------
    url : str
        ``duckdb:///PATH`` with a relative or (four slashes) absolute path, or such a path ending in ``.duckdb``; ``?memory_limit=1GB`` bounds
        what it holds in memory. Or ``postgresql://USER@HOST/DATABASE``, as libpq reads it; ``?schema=NAME`` chooses a schema.
    read_only : bool
        Change nothing; the store must be there.

    Raises
    ------
    StoreError
        If the URL is none of these, or the store cannot be reached or used. A password is never repeated.
    StoreBusyError
        If another process has a DuckDB file open.
    MissingFileError
        If a DuckDB file that is to be read only is not there.
    MissingExtraError
        If the package for PostgreSQL is not installed.
    """
    if url.startswith(("postgresql://", "postgres://")):
        if find_spec("psycopg") is None:
            raise MissingExtraError("psycopg", "postgres")
        from fanzha.store.postgres import PostgresStore

        return PostgresStore(url, read_only=read_only)
    path, limit = _duckdb_path(url)
    from fanzha.store.duckdb import DuckDBStore

    return DuckDBStore(path, read_only=read_only, **limit)


def _duckdb_path(url: str) -> tuple[Path, dict[str, str]]:
    if not url.startswith("duckdb:"):
        if "://" in url or not url.endswith(".duckdb"):
            raise StoreError("a store must be named by a URL that fanzha knows", "another", _REMEDY)
        return Path(url), {}
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not url.startswith("duckdb:///") or not path or options.keys() - {"memory_limit"}:
        raise StoreError("a store must be named by a URL that fanzha knows", "another", _REMEDY)
    return Path(path), options
