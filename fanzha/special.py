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
_HALVINGS = 64  # of an interval of length 1: to 5e-20
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
