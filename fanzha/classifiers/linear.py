"""The linear classifier: hashed character n-grams, a margin per label, calibrated by what it does on held-out texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from fanzha.classifiers.base import Evidence, Floats
from fanzha.classifiers.calibration import fit_matrix_scaling, select_penalty, softmax
from fanzha.errors import LabelError, MissingExtraError
from fanzha.split import held_out_folds
from fanzha.text import normalise
from fanzha.text.ngrams import Grams, counts, hashed_ngrams

_BATCH = 512  # texts scored together: large enough for vector arithmetic, small enough to stay in memory


class LinearSettings(BaseModel):
    """Settings of the linear classifier.

    Attributes
    ----------
    orders : tuple of int
        Lengths of the character n-grams.
    gaps : tuple of int
        Gapped character pairs, by the number of characters between.
    bits : int
        Base-2 logarithm of the number of hash buckets.
    c : float
        Inverse strength of the L2 penalty of the margins.
    calibration_c : tuple of float
        The same of the calibrator; the one that does best on held-out texts is taken.
    folds : int
        How many held-out parts calibrate the margins.
    seed : int
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    orders: tuple[int, ...] = (1, 2, 3)
    gaps: tuple[int, ...] = ()
    bits: int = Field(18, ge=10, le=24)
    c: float = Field(1.0, gt=0)
    calibration_c: tuple[float, ...] = Field((0.03, 0.1, 0.3, 1.0), min_length=1)
    folds: int = Field(10, ge=2)
    seed: int = 20260101


