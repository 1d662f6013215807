"""Hashed n-grams of tokens of many texts at once, without Python per token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.text.tokens import Tokens

# Odd multipliers of the splitmix64 finaliser (Steele, Lea, Flood, OOPSLA 2014): they spread tokens over 64 bits.
MIX_1 = 0x9E3779B97F4A7C15
MIX_2 = 0xBF58476D1CE4E5B9
SHIFT = 29


@dataclass(frozen=True, slots=True)
class Grams:
    """N-gram occurrences of one order, text after text.

    Attributes
    ----------
    row : ndarray of int64
        Which text.
    bucket : ndarray of int64
        Which of the ``2 ** bits`` hash buckets.
    start, end : ndarray of int64
        Where in the text as given, in code points; what is dropped in between counts.
    """

    row: NDArray[np.int64]
    bucket: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


def _hash(parts: Iterator[NDArray[np.uint64]], salt: int, size: int) -> NDArray[np.uint64]:
    mixed = np.full(size, salt, dtype=np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * np.uint64(MIX_1)
        mixed ^= mixed >> np.uint64(SHIFT)
    mixed *= np.uint64(MIX_2)
    return mixed


def hashed_ngrams(tokens: Tokens, order: int, bits: int, step: int = 1) -> Grams:
    """Hash all n-grams of one order.

    Parameters
    ----------
    tokens : Tokens
    order : int
        How many tokens make a gram.
    bits : int
        Base-2 logarithm of the number of buckets.
    step : int
        How far apart in the text its tokens are; the same tokens fall into the same bucket whatever it is.

    Returns
    -------
    Grams
        One entry for each occurrence; none crosses from one text into the next.
    """
    reach = (order - 1) * step
    size = len(tokens.token) - reach
    if size <= 0:
        none = np.zeros(0, np.int64)
        return Grams(none, none, none, none)
    wide = tokens.token.astype(np.uint64)
    mixed = _hash((wide[i : i + size] for i in range(0, reach + 1, step)), order, size)
    inside = tokens.row[:size] == tokens.row[reach:]
    bucket = (mixed[inside] >> np.uint64(64 - bits)).astype(np.int64)
    return Grams(tokens.row[:size][inside], bucket, tokens.origin[:size][inside], tokens.origin[reach:][inside] + 1)


def all_grams(
    chars: Tokens, readings: Tokens, orders: Sequence[int], skips: int, reading_orders: Sequence[int], bits: int
) -> list[Grams]:
    """Return the n-grams of characters, their pairs with up to ``skips`` others between, and the n-grams of readings."""
    return [
        *(hashed_ngrams(chars, n, bits) for n in orders),
        *(hashed_ngrams(chars, 2, bits, step) for step in range(2, skips + 2)),
        *(hashed_ngrams(readings, n, bits) for n in reading_orders),
    ]
