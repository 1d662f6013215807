"""Classifiers of fraud text behind one protocol."""

from fanzha.classifiers.base import Classifier, Evidence, Prediction, Taught
from fanzha.classifiers.linear import LinearClassifier
from fanzha.classifiers.settings import LinearSettings

__all__ = ["Classifier", "Evidence", "LinearClassifier", "LinearSettings", "Prediction", "Taught"]
