"""Series of counts: what they must look like, and weeks out of days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from fanzha.errors import InputError
from fanzha.numeric import Floats
from fanzha.trends.reference import Days, Ints


def checked(counts: ArrayLike, name: str = "counts") -> Floats:
    """Return counts as a matrix (series, weeks) of floats.

    Raises
    ------
    InputError
        If they are no table, or one of them is negative or infinite. NaN, a week without a count, may stand.
    """
    table = np.array(counts, dtype=np.float64, ndmin=2)
    if table.ndim != 2 or not table.size:
        raise InputError(f"{name} must be a table of series and weeks", f"shape {table.shape}", "give one row a series")
    if np.any(table < 0) or np.any(np.isinf(table)):
        raise InputError(f"{name} must be finite and not negative", "others", "give NaN where there is none")
    return table


def checked_weeks(weeks: Sequence[int] | Ints | None, n_weeks: int) -> Ints:
    """Return indices from 0 on; the last week if none are given."""
    at = np.array([n_weeks - 1] if weeks is None else weeks, dtype=np.intp).reshape(-1)
    at = np.where(at < 0, at + n_weeks, at)
    if np.any((at < 0) | (at >= n_weeks)):
        raise InputError(
            "weeks to judge must be weeks of the series", f"a series of {n_weeks}", "give indices of its weeks"
        )
    return at


def checked_starts(starts: ArrayLike, n_weeks: int) -> Days:
    """Return first days as dates; they must rise by seven days."""
    days = np.asarray(starts, dtype="datetime64[D]")
    if days.shape != (n_weeks,) or np.any(np.diff(days) != np.timedelta64(7, "D")):
        raise InputError(
            "starts must be the first day of each week, without a gap",
            f"{days.size} days",
            "fill in weeks without a case",
        )
    return days


def weeks_ending(daily: ArrayLike, day: int = -1) -> Floats:
    """Sum days to weeks that end with a given day.

    Early warning by the day judges such weeks anew each day: whole weeks know no weekday effect, and a year has 52 of them.

    Parameters
    ----------
    daily : array_like, shape (series, days) or (days,)
    day : int
        Index of the last day; the last one if not given.

    Returns
    -------
    ndarray, shape (series, weeks)
        Oldest first; days before the first whole week are left out. NaN where a day of the week is.
    """
    table = checked(daily)
    end = int(checked_weeks([day], table.shape[1])[0]) + 1
    n_weeks = end // 7
    if not n_weeks:
        raise InputError("a week needs seven days", f"{end}", "give more days")
    return np.asarray(table[:, end - 7 * n_weeks : end].reshape(len(table), n_weeks, 7).sum(axis=2))
