"""How much of what identifies people is found in marked texts, and how fast: ``python -m benchmarks.privacy --data FILE``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

from fanzha.corpus import load
from fanzha.privacy import deidentify, redact_all
from fanzha.statistics import share_interval


def _covered(text: str, start: int, end: int, found: set[int]) -> bool:
    """Tell whether every letter, figure and ideograph of a marked span lies in a found one."""
    return all(i in found for i in range(start, end) if text[i].isalnum())


def measure(path: Path, wrong: bool) -> list[str]:
    """Return lines on recall and precision by kind.

    Parameters
    ----------
    path : Path
        Lines of JSON with ``text`` and ``spans``: start, end, kind.
    wrong : bool
        Whether to list what was missed and what was found in vain; such lines hold pieces of the texts.
    """
    recall: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    precision: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    listed = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, spans = row["text"], row["spans"]
        own = deidentify(text).spans
        found = {i for s in own for i in range(s.start, s.end)}
        true = {i for start, end, _ in spans for i in range(start, end)}
        for start, end, kind in spans:
            right = _covered(text, start, end, found)
            recall[kind][0] += right
            recall[kind][1] += 1
            if not right:
                near = [text[s.start : s.end] for s in own if s.start < end + 3 and start - 3 < s.end]
                listed.append(
                    f"missed {kind}: {text[max(0, start - 8) : start]}>{text[start:end]}<{text[end : end + 6]} {near}"
                )
        for s in own:
            right = not true.isdisjoint(range(s.start, s.end))
            precision[s.kind][0] += right
            precision[s.kind][1] += 1
            if not right:
                listed.append(
                    f"in vain {s.kind}: {text[max(0, s.start - 8) : s.start]}>{text[s.start : s.end]}<{text[s.end : s.end + 6]}"
                )
    lines = []
    for title, counts in (("recall", recall), ("precision", precision)):
        numbers = [n for kind, n in counts.items() if kind not in ("姓名", "地址")]
        together = {"numbers together": [sum(k for k, _ in numbers), sum(n for _, n in numbers)]}
        for kind, (k, n) in sorted((counts | together).items()):
            low, high = share_interval(k, n)
            share = k / n if n else float("nan")
            lines.append(f"{title:9} {kind:16} {k:5d} of {n:5d} = {share:.4f} ({float(low):.4f} to {float(high):.4f})")
    return lines + (listed if wrong else [])


def main() -> None:
    """Print recall, precision and narratives a second."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.privacy", description=__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--wrong", action="store_true", help="list what is missed and what is found in vain")
    parser.add_argument(
        "--rounds", type=int, default=5, help="how often the corpus's narratives are timed; 0: not at all"
    )
    arguments = parser.parse_args()
    for path in arguments.data:
        sys.stdout.write("\n".join([path.name, *measure(path, arguments.wrong), ""]))
    texts = [t.text for t in load("narrative")]
    redact_all(texts[:500])
    best = float("inf")
    for _ in range(arguments.rounds):
        begin = time.process_time()
        redact_all(texts)
        best = min(best, time.process_time() - begin)
    if arguments.rounds:
        sys.stdout.write(f"{len(texts) / best:.0f} narratives a second of processor time, of {len(texts)}\n")


if __name__ == "__main__":
    main()
