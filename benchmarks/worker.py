"""The other process: `python -m benchmarks.worker cold|score PEER FOLDER TEXTS` or `stream MODEL TEXTS N`.

The first line on standard output is the first answer; the last one says what was used, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

# Packages that take long to load.
HEAVY = ("sklearn", "torch", "scipy", "numba")


def _rss_mb() -> float:
    """Peak resident memory of this program so far, in 10**6 bytes.

    ``ru_maxrss`` of a process started by a larger one keeps the larger one's peak on Linux (getrusage(2)), so the
    high-water mark of the address space is read there (proc(5)). macOS counts bytes.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        marks = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(next(marks).split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def answer(name: str, folder: Path, texts: list[str]) -> None:
    """Load a peer's model and classify."""
    from benchmarks.peers import peer_class

    found = peer_class(name).load(folder).predict(texts)
    _say({"answers": len(found)})
    _say({"imported": [m for m in HEAVY if m in sys.modules], "rss_mb": _rss_mb()})


def stream(model: Path, texts: list[str], n: int) -> None:
    """Score n variants of texts batch by batch through the library's own batch scorer, and count the types."""
    from collections import Counter

    from benchmarks import data
    from fanzha import bundle
    from fanzha.engines.base import Engine
    from fanzha.score import batch_scorer

    score = batch_scorer(bundle.load(model))
    types: Counter[str] = Counter()
    start, scoring = time.perf_counter(), 0.0
    for batch in data.stream(texts, n, Engine.rows_per_batch):
        before = time.perf_counter()
        scored = score(batch)
        scoring += time.perf_counter() - before
        types.update(scored.column("type").to_pylist())
    taken = time.perf_counter() - start
    assert sum(types.values()) == n, "every text must get a type"
    _say({"texts": n})
    _say({"texts": n, "rate": n / taken, "score_rate": n / scoring, "rss_mb": _rss_mb(), "types": len(types)})


def main() -> None:
    job, *rest = sys.argv[1:]
    if job == "stream":
        model, texts, n = rest
        stream(Path(model), json.loads(Path(texts).read_text(encoding="utf-8")), int(n))
    else:
        name, folder, texts = rest
        answer(name, Path(folder), json.loads(Path(texts).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
