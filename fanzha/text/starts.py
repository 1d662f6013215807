"""Where a regular expression can begin to match: sets of characters for its first places, read off the parsed expression.

The sets never miss a beginning; they may allow too much. A part that is not understood allows everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

import numpy as np

# Codes of characters: their code points; all above the basic plane share one; no character stands before a text.
BEYOND: Final = 0x10000
BEFORE: Final = 0x10001
CODES: Final = 0x10002
_MOST = 600  # ways of beginning that are told apart; an expression with more is taken as one
# What may match an ASCII letter under IGNORECASE though `str` knows other cases of it: dotted and dotless i, long s, Kelvin.
_KIN: Final = "\u0130\u0131\u017f\u212a"

Set = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Start:
    """One way of beginning, or several together.

    Attributes
    ----------
    before : ndarray of bool, shape (CODES,)
        Characters that may stand right before a match.
    places : tuple of ndarray of bool, shape (CODES,)
        Characters that may stand at its first places.
    """

    before: Set
    places: tuple[Set, ...]


def _some(*characters: int) -> Set:
    found = np.zeros(CODES, dtype=bool)
    for character in characters:
        found[min(character, BEYOND)] = True
    return found


def _every() -> Set:
    return np.ones(CODES, dtype=bool)


@cache
def _first() -> Set:
    """What stands before the first character of a text."""
    found = np.zeros(CODES, dtype=bool)
    found[BEFORE] = True
    return found


def _but(characters: Set) -> Set:
    found = ~characters
    found[BEYOND] = True  # one of them may be meant, and another not
    return found


@cache
def _category(name: str) -> Set:
    tests: dict[str, Callable[[str], bool]] = {
        "CATEGORY_SPACE": str.isspace,
        "CATEGORY_DIGIT": str.isdecimal,
        "CATEGORY_WORD": lambda c: c.isalnum() or c == "_",
    }
    plain = name.replace("_NOT_", "_")
    if plain not in tests:
        raise _UnknownError
    found = np.array([tests[plain](chr(i)) for i in range(BEYOND)] + [True, False])
    return found if plain == name else _but(found)


@cache
def _kin() -> dict[int, frozenset[int]]:
    """Return for each character that has another case all that are the same but for case."""
    kin: dict[int, set[int]] = {}
    for code in range(BEYOND):
        own = chr(code)
        forms = {own, own.lower(), own.upper(), own.title(), own.upper().lower(), own.lower().upper()}
        same = {code} if len(forms) == 1 else set().union(*(kin.get(ord(f), {ord(f)}) for f in forms if len(f) == 1))
        if len(same) > 1:
            for one in same:
                kin[one] = same
    return {code: frozenset(same) for code, same in kin.items()}


class _UnknownError(Exception):
    """An expression holds what this module does not know."""


class _Reader:
    """Reads the parse tree of one expression."""

    def __init__(self, ignore_case: bool, depth: int) -> None:
        self._ignore_case, self._depth = ignore_case, depth

    def characters(self, op: str, value: Any) -> Set:
        """Return what a node that takes one character may take."""
        if op == "LITERAL":
            found = _some(value)
        elif op == "NOT_LITERAL":
            return _every()
        elif op == "IN":
            found, negated = np.zeros(CODES, dtype=bool), False
            for kind, item in value:
                if str(kind) == "NEGATE":
                    negated = True
                elif str(kind) == "LITERAL":
                    found |= _some(item)
                elif str(kind) == "RANGE":
                    found[min(item[0], BEYOND) : min(item[1], BEYOND) + 1] = True
                elif str(kind) == "CATEGORY":
                    found |= _category(str(item))
                else:
                    raise _UnknownError
            if negated:
                return _every() if self._ignore_case else _but(found)
        else:
            return _every()
        return self._any_case(found) if self._ignore_case else found

    def _any_case(self, found: Set) -> Set:
        grown, kin = found.copy(), _kin()
        for code in kin.keys() & set(np.flatnonzero(found).tolist()):
            grown |= _some(*kin[code])
        if found[ord("A") : ord("z") + 1].any():
            grown |= _some(*map(ord, _KIN))
        return grown

    def walk(self, nodes: list[Any], offsets: set[int], places: list[Set]) -> set[int]:
        """Enter what nodes may take into the places where they may stand; return where what follows may stand."""
        for kind, value in nodes:
            op = str(kind)
            if min(offsets) >= self._depth:
                return {self._depth}
            if op in {"AT", "ASSERT", "ASSERT_NOT"}:
                continue
            if op == "BRANCH":
                offsets = set().union(*(self.walk(list(one), set(offsets), places) for one in value[1]))
            elif op == "SUBPATTERN" and not (value[1] or value[2]):
                offsets = self.walk(list(value[3]), offsets, places)
            elif op == "ATOMIC_GROUP":
                offsets = self.walk(list(value), offsets, places)
            elif op in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
                low, high, inner = value
                reached, here = set[int](), set(offsets)
                for i in range(min(int(high), int(low) + self._depth) + 1):
                    if i >= low:
                        reached |= here
                    if i == high or min(here) >= self._depth:
                        break
                    here = self.walk(list(inner), here, places)
                offsets = reached | here if min(here) >= self._depth else reached
            elif op == "LITERAL" and not self._ignore_case:
                code = min(value, BEYOND)
                for offset in offsets:
                    if offset < self._depth:
                        places[offset][code] = True
                offsets = {min(offset + 1, self._depth) for offset in offsets}
            elif op in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
                taken = self.characters(op, value)
                for offset in offsets:
                    if offset < self._depth:
                        places[offset] |= taken
                offsets = {min(offset + 1, self._depth) for offset in offsets}
            else:  # a reference to a group, or something newer than this
                for place in places[min(offsets) :]:
                    place[:] = True
                return {self._depth}
        return offsets

    def before(self, nodes: list[Any], multiline: bool) -> Set:
        """Return what may stand before a match, from the assertions that it begins with."""
        found = _every()
        for kind, value in nodes:
            op = str(kind)
            if op == "AT" and str(value) in {"AT_BEGINNING", "AT_BEGINNING_STRING"}:
                found &= _some(10) | (_first()) if multiline else _first()
            elif op in {"ASSERT", "ASSERT_NOT"} and value[0] == -1 and len(value[1]) == 1:
                found &= self._beside(op, str(value[1][0][0]), value[1][0][1])
            elif op not in {"AT", "ASSERT", "ASSERT_NOT"}:
                break
        return found

    def _beside(self, op: str, kind: str, value: Any) -> Set:
        """Return what one character before a match may be; everything where that cannot be told for sure."""
        if kind not in {"IN", "LITERAL"}:
            return _every()
        if op == "ASSERT":
            taken: Set = self.characters(kind, value) & (~_first())
            return taken
        if not self._ignore_case:
            return _but(self.characters(kind, value))
        if kind == "IN" and any(str(inner) in {"NEGATE", "CATEGORY"} for inner, _ in value):
            return _every()
        # What is excluded for sure: the characters themselves, and ASCII letters in the other case.
        certain = _Reader(False, self._depth).characters(kind, value)
        swapped = certain.copy()
        swapped[65:91] |= certain[97:123]
        swapped[97:123] |= certain[65:91]
        return _but(swapped)


_STILL = frozenset({"AT", "ASSERT", "ASSERT_NOT"})


def _ways(nodes: list[Any]) -> list[list[Any]]:
    """Split an expression at the alternatives that it begins with."""
    first = next((i for i, (kind, _) in enumerate(nodes) if str(kind) not in _STILL), None)
    if first is None:
        return [nodes]
    (kind, value), front, rest = nodes[first], nodes[:first], nodes[first + 1 :]
    if str(kind) == "BRANCH":
        return [way for one in value[1] for way in _ways([*front, *one, *rest])]
    if str(kind) == "SUBPATTERN" and not (value[1] or value[2]):
        return _ways([*front, *value[3], *rest])
    if str(kind) == "MAX_REPEAT" and tuple(value[:2]) == (0, 1):
        return [*_ways([*front, *value[2], *rest]), *_ways([*front, *rest])]
    return [nodes]


def starts(pattern: re.Pattern[str], depth: int, together: int = 1) -> list[Start]:
    """Return the ways in which a match of an expression can begin.

    Parameters
    ----------
    pattern : re.Pattern
        Of which no match is empty.
    depth : int
        Characters that are looked at from the beginning of a match on.
    together : int
        How many ways are told as one.

    Returns
    -------
    list of Start
        Wherever the expression matches, one of them fits.
    """
    anywhere = [Start(_every(), tuple(_every() for _ in range(depth)))]
    try:
        tree = import_module("re._parser").parse(pattern.pattern, pattern.flags)
        low, _ = tree.getwidth()
    except (ImportError, AttributeError):  # another Python might keep its parser elsewhere
        return anywhere
    assert low > 0, "a match must not be empty"
    reader, multiline = _Reader(bool(pattern.flags & re.IGNORECASE), depth), bool(pattern.flags & re.MULTILINE)
    ways = _ways(list(tree))
    if len(ways) > _MOST:
        ways = [list(tree)]
    found = []
    try:
        for first in range(0, len(ways), together):
            before = np.zeros(CODES, dtype=bool)
            places = [np.zeros(CODES, dtype=bool) for _ in range(depth)]
            for nodes in ways[first : first + together]:
                for end in reader.walk(nodes, {0}, places):
                    for place in places[end:]:
                        place[:] = True  # the match may be over by then
                before |= reader.before(nodes, multiline)
            found.append(Start(before, tuple(places)))
    except _UnknownError:
        return anywhere
    return found
