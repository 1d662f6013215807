"""The population stability index, and how large it becomes by chance."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri

from fanzha.errors import InputError

# Of each pooled cell: the common condition of chi-square tests (Cochran 1954).
MIN_EXPECTED: Final = 5.0
# What stands for a count of 0, of which no logarithm can be taken.
_HALF: Final = 0.5


def psi(counts: ArrayLike, reference: ArrayLike) -> float:
    """Return the population stability index of two mixes: the sum over k types of (p - q) ln(p / q).

    It is Jeffreys' divergence of the two (Jeffreys 1946; Siddiqi 2006, Credit Risk Scorecards, for the name and its use).

    Parameters
    ----------
    counts, reference : array_like of k non-negative numbers
        How often each type occurs; their sums may differ. A 0 counts as one half where the other side has something;
        types that both lack do not count.

    Returns
    -------
    float
        0 for equal shares, else positive; the same with the two exchanged.

    Raises
    ------
    InputError
        If the lengths differ, a count is negative, or one side has no text.
    """
    a, b = _pair(counts, reference)
    there = (a > 0) | (b > 0)
    a, b = np.where(a[there] > 0, a[there], _HALF), np.where(b[there] > 0, b[there], _HALF)
    p, q = a / a.sum(), b / b.sum()
    return float(max(((p - q) * np.log(p / q)).sum(), 0.0))


def _pair(counts: ArrayLike, reference: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a, b = np.asarray(counts, np.float64), np.asarray(reference, np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise InputError("two mixes must count the same types", f"{a.shape} and {b.shape}", "give one count a type")
    if (a < 0).any() or (b < 0).any() or not a.sum() > 0 or not b.sum() > 0:
        raise InputError("a mix must count texts", "none, or fewer than none", "leave out weeks without a text")
    return a, b


def pool(
    counts: ArrayLike, reference: ArrayLike, min_expected: float = MIN_EXPECTED
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Join the types that are too rare to be judged one by one.

    Parameters
    ----------
    counts, reference : array_like of k non-negative numbers
    min_expected : float
        A type of which the reference lets expect fewer among the counted texts is joined to the others of this kind; what
        they make together, if still too little, goes to the rarest of the rest.

    Returns
    -------
    counts, reference : ndarray of float, shape (cells,)
        With the same sums as before.
    """
    a, b = _pair(counts, reference)
    expected = b / b.sum() * a.sum()
    order = np.argsort(-expected, kind="stable")
    a, b, expected = a[order], b[order], expected[order]
    kept = int((expected >= min_expected).sum())
    if kept and expected[kept:].sum() < min_expected:
        kept -= 1
    if kept >= len(a) - 1:
        return a, b
    return np.r_[a[:kept], a[kept:].sum()], np.r_[b[:kept], b[kept:].sum()]


def psi_limit(n: float, m: float, cells: int, alpha: float) -> float:
    """Return what the index of two samples of one population exceeds with a given chance.

    Without drift it is distributed as (1/n + 1/m) times chi-square with ``cells - 1`` degrees of freedom (Yurdakul and
    Naranjo 2020, Journal of Risk Model Validation 14(4)), so that its mean is ``(cells - 1) (1/n + 1/m)``.

    Parameters
    ----------
    n, m : float
        Texts of either sample.
    cells : int
        Types after pooling, two at least.
    alpha : float
        The chance.
    """
    return _chi_square(cells - 1, alpha) * (1 / n + 1 / m)


@lru_cache(maxsize=256)
def _chi_square(degrees: int, alpha: float) -> float:
    """Return the upper quantile of the chi-square distribution."""
    return float(chdtri(degrees, alpha))
