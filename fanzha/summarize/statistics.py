"""Exact intervals and tests for counts, and the control of false discoveries."""

from __future__ import annotations

import math
from collections.abc import Sequence

# 97.5% point of the standard normal distribution.
_Z = 1.959963984540054
_ALPHA = 0.05


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function (Press et al., Numerical Recipes, 6.4; modified Lentz)."""
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    h = d
    for m in range(1, 500):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + numerator * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + numerator / c
            c = c if abs(c) > tiny else tiny
            h *= d * c
        if abs(d * c - 1.0) < 1e-14:
            break
    return h


def beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function: P(X <= x) for X ~ Beta(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _beta_fraction(a, b, x) / a
    return 1.0 - math.exp(log_front) * _beta_fraction(b, a, 1 - x) / b


def beta_quantile(p: float, a: float, b: float) -> float:
    """Inverse of `beta_cdf` by bisection to 1e-12."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_cdf(middle, a, b) < p else (low, middle)
        if high - low < 1e-12:
            break
    return (low + high) / 2


def binomial_interval(k: int, n: int) -> tuple[float, float]:
    """Exact 95% interval of a share (Clopper and Pearson 1934); (0, 1) where n is 0."""
    if n == 0:
        return 0.0, 1.0
    low = 0.0 if k == 0 else beta_quantile(_ALPHA / 2, k, n - k + 1)
    high = 1.0 if k == n else beta_quantile(1 - _ALPHA / 2, k + 1, n - k)
    return low, high


def binomial_test(k: int, n: int, p: float) -> float:
    """Two-sided exact p-value of k of n at share p: twice the smaller tail, at most 1."""
    if n == 0:
        return 1.0
    at_most = 1.0 if k == n else 1.0 - beta_cdf(p, k + 1, n - k)
    at_least = 1.0 if k == 0 else beta_cdf(p, k, n - k + 1)
    return min(1.0, 2 * min(at_most, at_least))


def wilson_interval(k: int, n: int) -> tuple[float, float]:
    """95% score interval of a share (Wilson 1927); (0, 1) where n is 0."""
    if n == 0:
        return 0.0, 1.0
    p, z2 = k / n, _Z * _Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # Rounding must not push the share itself out of its interval.
    return max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half))


def poisson_interval(k: int) -> tuple[float, float]:
    """95% interval of a Poisson mean: Byar's approximation to the exact one (Breslow and Day 1987, p. 69)."""
    low = 0.0 if k == 0 else k * (1 - 1 / (9 * k) - _Z / (3 * math.sqrt(k))) ** 3
    j = k + 1
    return max(0.0, low), j * (1 - 1 / (9 * j) + _Z / (3 * math.sqrt(j))) ** 3


def rate_ratio(k1: int, base1: float, k2: int, base2: float) -> tuple[float, float, float, float]:
    """Compare two Poisson rates exactly, given their sum (Przyborowski and Wilenski 1940).

    Parameters
    ----------
    k1, k2 : int
        Counts.
    base1, base2 : float
        What the counts are over: residents, days; more than 0.

    Returns
    -------
    ratio, low, high, p : float
        Rate 1 over rate 2 with its 95% interval, and the two-sided p-value; infinite where the second count is 0.
    """
    n, odds = k1 + k2, base2 / base1
    if n == 0:
        return math.nan, 0.0, math.inf, 1.0
    ratio = math.inf if k2 == 0 else k1 / k2 * odds
    low, high = binomial_interval(k1, n)
    bound = [math.inf if s >= 1 else s / (1 - s) * odds for s in (low, high)]
    return ratio, bound[0], bound[1], binomial_test(k1, n, base1 / (base1 + base2))


def odds_ratio(a: int, b: int, c: int, d: int) -> tuple[float, float, float, float]:
    """Compare a of a + b with c of c + d.

    Half a case is added to every cell (Haldane 1956; Anscombe 1956), so that no cell is empty; Wald interval on the log scale.

    Returns
    -------
    ratio, low, high, p : float
    """
    w, x, y, z = (v + 0.5 for v in (a, b, c, d))
    log = math.log(w * z / (x * y))
    error = math.sqrt(1 / w + 1 / x + 1 / y + 1 / z)
    p = math.erfc(abs(log) / error / math.sqrt(2))
    return math.exp(log), math.exp(log - _Z * error), math.exp(log + _Z * error), p


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Return q-values: the false discovery rate at which each would be found (Benjamini and Hochberg 1995)."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    q, least = [0.0] * len(p), 1.0
    for rank in range(len(p), 0, -1):
        i = order[rank - 1]
        least = min(least, p[i] * len(p) / rank)
        q[i] = least
    return q
