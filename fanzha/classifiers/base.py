"""What every classifier offers, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of the text that spoke for the chosen type.

    Attributes
    ----------
    text : str
        The piece, as the text has it.
    start, end : int
        Its place in the text, in code points.
    weight : float
        What it added to the log-odds of the type against the average type.
    """

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of n texts.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n, k)
        Each row sums to 1.
    familiarity : ndarray of float32, shape (n,)
        Share of a text's pairs of neighbouring characters that several training sources hold; NaN where a model cannot
        tell.
    """

    probabilities: Floats
    familiarity: Floats


@dataclass(frozen=True, slots=True)
class Taught:
    """What a teacher says of m texts that no person labelled.

    Attributes
    ----------
    texts : sequence of m strings
    probabilities : ndarray of float, shape (m, k)
        In the order of the student's classes, which are the sorted labels that it is trained on.
    weight : float
        What such a text counts for, against 1 of a labelled one.
    """

    texts: Sequence[str]
    probabilities: NDArray[np.floating]
    weight: float


@runtime_checkable
class Classifier(Protocol):
    """A model from texts to probabilities over labels."""

    kind: str  # names the implementation in a bundle

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels, in the order of the columns of `predict_proba`."""
        ...

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str],
        sources: Sequence[str],
        on_step: Callable[[int], object] | None = None,
    ) -> Prediction:
        """Learn, and return what is predicted of the training texts while they are held out.

        Parameters
        ----------
        texts, labels, groups, sources : sequences of n strings
            Texts that share a group never stand on both sides of an internal split.
        on_step : callable, optional
            Told after each step of the training that it took one.

        Returns
        -------
        Prediction
            Of each text by a model that saw neither it, nor its group, nor (where there are enough sources) its source;
            rows of NaN for texts that were learnt from and never held out. A classifier that trains one model has such
            rows, one that trains a model for each part has none.
        """
        ...

    def predict(self, texts: Sequence[str]) -> Prediction:
        """Return probabilities and familiarity."""
        ...

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return probabilities, float32 of shape (n, k); each row sums to 1."""
        ...

    def explain(self, text: str, label: str, limit: int = 8) -> list[Evidence]:
        """Return the pieces that spoke most for a label, strongest first."""
        ...

    def settings_json(self) -> dict[str, object]:
        """Return what rebuilds the classifier, as JSON values, without its weights."""
        ...

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """Return the weights by name."""
        ...

    @classmethod
    def from_parts(
        cls,
        classes: Sequence[str],
        settings: Mapping[str, object],
        tensors: Mapping[str, NDArray[np.generic]],
    ) -> Self:
        """Rebuild a fitted classifier from what `settings_json` and `tensors` gave."""
        ...


@runtime_checkable
class HasFiles(Protocol):
    """A classifier with parts that are no tensors, kept as files of their own in a bundle: JSON or ONNX, never pickles."""

    def files(self) -> dict[str, bytes]:
        """Return their contents by name."""
        ...

    def take_files(self, files: Mapping[str, bytes]) -> None:
        """Complete a classifier that `Classifier.from_parts` rebuilt by what `files` gave."""
        ...
