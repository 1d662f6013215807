"""Texts and their excerpts in an ONNX graph: arrays of code points, and which text each belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fanzha.classifiers.excerpts import LONGEST_WHOLE, SHORTEST_LINE, WINDOW
from fanzha.graph import Graph

_NEWLINE = 0x0A
_FAR = 1 << 60  # beyond every place in an array
# Nothing from here on is assigned but tags and private planes.
_LAST = 0x34000


@dataclass(frozen=True, slots=True)
class Texts:
    """Names of arrays that hold n texts one after another."""

    value: str  # (m,): code points (int32) or tokens (int64)
    row: str  # (m,) int64: which text
    count: str  # (1,) int64: n

    def kept(self, g: Graph, keep: str) -> Texts:
        """Return the elements for which a condition holds, in as many texts as before."""
        return Texts(g.keep(self.value, keep), g.keep(self.row, keep), self.count)

    def lengths(self, g: Graph) -> str:
        """(n,) int64."""
        return sum_by(g, g.full(g.op("Shape", self.row), 1), self)


def sum_by(g: Graph, value: str, texts: Texts) -> str:
    """Sum int64 values of elements text by text."""
    return g.scatter(g.full(texts.count, 0), texts.row, value, "add")


def has_excerpts(g: Graph, texts: Texts) -> str:
    """(n,) bool: whether a text has several lines or is long."""
    return g.op("Or", _several_lines(g, texts), _long(g, texts))


def _several_lines(g: Graph, texts: Texts) -> str:
    breaks = g.keep(texts.row, g.op("Equal", texts.value, g.constant(_NEWLINE, np.int32)))
    return g.scatter(g.full(texts.count, 0, np.bool_), breaks, g.full(g.op("Shape", breaks), 1, np.bool_))


def _long(g: Graph, texts: Texts) -> str:
    return g.op("Greater", texts.lengths(g), g.constant(LONGEST_WHOLE))


def excerpts(g: Graph, texts: Texts) -> tuple[Texts, str]:
    """Cut texts into lines and windows; see `fanzha.classifiers.excerpts`.

    Returns
    -------
    excerpts : Texts
        First all lines, then the windows that begin at even multiples of half a window, then those at odd ones.
    owner : str
        (m,) int64: which text each is of.
    """
    parts = [_lines(g, texts)]
    half, first = WINDOW // 2, _first(g, texts)
    # Where in its text each code point stands, and how many the text has.
    size = g.op("Squeeze", g.op("Shape", texts.row))
    ordinal, run = g.ordinals(size), g.op("Sub", g.op("CumSum", g.cast(first, np.int64), g.constant(0)), g.constant(1))
    place = g.op("Sub", ordinal, g.take(g.keep(ordinal, first), run))
    room = g.op("Sub", g.take(texts.lengths(g), texts.row), g.constant(half))
    long = g.take(_long(g, texts), texts.row)
    for begin in (0, half):
        moved = g.op("Sub", place, g.constant(begin))
        inside = g.op("Mod", moved, g.constant(WINDOW))
        start = g.op("Sub", place, inside)
        keep = g.op("And", g.op("GreaterOrEqual", moved, g.constant(0)), g.op("Less", start, room))
        keep = g.op("And", keep, long)
        kept, begins = texts.kept(g, keep), g.op("Equal", g.keep(inside, keep), g.constant(0))
        parts.append(_cut(g, kept, begins))
    values, rows, owners, before = [], [], [], g.constant([0])
    for found, owner in parts:
        values.append(found.value)
        rows.append(g.op("Add", found.row, before))
        owners.append(owner)
        before = g.op("Add", before, found.count)
    value, row, owner = (g.op("Concat", *part, axis=0) for part in (values, rows, owners))
    return Texts(value, row, before), owner


def _first(g: Graph, texts: Texts) -> str:
    """(m,) bool: whether a text begins here."""
    return g.op("Not", g.op("Equal", texts.row, g.before(texts.row, -1)))


def _cut(g: Graph, texts: Texts, begins: str) -> tuple[Texts, str]:
    """Number what begins at marked places; also return which text each is of."""
    number = g.op("Sub", g.op("CumSum", g.cast(begins, np.int64), g.constant(0)), g.constant(1))
    owner = g.keep(texts.row, begins)
    return Texts(texts.value, number, g.op("Shape", owner)), owner


def _lines(g: Graph, texts: Texts) -> tuple[Texts, str]:
    """Cut texts that have several lines into those that are long enough."""
    texts = texts.kept(g, g.take(_several_lines(g, texts), texts.row))
    broken = g.op("Equal", texts.value, g.constant(_NEWLINE, np.int32))
    # A line begins with its text or behind a line break; one that is all break still counts, as an empty line.
    begins = g.op("Or", _first(g, texts), g.before(broken, False, np.bool_))
    lines, owner = _cut(g, texts, begins)
    lines = lines.kept(g, g.op("Not", broken))
    long = g.op("GreaterOrEqual", _stripped_lengths(g, lines), g.constant(SHORTEST_LINE))
    ordinal = g.op("Sub", g.op("CumSum", g.cast(long, np.int64), g.constant(0)), g.constant(1))
    owner, chosen = g.keep(owner, long), lines.kept(g, g.take(long, lines.row))
    return Texts(chosen.value, g.take(ordinal, chosen.row), g.op("Shape", owner)), owner


def _stripped_lengths(g: Graph, texts: Texts) -> str:
    """(n,) int64: code points of each text without the white space around it, as by `str.strip`; at most 0 for none."""
    space = _counts_by_code_point(str.isspace)
    place = g.op("Clip", texts.value, g.constant(-1, np.int32), g.constant(len(space) - 1, np.int32))
    ink = g.op("Not", g.take(g.constant(space, np.bool_), place))
    at = g.places(ink)
    row = g.take(texts.row, at)
    first = g.scatter(g.full(texts.count, _FAR), row, at, "min")
    last = g.scatter(g.full(texts.count, -1), row, at, "max")
    return g.op("Add", g.op("Sub", last, first), g.constant(1))


@lru_cache(maxsize=2)
def _counts_by_code_point(count: Callable[[str], int]) -> NDArray[np.uint8]:
    """Return what a function counts in each code point by itself; the last entry is 0 and stands for all further ones."""
    table = np.fromiter((count(chr(cp)) for cp in range(_LAST)), np.uint8, _LAST)
    return table[: int(np.flatnonzero(table)[-1]) + 2]
