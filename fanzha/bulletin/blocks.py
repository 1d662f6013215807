"""What a bulletin is made of: tables of typed values, sentences, figures, lists of cases, sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "count", "share", "rate", "ratio", "money", "interval", "date", "change"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that may not be shown, as what is shown instead; the value itself is not kept.

    Attributes
    ----------
    text : str
        Such as ``<5``.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Two bounds; None where there is none on that side.

    Attributes
    ----------
    low, high : float or None
    """

    low: float | None
    high: float | None


Value = int | float | Decimal | str | date | Interval | Hidden | None


@dataclass(frozen=True, slots=True)
class Column:
    """What the values of a column are.

    Attributes
    ----------
    title : str
    kind : str
        ``text``; ``count`` (a whole number); ``share`` (0 to 1); ``rate``; ``ratio``; ``money`` (yuan); ``interval`` (of the
        column to its left); ``date``; ``change`` (with a sign; with the unit ``%`` a fraction).
    unit : str
        Stands in the head, after the title.
    digits : int or None
        Decimals, where they are not the usual ones of the kind.
    """

    title: str
    kind: Kind = "text"
    unit: str = ""
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes
    ----------
    key, title, note : str
    columns : tuple of Column
        The first one names the rows.
    rows : tuple of tuple
        A value for each column; None where it is not known.
    """

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A finding in one plain sentence.

    Attributes
    ----------
    text : str
    detail : str
        Number of cases, interval, comparison, share of false findings: whatever the sentence itself does not say.
    table, cases : str
        Keys of the table and of the list of cases behind it; empty where there is none.
    subject : str
        What it is about, set off before the text.
    """

    text: str
    detail: str = ""
    table: str = ""
    cases: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its numbers.

    Attributes
    ----------
    key, title, caption : str
    svg : str
        An SVG element without references to anywhere.
    alt : str
        What it shows, in words.
    data : Grid
    narrow : str
        The same for a telephone, if there is one.
    """

    key: str
    title: str
    caption: str
    svg: str
    alt: str
    data: Grid
    narrow: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title within a section.

    Attributes
    ----------
    text : str
    tone : str
        ``alarm`` or ``rise`` where the eye should go there first, else empty.
    """

    text: str
    tone: Literal["", "alarm", "rise"] = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark.

    Attributes
    ----------
    text : str
    link : str
        Key of what it points to, if anything.
    """

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case behind a finding, without anything that says who it was.

    Attributes
    ----------
    case_id : str
    day : date or None
    type, area : str
    summary : str
        De-identified.
    """

    case_id: str
    day: date | None
    type: str
    area: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases behind a finding; for the office only.

    Attributes
    ----------
    key, title : str
    rows : tuple of Case
    note : str
    total : int
        How many there are where ``rows`` are only some of them.
    besides : str
        How many of them are in another list instead, and in which.
    """

    key: str
    title: str
    rows: tuple[Case, ...]
    note: str = ""
    total: int = 0
    besides: str = ""

    @property
    def n(self) -> int:
        """How many cases there are."""
        return max(self.total, len(self.rows))


Block = Statement | Grid | Figure | Heading | Note | Cases


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a bulletin.

    Attributes
    ----------
    key, title, lead : str
    blocks : tuple of Block
    """

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...]

    def grids(self) -> Iterator[Grid]:
        """Yield all tables in order, those of figures too."""
        for block in self.blocks:
            if isinstance(block, Figure):
                yield block.data
            elif isinstance(block, Grid):
                yield block


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the few numbers at the top.

    Attributes
    ----------
    title : str
    value : Value
    kind : str
        As that of a `Column`.
    note : str
    """

    title: str
    value: Value
    kind: Kind
    note: str = ""
