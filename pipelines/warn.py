"""Stage 9: drafted warnings for what stands out."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from _stage import run
from fanzha import taxonomy
from fanzha.config import load_pipeline
from fanzha.corpus.district import load_district
from fanzha.summarize import summarize
from fanzha.warn import draft_warnings, load_warnings, write_warnings


def stage(cases: Path, district: Path, settings: Path, warnings: Path) -> None:
    """Draft warnings from the scored cases."""
    config, scored, types = load_pipeline(), pq.read_table(cases), taxonomy.load()
    summary = summarize(
        scored,
        district=load_district(district),
        taxonomy=types,
        days=config.summarize.days,
        min_cell=config.summarize.min_cell,
    )
    write_warnings(warnings, draft_warnings(summary, scored, types, load_warnings(settings), top=config.warn.top))


if __name__ == "__main__":
    run(stage, "cases", "district", "settings", "warnings")
