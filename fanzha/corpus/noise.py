"""What clerks do to data: typing errors, missing fields, amounts and dates in their own habits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import numpy as np

# Pairs that a pinyin keyboard confuses.
_CONFUSED = {
    "账": "帐",
    "帐": "账",
    "的": "地",
    "在": "再",
    "做": "作",
    "称": "成",
    "后": "候",
    "是": "事",
    "及": "级",
    "其": "期",
    "已": "以",
    "收": "受",
}


def mistype(rng: np.random.Generator, text: str, rate: float) -> str:
    """Confuse, double or drop characters and marks; digits stay, since a wrong digit is another fact."""
    out = []
    for c, r in zip(text, rng.random(len(text)), strict=True):
        if r < rate and c in _CONFUSED:
            out.append(_CONFUSED[c])
        elif r < rate and c in "，。、":
            continue
        elif r < rate / 12 and not c.isascii() and c not in "万元岁年月日时":
            out.append(c + c)
        else:
            out.append(c)
    return "".join(out)


def write_amount(rng: np.random.Generator, amount: Decimal) -> str:
    """Write an amount in one of five habits."""
    style, plain = rng.random(), f"{amount.normalize():f}"
    if style < 0.1 and amount >= 10_000 and amount % 100 == 0:
        return f"{(amount / 10_000).normalize():f}万"
    if style < 0.18:
        return f"￥{amount:,f}"
    if style < 0.26:
        return f"{plain}元"
    return f"{amount:.2f}" if style < 0.4 else plain


def write_time(rng: np.random.Generator, when: datetime) -> str:
    """Write a time in one of five habits."""
    style = rng.random()
    if style < 0.7:
        return when.strftime("%Y-%m-%d %H:%M:%S")
    if style < 0.8:
        return f"{when.year}/{when.month}/{when.day} {when.hour}:{when.minute:02d}"
    if style < 0.9:
        return f"{when.year}年{when.month}月{when.day}日{when.hour}时{when.minute}分"
    if style < 0.95:
        return when.strftime("%Y%m%d")
    return f"{when.year}.{when.month}.{when.day}"
