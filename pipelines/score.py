"""Stage 7: a type beside every case."""

from __future__ import annotations

from pathlib import Path

from _stage import run
from fanzha import bundle
from fanzha.engines import open_engine
from fanzha.score import score_cases, write_workbook


def stage(model: Path, cases: Path, out: Path, workbook: Path) -> None:
    """Score the cases and write them for machines and for people."""
    engine, loaded = open_engine("local"), bundle.load(model)
    scored = score_cases(engine.read(cases), loaded, engine)
    engine.write(scored, out)
    write_workbook(scored, workbook, loaded.taxonomy.name)


if __name__ == "__main__":
    run(stage, "model", "cases", "out", "workbook")
