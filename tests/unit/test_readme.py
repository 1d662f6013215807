"""What the README says of the shipped model is what the shipped model says of itself."""

import json
import re
from pathlib import Path

from fanzha import corpus

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
METRICS = json.loads((ROOT / "models" / "default" / "metrics.json").read_text(encoding="utf-8"))
ROW = re.compile(r"^\| default \| (?P<what>[^|]+) \| (?P<n>[0-9,]+) \| (?P<f1>[0-9.]+) \|", re.MULTILINE)


def rows() -> dict[str, tuple[int, str]]:
    return {m["what"]: (int(m["n"].replace(",", "")), m["f1"]) for m in ROW.finditer(README)}


def test_held_out_batches() -> None:
    held = next(v for what, v in rows().items() if what.startswith("its own batches"))
    assert held == (METRICS["held_out"]["n"], f"{METRICS['held_out']['macro_f1']:.3f}")


def test_unseen_texts_of_known_batches() -> None:
    known = next(v for what, v in rows().items() if what.startswith("unseen texts"))
    assert known == (METRICS["in_distribution"]["n"], f"{METRICS['in_distribution']['macro_f1']:.3f}")


def test_the_size_of_the_corpus() -> None:
    texts = corpus.load()
    said = re.search(r"texts alone: ([0-9,]+) in ([0-9]+) independent batches", README)
    assert said is not None
    assert int(said[1].replace(",", "")) == len(texts)
    assert int(said[2]) == len({t.batch for t in texts})
