"""The one home of the decision: which type a text gets, and when a person must look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

# A threshold met by a handful of lucky texts promises nothing; fewer accepted than this count as none.
MIN_ACCEPTED = 20


class DecisionRule(BaseModel):
    """When a type stands without a person's look.

    Attributes
    ----------
    threshold : float
        Least probability of the most probable type; anything below needs review.
    target_precision : float
        The share of right types among the decided that the threshold was chosen for.
    precision : float or None
        What it reached on held-out texts; None where too few were decided.
    coverage : float
        Share of the held-out texts that it decided.
    n : int
        Number of held-out texts.
    min_characters : int
        A shorter text (letters, digits and Han characters) says too little and needs review.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    threshold: float = Field(ge=0, le=1)
    target_precision: float = Field(gt=0, le=1)
    precision: float | None = None
    coverage: float = Field(0, ge=0, le=1)
    n: int = Field(0, ge=0)
    min_characters: int = Field(4, ge=0)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided on n texts.

    Attributes
    ----------
    order : ndarray of int64, shape (n, k)
        Columns of the probabilities, most probable first.
    needs_review : ndarray of bool, shape (n,)
    """

    order: NDArray[np.int64]
    needs_review: NDArray[np.bool_]

    @property
    def best(self) -> NDArray[np.int64]:
        """Column of the most probable type, shape (n,)."""
        return self.order[:, 0]


def choose_rule(
    probabilities: NDArray[np.floating], truth: NDArray[np.integer], target_precision: float
) -> DecisionRule:
    """Choose the lowest threshold above which decided texts are right often enough.

    Parameters
    ----------
    probabilities : ndarray, shape (n, k)
        Of texts that the model did not see.
    truth : ndarray of int, shape (n,)
        Column of the true type.
    target_precision : float
        Wanted share of right types among the decided.

    Returns
    -------
    DecisionRule
        With threshold 1 (everything goes to review, save certainty) where no threshold reaches the target.
    """
    n = len(truth)
    if n == 0:
        return DecisionRule(threshold=1.0, target_precision=target_precision)
    top = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == truth
    order = np.argsort(-top, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, n + 1)
    # Equal probabilities are decided together, so a cut is only possible behind the last of them.
    last = np.r_[top[order][1:] < top[order][:-1], True]
    possible = np.flatnonzero(last & (precision >= target_precision) & (np.arange(1, n + 1) >= min(MIN_ACCEPTED, n)))
    if not len(possible):
        return DecisionRule(threshold=1.0, target_precision=target_precision, n=n)
    cut = int(possible[-1])
    # Rounded down, so that the text at the cut itself stays decided after JSON and float32.
    threshold = float(np.floor(top[order][cut] * 1e6) / 1e6)
    return DecisionRule(
        threshold=threshold,
        target_precision=target_precision,
        precision=round(float(precision[cut]), 6),
        coverage=round((cut + 1) / n, 6),
        n=n,
    )


def decide(
    probabilities: NDArray[np.floating], rule: DecisionRule, lengths: NDArray[np.integer] | None = None
) -> Decisions:
    """Apply a rule; evaluation, batch scoring and triage all come here.

    Parameters
    ----------
    probabilities : ndarray, shape (n, k)
    rule : DecisionRule
    lengths : ndarray of int, shape (n,), optional
        Number of letters, digits and Han characters of each text.

    Returns
    -------
    Decisions
    """
    order = np.argsort(-probabilities, axis=1, kind="stable")
    # Written so that what is no number goes to a person.
    review = ~(np.take_along_axis(probabilities, order[:, :1], axis=1)[:, 0] >= rule.threshold)
    if lengths is not None:
        review = review | (np.asarray(lengths) < rule.min_characters)
    return Decisions(order, review)
