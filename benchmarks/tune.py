"""Choosing the settings of the peers that have no good defaults, on training texts only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from benchmarks.data import Split
from benchmarks.measure import score, seconds
from benchmarks.peers.base import Peer
from fanzha.cli.console import say

# Of settings this close in macro-F1 to the best, the one that trains fastest is taken.
_CLOSE = 0.003


def best(found: Sequence[tuple[Mapping[str, float], float, float]]) -> Mapping[str, float]:
    """Return the settings that train fastest among those within 0.003 of the best macro-F1.

    Parameters
    ----------
    found : sequence of (settings, macro-F1, seconds)
    """
    top = max(f1 for _, f1, _ in found)
    return min((f for f in found if f[1] >= top - _CLOSE), key=lambda f: f[2])[0]


def tune(split: Split, names: Sequence[str]) -> str:
    """Try the grids of fastText and spaCy; return a table and the choice, in Markdown."""
    from benchmarks.peers import fast_text, spacy_bow

    grids: dict[str, tuple[Callable[..., Peer], Sequence[Mapping[str, float]]]] = {
        "fasttext": (fast_text.FastText, fast_text.GRID),
        "spacy": (spacy_bow.Spacy, spacy_bow.GRID),
    }
    lines = ["| peer | settings | macro-F1 | training, s |", "|---|---|--:|--:|"]
    chosen = []
    for name, (make, grid) in grids.items():
        if name not in names:
            continue
        found = []
        for options in grid:
            peer = make(options)
            taken = seconds(partial(peer.fit, split))
            found.append((options, score(peer, split), taken))
            lines.append(f"| {name} | {dict(options)} | {found[-1][1]:.4f} | {taken:.1f} |")
            say(lines[-1])
        chosen.append(f"{name}: {dict(best(found))}")
    return "\n".join([*lines, "", *chosen, ""])
