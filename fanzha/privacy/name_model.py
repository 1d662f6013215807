"""The weights of names and addresses, as they lie in the package."""

from __future__ import annotations

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
    name : ndarray of int8, shape (2 ** BITS, units)
        What a feature adds to each hidden unit.
    name_hidden : ndarray of int32, shape (units,)
        What each unit begins with.
    name_out : ndarray of int64, shape (units,)
        Weights of the units above 0; the last unit counts below 0, too.
    name_bias : int
        Above 0 a candidate is a name.
    place : ndarray of int32, shape (2 ** BITS,)
    place_bias : int
        Added to the sum of weights; above 0 a candidate is an address.
    levels : ndarray of uint8, shape (2 ** PAIR_BITS,)
        How often pairs of characters stand together in the corpus, in steps, and whether two or three characters are a word
        (`fanzha.privacy.name_features.word_levels`).
    words : frozenset of str
        Pairs of characters that are words or parts of words in texts, a surname or place word being one of the two.
    dictionary : frozenset of str
        Common words of two characters.
    verbs : frozenset of str
        Of two characters, as the dictionary has them.
    plain : frozenset of str
        Words of two characters that begin with a surname and that hardly anybody is called: verbs, adverbs.
    """

    name: NDArray[np.int8]
    name_hidden: NDArray[np.int32]
    name_out: NDArray[np.int64]
    name_bias: int
    place: NDArray[np.int32]
    place_bias: int
    levels: NDArray[np.uint8]
    words: frozenset[str]
    dictionary: frozenset[str]
    verbs: frozenset[str]
    plain: frozenset[str]


@cache
def weights() -> Weights:
    """Read the weights."""
    with files("fanzha.privacy").joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as data:
        pairs, common, verbs, plain = (
            data[key].tobytes().decode("utf-16-le") for key in ("words", "dictionary", "verbs", "plain")
        )
        return Weights(
            data["name"],
            data["name_hidden"],
            data["name_out"],
            int(data["name_bias"][0]),
            data["place"].astype(np.int32),
            int(data["place_bias"][0]),
            data["levels"],
            frozenset(pairs[i : i + 2] for i in range(0, len(pairs), 2)),
            frozenset(common[i : i + 2] for i in range(0, len(common), 2)),
            frozenset(verbs[i : i + 2] for i in range(0, len(verbs), 2)),
            frozenset(plain[i : i + 2] for i in range(0, len(plain), 2)),
        )


def total(slots: NDArray[np.int64], table: NDArray[np.int32], bias: int) -> NDArray[np.int32]:
    """Return the sum of the weights of each candidate's features; whole numbers, so that no order of adding matters.

    Parameters
    ----------
    slots : ndarray of int64, shape (features, n)
    table : ndarray of int32
    bias : int

    Returns
    -------
    ndarray of int32, shape (n,)
    """
    found: NDArray[np.int32] = table.take(slots).sum(axis=0, dtype=np.int32) + np.int32(bias)
    return found


def name_scores(slots: NDArray[np.int64], known: Weights) -> NDArray[np.int64]:
    """Return how much each candidate looks like a name; above 0 it is one.

    One layer of rectified units over the sum of what features add to them; whole numbers, as in `total`.

    Parameters
    ----------
    slots : ndarray of int64, shape (features, n)
    known : Weights

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    hidden = known.name.take(slots, axis=0).sum(axis=0, dtype=np.int32) + known.name_hidden
    np.maximum(hidden[:, :-1], 0, out=hidden[:, :-1])
    found: NDArray[np.int64] = hidden.astype(np.int64) @ known.name_out + known.name_bias
    return found
