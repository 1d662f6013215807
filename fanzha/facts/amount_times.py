"""How often so much was paid: 四次每次2000元, 每台85元，六台, 5000元三笔."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from fanzha.facts.ledger_entry import DIGIT
from fanzha.facts.money import Money

_COUNT: Final = "[二三四五六七八九]?十[一二三四五六七八九]?|[1-9][0-9]|[2-9两二三四五六七八九]"
_MEASURES: Final = "次笔回单份台张套期场辆箱件盒支把副瓶天月周户"
_EACH: Final = re.compile(rf"每一?(?P<m>[{_MEASURES}])[^，。；0-9一二两三四五六七八九]{{0,5}}$")
_APIECE: Final = re.compile(
    rf"(?<![第0-9十一二三四五六七八九])(?P<n>{_COUNT})[次笔回单份台张套场辆箱件盒支户个人位名家][^，。；0-9]{{0,8}}各[^，。；0-9]{{0,5}}$"
)
_ADJACENT: Final = re.compile(rf"(?<![第分前后0-9十一二三四五六七八九])(?P<n>{_COUNT})(?:次|笔|回)$")
_BEHIND: Final = re.compile(rf"(?P<n>{_COUNT})(?:次|笔|回)(?![以内一二三四五六七八九])")
_SINGLE: Final = re.compile(r"一[个张条份笔套本台件瓶][^，。；]{0,2}$")
# 5万元四次、8万元三次: each has its own number.
_EACH_ITS_OWN: Final = re.compile(rf"(?:{_COUNT})(?:次|笔|回)、$")
# 一次1000元，充了十回; 3600元一份，我买了五份.
_PRICE: Final = re.compile(
    r"(?<![第头每这那另再又后前十])一(?P<m>[次回单份台张套天幅箱])[^，。；0-9一二两三四五六七八九十]{0,2}$"
)
_DONE_SO_OFTEN: Final = re.compile(
    rf"(?:元|块)?钱?(?:，|。|一(?P<p>[次回单份台张套天幅箱])，)[^，。；0-9一二两三四五六七八九十没未再]{{0,4}}[了满过](?P<n>{_COUNT})(?P<m>[次回单份台张套天幅箱])(?![多余几])"
)
_GOES_ON: Final = frozenset("，。一元块钱")
# What was stopped of several payments is told as one sum: 追回两笔9980元.
_STOPPED: Final = re.compile("(?:追回|止付|冻结|拦截|挽回|拦下|截住|冻住)(?:了|其中|的)*$")
_REACH: Final = 24  # characters before 每次 in which its number may stand
_AFTER: Final = 14  # and behind the amount


def times_told(text: str, money: Money, counted: int = 1) -> int:
    """Return how often words beside an amount say that it was paid, or came back.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    money : Money
    counted : int
        How often the ledger has it; holds where words beside it say nothing and it is not told as one of several (两张，一张2000元).
    """
    return max(_told(text, money), 1 if _SINGLE.search(text, max(0, money.start - 4), money.start) else counted)


def _told(text: str, money: Money) -> int:
    start, end = money.start, money.end
    listed = text[start - 1 : start] in ("、", "和", "及", "与")  # 3千、5千两笔
    if listed and _EACH_ITS_OWN.search(text, max(0, start - 5), start):
        listed = False
    found = (None if listed else _BEHIND.match(text, end)) or _APIECE.search(text, max(0, start - _REACH), start)
    if found is None and text[end : end + 1] != "、":
        found = _ADJACENT.search(text, max(0, start - 6), start)
        if found is not None and _STOPPED.search(text, max(0, found.start() - 5), found.start()):
            return 1
    if found is not None:
        return _number(found["n"])
    each = _EACH.search(text, max(0, start - 9), start)
    if each is None:
        return _priced(text, start, end)
    number = _of(each["m"])
    told = list(number.finditer(text, max(0, each.start() - _REACH), each.start()))
    last = told[-1] if told else number.search(text, end, end + _AFTER)
    return _number(last["n"]) if last is not None else 1


def _priced(text: str, start: int, end: int) -> int:
    """Return how often a price was paid, by how many were bought or done beside it."""
    behind = _DONE_SO_OFTEN.match(text, end) if text[end : end + 1] in _GOES_ON else None
    if behind is None:
        return 1
    measure = behind["p"]
    if measure is None:
        price = _PRICE.search(text, max(0, start - 5), start)
        if price is None:
            return 1
        measure = price["m"]
    return _number(behind["n"]) if measure == behind["m"] or {measure, behind["m"]} <= set("次回") else 1


@cache
def _of(measure: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![第0-9前头十一二三四五六七八九])(?P<n>{_COUNT})个?{measure}(?![0-9一二三四五六七八九])")


def _number(raw: str) -> int:
    if raw.isdigit():
        return int(raw)
    tens, ten, ones = raw.rpartition("十")
    return (10 * (DIGIT[tens] if tens else 1) if ten else 0) + (DIGIT[ones] if ones else 0)
