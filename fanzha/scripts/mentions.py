"""Which notions of the lexicon each of many texts tells, without trying every word on every text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fanzha.scripts.lexicon import CONCEPTS
from fanzha.text.ngrams import MIX_1, MIX_2, SHIFT

_CHUNK: Final = 8_192  # forms at a time
_BITS: Final = 20  # of a first look-up, which lets one window in a thousand through by chance


class _Words(NamedTuple):
    """Words of one length: their hashes, sorted, and their numbers; and where a hash may be one of them."""

    hashes: NDArray[np.uint64]
    number: NDArray[np.int64]
    maybe: NDArray[np.bool_]


class _Index(NamedTuple):
    """All words by length, and what follows from them.

    ``ways`` pairs a word with a way of telling a concept in which it is needed, ``needed`` is how many words each way needs,
    ``concept`` what it tells.
    """

    words: dict[int, _Words]
    ways: tuple[NDArray[np.int64], NDArray[np.int64]]
    needed: NDArray[np.int64]
    concept: NDArray[np.int64]


def _hashed(points: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    size = len(points) - length + 1
    mixed = np.full(max(size, 0), length, np.uint64)
    for i in range(length if size > 0 else 0):
        mixed = (mixed ^ points[i : i + size]) * np.uint64(MIX_1)
        mixed ^= mixed >> np.uint64(SHIFT)
    mixed *= np.uint64(MIX_2)
    return mixed


def _points(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)


@lru_cache(maxsize=1)
def _index() -> _Index:
    ways = [(i, parts) for i, one in enumerate(CONCEPTS) for parts in one.words]
    number: dict[str, int] = {}
    pairs = [(number.setdefault(word, len(number)), way) for way, (_, parts) in enumerate(ways) for word in set(parts)]
    words = {}
    for length in sorted({len(w) for w in number}):
        own = [w for w in number if len(w) == length]
        hashes = np.array([_hashed(_points(w), length)[0] for w in own], np.uint64)
        order = np.argsort(hashes)
        maybe = np.zeros(1 << _BITS, np.bool_)
        maybe[hashes >> np.uint64(64 - _BITS)] = True
        words[length] = _Words(hashes[order], np.array([number[w] for w in own], np.int64)[order], maybe)
    word, way = np.array(sorted(pairs), np.int64).T
    needed = np.bincount(way, minlength=len(ways))
    return _Index(words, (word, way), needed, np.array([i for i, _ in ways], np.int64))


def mentions(forms: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find what texts tell.

    Parameters
    ----------
    forms : sequence of str
        Plain forms (`fanzha.scripts.forms.plain`).

    Returns
    -------
    form, concept : ndarray of int64, shape (m,)
        Which form tells which of `fanzha.scripts.lexicon.CONCEPTS`; each pair once, sorted.
    """
    found = [_mentions(forms[i : i + _CHUNK], i) for i in range(0, len(forms), _CHUNK)]
    key = np.concatenate(found) if found else np.zeros(0, np.int64)
    form, concept = np.divmod(key, len(CONCEPTS))
    return form, concept


def _mentions(forms: Sequence[str], start: int) -> NDArray[np.int64]:
    index = _index()
    points = _points("\n".join(forms) + "\n")
    ends = points == ord("\n")
    row = np.cumsum(ends) - ends
    keys = []
    words, ways = index.ways
    for length, known in index.words.items():
        hashes = _hashed(points, length)
        at = np.flatnonzero(known.maybe[hashes >> np.uint64(64 - _BITS)])
        place = np.minimum(np.searchsorted(known.hashes, hashes[at]), len(known.hashes) - 1)
        same = known.hashes[place] == hashes[at]
        keys.append(row[at[same]] * (int(words[-1]) + 1) + known.number[place[same]])
    row, word = np.divmod(np.unique(np.concatenate(keys)), int(words[-1]) + 1)
    low, high = np.searchsorted(words, word), np.searchsorted(words, word, side="right")
    which = np.repeat(low - np.r_[0, np.cumsum(high - low)[:-1]], high - low) + np.arange(int((high - low).sum()))
    key, parts = np.unique(np.repeat(row, high - low) * len(index.needed) + ways[which], return_counts=True)
    row, way = np.divmod(key, len(index.needed))
    whole = parts == index.needed[way]
    return np.unique((start + row[whole]) * len(CONCEPTS) + index.concept[way[whole]])
