"""The inner loop of training the model of names, compiled."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

_RATE: Final = 0.1
_L2: Final = 2e-3
_DROPPED: Final = 0.4  # share of features that are left out each time


@njit(cache=False)  # type: ignore[untyped-decorator, unused-ignore]
def epoch(
    slots: NDArray[np.int64],
    right: NDArray[np.bool_],
    order: NDArray[np.int64],
    table: NDArray[np.float64],
    squares: NDArray[np.float64],
    out: NDArray[np.float64],
    out_squares: NDArray[np.float64],
    bias: NDArray[np.float64],
    seed: int,
) -> Any:
    """Go once through all candidates and change weights in place.

    Parameters
    ----------
    slots : ndarray of int64, shape (n, features)
    right : ndarray of bool, shape (n,)
    order : ndarray of int64, shape (n,)
    table, squares : ndarray of float64, shape (slots, units)
        Weights and the sums of their squared slopes.
    out, out_squares : ndarray of float64, shapes (units - 1,) and (units + 1,)
    bias : ndarray of float64, shape (units + 1,)
        Of the answer, then of the units.
    seed : int
    """
    np.random.seed(seed)
    count, units = slots.shape[1], table.shape[1]
    hidden = np.zeros(units)
    kept = np.ones(count, np.bool_)
    for i in order:
        for d in range(units):
            hidden[d] = bias[1 + d]
        for j in range(count):
            kept[j] = np.random.random() >= _DROPPED
            if kept[j]:
                for d in range(units):
                    hidden[d] += table[slots[i, j], d]
        answer = bias[0] + hidden[units - 1]
        for d in range(units - 1):
            if hidden[d] > 0:
                answer += out[d] * hidden[d]
        sign = 1.0 if right[i] else -1.0
        slope = -sign / (1 + np.exp(min(sign * answer, 30.0)))
        if abs(slope) < 1e-4:
            continue
        out_squares[units] += slope * slope
        bias[0] -= 0.5 * _RATE * slope / np.sqrt(out_squares[units] + 1e-8)
        for d in range(units):
            if d == units - 1:
                own = slope
            elif hidden[d] > 0:
                own = slope * out[d]
                change = slope * hidden[d]
                out_squares[d] += change * change
                out[d] -= _RATE * change / np.sqrt(out_squares[d] + 1e-8)
            else:
                continue
            for j in range(count):
                if kept[j]:
                    row = slots[i, j]
                    change = own + _L2 * table[row, d]
                    squares[row, d] += change * change
                    table[row, d] -= _RATE * change / np.sqrt(squares[row, d] + 1e-6)
