"""Which of a case's distinct values a placeholder stands for: the same person and the same number get the same one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from fanzha.privacy.name_words import DOUBLE_SURNAMES, FEMALE_TITLES, MALE_TITLES

NAME: Final = "姓名"
ADDRESS: Final = "地址"
_LAND = re.compile(r"(?:00)?86(?=1[3-9][0-9]{9}$)")
_SCHEME = re.compile(r"^(?:https?|hxxps?|ftp)[:/\\]*(?:www\.)?|^www\.|/$")
_SEX = re.compile(
    rf"(?P<f>{'|'.join(sorted(FEMALE_TITLES, key=len, reverse=True)[1:])})|(?P<m>{'|'.join(sorted(MALE_TITLES, key=len, reverse=True))})"
)


def _key(kind: str, value: str) -> str:
    """Return one form for all ways of writing a value."""
    if kind == "网址":
        return _SCHEME.sub("", value.casefold())
    if kind == "邮箱":
        return re.sub(r"\s*(?:\(at\)|#at#)\s*|\s", "@", value.casefold())
    if kind in ("手机", "电话", "身份证", "银行卡", "账号", "QQ", "车牌"):
        return _LAND.sub("", "".join(c for c in value if c.isalnum() or c == "*").casefold())
    return value.casefold()


class Pseudonyms:
    """Numbers the values of one case.

    Parameters
    ----------
    present : sequence of tuple
        Kind and number of each placeholder that the text holds already; new values are numbered after them.
    """

    def __init__(self, present: Sequence[tuple[str, int]] = ()) -> None:
        self._last: defaultdict[str, int] = defaultdict(int)
        for kind, number in present:
            self._last[kind] = max(self._last[kind], number)
        self._known: dict[tuple[str, str], int] = {}
        self._people: defaultdict[str, list[str]] = defaultdict(list)  # full names by surname

    def numbers(self, found: Sequence[tuple[str, str, str]]) -> list[int]:
        """Return the number of each value.

        Parameters
        ----------
        found : sequence of tuple
            Kind, value as read, and what follows it, in the order of the text.
        """
        names = [(value, after) for kind, value, after in found if kind == NAME]
        for value, _ in names:
            surname = value[:2] if value[:2] in DOUBLE_SURNAMES else value[:1]
            if value != surname and value not in self._people[surname]:
                self._people[surname].append(value)
        sexes: defaultdict[str, set[str]] = defaultdict(set)
        for value, after in names:
            sexes[value].add(_sex_of(after))
        return [
            self._number(kind, self._person(value, after, sexes) if kind == NAME else _key(kind, value))
            for kind, value, after in found
        ]

    def _person(self, value: str, after: str, sexes: dict[str, set[str]]) -> str:
        people = self._people.get(value, [])
        if len(people) == 1:
            return people[0]
        if len(value) == 1 or value in DOUBLE_SURNAMES:
            told = sexes[value] - {""}
            sex = _sex_of(after)
            # 王经理 is 王先生 where there is no other 王.
            return f"{value} {sex}" if len(told) > 1 else value
        return value

    def _number(self, kind: str, key: str) -> int:
        if (kind, key) not in self._known:
            self._last[kind] += 1
            self._known[kind, key] = self._last[kind]
        return self._known[kind, key]


def _sex_of(after: str) -> str:
    match = _SEX.match(after)
    return "" if match is None else str(match.lastgroup)
