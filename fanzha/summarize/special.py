"""Tails of the beta and gamma distributions, so that exact intervals need NumPy alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_TINY = 1e-300
_PRECISION = 1e-14
# Continued fraction and series converge in about sqrt(largest parameter) steps (Numerical Recipes, 3rd ed., 6.2, 6.4); this
# many reach parameters of ten million.
_STEPS = 20_000
_ROOT_STEPS = 200  # far more than any root takes
_EPSILON = float(np.finfo(np.float64).eps)
_log_gamma = np.vectorize(math.lgamma, otypes=[np.float64])


def beta_tail(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> Floats:
    """Return the regularised incomplete beta function I_x(a, b), elementwise.

    Parameters
    ----------
    a, b : array_like
        Positive.
    x : array_like
        Within [0, 1].

    Returns
    -------
    ndarray
        Of the broadcast shape: the probability that a Beta(a, b) variable is at most x.

    Notes
    -----
    Lentz's continued fraction (Numerical Recipes, 3rd ed., 6.4).
    """
    a, b, x = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(a, b, x))
    turned = x > (a + 1) / (a + b + 2)  # the fraction converges quickly only left of the mean
    a, b, x = np.where(turned, b, a), np.where(turned, a, b), np.where(turned, 1 - x, x)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_front = _log_gamma(a + b) - _log_gamma(a) - _log_gamma(b) + a * np.log(x) + b * np.log1p(-x)
    front = np.where((x <= 0) | (x >= 1), 0.0, np.exp(log_front))
    value = front * _beta_fraction(a, b, x) / a
    value = np.where(x >= 1, 1.0, value)
    return np.where(turned, 1 - value, value)


def _beta_fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    c = np.ones_like(x)
    d = _away_from_zero(1 - (a + b) * x / (a + 1))
    d = 1 / d
    result = d.copy()
    for m in range(1, _STEPS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + numerator * d)
            c = _away_from_zero(1 + numerator / c)
            step = c * d
            result = result * step
        if np.all(np.abs(step - 1) < _PRECISION):
            break
    return result


def gamma_tail(a: ArrayLike, x: ArrayLike) -> Floats:
    """Return the regularised lower incomplete gamma function P(a, x), elementwise.

    Parameters
    ----------
    a : array_like
        Positive.
    x : array_like
        Not negative.

    Returns
    -------
    ndarray
        Of the broadcast shape: the probability that a Gamma(a, 1) variable is at most x.

    Notes
    -----
    Series left of the mean, continued fraction right of it (Numerical Recipes, 3rd ed., 6.2).
    """
    a, x = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(a, x))
    with np.errstate(divide="ignore", invalid="ignore"):
        front = np.where(x > 0, np.exp(a * np.log(x) - x - _log_gamma(a)), 0.0)
    left = x < a + 1
    series = front * _gamma_series(a, np.where(left, x, 0.0))
    fraction = 1 - front * _gamma_fraction(a, np.where(left, a + 1, x))
    return np.where(left, series, fraction)


def _gamma_series(a: Floats, x: Floats) -> Floats:
    term = 1 / a
    total = term.copy()
    for n in range(1, _STEPS):
        term = term * x / (a + n)
        total += term
        if np.all(term <= total * _PRECISION):
            break
    return total


def _gamma_fraction(a: Floats, x: Floats) -> Floats:
    b = x + 1 - a
    c = np.full_like(x, 1 / _TINY)
    d = 1 / _away_from_zero(b)
    result = d.copy()
    for n in range(1, _STEPS):
        numerator = -n * (n - a)
        b = b + 2
        d = 1 / _away_from_zero(numerator * d + b)
        c = _away_from_zero(b + numerator / c)
        step = c * d
        result = result * step
        if np.all(np.abs(step - 1) < _PRECISION):
            break
    return result


def _away_from_zero(value: Floats) -> Floats:
    return np.where(np.abs(value) < _TINY, _TINY, value)


def solve(rising: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Return where a rising function crosses zero, elementwise.

    Parameters
    ----------
    rising : callable
        From an array to an array of the same shape; elementwise not falling.
    low, high : ndarray
        Where it is not positive, and where it is not negative.

    Notes
    -----
    Chandrupatla (1997), Advances in Engineering Software 28: inverse quadratic interpolation where that is safe, halving
    where not; never slower than halving by much.
    """
    x1, x2, x3 = low.copy(), high.copy(), low.copy()
    f1, f2 = rising(x1), rising(x2)
    f3 = f1.copy()
    t = np.full_like(x1, 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(_ROOT_STEPS):
            x = x1 + t * (x2 - x1)
            f = rising(x)
            same = np.sign(f) == np.sign(f1)
            x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
            x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
            x1, f1 = x, f
            best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
            smallest = (2 * _EPSILON * np.abs(best) + _TINY) / np.abs(x2 - x1)
            if np.all((smallest > 0.5) | (f1 == 0) | (f2 == 0)):
                break
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            guess = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
            t = np.clip(np.where(safe & np.isfinite(guess), guess, 0.5), np.minimum(smallest, 0.5), 1 - np.minimum(smallest, 0.5))
    return np.where(f1 == 0, x1, np.where(f2 == 0, x2, best))
