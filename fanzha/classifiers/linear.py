"""The linear classifier: hashed n-grams of characters and readings, a margin per label, calibrated on held-out texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from fanzha.classifiers.base import Evidence, Floats, Prediction, Taught
from fanzha.classifiers.calibration import softmax
from fanzha.classifiers.excerpts import excerpts, let_speak
from fanzha.classifiers.settings import LinearSettings
from fanzha.errors import LabelError, MissingExtraError
from fanzha.evasion import disguise_all
from fanzha.split import held_out_folds
from fanzha.text.ngrams import Grams, all_grams, hashed_ngrams
from fanzha.text.tokens import TABLE_SIZE, Alphabet, alphabet, characters, readings, syllable_names

# Compiling takes seconds once and loading the result a fraction of one; a small batch is done sooner without.
_COMPILE_FROM = 1024
# Columns of the table are filled up to a multiple of this, which the compiled path adds at once.
_LANES = 16
_BATCH = 512  # texts scored together: large enough for vector arithmetic, small enough to stay in memory


class Lookup(NamedTuple):
    """Weights as prediction finds them.

    ``known`` (buckets / 8,) has a bit for each bucket that has weights, the lowest first: small enough to stay in the
    nearest cache, it spares most look-ups. ``place`` (buckets,) tells the row of each, the last one for those without; ``rows``
    (m + 1, k padded to a multiple of 16) are the weights, the last row zeros.
    """

    known: NDArray[np.uint8]
    place: NDArray[np.int32]
    rows: NDArray[np.int8]


class Sums(NamedTuple):
    """Of n texts: summed weights (n, k), numbers of n-grams (n,), of familiar pairs of characters (n,) and of all (n,)."""

    total: NDArray[np.integer]
    length: NDArray[np.int64]
    familiar: NDArray[np.int64]
    pairs: NDArray[np.int64]


class LinearClassifier:
    """Softmax over linear scores of hashed n-grams.

    Texts are folded to letters, digits and ideographs (see `fanzha.text.tokens`), so that symbols, blanks and
    look-alike forms change nothing. A text's vector is the count of its n-grams times their inverse document frequency,
    over the square root of the number of n-grams. Training (see `fanzha.classifiers.learn`) takes three steps: a linear
    support vector machine per label (Joachims 1998), its margins on texts held out fold by fold, and matrix scaling from
    those margins to probabilities; then the machines learn from disguised copies of the texts too. All of it is linear, so it
    folds into one table of 8-bit weights, in which only n-grams that matter have rows: prediction is a sum of its rows. Which pairs of characters several sources held is
    remembered bit by bit, so that a text of another world can be told.

    Parameters
    ----------
    settings : LinearSettings, optional
    """

    kind = "linear"

    def __init__(self, settings: LinearSettings | None = None) -> None:
        self.settings = settings or LinearSettings()
        self._classes: tuple[str, ...] = ()
        self._buckets: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._weights: NDArray[np.int8] = np.zeros((0, 0), np.int8)
        self._scale: Floats = np.zeros(0, np.float32)
        self._bias: Floats = np.zeros(0, np.float32)
        self._gate: Floats = np.zeros(0, np.float32)
        self._familiar: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._lookup: Lookup | None = None
        self._letters: Alphabet | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels, in the order of the columns of `predict_proba`."""
        return self._classes

    def _alphabet(self) -> Alphabet:
        if self._letters is None:
            self._letters = alphabet()
        return self._letters

    def _grams(self, texts: Sequence[str]) -> list[Grams]:
        s, letters = self.settings, self._alphabet()
        chars = characters(texts, letters.fold)
        return all_grams(chars, readings(chars, letters), s.orders, s.skips, s.reading_orders, s.bits)

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str],
        sources: Sequence[str],
        on_step: Callable[[int], object] | None = None,
        taught: Taught | None = None,
    ) -> Prediction:
        """Learn from labelled texts.

        Parameters
        ----------
        texts, labels, groups, sources : sequences of n strings
            See `fanzha.classifiers.Classifier.fit`.
        on_step : callable, optional
            Told after each held-out fold and penalty.
        taught : Taught, optional
            What a teacher says of further texts.

        Returns
        -------
        Prediction
            Of each text by models that did not see it.

        Raises
        ------
        LabelError
            If there are fewer than two labels.
        MissingExtraError
            If numba, pypinyin or scipy is not installed.
        """
        for package in ("numba", "pypinyin", "scipy"):
            if find_spec(package) is None:
                raise MissingExtraError(package, "train")
        from fanzha.classifiers.learn import Vocabulary, learn

        s, truth = self.settings, np.asarray(labels)
        self._classes = tuple(str(c) for c in np.unique(truth))
        if len(self._classes) < 2:
            raise LabelError(
                "training needs two labels at least", f"{len(self._classes)}", "add texts of another label"
            )
        found = learn(
            texts,
            np.searchsorted(self._classes, truth),
            len(self._classes),
            held_out_folds(labels, groups, sources, s.folds, s.seed),
            [t for i in range(s.disguises) for t in disguise_all(texts, s.seed + i)],
            taught,
            Vocabulary(self._alphabet(), s.orders, s.skips, s.reading_orders, s.bits, s.pair_bits),
            penalties=s.c,
            calibration_penalties=s.calibration_c,
            copy_weight=s.disguise_weight,
            keep=s.rows,
            honest=self._classes.index(s.honest) if s.honest in self._classes else None,
            padding_weight=s.padding_weight,
            sources=sources,
            seed=s.seed,
            on_step=on_step,
        )
        self._pack(found.buckets, found.weights, found.bias)
        self._gate = found.gate
        self._familiar = np.packbits(found.familiar, bitorder="little")
        return found.held_out

    def _pack(self, buckets: NDArray[np.uint32], weights: NDArray[np.float64], bias: NDArray[np.float64]) -> None:
        """Round weights to 8 bits, label by label; the error of a sum of hundreds of them is far below their spread."""
        order = np.argsort(buckets)
        buckets, weights = buckets[order], weights[order]
        scale = np.abs(weights).max(axis=0, initial=0) / 127
        scale[scale == 0] = 1
        self._buckets, self._weights, self._lookup = buckets, np.rint(weights / scale).astype(np.int8), None
        self._scale, self._bias = scale.astype(np.float32), bias.astype(np.float32)

    def _look_up(self) -> Lookup:
        """Return the weights as prediction finds them, made when first needed."""
        if self._lookup is None:
            m, k = self._weights.shape
            rows = np.zeros((m + 1, k + -k % _LANES), np.int8)
            rows[:m, :k] = self._weights
            place = np.full(1 << self.settings.bits, m, np.int32)
            place[self._buckets] = np.arange(m, dtype=np.int32)
            self._lookup = Lookup(np.packbits(place < m, bitorder="little"), place, rows)
        return self._lookup

    def _sums(self, texts: Sequence[str]) -> Sums:
        """Sum the weights of the n-grams of texts, and count these and the familiar pairs."""
        if len(texts) >= _COMPILE_FROM and (kernel := _compiled()) is not None:
            s, letters = self.settings, self._alphabet()
            names = (letters.fold, letters.syllable, letters.syllables)
            find = self._look_up()
            total, *rest = kernel.sums(
                texts, *names, s.orders, s.skips, s.reading_orders, s.bits, find, self._familiar, s.pair_bits
            )
            return Sums(total[:, : len(self._classes)], *rest)
        parts = [self._sums_of(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]
        return Sums(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    def _sums_of(self, texts: Sequence[str]) -> Sums:
        k, found = len(self._classes), self._look_up()
        total = np.zeros((len(texts), k), np.int32)
        length, s = np.zeros(len(texts), np.int64), self.settings
        chars = characters(texts, self._alphabet().fold)
        for grams in all_grams(chars, readings(chars, self._alphabet()), s.orders, s.skips, s.reading_orders, s.bits):
            if not len(grams.row):
                continue
            length += np.bincount(grams.row, minlength=len(texts))
            starts = np.flatnonzero(np.r_[True, grams.row[1:] != grams.row[:-1]])
            total[grams.row[starts]] += np.add.reduceat(
                found.rows[found.place[grams.bucket], :k], starts, axis=0, dtype=np.int32
            )
        pairs = hashed_ngrams(chars, 2, s.pair_bits)
        known = (self._familiar[pairs.bucket >> 3] >> (pairs.bucket & 7).astype(np.uint8)) & 1
        return Sums(
            total,
            length,
            np.bincount(pairs.row, weights=known, minlength=len(texts)).astype(np.int64),
            np.bincount(pairs.row, minlength=len(texts)),
        )

    def predict(self, texts: Sequence[str]) -> Prediction:
        """Return probabilities and familiarity.

        Returns
        -------
        Prediction
            Columns in the order of `classes`.
        """
        if not len(texts):
            return Prediction(np.zeros((0, len(self._classes)), np.float32), np.zeros(0, np.float32))
        sums = self._sums(texts)
        probabilities = self._softmax(sums)
        if len(self._gate):
            self._let_excerpts_speak(texts, probabilities)
        return Prediction(probabilities, (sums.familiar / np.maximum(sums.pairs, 1)).astype(np.float32))

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return probabilities, float32 of shape (n, k), columns in the order of `classes`; each row sums to 1."""
        return self.predict(texts).probabilities

    def _softmax(self, sums: Sums) -> Floats:
        logits = sums.total * (self._scale / np.sqrt(np.maximum(sums.length, 1))[:, None]) + self._bias
        return softmax(logits).astype(np.float32)

    def _let_excerpts_speak(self, texts: Sequence[str], probabilities: Floats) -> None:
        """Look into the texts that seem honest as a whole: padding with honest messages is a common disguise."""
        honest = self._classes.index(self.settings.honest)
        calm = np.flatnonzero(probabilities.argmax(axis=1) == honest)
        pieces, owner = excerpts([texts[i] for i in calm.tolist()])
        if pieces:
            let_speak(probabilities, self._softmax(self._sums(pieces)), calm[owner], honest, self._gate)

    def explain(self, text: str, label: str, limit: int = 8) -> list[Evidence]:
        """Return the pieces of a text that spoke most for a label.

        The weight of every n-gram is shared out over its characters; neighbouring characters that speak for the label
        form a piece.

        Parameters
        ----------
        text : str
        label : str
            One of `classes`.
        limit : int
            How many pieces at most.

        Returns
        -------
        list of Evidence
            Strongest first; empty where nothing speaks for the label.

        Raises
        ------
        LabelError
            If the label is not one of `classes`.
        """
        if label not in self._classes:
            raise LabelError("a label to explain must be one of the model's", label, f"use {', '.join(self._classes)}")
        grams = self._grams([text])
        length, at = sum(len(g.row) for g in grams), self._classes.index(label)
        edge, found = np.zeros(len(text) + 1), self._look_up()
        for g in grams:
            weights = found.rows[found.place[g.bucket], : len(self._classes)] * self._scale
            share = (weights[:, at] - weights.mean(axis=1)) / np.sqrt(max(length, 1)) / (g.end - g.start)
            np.add.at(edge, g.start, share)
            np.add.at(edge, g.end, -share)
        kept = characters([text], self._alphabet().fold).origin
        return _pieces(text, kept, np.cumsum(edge[:-1])[kept], limit)

    def settings_json(self) -> dict[str, object]:
        """Return the settings as JSON values."""
        return self.settings.model_dump(mode="json")

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """Return the weights and the alphabet.

        ``buckets`` (m,) uint32 and their ``weights`` (m, k) int8; ``scale`` and ``bias`` (k,) and ``gate`` (4,) float32; ``familiar``
        (pair buckets / 8,) uint8, a bit each, the lowest first; ``fold`` uint32 and ``syllable`` uint16 (TABLE_SIZE,); ``syllables`` uint8, their names in ASCII, one a
        line.
        """
        letters = self._alphabet()
        return {
            "buckets": self._buckets,
            "weights": self._weights,
            "scale": self._scale,
            "bias": self._bias,
            "gate": self._gate,
            "familiar": self._familiar,
            "fold": letters.fold,
            "syllable": letters.syllable,
            "syllables": np.frombuffer("\n".join(letters.syllables).encode("ascii"), np.uint8),
        }

    @classmethod
    def from_parts(
        cls,
        classes: Sequence[str],
        settings: Mapping[str, object],
        tensors: Mapping[str, NDArray[np.generic]],
    ) -> Self:
        """Rebuild a fitted classifier from its parts.

        Raises
        ------
        LabelError
            If the weights do not fit the labels and settings, or the alphabet is broken.
        """
        model = cls(LinearSettings.model_validate(settings))
        found = {name: (tuple(t.shape), t.dtype.name) for name, t in tensors.items() if name != "syllables"}
        k, m, gate = len(classes), len(tensors.get("buckets", ())), len(tensors.get("gate", ()))
        wanted = {
            "buckets": ((m,), "uint32"),
            "weights": ((m, k), "int8"),
            "scale": ((k,), "float32"),
            "bias": ((k,), "float32"),
            "gate": ((4 if gate else 0,), "float32"),
            "familiar": (((1 << model.settings.pair_bits) // 8,), "uint8"),
            "fold": ((TABLE_SIZE,), "uint32"),
            "syllable": ((TABLE_SIZE,), "uint16"),
        }
        if found != wanted or "syllables" not in tensors:
            raise LabelError("weights must fit the labels and settings", f"{found}"[:300], f"expected {wanted}")
        names = syllable_names(tensors["syllables"])
        if tensors["fold"].max() >= TABLE_SIZE or tensors["syllable"].max() > len(names):
            raise LabelError("an alphabet must fold into itself", "a table beyond its size", "train the model again")
        if not all(np.isfinite(tensors[name]).all() for name in ("scale", "bias", "gate")):
            raise LabelError("weights must be finite", "some that are not", "train the model again")
        if gate and model.settings.honest not in classes:
            raise LabelError("excerpts speak against one label", "one that is not there", "train the model again")
        if m and tensors["buckets"].max() >= 1 << model.settings.bits:
            raise LabelError("weights must fit the buckets", "one beyond them", "train the model again")
        model._classes = tuple(classes)
        model._buckets = tensors["buckets"].astype(np.uint32, copy=False)
        model._weights = tensors["weights"].astype(np.int8, copy=False)
        model._scale = tensors["scale"].astype(np.float32, copy=False)
        model._bias = tensors["bias"].astype(np.float32, copy=False)
        model._gate = tensors["gate"].astype(np.float32, copy=False)
        model._familiar = tensors["familiar"].astype(np.uint8, copy=False)
        fold, syllable = tensors["fold"].astype(np.uint32), tensors["syllable"].astype(np.uint16)
        model._letters = Alphabet(fold, syllable, tuple(names))
        return model


def _compiled() -> ModuleType | None:
    """Return the compiled path, or None where numba is absent, broken, or has no place for what it compiles."""
    if find_spec("numba") is None:
        return None
    try:
        return import_module("fanzha.classifiers.kernel")
    except (ImportError, RuntimeError):
        return None


def _pieces(text: str, kept: NDArray[np.int64], weight: NDArray[np.float64], limit: int) -> list[Evidence]:
    """Join neighbouring kept characters above the mean positive weight, with what was dropped between them."""
    positive = weight[weight > 0]
    if not len(positive):
        return []
    marked = np.r_[False, weight > positive.mean(), False].astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(marked) == 1), np.flatnonzero(np.diff(marked) == -1)
    pieces = []
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        start, end = int(kept[a]), int(kept[b - 1]) + 1
        pieces.append(Evidence(text[start:end], start, end, round(float(weight[a:b].sum()), 4)))
    return sorted(pieces, key=lambda p: (-p.weight, p.start))[:limit]
