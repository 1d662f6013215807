"""The form of a narrative that facts are read from: half-width, simplified, of the same length."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from fanzha.text.fold import fold, fold_all, table_of, translated

if TYPE_CHECKING:
    import numpy as np
    from opencc import OpenCC

MAX_CHARS = 20_000  # characters that are read; no report is longer
BLANK = "□"  # stands for each character of a placeholder, whose word (微信, 电话) says nothing about the case
_PLACEHOLDER = re.compile(r"\[[一-鿿A-Z]{2,4}[0-9]{0,5}\]")
# Half-width marks and lines read as their Chinese kin, so that patterns know one form.
_MARKS = str.maketrans(",;()?!「」『』《》‘’", "，；（）？！“”“”“”“”")
_MARKS |= str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# No clock or day stands before: 08:15，200元.
_THOUSANDS = re.compile(r"(?<=[0-9])(?<![:：\-/][0-9])(?<![:：\-/][0-9]{2})，(?=[0-9]{3}(?![0-9]))")
_SEPARATOR = "\x1e"  # stands between texts that are read together
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# What the converter leaves alone and patterns name in one way.
_CANTONESE = str.maketrans("畀俾佢嘅咗冇攞揾搵睇帐妳圓咁嗰啲喺係", "给给他的了没拿找找看账你圆这那些在是")


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def readable(text: str) -> str:
    """Return what is read of a narrative; every character stands where it stood.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        At most `MAX_CHARS` characters: half-width, lower case, simplified, Chinese punctuation, common Cantonese
        characters as their Mandarin kin, placeholders blanked.
    """
    plain = _blanked(fold(text[:MAX_CHARS])).translate(_MARKS).translate(_CANTONESE)
    if "，" in plain:
        plain = _THOUSANDS.sub(",", plain)
    try:
        simple = str(_simplifier().convert(plain))
    except UnicodeEncodeError:  # half a surrogate pair
        return plain
    return simple if len(simple) == len(plain) else _by_character(plain)


def readable_all(texts: Sequence[str]) -> list[str]:
    """Return what `readable` makes of each text, faster than one by one.

    Parameters
    ----------
    texts : sequence of str
    """
    plain = [_blanked(one) for one in fold_all([text[:MAX_CHARS] for text in texts])]
    whole = _SEPARATOR.join(plain)
    if whole.count(_SEPARATOR) != max(len(plain) - 1, 0) or _SURROGATE.search(whole):
        return [readable(text) for text in texts]
    whole = _THOUSANDS.sub(",", translated(whole, _table()))
    # No word of the converter's reaches over the separator.
    simple = str(_simplifier().convert(whole)).split(_SEPARATOR) if plain else []
    if len(simple) != len(plain) or any(len(a) != len(b) for a, b in zip(simple, plain, strict=True)):
        return [readable(text) for text in texts]
    return simple


def _blanked(text: str) -> str:
    return _PLACEHOLDER.sub(lambda m: BLANK * len(m[0]), text) if "[" in text else text


@cache
def _table() -> np.ndarray[Any, np.dtype[np.uint32]]:
    return table_of({c: ord(chr(c).translate(_MARKS).translate(_CANTONESE)) for c in {*_MARKS, *_CANTONESE}})


def _by_character(text: str) -> str:
    # Idioms may change their length; characters alone do not.
    return "".join(_one(c) for c in text)


@lru_cache(maxsize=8192)
def _one(character: str) -> str:
    simple = str(_simplifier().convert(character)) if _NOT_ASCII.match(character) else character
    return simple if len(simple) == 1 else character
