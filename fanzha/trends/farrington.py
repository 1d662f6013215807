"""Early warning from several years: whether a week's count is above what season, trend and chance allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from fanzha.errors import InputError
from fanzha.numeric import Floats
from fanzha.trends import quasi
from fanzha.trends.predictive import counted, normal_quantile, transformed
from fanzha.trends.reference import HERE, Baseline, Days, Ints, baseline, periods_ago, years_ago
from fanzha.trends.series import checked, checked_starts, checked_weeks

Bound = Literal["delta", "nbPlugin", "muan"]
Variance = Literal["pearson", "surveillance"]

RESIDUAL = 2.58  # beyond it a reference week is weighted down (Noufaily et al. 2012, section 3.4)
_LEAST_FOR_TREND = 3  # years
_MOST = 1e7  # cases a week; a mean that may be larger is one that the reference weeks do not tell
_HALF = 0.5  # a case: the prior of Jeffreys (1946) for a Poisson mean


class Reason(IntEnum):
    """Why a week could not be judged; 0 if it was."""

    JUDGED = 0
    SHORT = 1  # not enough earlier weeks
    FEW = 2  # too few cases in the last weeks for an alarm to mean anything
    MISSING = 3  # the week has no count, or too few reference weeks have
    DIVERGED = 4  # the regression did not settle


@dataclass(frozen=True, slots=True)
class Options:
    """How `farrington` judges.

    Attributes
    ----------
    years, least_years : int
        Years of reference weeks, and how many will do where there are not so many.
    half_window, levels, skip : int
        See `fanzha.trends.reference.baseline`.
    alpha : float
        Chance of an alarm without an outbreak, a week and series: 0.005 (Noufaily et al. 2012; the R function has 0.05).
    bound : str
        ``delta``: two-thirds power; ``muan``: negative binomial about the upper bound of the mean (Noufaily et al. 2012);
        ``nbPlugin``: negative binomial about the mean as estimated.
    reweight : bool
        Whether reference weeks with large residuals are weighted down.
    residual : float
        From which standardised Anscombe residual on.
    trend : bool
    trend_p : float
        A trend is kept if its p-value is below this, there are three years, and the count expected with it is not above
        all reference counts (Farrington et al. 1996, section 3.2).
    limit : tuple of int
        (cases, weeks): no alarm with fewer cases in so many last weeks, the judged one included.
    variance : str
        ``surveillance``: bounds are those of the R function, which after reweighting scales errors by squared relative residuals.
        ``pearson``: errors are scaled by Pearson's dispersion, which is larger where counts are large; `fanzha.trends.warning` does so.
    """

    years: int = 5
    least_years: int = 5
    half_window: int = 3
    levels: int = 10
    skip: int = 26
    alpha: float = 0.005
    bound: Bound = "delta"
    reweight: bool = True
    residual: float = RESIDUAL
    trend: bool = True
    trend_p: float = 0.05
    limit: tuple[int, int] = (5, 4)
    variance: Variance = "surveillance"

    def check(self) -> None:
        """Raise InputError if a setting makes no sense."""
        rules = (
            (0 < self.alpha < 0.5, "alpha must lie between 0 and 0.5", self.alpha),
            (1 <= self.least_years <= self.years, "1 <= least_years <= years", (self.least_years, self.years)),
            (
                self.half_window >= 0 and self.skip >= 0,
                "half_window and skip are not negative",
                (self.half_window, self.skip),
            ),
            (self.levels >= 1, "levels must be at least 1", self.levels),
            (self.limit[0] >= 0 and self.limit[1] >= 1, "limit is (cases >= 0, weeks >= 1)", self.limit),
            (self.bound in ("delta", "nbPlugin", "muan"), "bound is delta, nbPlugin or muan", self.bound),
            (self.variance in ("pearson", "surveillance"), "variance is pearson or surveillance", self.variance),
        )
        for holds, rule, value in rules:
            if not holds:
                raise InputError(rule, str(value), "change the option")


@dataclass(frozen=True, slots=True)
class Judged:
    """Judgements of weeks; every array has the shape (series, judged weeks), NaN or False where there is none.

    Attributes
    ----------
    weeks : ndarray of int, shape (judged weeks,)
        Which weeks of the series.
    observed, expected : ndarray
    lower, upper : ndarray
        Each is passed by chance with probability alpha.
    score : ndarray
        (observed - expected) / (upper - expected): above 1 is an alarm.
    p : ndarray
        Probability of such a count or a larger one.
    alarm : ndarray of bool
    trend : ndarray of bool
        Whether a trend was used.
    slope : ndarray
        Change of the logarithm of the expected count a week; NaN without a trend.
    dispersion : ndarray
        At least 1.
    reason : ndarray of int
        `Reason`. For FEW, numbers are there, but never an alarm.
    """

    weeks: Ints
    observed: Floats
    expected: Floats
    lower: Floats
    upper: Floats
    score: Floats
    p: Floats
    alarm: NDArray[np.bool_]
    trend: NDArray[np.bool_]
    slope: Floats
    dispersion: Floats
    reason: NDArray[np.int8]


def farrington(
    counts: ArrayLike,
    weeks: Sequence[int] | Ints | None = None,
    *,
    starts: ArrayLike | None = None,
    period: int = 52,
    population: ArrayLike | None = None,
    options: Options | None = None,
) -> Judged:
    """Judge weeks by the weeks of earlier years (Noufaily et al. 2012, "Farrington flexible").

    Parameters
    ----------
    counts : array_like, shape (series, weeks) or (weeks,)
        Cases; NaN for weeks without a count.
    weeks : sequence of int, optional
        Weeks to judge, by index; the last one if not given. Negative ones count from the end.
    starts : array_like of dates, shape (weeks,), optional
        First days of the weeks; reference weeks are then the nearest to the same date of earlier years.
    period : int
        Weeks of a year where ``starts`` is not given.
    population : array_like, shape of ``counts``, optional
        Residents; positive. Rates instead of counts are then compared.
    options : Options, optional

    Returns
    -------
    Judged

    Raises
    ------
    InputError
        If shapes, counts or options are not as said.

    Notes
    -----
    A quasi-Poisson regression on season and trend is fitted to the reference weeks, weeks with Anscombe residuals above 2.58
    are weighted down by their square, and it is fitted again. Where the same weeks of all earlier years had no case, half a case
    is taken to have been there. All series are fitted together, a week at a time. Daily counts:
    see `fanzha.trends.series.weeks_ending`.
    """
    options = options or Options()
    options.check()
    y = checked(counts)
    at = checked_weeks(weeks, y.shape[1])
    days = None if starts is None else checked_starts(starts, y.shape[1])
    size = np.ones_like(y) if population is None else checked(population, "population")
    if size.shape != y.shape or not np.all(size > 0):
        raise InputError("population must be positive and of the shape of counts", str(size.shape), "give one a count")
    shape = (len(y), len(at))
    out = {name: np.full(shape, np.nan) for name in ("expected", "lower", "upper", "score", "p", "slope", "dispersion")}
    flags = {name: np.zeros(shape, dtype=bool) for name in ("alarm", "trend")}
    reason = np.full(shape, Reason.SHORT, dtype=np.int8)
    for column, week in enumerate(at):
        layout = _layout(int(week), days, period, options)
        if layout is None:
            continue
        one = _judge(y, size, int(week), layout, options)
        for name, values in {**out, **flags, "reason": reason}.items():
            values[:, column] = one[name]
    return Judged(weeks=at, observed=y[:, at], reason=reason, **out, **flags)


def _layout(week: int, days: Days | None, period: int, options: Options) -> Baseline | None:
    """Return as many years of reference weeks as there are, or None if those are too few."""
    for years in range(options.years, options.least_years - 1, -1):
        points = periods_ago(period, week, years) if days is None else years_ago(days, week, years)
        if points is not None and points[-1] >= options.half_window:
            return baseline(week, points, options.half_window, options.levels, options.skip)
    return None


def _judge(y: Floats, size: Floats, week: int, layout: Baseline, options: Options) -> dict[str, NDArray[np.generic]]:
    earlier, now = y[:, layout.index], y[:, week]
    there = ~np.isnan(earlier)
    data = quasi.Data(
        np.where(there, earlier, 0.0), there.astype(np.float64), layout.level,
        (layout.index - week).astype(np.float64), size[:, layout.index] / size[:, [week]],
    )  # fmt: skip
    here = there[:, layout.level == HERE].any(axis=1)
    # A regression with more parameters than weeks says nothing; one from under half of the weeks knows no season.
    enough = np.maximum(options.levels + 1, there.shape[1] / 2)
    missing = np.isnan(now) | ~here | (there.sum(axis=1) <= enough)
    found, kept, dispersion = _model(data, layout.years, options)
    errors = _scale(found, dispersion, options)
    # Where these weeks never had a case, the estimate runs to nothing and any case would be infinitely many times as much.
    none = (data.y[:, layout.level == HERE].sum(axis=1) == 0) & (options.variance == "pearson")
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        least = _HALF / there[:, layout.level == HERE].sum(axis=1)
        mean = np.where(none, least, np.exp(found.log_mean))
        error = np.where(none, 0.0, np.sqrt(errors * found.variance))
        dispersion = np.where(none, 1.0, dispersion)
        usable = (found.converged | none) & ~missing & np.isfinite(mean) & np.isfinite(error)
        safe, seen = np.where(usable, mean, 1.0), np.where(usable, now, 0.0)
        if options.bound == "delta":
            lower, upper, p = transformed(safe, np.where(usable, error * mean, 1.0), dispersion, options.alpha, seen)
        else:
            shift = normal_quantile(1 - options.alpha) * error if options.bound == "muan" else np.zeros_like(error)
            centre = np.where(usable, mean * np.exp(shift), 1.0)
            usable &= centre < _MOST
            lower, upper, p = counted(np.where(usable, centre, 1.0), dispersion, options.alpha, seen)
        score = (seen - safe) / (upper - safe)
    last = y[:, max(week - options.limit[1] + 1, 0) : week + 1]
    few = np.nansum(last, axis=1) < options.limit[0]
    reason = np.select([missing, ~usable, few], [Reason.MISSING, Reason.DIVERGED, Reason.FEW], Reason.JUDGED)
    numbers = {"expected": mean, "lower": lower, "upper": upper, "score": score, "p": p, "dispersion": dispersion}
    judged: dict[str, NDArray[np.generic]] = {k: np.where(usable, v, np.nan) for k, v in numbers.items()}
    judged["slope"] = np.where(usable & kept, found.slope, np.nan)
    # Where few cases pull the bound below the mean, only the count itself tells.
    judged["alarm"] = (reason == Reason.JUDGED) & (seen > upper) & (seen > safe)
    return judged | {"trend": kept & usable, "reason": reason}


def _model(data: quasi.Data, years: int, options: Options) -> tuple[quasi.Fit, NDArray[np.bool_], Floats]:
    """Return the fit that is used, whether it has a trend, and its dispersion, at least 1."""
    if not options.trend:
        found, dispersion = _fit(data, options, trend=False)
        return found, np.zeros(len(data.y), dtype=bool), dispersion
    found, dispersion = _fit(data, options, trend=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        t2 = found.slope**2 / (_scale(found, dispersion, options, test=True) * found.slope_variance)
        share = np.where(np.isfinite(t2) & (found.df > 0), found.df / (found.df + t2), 1.0)
    p = betainc(np.maximum(found.df, 1) / 2, 0.5, share)  # two-sided, of Student's t
    with np.errstate(over="ignore"):
        beyond = np.exp(found.log_mean) > data.y.max(axis=1, initial=0.0)
    kept = found.converged & (p < options.trend_p) & ~beyond & (years >= _LEAST_FOR_TREND)
    if not kept.all():
        plain, plain_dispersion = _fit(data.rows(~kept), options, trend=False)
        dispersion = dispersion.copy()
        dispersion[~kept] = plain_dispersion
        found = found.put(plain, ~kept)
    return found, kept, dispersion


def _fit(data: quasi.Data, options: Options, *, trend: bool) -> tuple[quasi.Fit, Floats]:
    first = quasi.fit(data, trend=trend)
    dispersion = _at_least_one(first.dispersion)
    if not options.reweight:
        return first, dispersion
    with np.errstate(invalid="ignore", divide="ignore"):
        # Anscombe residuals, standardised (Farrington et al. 1996, section 3.4).
        raw = 1.5 * (np.cbrt(data.y) ** 2 / first.mean ** (1 / 6) - np.sqrt(first.mean))
        residual = raw / np.sqrt(dispersion[:, None] * (1 - first.leverage))
        share = np.where(residual > options.residual, residual**-2.0, 1.0) * (data.weight > 0)
        weight = share * ((data.weight > 0).sum(axis=1) / share.sum(axis=1))[:, None]
    second = quasi.fit(data.reweighted(np.where(np.isfinite(weight), weight, 0.0)), trend=trend)
    settled = quasi.Fit(
        **{n: getattr(second, n) for n in quasi.Fit.__slots__ if n != "converged"},
        converged=first.converged & second.converged,
    )
    return settled, _at_least_one(second.dispersion)


def _at_least_one(dispersion: Floats) -> Floats:
    return np.where(np.isfinite(dispersion), np.maximum(dispersion, 1.0), 1.0)


def _scale(found: quasi.Fit, dispersion: Floats, options: Options, *, test: bool = False) -> Floats:
    """Return what variances are multiplied by."""
    if options.variance == "surveillance":
        return found.working if options.reweight else found.dispersion
    return found.dispersion if test else dispersion
