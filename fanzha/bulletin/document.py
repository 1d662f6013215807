"""A finished bulletin, before it is written in any format: what every renderer is given."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

from fanzha.bulletin.blocks import (
    Block,
    Case,
    Cases,
    Column,
    Figure,
    Grid,
    Heading,
    Hidden,
    Interval,
    Kind,
    Note,
    Section,
    Statement,
    Tile,
    Value,
)  # fmt: skip
from fanzha.errors import InputError

__all__ = [
    "Audience", "Block", "Case", "Cases", "Column", "Document", "Figure", "Grid", "Heading", "Hidden", "Interval", "Kind",
    "Language", "Note", "Section", "Statement", "Tile", "Value",
]  # fmt: skip

Language = Literal["zh", "en"]
Audience = Literal["internal", "public"]

# What is a name for HTML, for a bookmark of Word (letters, digits and _, at most 40) and for a label of Typst.
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,35}")


@dataclass(frozen=True, slots=True)
class Document:
    """A bulletin.

    Attributes
    ----------
    title, subtitle : str
    language : str
        ``zh`` or ``en``.
    audience : str
        ``internal``, or ``public``: then without cases.
    tiles : tuple of Tile
    sections, appendix : tuple of Section
    meta : tuple of (str, str)
        Name and value: periods, model, residents.
    lead : str
        The first sentence.

    Raises
    ------
    InputError
        If a key is used twice or is none, a link leads nowhere, a row has more or fewer values than there are columns, a value
        is not of the kind of its column, or cases stand in a public bulletin.
    """

    title: str
    subtitle: str
    language: Language
    audience: Audience
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    appendix: tuple[Section, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    lead: str = ""

    def __post_init__(self) -> None:
        if self.language not in get_args(Language):
            raise InputError("a bulletin must be in zh or en", repr(self.language)[:20], "choose one of the two")
        if self.audience not in get_args(Audience):
            raise InputError(
                "an audience must be internal or public", repr(self.audience)[:20], "choose one of the two"
            )
        _check_keys(self)
        _check_links(self)
        for tile in self.tiles:
            _check_value("tiles", Column(tile.title, tile.kind), tile.value)
        for grid in self.grids():
            _check_grid(grid)
        if self.audience == "public" and next(self.cases(), None) is not None:
            raise InputError("a public bulletin must not list cases", "a list of cases", "leave them out")

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in order, those of the appendix last."""
        for section in (*self.sections, *self.appendix):
            yield from section.blocks

    def grids(self) -> Iterator[Grid]:
        """Yield all tables in order, those of figures too."""
        for section in (*self.sections, *self.appendix):
            yield from section.grids()

    def cases(self) -> Iterator[Cases]:
        """Yield all lists of cases in order."""
        for block in self.blocks():
            if isinstance(block, Cases):
                yield block

    def figures(self) -> Iterator[Figure]:
        """Yield all figures in order."""
        for block in self.blocks():
            if isinstance(block, Figure):
                yield block


def _check_keys(document: Document) -> None:
    keys = [s.key for s in (*document.sections, *document.appendix)]
    keys += [g.key for g in document.grids()]
    keys += [c.key for c in document.cases()]
    keys += [f.key for f in document.figures()]
    for key in keys:
        if not _KEY.fullmatch(key):
            raise InputError(
                "a key must be a lower-case letter and up to 35 letters, digits and _", repr(key)[:40], "name it so"
            )
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise InputError("a key must be used once", ", ".join(twice[:5]), "name one of the two otherwise")


def _check_links(document: Document) -> None:
    tables = {grid.key for grid in document.grids()}
    cases = {one.key for one in document.cases()}
    anywhere = tables | cases | {f.key for f in document.figures()}
    anywhere |= {s.key for s in (*document.sections, *document.appendix)}
    for block in document.blocks():
        wanted: tuple[tuple[str, set[str]], ...] = ()
        if isinstance(block, Statement):
            wanted = (block.table, tables), (block.cases, cases)
        elif isinstance(block, Note):
            wanted = ((block.link, anywhere),)
        for key, there in wanted:
            if key and key not in there:
                raise InputError("a link must lead to something in the bulletin", repr(key)[:40], "add it, or no link")


def _check_grid(grid: Grid) -> None:
    if not grid.columns:
        raise InputError("a table must have a column", f"none in {grid.key}", "give it one")
    if grid.columns[0].kind == "interval":
        raise InputError("an interval must have a column to its left", f"none in {grid.key}", "put its value first")
    for row in grid.rows:
        if len(row) != len(grid.columns):
            raise InputError(
                "a row must have a value for each column", f"{len(row)} for {len(grid.columns)} in {grid.key}",
                "give None where a value is not known",
            )  # fmt: skip
        for column, value in zip(grid.columns, row, strict=True):
            _check_value(grid.key, column, value)


def _check_value(where: str, column: Column, value: Value) -> None:
    if value is None or isinstance(value, Hidden):
        return
    if not _fits(column, value):
        raise InputError(
            f"a value of kind {column.kind} must be one", f"a {type(value).__name__} in {where}",
            "give a finite number, a text, a date or an interval as the kind wants it",
        )  # fmt: skip


def _fits(column: Column, value: Value) -> bool:
    kind = column.kind
    if kind == "text":
        return isinstance(value, str)
    if kind == "date":
        return isinstance(value, date)
    if kind == "interval":
        return isinstance(value, Interval) and all(b is None or math.isfinite(b) for b in (value.low, value.high))
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        return False
    if kind == "count":
        return isinstance(value, int) and value >= 0
    if kind == "change":
        return isinstance(value, int) or column.unit == "%"
    return kind != "share" or 0 <= value <= 1
