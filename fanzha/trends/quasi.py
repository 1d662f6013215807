"""Quasi-Poisson regression of many series at once: one level for each season and, if wanted, one trend.

The design is so plain that the normal equations of every step of Fisher scoring are solved by hand: seasons are sums over
their weeks, and the trend is what is left when the seasons are taken out (Frisch and Waugh 1933). Steps, start and stopping rule
are those of R's ``glm`` (McCullagh and Nelder 1989, 2.5), so that results agree also where a season has no case and the
estimate is still on its way to minus infinity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.special import Floats
from fanzha.trends.reference import HERE, Ints

_START = 0.1  # added to each count where the fit begins
_TOLERANCE = 1e-8  # of the relative change of the deviance
_STEPS = 25
_LEAST_MEAN = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Data:
    """Counts of reference weeks.

    Attributes
    ----------
    y : ndarray, shape (series, n)
        Counts; 0 where ``weight`` is 0.
    weight : ndarray, shape (series, n)
        0 for weeks without a count.
    level : ndarray, shape (n,)
        Season of each week.
    time : ndarray, shape (n,)
        Weeks from the judged one; negative.
    size : ndarray, shape (series, n)
        What the counts arise from (residents), relative to the judged week; 1 where that plays no part.
    """

    y: Floats
    weight: Floats
    level: Ints
    time: Floats
    size: Floats

    def reweighted(self, weight: Floats) -> Data:
        """Return the same with other weights."""
        return Data(self.y, weight, self.level, self.time, self.size)

    def rows(self, chosen: NDArray[np.bool_]) -> Data:
        """Return some of the series."""
        return Data(self.y[chosen], self.weight[chosen], self.level, self.time, self.size[chosen])

    def sums(self, values: Floats) -> Floats:
        """Sum by season: (series, n) to (series, levels)."""
        return np.asarray(values @ np.eye(int(self.level.max()) + 1)[self.level])


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted to each series.

    Attributes
    ----------
    log_mean, variance : ndarray, shape (series,)
        Logarithm of the expected count of the judged week, and its variance for a dispersion of 1.
    slope, slope_variance : ndarray, shape (series,)
        Trend of the logarithm a week; 0 and NaN without a trend.
    mean, leverage : ndarray, shape (series, n)
        Fitted counts, and the diagonal of the hat matrix.
    dispersion : ndarray, shape (series,)
        Pearson's estimate, not limited below (McCullagh and Nelder 1989, 9.2).
    working : ndarray, shape (series,)
        The sum of squared relative residuals instead, each with its prior weight, over the same degrees of freedom.
    df : ndarray, shape (series,)
        Residual degrees of freedom.
    converged : ndarray of bool, shape (series,)
    """

    log_mean: Floats
    variance: Floats
    slope: Floats
    slope_variance: Floats
    mean: Floats
    leverage: Floats
    dispersion: Floats
    working: Floats
    df: Floats
    converged: NDArray[np.bool_]

    def put(self, other: Fit, chosen: NDArray[np.bool_]) -> Fit:
        """Return this fit with the rows ``chosen`` replaced by those of another one."""
        joined = {}
        for name in Fit.__slots__:
            values = getattr(self, name).copy()
            values[chosen] = getattr(other, name)
            joined[name] = values
        return Fit(**joined)


def fit(data: Data, *, trend: bool) -> Fit:
    """Fit all series.

    Parameters
    ----------
    data : Data
    trend : bool
        Whether the logarithm of the mean may change steadily.

    Returns
    -------
    Fit
        Rows that did not settle within 25 steps say so.
    """
    y, weight = data.y, data.weight
    mean = y + _START
    linear = np.log(mean) - np.log(data.size)
    deviance = _deviance(y, mean, weight)
    n_series = len(y)
    active = np.arange(n_series)
    levels = int(data.level.max()) + 1
    intercepts, slope = np.zeros((n_series, levels)), np.zeros(n_series)
    used, converged = np.zeros_like(y), np.zeros(n_series, dtype=bool)
    for _ in range(_STEPS):
        part = Data(y[active], weight[active], data.level, data.time, data.size[active])
        w = part.weight * mean[active]
        z = linear[active] + (part.y - mean[active]) / mean[active]
        used[active] = w
        a, b = _solve(part, w, z, trend=trend)
        new = a[:, data.level] + b[:, None] * data.time
        with np.errstate(over="ignore"):
            now = np.maximum(np.exp(new) * part.size, _LEAST_MEAN)
        intercepts[active], slope[active], linear[active], mean[active] = a, b, new, now
        with np.errstate(invalid="ignore"):
            reached = _deviance(part.y, now, part.weight)
            settled = np.abs(reached - deviance[active]) / (np.abs(reached) + 0.1) < _TOLERANCE
        deviance[active] = reached
        converged[active[settled]] = True
        # A row that has overflowed cannot come back.
        active = active[~settled & np.isfinite(reached)]
        if not len(active):
            break
    return _summary(data, trend, intercepts[:, HERE], slope, mean, used, converged)


def _solve(data: Data, w: Floats, z: Floats, *, trend: bool) -> tuple[Floats, Floats]:
    """Return levels (series, levels) and slopes (series,) of a weighted least squares fit."""
    total = data.sums(w)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.where(total > 0, data.sums(w * z) / total, 0.0)
        if not trend:
            return centre, np.zeros(len(w))
        when = np.where(total > 0, data.sums(w * data.time) / total, 0.0)
        away = data.time - when[:, data.level]
        slope = (w * away * z).sum(axis=1) / (w * away**2).sum(axis=1)
    return centre - slope[:, None] * when, slope


def _deviance(y: Floats, mean: Floats, weight: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(y > 0, y * np.log(y / mean), 0.0)
    return np.asarray(2 * (weight * (part - (y - mean))).sum(axis=1))


def _summary(
    data: Data, trend: bool, log_mean: Floats, slope: Floats, mean: Floats, w: Floats, converged: NDArray[np.bool_]
) -> Fit:
    total = data.sums(w)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        leverage = w / total[:, data.level]
        variance = 1 / total[:, HERE]
        slope_variance = np.full(len(w), np.nan)
        if trend:
            when = data.sums(w * data.time) / total
            away = data.time - when[:, data.level]
            slope_variance = 1 / (w * away**2).sum(axis=1)
            leverage = leverage + w * away**2 * slope_variance[:, None]
            variance = variance + when[:, HERE] ** 2 * slope_variance
        relative = ((data.y - mean) / mean) ** 2
        there = data.weight > 0
        rank = (data.sums(there.astype(np.float64)) > 0).sum(axis=1) + (1 if trend else 0)
        df = there.sum(axis=1).astype(np.float64) - rank
        dispersion = (w * relative).sum(axis=1) / df
        working = (data.weight * relative).sum(axis=1) / df
    return Fit(
        log_mean,
        variance,
        slope,
        slope_variance,
        mean,
        leverage,
        dispersion,
        working,
        df,
        converged & np.isfinite(log_mean),
    )
