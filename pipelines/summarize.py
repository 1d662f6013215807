"""Stage 8: who is cheated, where and how, as a bulletin."""

from __future__ import annotations

from pathlib import Path

from _stage import run
from fanzha import taxonomy
from fanzha.config import load_pipeline
from fanzha.corpus.district import load_district
from fanzha.engines import open_engine
from fanzha.summarize import render_bulletin, summarize


def stage(cases: Path, district: Path, out: Path) -> None:
    """Summarise the last period and render the bulletin."""
    config = load_pipeline().summarize
    summary = summarize(
        open_engine("local").read(cases),
        district=load_district(district),
        taxonomy=taxonomy.load(),
        days=config.days,
        min_cell=config.min_cell,
    )
    out.write_text(render_bulletin(summary), encoding="utf-8")


if __name__ == "__main__":
    run(stage, "cases", "district", "out")
