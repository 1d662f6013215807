"""How much of a text can be read at all: letters, digits and Han characters, of many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fanzha.text.tokens import TABLE_SIZE

_HAN = (
    (0x3007, 0x3008),
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),
    (0xF900, 0xFB00),
    (0x20000, TABLE_SIZE - 1),
)  # the last entry stands for all further ones
_OTHERS = ((0x0000, 0x3400), (0xA000, 0xD800), (0xF900, 0x20000))
# Letters by Unicode's table that show nothing.
_FILLERS = (0x115F, 0x1160, 0x3164, 0xFFA0)
_CIRCLED = (0x1F100, 0x1F190)  # letters and digits in circles and squares, which Unicode calls symbols


@dataclass(frozen=True, slots=True)
class Content:
    """Of n texts.

    Attributes
    ----------
    characters : ndarray of int64, shape (n,)
        Letters, digits and Han characters.
    han : ndarray of int64, shape (n,)
        Han characters among them.
    """

    characters: NDArray[np.int64]
    han: NDArray[np.int64]


@lru_cache(maxsize=1)
def kinds() -> NDArray[np.uint8]:
    """Return 0 for what cannot be read, 1 for letters and digits, 2 for Han characters."""
    table = np.zeros(TABLE_SIZE, np.uint8)
    for low, high in _OTHERS:
        table[low:high] = np.fromiter((chr(c).isalnum() for c in range(low, high)), np.uint8, high - low)
    table[slice(*_CIRCLED)] = 1
    table[list(_FILLERS)] = 0
    for low, high in _HAN:
        table[low:high] = 2
    return table


@lru_cache(maxsize=1)
def _marks() -> NDArray[np.int64]:
    """Return what each code point adds: 1 in the lower half of the number where it can be read, 1 in the upper for Han."""
    return np.array([0, 1, 1 + (1 << 32)], np.int64)[kinds()]


def content(texts: Sequence[str]) -> Content:
    """Count what can be read.

    Parameters
    ----------
    texts : sequence of n strings
    """
    n, length = len(texts), np.fromiter(map(len, texts), np.int64, len(texts))
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    if len(points) and points.max() >= TABLE_SIZE:
        points = np.minimum(points, TABLE_SIZE - 1)
    # Both counts in one sum: characters in the lower half of the number, Han characters in the upper.
    both, some = np.zeros(n, np.int64), np.flatnonzero(length)
    if len(some):
        both[some] = np.add.reduceat(_marks().take(points), (np.cumsum(length) - length)[some])
    return Content(both & 0xFFFFFFFF, both >> 32)
