"""Stage 8: who is cheated, where and how, as a bulletin."""

from __future__ import annotations

from pathlib import Path

from _stage import run
from fanzha import taxonomy
from fanzha.bulletin import render_bulletin
from fanzha.config import load_pipeline
from fanzha.corpus.district import load_district
from fanzha.summarize import bounds, choose_days, open_cases, summarize


def stage(cases: Path, district: Path, bulletin: Path) -> None:
    """Summarise the scored cases."""
    config, residents = load_pipeline().summarize, load_district(district)
    with open_cases(cases, residents) as frame:
        periods = choose_days(bounds(frame)[1], days=config.days)
        summary = summarize(
            frame, district=residents, taxonomy=taxonomy.load(), periods=periods, min_cell=config.min_cell
        )
    bulletin.parent.mkdir(parents=True, exist_ok=True)
    bulletin.write_text(render_bulletin(summary), encoding="utf-8")


if __name__ == "__main__":
    run(stage, "cases", "district", "bulletin")
