"""Groups of cases that tell the same script: the same pretext, steps and wording, whoever wrote it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import InputError
from fanzha.scripts.cases import Cases
from fanzha.scripts.features import Features, weigh
from fanzha.scripts.forms import forms
from fanzha.scripts.linkage import STRAY, link
from fanzha.scripts.neighbours import find

LEAST_CASES: Final = 3
# Smallest average similarity of two groups that are one script; chosen on the development families (docs/scripts.md).
LEAST_SIMILARITY: Final = 0.22
SIGNATURE: Final = 48  # grams that stand for a cluster from one period to the next


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cases of one script.

    Attributes
    ----------
    members : ndarray of int64
        Their numbers in the `Cases`, rising.
    type : str or None
        The most frequent type among them.
    forms : int
        Distinct wordings.
    cohesion : float
        Average similarity of two of its wordings, from 0 to 1; 1 where there is one.
    signature : mapping of int to float
        Hash of a gram to its weight, the heaviest that at least two wordings (or all, where there is one) hold; unit length.
    """

    members: NDArray[np.int64]
    type: str | None
    forms: int
    cohesion: float
    signature: Mapping[int, float]

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Clusters:
    """The scripts of a collection.

    Attributes
    ----------
    clusters : tuple of Cluster
        The largest first; of equals, the one with the first case id.
    of : ndarray of int64, shape (n,)
        Number of each case's cluster, -1 where it has none.
    """

    clusters: tuple[Cluster, ...]
    of: NDArray[np.int64]


def cluster(
    cases: Cases, least_cases: int = LEAST_CASES, least_similarity: float = LEAST_SIMILARITY, lexicon: bool = True
) -> Clusters:
    """Find groups of cases that tell the same script.

    Parameters
    ----------
    cases : Cases
    least_cases : int
        Smallest group.
    least_similarity : float
        Smallest average cosine of two groups that become one, above 0 and at most 1.
    lexicon : bool
        Whether the notions of `fanzha.scripts.lexicon` count beside the wording.

    Returns
    -------
    Clusters
        The same for the same cases in any order.

    Raises
    ------
    InputError
        If a bound is out of range.

    Notes
    -----
    See docs/scripts.md. Cases with the same plain form are one wording; wordings are compared by the cosine of their weighted
    character grams (`features.weigh`) with candidates from drawn grams (`neighbours.find`) and joined by average linkage
    (`linkage.link`).
    """
    if least_cases < 2:
        raise InputError("a script must have at least two cases", str(least_cases), "give a larger number")
    if not 0 < least_similarity <= 1:
        raise InputError("a similarity must lie above 0 and at most at 1", f"{least_similarity:g}", "correct it")
    distinct = forms(cases.text)
    n = len(distinct.form)
    features = weigh(distinct.form, _kinds(cases, distinct.of, n), lexicon)
    root = link(features, find(features, least_similarity * STRAY), least_similarity)
    # A form without grams stands for nothing: texts of a few characters are not one script because they are all empty.
    blank = (features.gram[:, 0] == features.none)[distinct.of] if n else np.zeros(0, np.bool_)
    named = np.array([not form for form in distinct.form], np.bool_)[distinct.of] if n else blank
    group = np.where(named, -1, root[distinct.of]) if n else np.zeros(0, np.int64)
    found = [m for m in _groups(group) if len(m) >= least_cases]
    found.sort(key=lambda m: (-len(m), int(m[0])))
    of = np.full(len(cases), -1, np.int64)
    for i, members in enumerate(found):
        of[members] = i
    return Clusters(tuple(_describe(cases, features, distinct.of, m) for m in found), of)


def _groups(group: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order])) + 1
    return [m for m in np.split(order, cuts) if len(m) and group[m[0]] >= 0]


def _kinds(cases: Cases, of: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the most frequent type of each form."""
    kind = np.full(n, -1, np.int64)
    known = np.flatnonzero(cases.kind >= 0)
    pairs, times = np.unique(of[known] * max(len(cases.types), 1) + cases.kind[known], return_counts=True)
    form, one = np.divmod(pairs, max(len(cases.types), 1))
    order = np.lexsort((-one, times, form))
    kind[form[order]] = one[order]  # of several, the last written wins: the most frequent, the first by code
    return kind


def _describe(cases: Cases, features: Features, of: NDArray[np.int64], members: NDArray[np.int64]) -> Cluster:
    own = np.unique(of[members])
    gram = features.gram[own]
    unit = features.weight.astype(np.float64)[gram] / features.norm[own].astype(np.float64)[:, None]
    ids, where, times = np.unique(gram.ravel(), return_inverse=True, return_counts=True)
    total = np.bincount(where, weights=unit.ravel(), minlength=len(ids))
    n = len(own)
    alone = float(np.square(unit).sum())
    cohesion = float((total @ total - alone) / (n * (n - 1))) if n > 1 else 1.0
    held = np.flatnonzero((times >= min(2, n)) & (ids != features.none))
    top = held[np.lexsort((features.bucket[ids[held]], -total[held]))][:SIGNATURE]
    length = float(np.sqrt(total[top] @ total[top])) or 1.0
    signature = {int(features.bucket[ids[i]]): float(total[i] / length) for i in np.sort(top)}
    return Cluster(members, cases.type_of(members), n, cohesion, signature)
