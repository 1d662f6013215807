"""Clusters of forms by average similarity, along the pairs of neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.scripts.features import Features
from fanzha.scripts.neighbours import Pairs

_GROWN: Final = 1.3  # a pair of clusters that was refused is tried again when they have grown so much
_PASSES: Final = 2
# In the end, a form that is still alone joins the cluster of at least so many that is most like it, from this part of the bound on:
# a line of twenty characters shares less with anything. Chosen on the development families.
STRAY: Final = 0.8
_HOME: Final = 3
# Grams of a cluster's sum; when it grows beyond twice that, the lightest go, which hardly enter an average.
_LONGEST: Final = 512


def _product(a: dict[int, float], b: dict[int, float]) -> float:
    return sum([a[k] * b[k] for k in a.keys() & b.keys()])


class _Linkage:
    """Clusters that grow: for each its size and the sum of its members' unit vectors.

    The average similarity of all pairs between two clusters is the product of the sums over the product of the sizes.
    """

    def __init__(self, features: Features, n: int) -> None:
        self.features = features
        self.parent = list(range(n))
        self.size = [1] * n
        self.sums: dict[int, dict[int, float]] = {}
        self.refused: dict[tuple[int, int], int] = {}

    def root(self, i: int) -> int:
        parent = self.parent
        while parent[i] != i:
            parent[i] = i = parent[parent[i]]
        return i

    def _vector(self, i: int) -> dict[int, float]:
        if (found := self.sums.get(i)) is not None:
            return found
        own = self.features.gram[i]
        own = own[own != self.features.none]
        return dict(zip(own.tolist(), (self.features.weight[own] / self.features.norm[i]).tolist(), strict=True))

    def consider(self, i: int, j: int, similarity: float, least: float) -> None:
        """Join the clusters of two forms if their members are similar enough on average."""
        a, b = self.root(i), self.root(j)
        if a == b:
            return
        if self.size[a] < self.size[b] or (self.size[a] == self.size[b] and a > b):
            a, b = b, a
        together = self.size[a] + self.size[b]
        if together < self.refused.get((a, b), 0) * _GROWN:
            return
        large, small = self._vector(a), self._vector(b)
        if together > 2:
            similarity = _product(large, small) / (self.size[a] * self.size[b])
        if similarity < least:
            self.refused[a, b] = together
            return
        for k, v in small.items():
            large[k] = large.get(k, 0.0) + v
        if len(large) > 2 * _LONGEST:
            large = dict(sorted(large.items(), key=lambda item: (-item[1], item[0]))[:_LONGEST])
        self.sums[a] = large
        self.sums.pop(b, None)
        self.parent[b] = a
        self.size[a] = together

    def take_in(self, ways: Iterable[tuple[int, int, float]], least: float) -> None:
        """Let each form that is alone join the cluster of one of its neighbours that is most like it on average."""
        best: dict[int, tuple[float, int]] = {}
        for pair in ways:
            for one, other in (pair[:2], pair[1::-1]):
                home = self.root(other)
                if self.size[self.root(one)] > 1 or self.size[home] < _HOME:
                    continue
                alike = _product(self.sums[home], self._vector(one)) / self.size[home]
                if alike >= least and alike > best.get(one, (0.0, 0))[0]:
                    best[one] = alike, home
        for one, (_, home) in best.items():
            self.parent[one] = home


def link(features: Features, pairs: Pairs, least: float) -> NDArray[np.int64]:
    """Cluster forms.

    Parameters
    ----------
    features : Features
        Of n forms.
    pairs : Pairs
    least : float
        Smallest average similarity of all pairs between two clusters that are joined.

    Returns
    -------
    ndarray of int64, shape (n,)
        Equal for forms of one cluster: the number of one of them.

    Notes
    -----
    Average linkage (Sokal and Michener 1958) over the pairs only, the most similar pair first, each tried once in a pass. Single
    links would chain unlike reports over those that lie between them. Pairs should go down to `STRAY` times the bound.
    """
    n = len(features.gram)
    state = _Linkage(features, n)
    order = np.lexsort((pairs.right, pairs.left, -pairs.similarity))
    ways = list(
        zip(pairs.left[order].tolist(), pairs.right[order].tolist(), pairs.similarity[order].tolist(), strict=True)
    )
    for _ in range(_PASSES):
        for i, j, similarity in ways:
            state.consider(i, j, similarity, least)
        state.refused.clear()
    state.take_in(ways, STRAY * least)
    return np.array([state.root(i) for i in range(n)], np.int64)
