"""Invented names, planted in texts where they speak of persons."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Final

from fanzha.privacy.name_words import DOUBLE_SURNAMES, SURNAMES
from fanzha.privacy.planting_lists import (
    AFTER,
    BEFORE,
    BOTH,
    COMMON_HAN,
    GIVEN,
    MEN,
    NO_NAMES,
    PLACE_PARTS,
    PLAIN_AFTER,
    PLAIN_BEFORE,
    WOMEN,
)  # fmt: skip

_FRAMES: Final = 5  # names planted in one text, besides those that it speaks of
_UNKNOWN: Final = 0.1  # share of surnames that no list holds
_CELLS: Final = 600
_WORDS: Final = 0.03  # share of names that are words, and of given names that are


class Names:
    """Invents names.

    Parameters
    ----------
    rng : random.Random
    words : sequence of str
        Common words, of which some are names of people, too.
    """

    def __init__(self, rng: random.Random, words: Sequence[str] = ()) -> None:
        self._rng = rng
        self._words = [word for word in words if word[0] in SURNAMES]
        self._pairs = [word for word in words if len(word) == 2]
        singles = list(SURNAMES)
        # Zipf's law with exponent 1 overstates the commonest by little, and leaves the rare ones some share.
        self._surnames = [*singles, *DOUBLE_SURNAMES]
        self._weights = [1 / (rank + 6) for rank in range(len(singles))] + [0.004] * len(DOUBLE_SURNAMES)

    def surname(self) -> str:
        """Return a surname, commoner ones more often, now and then any character."""
        if self._rng.random() < _UNKNOWN:
            return chr(self._rng.choice(COMMON_HAN))
        return (
            self._rng.choices(self._surnames, self._weights)[0]
            if self._rng.random() < 0.6
            else self._rng.choice(self._surnames)
        )

    def given(self) -> str:
        """Return a given name of one or two characters."""
        rng, draw = self._rng, self._rng.random()
        if draw < 0.2:
            return rng.choice(GIVEN)
        pool = WOMEN if draw < 0.6 else MEN
        size = 1 if rng.random() < 0.22 else 2
        return "".join(self._character(pool) for _ in range(size))

    def _character(self, pool: str) -> str:
        draw = self._rng.random()
        if draw < 0.05:
            return chr(self._rng.choice(COMMON_HAN))
        if draw < 0.25:
            return self._rng.choice(BOTH)
        # The earlier in the list, the oftener.
        return pool[int(len(pool) * self._rng.random() ** 1.6)]

    def full(self) -> str:
        """Return a surname with a given name, now and then a word that is one, or whose end is one."""
        draw = self._rng.random()
        if draw < _WORDS and self._words:
            return self._rng.choice(self._words)
        if draw < 2 * _WORDS and self._pairs:
            return self.surname() + self._rng.choice(self._pairs)
        return self.surname() + self.given()


_MASKED = re.compile(
    r"(?<![\u4e00-\u9fff])?(?P<s>[\u4e00-\u9fff])(?:某某?|××?|xx)(?![\u4e00-\u9fff]{0,1}(?:市|县|区|镇|村|路|银行|公司|平台|中学|小学|学校|医院|商场|店|厂|国|地|处|品))"
)
_TITLED = re.compile(rf"(?P<s>[{SURNAMES}])(?=(?:先生|女士|小姐|警官|老师|经理|阿姨|大爷))")
_ROLE = re.compile(
    "(?:报警人|报案人|受害人|被害人|事主|当事人|来电人|求助人|对方|骗子|客服|网友|民警|儿子|女儿|老公|老婆|丈夫|妻子|朋友|同事|同学|老板|其|他|她|店主|邻居)(?=[，（(称说让叫要将把在于给接收遂按发以的被转又再也就、：:。；])"
)

# Persons that a name may follow, whatever comes then, and words that a name may replace.
_KIN = re.compile(
    "(?:老公|老婆|儿子|女儿|我妈|我爸|妈妈|爸爸|母亲|父亲|丈夫|妻子|朋友|同事|同学|邻居|老乡|表哥|表弟|表妹|堂弟|侄子|孙子|孙女|外甥|舅舅|叔叔|奶奶|爷爷|战友|室友|客户|店主|居民|村民|学生|大学生|老人|男子|女子|员工|"
    "会计|出纳|财务|民警|网友|主播|老师|经理|医生|护士|司机|房东|租客|群主|导师|柜员|行长|主任|校长|店员|骑手)(?![们某群费号]|[\u4e00-\u9fff]?某)"
)
_ANYBODY = re.compile("对方|骗子|客服|(?<![其吉])[他她](?!们|人)|来电人|报警人|事主|受害人")


def planted(
    texts: Sequence[str], trades: Sequence[str], words: Sequence[str], rng: random.Random
) -> tuple[list[str], list[list[tuple[int, int]]]]:
    """Plant invented names where texts speak of persons.

    Parameters
    ----------
    texts : sequence of str
    trades : sequence of str
        What people do, in words that stand before names.
    words : sequence of str
        Common words, of which some are names, too.
    rng : random.Random

    Returns
    -------
    texts : list of str
    names : list of list of tuple
        Start and end of each name in them.
    """
    names = Names(rng, words)
    made, spans = [], []
    for text in texts:
        new, found = _planted(text, names, trades, rng)
        made.append(new)
        spans.append(found)
    return made, spans


def _planted(text: str, names: Names, trades: Sequence[str], rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    known: dict[str, str] = {}

    def person(surname: str) -> str:
        return known.setdefault(surname, surname + names.given() if surname in SURNAMES else names.full())

    places: list[tuple[int, int, str, str]] = []  # start, end, what stands before the name, the name
    for m in _MASKED.finditer(text):
        if m["s"] in SURNAMES and rng.random() < 0.9:
            places.append((m.start(), m.end(), "", person(m["s"])))
    for m in _TITLED.finditer(text):
        if rng.random() < 0.25:
            places.append((m.start(), m.end(), "", person(m["s"])))
    for m in _ROLE.finditer(text):
        draw = rng.random()
        if draw < 0.22:
            places.append((m.start(), m.end(), "", names.full()))
        elif draw < 0.4:
            places.append((m.start(), m.end(), m[0], names.full()))
    for m in _KIN.finditer(text):
        if rng.random() < 0.3:
            places.append((m.end(), m.end(), "", names.full()))
    for m in _ANYBODY.finditer(text):
        if rng.random() < 0.12:
            places.append((m.start(), m.end(), "", names.full()))
    marks = [m.end() for m in re.finditer("[，。；：\n]", text)] or [len(text)]
    for at in rng.sample(marks, min(_FRAMES, len(marks))) + ([0] if rng.random() < 0.2 else []):
        draw = rng.random()
        before = rng.choice(trades) if draw < 0.25 else rng.choice(BEFORE if draw < 0.8 else PLAIN_BEFORE)
        after = rng.choice(AFTER if rng.random() < 0.6 else PLAIN_AFTER)
        if at == 0:
            before = rng.choice(("", "", before))
        if rng.random() < 0.08:
            after = rng.choice("、和与及，") + "<>" + after
        places.append((at, at, before, names.full() + "\0" + after))
    for at in rng.sample(marks, min(1, len(marks))):
        places.append((at, at, rng.choice(("", "", rng.choice(BEFORE))) + rng.choice(NO_NAMES) + "\0", ""))
    places.sort(key=lambda p: p[0])
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    at = size = 0
    for start, end, front, rest in places:
        if start < at:
            continue
        before = front.replace("\0", "")
        name, _, after = rest.partition("\0")
        after_second, second = "", ""
        if "<>" in after:
            after, _, after_second = after.partition("<>")
            second = names.full()
        pieces = [text[at:start], before, name, after, second, after_second]
        size += len(pieces[0]) + len(before)
        if name:
            spans.append((size, size + len(name)))
        size += len(name) + len(after)
        if second:
            spans.append((size, size + len(second)))
        size += len(second) + len(after_second)
        parts += pieces
        at = end
    return "".join([*parts, text[at:]]), spans


def cells(trades: Sequence[str], rng: random.Random) -> tuple[list[str], list[list[tuple[int, int]]]]:
    """Make cells of tables: a name alone or beside a trade, and words that are none."""
    names = Names(rng)
    texts, spans = [], []
    for _ in range(_CELLS):
        before = rng.choice(("", "", "", rng.choice(trades), rng.choice(PLAIN_BEFORE)))
        name = names.full()
        texts.append(before + name + rng.choice(("", "", "", " ", "，", "（", "、", " 男", "，女")))
        spans.append([(len(before), len(before) + len(name))])
        texts.append(
            rng.choice(
                (
                    rng.choice(NO_NAMES),
                    rng.choice(trades),
                    rng.choice(PLACE_PARTS) + rng.choice(("路", "街道", "镇", "小区", "村")),
                )
            )
        )
        spans.append([])
    return texts, spans
