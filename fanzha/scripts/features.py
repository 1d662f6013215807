"""What of a text tells its script: weighted characters, pairs of characters and notions, the heaviest of each text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.corpus import load
from fanzha.scripts.forms import BREAK, plain
from fanzha.scripts.lexicon import CONCEPTS
from fanzha.scripts.mentions import mentions
from fanzha.text.ngrams import MIX_1, MIX_2, SHIFT
from fanzha.text.tokens import TABLE_SIZE

BITS: Final = 22  # of a pair's hash: four million buckets for the some million distinct pairs of 200,000 reports
# Buckets: pairs of characters, then single characters, then notions of the lexicon.
_SINGLE: Final = 1 << BITS
_NOTION: Final = _SINGLE + TABLE_SIZE
BUCKETS: Final = _NOTION + len(CONCEPTS)
KEPT: Final = 128  # marks of a text, the heaviest
# How much a single character and a notion count beside a pair, and what is added to the number of forms that hold a mark: below it,
# rarity says nothing more, because a slip of the pen is rarer than any script. These and the next were chosen on the development
# families (docs/scripts.md).
_CHARACTER: Final = 1.5
_TOLD: Final = 3.0
_SMOOTH: Final = 16.0
# Weight that a mark keeps if it is spread over the types as all texts are; the rest is earned by belonging to few types.
_FLOOR: Final = 0.6
# Marks of a single form join nothing, but make it less like any other: so much of their squared weight is in its length. Without them
# a handful of reports with one opening and nothing else in common would be one script.
_ALONE: Final = 0.2
_PRIOR: Final = 4.0  # texts of the average mix that every mark's types are shrunk towards
_OFTEN: Final = 0.3  # marks of a larger share of the project's own narratives tell nothing
_CHUNK: Final = 8_192  # forms at a time; their number must fit into 16 bits of a sorting key
_ID: Final = 24  # bits of a mark's number

Ints = NDArray[np.int64]
Held = Sequence[tuple[int, NDArray[np.int32], NDArray[np.int32]]]


@dataclass(frozen=True, slots=True)
class Features:
    """The heaviest marks of n forms.

    Attributes
    ----------
    gram : ndarray of int32, shape (n, KEPT)
        Numbers of marks, the heaviest first; filled up with ``len(weight) - 1``, whose weight is 0.
    weight : ndarray of float32, shape (marks + 1,)
        Of each mark, in any text that holds it.
    bucket : ndarray of int32, shape (marks + 1,)
        The hash of each mark; the same in every collection.
    norm : ndarray of float32, shape (n,)
        Length of each form: the root of the sum of its squared weights, kept or not; 1 where it has none.
    """

    gram: NDArray[np.int32]
    weight: NDArray[np.float32]
    bucket: NDArray[np.int32]
    norm: NDArray[np.float32]

    @property
    def none(self) -> int:
        """The number that stands for no mark."""
        return len(self.weight) - 1


def marks(forms: Sequence[str], lexicon: bool = True) -> tuple[Ints, Ints]:
    """Return the distinct marks of some forms: which form, and which bucket, sorted by both.

    Marks are characters, pairs of neighbouring characters, and notions of the lexicon (unless that is left aside).
    """
    text = "\n".join(forms) + "\n"
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    ends = points == ord("\n")
    row = np.cumsum(ends) - ends
    stop = ends | (points == ord(BREAK))
    mixed = (points[:-1].astype(np.uint64) ^ np.uint64(2)) * np.uint64(MIX_1)
    mixed ^= mixed >> np.uint64(SHIFT)
    mixed = (mixed ^ points[1:].astype(np.uint64)) * np.uint64(MIX_2)
    pair = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    within = ~(stop[:-1] | stop[1:])
    keys = [(row[:-1][within] << _ID) | pair[within], (row[~stop] << _ID) | (_SINGLE + points[~stop])]
    if lexicon:
        form, notion = mentions(forms)
        keys.append((form << _ID) | (_NOTION + notion))
    key = np.sort(np.concatenate(keys))
    key = key[np.r_[True, key[1:] != key[:-1]]] if len(key) else key
    return key >> _ID, key & ((1 << _ID) - 1)


def _concentration(held: Held, kind: Ints, number: NDArray[np.int32], n: int) -> NDArray[np.float64]:
    """Return for each mark how far its types are from the mix of all texts, from 0 to 1; shape (n,).

    One less the entropy of its types over that of all (the weighting of Dumais 1991, with types for documents), its counts shrunk
    towards the mix. Where no text has a type, 1 for all.
    """
    types = int(kind.max(initial=-1)) + 1
    mix = np.bincount(kind[kind >= 0], minlength=types).astype(np.float64)
    if (mix > 0).sum() < 2:
        return np.ones(n)
    mix /= mix.sum()
    counts = np.zeros(n * types, np.float64)
    for start, row, bucket in held:
        gram, one = number[bucket], kind[start + row]
        known = (gram >= 0) & (one >= 0)
        place, times = np.unique(gram[known].astype(np.int64) * types + one[known], return_counts=True)
        counts[place] += times
    share = counts.reshape(n, types) + _PRIOR * mix
    share /= share.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(share > 0, share * np.log(share / np.where(mix > 0, mix, 1)), 0.0).sum(axis=1)
    most = -np.log(mix[mix > 0].min())
    return np.asarray(np.clip(relative / most, 0, 1) ** 0.5)


@lru_cache(maxsize=2)
def _background(lexicon: bool) -> tuple[Ints, int]:
    """Return how many of the project's own narratives hold each mark, and how many there are.

    A collection of a few reports cannot tell by itself what is usual in a report.
    """
    forms = sorted(set(plain([t.text for t in load("narrative")])))
    _, bucket = marks(forms, lexicon)
    return np.bincount(bucket, minlength=BUCKETS), len(forms)


def weigh(forms: Sequence[str], kind: Ints, lexicon: bool = True) -> Features:
    """Weigh the marks of a collection and keep the heaviest of each form.

    Parameters
    ----------
    forms : sequence of n strings
        Distinct plain forms.
    kind : ndarray of int64, shape (n,)
        Number of each form's type, -1 where it has none.
    lexicon : bool
        Whether notions count beside characters.

    Returns
    -------
    Features

    Notes
    -----
    The weight is log(1 + n / (d + 16)) of a mark in d of n forms (inverse document frequency, Sparck Jones 1972, smoothed), times a
    factor for its sort, times a factor that depends on how far the mark's types differ from all texts' types. How often a form
    holds a mark does not count. A mark of a single form can join nothing and is left out, save for a part in the form's length.
    """
    n = len(forms)
    held = []
    often = np.zeros(BUCKETS, np.int64)
    usual, size = _background(lexicon)
    for start in range(0, n, _CHUNK):
        form, mark = marks(forms[start : start + _CHUNK], lexicon)
        often += np.bincount(mark, minlength=BUCKETS)
        held.append((start, form.astype(np.int32), mark.astype(np.int32)))
    known = np.flatnonzero((often > 1) & (usual <= _OFTEN * size))
    number = np.full(BUCKETS, -1, np.int32)
    number[known] = np.arange(len(known), dtype=np.int32)
    sort = np.where(known < _SINGLE, 1.0, np.where(known < _NOTION, _CHARACTER, _TOLD))
    spread = _concentration(held, kind, number, len(known))
    weight = sort * np.log1p((n + size) / (often[known] + usual[known] + _SMOOTH)) * (_FLOOR + (1 - _FLOOR) * spread)
    weight = np.r_[weight, 0.0].astype(np.float32)
    # Heaviest first, in steps of a 2**16th of the largest; among equals the hash decides, alike in all forms.
    rank = (65_535 - np.floor(weight / max(float(weight.max()), 1e-9) * 65_535)).astype(np.int64)
    gram = np.full((n, KEPT), len(known), np.int32)
    norm = np.zeros(n)
    squared = np.square(weight, dtype=np.float64)
    alone = _ALONE * np.square(np.array([1.0, _CHARACTER]) * np.log1p((n + size) / (1 + _SMOOTH)))
    for start, row, bucket in held:
        one = number[bucket].astype(np.int64)
        at = one >= 0
        key = np.sort((row[at].astype(np.int64) << (16 + _ID)) | (rank[one[at]] << _ID) | one[at])
        of = key >> (16 + _ID)
        place = np.arange(len(of)) - np.searchsorted(of, of)
        top = place < KEPT
        gram[start + of[top], place[top]] = (key[top] & ((1 << _ID) - 1)).astype(np.int32)
        # In all marks, not only those that are kept: a long text is not more like others because it is cut.
        own = np.where(at, squared[one], alone[(bucket >= _SINGLE).astype(np.int64)] * (often[bucket] == 1))
        norm[start : start + _CHUNK] = np.sqrt(np.bincount(row, weights=own, minlength=min(_CHUNK, n - start)))
    hashes = np.r_[known, -1].astype(np.int32)
    return Features(gram, weight, hashes, np.where(norm > 0, norm, 1).astype(np.float32))
