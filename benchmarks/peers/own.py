"""fanzha itself, through its public interface only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from benchmarks.data import Split
from benchmarks.peers.base import Peer
from fanzha import bundle
from fanzha.errors import BundleError

# One held-out pair of folds, one penalty, no disguised copies: as near to a bare fit as the settings allow.
LEAST = {"folds": 2, "disguises": 0, "c": (0.3,), "calibration_c": (0.3,)}


class Fanzha(Peer):
    """The whole product: disguised copies, penalty by held-out folds, calibration, decision rule."""

    name = "fanzha"
    packages = ("fanzha", "numpy", "numba")
    modules = ("sklearn.svm", "pypinyin.constants", "fanzha.training")
    settings = "configs/pipeline.yaml"
    _changes: dict[str, object] = {}  # noqa: RUF012 - replaced whole by subclasses

    def __init__(self) -> None:
        self._bundle: bundle.Bundle | None = None

    def fit(self, split: Split) -> None:
        """Train with the parameters of the main job."""
        from fanzha.classifiers import LinearClassifier
        from fanzha.config import load_pipeline
        from fanzha.training import train

        config = load_pipeline()
        settings = config.linear.model_copy(update=self._changes)
        self._trained = train(split.train, LinearClassifier(settings), **config.decide.model_dump())

    def save(self, folder: Path) -> None:
        """Write the bundle."""
        from fanzha import taxonomy

        trained, metrics = self._trained, {"held_out": self._trained.held_out.as_json()}
        self._bundle = bundle.save(
            folder / "model", trained.classifier, trained.rule, taxonomy.load(), metrics, "# benchmark\n"
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the bundle."""
        peer = cls()
        peer._bundle = bundle.load(folder / "model")
        return peer

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the most probable types, decided or not, by `Bundle.predict`."""
        if self._bundle is None:
            raise BundleError("a model must be saved or loaded before it predicts", "none", "save it first")
        _, decisions = self._bundle.predict(texts)
        names = np.array(self._bundle.classes, dtype=object)
        return list(names[decisions.order[:, 0]])


class FanzhaLeast(Fanzha):
    """The same classifier with as little calibration as its settings allow: what a bare fit costs."""

    name = "fanzha-least"
    settings = "two folds, one penalty, no disguised copies; for the training time only"
    _changes = LEAST
