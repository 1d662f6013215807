"""Stage 0: the default input - the project's own labelled texts and a simulated district's year of reports."""

from __future__ import annotations

from pathlib import Path

from _stage import run
from fanzha.config import load_pipeline
from fanzha.corpus import export_jsonl, load
from fanzha.corpus.district import load_district
from fanzha.corpus.simulator import simulate, write_cases_csv, write_truth


def stage(district: Path, texts: Path, cases: Path, truth: Path) -> None:
    """Write labelled texts, case reports, and the truth behind the reports."""
    config = load_pipeline().simulate
    simulation = simulate(config.days, config.seed, load_district(district))
    export_jsonl(load(), texts)
    write_cases_csv(cases, simulation.rows)
    write_truth(truth, simulation.truth)


if __name__ == "__main__":
    run(stage, "district", "texts", "cases", "truth")
