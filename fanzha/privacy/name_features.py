"""Where a Han name could stand in texts, and what is known of each such place: rows of numbers, without Python per character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fanzha.privacy.name_cues import after as after_class
from fanzha.privacy.name_cues import before as before_class
from fanzha.privacy.name_words import DOUBLE_SURNAMES, SURNAMES
from fanzha.privacy.span import BARRIER

BITS: Final = 16
PAIR_BITS: Final = 20
LEVEL: Final = 7  # bits of a level that count how often a pair is met
WORD: Final = 8  # bit of a pair that is a word
LONG_WORD: Final = 16  # bit of three characters that are one
_PAD: Final = 4  # characters between two texts, so that no window reaches from one into the next
_EDGE: Final = 1  # code that stands for the beginning and the end of a text
_CODES: Final = 0x10000
# Characters that are in no given name: particles, pronouns, numerals, measure words, verbs of reporting.
_NEVER: Final = (
    "等询姓的了在是我你您他她它们着过吗呢吧啊嘛啦呀哦喔被把将让给对到于与及或但而且因所以该某此这那哪其之个位名岁块钱款账帐户卡号码链网址"
    "说称讲问答打骗转汇付买卖借还取报案警诈骗局院所厅部校市区县省镇乡村街路站们就也都又再没不未很太最更已经曾后外上下左右内间时分秒点"
    "您咱俺唔係佢冇咗嘅哋喺咁啲嚟畀埋乜边度唔們個這來對說給買賣錢帳號碼網騙轉匯報後裡還點從與將讓們"
)
_M1, _M2, _M3 = (np.uint64(m) for m in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Places of n possible names in texts that stand one after the other.

    Attributes
    ----------
    start, length : ndarray of int64, shape (n,)
        In the joined codes, and of the name in characters.
    double : ndarray of int64, shape (n,)
        1 where the surname has two characters, 0 elsewhere.
    rare : ndarray of int64, shape (n,)
        1 where it is no known surname, but words beside it speak of a person.
    codes : ndarray of int64
        Code points of all texts, padded.
    begin : ndarray of int64, shape (texts + 1,)
        Where in the codes each text begins.
    """

    start: Codes
    length: Codes
    double: Codes
    rare: Codes
    codes: Codes
    begin: Codes


@cache
def _tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    single, first, given = (np.zeros(_CODES, dtype=bool) for _ in range(3))
    single[[ord(c) for c in SURNAMES]] = True
    first[[ord(name[0]) for name in DOUBLE_SURNAMES]] = True
    given[0x4E00:0xA000] = True
    given[[ord(c) for c in _NEVER]] = False
    pairs = np.sort(np.array([ord(name[0]) << 16 | ord(name[1]) for name in DOUBLE_SURNAMES], dtype=np.int64))
    return single, first, given, pairs


@cache
def _one_figure() -> Codes:
    table = np.arange(_CODES, dtype=np.int64)
    table[ord("1") : ord("9") + 1] = ord("0")
    for quote, kin in zip('「」『』‘’《》"', "“”“”“”“”“", strict=True):
        table[ord(quote)] = ord(kin)
    return table


def join(texts: Sequence[str]) -> tuple[Codes, Codes]:
    """Return the code points of texts, all figures as 0, one after the other and padded, and where each begins.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    codes : ndarray of int64
    begin : ndarray of int64, shape (texts + 1,)
    """
    edge = chr(_EDGE) * _PAD
    data = (edge + edge.join(texts) + edge).encode("utf-32-le", "surrogatepass")
    # Which figure or quotation mark it is says nothing about what stands beside it.
    codes = _one_figure()[np.minimum(np.frombuffer(data, dtype="<u4"), _CODES - 1)]
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + _PAD
    return codes, np.concatenate([[_PAD], _PAD + np.cumsum(sizes)])


