"""Counts over time, out of the frame: by week for early warning, by day and street for the scan, by delay for the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW, Frame
from fanzha.characteristics.measures import ALL

_YEARS: Final = 6  # of weeks that early warning looks back at
MAX_DELAY: Final = 60  # days from the fraud to its report; longer ones count as this long


@dataclass(frozen=True, slots=True)
class Weeks:
    """Cases by week.

    Attributes
    ----------
    keys : tuple of (str, str)
        Type and area of each series; `ALL` for every type or every area.
    starts : tuple of date
        First day of each week, the last of which ends with the period.
    counts : ndarray, shape (series, weeks)
    """

    keys: tuple[tuple[str, str], ...]
    starts: tuple[date, ...]
    counts: NDArray[np.float64]


def weeks_of(frame: Frame, oldest: date, end: date, *, whole: bool = True) -> Weeks | None:
    """Count decided cases by type and area in the weeks up to a day.

    Parameters
    ----------
    frame : Frame
    oldest : date
        Of the reports.
    end : date
        Last day of the last week.
    whole : bool
        Whether each type is counted in each area too, not only in all of them.

    Returns
    -------
    Weeks or None
        None where the data cover less than a week, or there is no decided case.
    """
    n_weeks = min(((end - oldest).days + 1) // 7, _YEARS * 53)
    if n_weeks < 1:
        return None
    first = end - timedelta(days=7 * n_weeks - 1)
    sets = "(week), (type, week), (type, area, week)" if whole else "(week), (type, week)"
    rows = frame.rows(
        "SELECT coalesce(type, ''), coalesce(area, ''), grouping(area), week, count(*) FROM ("  # noqa: S608
        "SELECT type, area, CAST(floor((day - ?::DATE) / 7) AS INTEGER) AS week FROM cases "
        f"WHERE NOT benign AND type <> ? AND day BETWEEN ? AND ?) GROUP BY GROUPING SETS ({sets})",
        (first, REVIEW, first, end),
    )
    found = {(kind, area) for kind, area, every, *_ in rows if every or area}
    if not found:
        return None
    keys = tuple(sorted(found))
    at = {key: i for i, key in enumerate(keys)}
    counts = np.zeros((len(keys), n_weeks))
    for kind, area, every, week, n in rows:
        if every or area:
            counts[at[kind, area], week] = n
    return Weeks(keys, tuple(first + timedelta(days=7 * i) for i in range(n_weeks)), counts)


def days_of_streets(frame: Frame, kind: str, streets: tuple[str, ...], start: date, end: date) -> NDArray[np.int64]:
    """Count the cases of a type by street and day.

    Returns
    -------
    ndarray, shape (streets, days)
    """
    at = {street: i for i, street in enumerate(streets)}
    counts = np.zeros((len(streets), (end - start).days + 1), dtype=np.int64)
    chosen, values = ("", []) if kind == ALL else (" AND type = ?", [kind])
    rows = frame.rows(
        "SELECT street, day, count(*) FROM cases WHERE NOT benign AND type <> ? AND street IS NOT NULL AND day BETWEEN ? AND ?"  # noqa: S608
        f"{chosen} GROUP BY 1, 2",
        (REVIEW, start, end, *values),
    )
    for street, day, n in rows:
        if street in at:
            counts[at[street], (day - start).days] = n
    return counts


def reporting_triangle(frame: Frame, end: date, days: int = 120) -> NDArray[np.float64]:
    """Count fraud cases by the day of the fraud and the days that its report took.

    Returns
    -------
    ndarray, shape (days, MAX_DELAY + 1)
        Oldest first; NaN where the report would lie in the future. Cases without a day of the fraud, or reported before it, are left out.
    """
    first = end - timedelta(days=days - 1)
    rows = frame.rows(
        "SELECT CAST(occurred - ?::DATE AS INTEGER), least(CAST(day - occurred AS INTEGER), ?), count(*) FROM cases "
        "WHERE NOT benign AND occurred BETWEEN ? AND day AND day <= ? GROUP BY 1, 2",
        (first, MAX_DELAY, first, end),
    )
    table = np.zeros((days, MAX_DELAY + 1))
    for row, delay, n in rows:
        table[row, delay] = n
    reach = np.arange(days)[:, None] + np.arange(MAX_DELAY + 1)[None, :]
    table[reach > days - 1] = np.nan
    return table
