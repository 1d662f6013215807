"""The compiled path of the linear classifier: folding, hashing and summing in one pass over the code points.

It gives the same integers as the NumPy path in `fanzha.classifiers.linear`, several times faster; numba compiles it on the
first large batch and keeps the result on disk. Nothing else imports numba.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from fanzha.text.ngrams import MIX_1, MIX_2, SHIFT
from fanzha.text.tokens import SYLLABLE, TABLE_SIZE

_M1, _M2, _SHIFT = np.uint64(MIX_1), np.uint64(MIX_2), np.uint64(SHIFT)
_ZERO, _A, _Z = np.uint32(0x30), np.uint32(0x61), np.uint32(0x7A)
# Eight weights of one byte in a word: every other one, the bits that make all positive, and how many rows fit 16 bits.
_EVEN, _SIGNS, _LOW_16, _EIGHT = (np.uint64(x) for x in (0x00FF00FF00FF00FF, 0x8080808080808080, 0xFFFF, 8))
_ROWS_A_WORD = 256
_WORD = np.dtype("<u8")
_SYLLABLE, _LAST = np.uint32(SYLLABLE), np.uint32(TABLE_SIZE - 1)


@lru_cache(maxsize=4)
def trie(syllables: tuple[str, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the syllables as a tree of letters: the next node by node and letter, and the number that ends there."""
    following: list[list[int]] = [[0] * 26]
    ends = [0]
    for number, syllable in enumerate(syllables, 1):
        node = 0
        for letter in syllable:
            at = ord(letter) - 0x61
            if not following[node][at]:
                following.append([0] * 26)
                ends.append(0)
                following[node][at] = len(following) - 1
            node = following[node][at]
        ends[node] = number
    return np.array(following, np.int32), np.array(ends, np.int32)


@njit(cache=True, nogil=True)
def _fold(points, fold, token):  # type: ignore[no-untyped-def]
    """Fold one text; returns how many characters are left."""
    n = 0
    for point in points:
        c = fold[min(point, _LAST)]
        if c == 0 or (c == _ZERO and n > 0 and token[n - 1] == _ZERO):
            continue
        token[n] = c
        n += 1
    return n


@njit(cache=True, nogil=True)
def _read(token, n, syllable, following, ends, out):  # type: ignore[no-untyped-def]
    """Turn the characters of one text into readings; returns how many there are."""
    m, i = 0, 0
    while i < n:
        c = token[i]
        if _A <= c <= _Z:
            # The longest syllable of two letters or more that begins here.
            node, best, length, j = 0, 0, 0, i
            while j < n and _A <= token[j] <= _Z:
                node = following[node, token[j] - _A]
                if node == 0:
                    break
                j += 1
                if ends[node] and j - i > 1:
                    best, length = ends[node], j - i
            if best:
                out[m] = _SYLLABLE + np.uint32(best)
                i += length
            else:
                out[m] = c
                i += 1
        else:
            number = syllable[c]
            out[m] = _SYLLABLE + np.uint32(number) if number else c
            i += 1
        m += 1
    return m


@njit(cache=True, nogil=True)
def _find(token, n, grams, down, known, bucket, at):  # type: ignore[no-untyped-def]
    """List the buckets of all n-grams of one text that have weights; returns the end of the list and the number of n-grams."""
    number = 0
    for order, step in grams:
        for i in range(n - (order - 1) * step):
            mixed = np.uint64(order)
            for j in range(order):
                mixed = (mixed ^ np.uint64(token[i + j * step])) * _M1
                mixed ^= mixed >> _SHIFT
            b = np.int32((mixed * _M2) >> down)
            # Written without a branch, which would be foretold wrongly half of the time.
            bucket[at] = b
            at += (known[b >> 3] >> (b & 7)) & 1
            number += 1
    return at, number


@njit(cache=True, nogil=True)
def _put(total, at, even, odd):  # type: ignore[no-untyped-def]
    """Add eight sums, held as four numbers of 16 bits in each of two words."""
    for k in range(4):
        down = np.uint64(16 * k)
        total[at + 2 * k] += np.int32((even >> down) & _LOW_16)
        total[at + 2 * k + 1] += np.int32((odd >> down) & _LOW_16)


