"""Stage 9: drafted warnings for what stands out."""

from __future__ import annotations

from pathlib import Path

from _stage import run
from fanzha import taxonomy
from fanzha.config import load_pipeline
from fanzha.corpus.district import load_district
from fanzha.summarize import bounds, choose_days, open_cases, summarize
from fanzha.warn import draft_warnings, load_warnings, write_warnings


def stage(cases: Path, district: Path, settings: Path, warnings: Path) -> None:
    """Draft warnings from the scored cases."""
    config, types, residents = load_pipeline(), taxonomy.load(), load_district(district)
    with open_cases(cases, residents) as frame:
        periods = choose_days(bounds(frame)[1], days=config.summarize.days)
        summary = summarize(
            frame, district=residents, taxonomy=types, periods=periods, min_cell=config.summarize.min_cell
        )
        write_warnings(warnings, draft_warnings(summary, frame, types, load_warnings(settings), top=config.warn.top))


if __name__ == "__main__":
    run(stage, "cases", "district", "settings", "warnings")
