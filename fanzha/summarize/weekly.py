"""Cases by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW
from fanzha.summarize.coding import Coded, days_since_epoch
from fanzha.summarize.period import Period

_MOST_WEEKS: Final = 106  # two years: more can neither be drawn nor read


@dataclass(frozen=True, slots=True)
class Weekly:
    """Cases of whole weeks, counted back from the end of the period.

    Attributes
    ----------
    starts : tuple of date
        First day of each week, oldest first.
    types : tuple of str
        Titles of the most frequent decided types.
    counts : ndarray, shape (types, weeks)
    english : tuple of str
        The titles for an English reader.
    """

    starts: tuple[date, ...]
    types: tuple[str, ...]
    counts: NDArray[np.int64]
    english: tuple[str, ...] = ()


def count_weeks(coded: Coded, period: Period, before: Period | None, most: int = 6) -> Weekly | None:
    """Count the most frequent decided types by week, over the comparison period too where there is one.

    Returns
    -------
    Weekly or None
        None where there are no two whole weeks, or no case.
    """
    start = before.start if before else period.start
    n_weeks = min(((period.end - start).days + 1) // 7, _MOST_WEEKS)
    if n_weeks < 2:
        return None
    first = period.end - timedelta(days=7 * n_weeks - 1)
    chosen = coded.within(first, period.end)
    axis = coded.axes["type"]
    week = (coded.day[chosen] - days_since_epoch(first)) // 7
    flat = coded.codes["type"][chosen].astype(np.int64) * n_weeks + week
    counts = np.bincount(flat, minlength=len(axis.labels) * n_weeks).reshape(len(axis.labels), n_weeks)
    totals = [(int(counts[i].sum()), i) for i, label in enumerate(axis.labels) if label != REVIEW]
    top = [i for n, i in sorted(totals, key=lambda t: (-t[0], t[1])) if n][:most]
    if not top:
        return None
    starts = tuple(first + timedelta(days=7 * i) for i in range(n_weeks))
    return Weekly(starts, tuple(axis.titles[i] for i in top), counts[top], tuple(axis.english[i] for i in top))