@njit(cache=True, nogil=True)
def _add(bucket, at, place, words, total):  # type: ignore[no-untyped-def]
    """Add the weights of listed buckets.

    All places are looked up before any row is, and the sums of sixteen labels stay in four registers: eight weights of one
    byte stand in a word, shifted to be positive, and are added as numbers of 16 bits, which holds for 257 rows of at most 255.
    So nothing waits for memory but the rows themselves, and many of these are under way at once.
    """
    for i in range(at):
        bucket[i] = place[bucket[i]]
    for w in range(0, words.shape[1], 2):
        for begin in range(0, at, _ROWS_A_WORD):
            even_0, odd_0, even_1, odd_1 = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
            for i in range(begin, min(begin + _ROWS_A_WORD, at)):
                x, y = words[bucket[i], w] ^ _SIGNS, words[bucket[i], w + 1] ^ _SIGNS
                even_0 += x & _EVEN
                odd_0 += (x >> _EIGHT) & _EVEN
                even_1 += y & _EVEN
                odd_1 += (y >> _EIGHT) & _EVEN
            _put(total, 8 * w, even_0, odd_0)
            _put(total, 8 * w + 8, even_1, odd_1)
    for k in range(len(total)):
        total[k] -= 128 * at


@njit(cache=True, nogil=True)
def _list(token, n, grams, down, row, seen, place, bucket, count, at):  # type: ignore[no-untyped-def]
    """List the n-grams of one text, each bucket once with its count; returns the end of the list and the number of n-grams."""
    number = 0
    for order, step in grams:
        for i in range(n - (order - 1) * step):
            mixed = np.uint64(order)
            for j in range(order):
                mixed = (mixed ^ np.uint64(token[i + j * step])) * _M1
                mixed ^= mixed >> _SHIFT
            b = np.int64((mixed * _M2) >> down)
            if seen[b] == row:
                count[place[b]] += 1
            else:
                seen[b], place[b], bucket[at], count[at] = row, at, b, 1
                at += 1
            number += 1
    return at, number


@njit(cache=True, nogil=True)
def _counts(  # type: ignore[no-untyped-def]
    points, ends_at, fold, syllable, following, ends, orders, reading_orders, down, bucket, count, pointer, length
):
    longest, start = 1, 0
    for end in ends_at:
        longest = max(longest, end - start)
        start = end
    token, heard = np.empty(longest, np.uint32), np.empty(longest, np.uint32)
    buckets = np.int64(1) << (np.int64(64) - np.int64(down))
    seen, place = np.full(buckets, -1, np.int64), np.zeros(buckets, np.int64)
    start, at = 0, 0
    for i in range(len(ends_at)):
        n = _fold(points[start : ends_at[i]], fold, token)
        start = ends_at[i]
        at, number = _list(token, n, orders, down, i, seen, place, bucket, count, at)
        length[i] = number
        if len(reading_orders):
            m = _read(token, n, syllable, following, ends, heard)
            at, number = _list(heard, m, reading_orders, down, i, seen, place, bucket, count, at)
            length[i] += number
        pointer[i + 1] = at


@njit(cache=True, nogil=True)
def _familiar(token, n, known, down):  # type: ignore[no-untyped-def]
    """Count the pairs of neighbouring characters whose bit is set."""
    count = 0
    for i in range(n - 1):
        mixed = np.uint64(2)
        for j in range(2):
            mixed = (mixed ^ np.uint64(token[i + j])) * _M1
            mixed ^= mixed >> _SHIFT
        bit = np.int64((mixed * _M2) >> down)
        count += (known[bit >> 3] >> (bit & 7)) & 1
    return count


@njit(cache=True, nogil=True)
def _sums(  # type: ignore[no-untyped-def]
    points, ends_at, fold, syllable, following, ends, by_char, by_reading, down, lookup, familiar_pairs, pair_down, out
):
    known, place, words = lookup
    total, length, familiar, pairs = out
    longest, start = 1, 0
    for end in ends_at:
        longest = max(longest, end - start)
        start = end
    token, heard = np.empty(longest, np.uint32), np.empty(longest, np.uint32)
    # One more, since the place behind the last one found is written to before it is known to count.
    bucket = np.empty(longest * (len(by_char) + len(by_reading)) + 1, np.int32)
    start = 0
    for i in range(len(ends_at)):
        n = _fold(points[start : ends_at[i]], fold, token)
        start = ends_at[i]
        familiar[i], pairs[i] = _familiar(token, n, familiar_pairs, pair_down), max(n - 1, 0)
        at, length[i] = _find(token, n, by_char, down, known, bucket, 0)
        if len(by_reading):
            m = _read(token, n, syllable, following, ends, heard)
            at, number = _find(heard, m, by_reading, down, known, bucket, at)
            length[i] += number
        _add(bucket, at, place, words, total[i])


