"""The days that a summary covers, and the days that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fanzha.errors import InputError

# The data may begin this share of a period late and still count as covering it: small offices have days without reports.
_LATE = 0.1


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


@dataclass(frozen=True, slots=True)
class Periods:
    """What is summarised, and what it is compared with.

    Attributes
    ----------
    now : Period
    before : Period
        The same kind of period just before: the month before a month.
    year_ago : Period
        The same days, or the same month or quarter, a year earlier.
    name : str
        ``day``, ``week``, ``month``, ``quarter``, or ``days`` for any other length.
    until : date or None
        Last day of a period that has not ended: `now` ends with the newest report then, and what it is compared with has as many days.
    """

    now: Period
    before: Period
    year_ago: Period
    name: str
    until: date | None = None


NAMES: Final = ("day", "week", "month", "quarter")
_YEAR = timedelta(days=364)  # whole weeks, so that weekdays are compared with their like


def choose_days(newest: date | None, end: date | None = None, days: int = 90) -> Periods | None:
    """Return the period of so many days, the equally long one before it, and the one 52 weeks earlier.

    Parameters
    ----------
    newest : date or None
        Day of the newest report, if any report has a date.
    end : date, optional
        Last day; the newest report's day if not given.
    days : int
        Length.

    Returns
    -------
    Periods or None
        None where no date is known at all.

    Raises
    ------
    InputError
        If the period would be shorter than a day, or lies where the calendar ends.
    """
    if days < 1:
        raise InputError("a period must be at least one day long", f"{days} days", "give a positive number of days")
    end = end or newest
    if end is None:
        return None
    _check_end(end, days)
    now = Period(end - timedelta(days=days - 1), end)
    name = "day" if days == 1 else "week" if days == 7 else "days"
    return _so_far(Periods(now, now.before, Period(now.start - _YEAR, now.end - _YEAR), name), newest)


def choose_calendar(name: str, newest: date | None, end: date | None = None) -> Periods | None:
    """Return a day, a week from Monday to Sunday, a calendar month or a quarter, with the one before it and the one a year earlier.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    newest : date or None
        Day of the newest report. The period is the last one that had ended by then.
    end : date, optional
        A day of the period that is wanted, whether or not it has ended.

    Returns
    -------
    Periods or None
        None where no date is known at all.

    Raises
    ------
    InputError
        If there is no such period, or it lies where the calendar ends.
    """
    if name not in NAMES:
        raise InputError("a period must be one of " + ", ".join(NAMES), "another", "choose one of them")
    if end is None and newest is None:
        return None
    _check_end(end or newest or date.min, 100)
    now = _around(name, end or newest or date.min)
    if end is None and newest is not None and now.end > newest:
        now = _around(name, now.start - timedelta(days=1))
    before = _around(name, now.start - timedelta(days=1))
    if name in ("month", "quarter"):
        return _so_far(Periods(now, before, _around(name, now.start.replace(year=now.start.year - 1)), name), newest)
    return _so_far(Periods(now, before, Period(now.start - _YEAR, now.end - _YEAR), name), newest)


def _so_far(periods: Periods, newest: date | None) -> Periods:
    """Return a period up to the newest report where it has not ended, beside as many days: days to come are no days without fraud."""
    now = periods.now
    if newest is None or not now.start <= newest < now.end:
        return periods
    days = (newest - now.start).days
    shorter = Period(now.start, newest)
    if periods.name in ("month", "quarter"):
        first = periods.before.start
        before = Period(first, min(first + timedelta(days=days), periods.before.end))
        first = periods.year_ago.start
        year_ago = Period(first, min(first + timedelta(days=days), periods.year_ago.end))
    elif periods.name == "week":
        before = Period(periods.before.start, periods.before.start + timedelta(days=days))
        year_ago = Period(shorter.start - _YEAR, newest - _YEAR)
    else:
        before, year_ago = shorter.before, Period(shorter.start - _YEAR, newest - _YEAR)
    return Periods(shorter, before, year_ago, periods.name, now.end)


def _check_end(end: date, days: int) -> None:
    """Refuse a day from which the calendar does not reach back to all that is compared, or on to the end of a quarter."""
    if end.year > 9998 or (end - date.min).days < 2 * days + 2 * _YEAR.days:
        raise InputError("a period must lie within the calendar", f"{end}", "give another day, or fewer days")


def _around(name: str, day: date) -> Period:
    """Return the period of a kind that a day lies in."""
    if name == "day":
        return Period(day, day)
    if name == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    months = 1 if name == "month" else 3
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.month + months
    after = date(first.year + (following > 12), (following - 1) % 12 + 1, 1)
    return Period(first, after - timedelta(days=1))
