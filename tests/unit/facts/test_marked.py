"""How well facts are read off the marked narratives that rules and weights were written and learnt with."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from benchmarks.facts import f1_of, found_in

DEV = Path(__file__).parents[2] / "data" / "narratives" / "dev.jsonl"
FLOORS = {
    "victim_age": 0.98, "victim_sex": 0.98, "occupation": 0.93, "loss_yuan": 0.94, "paid_yuan": 0.95, "returned_yuan": 0.92,
    "stopped_yuan": 0.93, "outcome": 0.97, "contact_channel": 0.95, "payment": 0.95, "occurred_on": 0.93, "banks": 0.98,
}  # fmt: skip


def test_marked_narratives() -> None:
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    times = [datetime.fromisoformat(row["reported_at"]) if row["reported_at"] else None for row in rows]
    table = f1_of([row["facts"] for row in rows], found_in([row["text"] for row in rows], times))
    assert {name: table[name]["f1"] for name in FLOORS if table[name]["f1"] < FLOORS[name]} == {}
