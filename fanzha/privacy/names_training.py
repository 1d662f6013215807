"""Trains the model of personal names on the project's own texts with invented names planted in them.

``python -m fanzha.privacy.names_training`` writes ``names.npz`` beside this module, the same for the same corpus and seed.
It needs SciPy, numba and pypinyin (extra ``train``) and jieba (extra ``dev``), whose dictionary is under the MIT licence.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fanzha.privacy.address import Place, places
from fanzha.privacy.address import features as place_features
from fanzha.privacy.deidentify import plain_texts
from fanzha.privacy.marked_frames import Frames
from fanzha.privacy.name_features import (
    BITS,
    Candidates,
    candidates,
    features,
    join,
    pair_counts,
    pair_levels,
    word_levels,
)
from fanzha.privacy.name_planting import cells, planted
from fanzha.privacy.name_words import SURNAMES
from fanzha.privacy.place_planting import with_addresses
from fanzha.privacy.planting_lists import BOTH, MEN, NO_NAMES, WOMEN

MODEL: Final = Path(__file__).with_name("names.npz")
SEED: Final = 20260301
_L2: Final = 1.0  # strength of the quadratic penalty
_UNITS: Final = 14
_EPOCHS: Final = 6
_AVERAGED: Final = 3  # epochs at the end whose weights are averaged (Polyak, Juditsky, SIAM J. Control Optim. 1992)
_NAME_SCALE: Final = 40  # weights of names are kept in steps of 1/40
_FOLDS: Final = 4
_PHRASES_COUNT: Final = 2  # times that each phrase of the dictionary counts
_WORDS_COUNT: Final = 4  # times that each word of the list of no names counts
# Names that are missed weigh more than words that go; chosen on marked texts.
_NAME_SHIFT: Final = 3.6
_PLACE_SHIFT: Final = 2.5
_COPIES: Final = 5  # of the corpus with names and addresses planted, besides itself
_FILLED: Final = 1  # times that marked texts are filled for each part of each copy
_PLAIN_COUNT: Final = 10  # how often the dictionary counted a word that stands where names could
_JOINING: Final = frozenset({"d", "c", "r", "p"})  # adverbs, conjunctions, pronouns, prepositions
_DOING: Final = frozenset({"v", "vd", "vn", "ad", "an", "z"})
_FREQUENT: Final = 150  # surnames with which a verb may well be somebody's name: 高升, 安定
_MOST: Final = 30  # surnames with which an adverb may be one: 何必
# Of what people do, which the dictionary has as nouns.
_DONE: Final = ("生病", "生气", "生产", "包装", "应聘", "解释", "通知", "支付", "计划", "储蓄", "访问", "安排")
_COMMON: Final = 2  # see `_dictionary`
_PAIR: Final = 5
_SCALE: Final = 256  # weights are kept in steps of 1/256
_ROUNDS: Final = 90  # of L-BFGS (Liu, Nocedal, Mathematical Programming 1989)


Spans = list[list[tuple[int, int]]]


def labels(found: Candidates, spans: Sequence[Sequence[tuple[int, int]]]) -> NDArray[np.bool_]:
    """Tell of each candidate whether it is exactly one of the names.

    Parameters
    ----------
    found : Candidates
    spans : sequence of sequence of tuple
        Of each text.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    keys = [(int(begin) + a) * 8 + b - a for begin, every in zip(found.begin, spans, strict=False) for a, b in every]
    right: NDArray[np.bool_] = np.isin(found.start * 8 + found.length, np.array(keys, dtype=np.int64))
    return right


