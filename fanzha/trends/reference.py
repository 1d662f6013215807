"""Reference weeks: which earlier weeks a week is judged by, and the season that each of them belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import InputError

Ints = NDArray[np.intp]
Days = NDArray[np.datetime64]

HERE = 0  # the level of the weeks about the same time of the year


@dataclass(frozen=True, slots=True)
class Baseline:
    """The weeks that one week is compared with.

    Attributes
    ----------
    index : ndarray, shape (n,)
        Of the weeks, oldest first.
    level : ndarray, shape (n,)
        Season of each: 0 about the same time of the year, then 1 up to ``levels`` - 1 in the order of the year.
    years : int
        How many years back they go.
    """

    index: Ints
    level: Ints
    years: int


def years_ago(starts: Days, now: int, years: int) -> Ints | None:
    """Return the weeks that begin nearest to the same date of each earlier year.

    Parameters
    ----------
    starts : ndarray of datetime64[D], shape (weeks,)
        First day of each week, rising by seven days.
    now : int
        Index of the week that is judged.
    years : int

    Returns
    -------
    ndarray, shape (years,), or None
        Latest first; None where the series does not go back that far.
    """
    day = starts[now].astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    in_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    # The 29th of February becomes the 1st of March in other years, as the day of the month is counted on.
    same = (month - 12 * np.arange(1, years + 1)).astype("datetime64[D]") + in_month
    behind = (same - day).astype(np.int64) % 7
    nearest = same - behind + np.where(behind > 3, 7, 0)
    weeks = (nearest - starts[0].astype("datetime64[D]")).astype(np.int64) // 7
    return weeks.astype(np.intp) if weeks[-1] >= 0 else None


def periods_ago(period: int, now: int, years: int) -> Ints | None:
    """Return the weeks a whole number of periods ago: (years,), latest first; None where the series is too short."""
    weeks = now - period * np.arange(1, years + 1)
    return weeks.astype(np.intp) if weeks[-1] >= 0 else None


def baseline(now: int, points: Ints, half_window: int, levels: int, skip: int) -> Baseline:
    """Lay out the reference weeks of one week (Noufaily et al. 2012, section 3.2).

    Parameters
    ----------
    now : int
        Index of the week that is judged.
    points : ndarray, shape (years,)
        Weeks about the same date of earlier years, latest first.
    half_window : int
        Weeks on both sides of each point that count as the same time of the year.
    levels : int
        Seasons of a year: windows, and ``levels`` - 1 blocks of equal length between two of them (the first blocks are a
        week longer where that does not come out even). 1: only the windows are used.
    skip : int
        Weeks just before the judged one that are left out, so that a beginning outbreak does not hide itself.

    Returns
    -------
    Baseline

    Raises
    ------
    InputError
        If there are fewer weeks between two windows than blocks.
    """
    level = np.full(now + 1, -1, dtype=np.intp)
    level[max(now - half_window, 0) :] = HERE
    following = now
    for point in points:
        level[max(point - half_window, 0) : point + half_window + 1] = HERE
        if levels > 1:
            between = np.arange(point + half_window + 1, following - half_window)
            if len(between) < levels - 1:
                found = f"{len(between)} weeks for {levels - 1} blocks"
                raise InputError("each season needs a week", found, "use fewer levels or a smaller window")
            for number, block in enumerate(np.array_split(between, levels - 1), start=1):
                level[block] = number
        following = int(point)
    level[max(now - skip, 0) :] = -1
    index = np.flatnonzero(level >= 0)
    return Baseline(index, level[index], len(points))
