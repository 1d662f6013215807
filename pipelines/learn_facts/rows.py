"""The narratives that weights are learnt from, and where weights are written."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.facts import SEALED
from fanzha import corpus
from fanzha.facts.judge import Judge, packed

_ROOT = Path(__file__).resolve().parents[2]
OUT = _ROOT / "fanzha" / "facts" / "weights"
NARRATIVES = _ROOT / "tests" / "data" / "narratives"
MARKED = tuple(sorted(NARRATIVES.glob("dev*.jsonl"), key=lambda path: (len(path.name), path.name)))
WITHOUT: set[str] = set()  # files that are left out
EXAMPLES = Path(__file__).with_name("examples.jsonl")
NONE = 1.0  # weight of a narrative of which nothing is stated


Row = tuple[str, str, str, str, dict[str, Any]]  # batch, id, label, text, facts
MARKED_WEIGHT = 1.0  # of a marked narrative beside one of the corpus; there are as many of either


def rows_to_learn() -> tuple[list[Row], int]:
    """Return the narratives of the open batches and behind them the marked ones, and how many the former are."""
    rows: list[Row] = [
        (t.batch, t.id, t.label, t.text, t.facts or {}) for t in corpus.load("narrative") if t.batch not in SEALED
    ]
    own = len(rows)
    for number, path in enumerate(path for path in MARKED if path.stem not in WITHOUT):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        # Held out together, or in four parts.
        rows += [
            (
                f"d{4 + number if '--writers' in sys.argv else i % 4}",
                f"{path.stem}/{r['id']}",
                r["type"],
                r["text"],
                r["facts"] | {"amounts": r.get("amounts"), "reported_at": r["reported_at"]},
            )
            for i, r in enumerate(lines)
        ]
    # Worked examples: short texts, of which only the facts that are named count.
    for i, line in enumerate(EXAMPLES.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        rows.append((f"e{i % 4}", f"e{i}", "example", row["text"], row["facts"] | {"roles": row.get("roles")}))
    return rows, own


def fold_of(rows: Sequence[Row]) -> np.ndarray[Any, Any]:
    return np.array([int(r[0][1:]) if r[0][0] == "d" else int(r[0][1:]) % 4 for r in rows])


def folds_held_out(fold: np.ndarray[Any, Any]) -> list[int]:
    """Return the parts that are held out in turn: with ``--writers`` those of the writers alone, with ``--final`` none."""
    if "--final" in sys.argv:
        return []
    every = sorted(set(fold.tolist()))
    if "--writers" in sys.argv:
        return [f for f in every if f > 3]
    return every[:1] if "--quick" in sys.argv else every


def weights_of(rows: Sequence[Row], name: str, own: int) -> tuple[list[float], list[float]]:
    """Return the weight of nothing being right, and of a place being right."""
    none = [
        -1.0 if r[4].get(name) is not None or not tells(r, name) else NONE if i < own else MARKED_WEIGHT
        for i, r in enumerate(rows)
    ]
    return none, [1.0 if i < own else MARKED_WEIGHT for i in range(len(rows))]


def tells(row: Row, name: str) -> bool:
    """Tell whether a row counts for a fact: an example counts for those that it names."""
    return row[2] != "example" or name in row[4]


def write(name: str, data: Mapping[str, Any]) -> None:
    """Write the weights of a fact."""
    OUT.mkdir(exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    OUT.joinpath(f"{name}.json").write_text(text + "\n", encoding="utf-8")


def plain(judge: Judge) -> dict[str, Any]:
    """Return a judge as JSON holds it."""
    return {
        "classes": list(judge.classes), "extra": judge.extra, "near": packed(judge.near), "far": packed(judge.far),
    }  # fmt: skip
