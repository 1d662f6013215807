"""A half-width form in which no character moves, so that spans fit the text as given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH |= {0x3000: 0x20, 0x2010: 0x2D, 0x2011: 0x2D, 0x2012: 0x2D, 0x2013: 0x2D, 0x2014: 0x2D, 0x2212: 0x2D}
# Circled digits and mathematical digits are ways of writing a number past a filter.
_FULL_WIDTH |= {0x2460 + i: 0x31 + i for i in range(9)} | {0x24EA: 0x30}
_FULL_WIDTH |= {0x1D7CE + i: 0x30 + i % 10 for i in range(50)}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_MATHEMATICAL = re.compile("[\U0001d7ce-\U0001d7ff]")


def fold(text: str) -> str:
    """Return a half-width form of the same length; invisible characters become U+200B."""
    return _INVISIBLE.sub("\u200b", text.translate(_FULL_WIDTH))


@cache
def _table() -> np.ndarray[Any, np.dtype[np.uint32]]:
    import numpy as np

    table = np.arange(0x10000, dtype=np.uint32)
    for character in range(0x10000):
        table[character] = ord(fold(chr(character)))
    return table


def table_of(pairs: Mapping[int, int]) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """Return a table for `translated` of characters and what they become, all in the basic plane."""
    import numpy as np

    table = np.arange(0x10000, dtype=np.uint32)
    table[list(pairs)] = list(pairs.values())
    return table


def translated(text: str, table: np.ndarray[Any, np.dtype[np.uint32]]) -> str:
    """Return a text with each character of the basic plane replaced, faster than ``str.translate`` where it is long.

    Parameters
    ----------
    text : str
    table : ndarray of uint32, shape (65536,)
        By code point.
    """
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    within = codes < 0x10000
    found = table[np.where(within, codes, 0)] if not within.all() else table[codes]
    found[~within] = codes[~within]
    return found.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def parted(text: str, like: Sequence[str]) -> list[str]:
    """Return a text in parts of the same lengths as others."""
    parts, at = [], 0
    for one in like:
        parts.append(text[at : at + len(one)])
        at += len(one)
    return parts


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return what `fold` makes of each text."""
    folded = translated("".join(texts), _table())
    if _MATHEMATICAL.search(folded):  # these are in no table
        folded = folded.translate(_FULL_WIDTH)
    return parted(folded, texts)
