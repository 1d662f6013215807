"""What an engine does; each lives in its own module, which alone imports what it stands on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import final

import pyarrow as pa

from fanzha.errors import EngineError, MissingExtraError

BatchFunction = Callable[[pa.RecordBatch], pa.RecordBatch]

# Engine name to (module, class, package that it needs, extra that brings the package).
_KNOWN: dict[str, tuple[str, str, str, str]] = {
    "local": ("fanzha.engines.local", "LocalEngine", "duckdb", ""),
    "spark": ("fanzha.engines.spark", "SparkEngine", "pyspark", "spark"),
}


class Engine(ABC):
    """Reads and writes tables, maps functions over batches, runs SQL."""

    name: str
    rows_per_batch: int = 4096

    @final
    def map_batches(
        self,
        table: pa.Table,
        function: BatchFunction,
        schema: pa.Schema,
        on_rows: Callable[[int], object] | None = None,
    ) -> pa.Table:
        """Apply a function to a table, batch by batch, in order.

        Parameters
        ----------
        table : pyarrow.Table
        function : callable
            From a record batch to one of the same number of rows and of ``schema``.
        schema : pyarrow.Schema
            Of the result.
        on_rows : callable, optional
            Told the number of rows after each batch.

        Returns
        -------
        pyarrow.Table
            As many rows as ``table``.

        Raises
        ------
        EngineError
            If rows were lost or added.
        """
        batches = []
        for batch in self._map(table, function):
            batches.append(batch)
            if on_rows is not None:
                on_rows(batch.num_rows)
        result = pa.Table.from_batches(batches, schema=schema)
        if result.num_rows != table.num_rows:
            raise EngineError(
                "a batch function must keep every row",
                f"{table.num_rows} rows in, {result.num_rows} out",
                "report this as a defect",
            )
        return result

    @abstractmethod
    def _map(self, table: pa.Table, function: BatchFunction) -> Iterator[pa.RecordBatch]:
        """Yield the results of ``function`` in the order of the rows."""

    @abstractmethod
    def sql(self, query: str, **tables: pa.Table) -> pa.Table:
        """Run a query over named Arrow tables."""

    @abstractmethod
    def read(self, path: Path) -> pa.Table:
        """Read a Parquet file."""

    @abstractmethod
    def write(self, table: pa.Table, path: Path) -> None:
        """Write a Parquet file, whole or not at all."""


def open_engine(name: str, **options: object) -> Engine:
    """Return an engine by name.

    Parameters
    ----------
    name : {"local", "spark"}
    **options
        What the engine's class is made with.

    Raises
    ------
    EngineError
        If the name is unknown, or this release has no such engine.
    MissingExtraError
        If the package behind it is not installed.
    """
    if name not in _KNOWN:
        raise EngineError("an engine must be known", name, f"use one of {', '.join(_KNOWN)}")
    module, cls, package, extra = _KNOWN[name]
    if find_spec(package) is None:
        raise MissingExtraError(package, extra)
    if find_spec(module) is None:
        raise EngineError("an engine must be part of the release", name, "use --engine local")
    engine: Engine = getattr(import_module(module), cls)(**options)
    return engine
