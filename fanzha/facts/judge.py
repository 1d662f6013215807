"""Linear scores of places in texts, from the characters around them; weights are learnt by ``pipelines/learn_facts``.

Rules tell where something may stand: an amount, a channel, a trade. Which of several is meant hangs on more words than a rule
can list, so it is judged by weights of short runs of characters near the place, each by how far away it is and how
many commas and full stops lie between (feature hashing: Weinberger et al., 2009).
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint32]]
Floats = np.ndarray[Any, np.dtype[np.float32]]

LEFT: Final = 16  # characters before a place that are looked at
RIGHT: Final = 12  # characters behind it
BITS: Final = 16  # of a table of weights
_PAD: Final = LEFT + 4
# Odd multipliers, so that products spread over all bits (Knuth, 1998, section 6.4).
_M1, _M2, _M3, _SLOT, _MIX = (np.uint32(m) for m in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1))
_WHOLE: Final = np.uint32(900 * 0x27D4EB2F & 0xFFFFFFFF)  # slot of whole texts
_MOST: Final = 6.0  # score of a whole text; one character over and over is no better evidence than a few
_COMMAS: Final = "，、：（）“”"
_STOPS: Final = "。；！？\n"
# One figure is like another; characters outside the basic plane are one.
_SAME: Final = np.arange(0x10001, dtype=np.uint32)
_SAME[ord("0") : ord("9") + 1] = ord("0")


def _buckets(count: int) -> Ints:
    return np.array([0 if d == 1 else 1 if d == 2 else 2 if d <= 6 else 3 for d in range(1, count + 1)])


_AWAY: Final = np.concatenate([_buckets(LEFT), 4 + _buckets(RIGHT)])
_STEPS: Final = np.concatenate([-np.arange(1, LEFT + 1), np.arange(RIGHT)])


def runs(codes: Hashes) -> tuple[Hashes, Hashes, Hashes]:
    """Return a number for the runs of one, two and three characters that begin at each place.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n,)
    """
    one = codes * _M1
    one ^= one >> np.uint32(15)
    two = one.copy()
    two[:-1] += codes[1:] * _M2
    two[:-1] ^= two[:-1] >> np.uint32(13)
    three = two.copy()
    three[:-2] += codes[2:] * _M3
    three[:-2] ^= three[:-2] >> np.uint32(14)
    return one, two + np.uint32(1), three + np.uint32(2)


class Reading:
    """Texts as numbers, ready to be judged.

    Parameters
    ----------
    texts : sequence of str
        Readable (`fanzha.facts.reading`).

    Attributes
    ----------
    starts : ndarray of int, shape (n,)
        Where each text begins among the characters of all.
    lengths : ndarray of int, shape (n,)
    """

    def __init__(self, texts: Sequence[str]) -> None:
        gap = "\0" * _PAD
        raw = np.frombuffer((gap + gap.join([*texts, ""])).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        codes = _SAME[np.minimum(raw, 0x10000)]
        self.lengths = np.array([len(text) for text in texts], dtype=np.int64)
        self.starts = _PAD + np.concatenate([[0], np.cumsum(self.lengths + _PAD)[:-1]]).astype(np.int64)
        self.grams = runs(codes)
        commas, stops = (np.isin(codes, [ord(c) for c in marks]) for marks in (_COMMAS, _STOPS))
        # How many commas, and sixteen for each full stop, stand before a character.
        self.parted = np.concatenate([[0], np.cumsum(commas + 16 * stops.astype(np.int32))]).astype(np.int32)

    def around(self, number: Ints, start: Ints, end: Ints, marks: Ints) -> Hashes:
        """Return the features of places.

        Parameters
        ----------
        number : ndarray of int, shape (n,)
            Of the text.
        start, end : ndarray of int, shape (n,)
            In the text.
        marks : ndarray of int, shape (n, m)
            What else is known of each place, such as which rule found it.

        Returns
        -------
        ndarray of uint32, shape (n, k)
            Rows of a table of weights.
        """
        first, last = self.starts[number] + start, self.starts[number] + end
        at = np.concatenate([np.repeat(first[:, None], LEFT, 1), np.repeat(last[:, None], RIGHT, 1)], 1) + _STEPS
        np.minimum(at, len(self.grams[0]) - 1, out=at)
        between = np.empty(at.shape, dtype=np.int32)
        between[:, :LEFT] = self.parted[first][:, None] - self.parted[at[:, :LEFT] + 1]
        between[:, LEFT:] = self.parted[at[:, LEFT:]] - self.parted[last][:, None]
        level = np.where(between >= 16, 3, np.minimum(between, 2))
        slots = ((_AWAY + 8 * level) * 4).astype(np.uint32)
        columns = [self.grams[n][at] + (slots + np.uint32(n)) * _SLOT for n in range(3)]
        inside = np.stack([first, first + 1, last - 1, last - 2], 1)
        where = np.arange(200, 204, dtype=np.uint32)
        columns += [self.grams[n][inside] + (where + np.uint32(n * 4)) * _SLOT for n in range(2)]
        told = (marks.astype(np.uint32) + np.uint32(7)) * _M1
        told ^= told >> np.uint32(15)
        columns.append(told + np.arange(300, 300 + marks.shape[1], dtype=np.uint32) * _SLOT)
        return (np.concatenate(columns, 1) * _MIX) >> np.uint32(32 - BITS)

    def whole(self) -> tuple[Hashes, Ints]:
        """Return the features of all characters of all texts, and where those of each text begin."""
        inside = np.zeros(len(self.grams[0]), dtype=bool)
        edge = np.zeros(len(inside) + 1, dtype=np.int32)
        edge[self.starts] += 1
        edge[self.starts + self.lengths] -= 1
        inside = np.cumsum(edge[:-1]) > 0
        rows = np.stack([self.grams[1][inside], self.grams[2][inside]], 1)
        bounds = np.concatenate([[0], np.cumsum(self.lengths)])
        return ((rows + _WHOLE) * _MIX) >> np.uint32(32 - BITS), bounds


class Judge:
    """Weights of one question.

    Parameters
    ----------
    near : ndarray of float, shape (2**BITS, k)
        Of features around a place.
    far : ndarray of float, shape (2**BITS, c)
        Of features of a whole text, for each of the classes.
    classes : sequence of str
    """

    def __init__(self, near: Floats, far: Floats, classes: Sequence[str], extra: dict[str, Any] | None = None) -> None:
        self.near, self.far, self.classes = near, far, tuple(classes)
        self.extra = extra or {}

    def places(self, features: Hashes) -> Floats:
        """Return the scores of places, shape (n, k)."""
        if self.near.shape[1] == 1:
            return np.asarray(self.near[:, 0].take(features).sum(1)[:, None])
        return np.asarray(self.near.take(features, axis=0).sum(1))

    def texts(self, features: Hashes, bounds: Ints) -> Floats:
        """Return the scores of whole texts, shape (n, c); the longer a text, the less each of its characters counts."""
        return whole_scores([self], features, bounds)[0]


def whole_scores(judges: Sequence[Judge], features: Hashes, bounds: Ints) -> list[Floats]:
    """Return the scores that judges give whole texts, each of shape (n, c).

    Parameters
    ----------
    judges : sequence of Judge
    features, bounds : ndarray of int
        What `Reading.whole` returns.
    """
    table, scales = _together(tuple(judges))
    lengths = np.diff(bounds)
    some = np.flatnonzero(lengths)
    found = np.zeros((len(lengths), table.shape[1]), dtype=np.float32)
    if len(some):
        summed = np.add.reduceat(table.take(features[:, 0], axis=0), bounds[:-1][some], axis=0, dtype=np.int32)
        summed += np.add.reduceat(table.take(features[:, 1], axis=0), bounds[:-1][some], axis=0, dtype=np.int32)
        found[some] = np.clip(summed * scales / np.sqrt(lengths[some])[:, None], -_MOST, _MOST)
    ends = np.cumsum([judge.far.shape[1] for judge in judges])
    return np.split(found, ends[:-1], axis=1)


@lru_cache(maxsize=16)
def _together(judges: tuple[Judge, ...]) -> tuple[np.ndarray[Any, np.dtype[np.int16]], Floats]:
    """Return one table of small whole numbers for the whole-text weights of judges, and what one of each column is worth."""
    scales = [max(float(np.abs(judge.far).max()), 1e-9) / 32_000 for judge in judges]
    tables = [np.round(judge.far / scale).astype(np.int16) for judge, scale in zip(judges, scales, strict=True)]
    widths = [judge.far.shape[1] for judge in judges]
    return np.concatenate(tables, axis=1), np.repeat(np.array(scales, dtype=np.float32), widths)


def packed(table: Floats) -> dict[str, Any]:
    """Return a table of weights as JSON: 8-bit numbers, compressed, in base 64, and what one of them is worth."""
    scale = float(np.abs(table).max()) / 127 or 1.0
    small = np.round(table / scale).astype(np.int8)
    return {
        "shape": list(table.shape),
        "scale": scale,
        "weights": base64.b64encode(zlib.compress(small.tobytes(), 9)).decode("ascii"),
    }


def unpacked(data: dict[str, Any]) -> Floats:
    """Return the table that `packed` made JSON of."""
    small = np.frombuffer(zlib.decompress(base64.b64decode(data["weights"])), dtype=np.int8)
    return np.asarray(small.reshape(data["shape"]) * np.float32(data["scale"]), dtype=np.float32)


@cache
def judge(name: str) -> Judge:
    """Return the judge of a question: ``loss``, ``channel``, ``payment``, ``occupation``, ``person`` or ``date``."""
    data = json.loads(files("fanzha.facts").joinpath("weights", f"{name}.json").read_text(encoding="utf-8"))
    return Judge(unpacked(data["near"]), unpacked(data["far"]), data["classes"], data.get("extra"))
