"""From scored cases to the frame that a summary counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from fanzha.characteristics.frame import Frame
from fanzha.store.base import Store
from fanzha.summarize.residents import DEFAULT_BANDS, Population


@contextmanager
def open_cases(
    source: pa.Table | Path | Store,
    district: Population | None = None,
    *,
    memory_mb: int = 1024,
    threads: int | None = None,
) -> Iterator[Frame]:
    """Code scored cases for counting.

    Parameters
    ----------
    source : pyarrow.Table, Path or Store
        Scored cases: a table of `fanzha.schema.SCORED`, a Parquet file or a folder of them, or a store.
    district : Population, optional
        Residents and age bands.
    memory_mb : int
        What counting may hold in memory.
    threads : int, optional
        All cores if not given.

    Yields
    ------
    Frame
    """
    with Frame(memory_mb=memory_mb, threads=threads) as frame:
        if isinstance(source, Path):
            frame.take_parquet(source)
        elif isinstance(source, Store):
            frame.take_batches(source.current())
        else:
            frame.take_batches(source.to_batches(), source.schema)
        frame.code(district.bands if district else DEFAULT_BANDS, _group, _kind)
        if district is not None:
            frame.people(residents_of(district))
        yield frame


def residents_of(district: Population) -> pa.Table:
    """Return residents by street, area, sex and age band, those that the district knows."""
    rows = []
    for street in district.streets:
        area = next((a for a in district.areas if district.population(street=street, area=a) is not None), None)
        for sex in ("female", "male"):
            for _, _, band in district.bands:
                count = district.population(street=street, sex=sex, band=band)
                if count is not None:
                    rows.append({"street": street, "area": area, "sex": sex, "band": band, "residents": count})
    names = {
        "street": pa.string(),
        "area": pa.string(),
        "sex": pa.string(),
        "band": pa.string(),
        "residents": pa.int64(),
    }
    return pa.Table.from_pylist(rows, pa.schema(list(names.items())))


def _group(words: str) -> str | None:
    return words.strip() or None


def _kind(words: str) -> str | None:
    return None if words else None
