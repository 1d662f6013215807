"""Places where a fact may stand, and the choice among them."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
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
    every = [p for some in places for p in some]
    if not every:
        return np.zeros((0, 1), dtype=np.uint32)
    number = np.repeat(np.arange(len(places)), [len(some) for some in places])
    start = np.array([p.start for p in every], dtype=np.int64)
    end = np.array([p.end for p in every], dtype=np.int64)
    return reading.around(number, start, end, np.array([p.marks for p in every], dtype=np.int64))


def kinds(judge: Judge, places: Sequence[Sequence[Place]]) -> Ints:
    """Return the class of the value of each place; the last class is of all that have none of their own."""
    known = {name: i for i, name in enumerate(judge.classes)}
    other = len(judge.classes) - 1
    return np.array([known.get(str(p.value), other) for some in places for p in some], dtype=np.int64)


def choose(judge: Judge, reading: Reading, of_text: Floats, places: Sequence[Sequence[Place]]) -> list[Place | None]:
    """Return for each text the place that states the fact; None where it is likelier that none does.

    The likelihoods of places with one value are added (softmax over places and nothing).

    Parameters
    ----------
    judge : Judge
        Its first class is nothing.
    reading : Reading
    of_text : ndarray of float, shape (n, c)
        What `Judge.texts` returns.
    places : sequence of sequence of Place
        Of each text.
    """
    far = of_text + np.asarray(judge.extra["bias"], dtype=np.float32)
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
    weights = [exp(score - top) for score in scores]
    by_value: dict[Any, float] = {}
    first: dict[Any, tuple[float, Place]] = {}
    for place, weight in zip(places, weights, strict=True):
        value = place.value
        if value in by_value:
            by_value[value] += weight
            if weight > first[value][0]:
                first[value] = weight, place
        else:
            by_value[value] = weight
            first[value] = weight, place
    value = max(by_value, key=by_value.__getitem__)
    if by_value[value] < least * (sum(weights) + exp(none - top)):
        return None
    return first[value][1]
