"""The weights of names and addresses, as they lie in the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = "names.npz"


@dataclass(frozen=True, slots=True)
class Weights:
    """A table of weights for hashed features.

    Attributes
    ----------
    name, place : ndarray of int32, shape (2 ** BITS,)
    name_bias, place_bias : int
        Added to the sum of weights; above 0 a candidate is one.
    words : frozenset of str
        Pairs of characters that are words or parts of words in texts, a surname or place word being one of the two.
    """

    name: NDArray[np.int32]
    place: NDArray[np.int32]
    name_bias: int
    place_bias: int
    words: frozenset[str]


@cache
def weights() -> Weights:
    """Read the weights."""
    with files("fanzha.privacy").joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as data:
        pairs = data["words"].tobytes().decode("utf-16-le")
        return Weights(
            data["name"].astype(np.int32),
            data["place"].astype(np.int32),
            int(data["name_bias"][0]),
            int(data["place_bias"][0]),
            frozenset(pairs[i : i + 2] for i in range(0, len(pairs), 2)),
        )


def total(slots: Sequence[NDArray[np.int64]], table: NDArray[np.int32], bias: int) -> NDArray[np.int32]:
    """Return the sum of the weights of each candidate's features; whole numbers, so that no order of adding matters.

    Parameters
    ----------
    slots : sequence of ndarray of int64, each of shape (n,)
    table : ndarray of int32
    bias : int

    Returns
    -------
    ndarray of int32, shape (n,)
    """
    found = np.full(len(slots[0]), bias, dtype=np.int32)
    for slot in slots:
        found += table.take(slot)
    return found