def fit(
    slots: NDArray[np.int64], right: NDArray[np.bool_], progress: Callable[[float], None] = lambda _: None
) -> tuple[NDArray[np.float64], float]:
    """Fit logistic regression with a quadratic penalty.

    Parameters
    ----------
    slots : ndarray of int64, shape (features, n)
        Of `fanzha.privacy.name_features.features`.
    right : ndarray of bool, shape (n,)
    progress : callable
        Told the loss now and then.

    Returns
    -------
    weights : ndarray of float64, shape (2 ** BITS,)
    bias : float
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    n, k = len(right), len(slots)
    columns = slots.T.ravel()
    matrix = csr_matrix((np.ones(n * k, dtype=np.float32), columns, np.arange(0, n * k + 1, k)), shape=(n, 2**BITS))
    sign = np.where(right, 1.0, -1.0)

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (matrix @ x[:-1] + x[-1])
        value = np.logaddexp(0, -margin).sum() + 0.5 * _L2 * float(x[:-1] @ x[:-1])
        slope = -sign / (1 + np.exp(np.clip(margin, -500, 500)))
        gradient = np.append(matrix.T @ slope + _L2 * x[:-1], slope.sum())
        progress(float(value))
        return float(value), gradient

    start = np.zeros(2**BITS + 1)
    start[-1] = -3.0
    result: Any = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    return result.x[:-1], float(result.x[-1])


def word_pairs(texts: Sequence[str]) -> str:
    """Return the pairs of characters that stand together in texts five times or more, one being of a surname; words that are no names, too.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    str
        Pair after pair, in order.
    """
    counts = Counter(text[i : i + 2] for text in texts for i in range(len(text) - 1))
    counts.update({word[:2]: _PAIR for word in NO_NAMES if len(word) > 1})
    surnames = set(SURNAMES)
    return "".join(
        sorted(p for p, n in counts.items() if n >= _PAIR and surnames & set(p) and all("一" <= c <= "鿿" for c in p))
    )


def _corpus() -> tuple[list[str], list[str]]:
    """Return the texts of the corpus as recognisers read them, without what has a form of its own, and the trades in it."""
    folder = Path(__file__).parents[1] / "corpus" / "batches"
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("b*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    trades = {job for row in rows if row.get("facts") and (job := row["facts"].get("occupation"))}
    return plain_texts([row["text"] for row in rows]), sorted(job for job in trades if 2 <= len(job) <= 8)


def _phrases() -> list[str]:
    """Return common words and phrases (the dictionary of `pypinyin`)."""
    from pypinyin.constants import PHRASES_DICT

    return sorted(phrase for phrase in PHRASES_DICT if 2 <= len(phrase) <= 4)


def _dictionary() -> list[str]:
    """Return words of a segmenter's dictionary (`jieba`), common ones several times, without those that it takes for names."""
    import jieba

    words: list[str] = []
    with Path(str(jieba.__file__)).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, kind = line.split()
            if not kind.startswith("nr") and 2 <= len(word) <= 6:
                words += [word] * (1 + (int(count) >= 10) + (int(count) >= 100) + 5 * (int(count) >= 1000))
    return words


def _verbs() -> list[str]:
    """Return words of two characters that a segmenter's dictionary (`jieba`) has as verbs."""
    import jieba

    with Path(str(jieba.__file__)).with_name("dict.txt").open(encoding="utf-8") as lines:
        parts = (line.split() for line in lines)
        return sorted(word for word, _, kind in parts if kind == "v" and len(word) == 2)


def _plain_words() -> list[str]:
    """Return common verbs, adverbs and the like of two characters (`jieba`) that begin with a surname and that hardly anybody is called."""
    import jieba

    surnames, frequent, given = set(SURNAMES), set(SURNAMES[:_FREQUENT]), set(WOMEN + MEN + BOTH)
    found = set(_DONE)
    with Path(str(jieba.__file__)).with_name("dict.txt").open(encoding="utf-8") as lines:
        for word, count, kind in map(str.split, lines):
            if len(word) != 2 or word[0] not in surnames or int(count) < _PLAIN_COUNT:
                continue
            if (kind in _JOINING and word[0] not in SURNAMES[:_MOST]) or (
                kind in _DOING and not (word[0] in frequent and word[1] in given)
            ):
                found.add(word)
    return sorted(found)


def _common_words(size: int, least: int = _COMMON) -> list[str]:
    """Return words of so many characters that a dictionary holds and that are common enough."""
    counts = Counter(word for word in _dictionary() if len(word) == size and all("一" <= c <= "鿿" for c in word))
    return sorted(word for word, n in counts.items() if n >= least)