def candidates(texts: Sequence[str]) -> Candidates:
    """Find every place that begins with a surname and goes on with characters that may be a given name.

    Parameters
    ----------
    texts : sequence of str
        Readable (`fanzha.privacy.readable`).
    """
    single, first, given, pairs = _tables()
    codes, begin = join(texts)
    begins = np.flatnonzero(single[codes])
    begins = begins[given[codes[begins + 1]]]
    longer = begins[given[codes[begins + 2]]]
    parts = [(begins, 2, 0, 0), (longer, 3, 0, 0)]
    double = np.flatnonzero(first[codes])
    if len(double):
        double = double[np.isin(codes[double] << 16 | codes[double + 1], pairs)]
        double = double[given[codes[double + 2]]]
        parts += [(double, 3, 1, 0), (double[given[codes[double + 3]]], 4, 1, 0)]
    # Anybody may be called anything: a surname that no list holds is told by words on its left or by sex and age on its right.
    others = np.flatnonzero(given[codes[:-4]] & given[codes[1:-3]] & ~single[codes[:-4]])
    others = others[others >= _PAD]
    called = before_class(codes[others - 2], codes[others - 1]) > 0
    for size in (2, 3):
        some = others if size == 2 else others[given[codes[others + 2]]]
        left = called if size == 2 else called[given[codes[others + 2]]]
        parts.append((some[left | (after_class(codes[some + size], codes[some + size + 1]) == 1)], size, 0, 1))
    start = np.concatenate([part[0] for part in parts])
    length = np.repeat(np.array([part[1] for part in parts]), [len(part[0]) for part in parts])
    two = np.repeat(np.array([part[2] for part in parts]), [len(part[0]) for part in parts])
    rare = np.repeat(np.array([part[3] for part in parts]), [len(part[0]) for part in parts])
    order = np.argsort(start, kind="stable")
    return Candidates(start[order], length[order], two[order], rare[order], codes, begin)


@cache
def classes() -> NDArray[np.int64]:
    """Return what sort of character each code is: edge, mark, opening mark, figure, letter, barrier, Han."""
    table = np.full(_CODES, 1, dtype=np.int64)
    table[0x4E00:0xA000] = 2
    for kind, characters in enumerate(
        ("“\"'‘「『《【[", "（(", "：:", "，,。；;、！!？?\n \t", '”"’」』》】]', "）)"), 3
    ):
        table[[ord(c) for c in characters]] = kind
    table[ord("0") : ord("9") + 1] = 9
    table[ord("A") : ord("Z") + 1] = table[ord("a") : ord("z") + 1] = 10
    table[ord(BARRIER)] = 11
    table[_EDGE] = 12
    return table


def pair_slots(a: Codes, b: Codes) -> Codes:
    """Return where pairs of characters stand in a table of ``2 ** PAIR_BITS`` levels.

    Parameters
    ----------
    a, b : ndarray of int64, each of shape (n,)
    """
    mixed = (a.astype(np.uint64) * _M1) ^ ((b.astype(np.uint64) + np.uint64(7)) * _M2)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * _M3
    found: Codes = (mixed >> np.uint64(64 - PAIR_BITS)).astype(np.int64)
    return found


def pair_counts(texts: Sequence[str]) -> NDArray[np.int64]:
    """Count pairs of Han characters in texts, by `pair_slots`."""
    codes, _ = join(texts)
    a, b = codes[:-1], codes[1:]
    han = classes() == 2
    both = han[a] & han[b]
    return np.bincount(pair_slots(a[both], b[both]), minlength=2**PAIR_BITS)


