"""Bounds of a count that was predicted by a quasi-Poisson regression."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Final

import numpy as np
from scipy.special import betainc, gammaincc, ndtr

from fanzha.numeric import Floats

_POWER: Final = 2 / 3  # makes Poisson counts nearly symmetric (Anscombe 1953; Farrington et al. 1996)
_DOUBLINGS: Final = 60


def normal_quantile(p: float) -> float:
    """Return the quantile of the standard normal distribution."""
    return NormalDist().inv_cdf(p)


def normal_tail(x: Floats) -> Floats:
    """Return the probability that a standard normal variable exceeds x, elementwise."""
    return np.asarray(ndtr(-x))


def transformed(
    mean: Floats, error: Floats, dispersion: Floats, alpha: float, y: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return one-sided bounds by way of the two-thirds power (Farrington et al. 1996, eq. 9 onwards).

    Parameters
    ----------
    mean, error : ndarray
        Expected count and its standard error.
    dispersion : ndarray
        At least 1.
    alpha : float
        Beyond each bound.
    y : ndarray
        Counts that were observed.

    Returns
    -------
    lower, upper, p : ndarray
        ``p`` is the probability of such a count or a larger one.
    """
    spread = np.sqrt(_POWER**2 * np.cbrt(mean) * (dispersion + error**2 / mean))
    centre, z = mean**_POWER, normal_quantile(1 - alpha)
    lower = np.maximum(centre - z * spread, 0.0) ** (1 / _POWER)
    return lower, (centre + z * spread) ** (1 / _POWER), normal_tail((y**_POWER - centre) / spread)


def counted(mean: Floats, dispersion: Floats, alpha: float, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Return bounds of a negative binomial count (Noufaily et al. 2012, section 3.6), Poisson where the dispersion is 1.

    Parameters
    ----------
    mean, dispersion : ndarray
        The variance is mean * dispersion.
    alpha, y : float, ndarray
        As for `transformed`.

    Returns
    -------
    lower, upper, p : ndarray
    """

    def at_most(k: Floats) -> Floats:
        return count_cdf(k, mean, dispersion)

    spread = np.sqrt(mean * dispersion)
    lower = _first(at_most, alpha, mean - normal_quantile(1 - alpha) * spread)
    upper = _first(at_most, 1 - alpha, mean + normal_quantile(1 - alpha) * spread)
    return lower, upper, np.where(y > 0, 1 - at_most(np.maximum(y - 1, 0)), 1.0)


def count_cdf(k: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """Return the probability of at most k >= 0, elementwise: negative binomial, or Poisson where the dispersion is 1."""
    over = dispersion > 1 + 1e-12
    excess = np.where(over, dispersion - 1, 1.0)
    wide = betainc(mean / excess, k + 1, 1 / (1 + excess))
    return np.asarray(np.where(over, wide, gammaincc(k + 1, mean)))


def _first(at_most: Callable[[Floats], Floats], p: float, guess: Floats) -> Floats:
    """Return the least integer k with at_most(k) >= p: a bracket about the guess is widened, then halved."""
    guess = np.maximum(np.floor(np.where(np.isfinite(guess), guess, 0.0)), 0.0)
    step = np.maximum(2.0, np.ceil(0.05 * guess))
    low, high = guess - step, guess + step
    for _ in range(_DOUBLINGS):
        short = at_most(high) < p
        if not short.any():
            break
        low, high, step = np.where(short, high, low), np.where(short, high + 2 * step, high), step * 2
    step = np.maximum(2.0, np.ceil(0.05 * guess))
    for _ in range(_DOUBLINGS):
        far = (low >= 0) & (at_most(np.maximum(low, 0.0)) >= p)
        if not far.any():
            break
        high, low, step = np.where(far, low, high), np.where(far, low - 2 * step, low), step * 2
    low = np.maximum(low, -1.0)  # below every count
    while (apart := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = at_most(np.maximum(middle, 0.0)) >= p
        high, low = np.where(apart & enough, middle, high), np.where(apart & ~enough, middle, low)
    return high
