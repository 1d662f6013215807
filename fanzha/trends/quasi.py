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

from fanzha.numeric import Floats
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


@dataclass(frozen=True, slots=True)
class _Seasons:
    """Sums over the weeks of each season, as products of matrices.

    Attributes
    ----------
    member, moment, square : ndarray, shape (n, levels)
        1 where a week is of the season, the time there from ``middle``, and its square.
    middle : ndarray, shape (levels,)
        Mean time of each season; times are taken from it so that no digits are lost.
    """

    member: Floats
    moment: Floats
    square: Floats
    middle: Floats

    @classmethod
    def of(cls, level: Ints, time: Floats) -> _Seasons:
        member = np.eye(int(level.max()) + 1)[level]
        middle = (member * time[:, None]).sum(axis=0) / np.maximum(member.sum(axis=0), 1)
        away = (time - middle[level])[:, None]
        return cls(member, member * away, member * away**2, middle)

    def solve(self, w: Floats, wz: Floats, *, trend: bool) -> tuple[Floats, Floats]:
        """Return levels at time 0 (series, levels) and slopes (series,) of a weighted least squares fit."""
        total, sums = w @ self.member, wz @ self.member
        with np.errstate(divide="ignore", invalid="ignore"):
            centre = np.where(total > 0, sums / total, 0.0)
            if not trend:
                return centre, np.zeros(len(w))
            first = w @ self.moment
            when = np.where(total > 0, first / total, 0.0)
            top = (wz @ self.moment - when * sums).sum(axis=1)
            slope = top / (w @ self.square - when * first).sum(axis=1)
        return centre - slope[:, None] * (when + self.middle), slope


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
    n_series = len(data.y)
    seasons = _Seasons.of(data.level, data.time)
    log_size, log_y = np.log(data.size), np.log(np.maximum(data.y, 1e-300))
    const = (data.weight * np.where(data.y > 0, data.y * (log_y - 1), 0.0)).sum(axis=1)
    mean = data.y + _START
    linear = np.log(mean)
    deviance = 2 * (const + (data.weight * (mean - data.y * linear)).sum(axis=1))
    intercept, slope = np.zeros(n_series), np.zeros(n_series)
    used, converged = np.zeros_like(mean), np.zeros(n_series, dtype=bool)
    active = np.arange(n_series)
    y, weight, size = data.y, data.weight, log_size
    now_mean, now_linear = mean, linear
    for _ in range(_STEPS):
        w = weight * now_mean
        a, b = seasons.solve(w, w * (now_linear - size - 1) + weight * y, trend=trend)
        now_linear = a[:, data.level] + size
        if trend:
            now_linear += b[:, None] * data.time
        with np.errstate(over="ignore", invalid="ignore"):
            now_mean = np.maximum(np.exp(now_linear), _LEAST_MEAN)
            spread = np.einsum("sn,sn->s", weight, now_mean) - np.einsum("sn,sn,sn->s", weight, y, now_linear)
            reached = 2 * (const[active] + spread)
            settled = np.abs(reached - deviance[active]) / (np.abs(reached) + 0.1) < _TOLERANCE
        deviance[active], intercept[active], slope[active] = reached, a[:, HERE], b
        # A row that has overflowed cannot come back.
        going = ~settled & np.isfinite(reached)
        used[active], mean[active] = w, now_mean
        converged[active[settled]] = True
        if not going.all():
            active, y, weight, size = active[going], y[going], weight[going], size[going]
            now_mean, now_linear = now_mean[going], now_linear[going]
        if not len(active):
            break
    return _summary(data, trend, intercept, slope, mean, used, converged)


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
