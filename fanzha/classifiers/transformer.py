"""The transformer classifier: a pre-trained encoder fine-tuned on labelled texts, calibrated on held-out ones."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fanzha.classifiers.base import Floats, Prediction
from fanzha.classifiers.calibration import select_penalty
from fanzha.classifiers.settings import Penalty, Seed
from fanzha.classifiers.windows import WindowedClassifier, Windows, WindowSettings, join
from fanzha.errors import LabelError, MissingExtraError
from fanzha.split import held_out_folds

# Nothing about a police office's runs goes anywhere.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")

_WEIGHT = "model."  # begins the names of the network's weights among the tensors


class TransformerSettings(WindowSettings):
    """Settings of the transformer classifier.

    Attributes
    ----------
    checkpoint : str
        Folder of the pre-trained encoder, or ``hub:`` and its name on the Hugging Face hub; with weights in safetensors.
    held_out : float
        About the share of the texts that is held out; whole sources where there are three at least.
    epochs, patience : int
        Passes at most, and after how many without a better held-out macro-F1 training stops.
    batch_size, accumulate : int
        Windows in memory at once, and how many such batches make one step.
    learning_rate, weight_decay : float
    warmup : float
        Share of the steps over which the learning rate rises.
    balance : float
        Power of the class weights n / (k n_c): 0 none, 1 the inverse frequency.
    calibration_c : tuple of float
        Inverse strength of the penalty of the calibrator; the one that does best on held-out texts is taken.
    seed : int
    """

    checkpoint: str = Field(min_length=1)
    held_out: float = Field(0.15, gt=0, le=0.5)
    epochs: int = Field(8, ge=1)
    patience: int = Field(2, ge=1)
    batch_size: int = Field(32, ge=1)
    accumulate: int = Field(1, ge=1)
    learning_rate: float = Field(5e-5, gt=0)
    weight_decay: float = Field(0.01, ge=0)
    warmup: float = Field(0.1, ge=0, lt=1)
    balance: float = Field(0.5, ge=0, le=1)
    calibration_c: tuple[Penalty, ...] = Field((0.01, 0.03, 0.1, 0.3), min_length=1)
    seed: Seed = 20260101


class TransformerClassifier(WindowedClassifier):
    """A Hugging Face encoder with a layer of labels on top, fine-tuned.

    Parameters
    ----------
    settings : TransformerSettings
    work : Path, optional
        Where checkpoints are kept while it trains. A run of the same settings and texts that was interrupted goes on from
        there. The caller removes its checkpoints (`clear_work`). Without it nothing is kept.
    """

    kind = "transformer"
    settings: TransformerSettings
    settings_type = TransformerSettings

    def __init__(self, settings: TransformerSettings, work: Path | None = None) -> None:
        super().__init__(settings)
        self._work = work
        self._run: Path | None = None
        self._model: Any = None
        self._weights: dict[str, NDArray[np.generic]] = {}  # until the network is built of them

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str],
        sources: Sequence[str],
        on_step: Callable[[int], object] | None = None,
    ) -> Prediction:
        """Fine-tune on most texts; stop early and calibrate on the rest.

        One model is trained, so only the held-out rows have probabilities. They chose the epoch, too; with some epochs to
        choose from that flatters them little.

        Parameters
        ----------
        texts, labels, groups, sources : sequences of n strings
            See `fanzha.classifiers.Classifier.fit`.
        on_step : callable, optional
            Told after each step of the optimizer.

        Returns
        -------
        Prediction
            Calibrated probabilities of the held-out texts; NaN in the rows of those that were learnt from.

        Raises
        ------
        LabelError
            If there are fewer than two labels, or nothing can be held out.
        InputError
            If the checkpoint cannot be used.
        MissingExtraError
            If torch, transformers or datasets is not installed.
        """
        finetuning = _finetuning()
        s, n = self.settings, len(texts)
        self._classes = tuple(sorted(set(labels)))
        k = len(self._classes)
        if k < 2:
            raise LabelError("training needs two labels at least", f"{k}", "add texts of another label")
        truth = np.array([self._classes.index(label) for label in labels], np.int64)
        held = _held_out(labels, groups, sources, s.held_out, s.seed)
        model, tokenizer, self._encoder = finetuning.open_checkpoint(s.checkpoint, k, s.max_tokens, s.seed)
        self._read_tokenizer(tokenizer)
        rows, learnt = np.flatnonzero(held), np.flatnonzero(~held)
        parts = [(self.windows([texts[i] for i in at.tolist()]), truth[at]) for at in (learnt, rows)]
        with ExitStack() as stack:
            work = self._work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self._run = work / self._digest(parts[0], parts[1])
            self._model = finetuning.fine_tune(
                model, self._encoder["pad"], parts[0], parts[1], self._classes, s, self._run, on_step
            )
        windows = parts[1][0]
        margins = join(self.window_margins(windows), windows.owner, self._classes, s.honest).astype(np.float64)
        of = [[column[i] for i in rows.tolist()] for column in (labels, groups, sources)]
        fold = held_out_folds(of[0], of[1], of[2], 8, s.seed)
        # The calibrator's own probabilities are held out once more, so that the decision rule sees honest ones.
        self._scaling, calibrated = select_penalty(margins, truth[rows], fold, s.calibration_c)
        probabilities = np.full((n, k), np.nan, np.float32)
        probabilities[rows] = calibrated
        return Prediction(probabilities, np.full(n, np.nan, np.float32))

    def clear_work(self) -> None:
        """Remove the checkpoints of the finished run, and the folder around them if no other run left any there."""
        if self._work is not None and self._run is not None:
            from fanzha.classifiers.trainer import remove_run

            remove_run(self._run)

    def _digest(self, *parts: tuple[Windows, NDArray[np.int64]]) -> str:
        """Name a run by all that it depends on, so that another one never goes on from its checkpoints."""
        known = hashlib.sha256(json.dumps([self.settings_json(), self._classes], sort_keys=True).encode())
        for windows, truth in parts:
            known.update(json.dumps(windows.ids).encode())
            known.update(windows.owner.tobytes() + truth.tobytes())
        return known.hexdigest()[:16]

    def _margins(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Floats:
        return np.asarray(_finetuning().run(self._model, ids, mask), np.float32)

    @property
    def network(self) -> Any:
        """The fitted network, a `transformers.PreTrainedModel`."""
        return self._model

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """Return the calibration, and the weights of the network under ``model.``."""
        found = _finetuning().weights(self._model)
        return {**super().tensors(), **{_WEIGHT + name: value for name, value in found.items()}}

    def take_files(self, files: Mapping[str, bytes]) -> None:
        """Complete a classifier by what `files` gave, and build its network."""
        super().take_files(files)
        self._model = _finetuning().rebuild(self._encoder, self._weights)
        self._weights = {}

    @classmethod
    def from_parts(
        cls,
        classes: Sequence[str],
        settings: Mapping[str, object],
        tensors: Mapping[str, NDArray[np.generic]],
    ) -> Self:
        """Rebuild a classifier from its parts; `take_files` completes it."""
        model = super().from_parts(classes, settings, tensors)
        model._weights = {k.removeprefix(_WEIGHT): v for k, v in tensors.items() if k.startswith(_WEIGHT)}
        return model


def _finetuning() -> Any:
    try:
        from fanzha.classifiers import finetuning
    except ImportError as error:
        raise MissingExtraError((error.name or "torch").partition(".")[0], "torch") from error
    return finetuning


def _held_out(
    labels: Sequence[str], groups: Sequence[str], sources: Sequence[str], share: float, seed: int
) -> NDArray[np.bool_]:
    """Mark the texts of the fold that leaves most labels to learn from, and of those the one nearest to the share."""
    fold = held_out_folds(labels, groups, sources, max(2, round(1 / share)), seed)
    names = np.asarray(labels)

    def worth(one: int) -> tuple[int, float, int]:
        return -len(set(names[fold != one])), abs(float((fold == one).mean()) - share), one

    return np.asarray(fold == min(np.unique(fold).tolist(), key=worth))
