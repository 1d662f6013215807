"""Many regular expressions over many texts: each is tried only where it can begin.

A regular expression that begins with an assertion or with many alternatives is tried at every character, one after the other, and
a narrative is searched for a hundred of them. For a batch of texts, one pass over the characters with NumPy tells where each
can begin at all, which is hardly anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np

from fanzha.text.starts import BEFORE, BEYOND, CODES, starts

_WAYS = 24  # ways of beginning that share a bit; fewer would tell more, and cost more
_BITS: Final = 64
_FEW: Final = 300  # texts
MAX_CHARS: Final = 2**16  # of a batch, whose tables then stay near the processor


Words = np.ndarray[Any, np.dtype[np.uint64]]


class Placed(str):
    """A text of which is known where expressions can begin."""

    batch: Batch
    number: int  # in the batch


class Scan:
    """Regular expressions, of which the first one that fits counts at each place, as alternatives of one expression would.

    Parameters
    ----------
    family : Family
        What is looked for in the same texts.
    patterns : str
        None of which may match an empty text.
    flags : int
        Of `re`.

    Attributes
    ----------
    pattern : re.Pattern
        All in one, for texts that come alone.
    number : int
        In the family.
    """

    def __init__(self, family: Family, *patterns: str, flags: int = 0) -> None:
        alternatives = (f"(?P<_{i}>{p})" for i, p in enumerate(patterns)) if len(patterns) > 1 else patterns
        self.pattern = re.compile("|".join(alternatives), flags)
        self.parts = [re.compile(p, flags) for p in patterns]
        self.number = family.enter(self)

    def rules(self, text: str) -> Iterable[tuple[int, re.Match[str]]]:
        """Give matches that do not overlap, in order, each with the number of the expression that fits."""
        count = len(self.parts)
        if isinstance(text, Placed):
            places = text.batch.places(self.number, text.number)
            return _tried(self.parts, [divmod(place, count) for place in places], text) if places else ()
        every = self.pattern.finditer(text)
        return ((int(str(m.lastgroup)[1:]), m) for m in every) if count > 1 else ((0, m) for m in every)

    def finditer(self, text: str, end: int | None = None) -> Iterable[re.Match[str]]:
        """Give matches of a single expression that do not overlap, in order; up to a place, as if the text ended there."""
        end = len(text) if end is None else end
        if isinstance(text, Placed):
            places = text.batch.places(self.number, text.number)
            return _matched(self.pattern, places, text, end) if places else ()
        return self.pattern.finditer(text, 0, end)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match of a single expression."""
        if not isinstance(text, Placed):
            return self.pattern.search(text)
        for at in text.batch.places(self.number, text.number):
            match = self.pattern.match(text, at)
            if match is not None:
                return match
        return None


class Choice:
    """Groups of expressions, of which most have nothing to find in most texts.

    Parameters
    ----------
    groups : sequence of sequence of Scan
    """

    def __init__(self, groups: Sequence[Sequence[Scan]]) -> None:
        self._groups = [[scan.number for scan in group] for group in groups]
        self._every = range(len(groups))

    def of(self, text: str) -> Sequence[int]:
        """Return which groups may find something in a text, in order."""
        if not isinstance(text, Placed):
            return self._every
        chosen = text.batch.chosen.get(id(self))
        if chosen is None:
            able = [np.logical_or.reduce([text.batch.begins(n) for n in group]) for group in self._groups]
            chosen = [[] for _ in able[0]]
            for number, group in np.argwhere(np.array(able).T).tolist():
                chosen[number].append(group)
            text.batch.chosen[id(self)] = chosen
        return chosen[text.number]


def _matched(pattern: re.Pattern[str], places: list[int], text: str, end: int) -> Iterator[re.Match[str]]:
    last = 0
    for at in places:
        if at >= last:
            match = pattern.match(text, at, end)
            if match is not None:
                last = match.end()
                yield match


def _tried(
    parts: list[re.Pattern[str]], places: list[tuple[int, int]], text: str
) -> Iterator[tuple[int, re.Match[str]]]:
    last = 0
    for at, rule in places:
        if at >= last:
            match = parts[rule].match(text, at)
            if match is not None:
                last = match.end()
                yield rule, match


