"""The linear classifier: hashed n-grams of characters and readings, a margin per label, calibrated on held-out texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

from fanzha.classifiers.base import Evidence, Floats
from fanzha.classifiers.calibration import fit_matrix_scaling, select_penalty, softmax
from fanzha.errors import LabelError, MissingExtraError
from fanzha.evasion import disguise
from fanzha.labels import macro_f1
from fanzha.split import held_out_folds
from fanzha.text.ngrams import Grams, all_grams
from fanzha.text.tokens import TABLE_SIZE, Alphabet, alphabet, characters, readings

# Looser than scikit-learn's 1e-4: held-out macro-F1 is the same to the third digit, training several times faster.
_TOLERANCE = 0.3
# A shorter line says too little to be judged by itself.
_SHORTEST_MESSAGE = 10
# Compiling takes seconds once and loading the result a fraction of one; a small batch is done sooner without.
_COMPILE_FROM = 1024
# The strongest penalty of those whose held-out macro-F1 is this close to the best one's is taken.
_CLOSE = 0.003
_BATCH = 512  # texts scored together: large enough for vector arithmetic, small enough to stay in memory


class LinearSettings(BaseModel):
    """Settings of the linear classifier.

    Attributes
    ----------
    orders : tuple of int
        Lengths of the character n-grams.
    reading_orders : tuple of int
        Lengths of the n-grams of readings; they outlive homophones and pinyin.
    bits : int
        Base-2 logarithm of the number of hash buckets.
    c : tuple of float
        Inverse strength of the L2 penalty of the margins; the strongest penalty that does well on held-out texts is taken.
    disguises : int
        How many disguised copies of each text are learnt from too.
    disguise_weight : float
        What a copy counts for, against 1 of the text itself.
    message_threshold : float
        A text of several lines that looks honest as a whole takes the probabilities of its most suspicious line, where that
        line is fraud with at least this probability. Above 1 it never does.
    honest : str
        The label that means no fraud.
    calibration_c : tuple of float
        Inverse strength of the penalty of the calibrator; the one that does best on held-out texts is taken.
    folds : int
        How many held-out parts calibrate the margins.
    seed : int
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    orders: tuple[int, ...] = (1, 2, 3)
    reading_orders: tuple[int, ...] = (2,)
    bits: int = Field(18, ge=10, le=24)
    c: tuple[float, ...] = Field((0.03, 0.3), min_length=1)
    disguises: int = Field(1, ge=0)
    disguise_weight: float = Field(0.1, gt=0)
    message_threshold: float = Field(0.99, gt=0)
    honest: str = "benign"
    calibration_c: tuple[float, ...] = Field((0.03, 0.1, 0.3, 1.0), min_length=1)
    folds: int = Field(8, ge=2)
    seed: int = 20260101


