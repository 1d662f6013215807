"""Copies and near-copies among many texts, found without comparing all with all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import MissingExtraError
from fanzha.text import normalise
from fanzha.text.ngrams import MIX_1, MIX_2, SHIFT, hashed_ngrams
from fanzha.text.tokens import characters, fold_table

# Two texts are near-copies from this Jaccard similarity of their character 4-grams on; digits and punctuation count for
# nothing, so that a template filled with other figures is still the same text.
NEAR = 0.8
_ORDER = 4
_BITS = 48  # of a shingle's hash: collisions are out of the question for millions of shingles
# Banding (Leskovec, Rajaraman, Ullman 2020, section 3.4): 16 bands of 4 rows find a pair of similarity 0.8 with a chance
# of 0.9998, and one of 0.4 with 0.34; the exact similarity then decides.
_BANDS, _ROWS = 16, 4
# In a crowded band, pairs are those within this distance in two shuffled orders: thousands of copies of one template
# would otherwise make millions of pairs that say the same.
_CROWD, _REACH = 64, 16
_CHUNK = 16_384  # pairs compared together


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Which texts repeat each other.

    Attributes
    ----------
    copy : ndarray of int64, shape (n,)
        Equal for texts that are the same after `fanzha.text.normalise`.
    left, right : ndarray of int64, shape (m,)
        Pairs of near-copies, by their numbers in ``copy``.
    similarity : ndarray of float64, shape (m,)
        Jaccard similarity of each pair.
    """

    copy: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]

    def clusters(self) -> NDArray[np.int64]:
        """Number the clusters of texts that copies and near-copies join, directly or over others; shape (n,)."""
        parent = list(range(int(self.copy.max(initial=-1)) + 1))

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = i = parent[parent[i]]
            return i

        for a, b in zip(self.left.tolist(), self.right.tolist(), strict=True):
            first, second = sorted((root(a), root(b)))
            parent[second] = first
        roots = np.array([root(i) for i in range(len(parent))], np.int64)
        return roots[self.copy]


def find_duplicates(texts: Sequence[str], least: float = NEAR, seed: int = 20260101) -> Duplicates:
    """Find copies and near-copies by MinHash (Broder 1997), then by exact Jaccard similarity.

    Parameters
    ----------
    texts : sequence of n strings
    least : float
        Smallest similarity of a pair. Texts of fewer than four characters have only exact copies.
    seed : int
        Of the hash functions.

    Raises
    ------
    MissingExtraError
        If scipy, which comes with scikit-learn, is not installed.
    """
    number: dict[str, int] = {}
    copy = np.array([number.setdefault(normalise(t), len(number)) for t in texts], np.int64)
    grams = hashed_ngrams(characters(list(number), fold_table()), _ORDER, _BITS)
    row, shingle = grams.row, grams.bucket
    if not len(row):
        return Duplicates(copy, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    rng = np.random.default_rng(seed)
    keys = sorted({key for band in _bands(row, shingle, rng) for key in _candidates(*band, len(number), rng)})
    left, right = np.divmod(np.array(keys, np.int64), max(len(number), 1))
    similarity = _jaccard(row, shingle, len(number), left, right)
    kept = similarity >= least
    return Duplicates(copy, left[kept], right[kept], similarity[kept])


def join_groups(groups: Sequence[str], clusters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number what named groups and `Duplicates.clusters` join together.

    Parameters
    ----------
    groups : sequence of n strings
    clusters : ndarray of int64, shape (n,)

    Returns
    -------
    ndarray of int64, shape (n,)
        Equal for texts that a chain of groups and clusters joins.
    """
    parent: dict[object, object] = {}

    def root(key: object) -> object:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = key = parent[parent[key]]
        return key

    for group, cluster in zip(groups, clusters.tolist(), strict=True):
        parent[root(group)] = root(cluster)
    number: dict[object, int] = {}
    return np.array([number.setdefault(root(group), len(number)) for group in groups], np.int64)


def _bands(
    row: NDArray[np.int64], shingle: NDArray[np.int64], rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint64]]]:
    """Yield, band by band, the texts that have shingles and the key of each: equal for texts with equal minima."""
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    wide = shingle.astype(np.uint64)
    for _ in range(_BANDS):
        key = np.zeros(len(starts), np.uint64)
        for odd in rng.integers(1, 1 << 62, _ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1):
            mixed = wide * odd
            mixed ^= mixed >> np.uint64(SHIFT)
            mixed *= np.uint64(MIX_2)
            key = (key ^ np.minimum.reduceat(mixed, starts)) * np.uint64(MIX_1)
            key ^= key >> np.uint64(SHIFT)
        yield row[starts], key


def _candidates(texts: NDArray[np.int64], key: NDArray[np.uint64], n: int, rng: np.random.Generator) -> Iterator[int]:
    """Yield each pair of texts with one key, as the smaller number times ``n`` plus the larger."""
    order = np.argsort(key, kind="stable")
    texts, key = texts[order], key[order]
    cuts = np.flatnonzero(np.r_[True, key[1:] != key[:-1], True])
    for start, end in zip(cuts[:-1][np.diff(cuts) > 1], cuts[1:][np.diff(cuts) > 1], strict=True):
        members = texts[start:end]
        if len(members) <= _CROWD:
            orders, reach = [members], len(members) - 1
        else:
            orders, reach = [rng.permutation(members), rng.permutation(members)], _REACH
        for one in orders:
            for step in range(1, reach + 1):
                a, b = np.minimum(one[:-step], one[step:]), np.maximum(one[:-step], one[step:])
                yield from (a * n + b).tolist()


def _jaccard(
    row: NDArray[np.int64],
    shingle: NDArray[np.int64],
    n: int,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
) -> NDArray[np.float64]:
    try:
        from scipy import sparse
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "train") from error
    names, column = np.unique(shingle, return_inverse=True)
    has = sparse.csr_matrix((np.ones(len(row), np.int32), (row, column)), shape=(n, len(names)))
    has.data[:] = 1  # a set: how often a shingle stands in a text does not count
    size = np.asarray(has.sum(axis=1)).ravel()
    shared = [np.zeros(0)]
    for i in range(0, len(left), _CHUNK):
        both = has[left[i : i + _CHUNK]].multiply(has[right[i : i + _CHUNK]])
        shared.append(np.asarray(both.sum(axis=1), np.float64).ravel())
    common = np.concatenate(shared)
    result: NDArray[np.float64] = common / np.maximum(size[left] + size[right] - common, 1)
    return result
