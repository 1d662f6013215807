"""What a model is worth on texts that it did not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanzha.decide import DecisionRule, Signs, decide
from fanzha.labels import OUTSIDE, LabelMap
from fanzha.reliability import (
    Coverage,
    augrc,
    classwise_calibration_error,
    coverage_at,
    expected_calibration_error,
    risk_at,
)


@dataclass(frozen=True, slots=True)
class TypeMetrics:
    """Precision, recall and F1 of one type, and how many texts are of it."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """Metrics over n texts.

    Attributes
    ----------
    n : int
    accuracy : float
    macro_f1, weighted_f1 : float
        Mean F1 over the types that stand in the data, plain and weighted by support.
    per_type : dict
        Of the types that stand in the data.
    ece : float
        Expected calibration error of the top probability, over 15 equal-mass bins.
    class_ece : float
        The same of every type's probability, mean over the types.
    abstained : int
        Texts that the decision rule sends to review; they count in all other metrics by their best guess.
    accuracy_decided : float or None
        Accuracy on the rest; None where nothing was decided.
    fraud_recall, benign_false_positive_rate : float or None
        Frauds called some fraud, and benign texts called fraud; None where the data have none, or the labels cannot say
        benign.
    recall_at_1 : float or None
        Frauds found by the lowest threshold that calls 1% of the benign texts fraud.
    coverage_99 : Coverage
        What could be decided at a precision of 0.99.
    augrc : float
        See `fanzha.reliability.augrc`.
    risk_coverage : dict
        By coverage, the share of wrong types among so many of the most confident texts; see `fanzha.reliability.risk_at`.
    set_size : float
        Mean number of possible types of a text; see `fanzha.decide.Decisions`.
    set_coverage : dict
        By type, how often the true type is among them; empty where the labels are not the model's own.
    """

    n: int
    accuracy: float
    macro_f1: float
    weighted_f1: float
    per_type: dict[str, TypeMetrics]
    ece: float
    class_ece: float
    abstained: int
    accuracy_decided: float | None
    fraud_recall: float | None
    benign_false_positive_rate: float | None
    recall_at_1: float | None
    coverage_99: Coverage
    augrc: float
    set_size: float
    set_coverage: dict[str, float]
    risk_coverage: dict[str, float] = field(default_factory=dict)  # absent from what older releases wrote

    def as_json(self) -> dict[str, object]:
        """Return the metrics as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Metrics:
        """Rebuild metrics from what `as_json` gave."""
        per_type = {label: TypeMetrics(**m) for label, m in values["per_type"].items()}
        return cls(**{**values, "per_type": per_type, "coverage_99": Coverage(**values["coverage_99"])})


def confusion(truth: Sequence[str], predicted: Sequence[str], names: Sequence[str]) -> NDArray[np.int64]:
    """Count pairs: true type by row, predicted by column, both in the order of ``names``."""
    at = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(names)), np.int64)
    np.add.at(table, ([at[t] for t in truth], [at[p] for p in predicted]), 1)
    return table


def recall_at(
    fraud: NDArray[np.floating], honest: NDArray[np.bool_], false_positive_rate: float = 0.01
) -> float | None:
    """Share of frauds found by the lowest threshold that calls at most this share of honest texts fraud.

    Parameters
    ----------
    fraud : ndarray of float, shape (n,)
        Probability that a text is fraud.
    honest : ndarray of bool, shape (n,)
        Whether it is honest in truth.
    false_positive_rate : float

    Returns
    -------
    float or None
        None where there are no frauds, or no honest texts to set the threshold on.
    """
    calm, rest = np.sort(fraud[honest])[::-1], fraud[~honest]
    if not len(calm) or not len(rest):
        return None
    threshold = calm[int(false_positive_rate * len(calm))]
    return float((rest > threshold).mean())


