"""What a model is worth on texts that it did not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanzha.decide import DecisionRule, decide
from fanzha.labels import OUTSIDE, LabelMap


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
        Expected calibration error of the top probability, over equal-mass bins.
    abstained : int
        Texts that the decision rule sends to review; they count in all other metrics by their best guess.
    accuracy_decided : float or None
        Accuracy on the rest; None where nothing was decided.
    fraud_recall, benign_false_positive_rate : float or None
        Frauds called some fraud, and benign texts called fraud; None where the data have none.
    """

    n: int
    accuracy: float
    macro_f1: float
    weighted_f1: float
    per_type: dict[str, TypeMetrics]
    ece: float
    abstained: int
    accuracy_decided: float | None
    fraud_recall: float | None
    benign_false_positive_rate: float | None

    def as_json(self) -> dict[str, object]:
        """Return the metrics as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Metrics:
        """Rebuild metrics from what `as_json` gave."""
        per_type = {label: TypeMetrics(**m) for label, m in values["per_type"].items()}
        return cls(**{**values, "per_type": per_type})


def expected_calibration_error(top: NDArray[np.floating], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Mean gap between stated probability and accuracy, over bins of equal size (Nguyen and O'Connor 2015).

    Parameters
    ----------
    top : ndarray of float, shape (n,)
        Probability of the chosen type.
    right : ndarray of bool, shape (n,)
    bins : int

    Returns
    -------
    float
        0 for no texts.
    """
    if len(top) == 0:
        return 0.0
    order = np.argsort(top, kind="stable")
    parts = [p for p in np.array_split(order, bins) if len(p)]
    gaps = [abs(float(right[p].mean()) - float(top[p].mean())) * len(p) for p in parts]
    return float(sum(gaps) / len(top))


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


def evaluate(
    probabilities: NDArray[np.floating],
    labels: LabelMap,
    rule: DecisionRule,
    lengths: NDArray[np.integer] | None = None,
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
    lengths : ndarray of int, optional
        Passed to `fanzha.decide.decide`.
    benign : str
        The label that means no fraud.

    Returns
    -------
    Metrics
    """
    n = len(labels.truth)
    gathered = np.asarray(probabilities) @ labels.gather
    truth = np.array(labels.truth, dtype=object)
    predicted = np.array(labels.columns, dtype=object)[gathered.argmax(axis=1)] if n else truth
    right = np.asarray(truth == predicted, dtype=np.bool_)
    review = decide(probabilities, rule, lengths).needs_review if n else np.zeros(0, np.bool_)
    per_type: dict[str, TypeMetrics] = {}
    for name in sorted(set(labels.truth)):
        hit = int((right & (truth == name)).sum())
        said, support = int((predicted == name).sum()), int((truth == name).sum())
        precision, recall = _ratio(hit, said), _ratio(hit, support)
        per_type[name] = TypeMetrics(precision, recall, _ratio(2 * precision * recall, precision + recall), support)
    frauds, honest = (truth != benign) & (truth != OUTSIDE), truth == benign
    called = predicted != benign
    knows_benign = benign in labels.columns
    return Metrics(
        n=n,
        accuracy=float(right.mean()) if n else 0.0,
        macro_f1=float(np.mean([t.f1 for t in per_type.values()])) if n else 0.0,
        weighted_f1=_ratio(sum(t.f1 * t.support for t in per_type.values()), n),
        per_type=per_type,
        ece=expected_calibration_error(gathered.max(axis=1), right) if n else 0.0,
        abstained=int(review.sum()),
        accuracy_decided=float(right[~review].mean()) if (~review).any() else None,
        fraud_recall=float(called[frauds].mean()) if knows_benign and frauds.any() else None,
        benign_false_positive_rate=float(called[honest].mean()) if honest.any() else None,
    )
