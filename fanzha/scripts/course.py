"""When a script was first reported, how it grew, and where and whom it hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from fanzha.errors import InputError
from fanzha.scripts.cases import UNKNOWN, Cases, as_date, days_since_epoch
from fanzha.scripts.clusters import Cluster
from fanzha.statistics import rate_ratio

_WEEK: Final = 7
# Upper ends, in years, of the groups of age that are counted.
_AGES: Final = ((17, "18岁以下"), (29, "18-29岁"), (44, "30-44岁"), (59, "45-59岁"), (200, "60岁及以上"))
_SEXES: Final = {"female": "女", "male": "男"}


@dataclass(frozen=True, slots=True)
class Count:
    """So many cases of a value."""

    value: str
    k: int


@dataclass(frozen=True, slots=True)
class Course:
    """A script over time and space.

    Attributes
    ----------
    case_id : str or None
        The earliest case; of several of one day, the first id. None where no case has a date.
    first, last : date or None
        Days of the earliest and the latest report.
    weeks : tuple of date
        First days of the weeks, from that of the earliest report up to ``end``; whole weeks, counted back from ``end``.
    sizes : tuple of int
        Cases of each.
    undated : int
        Cases without a date, which are in no week.
    recent, before : int
        Cases of the last ``days`` days, and of those before.
    ratio, low, high, p : float
        Growth: the ratio of the two rates, its exact 95% interval (`fanzha.statistics.rate_ratio`) and the p-value of none.
        Infinite, or NaN, where there is nothing before.
    areas, streets, groups : tuple of Count
        The most frequent first; groups are of age and sex. A value in fewer cases than ``minimum_cases`` is not listed.
    """

    case_id: str | None
    first: date | None
    last: date | None
    weeks: tuple[date, ...]
    sizes: tuple[int, ...]
    undated: int
    recent: int
    before: int
    ratio: float
    low: float
    high: float
    p: float
    areas: tuple[Count, ...]
    streets: tuple[Count, ...]
    groups: tuple[Count, ...]


def earliest(
    cases: Cases, one: Cluster, end: date, days: int = 28, days_before: int = 28, minimum_cases: int = 1
) -> Course:
    """Tell the course of a script.

    Parameters
    ----------
    cases : Cases
    one : Cluster
    end : date
        Last day that is looked at; cases reported later do not count.
    days, days_before : int
        The last days, and as many as stand before them, for the growth.
    minimum_cases : int
        Smallest count of an area, street or group that is listed.

    Raises
    ------
    InputError
        If a number of days is less than one.
    """
    if min(days, days_before) < 1:
        raise InputError("growth must compare at least one day with one", f"{min(days, days_before)}", "give more days")
    last_day = days_since_epoch(end)
    own = one.members[cases.day[one.members] <= last_day]  # an unknown day is before all
    dated = own[cases.day[own] != UNKNOWN]
    day = cases.day[dated].astype(np.int64)
    counts = _counts(cases, own, minimum_cases)
    recent = int((day > last_day - days).sum())
    before = int(((day <= last_day - days) & (day > last_day - days - days_before)).sum())
    ratio, low, high, p = (float(v) for v in rate_ratio(recent, before, days, days_before))
    if not len(dated):
        return Course(None, None, None, (), (), len(own), recent, before, ratio, low, high, p, *counts)
    first = int(day.argmin())  # the first of equals, and cases are sorted by their id
    n_weeks = (last_day - int(day[first])) // _WEEK + 1
    sizes = np.bincount((last_day - day) // _WEEK, minlength=n_weeks)[::-1]
    weeks = tuple(end - timedelta(days=_WEEK * (n_weeks - i) - 1) for i in range(n_weeks))
    return Course(
        cases.case_id[dated[first]],
        as_date(int(day[first])),
        as_date(int(day.max())),
        weeks,
        tuple(sizes.tolist()),
        len(own) - len(dated),
        recent,
        before,
        ratio,
        low,
        high,
        p,
        *counts,
    )


def _counts(
    cases: Cases, members: np.ndarray[tuple[int], np.dtype[np.int64]], least: int
) -> tuple[tuple[Count, ...], tuple[Count, ...], tuple[Count, ...]]:
    rows = cases.table.take(members)

    def cells(name: str) -> list[object]:
        return rows[name].to_pylist() if name in rows.column_names else []

    groups = [_age(a) for a in cells("victim_age")] + [_SEXES.get(str(s)) for s in cells("victim_sex")]
    return _counted(cells("area"), least), _counted(cells("street"), least), _counted(groups, least)


def _age(age: object) -> str | None:
    return next((name for top, name in _AGES if age <= top), None) if isinstance(age, int) else None


def _counted(values: Sequence[object], least: int) -> tuple[Count, ...]:
    counted = Counter(str(v) for v in values if v is not None)
    return tuple(Count(v, k) for v, k in sorted(counted.items(), key=lambda i: (-i[1], i[0])) if k >= least)
