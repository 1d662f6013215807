"""Classifiers that read tokens: long texts as overlapping windows, one answer a text, calibrated, with evidence by omission."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from tokenizers import Tokenizer

from fanzha.classifiers.base import Evidence, Floats, Prediction
from fanzha.classifiers.calibration import Doubles, MatrixScaling
from fanzha.errors import LabelError, MissingExtraError
from fanzha.text import normalise

TOKENIZER, ENCODER = "tokenizer.json", "encoder.json"
_MATRIX, _SHIFT = "calibration.matrix", "calibration.shift"
_BATCH = 32  # windows scored together, of like length, so that little of a batch is padding
# Evidence costs a pass of the model for each piece of the text; these bound it.
_MOST_PIECES, _PIECE = 48, 12
_CLAUSE = re.compile(r"[^，。！？；：、,!?;:\s]+[，。！？；：、,!?;:\s]*")


class WindowSettings(BaseModel):
    """How a text becomes windows, and windows an answer.

    Attributes
    ----------
    max_tokens : int
        Length of a window, special tokens included.
    overlap : int
        Tokens that neighbouring windows share.
    honest : str
        The label that means no fraud. Where the model has it, the window that speaks most for fraud answers for the text;
        otherwise the mean of the windows does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    max_tokens: int = Field(256, ge=8, le=8192)
    overlap: int = Field(64, ge=0)
    honest: str = "benign"


@dataclass(frozen=True, slots=True)
class Windows:
    """Tokens of the windows of texts.

    Attributes
    ----------
    ids : list of m lists of int
    owner : ndarray of int64, shape (m,)
        Which text each window is of, ascending; every text has one at least.
    """

    ids: list[list[int]]
    owner: NDArray[np.int64]


