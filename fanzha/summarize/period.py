"""The days that a summary covers, and the days that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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


def choose_period(newest: date | None, end: date | None, days: int) -> Period | None:
    """Return the period to summarise.

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
    Period or None
        None where no date is known at all.

    Raises
    ------
    InputError
        If the period would be shorter than a day.
    """
    if days < 1:
        raise InputError("a period must be at least one day long", f"{days} days", "give a positive number of days")
    end = end or newest
    return Period(end - timedelta(days=days - 1), end) if end else None
