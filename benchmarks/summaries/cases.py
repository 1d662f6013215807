"""Scored cases of any number, out of a simulated district that stands many times beside itself."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.scaling.processes import python, run

_DAYS = 730
_END = date(2025, 12, 31)
_GROUP = 100_000  # rows written together
_A_DISTRICT = 20_000  # cases of two years


def scored_district(folder: Path, days: int = 365) -> Path:
    """Simulate a district and score it as the batch job does; return its cases."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = folder / "reports.csv"
    run(python("fanzha", "simulate", "--days", str(days), "--seed", "20260101", "--out", str(reports)), 2)
    run(python("fanzha", "score", "--input", str(reports), "--output", str(folder / "out")), 2)
    return folder / "out" / "cases.parquet"


def write(path: Path, base: pa.Table, rows: int, seed: int = 1) -> None:
    """Write so many cases, each one of the district's with its own number, day and place.

    Parameters
    ----------
    path : Path
    base : pyarrow.Table
        Of `fanzha.schema.SCORED`.
    rows : int
    seed : int
    """
    rng = np.random.default_rng(seed)
    districts = max(rows // _A_DISTRICT, 1)
    first = (_END - timedelta(days=_DAYS - 1) - date(1970, 1, 1)).days
    with pq.ParquetWriter(path, base.schema, compression="zstd") as writer:
        for start in range(0, rows, _GROUP):
            n = min(_GROUP, rows - start)
            table = base.take(pa.array(rng.integers(0, base.num_rows, n)))
            day = pa.array(rng.integers(first, first + _DAYS, n).astype(np.int32)).cast(pa.date32())
            where = rng.integers(0, districts, n)
            columns = {
                "case_id": pa.array([f"P{start + i:08d}" for i in range(n)]),
                "reported_on": day,
                "area": _numbered(where, table.column("area")),
                "street": _numbered(where, table.column("street")),
            }
            for name, column in columns.items():
                at = table.schema.get_field_index(name)
                table = table.set_column(at, table.schema.field(at), column)
            writer.write_table(table)


def _numbered(where: np.ndarray[tuple[int], np.dtype[np.int64]], names: pa.ChunkedArray) -> pa.Array:
    return pa.array(
        [name if name is None else f"{k:02d}区{name}" for k, name in zip(where, names.to_pylist(), strict=True)]
    )
