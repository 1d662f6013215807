"""Hashed character n-grams of many texts at once, without Python per character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Odd multipliers of the splitmix64 finaliser (Steele, Lea, Flood, OOPSLA 2014): they spread code points over 64 bits.
_MIX_1 = np.uint64(0x9E3779B97F4A7C15)
_MIX_2 = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Grams:
    """N-gram occurrences, in no particular order.

    Attributes
    ----------
    row : ndarray of int64
        Which text.
    bucket : ndarray of int64
        Which of the ``2 ** bits`` hash buckets.
    start, length : ndarray of int64
        Where in the text, in code points, and how many code points it spans.
    """

    row: NDArray[np.int64]
    bucket: NDArray[np.int64]
    start: NDArray[np.int64]
    length: NDArray[np.int64]


def _code_points(texts: Sequence[str]) -> NDArray[np.uint64]:
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, dtype="<u4").astype(np.uint64)


def _hash(parts: Iterator[NDArray[np.uint64]], salt: int, size: int) -> NDArray[np.uint64]:
    mixed = np.full(size, salt, dtype=np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * _MIX_1
        mixed ^= mixed >> _SHIFT
    mixed *= _MIX_2
    return mixed


def hashed_ngrams(texts: Sequence[str], orders: Sequence[int], gaps: Sequence[int], bits: int) -> Grams:
    """Hash all character n-grams and gapped pairs of texts.

    A gapped pair is a character and the one that follows it after ``gap`` others; it survives inserted symbols.

    Parameters
    ----------
    texts : sequence of str
        Normalised texts.
    orders : sequence of int
        Lengths of n-grams, for example ``(1, 2, 3)``.
    gaps : sequence of int
        How many characters a pair leaves out, for example ``(1, 2)``.
    bits : int
        Base-2 logarithm of the number of buckets.

    Returns
    -------
    Grams
        One entry for each occurrence; none crosses from one text into the next.
    """
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    points = _code_points(texts)
    row = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    offset = np.arange(len(points), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    down = np.uint64(64 - bits)
    found: list[tuple[NDArray[np.int64], ...]] = []
    for salt, picks in [(n, range(n)) for n in orders] + [(64 + g, (0, g + 1)) for g in gaps]:
        span = picks[-1] + 1
        size = len(points) - span + 1
        if size <= 0:
            continue
        inside = row[:size] == row[span - 1 :]
        bucket = _hash((points[i : i + size] for i in picks), salt, size)[inside] >> down
        starts = offset[:size][inside]
        found.append((row[:size][inside], bucket.astype(np.int64), starts, np.full(len(starts), span)))
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return Grams(none, none, none, none)
    return Grams(*(np.concatenate(part) for part in zip(*found, strict=True)))


def counts(grams: Grams, bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Count occurrences of each bucket in each text.

    Returns
    -------
    rows, buckets, n : ndarrays of int64
        Sorted by row, then bucket; ``n`` is how often the bucket occurs in the row.
    """
    keys, n = np.unique((grams.row << bits) | grams.bucket, return_counts=True)
    return keys >> bits, keys & ((1 << bits) - 1), n.astype(np.int64)
