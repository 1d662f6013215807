"""How the weights of a linear chain over amounts are fitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from fanzha.facts.amount_roles import JOINS, ROLES

Array = np.ndarray[Any, Any]
COUNT = len(ROLES)


class Weights(NamedTuple):
    """What `fanzha.facts.amount_roles.Chain` takes."""

    signs: Array
    follows: Array
    first: Array
    bias: Array


def fit_chain(
    signs: csr_matrix, joins: Array, lengths: Sequence[int], roles: Array, weight: Array, cost: float, rounds: int
) -> Weights:
    """Fit a conditional random field by maximum likelihood with a ridge penalty (L-BFGS).

    Parameters
    ----------
    signs : csr_matrix, shape (n, s)
        Of all amounts, narrative by narrative.
    joins, roles : ndarray of int, shape (n,)
    lengths : sequence of int
        Amounts of each narrative, at least one.
    weight : ndarray of float
        Of each narrative.
    cost : float
        Of the squares of weights.
    rounds : int
        Steps of the optimiser.
    """
    size, k = signs.shape[1], COUNT
    table = _padded(lengths)
    mask, safe = table >= 0, np.maximum(table, 0)
    n, m = table.shape
    back = signs.T.tocsr()
    role_of, join_of = roles[safe], joins[safe]
    every = np.arange(n)
    cuts = np.cumsum([size * k, JOINS * k * k, k])

    def parts(flat: Array) -> Weights:
        a, b, c, d = np.split(flat, cuts)
        return Weights(a.reshape(size, k), b.reshape(JOINS, k, k), c, d)

    def value(flat: Array) -> tuple[float, Array]:
        w = parts(flat)
        worth = (signs @ w.signs + w.bias)[safe]
        ahead, behind = np.zeros((n, m, k)), np.zeros((n, m, k))
        ahead[:, 0] = worth[:, 0] + w.first
        for t in range(1, m):
            step = logsumexp(ahead[:, t - 1][:, :, None] + w.follows[join_of[:, t]], axis=1) + worth[:, t]
            ahead[:, t] = np.where(mask[:, t][:, None], step, ahead[:, t - 1])
        for t in range(m - 2, -1, -1):
            step = logsumexp(w.follows[join_of[:, t + 1]] + (worth[:, t + 1] + behind[:, t + 1])[:, None, :], axis=2)
            behind[:, t] = np.where(mask[:, t + 1][:, None], step, behind[:, t + 1])
        total = logsumexp(ahead[:, -1], axis=1)
        slope = np.exp(ahead + behind - total[:, None, None]) * (mask * weight[:, None])[:, :, None]
        told = w.first[role_of[:, 0]].copy()
        of_follows = np.zeros((JOINS, k, k))
        for t in range(m):
            here = mask[:, t]
            told += np.where(here, worth[every, t, role_of[:, t]], 0.0)
            slope[every[here], t, role_of[here, t]] -= weight[here]
            if t and here.any():
                joined = w.follows[join_of[:, t]]
                told += np.where(here, joined[every, role_of[:, t - 1], role_of[:, t]], 0.0)
                both = ahead[here, t - 1][:, :, None] + joined[here]
                both = both + (worth[here, t] + behind[here, t])[:, None, :] - total[here][:, None, None]
                np.add.at(of_follows, join_of[here, t], np.exp(both) * weight[here][:, None, None])
                np.add.at(of_follows, (join_of[here, t], role_of[here, t - 1], role_of[here, t]), -weight[here])
        flat_slope = np.zeros((signs.shape[0], k))
        flat_slope[safe[mask]] = slope[mask]
        penalty = 0.5 * cost * float((w.signs**2).sum() + (w.follows**2).sum() + (w.first**2).sum())
        gradient = [
            (back @ flat_slope + cost * w.signs).ravel(), (of_follows + cost * w.follows).ravel(),
            slope[:, 0].sum(0) + cost * w.first, flat_slope.sum(0),
        ]  # fmt: skip
        return float((weight * (total - told)).sum()) + penalty, np.concatenate(gradient)

    start = np.zeros(int(cuts[-1]) + k)
    best = minimize(value, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 6})
    return parts(best.x)


def _padded(lengths: Sequence[int]) -> Array:
    """Return the numbers of the amounts of each narrative, -1 behind the last."""
    table = np.full((len(lengths), max(lengths)), -1)
    at = 0
    for i, length in enumerate(lengths):
        table[i, :length] = np.arange(at, at + length)
        at += length
    return table