class WindowedClassifier(ABC):
    """What classifiers over windows of tokens share; a subclass gives the margins of a batch of windows.

    Texts are normalised (`fanzha.text.normalise`), cut into windows, and scored window by window; the margins of the window
    that speaks most for fraud become probabilities by matrix scaling (`fanzha.classifiers.calibration`).

    Parameters
    ----------
    settings : WindowSettings
    """

    kind: str
    settings_type: ClassVar[type[WindowSettings]] = WindowSettings

    def __init__(self, settings: WindowSettings) -> None:
        self.settings = settings
        self._classes: tuple[str, ...] = ()
        self._scaling = MatrixScaling(np.zeros((0, 0)), np.zeros(0))
        self._tokenizer: Tokenizer | None = None
        self._encoder: dict[str, Any] = {}  # configuration of the network, and the id of the padding

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels, in the order of the columns of `predict_proba`."""
        return self._classes

    @abstractmethod
    def _margins(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Floats:
        """Return margins (m, k) of a batch of windows, both (m, length)."""

    def _read_tokenizer(self, data: bytes) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtraError("tokenizers", "onnx") from error
        tokenizer = Tokenizer.from_str(data.decode("utf-8"))
        tokenizer.no_padding()
        room = self.settings.max_tokens - tokenizer.num_special_tokens_to_add(is_pair=False)
        tokenizer.enable_truncation(self.settings.max_tokens, stride=min(self.settings.overlap, max(room - 1, 0)))
        self._tokenizer = tokenizer

    def windows(self, texts: Sequence[str]) -> Windows:
        """Cut texts into windows of tokens."""
        if self._tokenizer is None:
            raise LabelError("a model must be fitted first", "an empty one", "fit it, or load a bundle")
        ids: list[list[int]] = []
        owner: list[int] = []
        for i, first in enumerate(self._tokenizer.encode_batch([normalise(t) for t in texts])):
            for window in (first, *first.overflowing):
                # A tokenizer without special tokens gives an empty text none at all.
                ids.append(window.ids or [self._encoder["pad"]])
                owner.append(i)
        return Windows(ids, np.array(owner, np.int64))

    def window_margins(self, windows: Windows) -> Floats:
        """Return margins of windows, float32 of shape (m, k)."""
        lengths = np.array([len(i) for i in windows.ids], np.int64)
        result = np.zeros((len(lengths), len(self._classes)), np.float32)
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            ids, mask = padded([windows.ids[r] for r in rows], self._encoder["pad"])
            result[rows] = self._margins(ids, mask)
        return result

    def margins(self, texts: Sequence[str]) -> Floats:
        """Return margins of texts, float32 of shape (n, k), before calibration."""
        windows = self.windows(texts)
        return join(self.window_margins(windows), windows.owner, self._classes, self.settings.honest)

    def predict(self, texts: Sequence[str]) -> Prediction:
        """Return probabilities; familiarity is not known, NaN."""
        return Prediction(self.predict_proba(texts), np.full(len(texts), np.nan, np.float32))

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return probabilities, float32 of shape (n, k), columns in the order of `classes`; each row sums to 1."""
        if not len(texts):
            return np.zeros((0, len(self._classes)), np.float32)
        return self._scaling(self.margins(texts).astype(np.float64)).astype(np.float32)

    def explain(self, text: str, label: str, limit: int = 8) -> list[Evidence]:
        """Return the pieces of a text that spoke most for a label.

        Each clause is left out in turn (occlusion, Zeiler and Fergus 2014); its weight is what the log-odds of the label
        against the average label lose by that.

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
        spans = clauses(text)
        without = [text[:a] + text[b:] for a, b in spans]
        logs = np.log(np.maximum(self.predict_proba([text, *without]).astype(np.float64), 1e-9))
        odds = logs[:, self._classes.index(label)] - logs.mean(axis=1)
        found = [
            Evidence(text[a:b], a, b, round(float(odds[0] - o), 4))
            for (a, b), o in zip(spans, odds[1:], strict=True)
            if odds[0] - o > 1e-4
        ]
        return sorted(found, key=lambda e: (-e.weight, e.start))[:limit]

    def settings_json(self) -> dict[str, object]:
        """Return the settings as JSON values."""
        return self.settings.model_dump(mode="json")

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """Return the calibration: matrix (k, k) and shift (k,), float64."""
        return {_MATRIX: self._scaling.matrix, _SHIFT: self._scaling.shift}

    def files(self) -> dict[str, bytes]:
        """Return the tokenizer and the configuration of the network, both JSON."""
        if self._tokenizer is None:
            raise LabelError("a model must be fitted first", "an empty one", "fit it, or load a bundle")
        text = json.dumps(self._encoder, ensure_ascii=False, indent=2, sort_keys=True)
        return {TOKENIZER: self._tokenizer.to_str().encode("utf-8"), ENCODER: (text + "\n").encode("utf-8")}

    def take_files(self, files: Mapping[str, bytes]) -> None:
        """Complete a classifier by what `files` gave.

        Raises
        ------
        LabelError
            If the network does not fit the weights.
        MissingExtraError
            If a package that runs it is not installed.
        """
        self._encoder = json.loads(files[ENCODER])
        if not isinstance(self._encoder["pad"], int):
            raise LabelError("the padding must be a token", "none", "train the model again")
        self._read_tokenizer(files[TOKENIZER])

    @classmethod
    def from_parts(
        cls,
        classes: Sequence[str],
        settings: Mapping[str, object],
        tensors: Mapping[str, NDArray[np.generic]],
    ) -> Self:
        """Rebuild a classifier from its parts; `take_files` completes it.

        Raises
        ------
        LabelError
            If the calibration does not fit the labels.
        """
        model = cls(cls.settings_type.model_validate(settings))
        k = len(classes)
        matrix, shift = (np.asarray(tensors[name], np.float64) for name in (_MATRIX, _SHIFT))
        if (
            matrix.shape != (k, k)
            or shift.shape != (k,)
            or not (np.isfinite(matrix).all() and np.isfinite(shift).all())
        ):
            raise LabelError("a calibration must fit the labels", f"{matrix.shape}", "train the model again")
        model._classes, model._scaling = tuple(classes), MatrixScaling(matrix, shift)
        return model


def padded(ids: Sequence[Sequence[int]], pad: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return windows as one array (m, longest) and its mask, 1 where there is a token."""
    longest = max(len(i) for i in ids)
    out, mask = np.full((len(ids), longest), pad, np.int64), np.zeros((len(ids), longest), np.int64)
    for row, one in enumerate(ids):
        out[row, : len(one)], mask[row, : len(one)] = one, 1
    return out, mask


def join(margins: NDArray[np.floating], owner: NDArray[np.int64], classes: Sequence[str], honest: str) -> Floats:
    """Return the margins of texts out of those of their windows.

    Parameters
    ----------
    margins : ndarray, shape (m, k)
    owner : ndarray of int64, shape (m,)
        Ascending, from 0 on, without gaps.
    classes : sequence of k strings
    honest : str
        Where it is one of the classes, the window whose other margins stand highest above it answers; else the mean does.

    Returns
    -------
    ndarray of float32, shape (n, k)
    """
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    if honest not in classes:
        counts = np.diff(np.r_[starts, len(owner)])
        return np.asarray(np.add.reduceat(margins, starts, axis=0) / counts[:, None], np.float32)
    at = list(classes).index(honest)
    fraud: Doubles = np.logaddexp.reduce(np.delete(margins, at, axis=1).astype(np.float64), axis=1) - margins[:, at]
    # Windows stay together by text; within a text the strongest comes last.
    strongest = np.lexsort((fraud, owner))[np.r_[starts[1:], len(owner)] - 1]
    return np.asarray(margins[strongest], np.float32)


def clauses(text: str) -> list[tuple[int, int]]:
    """Cut a text into clauses, long ones into pieces; longer pieces where there would be too many."""
    size = max(_PIECE, -(-len(text) // _MOST_PIECES))
    spans: list[tuple[int, int]] = []
    for found in _CLAUSE.finditer(text):
        for start in range(found.start(), found.end(), size):
            end = min(start + size, found.end())
            # Short neighbours go together, so that there are not more pieces than the bound.
            if spans and end - spans[-1][0] <= size:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return spans
