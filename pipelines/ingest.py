"""Stage 1: raw files into checked tables; what cannot be read is set aside with its reason."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from _stage import run
from fanzha import taxonomy
from fanzha.ingest import load_columns, read_cases, read_labelled, write_quarantine


def stage(raw_texts: Path, raw_cases: Path, columns: Path, texts: Path, cases: Path, quarantine: Path) -> None:
    """Read labelled texts and case reports."""
    labelled = read_labelled([raw_texts], taxonomy=taxonomy.load())
    reports = read_cases(raw_cases, load_columns(columns))
    for path in (texts, cases, quarantine):
        path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(labelled.texts, texts)
    pq.write_table(reports.cases, cases)
    write_quarantine(quarantine, pa.concat_tables([reports.quarantine, labelled.quarantine]))


if __name__ == "__main__":
    run(stage, "raw_texts", "raw_cases", "columns", "texts", "cases", "quarantine")
