"""What clerks do to data: typing errors, missing fields, amounts and dates in their own habits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import numpy as np

# Pairs that a pinyin keyboard confuses, or the eye.
_CONFUSED = {
    "账": "帐", "帐": "账", "的": "地", "在": "再", "做": "作", "称": "成", "后": "候", "是": "事", "及": "级", "其": "期",
    "已": "己", "收": "受", "未": "末", "拨": "拔", "需": "须", "须": "需", "并": "井", "即": "既", "款": "欵",
}  # fmt: skip
# Doubled, these would change an amount, a date or an age.
_NEVER_DOUBLED = frozenset("万千元岁年月日号时零一二三四五六七八九十")


def mistype(rng: np.random.Generator, text: str, rate: float, keep: str | None = None) -> str:
    """Confuse, double or drop characters and marks.

    Parameters
    ----------
    rng : numpy.random.Generator
    text : str
    rate : float
        Share of the characters that can be mistaken that are.
    keep : str, optional
        A word left as it is, such as the occupation, which a column repeats.

    Returns
    -------
    str
        Digits stay, since a wrong digit is another fact.
    """
    if rate <= 0:
        return text
    at = text.find(keep) if keep else -1
    kept = range(at, at + len(keep)) if keep and at >= 0 else range(0)
    out: list[str] = []
    for i, (c, r) in enumerate(zip(text, rng.random(len(text)), strict=True)):
        between_digits = text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit()
        if r >= rate or i in kept or between_digits:
            out.append(c)
        elif c in _CONFUSED:
            out.append(_CONFUSED[c])
        elif c in "，。、":
            continue
        elif r < rate / 12 and not c.isascii() and c not in _NEVER_DOUBLED:
            out.append(c + c)
        else:
            out.append(c)
    return "".join(out)


def write_sex(rng: np.random.Generator, sex: str) -> str:
    """Write ``female`` or ``male`` in one of two habits."""
    word = "女" if sex == "female" else "男"
    return word + "性" if rng.random() < 0.06 else word


def write_age(rng: np.random.Generator, age: int) -> str:
    """Write an age in one of two habits."""
    return f"{age}岁" if rng.random() < 0.1 else str(age)


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
