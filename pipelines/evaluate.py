"""Stage 5: the candidate on texts of known sources that it did not see."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from _stage import run
from fanzha import bundle
from fanzha.training import measure


def stage(candidate: Path, texts: Path, report: Path) -> None:
    """Measure the candidate in distribution."""
    model = bundle.load(candidate)
    metrics = measure(pq.read_table(texts), model.classifier, model.rule, model.taxonomy)
    report.write_text(json.dumps(metrics.as_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(stage, "candidate", "texts", "report")
