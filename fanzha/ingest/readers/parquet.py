"""Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from fanzha.errors import InputError
from fanzha.ingest.rows import Cell, Fault, Row, Sheet
from fanzha.privacy import redact

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | Decimal | datetime | date | time | timedelta):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return json.dumps(value, ensure_ascii=False, default=str)


# Rows that are decoded at once; narratives are long.
BATCH_ROWS = 2048


def open_parquet(path: Path) -> pq.ParquetFile:
    """Open a Parquet file for reading in pieces, pages with checksums being checked.

    Raises
    ------
    InputError
        If it is broken.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Of the file alone: folders above it named key=value are no columns. Buffered, since a row group may be the
        # whole file.
        return pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False, buffer_size=2**18)
    except (pa.ArrowException, OSError) as error:
        raise broken(path) from error


def broken(path: Path) -> InputError:
    """Return what is raised of a broken file."""
    return InputError("a Parquet file must be whole", f"a broken one, {redact(path.name)}", "export it again")


def read_batches(path: Path, row_groups: Iterable[int] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a file in pieces.

    Parameters
    ----------
    path : Path
    row_groups : iterable of int, optional
        Only these.

    Raises
    ------
    InputError
        If it is broken, as soon as that is met.
    """
    import pyarrow as pa

    with open_parquet(path) as file:
        try:
            for batch in file.iter_batches(BATCH_ROWS, row_groups=row_groups, use_threads=False):
                batch.validate(full=True)  # bytes that are no UTF-8
                yield batch
        except (pa.ArrowException, OSError) as error:
            raise broken(path) from error


def batch_rows(batch: pa.RecordBatch, first: int) -> Iterator[Row]:
    """Yield the rows of a batch.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
    first : int
        Number of its first row.
    """
    names = batch.schema.names
    columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
    for number, cells in enumerate(zip(*columns, strict=True), first):
        yield Row(number, dict(zip(names, cells, strict=True)))


class ParquetRows:
    """Rows of a Parquet file, read anew each time, numbered from 1."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Row | Fault]:
        number = 1
        for batch in read_batches(self._path):
            yield from batch_rows(batch, number)
            number += batch.num_rows

    def count(self) -> int:
        """Decode all rows and return how many they are."""
        return sum(batch.num_rows for batch in read_batches(self._path))

    def batches(self, unneeded: int = 0) -> Iterator[pa.RecordBatch | int]:
        """Yield the rows in batches.

        Parameters
        ----------
        unneeded : int
            Rows at the beginning that nobody looks at. Row groups that hold no others are not decoded; they come first,
            as their number of rows.
        """
        with open_parquet(self._path) as file:
            sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
        first, rows = 0, 0
        while first < len(sizes) and rows + sizes[first] <= unneeded:
            rows += sizes[first]
            first += 1
        if rows:
            yield rows
        yield from read_batches(self._path, range(first, len(sizes)))


def read_parquet(path: Path) -> list[Sheet]:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of Sheet
        One; rows are numbered from 1.

    Raises
    ------
    InputError
        If it is broken; where only a page is, once its rows are read.
    """
    with open_parquet(path) as file:
        names = tuple(file.schema_arrow.names)
    return [Sheet(redact(path.name), redact(path.stem), names, ParquetRows(path))]
