"""Stage 9: drafted warnings for the top findings."""

from __future__ import annotations

from pathlib import Path

from _stage import run
from fanzha import taxonomy
from fanzha.config import load_pipeline
from fanzha.corpus.district import load_district
from fanzha.engines import open_engine
from fanzha.summarize import summarize
from fanzha.warn import draft_warnings, load_warnings, write_warnings


def stage(cases: Path, district: Path, wording: Path, out: Path) -> None:
    """Draft warnings from the findings of the last period."""
    config, types, scored = load_pipeline(), taxonomy.load(), open_engine("local").read(cases)
    summary = summarize(
        scored,
        district=load_district(district),
        taxonomy=types,
        days=config.summarize.days,
        min_cell=config.summarize.min_cell,
    )
    write_warnings(out, draft_warnings(summary, scored, types, load_warnings(wording), top=config.warn.top))


if __name__ == "__main__":
    run(stage, "cases", "district", "wording", "out")
