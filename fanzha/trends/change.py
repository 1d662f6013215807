"""How much more or less than a week or a year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from fanzha.errors import InputError
from fanzha.numeric import Floats
from fanzha.statistics import LEVEL, rate_ratio
from fanzha.trends.reference import Ints, periods_ago, years_ago
from fanzha.trends.series import checked, checked_starts, checked_weeks

Against = Literal["week", "year"]

LEAST: Final = 10  # cases of both weeks together
_SIDE = (1 - LEVEL) / 2


@dataclass(frozen=True, slots=True)
class Change:
    """Changes of series; every array has the shape (series,).

    Attributes
    ----------
    now, before : ndarray
        Cases.
    ratio : ndarray
        now / before, by residents where those were given; NaN where it was not compared.
    low, high, p : ndarray
        Exact 95% interval and two-sided p-value, if cases come by chance alone.
    wide_low, wide_high : ndarray
        The interval with the dispersion of the series.
    dispersion : ndarray
        At least 1.
    compared : ndarray of bool
        False with fewer than ``least`` cases in both together, and where a count is missing.
    """

    now: Floats
    before: Floats
    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    wide_low: Floats
    wide_high: Floats
    dispersion: Floats
    compared: NDArray[np.bool_]


def compare(
    counts: ArrayLike,
    against: Against,
    week: int = -1,
    *,
    starts: ArrayLike | None = None,
    population: ArrayLike | None = None,
    least: int = LEAST,
) -> Change:
    """Compare a week with the one before, or with the same week a year before.

    Parameters
    ----------
    counts : array_like, shape (series, weeks) or (weeks,)
    against : str
        ``week`` or ``year``.
    week : int
        Index of the week; the last one if not given.
    starts : array_like of dates, shape (weeks,), optional
        First days; a year before is then the week nearest to the same date, else 52 weeks.
    population : array_like, shape of ``counts``, optional
    least : int
        Cases of both weeks together, below which nothing is compared. The sum is what the exact test holds fixed, so the rule
        biases nothing.

    Returns
    -------
    Change

    Raises
    ------
    InputError
        If there is no such earlier week.
    """
    y = checked(counts)
    now = int(checked_weeks([week], y.shape[1])[0])
    earlier = _earlier(now, against, None if starts is None else checked_starts(starts, y.shape[1]))
    size = np.ones_like(y) if population is None else checked(population, "population")
    if size.shape != y.shape or not np.all(size > 0):
        raise InputError("population must be positive and of the shape of counts", str(size.shape), "give one a count")
    n1, n0, e1, e0 = y[:, now], y[:, earlier], size[:, now], size[:, earlier]
    compared = ~np.isnan(n1 + n0) & (n1 + n0 >= max(least, 1))
    safe1, safe0 = np.where(compared, n1, 1.0), np.where(compared, n0, 1.0)
    dispersion = dispersion_of(y[:, : now + 1])
    exact = rate_ratio(safe1, safe0, e1, e0)
    wide = _ratio_interval(safe1 / dispersion, safe0 / dispersion, e0 / e1)
    ratio, low, high, p, wide_low, wide_high = (np.where(compared, v, np.nan) for v in (*exact, *wide))
    return Change(n1, n0, ratio, low, high, p, wide_low, wide_high, dispersion, compared)


def dispersion_of(counts: ArrayLike) -> Floats:
    """Estimate how much more neighbouring weeks differ than Poisson counts would.

    Parameters
    ----------
    counts : array_like, shape (series, weeks)

    Returns
    -------
    ndarray, shape (series,)
        At least 1; 1 where fewer than 8 pairs of weeks have a case.

    Notes
    -----
    The mean of (a - b)^2 / (a + b) over neighbouring weeks. Given a + b, a is binomial with share 1/2, so each term has
    expectation 1 for Poisson counts; season and trend hardly touch the difference of neighbours (von Neumann 1941).
    """
    y = checked(counts)
    a, b = y[:, 1:], y[:, :-1]
    used = ~np.isnan(a + b) & (a + b > 0)
    n = used.sum(axis=1)
    terms = np.where(used, (a - b) ** 2 / np.where(used, a + b, 1.0), 0.0)
    return np.where(n >= 8, np.maximum(terms.sum(axis=1) / np.maximum(n, 1), 1.0), 1.0)


def _earlier(now: int, against: Against, days: NDArray[np.datetime64] | None) -> int:
    points: Ints | None
    if against == "week":
        points = np.array([now - 1], dtype=np.intp) if now else None
    elif against == "year":
        points = periods_ago(52, now, 1) if days is None else years_ago(days, now, 1)
    else:
        raise InputError("against is week or year", str(against), "choose one")
    if points is None:
        raise InputError(f"there must be a week one {against} before", "none", "give a longer series")
    return int(points[0])


def _ratio_interval(n1: Floats, n0: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Return the interval of `rate_ratio` for counts that need not be whole: a count with dispersion d tells as much as 1/d of it."""
    a1, a0 = np.maximum(n1, 1e-9), np.maximum(n0, 1e-9)
    low = np.where(n1 > 0, betaincinv(a1, n0 + 1, _SIDE), 0.0)
    high = np.where(n0 > 0, betaincinv(n1 + 1, a0, 1 - _SIDE), 1.0)
    with np.errstate(divide="ignore"):
        return low / (1 - low) * scale, high / (1 - high) * scale
