"""The engine of one machine: Arrow batches in this process, SQL through DuckDB."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from fanzha.engines.base import BatchFunction, Engine
from fanzha.errors import EngineError, InputError, MissingFileError


class LocalEngine(Engine):
    """Everything in one process."""

    name = "local"

    def _map(self, table: pa.Table, function: BatchFunction) -> Iterator[pa.RecordBatch]:
        for batch in table.combine_chunks().to_batches(max_chunksize=self.rows_per_batch):
            yield function(batch)

    def sql(self, query: str, **tables: pa.Table) -> pa.Table:
        """Run a DuckDB query over named Arrow tables.

        Raises
        ------
        EngineError
            If DuckDB refuses the query.
        """
        with duckdb.connect(config={"threads": os.cpu_count() or 1}) as connection:
            for name, table in tables.items():
                connection.register(name, table)
            try:
                return connection.sql(query).to_arrow_table()
            except duckdb.Error as error:
                kind = type(error).__name__
                raise EngineError("a query must run on DuckDB", kind, "correct the query") from error

    def read(self, path: Path) -> pa.Table:
        """Read a Parquet file.

        Raises
        ------
        MissingFileError
            If it is not there.
        InputError
            If it is no Parquet file, or a broken one.
        """
        if not path.is_file():
            raise MissingFileError("a table must be a file", f"no file {path.name}", "give the path of a Parquet file")
        try:
            return pq.read_table(path)
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError("a table must be readable Parquet", path.name, "write it anew") from error

    def write(self, table: pa.Table, path: Path) -> None:
        """Write a Parquet file beside its place, then rename it, so that no half file is ever seen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            pq.write_table(table, part, compression="zstd")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
