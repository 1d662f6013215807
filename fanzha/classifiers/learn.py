"""How the linear classifier learns: vectors of texts, margins on held-out ones, probabilities from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.classifiers import kernel
from fanzha.classifiers.base import Prediction, Taught
from fanzha.classifiers.calibration import select_penalty
from fanzha.classifiers.excerpts import Apart, excerpts, learn_gate, let_speak
from fanzha.classifiers.svm import LinearSVM, Rows, Solution, in_parallel, margins, weigh
from fanzha.labels import macro_f1
from fanzha.text.tokens import Alphabet

# Looser than LIBLINEAR's 0.1: held-out macro-F1 is the same to the third digit, in half the passes.
_TOLERANCE = 0.3
# The strongest penalty of those whose held-out macro-F1 is this close to the best one's is taken.
_CLOSE = 0.003
# Share of the folds that are held out again once copies were learnt from.
_SHARE_AWAY = 0.3
# Copies move what has settled without them only a little; more passes changed neither accuracy nor robustness.
_PASSES_COPIES, _PASSES_AWAY = 5, 2
# A label that a teacher gives a text with less than this is not learnt from it.
_LEAST_SHARE = 0.05
# An n-gram of one text alone says nothing of others.
_TEXTS = 2
# A pair of characters is familiar when so many sources hold it; one source alone may be peculiar.
_SOURCES = 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How texts become counts.

    Attributes
    ----------
    letters : Alphabet
    orders, reading_orders : tuple of int
    skips : int
    bits : int
        Base-2 logarithm of the number of buckets.
    pair_bits : int
        The same for the pairs of characters whose familiarity is remembered.
    """

    letters: Alphabet
    orders: tuple[int, ...]
    skips: int
    reading_orders: tuple[int, ...]
    bits: int
    pair_bits: int

    def counts(self, texts: Sequence[str]) -> tuple[Rows, NDArray[np.int64]]:
        """Count n-grams: rows of counts, and the number of n-grams of each text."""
        a = self.letters
        names = (a.fold, a.syllable, a.syllables)
        pointer, bucket, count, length = kernel.counts(
            texts, *names, self.orders, self.skips, self.reading_orders, self.bits
        )
        return Rows(pointer, bucket, count, 1 << self.bits), length

    def pairs(self, texts: Sequence[str]) -> Rows:
        """Count pairs of neighbouring characters."""
        a = self.letters
        pointer, bucket, count, _ = kernel.counts(texts, a.fold, a.syllable, a.syllables, (2,), 0, (), self.pair_bits)
        return Rows(pointer, bucket, count, 1 << self.pair_bits)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What learning gave.

    Attributes
    ----------
    buckets : ndarray of uint32, shape (m,)
        Those that are used.
    weights : ndarray of float64, shape (m, k)
        Of n-gram counts, over the square root of the number of n-grams.
    bias : ndarray of float64, shape (k,)
    gate : ndarray of float32, shape (4,) or (0,)
        How far excerpts speak for a text; see `fanzha.classifiers.excerpts.learn_gate`.
    familiar : ndarray of bool, shape (2 ** pair_bits,)
        Pairs of characters that several sources hold.
    held_out : Prediction
        Of the labelled texts, each by a model that saw neither it, nor its group, nor (where there are enough) its source.
    """

    buckets: NDArray[np.uint32]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    gate: NDArray[np.float32]
    familiar: NDArray[np.bool_]
    held_out: Prediction


def learn(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    k: int,
    fold: NDArray[np.int64],
    copies: Sequence[str],
    taught: Taught | None,
    vocabulary: Vocabulary,
    *,
    penalties: Sequence[float],
    calibration_penalties: Sequence[float],
    copy_weight: float,
    keep: int,
    honest: int | None,
    padding_weight: float,
    sources: Sequence[str],
    seed: int,
    on_step: Callable[[int], object] | None = None,
) -> Learnt:
    """Learn from texts, from disguised copies of them and from what a teacher says of others.

    Parameters
    ----------
    texts : sequence of n strings
    labels : ndarray of int64, shape (n,)
        From 0 to k - 1.
    k : int
    fold : ndarray of int64, shape (n,)
        The fold in which a text is held out.
    copies : sequence of strings
        Disguised copies, all texts in order as often as there are; only the final weights learn from them.
    taught : Taught, optional
    vocabulary : Vocabulary
    penalties, calibration_penalties : sequence of float
        Inverse strengths to choose from.
    copy_weight : float
    keep : int
        How many n-grams keep weights at most.
    honest : int, optional
        The label that means no fraud; without one, excerpts do not speak.
    padding_weight : float
        What a text with honest messages around it counts for when it is learnt how far excerpts speak; 0 silences them.
    sources : sequence of n strings
    seed : int
    on_step : callable, optional
        Told after each held-out fold and penalty.
    """
    n = len(texts)
    soft = _soft_rows(taught) if taught is not None else ([], np.zeros(0, np.int64), np.zeros(0))
    pieces, owner = excerpts(texts) if honest is not None and padding_weight else ([], np.zeros(0, np.int64))
    counts, length = vocabulary.counts([*texts, *soft[0]])
    frequency = np.bincount(counts.column[: counts.pointer[n]], minlength=counts.columns)
    # The commonest first: their weights stay in the cache.
    used = np.argsort(-frequency, kind="stable")[: int((frequency >= min(_TEXTS, n)).sum())]
    # Smoothed inverse document frequency (Salton and Buckley 1988; the smoothing is scikit-learn's).
    idf = (np.log((1 + n) / (1 + frequency[used])) + 1).astype(np.float32)
    rows = _weighted(counts, length, used, idf)
    label, weight = np.r_[labels, soft[1]], np.r_[_balance(sources), soft[2]]
    where = np.r_[fold, np.full(len(soft[1]), -1, np.int64)]
    lesson = _Lesson(rows, _weighted(*vocabulary.counts(pieces), used, idf), k, fold, owner, length[:n])
    prune = _Pruner(np.asarray(idf * np.sqrt(frequency[used]), np.float32), keep)
    held: dict[float, Apart] = {}
    whole: dict[float, list[Solution]] = {}
    for c in penalties:
        svm = LinearSVM(rows, label, c * weight, k, _TOLERANCE, seed=seed)
        whole[c] = svm.solve(np.arange(len(label)))
        held[c] = lesson.held_out(svm, whole[c], where, prune, on_step)
    f1 = {c: macro_f1(labels, held[c].text.argmax(axis=1), k) for c in penalties}
    c = min(c for c in penalties if f1[c] >= max(f1.values()) - _CLOSE)
    found, apart = whole[c], held[c]
    if len(copies):
        rows = _joined(rows, _weighted(*vocabulary.counts(copies), used, idf))
        of = np.tile(np.arange(n), len(copies) // n)
        weight, label = np.r_[weight, copy_weight * weight[of]], np.r_[label, labels[of]]
        where = np.r_[where, fold[of]]
        svm = LinearSVM(rows, label, c * weight, k, _TOLERANCE, seed=seed)
        found = svm.solve(np.arange(len(label)), [s.extended(len(copies)) for s in found], _PASSES_COPIES)
        apart = lesson.after_copies(svm, found, where, prune, apart)
    # The calibrator's own probabilities are held out once more, so that the decision rule sees honest ones.
    scaling, probabilities = select_penalty(apart.text, labels, fold, calibration_penalties)
    gate = np.zeros(0, np.float32)
    if honest is not None and padding_weight:
        gate = learn_gate(apart, scaling, labels, honest, padding_weight, seed)
        if len(gate):
            let_speak(probabilities, scaling(apart.excerpt), owner, honest, gate)
    kept = prune.kept(found)
    coef, bias = (part[kept] if part.ndim > 1 else part for part in svm.weights(found))
    familiar, familiarity = _familiar(vocabulary.pairs(texts), fold, sources)
    return Learnt(
        used[kept].astype(np.uint32),
        idf[kept, None] * (coef @ scaling.matrix.T),
        scaling.matrix @ bias + scaling.shift,
        gate,
        familiar,
        Prediction(probabilities.astype(np.float32), familiarity),
    )


@dataclass(frozen=True, slots=True)
class _Pruner:
    """Which n-grams keep their weights.

    Softmax does not feel what all labels share, so a weight is as large as it is unlike the mean of its n-gram. What it does to
    texts grows with how often the n-gram stands in them; by the square root of the number of texts, half of the n-grams do
    nearly all that all of them do.

    Attributes
    ----------
    factor : ndarray of float32, shape (m,)
        Inverse document frequency times the square root of the number of texts.
    number : int
    """

    factor: NDArray[np.float32]
    number: int

    def kept(self, found: list[Solution]) -> NDArray[np.int64]:
        """Return the places of those that keep them, ascending."""
        if len(self.factor) <= self.number:
            return np.arange(len(self.factor))
        weights = np.hstack([s.weights[:, : s.labels] for s in found])
        size = np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1) * self.factor
        return np.sort(np.argsort(-size, kind="stable")[: self.number])

    def __call__(self, found: list[Solution]) -> list[Solution]:
        """Return the solution with the weights of all others set to nothing."""
        gone = np.setdiff1d(np.arange(len(self.factor)), self.kept(found), assume_unique=True)
        if not len(gone):
            return found
        pruned = [Solution(s.weights.copy(), s.bias, s.alpha, s.labels) for s in found]
        for s in pruned:
            s.weights[gone] = 0
        return pruned


@dataclass(frozen=True, slots=True)
class _Lesson:
    """The texts to learn from and their excerpts, so that both can be held out.

    Attributes
    ----------
    rows, pieces : Rows
        Vectors; of the rows the first n are the texts.
    k : int
    fold : ndarray of int64, shape (n,)
    owner : ndarray of int64
        Which text each excerpt is of.
    length : ndarray of int64, shape (n,)
    """

    rows: Rows
    pieces: Rows
    k: int
    fold: NDArray[np.int64]
    owner: NDArray[np.int64]
    length: NDArray[np.int64]

    def _seen(self, texts: NDArray[np.int64], found: list[Solution], prune: _Pruner, into: Apart) -> None:
        """Write down the margins of some texts and of their excerpts."""
        found = prune(found)
        into.text[texts] = margins(self.rows, texts, found, self.k)
        into.bias[texts] = np.concatenate([s.bias for s in found])[None, : self.k]
        mark = np.zeros(len(self.fold), np.bool_)
        mark[texts] = True
        pieces = np.flatnonzero(mark[self.owner])
        into.excerpt[pieces] = margins(self.pieces, pieces, found, self.k)

    def _blank(self) -> Apart:
        n, m = len(self.fold), len(self.owner)
        return Apart(
            np.zeros((n, self.k)), np.zeros((m, self.k)), np.zeros((n, self.k)), self.length, self.owner, self.fold
        )

    def held_out(
        self,
        svm: LinearSVM,
        whole: list[Solution],
        where: NDArray[np.int64],
        prune: _Pruner,
        on_step: Callable[[int], object] | None,
    ) -> Apart:
        """Return the margins of each text by machines that forgot its fold; rows of fold -1 are never held out."""
        parts, seen = np.unique(self.fold), self._blank()

        def hold_out(i: int) -> None:
            found = svm.solve(np.flatnonzero(where != parts[i]), whole)
            self._seen(np.flatnonzero(self.fold == parts[i]), found, prune, seen)
            if on_step is not None:
                on_step(1)

        in_parallel(hold_out, len(parts))
        return seen

    def after_copies(
        self, svm: LinearSVM, found: list[Solution], where: NDArray[np.int64], prune: _Pruner, before: Apart
    ) -> Apart:
        """Carry held-out margins over to machines that learnt from copies too.

        Holding every fold out again would cost several times as much. Copies shift and stretch the margins of a label about
        evenly, so a line for each label, fitted on some folds held out once, says how.
        """
        parts, after = np.unique(self.fold), self._blank()
        away = np.isin(where, parts[: max(1, round(_SHARE_AWAY * len(parts)))])
        held = np.flatnonzero(away[: len(self.fold)])
        self._seen(held, svm.solve(np.flatnonzero(~away), found, _PASSES_AWAY), prune, after)
        x, y = before.text[held], after.text[held]
        middle, spread = x.mean(axis=0), np.square(x - x.mean(axis=0)).sum(axis=0)
        slope = np.where(spread > 0, ((x - middle) * y).sum(axis=0) / np.maximum(spread, 1e-12), 1.0)
        level = y.mean(axis=0) - slope * middle
        return Apart(
            before.text * slope + level,
            before.excerpt * slope + level,
            before.bias * slope + level,
            self.length,
            self.owner,
            self.fold,
        )


def _joined(first: Rows, second: Rows) -> Rows:
    """Put the rows of the second behind those of the first."""
    return Rows(
        np.r_[first.pointer, second.pointer[1:] + first.pointer[-1]],
        np.r_[first.column, second.column],
        np.r_[first.value, second.value],
        first.columns,
    )


def _weighted(counts: Rows, length: NDArray[np.int64], used: NDArray[np.int64], idf: NDArray[np.float32]) -> Rows:
    """Keep the used buckets; multiply counts by inverse document frequency, over the square root of the number of n-grams."""
    place = np.full(counts.columns, -1, np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    root = np.sqrt(np.maximum(length, 1)).astype(np.float32)
    return Rows(*weigh(counts.pointer, counts.column, counts.value, place, idf, root), len(used))


def _balance(sources: Sequence[str]) -> NDArray[np.float64]:
    """Weigh the texts of large sources down, so that none counts for more than the median one does."""
    _, source, size = np.unique(np.asarray(sources), return_inverse=True, return_counts=True)
    return np.asarray(np.minimum(1, np.median(size) / size)[source], np.float64)


def _soft_rows(taught: Taught) -> tuple[list[str], NDArray[np.int64], NDArray[np.float64]]:
    """Let a text stand once for each label that its teacher holds possible, with that share of its weight."""
    of, label = np.nonzero(taught.probabilities >= _LEAST_SHARE)
    weight = taught.weight * taught.probabilities[of, label].astype(np.float64)
    return [taught.texts[i] for i in of.tolist()], label.astype(np.int64), weight


def _familiar(
    pairs: Rows, fold: NDArray[np.int64], sources: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Return which pairs several sources hold, and how familiar each text's are to the texts of other folds.

    Where there are fewer than five sources, texts take their place.
    """
    n, parts = len(pairs), np.unique(fold)
    names, source = np.unique(np.asarray(sources), return_inverse=True)
    row = np.repeat(np.arange(n), np.diff(pairs.pointer))
    # How many units of each fold hold each pair; a text lists each of its pairs once.
    holders = np.zeros((len(parts), pairs.columns), np.int32)
    for i, part in enumerate(parts):
        here = fold[row] == part
        if len(names) <= 2 * _SOURCES:
            holders[i] = np.bincount(pairs.column[here], minlength=pairs.columns)
            continue
        for unit in np.unique(source[fold == part]):
            held = np.zeros(pairs.columns, np.bool_)
            held[pairs.column[here & (source[row] == unit)]] = True
            holders[i] += held
    total = holders.sum(axis=0)
    number, share = np.bincount(row, weights=pairs.value, minlength=n), np.zeros(n)
    for i, part in enumerate(parts):
        known, here = total - holders[i] >= _SOURCES, fold[row] == part
        share += np.bincount(row[here], weights=pairs.value[here] * known[pairs.column[here]], minlength=n)
    return total >= _SOURCES, (share / np.maximum(number, 1)).astype(np.float32)
