"""Stage 4: a classifier and its decision rule, measured on sources held out in turn."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from _stage import run
from fanzha import bundle, taxonomy
from fanzha.classifiers import make_classifier
from fanzha.config import load_pipeline
from fanzha.training import fingerprint, train


def stage(texts: Path, out: Path) -> None:
    """Train, and keep the confusion matrix for the report."""
    config, table = load_pipeline(), pq.read_table(texts)
    trained = train(table, make_classifier(config.train), **config.decide.model_dump())
    metrics = {
        "held_out": trained.held_out.as_json(),
        "across_sources": trained.across_sources,
        "title": trained.title,
        "confusion": trained.confusion.tolist(),
        "decided": trained.decided_as_json(),
        "fingerprint": fingerprint(table),
        "texts": table.num_rows,
        "sources": len(set(table.column("source").to_pylist())),
    }
    bundle.save(out, trained.classifier, trained.rule, taxonomy.load(), metrics, "# candidate, not yet evaluated\n")
    summary = {k: metrics["held_out"][k] for k in ("n", "macro_f1", "weighted_f1", "accuracy", "ece", "abstained")}
    out.with_suffix(".json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(stage, "texts", "out")
