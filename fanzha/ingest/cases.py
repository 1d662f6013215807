"""Case files as a checked table, and what is wrong with the other rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from fanzha.ingest.columns import ColumnAliases
from fanzha.ingest.parser import CaseParser
from fanzha.ingest.sheets import case_sheets
from fanzha.schema import CASE, QUARANTINE
from fanzha.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Ingested:
    """A case file that was read.

    Attributes
    ----------
    cases : pyarrow.Table
        Of `fanzha.schema.CASE`.
    quarantine : pyarrow.Table
        Of `fanzha.schema.QUARANTINE`.
    rows_in : int
        Rows that are not blank; as many as stand in the two tables together.
    skipped : tuple of str
        Sheets that were not read, since they have no narrative or are hidden.
    """

    cases: pa.Table
    quarantine: pa.Table
    rows_in: int
    skipped: tuple[str, ...] = ()


def read_cases(
    path: Path | str,
    columns: ColumnAliases,
    *,
    now: datetime | None = None,
    taxonomy: Taxonomy | None = None,
    on_rows: Callable[[int], object] | None = None,
) -> Ingested:
    """Read a file of case reports.

    Parameters
    ----------
    path : path
        CSV, xlsx, JSONL, JSON or Parquet.
    columns : ColumnAliases
        From `load_columns`.
    now : datetime, optional
        Later dates, by more than a day, are refused; the present if not given. Local time if without zone.
    taxonomy : Taxonomy, optional
        Reads a label column; the shipped one if not given. Labels that it does not know become null.
    on_rows : callable, optional
        Told the number of rows read since it was last called.

    Returns
    -------
    Ingested
        Narratives and short texts de-identified; facts that no column gives taken from the narrative.

    Raises
    ------
    MissingFileError
        If there is no such file.
    InputError
        If it is empty, of another format, or has no text column.
    """
    opened = case_sheets(path, columns)
    parser = CaseParser(columns, now=now, taxonomy=taxonomy)
    ids: set[str] = set()
    cases, quarantine, rows_in = [CASE.empty_table()], [QUARANTINE.empty_table()], 0
    for section in opened.sections():
        got = parser.parse([section], ids=ids)
        cases.append(got.cases.select(CASE.names))
        quarantine.append(got.quarantine.select(QUARANTINE.names))
        rows_in += len(section)
        if on_rows is not None:
            on_rows(len(section))
    ingested = Ingested(
        pa.concat_tables(cases).combine_chunks(),
        pa.concat_tables(quarantine).combine_chunks(),
        rows_in,
        opened.skipped,
    )
    assert rows_in == ingested.cases.num_rows + ingested.quarantine.num_rows, "rows in = cases + quarantine"
    return ingested
