"""What stands around the amounts of a narrative, as rows of a table of weights.

Three kinds of signs: short runs of characters on both sides, each by how far away it is and how many marks lie between; the
kinds of words of `fanzha.facts.ledger_words` in their order, and what the ledger made of them; and how an amount compares with the
others of the text. Other amounts count as one character, so that a list of five looks like a list of two.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from fanzha.facts.judge import runs
from fanzha.facts.ledger_entry import Token
from fanzha.facts.ledger_words import KINDS
from fanzha.facts.money import Money

Ints = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint32]]

BITS: Final = 17  # of the table of weights
LEFT: Final = 24  # characters before an amount that are looked at
RIGHT: Final = 16  # characters behind it
_PAD: Final = LEFT + 6
# Odd multipliers, so that products spread over all bits (Knuth, 1998, section 6.4).
_M1, _SLOT, _MIX = (np.uint32(m) for m in (0x9E3779B1, 0x27D4EB2F, 0x165667B1))
_FIGURES: Final = re.compile(r"[0-9][0-9.,]*")
_AMOUNT: Final = "\ue000"
_COMMAS: Final = "，、：（）“”"
_STOPS: Final = "。；！？\n"
_STOP_MARKS: Final = re.compile(f"[{_STOPS}]")
_SHARES: Final = (0.05, 0.5, 0.999, 1.001, 1.6, 5.0)  # of the amount before
_KIND: Final = {kind: i + 1 for i, kind in enumerate(sorted(set(KINDS)))}
_COMMA, _STOP = _KIND["comma"], _KIND["stop"]
# Words that say what a sentence is about.
_ABOUT: Final = {
    kind: 1 << i
    for i, kind in enumerate(
        ("asked", "say", "plan", "paid", "done", "held", "lost", "early", "earlier", "back", "total")
    )
}


def _buckets(count: int) -> list[int]:
    return [0 if d == 1 else 1 if d == 2 else 2 if d <= 5 else 3 if d <= 12 else 4 for d in range(1, count + 1)]


_AWAY: Final = np.array(_buckets(LEFT) + [5 + b for b in _buckets(RIGHT)])
_STEPS: Final = np.concatenate([-np.arange(1, LEFT + 1), np.arange(1, RIGHT + 1)])
_BEHIND: Final = _STEPS > 0

# Names of the columns: words on both sides (`Around._words`), then how an amount compares with others.
_NAMES: Final = (
    *(f"l{i}" for i in range(4)),
    *(f"r{i}" for i in range(4)),
    *(f"a{i}" for i in range(3)),
    *(f"b{i}" for i in range(3)),
    *(f"{side}{what}{i}" for side in "ab" for i in range(4) for what in "wke"),
    *("m0", "m1", "m2", "m3", "between", "about", "h0", "h1", "quoted", "bracket", "word"),
)
_MORE: Final = (
    "pa0", "pb0", "na0", "nb0", "later", "la0", "lb0", "lw", "lgap", "lmany", "earlier", "ea0", "eb0", "ew", "egap", "emany",
    "sums", "ratio", "differs", "shape", "order", "most", "same", "join", "told", "ptold", "ntold", "gap", "times",
)  # fmt: skip
_AT: Final = {name: i for i, name in enumerate((*_NAMES, *_MORE))}
# Which of them are taken together.
_TOGETHER: Final = tuple(
    tuple(_AT[name] for name in names.split())
    for names in (
        *("l0", "l0 l1", "l0 l1 l2", "l0 l1 l2 l3", "r0", "r0 r1", "r0 r1 r2", "r0 r1 r2 r3"),
        *("a0", "a0 a1", "a0 a1 a2", "b0", "b0 b1", "b0 b1 b2"),
        *(f"{side}{what}{i}" for side in "ab" for i in range(4) for what in "wke"),
        *("a0 b0", "a0 a1 b0", "m0 m1 m2 m3", "between", "about", "h0 h1", "quoted", "bracket a0"),
        *("pa0 a0", "a0 na0", "pa0 a0 na0", "pb0 a0 a1", "a0 a1 na0 nb0"),
        *(
            "later a0 la0",
            "later a0 la0 lgap",
            "later a0 a1 la0 lb0",
            "later word la0",
            "later a0 lw",
            "later a0 lmany",
        ),
        *("earlier a0 ea0", "earlier a0 ea0 egap", "earlier a0 a1 ea0 eb0", "earlier word ea0", "earlier a0 ew"),
        *("earlier a0 emany", "sums a0 a1", "sums word", "ratio a0", "ratio pa0 a0", "differs sums a0"),
        *("shape", "order most", "sums same", "sums same order most", "join", "join sums", "gap order", "differs sums"),
        *("told", "told ptold", "told ntold", "told sums same", "times", "times a0", "times told", "times same"),
    )
)
WIDTH: Final = len(_TOGETHER)


@lru_cache(maxsize=20_000)
def _number(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) >> 4


class Around:
    """The amounts of one narrative and the words around them.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
    tokens : sequence of Token
        Words of `fanzha.facts.ledger_words` in order, those inside amounts left out.
    told : sequence of int
        Number of the role that the ledger gives each amount.
    times : sequence of int
        How often so much was paid.

    Attributes
    ----------
    plain : str
        The text, up to a little behind the last amount, with each amount as one character and other figures as 0.
    places : list of int
        Of the amounts in `plain`.
    rows : list of list of int
        What is known of each amount.
    joins : list of int
        How each amount hangs together with the one before it; 0 for the first.
    """

    def __init__(
        self,
        text: str,
        amounts: Sequence[Money],
        tokens: Sequence[Token],
        told: Sequence[int],
        times: Sequence[int],
    ) -> None:
        self.text, self.amounts = text, amounts
        self.plain, self.places = _plain(text, amounts)
        self.values = [float(m.yuan) for m in amounts]
        self.joins: list[int] = []
        near = self._words(tokens)
        self.rows = [
            [*row, *self._others(i, near), *self._sizes(i, told), min(times[i] or 1, 3)]
            for i, row in enumerate(self._around)
        ]

    def _words(self, tokens: Sequence[Token]) -> list[tuple[int, int, int, int]]:
        """Read the words on both sides of each amount; return the kinds and the word that stand nearest."""
        text, amounts = self.text, self.amounts
        starts = [t.start for t in tokens]
        kinds = [_KIND[t.kind] for t in tokens]
        near: list[tuple[int, int, int, int]] = []
        self._around: list[list[int]] = []
        quotes = text.find("“") >= 0
        for i, money in enumerate(amounts):
            at = bisect_left(starts, money.start)
            row, words = [], []
            for side, step in ((range(at - 1, max(-1, at - 11), -1), 8), (range(at, min(len(tokens), at + 8)), 6)):
                order: list[int] = []
                content: list[tuple[int, int, Token]] = []
                level = 0
                for n in side:
                    kind = kinds[n]
                    order.append(kind)
                    if kind == _STOP:
                        break
                    if kind == _COMMA:
                        level = min(level + 1, 2)
                    else:
                        content.append((kind, level, tokens[n]))
                    if len(order) == step:
                        break
                row.append((order + [0] * 4)[:4])
                words.append(content)
            left = words[0]
            nearest = [([k for k, _, _ in some] + [0] * 3)[:3] for some in words]
            told = []
            for some in words:
                for kind, level, token in some[:4]:
                    told += [
                        _number(text[token.start : token.end]) * 3 + level,
                        kind * 3 + level,
                        (kind * 3 + level) * 65_536 + min(ord(text[token.end - 1]), 65_535),
                    ]
                told += [0] * (12 - 3 * min(len(some), 4))
            since = amounts[i - 1].end if i else 0
            middle = (
                [kinds[n] for n in range(bisect_left(starts, since), at) if kinds[n] not in (_COMMA, _STOP)]
                if i
                else []
            )
            between = 0
            for kind in middle:
                between |= 1 << (kind & 31)
            about, n, head = 0, at - 1, []
            while n >= 0 and kinds[n] != _STOP:
                about |= _ABOUT.get(tokens[n].kind, 0)
                head.append(kinds[n])
                n -= 1
            first = [*head[::-1][:2], 0, 0]
            word = _number(text[left[0][2].start : left[0][2].end]) if left else 0
            start = money.start
            quoted = quotes and text.rfind("“", 0, start) > text.rfind("”", 0, start)
            bracket = text.rfind("（", 0, start) > text.rfind("）", 0, start)
            self._around.append(
                [
                    *row[0], *row[1], *nearest[0], *nearest[1], *told,
                    *(middle + [0] * 4)[:4], between, about, *first[:2], int(quoted), int(bracket), word,
                ]
            )  # fmt: skip
            near.append((nearest[0][0], nearest[1][0], nearest[0][1], word))
        return near

    def _others(self, i: int, near: Sequence[tuple[int, int, int, int]]) -> list[int]:
        """Return what stands beside the amounts before and behind, and beside those that are as large."""
        values, count = self.values, len(self.values)
        before = near[i - 1][:2] if i else (99, 99)
        behind = near[i + 1][:2] if i + 1 < count else (98, 98)
        row = [*before, *behind]
        low, high = values[i] - 1, values[i] + 1
        alike = [j for j, value in enumerate(values) if low < value < high and j != i]
        later = [j for j in alike if j > i]
        earlier = [j for j in alike if j < i]
        self._same = 2 * bool(earlier) + bool(later)
        for some, j in ((later, later[0] if later else -1), (earlier, earlier[-1] if earlier else -1)):
            if j < 0:
                row += (0, 0, 0, 0, 0, 0)
                continue
            a, b = (i, j) if i < j else (j, i)
            gap = self._gap(self.amounts[a].end, self.amounts[b].start)
            many = 4 * (len(some) > 1) + 2 * (b - a == 1) + 8 * gap
            row += (1, near[j][0], near[j][1], near[j][3], gap, many)
        return row

    def _gap(self, start: int, end: int) -> int:
        between = self.text[start:end]
        stops = len(_STOP_MARKS.findall(between))
        return 1 + min(stops, 3) if stops else 1 if "，" in between else 0

    def _sizes(self, i: int, told: Sequence[int]) -> list[int]:
        """Return how an amount compares with the others."""
        values, count = self.values, len(self.values)
        value = values[i]
        most = int(value == max(values))
        order = 0 if i == 0 else 8 if i == count - 1 else 4
        order += 0 if count == 1 else 1 if count == 2 else 2 if count < 5 else 3
        shape = (min(len(str(int(value))), 8) * 2 + self.amounts[i].stated) * 2 + (value % 1000 == 0)
        ratio, join = 9, 24
        if i:
            last = values[i - 1]
            ratio = bisect_right(_SHARES, value / max(last, 0.01))
            joined = self._join(i)
            alike = -1 < last - value < 1
            join = joined * 4 + (0 if alike else 1 if last > value else 2)
            self.joins.append(joined * 2 + alike)
        else:
            self.joins.append(0)
        return [
            _sums(values, i) if count > 2 else 0, ratio, _differs(values, i) if count > 2 else 0,
            shape, order, most, self._same, join, told[i],
            told[i - 1] if i else 15, told[i + 1] if i + 1 < count else 15, int(value > sum(values[:i]) + 1),
        ]  # fmt: skip

    def _join(self, i: int) -> int:
        """Return how an amount follows the one before it: in a list, in a clause, a sentence, the next, or later."""
        between = self.plain[self.places[i - 1] + 1 : self.places[i]]
        stops = len(_STOP_MARKS.findall(between))
        if stops:
            return 3 if stops == 1 else 4
        if len(between) <= 4 and not any("一" <= c <= "鿿" for c in between):
            return 0
        return 2 if "，" in between or "：" in between else 1


def _plain(text: str, amounts: Sequence[Money]) -> tuple[str, list[int]]:
    """Return a text with each amount as one character and other figures as 0, and where the amounts stand."""
    parts: list[str] = []
    places: list[int] = []
    at = length = 0
    for money in amounts:
        part = _FIGURES.sub("0", text[at : money.start])
        parts += (part, _AMOUNT)
        length += len(part)
        places.append(length)
        length += 1
        at = money.end
    parts.append(_FIGURES.sub("0", text[at : at + 2 * RIGHT]))
    return "".join(parts), places


def _sums(values: Sequence[float], i: int) -> int:
    """Tell whether an amount is the sum of those right before it (1), right behind it (2), or of some before it (4)."""
    value, found = values[i], 0
    for part, flag in ((values[:i][::-1], 1), (values[i + 1 :], 2)):
        total = 0.0
        for n, one in enumerate(part, 1):
            total += one
            if n > 1 and abs(total - value) < 1:
                found |= flag
                break
            if total > value + 1:
                break
    if not found & 1 and 2 <= i <= 10:
        alone: set[float] = set()
        several: set[float] = set()
        for one in values[:i]:
            several |= {round(one + other, 2) for other in alone | several}
            alone.add(one)
        if any(abs(one - value) < 1 for one in several):
            found |= 4
    return found


def _differs(values: Sequence[float], i: int) -> int:
    """Tell whether an amount and another add up to a third (1); 4 where there are more than twelve."""
    if len(values) > 12:
        return 4
    value = values[i]
    others = [v for j, v in enumerate(values) if j != i]
    rounded = {round(v) for v in others}
    close = {r + d for r in rounded for d in (-1, 0, 1)}
    less = any(
        round(value + v) in close and any(abs(w - value - v) < 1 for k, w in enumerate(others) if k != j)
        for j, v in enumerate(others)
        if v >= 1
    )
    return int(less)


def signs(some: Sequence[Around]) -> Hashes:
    """Return the rows of a table of weights that stand for amounts.

    Parameters
    ----------
    some : sequence of Around
        Of narratives; only those with amounts.

    Returns
    -------
    ndarray of uint32, shape (n, k)
        For all amounts in order.
    """
    gap = "\0" * _PAD
    raw = np.frombuffer(
        (gap + gap.join([*(one.plain for one in some), ""])).encode("utf-32-le", "surrogatepass"), dtype="<u4"
    )
    codes = np.minimum(raw, 0x10000).astype(np.uint32)
    first = np.concatenate([[0], np.cumsum([len(one.plain) + _PAD for one in some])]) + _PAD
    place = np.array([first[n] + p for n, one in enumerate(some) for p in one.places], dtype=np.int64)
    rows = np.array([row for one in some for row in one.rows], dtype=np.int64).astype(np.uint32)
    commas, stops = (np.isin(codes, [ord(c) for c in marks]) for marks in (_COMMAS, _STOPS))
    parted = np.concatenate([[0], np.cumsum(commas + 64 * stops.astype(np.int64))])
    at = place[:, None] + _STEPS
    between = np.where(_BEHIND, parted[at] - parted[place + 1][:, None], parted[place][:, None] - parted[at + 1])
    level = np.where(between >= 128, 4, np.where(between >= 64, 3, np.minimum(between % 64, 2)))
    slot = ((_AWAY + 10 * level) * 8).astype(np.uint32)
    side = ((_BEHIND * 8 + level + 1000) * 8).astype(np.uint32)
    grams = [run[at] for run in runs(codes)]
    columns = [gram + (slot + np.uint32(n)) * _SLOT for n, gram in enumerate(grams)]
    columns += [gram + (side + np.uint32(n)) * _SLOT for n, gram in enumerate(grams) if n]
    told = np.empty((len(rows), WIDTH), dtype=np.uint32)
    for n, names in enumerate(_TOGETHER):
        mixed = np.full(len(rows), 30_000 + n, dtype=np.uint32) * _SLOT
        for name in names:
            mixed = (mixed ^ (rows[:, name] + np.uint32(7))) * _M1
            mixed ^= mixed >> np.uint32(15)
        told[:, n] = mixed
    return (np.concatenate([*columns, told], 1) * _MIX) >> np.uint32(32 - BITS)
