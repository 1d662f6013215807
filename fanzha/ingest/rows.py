"""What readers hand on: sheets of rows, and rows that could not be read as such."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from fanzha.schema import TIME_ZONE

ZONE = ZoneInfo(TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A formula whose result the file does not hold."""

    formula: str = ""


Cell = str | int | float | bool | Decimal | datetime | date | time | timedelta | Uncomputed | None


@dataclass(slots=True)
class Row:
    """One row.

    Attributes
    ----------
    number : int
        1-based, as a spreadsheet numbers it; for JSON lines the line, for JSON arrays and Parquet the item.
    cells : mapping
        Header to cell.
    """

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is there but cannot be read; `cells` holds what could be made of it."""

    number: int
    rule: str
    remedy: str
    cells: Mapping[str, Cell]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What the rows of a table are to be read by.

    Attributes
    ----------
    source : str
        File name, with the sheet in brackets where the file has several.
    stem : str
        What made-up ids of its rows begin with.
    headers : tuple of str
        Unique names of its columns, as written.
    titles : tuple of str
        Cells above the header.
    formulas : bool
        Whether a text that begins with ``=`` is a formula.
    """

    source: str
    stem: str
    headers: tuple[str, ...]
    titles: tuple[str, ...] = ()
    formulas: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file.

    Attributes
    ----------
    source : str
        File name, with the sheet in brackets where the file has several.
    stem : str
        What made-up ids of its rows begin with.
    headers : tuple of str
        Unique names of its columns, as written.
    rows : iterable of Row or Fault
        Blank rows left out. To be read once.
    titles : tuple of str
        Cells above the header.
    hidden : bool
    formulas : bool
        Whether a text that begins with ``=`` is a formula.
    counted : int or None
        How many rows there are, where all were read to tell the headers.
    """

    source: str
    stem: str
    headers: tuple[str, ...]
    rows: Iterable[Row | Fault]
    titles: tuple[str, ...] = ()
    hidden: bool = False
    formulas: bool = False
    counted: int | None = None

    @property
    def head(self) -> Head:
        """All of it but the rows."""
        return Head(self.source, self.stem, self.headers, self.titles, self.formulas)


class Matcher(Protocol):
    """What knows headers."""

    def field(self, header: str) -> str | None:
        """Return the column that a header names, or None."""

    def foreign(self, header: str) -> bool:
        """Tell whether a header speaks of something whose sub-headers are not meant."""


def as_text(cell: Cell) -> str:
    """Write a cell as its reader saw it: ``35`` for 35.0, ISO dates, nothing for nothing."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime):
        if cell.tzinfo is not None:
            cell = cell.astimezone(ZONE).replace(tzinfo=None)
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, Uncomputed):
        return cell.formula
    return str(cell)
