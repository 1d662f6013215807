"""Splitting by pure functions of group and seed, the same on every engine and machine."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import LabelError

# With fewer sources than this, holding one out would remove too much of what there is to learn from.
MIN_SOURCES = 3


def unit_hash(key: str, seed: int) -> float:
    """Map a key to [0, 1): the first 53 bits of SHA-256 of ``seed:key``, so that every platform agrees."""
    digest = hashlib.sha256(f"{seed}:{key}".encode("utf-8", "surrogatepass")).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / float(1 << 53)


def assign(groups: Sequence[str], shares: Mapping[str, float], seed: int) -> list[str]:
    """Assign each group to a named part.

    Parameters
    ----------
    groups : sequence of n strings
        Equal groups go to the same part.
    shares : mapping
        Part name to share; shares sum to 1.
    seed : int

    Returns
    -------
    list of n strings

    Raises
    ------
    LabelError
        If the shares do not sum to 1.
    """
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise LabelError("shares of a split must sum to 1", f"{sum(shares.values()):g}", "correct the shares")
    names, bounds = list(shares), np.cumsum(list(shares.values()))
    positions = np.searchsorted(bounds, [unit_hash(g, seed) for g in groups], side="right")
    return [names[min(int(p), len(names) - 1)] for p in positions]


def held_out_folds(
    labels: Sequence[str], groups: Sequence[str], sources: Sequence[str], folds: int, seed: int
) -> NDArray[np.int64]:
    """Number each text with the fold in which it is held out.

    Whole sources are held out where there are at least three, because a new source is what a model will meet; a single
    source is cut by near-duplicate group, label by label, so that each fold has its part of every label.

    Parameters
    ----------
    labels, groups, sources : sequences of n strings
    folds : int
        Number of folds, at least 2; fewer where there are fewer sources or groups.
    seed : int

    Returns
    -------
    ndarray of int64, shape (n,)

    Raises
    ------
    LabelError
        If the texts form a single group, so that nothing can be held out.
    """
    keys = list(sources) if len(set(sources)) >= MIN_SOURCES else list(groups)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(keys):
        members[key].append(i)
    if len(members) < 2:
        raise LabelError("held-out texts need two groups at least", f"{len(members)}", "give each text its own group")
    folds = min(folds, len(members))
    filled: list[Counter[str]] = [Counter() for _ in range(folds)]
    sizes = [0] * folds
    result = np.zeros(len(keys), dtype=np.int64)
    # Largest first, then by hash: each group goes where its labels are scarcest.
    for key in sorted(members, key=lambda k: (-len(members[k]), unit_hash(k, seed))):
        here = Counter(labels[i] for i in members[key])
        best = min(range(folds), key=lambda f: (sum(filled[f][c] * m for c, m in here.items()), sizes[f], f))
        filled[best].update(here)
        sizes[best] += len(members[key])
        result[members[key]] = best
    return result
