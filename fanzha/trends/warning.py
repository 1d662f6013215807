"""One early warning for whatever history there is: several years where they are, the last weeks where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanzha.trends.ears import ears
from fanzha.trends.farrington import Judged, Options, Reason, farrington
from fanzha.trends.predictive import counted
from fanzha.trends.reference import Ints
from fanzha.trends.series import checked

# Below it, a standard deviation of seven small counts is chance.
_MIN_SIGMA = 1.0
_WEEKS = 7  # that EARS learns from
_HALF = 0.5  # a case: the prior of Jeffreys (1946) for a Poisson mean
_OPTIONS = Options(least_years=2, variance="pearson")


class Method(IntEnum):
    """What a week was judged with."""

    NONE = 0
    FARRINGTON = 1
    EARS = 2


@dataclass(frozen=True, slots=True)
class Warned:
    """Judgements and what made them.

    Attributes
    ----------
    judged : Judged
    method : ndarray of int, shape (series, judged weeks)
        `Method`. NONE: `Judged.reason` says why.
    """

    judged: Judged
    method: NDArray[np.int8]


def warning(
    counts: ArrayLike,
    weeks: Sequence[int] | Ints | None = None,
    *,
    starts: ArrayLike | None = None,
    population: ArrayLike | None = None,
    options: Options = _OPTIONS,
) -> Warned:
    """Judge weeks with Farrington's method where there are enough years, with EARS C2 where not.

    Parameters
    ----------
    counts, weeks, starts, population, options
        As for `fanzha.trends.farrington.farrington`; two years are enough if not said otherwise, and there is no trend
        with two. EARS knows no population; its limit is that of the options, and a standard deviation counts as at
        least 1.

    Returns
    -------
    Warned
        A series with leading NaN, as of a type that is counted since lately, is judged by the weeks that it has.

    Notes
    -----
    The deviation of seven weeks is often small by chance: with EARS alone, every third weekly bulletin of a district has a false alarm
    (docs/power.md). Its upper bound is therefore never below that of a count which is Poisson about a mean known from seven
    weeks only: with the prior of Jeffreys that count is negative binomial with a variance of 8/7 of its mean, and the
    bound is passed with the probability ``alpha`` of the options (Gelman et al. 2013, section 2.6).
    """
    judged = farrington(counts, weeks, starts=starts, population=population, options=options)
    lacking = (judged.reason == Reason.SHORT) | (judged.reason == Reason.MISSING) | (judged.reason == Reason.DIVERGED)
    lacking &= ~np.isnan(judged.observed)
    method = np.where((judged.reason == Reason.JUDGED) | (judged.reason == Reason.FEW), Method.FARRINGTON, Method.NONE)
    if lacking.any():
        short = _cautious(
            ears(
                checked(counts), judged.weeks, method="C2", baseline=_WEEKS, min_sigma=_MIN_SIGMA, limit=options.limit
            ),
            options.alpha,
        )
        joined = {
            f.name: np.where(lacking, getattr(short, f.name), getattr(judged, f.name))
            for f in fields(Judged) if f.name not in ("weeks", "observed")
        }  # fmt: skip
        told = lacking & ((short.reason == Reason.JUDGED) | (short.reason == Reason.FEW))
        method = np.where(told, Method.EARS, np.where(lacking, Method.NONE, method))
        judged = replace(judged, **joined)
    return Warned(judged, method.astype(np.int8))


def _cautious(judged: Judged, alpha: float) -> Judged:
    """Raise the upper bounds of EARS to what chance alone allows where the mean is known from a few weeks."""
    known = ~np.isnan(judged.expected)
    mean = np.where(known, judged.expected, 0.0) + _HALF / _WEEKS
    seen = np.where(known, judged.observed, 0.0)
    _, by_chance, _ = counted(mean, np.full_like(mean, 1 + 1 / _WEEKS), alpha, seen)
    upper = np.where(known, np.maximum(judged.upper, by_chance), np.nan)
    with np.errstate(invalid="ignore"):
        alarm = judged.alarm & (judged.observed > upper)
        score = (judged.observed - judged.expected) / (upper - judged.expected)
    return replace(judged, upper=upper, score=score, alarm=alarm)
