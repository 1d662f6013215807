"""Disguises of many texts at once, for training: the suite's ways of changing characters as table look-ups."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fanzha.evasion import tables

# Of the suite's kinds, those that change what is left of a text once its characters are folded (see `fanzha.text.tokens`).
_CHARACTER_KINDS = (
    "homophone",
    "pinyin",
    "pinyin_initial",
    "look_alike",
    "character_split",
    "emoji",
    "inserted_character",
    "deletion",
)
TRAINING_KINDS = (*_CHARACTER_KINDS, "swap", "mix")
_WEAKEST = 0.05
_PLANE = 0x10000  # all characters that the tables change lie in the first plane


@dataclass(frozen=True, slots=True)
class _Choices:
    """What may stand for each character: pieces number ``first[c]`` to ``first[c] + number[c] - 1``."""

    first: NDArray[np.int64]
    number: NDArray[np.int64]
    start: NDArray[np.int64]
    length: NDArray[np.int64]
    points: NDArray[np.uint32]


def _choices(options: Mapping[str, Sequence[str]]) -> _Choices:
    first, number = np.zeros(_PLANE, np.int64), np.zeros(_PLANE, np.int64)
    pieces: list[str] = []
    for character, found in options.items():
        if len(character) == 1 and ord(character) < _PLANE:
            first[ord(character)], number[ord(character)] = len(pieces), len(found)
            pieces += found
    length = np.fromiter(map(len, pieces), np.int64, len(pieces))
    points = np.frombuffer("".join(pieces).encode("utf-32-le"), "<u4")
    return _Choices(first, number, np.cumsum(length) - length, length, points)


@lru_cache(maxsize=1)
def _known() -> dict[str, _Choices]:
    reading, same = tables.pinyin(), tables.homophones()
    return {
        "homophone": _choices({c: list(same.get(p, c)) for c, p in reading.items()}),
        "pinyin": _choices({c: [p] for c, p in reading.items()}),
        "pinyin_initial": _choices({c: [p[:1]] for c, p in reading.items()}),
        "look_alike": _choices({c: list(o) for c, o in tables.alike().items()}),
        "character_split": _choices({c: [o] for c, o in tables.split().items()}),
        "emoji": _choices({c: [o] for c, o in tables.emoji().items()}),
        "deletion": _choices({c: [""] for c in reading}),
    }


def disguise_all(
    texts: Sequence[str], seed: int, kinds: Sequence[str] = TRAINING_KINDS, strongest: float = 0.5
) -> list[str]:
    """Disguise each text in a way and a strength of its own.

    Parameters
    ----------
    texts : sequence of n strings
    seed : int
        The same texts in the same order and the same seed give the same result.
    kinds : sequence of str
        To choose from; of `TRAINING_KINDS`.
    strongest : float
        Strengths are drawn evenly from 0.05 to this share of the characters that a kind can change.

    Returns
    -------
    list of n strings
    """
    rng, n = np.random.default_rng(seed), len(texts)
    lengths = np.fromiter(map(len, texts), np.int64, n)
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4").copy()
    row = np.repeat(np.arange(n), lengths)
    kind = np.array([TRAINING_KINDS.index(k) for k in kinds])[rng.integers(0, len(kinds), n)][row]
    picked = rng.random(len(points)) < rng.uniform(_WEAKEST, strongest, n)[row]
    _swap(points, np.flatnonzero(picked & (kind == TRAINING_KINDS.index("swap"))), row)
    mixed = kind == TRAINING_KINDS.index("mix")
    kind[mixed] = rng.integers(0, len(_CHARACTER_KINDS), int(mixed.sum()))
    length = np.ones(len(points), np.int64)
    source = np.arange(len(points))  # where the piece of each character starts, in the texts or behind them
    pool, end = [points], len(points)
    for name, choices in _known().items():
        at = np.flatnonzero(picked & (kind == TRAINING_KINDS.index(name)) & (points < _PLANE))
        at = at[choices.number[points[at]] > 0]
        piece = choices.first[points[at]] + (rng.random(len(at)) * choices.number[points[at]]).astype(np.int64)
        source[at], length[at] = choices.start[piece] + end, choices.length[piece]
        pool.append(choices.points)
        end += len(choices.points)
    han = (points >= 0x4E00) & (points <= 0x9FFF)
    at = np.flatnonzero(picked & han & (kind == TRAINING_KINDS.index("inserted_character")))
    common = np.frombuffer(tables.common().encode("utf-32-le"), "<u4")
    source[at], length[at] = end + 2 * np.arange(len(at)), 2
    pool.append(np.c_[points[at], rng.choice(common, len(at))].ravel())
    begin = np.cumsum(length) - length
    place = np.repeat(source - begin, length) + np.arange(int(length.sum()))
    changed = np.concatenate(pool)[place].tobytes().decode("utf-32-le", "surrogatepass")
    ends = np.r_[0, np.cumsum(np.bincount(row, weights=length, minlength=n))].astype(np.int64).tolist()
    return [changed[a:b] for a, b in itertools.pairwise(ends)]


def _swap(points: NDArray[np.uint32], at: NDArray[np.int64], row: NDArray[np.int64]) -> None:
    """Exchange each character at ``at`` with the next one of the same text; of neighbours there, only the first."""
    at = at[at + 1 < len(points)]
    at = at[(row[at] == row[at + 1]) & ~np.isin(at - 1, at)]
    points[at], points[at + 1] = points[at + 1], points[at]
