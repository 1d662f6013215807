"""Excerpts of texts, and how far the most suspicious one may speak for the whole: honest messages around a fraud drown it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.classifiers.calibration import MatrixScaling

Doubles = NDArray[np.float64]

# A shorter line says too little to be judged by itself.
SHORTEST_LINE = 10
# Texts beyond this length are looked at through windows, each of which begins half a window behind the one before.
LONGEST_WHOLE, WINDOW = 160, 120
# Beyond these log-odds a probability is as good as certain, and its logarithm would swamp everything else.
CERTAIN = 1e-6
# How many honest messages are put around a text when the gate is learnt.
_PADDINGS = (2, 4)
# Penalty of the gate's weights: small, against rows that all agree.
_PENALTY = 0.01


def excerpts(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Cut texts into excerpts that may be judged by themselves.

    These are the lines of texts that have several, and windows of long texts: first those that begin at even multiples of
    half a window, then those at odd ones.

    Parameters
    ----------
    texts : sequence of n strings

    Returns
    -------
    excerpts : list of m strings
    owner : ndarray of int64, shape (m,)
        Which text each is of, ascending; texts without excerpts are left out.
    """
    found: list[str] = []
    owner: list[int] = []
    for i, text in enumerate(texts):
        here = []
        if "\n" in text:
            here = [line for line in text.split("\n") if len(line.strip()) >= SHORTEST_LINE]
        if len(text) > LONGEST_WHOLE:
            half = WINDOW // 2
            here += [text[a : a + WINDOW] for begin in (0, half) for a in range(begin, len(text) - half, WINDOW)]
        found += here
        owner += [i] * len(here)
    return found, np.array(owner, np.int64)


def let_speak(
    whole: NDArray[np.floating],
    alone: NDArray[np.floating],
    owner: NDArray[np.int64],
    honest: int,
    gate: NDArray[np.floating],
) -> None:
    """Mix the probabilities of honest-looking texts with those of their most suspicious excerpts, in place.

    Parameters
    ----------
    whole : ndarray, shape (n, k)
        Of texts.
    alone : ndarray, shape (m, k)
        Of excerpts.
    owner : ndarray of int64, shape (m,)
        Ascending.
    honest : int
        The column that means no fraud.
    gate : ndarray, shape (4,)
        See `learn_gate`.
    """
    calm = (whole.argmax(axis=1) == honest)[owner]
    alone, owner = alone[calm], owner[calm]
    if not len(owner):
        return
    first, number = _most_suspicious(alone, owner, honest)
    at, picked = owner[first], alone[first]
    share = _share(whole[at], picked, number, honest, gate)[:, None]
    whole[at] = (1 - share) * whole[at] + share * picked


