"""Stage 8: who is cheated, where and how, as a bulletin."""

from __future__ import annotations

from pathlib import Path

from _stage import run
from fanzha import bundle
from fanzha.bulletin import compose, render
from fanzha.config import load_pipeline
from fanzha.corpus.district import load_district
from fanzha.summarize import bounds, choose_days, open_cases
from fanzha.summarize.looking import look


def stage(cases: Path, district: Path, model: Path, bulletin: Path) -> None:
    """Summarise the scored cases."""
    config, residents, scorer = load_pipeline().summarize, load_district(district), bundle.load(model)
    with open_cases(cases, residents) as frame:
        periods = choose_days(bounds(frame)[1], days=config.days)
        picture = look(cases, frame, model=scorer, district=residents, periods=periods, min_cell=config.min_cell)
    bulletin.parent.mkdir(parents=True, exist_ok=True)
    bulletin.write_bytes(render(compose(picture, taxonomy=scorer.taxonomy), "html"))


if __name__ == "__main__":
    run(stage, "cases", "district", "model", "bulletin")
