"""From scored cases to the frame that a summary counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from fanzha.characteristics.frame import Frame, parquet_files
from fanzha.facts.occupation_groups import employer_kind, occupation_group
from fanzha.facts.ways import channel_group, payment_group
from fanzha.store.base import Store
from fanzha.summarize.residents import DEFAULT_BANDS, Population

_LISTED: Final = {
    "reported_on": pa.date32(),
    "case_id": pa.string(),
    "type": pa.string(),
    "area": pa.string(),
    "text": pa.string(),
}


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
        bands = district.bands if district else DEFAULT_BANDS
        frame.code(bands, occupation_group, employer_kind, channel_group, payment_group)
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


def without_areas(residents: pa.Table) -> pa.Table:
    """Return residents of whom no station is told."""
    at = residents.schema.get_field_index("area")
    return residents.set_column(at, residents.field(at), pa.nulls(len(residents), pa.string()))


def texts_of(
    source: pa.Table | Path | Store, first: date, last: date, columns: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Yield some columns of the cases that were reported on some days, those of them that the source has.

    Parameters
    ----------
    source : pyarrow.Table, Path or Store
        As for `open_cases`.
    first, last : date
    columns : sequence of str
    """
    if isinstance(source, Store):
        for batch in source.current(first, last):
            yield batch.select([name for name in columns if name in batch.schema.names])
        return
    if isinstance(source, Path):
        for file in parquet_files(source):
            found = ds.dataset(file, format="parquet")
            names = [name for name in columns if name in found.schema.names]
            days = ds.field("reported_on")
            yield from found.to_batches(columns=names, filter=(days >= first) & (days <= last))
        return
    chosen = source.filter(
        pc.and_(pc.greater_equal(source["reported_on"], first), pc.less_equal(source["reported_on"], last))
    )
    yield from chosen.select([name for name in columns if name in chosen.column_names]).to_batches()


def cases_of(source: pa.Table | Path | Store, ids: Sequence[str]) -> pa.Table:
    """Return some cases with their narratives.

    Parameters
    ----------
    source : pyarrow.Table, Path or Store
        As for `open_cases`.
    ids : sequence of str

    Returns
    -------
    pyarrow.Table
        Columns ``case_id``, ``reported_on``, ``type``, ``area``, ``text``.
    """
    names = ["case_id", "reported_on", "type", "area", "text"]
    if not ids:
        return pa.table({name: pa.array([], _LISTED[name]) for name in names})
    if isinstance(source, Store):
        marks = ", ".join(["%s"] * len(ids))
        query = f"SELECT {', '.join(names)} FROM current_scores WHERE case_id IN ({marks})"  # noqa: S608
        return source.sql(query, tuple(ids))
    wanted = pc.is_in(ds.field("case_id"), value_set=pa.array(ids, pa.string()))
    if isinstance(source, Path):
        parts = []
        for file in parquet_files(source):
            found = ds.dataset(file, format="parquet")
            parts.append(found.to_table([name for name in names if name in found.schema.names], filter=wanted))
        return _complete(pa.concat_tables(parts, promote_options="permissive"))
    chosen = source.filter(pc.is_in(source["case_id"], value_set=pa.array(ids, pa.string())))
    return _complete(chosen)


def _complete(found: pa.Table) -> pa.Table:
    """Return the columns of a list of cases, empty where the source has none."""
    columns = {
        name: found.column(name).cast(kind) if name in found.column_names else pa.nulls(found.num_rows, kind)
        for name, kind in _LISTED.items()
    }
    return pa.table(columns).select(["case_id", "reported_on", "type", "area", "text"])
