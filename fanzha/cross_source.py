"""What a model does on a source that it never saw: each source held out in turn, and the curve over their number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.classifiers import LinearClassifier, LinearSettings
from fanzha.errors import LabelError
from fanzha.labels import macro_f1
from fanzha.split import MIN_SOURCES, unit_hash

# The models of the curve are compared with each other only, so what costs time is kept small.
_CURVE = {"folds": 2, "disguises": 0, "c": (0.3,), "calibration_c": (0.3,)}


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Every text seen through a model that saw no text of its source.

    Attributes
    ----------
    classes : tuple of str
    probabilities : ndarray of float64, shape (n, k)
    truth : ndarray of int64, shape (n,)
        Positions in ``classes``.
    sources : tuple of n strings
    classifier : LinearClassifier
        Fitted on all texts, for measuring elsewhere.
    """

    classes: tuple[str, ...]
    probabilities: NDArray[np.float64]
    truth: NDArray[np.int64]
    sources: tuple[str, ...]
    classifier: LinearClassifier

    @property
    def predicted(self) -> NDArray[np.int64]:
        """Position of the likeliest type of each text."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    def score(self, chosen: NDArray[np.bool_] | None = None) -> float:
        """Return macro-F1 over the types that stand in the chosen texts (all, if none are named)."""
        rows = slice(None) if chosen is None else chosen
        return macro_f1(self.truth[rows], self.predicted[rows], len(self.classes))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Macro-F1 on held-out sources after training on ``sources`` others: mean, lowest and highest."""

    sources: int
    mean: float
    lowest: float
    highest: float


def leave_one_out(
    texts: Sequence[str],
    labels: Sequence[str],
    sources: Sequence[str],
    settings: LinearSettings,
    on_step: Callable[[int], object] | None = None,
) -> HeldOut:
    """Hold each source out in turn.

    Parameters
    ----------
    texts, labels, sources : sequences of n strings
    settings : LinearSettings
        ``folds`` is set to the number of sources.
    on_step : callable, optional
        Told after each source.

    Raises
    ------
    LabelError
        If there are fewer than three sources, or fewer than two labels.
    """
    number = len(set(sources))
    if number < MIN_SOURCES:
        raise LabelError("holding sources out needs three at least", f"{number}", "add sources")
    model = LinearClassifier(settings.model_copy(update={"folds": number}))
    ids = [str(i) for i in range(len(texts))]
    probabilities = model.fit(texts, labels, ids, sources, on_step).probabilities.astype(np.float64)
    return HeldOut(
        model.classes, probabilities, np.searchsorted(model.classes, np.asarray(labels)), tuple(sources), model
    )


def interval(held: HeldOut, draws: int = 1000, seed: int = 20260101) -> tuple[float, float]:
    """Return a 95% interval of macro-F1 by a two-stage bootstrap: sources, then texts within them.

    A next source differs from these as these differ from each other, so sources are drawn too (Davison and Hinkley
    1997, section 3.8); drawing texts alone would give an interval that is far too narrow.

    Parameters
    ----------
    held : HeldOut
    draws, seed : int
    """
    rng, names, k = np.random.default_rng(seed), np.asarray(held.sources), len(held.classes)
    members = [np.flatnonzero(names == name) for name in sorted(set(held.sources))]
    predicted, scores = held.predicted, []
    for _ in range(draws):
        rows = np.concatenate(
            [rng.choice(members[i], len(members[i])) for i in rng.integers(0, len(members), len(members))]
        )
        scores.append(macro_f1(held.truth[rows], predicted[rows], k))
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def learning_curve(
    texts: Sequence[str],
    labels: Sequence[str],
    sources: Sequence[str],
    settings: LinearSettings,
    sizes: Sequence[int],
    on_step: Callable[[int], object] | None = None,
) -> list[CurvePoint]:
    """Train on so many sources, test on one that was not among them; each source is the tested one once per size.

    Parameters
    ----------
    texts, labels, sources : sequences of n strings
    settings : LinearSettings
    sizes : sequence of int
        Numbers of training sources. Which ones they are is a pure function of the tested source and the seed; the
        smaller set is part of the larger.
    on_step : callable, optional
        Told after each model.
    """
    names, y, source = sorted(set(sources)), np.asarray(labels), np.asarray(sources)
    codes = {code: i for i, code in enumerate(sorted(set(labels)))}
    small = settings.model_copy(update=_CURVE)
    points = []
    for size in sizes:
        scores = []
        for tested in names:
            order = sorted((n for n in names if n != tested), key=lambda n: unit_hash(f"{tested}/{n}", settings.seed))
            train = np.flatnonzero(np.isin(source, order[:size])).tolist()
            test = np.flatnonzero(source == tested).tolist()
            if (
                len(set(y[train].tolist())) == 1
            ):  # some sources have honest texts only; nothing else can be said from them
                said = np.full(len(test), y[train[0]])
            else:
                model = LinearClassifier(small)
                model.fit([texts[i] for i in train], y[train].tolist(), [str(i) for i in train], ["one"] * len(train))
                said = np.asarray(model.classes)[model.predict_proba([texts[i] for i in test]).argmax(axis=1)]
            truth = np.array([codes[c] for c in y[test]])
            scores.append(macro_f1(truth, np.array([codes[c] for c in said]), len(codes)))
            if on_step is not None:
                on_step(1)
        points.append(CurvePoint(size, float(np.mean(scores)), min(scores), max(scores)))
    return points
