"""Exact intervals and tests for counts, and the control of many tests at once.

All intervals are central: at 95% each side leaves out at most 2.5%. All p-values are two-sided, twice the smaller tail, so that
a 95% interval excludes equality exactly where p < 0.05.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc, betaincinv, gammaincinv

from fanzha.numeric import Floats

LEVEL = 0.95
_SIDE = (1 - LEVEL) / 2
_Z = 1.959963984540054  # 97.5% point of the standard normal distribution
_LOG_ODDS = 60.0  # e**60: beyond any odds ratio that counts can show


def share_interval(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return the Clopper-Pearson interval of a share.

    Parameters
    ----------
    k, n : array_like
        Cases that count, of how many; 0 <= k <= n.

    Returns
    -------
    low, high : ndarray
        Shares; NaN where n is 0.
    """
    k, n = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(k, n))
    inner = np.clip(k, 1, None)
    low = betaincinv(inner, np.maximum(n - k + 1, 1), _SIDE)
    outer = np.clip(n - k, 1, None)
    high = betaincinv(k + 1, outer, 1 - _SIDE)
    low, high = np.where(k <= 0, 0.0, low), np.where(k >= n, 1.0, high)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def wilson_interval(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return the score interval of a share (Wilson 1927): nearer to 95% on average than the exact one, which is wider.

    Parameters
    ----------
    k, n : array_like
        Cases that count, of how many; 0 <= k <= n.

    Returns
    -------
    low, high : ndarray
        Shares; NaN where n is 0.
    """
    k, n = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(k, n))
    with np.errstate(divide="ignore", invalid="ignore"):
        share, z2 = k / n, _Z**2
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    # At the ends the bound is the end itself; rounding would miss it.
    return np.where(k == 0, 0.0, centre - half), np.where((k == n) & (n > 0), 1.0, centre + half)


def count_interval(k: ArrayLike) -> tuple[Floats, Floats]:
    """Return the exact (Garwood 1936) interval of the expectation of a Poisson count."""
    k = np.asarray(k, dtype=np.float64)
    low = gammaincinv(np.clip(k, 1, None), _SIDE)
    return np.where(k <= 0, 0.0, low), np.asarray(gammaincinv(k + 1, 1 - _SIDE))


def rate_ratio(n1: ArrayLike, n0: ArrayLike, e1: ArrayLike, e0: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    """Compare two rates, exactly, given the sum of the counts.

    Parameters
    ----------
    n1, n0 : array_like
        Counts.
    e1, e0 : array_like
        What they arose from: residents, days. Positive.

    Returns
    -------
    ratio, low, high, p : ndarray
        (n1/e1) / (n0/e0), infinite where n0 is 0 and NaN where both are 0; its interval; and the p-value of equal rates.

    Notes
    -----
    Given n1 + n0, n1 is binomial with odds ratio * e1/e0 (Przyborowski and Wilenski 1940), which turns the
    Clopper-Pearson interval into one of the ratio.
    """
    n1, n0, e1, e0 = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(n1, n0, e1, e0))
    low, high = share_interval(n1, n1 + n0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = e0 / e1
        ratio = n1 / n0 * scale
        return ratio, low / (1 - low) * scale, high / (1 - high) * scale, share_p(n1, n1 + n0, e1 / (e1 + e0))


def share_p(k: ArrayLike, n: ArrayLike, p0: ArrayLike) -> Floats:
    """Return the exact two-sided p-value of a binomial count against a given share."""
    k, n, p0 = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(k, n, p0))
    at_least = np.where(k > 0, betainc(np.clip(k, 1, None), np.maximum(n - k + 1, 1), p0), 1.0)
    at_most = np.where(k < n, betaincc(k + 1, np.maximum(n - k, 1), p0), 1.0)
    return np.asarray(np.minimum(2 * np.minimum(at_least, at_most), 1.0))


def odds_p(a: int, b: int, c: int, d: int) -> float:
    """Return the exact two-sided p-value of independence in a 2 x 2 table (Fisher; twice the smaller tail).

    Parameters
    ----------
    a, b, c, d : int
        First row a, b; second row c, d.
    """
    x, weights = _hypergeometric(a, b, c, d)
    return min(1.0, 2 * min(_tail(x, weights, 0.0, x >= a), _tail(x, weights, 0.0, x <= a)))


def odds_interval(a: int, b: int, c: int, d: int) -> tuple[float, float, float]:
    """Return the sample odds ratio a*d / (b*c) and its exact conditional interval (Cornfield 1956).

    Parameters
    ----------
    a, b, c, d : int
        First row a, b; second row c, d.

    Returns
    -------
    ratio, low, high : float
        The ratio is infinite where b*c is 0, NaN where a*d is 0 as well.
    """
    from scipy.optimize import brentq  # takes long to import, and few need it

    x, weights = _hypergeometric(a, b, c, d)

    def bound(counted: NDArray[np.bool_]) -> float:
        return float(np.exp(brentq(lambda z: _tail(x, weights, z, counted) - _SIDE, -_LOG_ODDS, _LOG_ODDS, xtol=1e-12)))

    low = 0.0 if a == x[0] else bound(x >= a)
    high = np.inf if a == x[-1] else bound(x <= a)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.float64(a) * d / (np.float64(b) * c)), low, float(high)


def _hypergeometric(a: int, b: int, c: int, d: int) -> tuple[Floats, Floats]:
    """Return the possible values of the first cell given all margins, and the logarithms of their weights."""
    row, column, total = a + b, a + c, a + b + c + d
    x = np.arange(max(0, row + column - total), min(row, column) + 1, dtype=np.float64)
    step = np.log((row - x[:-1]) * (column - x[:-1])) - np.log((x[:-1] + 1) * (total - row - column + x[:-1] + 1))
    return x, np.concatenate([[0.0], np.cumsum(step)])


def _tail(x: Floats, weights: Floats, log_odds: float, counted: NDArray[np.bool_]) -> float:
    tilted = weights + log_odds * x
    tilted = np.exp(tilted - tilted.max())
    return float(tilted[counted].sum() / tilted.sum())


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Return q-values: reporting all with q <= 0.05 keeps the expected share of false ones at 5% (1995).

    Parameters
    ----------
    p : array_like, shape (n,)
        Of all tests that were made, reported or not.
    """
    p = np.asarray(p, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def median_rank(n: int) -> int | None:
    """Return r so that the r-th smallest and r-th largest of n values hold their median with at least 95%.

    Distribution-free, by the sign test; None where even the extremes do not reach that (n < 6).
    """
    if n < 6:
        return None
    rank = max(1, int(n / 2 - 0.98 * np.sqrt(n)) + 2)  # the normal approximation, then exactly
    while rank > 1 and float(betaincc(rank, n - rank + 1, 0.5)) > _SIDE:
        rank -= 1
    return rank
