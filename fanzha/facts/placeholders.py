"""Placeholders of names as facts are read through them: short, as police write names."""

from __future__ import annotations

import re
from typing import Final

_NAME = re.compile(r"\[姓名[0-9]{0,5}\]")
# Before a title and behind 老, 小, 姓 stands a surname; elsewhere a whole name.
_TITLE = re.compile(
    "先生|女士|小姐|太太|阿姨|大[爷妈叔娘婶姐哥伯]|老[师板伯太汉]|[叔伯姨婶爷哥姐弟妹嫂总董局]|奶奶|爷爷|婆婆|师傅|经理|主任|警官|律师|医生|教授|书记|[局科处所队行校院站店厂]长|会计|同学|客服|班长|顾问|导师|助理|秘书|专员"
)
_SURNAME: Final = "张"
_WHOLE: Final = "张某"


def named(text: str) -> tuple[str, list[int] | None]:
    """Return the text with short names in place of placeholders, and where each of its characters stood.

    Parameters
    ----------
    text : str

    Returns
    -------
    text : str
    origin : list of int or None
        For each character and for the end; None where nothing is replaced.
    """
    if "[姓名" not in text:
        return text, None
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _NAME.finditer(text):
        start, end = match.span()
        alone = _TITLE.match(text, end) or text[start - 1 : start] in ("老", "小", "阿", "姓")
        name = _SURNAME if alone else _WHOLE
        parts += [text[at:start], name]
        origin += [*range(at, start), *[start] * len(name)]
        at = end
    parts.append(text[at:])
    origin += range(at, len(text) + 1)
    return "".join(parts), origin
