"""Classifiers of fraud text behind one protocol."""

from __future__ import annotations

from pathlib import Path

from fanzha.classifiers.base import Classifier, Evidence, HasFiles, Prediction, Taught
from fanzha.classifiers.linear import LinearClassifier
from fanzha.classifiers.onnx import OnnxClassifier
from fanzha.classifiers.settings import LinearSettings
from fanzha.classifiers.transformer import TransformerClassifier, TransformerSettings

__all__ = [
    "Classifier",
    "Evidence",
    "HasFiles",
    "LinearClassifier",
    "LinearSettings",
    "OnnxClassifier",
    "Prediction",
    "Taught",
    "TransformerClassifier",
    "TransformerSettings",
    "make_classifier",
]


def make_classifier(settings: LinearSettings | TransformerSettings, work: Path | None = None) -> Classifier:
    """Return an unfitted classifier of the kind that the settings are of.

    Parameters
    ----------
    settings : LinearSettings or TransformerSettings
    work : Path, optional
        Where a transformer keeps checkpoints, so that an interrupted training can go on.
    """
    if isinstance(settings, TransformerSettings):
        return TransformerClassifier(settings, work)
    return LinearClassifier(settings)