class Family:
    """Expressions that are looked for in the same texts. All are entered before the first batch.

    Parameters
    ----------
    depth : int
        How many characters from its beginning on decide whether an expression is tried. Long rows of figures need more.
    """

    def __init__(self, depth: int = 4) -> None:
        self._depth = depth
        self._scans: list[Scan] = []

    def enter(self, scan: Scan) -> int:
        """Take an expression in and return its number."""
        self._scans.append(scan)
        return len(self._scans) - 1

    def worth(self, texts: int) -> bool:
        """Tell whether so many texts are read faster together: the first batch costs as much as some hundred texts."""
        return texts >= _FEW or "tables" in self.__dict__

    @cached_property
    def tables(self) -> _Tables:
        """What is known of all expressions."""
        return _Tables(self._scans, self._depth)

    def place(self, texts: Sequence[str]) -> Iterator[Placed]:
        """Yield the same texts, ready for all expressions."""
        start, held = 0, 0
        for i, text in enumerate(texts):
            held += len(text)
            if held >= MAX_CHARS or i == len(texts) - 1:
                some = texts[start : i + 1]
                batch = Batch(self.tables, some)
                for number, one in enumerate(some):
                    placed = Placed(one)
                    placed.batch, placed.number = batch, number
                    yield placed
                start, held = i + 1, 0


class _Tables:
    """Which bits each character allows, right before a match and at its first places.

    Attributes
    ----------
    allowed : list of ndarray of uint64, shape (CODES, words)
    bits : list
        For each scan, the number of a part and one of its bits, in turn.
    parts : list of int
        Of each scan.
    """

    def __init__(self, scans: Sequence[Scan], depth: int) -> None:
        self.parts = [len(scan.parts) for scan in scans]
        self.bits: list[list[tuple[int, int]]] = []
        columns: list[list[Words]] = [[] for _ in range(depth + 1)]
        count = 0
        for scan in scans:
            self.bits.append([])
            for number, part in enumerate(scan.parts):
                for start in starts(part, depth, _WAYS):
                    self.bits[-1].append((number, count))
                    word, bit = divmod(count, _BITS)
                    count += 1
                    for column, characters in zip(columns, (start.before, *start.places), strict=True):
                        if word == len(column):
                            column.append(np.zeros(CODES, dtype=np.uint64))
                        column[word] |= characters.astype(np.uint64) << np.uint64(bit)
        self.allowed = [np.stack(column, axis=1) for column in columns]


class Batch:
    """Where in some texts each expression can begin."""

    def __init__(self, tables: _Tables, texts: Sequence[str]) -> None:
        self._tables = tables
        self._found: dict[int, tuple[list[int], list[int]]] = {}
        self.chosen: dict[int, list[list[int]]] = {}  # what each `Choice` made of the texts
        self._starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])])
        size, depth = int(self._starts[-1]), len(tables.allowed) - 1
        data = "".join(texts).encode("utf-32-le", "surrogatepass")
        # What stands behind a text is the next one; an expression that needs more than its text is tried in vain.
        codes = np.zeros(size + depth, dtype=np.int32)
        codes[:size] = np.minimum(np.frombuffer(data, dtype="<u4"), BEYOND)
        before = np.empty(size, dtype=np.int32)
        before[1:] = codes[: size - 1] if size else []
        before[self._starts[self._starts < size]] = BEFORE
        allowed = tables.allowed[0].take(before, axis=0)
        for place in range(depth):
            allowed &= tables.allowed[place + 1].take(codes[place : place + size], axis=0)
        self._where = np.flatnonzero(allowed.any(axis=1))
        self._words = np.ascontiguousarray(allowed[self._where].T)

    def places(self, scan: int, text: int) -> list[int]:
        """Return where in a text an expression can begin, in order.

        Each place counts as many times as the expression has parts, plus the number of the part that can begin there.
        """
        if scan not in self._found:
            self._found[scan] = self._of(scan)
        found, bounds = self._found[scan]
        return found[bounds[text] : bounds[text + 1]]

    def begins(self, scan: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Tell of each text whether an expression can begin in it anywhere."""
        if scan not in self._found:
            self._found[scan] = self._of(scan)
        return np.diff(self._found[scan][1]) > 0

    def _of(self, scan: int) -> tuple[list[int], list[int]]:
        bits, parts = self._tables.bits[scan], self._tables.parts[scan]
        masks = [0] * len(self._words)
        for _, bit in bits:
            masks[bit // _BITS] |= 1 << bit % _BITS
        some = [word & np.uint64(m) for word, m in zip(self._words, masks, strict=True) if m]
        chosen = np.flatnonzero(some[0] if len(some) == 1 else np.bitwise_or.reduce(some))
        keys = where = self._where[chosen]
        if parts > 1:
            of_part = [
                where[self._words[bit // _BITS, chosen] & np.uint64(1 << bit % _BITS) != 0] * parts + part
                for part, bit in bits
            ]
            # Rows that are in order already; two bits of one part may speak of the same place.
            keys = np.sort(np.concatenate(of_part), kind="stable")
            keys = keys[np.diff(keys, prepend=-1) != 0]
        bounds = np.searchsorted(keys, self._starts * parts)
        local = keys - np.repeat(self._starts[:-1] * parts, np.diff(bounds))
        return local.tolist(), bounds.tolist()