def pair_levels(counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return counts in six steps."""
    return np.searchsorted([1, 2, 4, 10, 40], counts, side="right").astype(np.uint8)


def word_levels(words: Sequence[str]) -> NDArray[np.uint8]:
    """Return what to add to levels of pairs so that they tell words, too.

    Parameters
    ----------
    words : sequence of str
        Of two or three characters; `WORD` and `LONG_WORD` are set at the slots of theirs.
    """
    flags = np.zeros(2**PAIR_BITS, dtype=np.uint8)
    for size, flag in ((2, WORD), (3, LONG_WORD)):
        codes = np.array([[ord(c) for c in word] for word in words if len(word) == size], dtype=np.int64)
        if len(codes):
            first = codes[:, 0] if size == 2 else codes[:, 0] << 16 | codes[:, 1]
            flags[pair_slots(first, codes[:, -1])] |= flag
    return flags


@cache
def _step() -> Codes:
    """Return levels in five steps: rare, known, common, a word, none of Han."""
    return np.array([0, 0, 1, 1, 2, 2, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4])


def features(found: Candidates, levels: NDArray[np.uint8]) -> Codes:
    """Return the features of each candidate, hashed.

    Parameters
    ----------
    found : Candidates
    levels : ndarray of uint8, shape (2 ** PAIR_BITS,)
        How often pairs of characters stand together in other texts, in steps: what is common inside a word is no name.

    Returns
    -------
    ndarray of int64, shape (features, n)
        Slots of a table of ``2 ** BITS`` weights.
    """
    c, at, double = found.codes, found.start, found.double
    end, given = at + found.length, at + 1 + double
    l1, l2, l3 = c[at - 1], c[at - 2], c[at - 3]
    r1, r2, r3 = c[end], c[end + 1], c[end + 2]
    last, one = c[end - 1], (end - given == 1).astype(np.int64)
    shape = double * 2 + one + found.rare * 16
    kinds = classes()
    nothing = np.zeros_like(at)
    firsts = np.array((c[given - 1], c[given], l1, last, r1, l2))
    seconds = np.array((c[given], last, c[at], r1, r2, l1))
    inner, inner2, left, right, beyond, before = levels.take(pair_slots(firsts, seconds)).astype(np.int64) & 15
    inner2 = np.where(one > 0, 7, inner2)
    k1, k2, q1, q2, q3 = kinds[l1], kinds[l2], kinds[r1], kinds[r2], kinds[r3]
    left, before = np.where(k1 == 2, (left, before), 7)
    right, beyond = np.where(q1 == 2, (right, beyond), 7)
    # Whether a character is part of a word with its neighbour decides what it says.
    rows = (
        (c[at] * (1 - double), _step()[left], shape),
        (c[given], _step()[inner], shape),
        (last, _step()[right], shape + 4),
        (inner, inner2, shape),
        (inner * 16 + inner2, left * 16 + right, one),
        (left, before, one),
        (right, beyond, one),
        (l1, nothing, one),
        (l2, l1, nothing),
        (l3 << 16 | l2, l1, nothing),
        (r1, nothing, one),
        (r1, r2, nothing),
        (r1 << 16 | r2, r3, nothing),
        (k1, q1, shape),
        (k1 * 16 + k2, q1 * 16 + q2, one),
        (k1 * 16 + q1, inner * 16 + inner2, left * 16 + right),
        (r1, q2 * 16 + q3, nothing + 1),
        (r2, r3, nothing + 1),
        (k1 * 16 + q1, inner * 16 + inner2, shape + 4),
        (inner * 16 + inner2, left * 16 + right, one + 2 * (q1 > 2) + 4 * (k1 > 2)),
    )
    who, does, often = before_class(l2, l1), after_class(r1, r2), _repeated(found)
    l4 = c[at - 4]
    threes = np.array(
        ((l2, l1, c[at]), (l1, c[at], c[at + 1]), (c[at], c[at + 1], c[at + 2]), (c[end - 2], last, r1), (last, r1, r2))
    )
    long = levels.take(pair_slots(threes[:, 0] << 16 | threes[:, 1], threes[:, 2])) // LONG_WORD
    long = np.array([1, 2, 4, 8, 16]) @ long.astype(np.int64)
    more = (
        (who, does, shape),
        (who * 16 + k1, inner * 16 + inner2, one),
        (does * 16 + q1, inner * 16 + inner2, one),
        (who * 16 + does, left * 16 + right, one),
        (often, inner * 16 + inner2, one),
        (often * 16 + who, does, left * 16 + right),
        (l4 << 16 | l3, l2 << 16 | l1, nothing),
        (who * 16 + does, c[at] * (1 - double), nothing),
        (long, inner * 16 + inner2, one),
        (long, who * 16 + does, one + 2),
        (long, k1 * 16 + q1, one),
        (who * 16 + does, inner * 16 + inner2, k1 * 16 + q1),
    )
    return hashed(rows + more)


def _repeated(found: Candidates) -> Codes:
    """Tell of each candidate whether the same characters are one elsewhere in its text: 0 no, 1 once, 2 oftener."""
    c, at = found.codes, found.start
    if not len(at):
        return at
    text = np.searchsorted(found.begin, at, side="right").astype(np.uint64)
    third, fourth = np.where(found.length > 2, c[at + 2], 0), np.where(found.length > 3, c[at + 3], 0)
    key = ((c[at] << 16 | c[at + 1]).astype(np.uint64) * _M1) ^ ((third << 16 | fourth).astype(np.uint64) * _M2)
    _, back, counts = np.unique(
        (key ^ (key >> np.uint64(29))) * _M3 + text * _M1, return_inverse=True, return_counts=True
    )
    often: Codes = np.minimum(counts[back] - 1, 2)
    return often


def hashed(rows: Sequence[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]], first: int = 0) -> Codes:
    """Return slots of a table of ``2 ** BITS`` weights for features of three parts each.

    Parameters
    ----------
    rows : sequence of tuples of ndarray of integers, each of shape (n,)
    first : int
        Number of the first feature; those of the same number and parts share a slot.

    Returns
    -------
    ndarray of int64, shape (features, n)
    """
    parts = np.array(rows).astype(np.uint64)
    number = np.arange(first, first + len(rows), dtype=np.uint64)[:, None]
    mixed = (parts[:, 0] * _M1) ^ ((parts[:, 1] + np.uint64(7)) * _M2)
    mixed = (mixed ^ (mixed >> np.uint64(29))) + (parts[:, 2] * np.uint64(64) + number) * _M3
    mixed *= _M1
    found: Codes = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    return found
