"""Invented addresses, planted in texts where they speak of places."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fanzha.privacy.planting_lists import AFTER_PLACE, AREAS, AT, COMMON_HAN, PLACE_PARTS

_SOME_PLACE = re.compile(
    "(?:本市|本区|我市|我区|辖区)?某(?:小区|村|镇|大厦|公寓|城中村|路|街|写字楼|市场|花园|出租屋|宾馆)|家中|暂住处|出租屋|住处|店里|宿舍|单位"
)


class Places:
    """Invents addresses.

    Parameters
    ----------
    rng : random.Random
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def _name(self) -> str:
        rng, draw = self._rng, self._rng.random()
        if draw < 0.35:
            return rng.choice(PLACE_PARTS)
        if draw < 0.5:
            return rng.choice(PLACE_PARTS) + rng.choice("东西南北中一二三上下新口后前坑坝坡沟坪")
        if draw < 0.62:
            return rng.choice(PLACE_PARTS) + rng.choice(PLACE_PARTS)
        return "".join(chr(rng.choice(COMMON_HAN)) for _ in range(rng.choice((1, 2, 2, 2, 2, 3, 3, 4))))

    def _figure(self, most: int) -> str:
        number = self._rng.randint(1, most)
        return str(number) if self._rng.random() < 0.85 or number > 10 else "零一二三四五六七八九十"[number]

    def _road(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(
            (
                "路",
                "路",
                "路",
                "街",
                "街",
                "大道",
                "大街",
                "巷",
                "胡同",
                "弄",
                "东路",
                "西路",
                "南路",
                "北路",
                "中路",
                "一路",
                "二路",
                "东街",
                "西街",
                "南街",
                "北街",
            )
        )
        if not numbered:
            return self._name() + word
        return (
            self._name()
            + word
            + self._figure(400)
            + rng.choice(
                (
                    "号",
                    "号",
                    "号",
                    "号院",
                    "弄3号",
                    "巷8号",
                    "-2号",
                    "之一号",
                    "-3-4-1",
                    "号3楼",
                    "号A座",
                    "巷27弄5号",
                    "号院2号门",
                )
            )
        )

    def _estate(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(
            (
                "小区",
                "小区",
                "小区",
                "花园",
                "苑",
                "苑",
                "公寓",
                "家园",
                "新村",
                "花苑",
                "佳园",
                "山庄",
                "华庭",
                "名邸",
                "里",
                "社区",
                "坊",
                "府",
                "城",
                "家属院",
                "园",
            )
        )
        if not numbered:
            return self._name() + (
                word
                if word
                in ("小区", "花园", "公寓", "家园", "新村", "花苑", "苑", "佳园", "山庄", "华庭", "名邸", "家属院")
                else "小区"
            )
        area = rng.choice(("", "", "", "A区", "B区", "二期", "东区", "北区"))
        return self._name() + word + area + self._house()

    def _house(self) -> str:
        rng = self._rng
        house = self._figure(30) + rng.choice(("栋", "号楼", "幢", "座", "号楼", "栋"))
        if rng.random() < 0.6:
            house += self._figure(6) + "单元"
        if rng.random() < 0.8:
            house += str(rng.randint(101, 3205)) + rng.choice(("室", "", "号", "房"))
        return house if rng.random() < 0.85 else f"{rng.randint(1, 30)}-{rng.randint(1, 4)}-{rng.randint(101, 3205)}"

    def _village(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(("村", "村", "村", "屯", "寨", "庄", "嘎查") if numbered else ("村", "村", "村", "屯", "寨"))
        return (
            self._name()
            + word
            + (
                self._figure(12) + rng.choice(("组", "队", "社", "号", "组12号", "小组", "东组", "号院"))
                if numbered
                else ""
            )
        )

    def _tower(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(
            (
                "大厦",
                "大厦",
                "广场",
                "中心",
                "写字楼",
                "商城",
                "市场",
                "批发城",
                "工业园",
                "物流园",
                "汽配城",
                "直播基地",
                "菜鸟驿站",
                "仓库",
                "立交",
                "宾馆",
                "酒店",
                "旅馆",
                "宿舍",
            )
            if numbered
            else ("大厦", "大厦", "写字楼", "工业园", "批发城")
        )
        tail = rng.choice(
            (
                f"{self._figure(30)}楼",
                f"{self._figure(30)}层",
                f"A座{rng.randint(101, 2805)}",
                f"{self._figure(9)}区{rng.randint(1, 90)}号",
                f"{rng.randint(1, 9)}楼C0{rng.randint(1, 9)}",
            )
        )
        return self._name() + word + (tail if numbered else "")

    def address(self) -> str:
        """Return an address of one to three parts."""
        rng, draw = self._rng, self._rng.random()
        if draw < 0.3:
            return rng.choice((self._road, self._estate, self._village, self._tower))(False)
        if draw < 0.8:
            return rng.choice((self._road, self._estate, self._village, self._tower))(True)
        return self._road(rng.random() < 0.6) + rng.choice((self._estate, self._tower))(rng.random() < 0.7)


def with_addresses(
    texts: Sequence[str], names: Sequence[Sequence[tuple[int, int]]], rng: random.Random
) -> tuple[list[str], list[list[tuple[int, int]]], list[list[tuple[int, int]]]]:
    """Plant invented addresses where texts speak of places.

    Parameters
    ----------
    texts : sequence of str
    names : sequence of sequence of tuple
        Spans that move with the text.
    rng : random.Random

    Returns
    -------
    texts, names, addresses
    """
    place = Places(rng)
    made, moved, found = [], [], []
    for text, spans in zip(texts, names, strict=True):
        todo: list[tuple[int, int, str, str, str]] = []
        for m in _SOME_PLACE.finditer(text):
            if rng.random() < 0.5:
                todo.append((m.start(), m.end(), rng.choice(("", "", rng.choice(AREAS))), place.address(), ""))
        for m in rng.sample(list(re.finditer("[，。；\n]", text)), min(1, len(re.findall("[，。；\n]", text)))):
            area = rng.choice(("", "", rng.choice(AREAS)))
            todo.append((m.end(), m.end(), rng.choice(AT) + area, place.address(), rng.choice(AFTER_PLACE)))
        new, own, shift, at = [], [], [], 0
        size = 0
        for start, end, before, address, after in sorted(todo):
            if start < at or any((a < end and start < b) or a < start < b for a, b in spans):
                continue
            new.append(text[at:start] + before)
            size += len(new[-1])
            own.append((size, size + len(address)))
            new.append(address + after)
            size += len(new[-1])
            shift.append((end, size - end))
            at = end
        new.append(text[at:])
        made.append("".join(new))
        found.append(own)
        moved.append([(a + d, b + d) for a, b in spans for d in [next((s for e, s in reversed(shift) if e <= a), 0)]])
    return made, moved, found
