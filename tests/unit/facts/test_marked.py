"""How well facts are read off the marked narratives that rules and weights were written and learnt with."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.facts import f1_of, found_in

NARRATIVES = Path(__file__).parents[2] / "data" / "narratives"
FLOORS = {
    "dev": {
        "victim_age": 0.98, "victim_sex": 0.98, "occupation": 0.95, "loss_yuan": 0.93, "paid_yuan": 0.95, "returned_yuan": 0.93,
        "stopped_yuan": 0.93, "outcome": 0.97, "contact_channel": 0.97, "payment": 0.95, "occurred_on": 0.95, "banks": 0.98,
    },
    "dev2": {"victim_age": 0.98, "victim_sex": 0.98, "loss_yuan": 0.85, "contact_channel": 0.94, "payment": 0.94, "occurred_on": 0.92},
    "dev3": {"victim_age": 0.98, "victim_sex": 0.98, "loss_yuan": 0.93, "contact_channel": 0.96, "payment": 0.9, "occurred_on": 0.97},
    "dev4": {"victim_age": 0.95, "victim_sex": 0.97, "loss_yuan": 0.82, "contact_channel": 0.95, "payment": 0.94, "occurred_on": 0.91},
}  # fmt: skip


@pytest.mark.parametrize("name", FLOORS)
def test_marked_narratives(name: str) -> None:
    rows = [json.loads(line) for line in (NARRATIVES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    times = [datetime.fromisoformat(row["reported_at"]) if row["reported_at"] else None for row in rows]
    table = f1_of([row["facts"] for row in rows], found_in([row["text"] for row in rows], times))
    floors = FLOORS[name]
    assert {fact: table[fact]["f1"] for fact in floors if table[fact]["f1"] < floors[fact]} == {}