class LinearClassifier:
    """Softmax over linear scores of hashed n-grams.

    Texts are folded to letters, digits and ideographs (see `fanzha.text.tokens`), so that symbols, blanks and
    look-alike forms change nothing. A text's vector is the count of its n-grams times their inverse document frequency,
    over the square root of the number of n-grams. Training takes three steps: a linear support vector machine per label
    (Joachims 1998) on the texts and disguised copies of them, its margins on texts held out fold by fold, and matrix
    scaling from those margins to probabilities (see `fanzha.classifiers.calibration`). All of it is linear, so it folds into
    one table of 8-bit weights: prediction is a sum of its rows.

    Parameters
    ----------
    settings : LinearSettings, optional
    """

    kind = "linear"

    def __init__(self, settings: LinearSettings | None = None) -> None:
        self.settings = settings or LinearSettings()
        self._classes: tuple[str, ...] = ()
        self._weights: NDArray[np.int8] = np.zeros((0, 0), np.int8)
        self._scale: Floats = np.zeros(0, np.float32)
        self._bias: Floats = np.zeros(0, np.float32)
        self._padded: NDArray[np.int8] | None = None  # for the compiled path, made when first needed
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
        return all_grams(chars, readings(chars, letters), s.orders, s.reading_orders, s.bits)

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str],
        sources: Sequence[str],
        on_step: Callable[[int], object] | None = None,
    ) -> NDArray[np.float64]:
        """Learn from labelled texts.

        Parameters
        ----------
        texts, labels, groups, sources : sequences of n strings
            See `fanzha.classifiers.Classifier.fit`.
        on_step : callable, optional
            Told after each held-out fold.

        Returns
        -------
        ndarray of float64, shape (n, k)
            Calibrated probabilities of each text by models that did not see it.

        Raises
        ------
        LabelError
            If there are fewer than two labels.
        MissingExtraError
            If scikit-learn or pypinyin is not installed.
        """
        try:
            from scipy import sparse
            from sklearn.svm import LinearSVC
        except ImportError as error:
            raise MissingExtraError("scikit-learn", "train") from error
        s, n = self.settings, len(texts)
        truth = np.asarray(labels)
        self._classes = tuple(str(c) for c in np.unique(truth))
        if len(self._classes) < 2:
            raise LabelError(
                "training needs two labels at least", f"{len(self._classes)}", "add texts of another label"
            )
        copies = [disguise(t, s.seed + i) for i in range(s.disguises) for t in texts]
        of = np.tile(np.arange(n), 1 + s.disguises)  # which text each row is a copy of
        x = self._counts([*texts, *copies])
        document_frequency = np.asarray((x[:n] > 0).sum(axis=0)).ravel()
        # Smoothed inverse document frequency (Salton and Buckley 1988; the smoothing is scikit-learn's).
        idf = np.log((1 + n) / (1 + document_frequency)) + 1
        length = np.maximum(np.asarray(x.sum(axis=1)).ravel(), 1)
        x = (sparse.diags(length**-0.5) @ x @ sparse.diags(idf)).tocsr()
        y, weight = truth[of], np.where(np.arange(len(of)) < n, 1.0, s.disguise_weight)

        def margins(train: NDArray[np.bool_], c: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            svm = LinearSVC(C=c, tol=_TOLERANCE, random_state=s.seed).fit(x[train], y[train], weight[train])
            coef, bias = svm.coef_, svm.intercept_
            if len(svm.classes_) == 2:  # scikit-learn keeps one column for two labels
                coef, bias = np.vstack([-coef, coef]), np.array([-bias[0], bias[0]])
            full, offset = np.zeros((len(self._classes), x.shape[1])), np.full(len(self._classes), -1.0)
            at = np.searchsorted(self._classes, svm.classes_)
            full[at], offset[at] = coef, bias
            return full, offset

        fold = held_out_folds(labels, groups, sources, s.folds, s.seed)
        at_label = np.searchsorted(self._classes, truth)
        margin = {c: np.zeros((n, len(self._classes))) for c in s.c}
        for k in np.unique(fold):
            for c in s.c:
                coef, bias = margins(fold[of] != k, c)
                margin[c][fold == k] = x[:n][fold == k] @ coef.T + bias
            if on_step is not None:
                on_step(1)
        f1 = {c: macro_f1(at_label, margin[c].argmax(axis=1), len(self._classes)) for c in s.c}
        c = min(c for c in s.c if f1[c] >= max(f1.values()) - _CLOSE)
        held_out = margin[c]
        # The calibrator's own probabilities are held out once more, so that the decision rule sees honest ones.
        penalty, probabilities = select_penalty(held_out, at_label, fold, s.calibration_c)
        scaling = fit_matrix_scaling(held_out, at_label, penalty)
        coef, bias = margins(np.ones(len(y), np.bool_), c)
        self._pack(idf[:, None] * (scaling.matrix @ coef).T, scaling.matrix @ bias + scaling.shift)
        return probabilities

    def _counts(self, texts: Sequence[str]) -> csr_matrix:
        """Count the n-grams of texts, a row each."""
        from scipy import sparse

        size = 1 << self.settings.bits
        blocks = []
        for start in range(0, len(texts), _BATCH):
            grams = self._grams(texts[start : start + _BATCH])
            row, bucket = (np.concatenate([getattr(g, f) for g in grams]) for f in ("row", "bucket"))
            shape = (min(_BATCH, len(texts) - start), size)
            blocks.append(sparse.csr_matrix((np.ones(len(row), np.float32), (row, bucket)), shape=shape))
        return sparse.vstack(blocks, format="csr") if blocks else sparse.csr_matrix((0, size))

    def _pack(self, weights: NDArray[np.float64], bias: NDArray[np.float64]) -> None:
        """Round weights to 8 bits, label by label; the error of a sum of hundreds of them is far below their spread."""
        scale = np.abs(weights).max(axis=0) / 127
        scale[scale == 0] = 1
        self._weights = np.rint(weights / scale).astype(np.int8)
        self._padded = None
        self._scale, self._bias = scale.astype(np.float32), bias.astype(np.float32)

    def _sums(self, texts: Sequence[str]) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
        """Sum the weights of the n-grams of texts, and count these."""
        if len(texts) >= _COMPILE_FROM and find_spec("numba") is not None:
            from fanzha.classifiers import kernel

            if self._padded is None:
                self._padded = kernel.padded(self._weights)
            s, letters = self.settings, self._alphabet()
            names = (letters.fold, letters.syllable, letters.syllables)
            total, length = kernel.sums(texts, *names, s.orders, s.reading_orders, s.bits, self._padded)
            return total[:, : len(self._classes)], length
        parts = [self._sums_of(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]
        total, length = zip(*parts, strict=True)
        return np.concatenate(total), np.concatenate(length)

    def _sums_of(self, texts: Sequence[str]) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
        total = np.zeros((len(texts), len(self._classes)), np.int32)
        length = np.zeros(len(texts), np.int64)
        for grams in self._grams(texts):
            if not len(grams.row):
                continue
            length += np.bincount(grams.row, minlength=len(texts))
            starts = np.flatnonzero(np.r_[True, grams.row[1:] != grams.row[:-1]])
            total[grams.row[starts]] += np.add.reduceat(self._weights[grams.bucket], starts, axis=0, dtype=np.int32)
        return total, length

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return probabilities.

        Returns
        -------
        ndarray of float32, shape (n, k)
            Columns in the order of `classes`; each row sums to 1.
        """
        if not len(texts):
            return np.zeros((0, len(self._classes)), np.float32)
        probabilities = self._probabilities(texts)
        if self.settings.honest in self._classes:
            self._look_into_messages(texts, probabilities)
        return probabilities

    def _probabilities(self, texts: Sequence[str]) -> Floats:
        total, length = self._sums(texts)
        logits = total * (self._scale / np.sqrt(np.maximum(length, 1))[:, None]) + self._bias
        return softmax(logits).astype(np.float32)

    def _look_into_messages(self, texts: Sequence[str], probabilities: Floats) -> None:
        """Let the most suspicious line speak where honest ones around it drown it: padding is a common disguise."""
        honest = self._classes.index(self.settings.honest)
        calm = np.flatnonzero(probabilities.argmax(axis=1) == honest).tolist()
        lines, owner = [], []
        for i in calm:
            if "\n" in texts[i]:
                found = [line for line in texts[i].split("\n") if len(line.strip()) >= _SHORTEST_MESSAGE]
                lines += found
                owner += [i] * len(found)
        if not lines:
            return
        alone = self._probabilities(lines)
        for i, own in zip(owner, alone, strict=True):
            if 1 - own[honest] >= self.settings.message_threshold and own[honest] < probabilities[i, honest]:
                probabilities[i] = own

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
        edge = np.zeros(len(text) + 1)
        for g in grams:
            weights = self._weights[g.bucket] * self._scale
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

        ``weights`` (buckets, k) int8, ``scale`` and ``bias`` (k,) float32; ``fold`` uint32 and ``syllable`` uint16 (TABLE_SIZE,);
        ``syllables`` uint8, their names in ASCII, one a line.
        """
        letters = self._alphabet()
        return {
            "weights": self._weights,
            "scale": self._scale,
            "bias": self._bias,
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
            If the weights do not fit the labels and settings.
        """
        model = cls(LinearSettings.model_validate(settings))
        found = {name: (tuple(t.shape), t.dtype.name) for name, t in tensors.items() if name != "syllables"}
        size, k = 1 << model.settings.bits, len(classes)
        wanted = {
            "weights": ((size, k), "int8"),
            "scale": ((k,), "float32"),
            "bias": ((k,), "float32"),
            "fold": ((TABLE_SIZE,), "uint32"),
            "syllable": ((TABLE_SIZE,), "uint16"),
        }
        if found != wanted or "syllables" not in tensors:
            raise LabelError("weights must fit the labels and settings", f"{found}"[:300], f"expected {wanted}")
        names = tensors["syllables"].tobytes().decode("ascii", "replace").split("\n")
        if tensors["fold"].max() >= TABLE_SIZE or tensors["syllable"].max() > len(names):
            raise LabelError("an alphabet must fold into itself", "a table beyond its size", "train the model again")
        if not all(np.isfinite(tensors[name]).all() for name in ("scale", "bias")):
            raise LabelError("weights must be finite", "some that are not", "train the model again")
        model._classes = tuple(classes)
        model._weights = tensors["weights"].astype(np.int8, copy=False)
        model._scale = tensors["scale"].astype(np.float32, copy=False)
        model._bias = tensors["bias"].astype(np.float32, copy=False)
        fold, syllable = tensors["fold"].astype(np.uint32), tensors["syllable"].astype(np.uint16)
        model._letters = Alphabet(fold, syllable, tuple(names))
        return model


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