class LinearClassifier:
    """Softmax over linear scores of hashed character n-grams.

    Training takes three steps: a linear support vector machine per label over sublinear TF-IDF with unit length
    (Joachims 1998), its margins on texts held out fold by fold, and matrix scaling from those margins to
    probabilities (see `fanzha.classifiers.calibration`). Both maps are linear, so they fold into one matrix: prediction
    is a weighted sum of buckets and needs NumPy alone.

    Parameters
    ----------
    settings : LinearSettings, optional
    """

    kind = "linear"

    def __init__(self, settings: LinearSettings | None = None) -> None:
        self.settings = settings or LinearSettings()
        self._classes: tuple[str, ...] = ()
        self._weights: NDArray[np.float16] = np.zeros((0, 0), np.float16)
        self._bias: Floats = np.zeros(0, np.float32)
        self._idf: Floats = np.zeros(0, np.float32)

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels, in the order of the columns of `predict_proba`."""
        return self._classes

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
            If scikit-learn is not installed.
        """
        try:
            from scipy import sparse
            from sklearn.svm import LinearSVC
        except ImportError as error:
            raise MissingExtraError("scikit-learn", "train") from error
        y = np.asarray(labels)
        self._classes = tuple(str(c) for c in np.unique(y))
        if len(self._classes) < 2:
            raise LabelError(
                "training needs two labels at least", f"{len(self._classes)}", "add texts of another label"
            )
        rows, buckets, n = self._counts(texts)
        size = 1 << self.settings.bits
        document_frequency = np.bincount(buckets, minlength=size)
        # Smoothed inverse document frequency (Salton and Buckley 1988; the smoothing is scikit-learn's).
        self._idf = (np.log((1 + len(texts)) / (1 + document_frequency)) + 1).astype(np.float32)
        values = self._values(rows, buckets, n, len(texts))
        x = sparse.csr_matrix((values, (rows, buckets)), shape=(len(texts), size))

        def margins(train: NDArray[np.bool_] | slice) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            svm = LinearSVC(C=self.settings.c, random_state=self.settings.seed).fit(x[train], y[train])
            coef, bias = svm.coef_, svm.intercept_
            if len(svm.classes_) == 2:  # scikit-learn keeps one column for two labels
                coef, bias = np.vstack([-coef, coef]), np.array([-bias[0], bias[0]])
            full, offset = np.zeros((len(self._classes), size)), np.full(len(self._classes), -1.0)
            at = np.searchsorted(self._classes, svm.classes_)
            full[at], offset[at] = coef, bias
            return full, offset

        fold = held_out_folds(labels, groups, sources, self.settings.folds, self.settings.seed)
        held_out = np.zeros((len(y), len(self._classes)))
        for k in np.unique(fold):
            coef, bias = margins(fold != k)
            held_out[fold == k] = x[fold == k] @ coef.T + bias
            if on_step is not None:
                on_step(1)
        at_label = np.searchsorted(self._classes, y)
        # The calibrator's own probabilities are held out once more, so that the decision rule sees honest ones.
        c, probabilities = select_penalty(held_out, at_label, fold, self.settings.calibration_c)
        scaling = fit_matrix_scaling(held_out, at_label, c)
        coef, bias = margins(slice(None))
        self._weights = (scaling.matrix @ coef).T.astype(np.float16)
        self._bias = (scaling.matrix @ bias + scaling.shift).astype(np.float32)
        return probabilities

    def _counts(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        s = self.settings
        parts = []
        for start in range(0, len(texts), _BATCH):
            batch = [normalise(t) for t in texts[start : start + _BATCH]]
            rows, buckets, n = counts(hashed_ngrams(batch, s.orders, s.gaps, s.bits), s.bits)
            parts.append((rows + start, buckets, n))
        if not parts:
            none = np.zeros(0, np.int64)
            return none, none, none
        rows, buckets, n = (np.concatenate(p) for p in zip(*parts, strict=True))
        return rows, buckets, n

    def _values(self, rows: NDArray[np.int64], buckets: NDArray[np.int64], n: NDArray[np.int64], size: int) -> Floats:
        """TF-IDF of each counted bucket, each text scaled to unit length."""
        values: Floats = (1 + np.log(n)).astype(np.float32) * self._idf[buckets]
        norm = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, minlength=size))
        norm[norm == 0] = 1
        return (values / norm[rows]).astype(np.float32)

    def _logits(self, texts: Sequence[str]) -> Floats:
        rows, buckets, n = self._counts(texts)
        logits = np.tile(self._bias, (len(texts), 1))
        if len(rows):
            values = self._values(rows, buckets, n, len(texts))
            starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
            terms = self._weights[buckets].astype(np.float32) * values[:, None]
            logits[rows[starts]] += np.add.reduceat(terms, starts, axis=0)
        return logits

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return probabilities.

        Parameters
        ----------
        texts : sequence of n strings

        Returns
        -------
        ndarray of float32, shape (n, k)
            Columns in the order of `classes`; each row sums to 1.
        """
        parts = [self._logits(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]
        logits = np.concatenate(parts) if parts else np.zeros((0, len(self._classes)), np.float32)
        return softmax(logits.astype(np.float64)).astype(np.float32)

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
        normal, s = normalise(text), self.settings
        grams = hashed_ngrams([normal], s.orders, s.gaps, s.bits)
        if not len(grams.bucket):
            return []
        rows, buckets, n = counts(grams, s.bits)
        values = self._values(rows, buckets, n, 1)
        weights = self._weights[buckets].astype(np.float32)
        against = weights[:, self._classes.index(label)] - weights.mean(axis=1)
        at = np.searchsorted(buckets, grams.bucket)
        share = (against * values / n)[at]
        return _pieces(normal, grams, share, limit)

    def settings_json(self) -> dict[str, object]:
        """Return the settings as JSON values."""
        return self.settings.model_dump(mode="json")

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """Return the weights: ``weights`` (buckets, k) float16, ``bias`` (k,) and ``idf`` (buckets,) float32."""
        return {"weights": self._weights, "bias": self._bias, "idf": self._idf}

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
            If the shapes of the weights do not fit the labels and settings.
        """
        model = cls(LinearSettings.model_validate(settings))
        shapes = {name: tuple(t.shape) for name, t in tensors.items()}
        size, k = 1 << model.settings.bits, len(classes)
        wanted = {"weights": (size, k), "bias": (k,), "idf": (size,)}
        if shapes != wanted:
            raise LabelError("weights must fit the labels and settings", f"shapes {shapes}", f"expected {wanted}")
        if not all(np.isfinite(t.astype(np.float32)).all() for t in tensors.values()):
            raise LabelError("weights must be finite", "some that are not", "train the model again")
        model._classes = tuple(classes)
        model._weights = tensors["weights"].astype(np.float16, copy=False)
        model._bias = tensors["bias"].astype(np.float32, copy=False)
        model._idf = tensors["idf"].astype(np.float32, copy=False)
        return model


def _pieces(text: str, grams: Grams, share: Floats, limit: int) -> list[Evidence]:
    """Spread n-gram weights over characters and join neighbours above the mean positive weight."""
    edge = np.zeros(len(text) + 1)
    per_character = share / grams.length
    np.add.at(edge, grams.start, per_character)
    np.add.at(edge, grams.start + grams.length, -per_character)
    weight = np.cumsum(edge[:-1])
    positive = weight[weight > 0]
    if not len(positive):
        return []
    marked = np.r_[False, weight > positive.mean(), False].astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(marked) == 1), np.flatnonzero(np.diff(marked) == -1)
    pieces = [
        Evidence(text[a:b], int(a), int(b), round(float(weight[a:b].sum()), 4))
        for a, b in zip(starts, ends, strict=True)
    ]
    return sorted(pieces, key=lambda p: (-p.weight, p.start))[:limit]