def _ratio(a: float, b: float) -> float:
    return float(a / b) if b else 0.0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a model said of n texts, in the labels that they are measured by.

    Attributes
    ----------
    gathered : ndarray of float, shape (n, m)
        Probabilities of the columns of the labels.
    predicted : ndarray of object, shape (n,)
        The likeliest label.
    confidence : ndarray of float64, shape (n,)
        Its probability.
    right : ndarray of bool, shape (n,)
        Whether it is the true one.
    """

    gathered: NDArray[np.floating]
    predicted: NDArray[np.object_]
    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, probabilities: NDArray[np.floating], labels: LabelMap) -> Outcomes:
        """Compare probabilities of the model's own labels, shape (n, k), with the true labels."""
        gathered = np.asarray(probabilities) @ labels.gather
        predicted = np.array(labels.columns, dtype=object)[gathered.argmax(axis=1)]
        right = np.asarray(predicted == np.array(labels.truth, dtype=object), np.bool_)
        return cls(gathered, predicted, gathered.max(axis=1).astype(np.float64), right)


def evaluate(
    probabilities: NDArray[np.floating],
    labels: LabelMap,
    rule: DecisionRule,
    signs: Signs | None = None,
    benign: str = "benign",
) -> Metrics:
    """Measure predictions against labels.

    Parameters
    ----------
    probabilities : ndarray, shape (n, k)
        Of the model's own labels.
    labels : LabelMap
        The true labels, and how the model's are gathered into theirs.
    rule : DecisionRule
        Decides on the model's own labels, as in scoring.
    signs : Signs, optional
        Passed to `fanzha.decide.decide`.
    benign : str
        The label that means no fraud.

    Returns
    -------
    Metrics
    """
    n = len(labels.truth)
    truth, found = np.array(labels.truth, dtype=object), Outcomes.of(probabilities, labels)
    predicted, confidence, right = found.predicted, found.confidence, found.right
    decisions = decide(np.asarray(probabilities), rule, signs)
    review, sets = decisions.needs_review, decisions.sets
    per_type: dict[str, TypeMetrics] = {}
    for name in sorted(set(labels.truth)):
        hit = int((right & (truth == name)).sum())
        said, support = int((predicted == name).sum()), int((truth == name).sum())
        precision, recall = _ratio(hit, said), _ratio(hit, support)
        per_type[name] = TypeMetrics(precision, recall, _ratio(2 * precision * recall, precision + recall), support)
    frauds, honest = (truth != benign) & (truth != OUTSIDE), truth == benign
    called = predicted != benign
    knows_benign = benign in labels.columns
    column = np.array([labels.columns.index(t) if t in labels.columns else -1 for t in labels.truth], np.int64)
    covered = {
        name: float(sets[column == labels.columns.index(name), labels.columns.index(name)].mean())
        for name in per_type
        if not labels.coarsened and name in labels.columns
    }
    return Metrics(
        n=n,
        accuracy=float(right.mean()) if n else 0.0,
        macro_f1=float(np.mean([t.f1 for t in per_type.values()])) if n else 0.0,
        weighted_f1=_ratio(sum(t.f1 * t.support for t in per_type.values()), n),
        per_type=per_type,
        ece=expected_calibration_error(confidence, right),
        class_ece=classwise_calibration_error(found.gathered, column),
        abstained=int(review.sum()),
        accuracy_decided=float(right[~review].mean()) if (~review).any() else None,
        fraud_recall=float(called[frauds].mean()) if knows_benign and frauds.any() else None,
        benign_false_positive_rate=float(called[honest].mean()) if knows_benign and honest.any() else None,
        recall_at_1=recall_at(1 - found.gathered[:, labels.columns.index(benign)], honest) if knows_benign else None,
        coverage_99=coverage_at(confidence, right),
        augrc=augrc(confidence, right),
        set_size=float(sets.sum(axis=1).mean()) if n else 0.0,
        set_coverage=covered,
        risk_coverage=risk_at(confidence, right),
    )
