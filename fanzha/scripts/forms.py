"""The plain form of a text: what is left of it where numbers, names, punctuation and the police's own phrases do not count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fanzha.text.tokens import TABLE_SIZE, fold_table

BREAK = "。"  # stands for everything that no phrase reaches across
_ROW = "\n"
_ZERO = ord("0")
_PLACEHOLDER = re.compile(r"\[[\u3400-\u9fffA-Za-z]{1,6}[0-9]{0,4}\]")
# Characters that show nothing or only spread a word out; a phrase goes on over them.
_SOFT = "\t \u00a0\u00ad\u200b\u200c\u200d\u2060\u3000\ufe0f\ufeff"
# How the police open, connect and close a report, whatever was done to the victim. In folded form.
BOILERPLATE = (
    "接群众报警", "接报警", "接到报警", "接警", "报警人称", "报案人称", "事主称", "受害人称", "当事人称", "来电人称", "报警称", "报案称",
    "据报警人讲", "报警人讲", "报警人", "报案人", "受害人", "被害人", "当事人", "事主", "来电人", "来所报案", "来所报警", "到所报案", "前来报案",
    "前来报警", "遂报警", "故报警", "遂报案", "故来报案", "故报案", "随即报警", "于是报警", "我所", "我局", "本局", "派出所", "民警", "出警",
    "现场了解", "经了解", "经询问", "经核实", "经查", "询问得知", "案情", "案件简述", "简要案情", "方知受骗", "方知被骗", "发现被骗", "发觉被骗",
    "意识到被骗", "才知道被骗", "发现上当", "得知被骗", "被骗人民币", "损失人民币", "共计损失", "共损失", "合计损失", "总计损失", "损失金额", "共被骗",
    "被骗金额", "涉案金额", "许在", "左右在", "称其", "现已", "已立案", "立案侦查", "进一步侦办", "特此", "该人", "现住", "户籍", "文化程度",
    "联系电话", "身份证号", "手机号码", "对方", "之后", "随后", "然后", "后来", "于是", "期间", "先后", "共计", "合计", "万元", "余元",
)  # fmt: skip
# Cantonese function words and what Mandarin writes for them, and words of Hong Kong and Macau for the same things.
_DIALECT = str.maketrans("佢嘅唔俾畀搵攞啲喺嚟咗睇揿嗰咁冇", "他的不给给找拿些在来了看按那这没")
_ELSEWHERE = (
    ("过数", "转账"),
    ("户口", "账户"),
    ("按金", "押金"),
    ("屋企", "家里"),
    ("萤幕", "屏幕"),
    ("荧幕", "屏幕"),
    ("短讯", "短信"),
)
_BOILERPLATE = re.compile("|".join(sorted(BOILERPLATE, key=lambda w: (-len(w), w))) + "|(?<!数字)(?<!数码)人民币")


@dataclass(frozen=True, slots=True)
class Forms:
    """Plain forms of n texts.

    Attributes
    ----------
    form : tuple of str
        Distinct plain forms, sorted: what depends on them alone does not depend on the order of the texts.
    of : ndarray of int64, shape (n,)
        The form of each text.
    """

    form: tuple[str, ...]
    of: NDArray[np.int64]


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint32]:
    """Return what becomes of each code point: its folding, `BREAK`, or 0 where it vanishes."""
    table = fold_table().copy()
    table[(table == 0) | (table == _ZERO)] = ord(BREAK)
    table[[ord(c) for c in _SOFT]] = 0
    table[ord(_ROW)] = ord(_ROW)
    return table


def plain(texts: Sequence[str], even: bool = True) -> list[str]:
    """Return the plain form of each text.

    Parameters
    ----------
    texts : sequence of str
        De-identified: placeholders such as ``[手机]`` and ``[姓名2]`` become breaks.
    even : bool
        Whether what the police write in any report becomes a break as well, and Cantonese words what Mandarin has for them.

    Returns
    -------
    list of str
        Small letters and simplified ideographs; a single `BREAK` for each run of punctuation, digits and placeholders.
    """
    joined = _ROW.join([t.replace("\n", BREAK).replace("\r", BREAK) for t in texts])
    points = np.frombuffer(_PLACEHOLDER.sub(BREAK, joined).encode("utf-32-le", "surrogatepass"), "<u4")
    folded = _table()[np.minimum(points, TABLE_SIZE - 1)]
    text = folded[folded > 0].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    if even:
        text = _replaced(text)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    again = np.zeros(len(points), np.bool_)
    again[1:] = (points[1:] == ord(BREAK)) & (points[:-1] == ord(BREAK))
    text = points[~again].tobytes().decode("utf-32-le", "surrogatepass")
    return [one.strip(BREAK) for one in text.split(_ROW)] if texts else []


def _replaced(text: str) -> str:
    text = text.translate(_DIALECT)
    for word, other in _ELSEWHERE:
        text = text.replace(word, other)
    return _BOILERPLATE.sub(BREAK, text)


def forms(texts: Sequence[str]) -> Forms:
    """Return the distinct plain forms of texts, without the police's own phrases."""
    found = plain(texts)
    distinct = sorted(set(found))
    number = {form: i for i, form in enumerate(distinct)}
    return Forms(tuple(distinct), np.fromiter((number[f] for f in found), np.int64, len(found)))
