"""Numbers as Chinese writes and says them: 三千五百, 1万2, 两百零五, 一万二."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {
    "〇": 0,
    "○": 0,
    "两": 2,
    "兩": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "貳": 2,
    "弍": 2,
    "叁": 3,
    "參": 3,
    "肆": 4,
    "伍": 5,
}
_DIGITS |= {"陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
ZH_NUMERAL = "".join([*_DIGITS, *_UNITS, *_BIG, "廿卅"])

# 1.2w and 3k are how people type 1.2万 and 3千.
_SCALE = {**_UNITS, **_BIG, "w": 10_000, "k": 1000}
_MIXED_PART = re.compile(
    r"(?P<zero>[零〇]?)(?P<n>[0-9]{1,15}(?:\.[0-9]{1,6})?)(?P<unit>[十百千佰仟wk]?[万萬亿億]?)", re.IGNORECASE
)
_ALL_ZH = re.compile(f"[{ZH_NUMERAL}]+")


def parse_number_zh(text: str) -> Decimal | None:
    """Read a Chinese numeral.

    Parameters
    ----------
    text : str
        For example ``三千五百``, ``一万二``, ``两百零五``, ``二〇二四``, ``壹拾万``, up to 亿.

    Returns
    -------
    Decimal or None
        None if it is none, or a vague one (两三万, 三四百).
    """
    text = text.strip().replace("廿", "二十").replace("卅", "三十")
    if not _ALL_ZH.fullmatch(text):
        return None
    if all(c in _DIGITS for c in text):  # read digit by digit: 二〇二四
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = number = 0
    unit = 1  # what the last unit read was worth
    fresh = True  # no digit waits for its unit
    for c in text:
        if c in _DIGITS:
            if not fresh and number:
                return None  # 两三万 says "two or three"
            number, fresh = _DIGITS[c], False
            if not number:
                unit = 1  # 一万零五: the five is no tenth of 万
        elif c in _UNITS:
            section += (1 if fresh else number) * _UNITS[c]
            unit, number, fresh = _UNITS[c], 0, True
        else:
            below = section + number
            if not total and not below:
                below = 1  # 万 alone, as in 万元
            total = (total + below) * _BIG[c] if _BIG[c] > 10_000 else total + below * _BIG[c]
            section, number, unit, fresh = 0, 0, _BIG[c], True
    # 一万二 is twelve thousand: a digit behind a unit of a hundred or more counts tenths of it.
    if number and unit >= 100:
        number *= unit // 10
    return Decimal(total + section + number)


def parse_mixed(text: str) -> Decimal | None:
    """Read a number in figures with Chinese units.

    Parameters
    ----------
    text : str
        Without white space or commas: ``3000``, ``1.2万``, ``1万2``, ``3千500``, ``2亿3千万``, ``1.5w``.

    Returns
    -------
    Decimal or None
        None if it is none.
    """
    total, at, last = Decimal(0), 0, Decimal(0)
    for part in _MIXED_PART.finditer(text):
        if part.start() != at:
            return None
        at = part.end()
        scale = Decimal(1)
        for c in part["unit"].lower():
            scale *= _SCALE[c]
        number = Decimal(part["n"])
        if last and scale >= last:
            return None  # 3千5万
        if not part["unit"] and last >= 100 and len(part["n"]) == 1 and not part["zero"]:
            number *= last / 10  # 1万2
        elif last and number * scale >= last:
            return None  # 1万20000
        total += number * scale
        last = scale
    return total if at == len(text) and at else None
