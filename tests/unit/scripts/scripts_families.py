"""Invented families of narratives, and tables of them."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

FOLDER = Path(__file__).parents[2] / "data" / "scripts"


@cache
def families(part: str) -> tuple[dict, ...]:
    lines = (FOLDER / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def table(rows) -> pa.Table:
    """Return rows of id, text and optional further columns as a table."""
    rows = [{"case_id": r["id"], **{k: v for k, v in r.items() if k not in ("id", "family")}} for r in rows]
    names = dict.fromkeys(["case_id", "text", *(k for r in rows for k in r)])
    columns = {n: [r.get(n) for r in rows] for n in names}
    if "reported_on" in columns:
        columns["reported_on"] = [date.fromisoformat(d) if isinstance(d, str) else d for d in columns["reported_on"]]
    return pa.table({n: pa.array(c, pa.string()) if n in ("case_id", "text") else c for n, c in columns.items()})


def texts(*given: str) -> pa.Table:
    return table([{"id": f"c{i:04d}", "text": t} for i, t in enumerate(given)])
