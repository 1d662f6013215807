"""The phrases of a collection: runs of two to eight characters that enough cases hold and that no longer run explains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import InputError
from fanzha.privacy.deidentify import deidentify
from fanzha.scripts.forms import BREAK, plain

LONGEST: Final = 8  # characters of a phrase
_SHORTEST: Final = 2
# A run is left out if a longer one holds this share of its cases: then it is only a piece of that.
_PIECE: Final = 0.75
# A run is left out if its first or last character stands beside the rest hardly more often than chance would have it: cases that
# hold it, over those expected if they held both parts independently (pointwise mutual information, Church and Hanks 1990).
_BOUND: Final = 1.3
# Characters with which no phrase begins, or ends: particles, pronouns, prepositions, aspect.
_NO_START: Final = frozenset(
    "称说的了着过们吗呢吧啊呀和与及或并且而后前里中上下时等元块日月年号许余个名条张笔次位岁女男其之以所被把将让使给向对从至到在为是有就又再也都才却该某我你他她它们此"
)
_NO_END: Final = frozenset(
    "的着和与及或并且而其之以所被把将让使给向对从至到在为是有就又再也都才却该某我你他她它们此称说要并让叫请已又一后"
)
_OPEN: Final = frozenset("成入进出给")  # what wants a word after it, at the end of a run that goes on in many ways
_LEADS: Final = re.compile(
    r"\A(?:随后|之后|然后|后来|于是|接着|让[其我他她]|要求[其我]|叫[其我]|称|说|[并而便就又再]|其(?!他)|我(?!国)|[他她](?!们))*"
)
# The same where a sentence is known to begin: no single character that may be part of a word.
_SURE_LEADS: Final = re.compile(
    r"\A(?:随后|之后|然后|后来|于是|接着|让[其我他她]|要求[其我]|叫[其我]|称|说|其(?![他它次中实余间]))*"
)
# Words that begin with such a character.
_WORD: Final = re.compile(
    "下[载单注线款]|上[门传网线]|中[奖介]|对[方公账]|以为|所有|前[往台]|后[台期]|到[账期]|在[线家]|时间|名下|条件|等级|从事|给予"
)
_NUMERAL: Final = re.compile(
    r"[〇零一二两三四五六七八九十百千万亿几多余半]+[元块毛角分年月日号时点岁个名条张笔次位人天周]{0,2}"
)
# Sums and numbers within a longer run; 百万保障 and 千万别 are none.
_COUNTED: Final = re.compile(
    r"[〇零一二两三四五六七八九]{3,}|[一二两三四五六七八九][百千万亿]|[〇零一二两三四五六七八九十百千万亿几多余半]+(?:元|块钱|毛钱)"
)
_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_NAMED: Final = re.compile(
    rf"某|[{_SURNAMES}](?:先生|女士|小姐|太太|经理|主任|警官|老师|医生|律师|科长|队长|总|姐|哥|阿姨|大爷|大妈|老板)|[老小阿][{_SURNAMES}]$"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases and the cases that hold them.

    Attributes
    ----------
    phrase : tuple of str
        Sorted.
    of, case : ndarray of int32, shape (m,)
        Number of a phrase and of a case that holds it; each pair once.
    n : int
        Cases.
    minimum_cases : int
        No phrase is in fewer.
    """

    phrase: tuple[str, ...]
    of: NDArray[np.int32]
    case: NDArray[np.int32]
    n: int
    minimum_cases: int

    def counts(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count the chosen cases that hold each phrase; shape (phrases,)."""
        return np.bincount(self.of[chosen[self.case]], minlength=len(self.phrase))


def vocabulary_of(texts: Sequence[str], minimum_cases: int) -> Vocabulary:
    """Find the phrases of texts.

    Parameters
    ----------
    texts : sequence of str
        One for each case, de-identified.
    minimum_cases : int
        Smallest number of cases in which a phrase must stand, at least 2: nothing rarer is looked at further, or returned.

    Returns
    -------
    Vocabulary
        Without digits, placeholders, identifiers and what looks like a person's name with a title.

    Notes
    -----
    Order by order: a run can only be frequent if the two that it consists of are (Agrawal and Srikant 1994).
    """
    if minimum_cases < 2:
        raise InputError("a phrase must stand in at least two cases", str(minimum_cases), "give a larger number")
    points = np.frombuffer(("\n".join(plain(texts, even=False)) + "\n").encode("utf-32-le", "surrogatepass"), "<u4")
    row = np.cumsum(points == ord("\n")).astype(np.int32)
    row -= points == ord("\n")
    known = np.where((points == ord("\n")) | (points == ord(BREAK)), -1, points.astype(np.int64))
    single = _single(known, row)
    # Of each order: where every run begins, in the order of runs; where a run's places begin; cases.
    found: list[_Runs] = []
    before = single
    for order in range(_SHORTEST, LONGEST + 1):
        shorter = known
        runs, known = _longer(known, row, minimum_cases)
        if not len(runs.cases):
            break
        found.append(_bound(runs, before, shorter, (single, points), order, len(texts)))
        if order > _SHORTEST:
            found[-2] = _without_pieces(found[-2], found[-1])
        before = runs.cases
    return _gather(found, points, row, len(texts), minimum_cases)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Frequent runs of one order: number of each at its places in the text (-1 elsewhere), cases, one place, which are kept."""

    number: NDArray[np.int32]
    cases: NDArray[np.int64]
    place: NDArray[np.int64]
    kept: NDArray[np.bool_]


def _longer(known: NDArray[np.int64], row: NDArray[np.int32], least: int) -> tuple[_Runs, NDArray[np.int64]]:
    """Return the frequent runs that are one character longer than those given by their numbers at each place."""
    at = np.flatnonzero((known[:-1] >= 0) & (known[1:] >= 0))
    key = (known[at] << 31) | known[at + 1]
    order = np.argsort(key)  # not stable, which is several times as slow: any place of a run will do
    at, key = at[order], key[order]
    new = np.r_[True, key[1:] != key[:-1]] if len(key) else np.zeros(0, np.bool_)
    run = np.cumsum(new) - 1
    cases = np.bincount(_distinct((run << 32) | row[at]) >> 32, minlength=int(new.sum()))
    kept = cases >= least
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    longer = np.full(len(known), -1, np.int64)
    longer[at] = number[run]
    return _Runs(longer.astype(np.int32), cases[kept], at[new][kept], np.ones(int(kept.sum()), np.bool_)), longer


def _single(known: NDArray[np.int64], row: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the number of cases that hold each character, by code point."""
    at = known >= 0
    return np.bincount(_distinct((known[at] << 32) | row[at]) >> 32, minlength=1)


def _distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distinct keys, sorted; the array that is given is sorted, too.

    `numpy.unique` hashes whole numbers first, which takes several times as long where there are many millions.
    """
    keys.sort()
    return keys[np.r_[True, keys[1:] != keys[:-1]]] if len(keys) else keys


def _bound(
    runs: _Runs,
    before: NDArray[np.int64],
    shorter: NDArray[np.int64],
    characters: tuple[NDArray[np.int64], NDArray[np.uint32]],
    order: int,
    n: int,
) -> _Runs:
    """Leave out the runs that are two parts side by side by chance; ``before``: cases of the runs one shorter, ``shorter``: theirs."""
    single, points = characters
    first, last = single[points[runs.place]], single[points[runs.place + order - 1]]
    head, tail = before[shorter[runs.place]], before[shorter[runs.place + 1]]
    expected = np.maximum(head * last, first * tail) / max(n, 1)
    return _Runs(runs.number, runs.cases, runs.place, runs.kept & (runs.cases >= _BOUND * expected))


def _without_pieces(short: _Runs, long: _Runs) -> _Runs:
    """Leave out the runs of which a longer one that is kept holds nearly all cases."""
    most = np.zeros(len(short.cases), np.int64)
    for shift in (0, 1):
        np.maximum.at(most, short.number[long.place + shift], np.where(long.kept, long.cases, 0))
    return _Runs(short.number, short.cases, short.place, short.kept & (most < _PIECE * short.cases))


def _gather(
    found: Sequence[_Runs], points: NDArray[np.uint32], row: NDArray[np.int32], n: int, least: int
) -> Vocabulary:
    phrases: list[str] = []
    of, case = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for order, runs in enumerate(found, _SHORTEST):
        number = np.full(len(runs.cases), -1, np.int64)
        for i in np.flatnonzero(runs.kept).tolist():
            start = int(runs.place[i])
            text = "".join(map(chr, points[start : start + order].tolist()))
            if _shown(text):
                number[i] = len(phrases)
                phrases.append(text)
        at = np.flatnonzero(runs.number >= 0)
        which = number[runs.number[at]]
        at, which = at[which >= 0], which[which >= 0]
        key = _distinct((which << 32) | row[at])
        of.append(key >> 32)
        case.append(key & 0xFFFFFFFF)
    order_ = sorted(range(len(phrases)), key=phrases.__getitem__)
    rank = np.empty(len(phrases), np.int32)
    rank[order_] = np.arange(len(phrases), dtype=np.int32)
    all_of = rank[np.concatenate(of)] if phrases else np.zeros(0, np.int32)
    return Vocabulary(tuple(phrases[i] for i in order_), all_of, np.concatenate(case).astype(np.int32), n, least)


def trimmed(longer: str, phrase: str, *, begins: bool = False, ends: bool = False) -> str:
    """Return a run without the words before a phrase in it, and the characters after it, with which none begins or ends.

    Parameters
    ----------
    longer, phrase : str
    begins, ends : bool
        Whether the run is known to begin, or to end, where a sentence does: then no character is taken off there, only words such as 随后.
    """
    at = longer.index(phrase)
    before, after = longer[:at], longer[at + len(phrase) :]
    before = (_SURE_LEADS if begins else _LEADS).sub("", before, count=1)
    while not begins and before and before[0] in _NO_START and not _WORD.match(before + phrase):
        before = before[1:]
    while not ends and after and after[-1] in _NO_END | _OPEN:
        after = after[:-1]
    return before + phrase + after


def _shown(phrase: str) -> bool:
    """Tell whether a run of characters may be a phrase: no fragment, number, identifier or name."""
    if phrase[0] in _NO_START or phrase[-1] in _NO_END or not any("\u3400" <= c <= "\u9fff" for c in phrase):
        return False
    return presentable(phrase)


def presentable(phrase: str) -> bool:
    """Tell whether a run of characters is, and holds, no number, identifier or name."""
    return not (
        _NUMERAL.fullmatch(phrase) or _COUNTED.search(phrase) or _NAMED.search(phrase) or deidentify(phrase).spans
    )
