"""The most similar forms of each, found without comparing all with all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.scripts.features import Features
from fanzha.text.ngrams import MIX_1, MIX_2, SHIFT

# Grams of a form by which others are looked for. They are drawn by weight, the same draw for all forms (bottom-k sketches of
# weighted sets, Cohen and Kaplan 2007), so that two forms that share a fifth of their weight share about six.
DRAWN: Final = 32
# In the list of the forms that drew one gram, those this far apart are compared; the list is sorted by a second draw, so that
# forms which share more stand together.
REACH: Final = 8
_REACH_SMALL: Final = 24  # where there are few forms, for nothing is saved
_SMALL: Final = 20_000
CANDIDATES: Final = 32  # of a form, compared exactly: those that share most drawn grams
NEIGHBOURS: Final = 12  # of a form that are kept
_BLOCK: Final = 4_096
_EMPHASIS: Final = 2.0  # power of the weight in the draw, as in a cosine


@dataclass(frozen=True, slots=True)
class Pairs:
    """Similar forms.

    Attributes
    ----------
    left, right : ndarray of int64, shape (m,)
        Forms, the smaller number left; each pair once.
    similarity : ndarray of float64, shape (m,)
        Cosine of their weighted grams.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = value * np.uint64(MIX_1)
    value ^= value >> np.uint64(SHIFT)
    value *= np.uint64(MIX_2)
    value ^= value >> np.uint64(SHIFT)
    return value


def _drawn(features: Features) -> NDArray[np.int32]:
    """Return the grams that each form draws; shape (n, DRAWN)."""
    uniform = (_mixed(features.bucket.astype(np.int64).astype(np.uint64) + np.uint64(1)) >> np.uint64(11)) / 2.0**53
    with np.errstate(divide="ignore"):
        late = -np.log(np.maximum(uniform, 1e-300)) / np.maximum(features.weight.astype(np.float64), 1e-9) ** _EMPHASIS
    late[-1] = np.inf
    order = np.argsort(late, kind="stable")
    rank = np.empty(len(late), np.int32)
    rank[order] = np.arange(len(late), dtype=np.int32)
    drawn = np.empty((len(features.gram), DRAWN), np.int32)
    for start in range(0, len(drawn), _BLOCK):
        first = np.partition(rank[features.gram[start : start + _BLOCK]], DRAWN - 1, axis=1)[:, :DRAWN]
        drawn[start : start + _BLOCK] = order[np.sort(first, axis=1)]
    return drawn


def _lists(drawn: NDArray[np.int32], none: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return gram and form of every draw, by gram, then by a second gram of the form that depends on the first."""
    keys = []
    for start in range(0, len(drawn), _BLOCK):
        block = drawn[start : start + _BLOCK].astype(np.uint64)
        second = np.full(block.shape, 1 << 20, np.uint64)
        for other in range(DRAWN):
            pair = _mixed((block << np.uint64(23)) ^ block[:, other : other + 1]) >> np.uint64(44)
            same = (block == block[:, other : other + 1]) | (block[:, other : other + 1] == none)
            second = np.where(same, second, np.minimum(second, pair))
        form = np.arange(start, start + len(block), dtype=np.uint64)[:, None]
        key = (block << np.uint64(41)) | (np.minimum(second, (1 << 20) - 1) << np.uint64(21)) | form
        keys.append(key[block != none])
    key = np.sort(np.concatenate(keys)) if keys else np.zeros(0, np.uint64)
    return (key >> np.uint64(41)).astype(np.int64), (key & np.uint64((1 << 21) - 1)).astype(np.int64)


def _first(row: NDArray[np.int64], most: int) -> NDArray[np.bool_]:
    """Tell which entries are among the first ``most`` of their row; rows stand together."""
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(row)])
    return np.asarray(np.arange(len(row)) - np.repeat(starts, lengths) < most)


def _candidates(
    gram: NDArray[np.int64], form: NDArray[np.int64], at: NDArray[np.int64], start: int, n: int, reach: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return forms and those they are compared with, for the forms from ``start`` whose draws stand ``at`` these places."""
    found = []
    for step in [s for d in range(1, reach + 1) for s in (-d, d)]:
        other = at + step
        inside = (other >= 0) & (other < len(gram))
        here, other = at[inside], other[inside]
        same = gram[here] == gram[other]
        found.append((form[here[same]] - start) * n + form[other[same]])
    key = np.sort(np.concatenate(found))
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, np.int64)
    times = np.minimum(np.diff(np.r_[starts, len(key)]), 255)
    row, other = np.divmod(key[starts], n)
    key = np.sort((row << 40) | ((255 - times) << 32) | other)
    key = key[_first(key >> 40, CANDIDATES)]
    return key >> 40, key & 0xFFFFFFFF


def find(features: Features, least: float) -> Pairs:
    """Find the most similar forms of each.

    Parameters
    ----------
    features : Features
    least : float
        Smallest similarity.

    Returns
    -------
    Pairs
        At most `NEIGHBOURS` of each form that are at least so similar; which form is asked does not matter.
    """
    n = len(features.gram)
    reach = REACH if n > _SMALL else _REACH_SMALL
    gram, form = _lists(_drawn(features), features.none)
    place = np.argsort(form, kind="stable")
    cuts = np.searchsorted(form[place], np.arange(0, n + _BLOCK, _BLOCK))
    squared = np.square(features.weight, dtype=np.float64).astype(np.float32)
    mark = np.zeros(len(squared), np.float32)
    lefts, rights, sims = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for block, start in enumerate(range(0, n, _BLOCK)):
        row, other = _candidates(gram, form, place[cuts[block] : cuts[block + 1]], start, n, reach)
        edges = np.searchsorted(row, np.arange(min(_BLOCK, n - start) + 1)).tolist()
        shared = np.empty(len(row), np.float32)
        for i, (low, high) in enumerate(pairwise(edges)):
            if high > low:
                own = features.gram[start + i]
                mark[own] = squared[own]
                shared[low:high] = mark[features.gram[other[low:high]]].sum(axis=1)
                mark[own] = 0
        similarity = shared.astype(np.float64) / (features.norm[start + row].astype(np.float64) * features.norm[other])
        near = np.flatnonzero(similarity >= least)
        near = near[np.lexsort((other[near], -similarity[near], row[near]))]
        near = near[_first(row[near], NEIGHBOURS)]
        mine, theirs = start + row[near], other[near]
        lefts.append(np.minimum(mine, theirs))
        rights.append(np.maximum(mine, theirs))
        sims.append(similarity[near])
    key, at = np.unique(np.concatenate(lefts) * max(n, 1) + np.concatenate(rights), return_index=True)
    left, right = np.divmod(key, max(n, 1))
    return Pairs(left, right, np.concatenate(sims)[at])
