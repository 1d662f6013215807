"""What every reader gives: raw rows with the numbers that a user sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Attributes
    ----------
    number : int
        As a spreadsheet or editor numbers it, from 1, the header included.
    cells : list of str
        As text; empty where there is nothing.
    problem : str
        Why the row cannot be read, or empty.
    """

    number: int
    cells: list[str]
    problem: str = ""

    @property
    def blank(self) -> bool:
        """Whether there is nothing in the row."""
        return not self.problem and not any(c.strip() for c in self.cells)


@dataclass(slots=True)
class RawTable:
    """One table of a file.

    Attributes
    ----------
    source : str
        File name, and the sheet where there are several.
    headers : list of str
    rows : iterator of Row
        Blank ones left out.
    """

    source: str
    headers: list[str]
    rows: Iterator[Row] = field(repr=False)
