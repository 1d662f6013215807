"""Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from fanzha.errors import InputError
from fanzha.ingest.rows import Cell, Fault, Row, Sheet
from fanzha.privacy import redact

if TYPE_CHECKING:
    import pyarrow as pa


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | Decimal | datetime | date | time | timedelta):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return json.dumps(value, ensure_ascii=False, default=str)


def _rows(table: pa.Table) -> Iterator[Row | Fault]:
    number = 0
    for batch in table.to_batches(max_chunksize=4096):
        for values in batch.to_pylist():
            number += 1
            yield Row(number, {name: _cell(value) for name, value in values.items()})


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
        If it is broken.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Of the file alone: folders above it named key=value are no columns.
        table = pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError) as error:
        raise InputError("a Parquet file must be whole", f"a broken one, {path.name}", "export it again") from error
    return [Sheet(redact(path.name), redact(path.stem), tuple(table.column_names), _rows(table))]