def train(
    texts: Sequence[str], trades: Sequence[str], marked: Sequence[Path] = (), seed: int = SEED
) -> dict[str, NDArray[Any]]:
    """Make the arrays of ``names.npz``.

    Parameters
    ----------
    texts : sequence of str
        Readable (`fanzha.privacy.readable`).
    trades : sequence of str
        What people do, in words that stand before names.
    marked : sequence of Path
        Marked texts, in whose gaps names and addresses are planted, too; see `fanzha.privacy.marked_frames`.
    seed : int

    Returns
    -------
    dict of str to ndarray
    """
    rng = random.Random(seed)
    frames = Frames(marked)
    name_slots, name_right, place_slots, place_right = [], [], [], []
    parts = [texts[i::_FOLDS] for i in range(_FOLDS)]
    counts = [pair_counts(part) for part in parts]
    words = _WORDS_COUNT * pair_counts(NO_NAMES) + _PHRASES_COUNT * pair_counts(_phrases())
    words += pair_counts(_dictionary())
    common = _common_words(2) + _common_words(3)
    known = word_levels(_common_words(2, 1) + _common_words(3, 1))
    for copy in range(_COPIES + 1):
        for part, inside in zip(parts, counts, strict=True):
            # A text must not be told by pairs that only it holds, as a new text will not be.
            levels = pair_levels((sum(counts) - inside) * _FOLDS // (_FOLDS - 1) + words) | known
            made = list(part)
            spans: Spans = [[] for _ in part]
            own: Spans = [[] for _ in part]
            if copy:
                made, spans = planted(part, trades, common, rng)
                made, spans, own = with_addresses(made, spans, rng)
                more, bare = cells(trades, rng)
                made, spans, own = made + more, spans + bare, own + [[] for _ in more]
                for _ in range(_FILLED if marked else 0):
                    filled, people, addresses = frames.filled(common, rng)
                    made, spans, own = made + filled, spans + people, own + addresses
            found = candidates(made)
            name_slots.append(features(found, levels))
            name_right.append(labels(found, spans))
            every = places(made)
            slots, owner, length = place_features(every, *join(made), levels)
            place_slots.append(slots)
            place_right.append(np.array([_true_length(p, own[p.text]) for p in every])[owner] == length)
    arrays: dict[str, NDArray[Any]] = {"levels": pair_levels(sum(counts) + words) | known}
    place_weights, bias = fit(np.concatenate(place_slots, axis=1), np.concatenate(place_right))
    arrays["place"] = np.round(place_weights * _SCALE).astype(np.int16)
    arrays["place_bias"] = np.array([round((bias + _PLACE_SHIFT) * _SCALE)], dtype=np.int32)
    every_slot = np.ascontiguousarray(np.concatenate(name_slots, axis=1).T)
    arrays |= fit_names(every_slot, np.concatenate(name_right), seed)
    arrays["dictionary"] = np.frombuffer("".join(_common_words(2)).encode("utf-16-le"), dtype=np.uint8)
    arrays["verbs"] = np.frombuffer("".join(_verbs()).encode("utf-16-le"), dtype=np.uint8)
    arrays["plain"] = np.frombuffer("".join(_plain_words()).encode("utf-16-le"), dtype=np.uint8)
    arrays["words"] = np.frombuffer(word_pairs(texts).encode("utf-16-le"), dtype=np.uint8)
    return arrays


def fit_names(slots: NDArray[np.int64], right: NDArray[np.bool_], seed: int) -> dict[str, NDArray[Any]]:
    """Train the units of `fanzha.privacy.name_model.Weights` by AdaGrad (Duchi, Hazan, Singer, JMLR 2011).

    Features are left out at random (dropout, Srivastava et al., JMLR 2014), so that no single one decides.

    Parameters
    ----------
    slots : ndarray of int64, shape (n, features)
    right : ndarray of bool, shape (n,)
    seed : int

    Returns
    -------
    dict of str to ndarray
    """
    from fanzha.privacy.names_kernel import epoch

    rng = np.random.default_rng(seed)
    table = rng.normal(0, 0.05, (2**BITS, _UNITS))
    squares = np.full_like(table, 1e-2)
    out, bias = rng.normal(0, 0.5, _UNITS - 1), np.zeros(1 + _UNITS)
    bias[0] = -2.0
    out_squares = np.ones(_UNITS + 1)
    sums: list[NDArray[np.float64]] = [np.zeros_like(values) for values in (table, out, bias)]
    for i in range(_EPOCHS):
        epoch(slots, right, rng.permutation(len(right)), table, squares, out, out_squares, bias, i)
        if i >= _EPOCHS - _AVERAGED:
            sums = [held + values / _AVERAGED for held, values in zip(sums, (table, out, bias), strict=True)]
    table, out, bias = sums
    # The last unit is linear and has weight 1.
    return {
        "name": np.clip(np.round(table * _NAME_SCALE), -127, 127).astype(np.int8),
        "name_hidden": np.round(bias[1:] * _NAME_SCALE).astype(np.int32),
        "name_out": np.round(np.append(out, 1.0) * _NAME_SCALE).astype(np.int64),
        "name_bias": np.array([round((bias[0] + _NAME_SHIFT) * _NAME_SCALE**2)], dtype=np.int64),
    }


def _true_length(place: Place, own: Sequence[tuple[int, int]]) -> int:
    """Return how many characters in front of a place word belong to the planted address, or -1 if none is there."""
    for start, end in own:
        if start <= place.start < end:
            return min(place.start - start, place.room)
    return -1


def main() -> None:
    """Train and write the file."""
    parser = argparse.ArgumentParser(prog="python -m fanzha.privacy.names_training", description=__doc__)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--marked", type=Path, action="append", default=[], help="marked texts to plant names in, too")
    arguments = parser.parse_args()
    arrays = train(*_corpus(), arguments.marked)
    with arguments.out.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    sys.stdout.write(f"{arguments.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
