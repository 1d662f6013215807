"""What several modules of numbers share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_HALVINGS = 64  # of an interval of length 1: to 5e-20


def bisect(rising: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Return where a rising function crosses zero, elementwise, by halving the bracket.

    Parameters
    ----------
    rising : callable
        From an array to an array of the same shape; elementwise not falling.
    low, high : ndarray
        Where it is not positive, and where it is not negative.
    """
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = rising(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