def counts(
    texts: Sequence[str],
    fold: NDArray[np.uint32],
    syllable: NDArray[np.uint16],
    syllables: tuple[str, ...],
    orders: Sequence[int],
    skips: int,
    reading_orders: Sequence[int],
    bits: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """Count the n-grams of texts.

    Parameters
    ----------
    texts, fold, syllable, syllables, orders, skips, reading_orders, bits
        See `sums`.

    Returns
    -------
    pointer : ndarray of int64, shape (n + 1,)
    bucket : ndarray of int32
        The buckets of text i stand at ``pointer[i]`` to ``pointer[i + 1]``, each once.
    count : ndarray of float32
        How often the n-grams of each bucket stand in the text.
    length : ndarray of int64, shape (n,)
        Number of n-grams of each text.
    """
    points, ends_at, following, ends = _prepare(texts, syllables)
    room = len(points) * (len(orders) + skips + len(reading_orders))
    bucket, count = np.empty(room, np.int32), np.empty(room, np.float32)
    pointer, length = np.zeros(len(texts) + 1, np.int64), np.zeros(len(texts), np.int64)
    by_char, by_reading = _grams(orders, skips), _grams(reading_orders, 0)
    tables = (fold, syllable, following, ends, by_char, by_reading, np.uint64(64 - bits))
    _counts(points, ends_at, *tables, bucket, count, pointer, length)
    return pointer, bucket[: pointer[-1]].copy(), count[: pointer[-1]].copy(), length


def _grams(orders: Sequence[int], skips: int) -> NDArray[np.int64]:
    """Return the kinds of n-grams as pairs of order and step."""
    kinds = [(n, 1) for n in orders] + [(2, step) for step in range(2, skips + 2)]
    return np.array(kinds, np.int64).reshape(-1, 2)


def _prepare(
    texts: Sequence[str], syllables: tuple[str, ...]
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    ends_at = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    return points, ends_at, *trie(syllables)


def sums(
    texts: Sequence[str],
    fold: NDArray[np.uint32],
    syllable: NDArray[np.uint16],
    syllables: tuple[str, ...],
    orders: Sequence[int],
    skips: int,
    reading_orders: Sequence[int],
    bits: int,
    lookup: tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int8]],
    familiar_pairs: NDArray[np.uint8],
    pair_bits: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sum the weights of the n-grams of texts, and count familiar pairs of characters.

    Parameters
    ----------
    texts : sequence of n strings
    fold, syllable, syllables
        See `fanzha.text.tokens.Alphabet`.
    orders, reading_orders : sequences of int
    skips : int
        See `fanzha.text.ngrams.all_grams`.
    bits : int
    lookup : tuple of ndarray
        See `fanzha.classifiers.linear.Lookup`.
    familiar_pairs : ndarray of uint8, shape (2 ** pair_bits / 8,)
        A bit for each bucket of pairs, the lowest first.
    pair_bits : int

    Returns
    -------
    total : ndarray of int32, shape (n, k)
    length : ndarray of int64, shape (n,)
        Number of n-grams of each text.
    familiar, pairs : ndarray of int64, shape (n,)
        Number of its pairs of neighbouring characters whose bit is set, and of all.
    """
    points, ends_at, following, ends = _prepare(texts, syllables)
    known, place, rows = lookup
    n, width = len(texts), rows.shape[1]
    out = (
        np.zeros((n, width), np.int32),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
    )
    by_char, by_reading = _grams(orders, skips), _grams(reading_orders, 0)
    tables = (fold, syllable, following, ends, by_char, by_reading, np.uint64(64 - bits))
    _sums(points, ends_at, *tables, (known, place, rows.view(_WORD)), familiar_pairs, np.uint64(64 - pair_bits), out)
    return out
