"""What a model still knows of texts in disguise: the whole evasion suite, kind by kind and strength by strength."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.classifiers import Classifier
from fanzha.evasion import transform
from fanzha.evasion.suite import CHARACTER_KINDS, PADDING_KINDS
from fanzha.labels import LabelMap, macro_f1
from fanzha.taxonomy import BENIGN

STRENGTHS = (0.1, 0.3, 0.5)


@dataclass(frozen=True, slots=True)
class Attacked:
    """What was measured under one kind of disguise.

    Attributes
    ----------
    kind : str
    strength : float or None
        None where the kind has none.
    macro_f1 : float
        Of all texts, the frauds disguised and the honest ones as they are.
    drop : float
        How much lower that is than without disguise.
    false_positive_rate : float or None
        Honest texts called fraud when they are edited in the same way; None for padding, without honest
        texts, or where the model cannot say benign.
    """

    kind: str
    strength: float | None
    macro_f1: float
    drop: float
    false_positive_rate: float | None


@dataclass(frozen=True, slots=True)
class Robustness:
    """The suite over one data set.

    Attributes
    ----------
    n : int
    macro_f1 : float
        Without disguise.
    false_positive_rate : float or None
    attacks : list of Attacked
    """

    n: int
    macro_f1: float
    false_positive_rate: float | None
    attacks: list[Attacked]

    def as_json(self) -> dict[str, object]:
        """Return everything as JSON values."""
        from dataclasses import asdict

        return asdict(self)


def measure_disguises(
    texts: Sequence[str],
    labels: LabelMap,
    classifier: Classifier,
    strengths: Sequence[float] = STRENGTHS,
    seed: int = 20260101,
    on_step: Callable[[int], object] | None = None,
) -> Robustness:
    """Disguise frauds in every way of the suite and classify them again.

    Parameters
    ----------
    texts : sequence of n strings
    labels : LabelMap
        Of the texts, and how the model's labels are gathered into theirs.
    classifier : Classifier
    strengths : sequence of float
    seed : int
    on_step : callable, optional
        Told after each kind and strength.

    Returns
    -------
    Robustness
        ``keyword`` edits aim at what the model itself takes as evidence; padding takes its messages from the honest texts.
    """
    names = sorted({*labels.columns, *labels.truth})
    truth = np.array([names.index(t) for t in labels.truth])
    columns = np.array([names.index(c) for c in labels.columns])
    honest, knows_benign = np.array([t == BENIGN for t in labels.truth]), BENIGN in labels.columns
    short = sorted({t for t, h in zip(texts, honest, strict=True) if h and len(t) <= 120})

    def read(probabilities: NDArray[np.floating]) -> NDArray[np.int64]:
        return np.asarray(columns[(probabilities @ labels.gather).argmax(axis=1)], np.int64)

    def called(predicted: NDArray[np.int64]) -> float | None:
        return float((predicted[honest] != names.index(BENIGN)).mean()) if knows_benign and honest.any() else None

    known = classifier.predict_proba(texts)
    plain, best = read(known), known.argmax(axis=1)

    def keywords(i: int) -> Callable[[str], Sequence[tuple[int, int]]]:
        return lambda text: [(e.start, e.end) for e in classifier.explain(text, classifier.classes[best[i]])]

    def changed(kind: str, strength: float) -> list[str]:
        return [
            transform(t, kind, strength, seed + i, honest=short, keywords=keywords(i) if kind == "keyword" else None)
            for i, t in enumerate(texts)
        ]

    clean, attacks = macro_f1(truth, plain, len(names)), []
    rounds = [(k, s) for k in (*CHARACTER_KINDS, "keyword") for s in strengths]
    rounds += [(k, 1.0) for k in PADDING_KINDS if len(short) >= int(k[-1])]
    for kind, strength in rounds:
        padding = kind in PADDING_KINDS
        after = read(classifier.predict_proba(changed(kind, strength)))
        # A fraudster disguises frauds; honest texts stay as they are.
        score = macro_f1(truth, np.where(honest, plain, after), len(names))
        attacks.append(
            Attacked(kind, None if padding else strength, score, clean - score, None if padding else called(after))
        )
        if on_step is not None:
            on_step(1)
    return Robustness(len(texts), clean, called(plain), attacks)
