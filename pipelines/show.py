"""After the last stage: where the results lie and what they hold, in a few lines."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq

RESULTS = {
    "out/bulletin.html": "who is cheated, where and how",
    "out/warnings.xlsx": "drafted warnings",
    "out/cases.xlsx": "cases with their types, for people",
    "out/cases.parquet": "the same for machines",
    "out/quarantine.csv": "rows that were set aside",
    "models/default": "the model bundle; read its card.md",
}


def main() -> None:
    """Print the results of the main job."""
    held_out = json.loads(Path("data/candidate.json").read_text(encoding="utf-8"))
    cases = pq.read_table("out/cases.parquet", columns=["needs_review"])
    review = sum(cases.column("needs_review").to_pylist())
    with Path("out/quarantine.csv").open(encoding="utf-8-sig", newline="") as file:
        quarantined = sum(1 for _ in csv.reader(file)) - 1
    print(f"\nmodel: macro-F1 {held_out['macro_f1']:.3f} on sources held out in turn ({held_out['n']} texts)")
    print(f"cases: {cases.num_rows} scored, {review} of them sent to review; {quarantined} rows in quarantine")
    print("\nresults:")
    for path, what in RESULTS.items():
        print(f"  {path:<20} {what}")
    print("\nevery run: mlflow ui --backend-store-uri sqlite:///mlflow.db")


if __name__ == "__main__":
    main()
