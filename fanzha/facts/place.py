"""Places where a fact may stand, and the choice among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from fanzha.facts.judge import Floats, Hashes, Ints, Judge, Reading


class Place(NamedTuple):
    """Where a value may be stated.

    Attributes
    ----------
    value : object
        What would be stated there.
    start, end : int
    marks : tuple of int
        What else is known: which rule found it, how many stand before it.
    """

    value: Any
    start: int
    end: int
    marks: tuple[int, ...]


def features(reading: Reading, places: Sequence[Sequence[Place]]) -> Hashes:
    """Return the features of all places of all texts, in order."""
    rows = [(number, p.start, p.end, p.marks) for number, some in enumerate(places) for p in some]
    if not rows:
        return np.zeros((0, 1), dtype=np.uint32)
    number, start, end = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(3))
    return reading.around(number, start, end, np.array([row[3] for row in rows], dtype=np.int64))


def kinds(judge: Judge, places: Sequence[Sequence[Place]]) -> Ints:
    """Return the class of the value of each place; the last class is of all that have none of their own."""
    known = {name: i for i, name in enumerate(judge.classes)}
    other = len(judge.classes) - 1
    return np.array([known.get(str(p.value), other) for some in places for p in some], dtype=np.int64)


def choose(
    judge: Judge, reading: Reading, whole: tuple[Hashes, Ints], places: Sequence[Sequence[Place]]
) -> list[Place | None]:
    """Return for each text the place that states the fact; None where it is likelier that none does.

    The likelihoods of places with one value are added (softmax over places and nothing).

    Parameters
    ----------
    judge : Judge
        Its first class is nothing.
    reading : Reading
    whole : tuple of ndarray
        What `Reading.whole` returns.
    places : sequence of sequence of Place
        Of each text.
    """
    far = judge.texts(*whole) + np.asarray(judge.extra["bias"], dtype=np.float32)
    counts = np.array([len(some) for some in places])
    near: Floats = judge.places(features(reading, places))[:, 0] if counts.sum() else np.zeros(0, dtype=np.float32)
    if len(near):
        near = near + far[np.repeat(np.arange(len(places)), counts), kinds(judge, places)]
    scores, nothing = near.tolist(), far[:, 0].tolist()
    least = float(judge.extra["least"])
    chosen: list[Place | None] = []
    at = 0
    for some, none in zip(places, nothing, strict=True):
        mine = scores[at : at + len(some)]
        at += len(some)
        chosen.append(_likeliest(some, mine, none, least) if some else None)
    return chosen


def _likeliest(places: Sequence[Place], scores: Sequence[float], none: float, least: float) -> Place | None:
    top = max(none, *scores)
    weights = np.exp(np.array([none, *scores]) - top).tolist()
    by_value: dict[Any, float] = {}
    for place, weight in zip(places, weights[1:], strict=True):
        by_value[place.value] = by_value.get(place.value, 0.0) + weight
    value = max(by_value, key=lambda v: by_value[v])
    if by_value[value] < least * sum(weights):
        return None
    best = max((w, -i) for i, (p, w) in enumerate(zip(places, weights[1:], strict=True)) if p.value == value)
    return places[-best[1]]
