"""Linear support vector machines, one against the rest for all labels in one pass: compiled dual coordinate descent.

A solution can be told to forget some texts and to settle again, which takes a fraction of the passes that a fresh start
takes; holding texts out part by part is cheap that way. Besides `fanzha.classifiers.kernel` nothing else imports numba.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
T = TypeVar("T")

_LANES = 8  # labels side by side; a fixed number, so that the compiler makes vector instructions of the loops
_NEVER = np.float32(1e-12)  # a smaller slope is no slope


@dataclass(frozen=True, slots=True)
class Rows:
    """Vectors of n texts in compressed sparse rows.

    Attributes
    ----------
    pointer : ndarray of int64, shape (n + 1,)
        Row i stands at ``pointer[i]`` to ``pointer[i + 1]`` of the other two.
    column : ndarray of int32
    value : ndarray of float32
    columns : int
    """

    pointer: NDArray[np.int64]
    column: NDArray[np.int32]
    value: Floats
    columns: int

    def __len__(self) -> int:
        return len(self.pointer) - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """Margins ``rows @ weights + bias``, and the dual variables that they are made of.

    Attributes
    ----------
    weights : ndarray of float32, shape (columns, k padded to a multiple of 8)
    bias : ndarray of float32, shape (k padded,)
    alpha : ndarray of float32, shape (n, k padded)
    labels : int
        How many of the columns stand for labels.
    """

    weights: Floats
    bias: Floats
    alpha: Floats
    labels: int

    def extended(self, number: int) -> Solution:
        """Return the same solution where so many rows follow that it has not seen."""
        alpha = np.vstack([self.alpha, np.zeros((number, _LANES), np.float32)])
        return Solution(self.weights, self.bias, alpha, self.labels)


@njit(cache=True, nogil=True, fastmath=True)
def _descend(pointer, column, value, square, chosen, label, cost, first, k, w, bias, alpha, tolerance, passes, seed):  # type: ignore[no-untyped-def]
    """Settle the labels ``first`` to ``first + k`` of the chosen rows; returns the number of passes that it took."""
    np.random.seed(seed)
    margin, step = np.zeros(_LANES, np.float32), np.zeros(_LANES, np.float32)
    order = chosen.copy()
    for done in range(passes):
        np.random.shuffle(order)
        high, low = np.float32(-np.inf), np.float32(np.inf)
        for i in order:
            for t in range(_LANES):
                margin[t] = bias[t]
            for j in range(pointer[i], pointer[i + 1]):
                v, row = value[j], w[column[j]]
                for t in range(_LANES):
                    margin[t] += v * row[t]
            diagonal = np.float32(0.5) / cost[i]
            moved = False
            for t in range(k):
                sign = np.float32(1.0) if label[i] == first + t else np.float32(-1.0)
                a = alpha[i, t]
                slope = sign * margin[t] - np.float32(1.0) + diagonal * a
                projected = slope if a > 0 or slope < 0 else np.float32(0.0)
                high, low = max(high, projected), min(low, projected)
                step[t] = 0
                if abs(projected) > _NEVER:
                    alpha[i, t] = max(a - slope / (square[i] + diagonal), np.float32(0.0))
                    step[t] = (alpha[i, t] - a) * sign
                    moved = moved or step[t] != 0
            if moved:
                for t in range(_LANES):
                    bias[t] += step[t]
                for j in range(pointer[i], pointer[i + 1]):
                    v, row = value[j], w[column[j]]
                    for t in range(_LANES):
                        row[t] += v * step[t]
        if high - low <= tolerance:
            return done + 1
    return passes


@njit(cache=True, nogil=True)
def _forget(pointer, column, value, gone, label, first, k, w, bias, alpha):  # type: ignore[no-untyped-def]
    step = np.zeros(_LANES, np.float32)
    for i in gone:
        for t in range(k):
            step[t] = alpha[i, t] if label[i] == first + t else -alpha[i, t]
            alpha[i, t] = 0
        for t in range(_LANES):
            bias[t] -= step[t]
        for j in range(pointer[i], pointer[i + 1]):
            for t in range(_LANES):
                w[column[j], t] -= value[j] * step[t]


@njit(cache=True, nogil=True)
def _apply(pointer, column, value, chosen, w, bias, out):  # type: ignore[no-untyped-def]
    for n in range(len(chosen)):
        i = chosen[n]
        for t in range(_LANES):
            out[n, t] = bias[t]
        for j in range(pointer[i], pointer[i + 1]):
            v, row = value[j], w[column[j]]
            for t in range(_LANES):
                out[n, t] += v * row[t]


@njit(cache=True, nogil=True)
def _weigh(pointer, column, value, place, factor, root, out):  # type: ignore[no-untyped-def]
    new_pointer, new_column, new_value = out
    at = 0
    for i in range(len(root)):
        for j in range(pointer[i], pointer[i + 1]):
            to = place[column[j]]
            if to >= 0:
                new_column[at], new_value[at] = to, value[j] * factor[to] / root[i]
                at += 1
        new_pointer[i + 1] = at


@njit(cache=True, nogil=True)
def _squares(pointer, value, out):  # type: ignore[no-untyped-def]
    for i in range(len(out)):
        total = np.float64(0)
        for j in range(pointer[i], pointer[i + 1]):
            total += np.float64(value[j]) * np.float64(value[j])
        out[i] = total


def weigh(
    pointer: NDArray[np.int64],
    column: NDArray[np.int32],
    value: Floats,
    place: NDArray[np.int32],
    factor: Floats,
    root: Floats,
) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    """Move columns to their places, drop those of place -1, multiply by the factor of the place and divide each row by its root."""
    out = np.zeros(len(pointer), np.int64), np.empty(len(column), np.int32), np.empty(len(column), np.float32)
    _weigh(pointer, column, value, place, factor, root, out)
    return out[0], out[1][: out[0][-1]].copy(), out[2][: out[0][-1]].copy()


class LinearSVM:
    """One-against-the-rest support vector machines with squared hinge loss and a penalised bias.

    The objective is ``0.5 |w|^2 + sum_i cost_i max(0, 1 - y_i (w x_i + b))^2`` for each label; the method is dual coordinate
    descent (Hsieh, Chang, Lin, Keerthi, Sundararajan 2008, algorithm 1), as in LIBLINEAR, with all labels of a block updated
    together while a row is in the cache.

    Parameters
    ----------
    rows : Rows
    label : ndarray of int64, shape (n,)
        From 0 to k - 1.
    cost : ndarray of float32, shape (n,)
        Above 0.
    k : int
        Number of labels.
    tolerance : float
        A pass is the last one when projected slopes differ by no more than this.
    passes : int
        No more than so many passes.
    seed : int
    """

    def __init__(
        self,
        rows: Rows,
        label: NDArray[np.int64],
        cost: Floats,
        k: int,
        tolerance: float = 0.3,
        passes: int = 50,
        seed: int = 0,
    ) -> None:
        self._rows, self._label, self._cost = rows, label, cost.astype(np.float32)
        self._k, self._tolerance, self._passes, self._seed = k, tolerance, passes, seed
        # The bias is the weight of one more column, which is 1 in every row.
        self._square = np.empty(len(rows), np.float32)
        _squares(rows.pointer, rows.value, self._square)
        self._square += 1

    def _blocks(self) -> list[tuple[int, int]]:
        return [(first, min(_LANES, self._k - first)) for first in range(0, self._k, _LANES)]

    def solve(
        self, chosen: NDArray[np.int64], start: list[Solution] | None = None, passes: int | None = None
    ) -> list[Solution]:
        """Settle on the chosen rows, from nothing or from another solution; a solution a block of eight labels."""
        r = self._rows

        def settle(block: int) -> Solution:
            first, k = self._blocks()[block]
            if start is None:
                found = Solution(
                    np.zeros((r.columns, _LANES), np.float32),
                    np.zeros(_LANES, np.float32),
                    np.zeros((len(r), _LANES), np.float32),
                    k,
                )
            else:
                found = Solution(start[block].weights.copy(), start[block].bias.copy(), start[block].alpha.copy(), k)
                gone = np.setdiff1d(np.flatnonzero(found.alpha.any(axis=1)), chosen)
                state = (found.weights, found.bias, found.alpha)
                _forget(r.pointer, r.column, r.value, gone, self._label, first, k, *state)
            state = (found.weights, found.bias, found.alpha)
            data = (r.pointer, r.column, r.value, self._square, chosen, self._label, self._cost)
            _descend(*data, first, k, *state, self._tolerance, passes or self._passes, self._seed)
            return found

        return in_parallel(settle, len(self._blocks()))

    def weights(self, found: list[Solution]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return weights (columns, k) and bias (k,)."""
        w = np.hstack([s.weights for s in found])[:, : self._k]
        return w.astype(np.float64), np.concatenate([s.bias for s in found])[: self._k].astype(np.float64)


def margins(rows: Rows, chosen: NDArray[np.int64], found: list[Solution], k: int) -> NDArray[np.float64]:
    """Return the margins of the chosen rows, shape (len(chosen), k)."""
    out = [np.empty((len(chosen), _LANES), np.float32) for _ in found]
    for s, o in zip(found, out, strict=True):
        _apply(rows.pointer, rows.column, rows.value, chosen, s.weights, s.bias, o)
    return np.hstack(out)[:, :k].astype(np.float64)


def in_parallel(task: Callable[[int], T], number: int) -> list[T]:
    """Run a task for 0 to ``number - 1`` on all cores; compiled code lets go of the interpreter lock."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores == 1 or number == 1:
        return [task(i) for i in range(number)]
    with ThreadPoolExecutor(min(cores, number)) as pool:
        return list(pool.map(task, range(number)))
