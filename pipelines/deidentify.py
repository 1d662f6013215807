"""Stage 2: the gate that no identifier passes; the readers replaced them, this proves it and counts them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from _stage import run
from fanzha.privacy import audit


def stage(texts: Path, cases: Path, safe_texts: Path, safe_cases: Path, report: Path) -> None:
    """Replace what is left of identifiers in every text column and count placeholders by kind."""
    counts = {}
    for source, target in ((texts, safe_texts), (cases, safe_cases)):
        target.parent.mkdir(parents=True, exist_ok=True)
        safe, counts[source.stem] = audit(pq.read_table(source))
        pq.write_table(safe, target)
    report.write_text(json.dumps(counts, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(stage, "texts", "cases", "safe_texts", "safe_cases", "report")
