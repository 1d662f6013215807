"""Numbers as Chinese text, and back again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

_WAN, _YI = 10_000.0, 100_000_000.0
DASH: Final = "—"
INFINITE: Final = "无上限"


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of number is written.

    Attributes
    ----------
    decimals : int
        Digits after the point.
    scale : float
        What the number is multiplied by before it is written.
    before, after : str
        What stands around it.
    least, most : float
        Between which a possible number lies.
    words : tuple of str, optional
        Words in front of a rise, a fall and no change, instead of a sign.
    """

    decimals: int = 0
    scale: float = 1.0
    before: str = ""
    after: str = ""
    least: float = 0.0
    most: float = math.inf
    words: tuple[str, str, str] | None = None


STYLES: Final[dict[str, Style]] = {
    "count": Style(after=" 起"),
    "people": Style(after=" 人"),
    "number": Style(),
    "share": Style(1, 100, after="%", most=1.0),
    "change": Style(after=" 起", least=-math.inf, words=("增加 ", "减少 ", "持平，相差 ")),
    "change_share": Style(1, 100, after="%", least=-1.0, words=("上升 ", "下降 ", "持平，相差 ")),
    "ratio": Style(1, after=" 倍"),
    "factor": Style(1),  # an odds ratio, or a limit beside a ratio that has its unit
    "rate": Style(1, after=" 起"),
    "mean": Style(1, after=" 起"),
    "money": Style(),  # see `_money`
}


def write(value: float, kind: str) -> str:
    """Return a number as text.

    Parameters
    ----------
    value : float
        Shares as parts of 1, amounts in yuan.
    kind : str
        One of `STYLES`.
    """
    if math.isnan(value):
        return DASH
    if math.isinf(value):
        return INFINITE
    if kind == "money":
        return _money(value)
    style = STYLES[kind]
    shown = value * style.scale
    word = ""
    if style.words is not None:
        rounded = round(shown, style.decimals)
        word, shown = style.words[0 if rounded > 0 else 1 if rounded < 0 else 2], abs(shown)
    return f"{style.before}{word}{shown:,.{style.decimals}f}{style.after}"


def _money(yuan: float) -> str:
    if yuan < _WAN:
        return f"{yuan:,.0f} 元"
    if round(yuan / _WAN, 1) < _WAN:
        return f"{yuan / _WAN:,.1f} 万元"
    return f"{yuan / _YI:,.2f} 亿元"


def read(text: str, kind: str) -> tuple[float, float]:
    """Return the number that a text states, and half the last digit that it is written with.

    Parameters
    ----------
    text : str
        As `write` makes it.
    kind : str
        One of `STYLES`.

    Raises
    ------
    ValueError
        If it is no number of that kind.
    """
    if text == INFINITE:
        return math.inf, 0.0
    if text == DASH:
        return math.nan, 0.0
    scale, sign, body = 1.0, 1.0, text
    if kind == "money":
        for unit, size in (("亿元", _YI), ("万元", _WAN), ("元", 1.0)):
            if text.endswith(unit):
                body, scale = text[: -len(unit)], 1 / size
                break
        else:
            raise ValueError("an amount needs its unit")
    else:
        style = STYLES[kind]
        scale = style.scale
        if not (text.startswith(style.before) and text.endswith(style.after)):
            raise ValueError("a number needs its unit")
        body = text[len(style.before) : len(text) - len(style.after)]
        if style.words is not None:
            place = next((i for i, word in enumerate(style.words) if body.startswith(word)), None)
            if place is None:
                raise ValueError("a change needs its direction")
            body, sign = body[len(style.words[place]) :], (1.0, -1.0, 1.0)[place]
    body = body.strip().replace(",", "")
    decimals = len(body.partition(".")[2])
    return sign * float(body) / scale, 0.5 * 10.0**-decimals / scale


def possible(value: float, kind: str) -> bool:
    """Tell whether a number of that kind can exist: a share above 1, a fall by more than all, half a case cannot."""
    style = STYLES[kind]
    if math.isnan(value) or not style.least <= value <= style.most:
        return False
    return kind not in ("count", "people", "number", "change") or math.isinf(value) or value == round(value)
