"""The days that a summary covers, and the days that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fanzha.errors import InputError

# The data may begin this share of a period late and still count as covering it: small offices have days without reports.
_LATE = 0.1
# An outbreak is looked for in the last days, against the weeks before them. A shorter baseline is still used where the data
# begin late; below the smallest none is looked for.
OUTBREAK_DAYS = 7
BASELINE_WEEKS = 8
MIN_BASELINE_WEEKS = 4
TREND_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1

    @property
    def before(self) -> Period:
        """The equally long period that ends the day before this one starts."""
        return self.preceding(self.days)

    def preceding(self, days: int) -> Period:
        """Return the ``days`` days that end the day before this one starts."""
        return Period(self.start - timedelta(days=days), self.start - timedelta(days=1))

    def covered_from(self, first: date) -> bool:
        """Tell whether data that begin on ``first`` cover this period."""
        return first <= self.start + timedelta(days=int(self.days * _LATE))

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d} 至 {self.end:%Y-%m-%d}"


def choose_period(newest: date | None, start: date | None, end: date | None, days: int) -> Period | None:
    """Return the period to summarise.

    Parameters
    ----------
    newest : date or None
        Day of the newest report, if any report has a date.
    start, end : date, optional
        First and last day. Without ``end`` it is the newest report's day; without ``start`` the period is ``days`` long.
    days : int
        Length where ``start`` is not given.

    Returns
    -------
    Period or None
        None where no date is known at all.

    Raises
    ------
    InputError
        If the period would end before it starts, or be shorter than a day.
    """
    if days < 1:
        raise InputError("a period must be at least one day long", f"{days} days", "give a positive number of days")
    end = end or newest
    if end is None:
        if start is None:
            return None
        end = start + timedelta(days=days - 1)
    start = start or end - timedelta(days=days - 1)
    if start > end:
        raise InputError("a period must start before it ends", f"{start} to {end}", "give an earlier start or a later end")
    return Period(start, end)


@dataclass(frozen=True, slots=True)
class Windows:
    """All spans of days that a summary looks at.

    Attributes
    ----------
    period : Period
    before : Period or None
        None where the data do not cover it.
    recent : Period
        The last `OUTBREAK_DAYS`.
    baseline : Period or None
        The whole weeks before them, `BASELINE_WEEKS` at most; None with fewer than `MIN_BASELINE_WEEKS`.
    trend : int
        Number of whole weeks that the data cover, `TREND_WEEKS` at most.
    """

    period: Period
    before: Period | None
    recent: Period
    baseline: Period | None
    trend: int

    @property
    def oldest(self) -> date:
        """The first day that anything needs."""
        longest = max(2 * self.period.days, 7 * TREND_WEEKS, OUTBREAK_DAYS + 7 * BASELINE_WEEKS)
        return self.period.end - timedelta(days=longest - 1)


def windows(period: Period, first: date) -> Windows:
    """Return the spans of days around a period, given the day of the first report in the data."""
    recent = Period(period.end - timedelta(days=OUTBREAK_DAYS - 1), period.end)
    covered = max(0, (period.end - first).days + 1)
    weeks = min(BASELINE_WEEKS, (covered - OUTBREAK_DAYS) // 7)
    return Windows(
        period=period,
        before=period.before if period.before.covered_from(first) else None,
        recent=recent,
        baseline=recent.preceding(7 * weeks) if weeks >= MIN_BASELINE_WEEKS else None,
        trend=min(TREND_WEEKS, covered // 7),
    )
