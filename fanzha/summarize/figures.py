"""Where a number in a sentence comes from: a cell of a table, or a formula over cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from fanzha.errors import NumberError
from fanzha.summarize.statistics import odds_interval, rate_ratio
from fanzha.summarize.tables import Key, Table

Tables = Mapping[str, Table]


class Quantity(Protocol):
    """Something that can be computed from the tables."""

    def value(self, tables: Tables) -> float:
        """Compute it.

        Raises
        ------
        NumberError
            If it needs a cell that the tables lack.
        HiddenCellError
            If it needs a cell that may not be shown.
        """


class HiddenCellError(NumberError):
    """A number needs a cell that may not be shown."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number of the method, not of the data: days, weeks."""

    number: float

    def value(self, tables: Tables) -> float:
        """Return it."""
        return self.number


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that may be shown."""

    table: str
    column: str
    key: Key = ()

    def value(self, tables: Tables) -> float:
        """Look it up; a hidden cell is an error."""
        if self.table not in tables or self.column not in tables[self.table].values:
            raise NumberError("a sentence must name a table", f"none such: {self.table}", "report this as a defect")
        table = tables[self.table]
        if table.is_hidden(self.column, self.key):
            raise HiddenCellError(
                "a sentence must not show a hidden cell", f"{self.column} of {self.table}", "report this as a defect"
            )
        return table.value(self.column, self.key)


@dataclass(frozen=True, slots=True)
class Rest:
    """The sum of all stated cells of a column that differ from one cell along some axes at most, without that cell.

    Parameters
    ----------
    table, column : str
    key : tuple of str
        The cell to leave out.
    free : tuple of int
        The axes.
    counted : bool
        Whether only cells with a population take part.
    """

    table: str
    column: str
    key: Key
    free: tuple[int, ...]
    counted: bool = False

    def value(self, tables: Tables) -> float:
        """Add them up."""
        table = tables[self.table]
        at, known = table.at(self.key), table.known
        if self.counted:
            known = known & (table.values["population"] > 0)
        part = tuple(slice(None) if i in self.free else p for i, p in enumerate(at))
        column = table.values[self.column]
        return float(np.where(known, column, 0)[part].sum() - column[at])


@dataclass(frozen=True, slots=True)
class Difference:
    """One quantity less another."""

    a: Quantity
    b: Quantity

    def value(self, tables: Tables) -> float:
        """Subtract."""
        return self.a.value(tables) - self.b.value(tables)


@dataclass(frozen=True, slots=True)
class Sum:
    """One quantity and another."""

    a: Quantity
    b: Quantity

    def value(self, tables: Tables) -> float:
        """Add."""
        return self.a.value(tables) + self.b.value(tables)


@dataclass(frozen=True, slots=True)
class Quotient:
    """One quantity by another, times a factor."""

    a: Quantity
    b: Quantity
    times: float = 1.0

    def value(self, tables: Tables) -> float:
        """Divide; infinite or NaN where the divisor is 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(np.float64(self.a.value(tables)) / self.b.value(tables) * self.times)


@dataclass(frozen=True, slots=True)
class RateRatio:
    """The ratio of two rates or a limit of its interval: counts n1, n0 out of e1, e0; part 0 ratio, 1 low, 2 high."""

    n1: Quantity
    n0: Quantity
    e1: Quantity
    e0: Quantity
    part: int

    def value(self, tables: Tables) -> float:
        """Compute it."""
        return _rate_ratio(*(q.value(tables) for q in (self.n1, self.n0, self.e1, self.e0)))[self.part]


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """The odds ratio of a 2 x 2 table or a limit of its interval: part 0 ratio, 1 low, 2 high."""

    a: Quantity
    b: Quantity
    c: Quantity
    d: Quantity
    part: int

    def value(self, tables: Tables) -> float:
        """Compute it."""
        return _odds_ratio(*(round(q.value(tables)) for q in (self.a, self.b, self.c, self.d)))[self.part]


# The same counts give the same limits, however often a sentence is checked.
@lru_cache(maxsize=4096)
def _rate_ratio(n1: float, n0: float, e1: float, e0: float) -> tuple[float, float, float]:
    ratio, low, high, _ = (float(v) for v in rate_ratio(n1, n0, e1, e0))
    return ratio, low, high


_odds_ratio = lru_cache(maxsize=4096)(odds_interval)
