"""Reports to be scored: as many as wanted, each different, spread over a month, written in bounded memory."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import data

_ROWS_A_GROUP = 50_000
_DAYS = 30
_FIRST = datetime.datetime(2026, 9, 1, 8, 0)
SCHEMA = pa.schema([("案件编号", pa.string()), ("报案时间", pa.string()), ("案情描述", pa.string())])


def write(path: Path, texts: Sequence[str], n: int) -> None:
    """Write n reports as Parquet, in the order of their days, as an office's export comes.

    Parameters
    ----------
    path : Path
    texts : sequence of str
        Taken in turn, each time with another character put in.
    n : int
    """
    stream = data.variants(texts, n)
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for begin in range(0, n, _ROWS_A_GROUP):
            rows = range(begin, min(begin + _ROWS_A_GROUP, n))
            times = [_FIRST + datetime.timedelta(days=i * _DAYS // n, minutes=i % 600) for i in rows]
            columns = [
                [f"A{i:09d}" for i in rows],
                [t.strftime("%Y-%m-%d %H:%M") for t in times],
                list(islice(stream, len(rows))),
            ]
            writer.write_table(pa.table(dict(zip(SCHEMA.names, columns, strict=True)), SCHEMA))