def _most_suspicious(
    alone: NDArray[np.floating], owner: NDArray[np.int64], honest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the place of each owner's least honest excerpt, the first of equals, and how many it has."""
    order = np.lexsort((alone[:, honest], owner))
    begins = np.flatnonzero(np.r_[True, owner[order][1:] != owner[order][:-1]])
    return order[begins], np.diff(np.r_[begins, len(order)])


def _signs(
    whole: NDArray[np.floating], alone: NDArray[np.floating], number: NDArray[np.integer], honest: int
) -> Doubles:
    """Return what the gate sees: log-odds of fraud of the excerpt and of the whole, logarithm of how many excerpts, and 1."""
    odds = []
    for p in (alone, whole):
        own = p[:, honest].astype(np.float64)
        odds.append(np.log(np.maximum(1 - own, CERTAIN)) - np.log(np.maximum(own, CERTAIN)))
    return np.column_stack([*odds, np.log(number), np.ones(len(number))])


def _share(
    whole: NDArray[np.floating],
    alone: NDArray[np.floating],
    number: NDArray[np.integer],
    honest: int,
    gate: NDArray[np.floating],
) -> Doubles:
    logit = _signs(whole, alone, number, honest) @ np.asarray(gate, np.float64)
    return np.asarray(1 / (1 + np.exp(-logit)), np.float64)


@dataclass(frozen=True, slots=True)
class Apart:
    """Texts and excerpts as models saw them that had not learnt from them.

    Attributes
    ----------
    text, excerpt : ndarray of float64, shapes (n, k) and (m, k)
        Margins.
    bias : ndarray of float64, shape (n, k)
        What of the margins of a text does not depend on it.
    length : ndarray of int64, shape (n,)
        Number of n-grams of each text.
    owner : ndarray of int64, shape (m,)
        Which text each excerpt is of, ascending.
    fold : ndarray of int64, shape (n,)
    """

    text: Doubles
    excerpt: Doubles
    bias: Doubles
    length: NDArray[np.int64]
    owner: NDArray[np.int64]
    fold: NDArray[np.int64]


def learn_gate(
    apart: Apart, scaling: MatrixScaling, truth: NDArray[np.int64], honest: int, weight: float, seed: int
) -> NDArray[np.float32]:
    """Learn how far the most suspicious excerpt of an honest-looking text may speak for it.

    It speaks with a share that is logistic in four signs, and that share is learnt by maximum likelihood: a mixture of
    experts (Jacobs, Jordan, Nowlan, Hinton 1991) whose experts are given. It is learnt on held-out texts as they are, and on
    the same with two and with four honest messages of the same fold around them. A vector of the whole is known without
    reading it: sums of n-gram weights and numbers of n-grams add up.

    Parameters
    ----------
    apart : Apart
    scaling : MatrixScaling
        From margins to probabilities.
    truth : ndarray of int64, shape (n,)
    honest : int
        The column that means no fraud.
    weight : float
        What a text with others around it counts for, against 1 of a text as it is.
    seed : int

    Returns
    -------
    ndarray of float32, shape (4,)
        Weights of the excerpt's log-odds of fraud, of those of the whole, of the logarithm of the number of excerpts, and of
        1; empty where no honest-looking text has an excerpt.
    """
    from scipy.optimize import minimize

    n, rng = len(truth), np.random.default_rng(seed)
    plain = scaling(apart.text)
    best, number = plain.copy(), np.ones(n, np.int64)
    rows = []
    if len(apart.owner):
        alone = scaling(apart.excerpt)
        first, count = _most_suspicious(alone, apart.owner, honest)
        at = apart.owner[first]
        rows.append((plain[at], alone[first], count, truth[at], np.ones(len(at))))
        number[at] += count
        less = alone[first, honest] < plain[at, honest]
        best[at[less]] = alone[first[less]]
    root = np.sqrt(np.maximum(apart.length, 1))
    total = (apart.text - apart.bias) * root[:, None]
    for fold in np.unique(apart.fold):
        here = np.flatnonzero(apart.fold == fold)
        calm = here[truth[here] == honest]
        if not len(calm):
            continue
        for m in _PADDINGS:
            together = np.c_[here, rng.choice(calm, (len(here), m))]
            size = np.sqrt(np.maximum(apart.length[together].sum(axis=1), 1))
            whole = scaling(total[together].sum(axis=1) / size[:, None] + apart.bias[here])
            pick = np.take_along_axis(together, best[together, honest].argmin(axis=1)[:, None], axis=1)[:, 0]
            rows.append((whole, best[pick], number[together].sum(axis=1), truth[here], np.full(len(here), weight)))
    if not rows:
        return np.zeros(0, np.float32)
    whole, alone, count, label, weights = (np.concatenate(part) for part in zip(*rows, strict=True))
    kept = np.flatnonzero((whole.argmax(axis=1) == honest) & (weights > 0))
    if not len(kept):
        return np.zeros(0, np.float32)
    signs, weights = _signs(whole[kept], alone[kept], count[kept], honest), weights[kept]
    before, after = whole[kept, label[kept]], alone[kept, label[kept]]

    def loss(gate: Doubles) -> tuple[float, Doubles]:
        share = 1 / (1 + np.exp(-np.clip(signs @ gate, -500, 500)))
        right = np.maximum((1 - share) * before + share * after, 1e-12)
        slope = weights * (after - before) / right * share * (1 - share)
        value = -(weights * np.log(right)).sum() + _PENALTY * np.square(gate).sum()
        return float(value), 2 * _PENALTY * gate - slope @ signs

    found = minimize(loss, np.array([1.0, 0.0, 0.0, -3.0]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, np.float32)
