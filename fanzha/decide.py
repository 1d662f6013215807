"""The one home of the decision: which type a text gets, and when a person must look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

# A threshold met by a handful of lucky texts promises nothing; fewer accepted than this count as none.
MIN_ACCEPTED = 20
# Why a person must look, in the order in which reasons are told; the first stands for none.
REASONS = ("", "short", "foreign", "unfamiliar", "unsure")
# The same in the words of a duty officer.
REASONS_ZH = {
    "short": "内容太短，看不出类型",
    "foreign": "中文太少，模型只读中文",
    "unfamiliar": "写法陌生，与模型学过的文本差别太大",
    "unsure": "把握不足，概率低于采用标准",
}
# One-sided 95% quantile of the normal distribution.
FAMILIARITY_Z = 1.645


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
    min_han : float
        A text with a smaller share of Han characters among them is of another language and needs review.
    min_familiarity : float
        A text that is less familiar (see `fanzha.classifiers.Prediction`) is of another world and needs review.
    set_coverage : float
        How often the true type shall stand in the prediction set, whatever that type is.
    set_thresholds : tuple of k floats
        A type stands in the prediction set of a text when it has at least this probability; empty where none were chosen.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    threshold: float = Field(ge=0, le=1)
    target_precision: float = Field(gt=0, le=1)
    precision: float | None = None
    coverage: float = Field(0, ge=0, le=1)
    n: int = Field(0, ge=0)
    min_characters: int = Field(4, ge=0)
    min_han: float = Field(0, ge=0, le=1)
    min_familiarity: float = Field(0, ge=0, le=1)
    set_coverage: float = Field(0.95, gt=0, lt=1)
    set_thresholds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """What besides the probabilities bears on the decision about n texts.

    Attributes
    ----------
    characters, han : ndarray of int, shape (n,)
        See `fanzha.text.Content`.
    familiarity : ndarray of float, shape (n,)
        See `fanzha.classifiers.Prediction`; NaN where it is not known.
    """

    characters: NDArray[np.integer]
    han: NDArray[np.integer]
    familiarity: NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided on n texts.

    Attributes
    ----------
    order : ndarray of int64, shape (n, k)
        Columns of the probabilities, most probable first.
    reason : ndarray of int8, shape (n,)
        Why a person must look: a position in `REASONS`, 0 where none must.
    sets : ndarray of bool, shape (n, k)
        Which types are possible: the prediction set, and every type where the text is short, foreign or unfamiliar, for
        the bounds of the sets speak of texts that a model can read.
    """

    order: NDArray[np.int64]
    reason: NDArray[np.int8]
    sets: NDArray[np.bool_]

    @property
    def best(self) -> NDArray[np.int64]:
        """Column of the most probable type, shape (n,)."""
        return self.order[:, 0]

    @property
    def needs_review(self) -> NDArray[np.bool_]:
        """Whether a person must look, shape (n,)."""
        return self.reason > 0

    @property
    def reasons(self) -> list[str | None]:
        """Why a person must look, n names of `REASONS`; None where none must."""
        return [REASONS[i] or None for i in self.reason.tolist()]

    def set_columns(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the sets of possible types as lists.

        Returns
        -------
        columns : ndarray of int64, shape (m,)
            Columns of the types in the sets, text by text, the most probable first.
        offsets : ndarray of int64, shape (n + 1,)
            Where the set of each text begins, and where the last one ends.
        """
        inside = np.take_along_axis(self.sets, self.order, axis=1)
        return self.order[inside], np.r_[0, np.cumsum(inside.sum(axis=1))]


def choose_rule(
    probabilities: NDArray[np.floating],
    truth: NDArray[np.integer],
    target_precision: float,
    signs: Signs | None = None,
    *,
    min_han: float = 0.0,
    unfamiliar_share: float = 0.0,
    set_coverage: float = 0.95,
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
    signs : Signs, optional
        Of the same texts.
    min_han : float
        See `DecisionRule`.
    unfamiliar_share : float
        Share of the held-out texts that may be called unfamiliar.
    set_coverage : float
        See `DecisionRule`.

    Returns
    -------
    DecisionRule
        With threshold 1 (everything goes to review, save certainty) where no threshold reaches the target.
    """
    n = len(truth)
    if n == 0:
        return DecisionRule(
            threshold=1.0, target_precision=target_precision, min_han=min_han, set_coverage=set_coverage
        )
    known = signs is not None and np.isfinite(signs.familiarity).all()
    least = float(np.quantile(_most_familiar(signs), unfamiliar_share)) if known and signs and unfamiliar_share else 0.0
    rule = DecisionRule(
        threshold=0.0,
        target_precision=target_precision,
        n=n,
        min_han=min_han,
        # Rounded down, as the threshold is below; the upper end of an interval may lie above 1.
        min_familiarity=float(np.floor(min(least, 1.0) * 1e4) / 1e4),
        set_coverage=set_coverage,
        set_thresholds=_set_thresholds(probabilities, truth, set_coverage),
    )
    asked = decide(probabilities, rule, signs).needs_review
    top = np.where(asked, -1.0, probabilities.max(axis=1).astype(np.float64))
    right = probabilities.argmax(axis=1) == truth
    order = np.argsort(-top, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, n + 1)
    # Equal probabilities are decided together, so a cut is only possible behind the last of them.
    last = np.r_[top[order][1:] < top[order][:-1], True] & (top[order] >= 0)
    possible = np.flatnonzero(last & (precision >= target_precision) & (np.arange(1, n + 1) >= min(MIN_ACCEPTED, n)))
    if not len(possible):
        return rule.model_copy(update={"threshold": 1.0})
    cut = int(possible[-1])
    # Rounded down, so that the text at the cut itself stays decided after JSON and float32.
    threshold = float(np.floor(top[order][cut] * 1e6) / 1e6)
    reached = {"precision": round(float(precision[cut]), 6), "coverage": round((cut + 1) / n, 6)}
    return rule.model_copy(update={"threshold": threshold, **reached})


def _set_thresholds(
    probabilities: NDArray[np.floating], truth: NDArray[np.integer], coverage: float
) -> tuple[float, ...]:
    """Class-conditional conformal thresholds (Vovk 2013, Mondrian prediction): one for each type, from its own texts.

    With m held-out texts of a type, the ``floor((1 - coverage) * (m + 1))``-th smallest of its probabilities; below one text
    nothing may be left out, and the threshold is 0.
    """
    thresholds = []
    for column in range(probabilities.shape[1]):
        own = np.sort(probabilities[truth == column, column].astype(np.float64))
        rank = int((1 - coverage) * (len(own) + 1))
        thresholds.append(float(np.floor(own[rank - 1] * 1e6) / 1e6) if rank else 0.0)
    return tuple(thresholds)


def prediction_sets(probabilities: NDArray[np.floating], rule: DecisionRule) -> NDArray[np.bool_]:
    """Return which types stand in each text's prediction set.

    Parameters
    ----------
    probabilities : ndarray, shape (n, k)
    rule : DecisionRule

    Returns
    -------
    ndarray of bool, shape (n, k)
        The most probable type always stands in it. All types do where the rule has no thresholds.
    """
    thresholds = np.array(rule.set_thresholds or np.zeros(probabilities.shape[1]))
    inside = np.asarray(probabilities >= thresholds, np.bool_)
    if len(inside):
        inside[np.arange(len(inside)), probabilities.argmax(axis=1)] = True
    return inside


def _most_familiar(signs: Signs) -> NDArray[np.float64]:
    """Upper end of a one-sided 95% interval of familiarity (normal approximation): chance makes short texts look strange."""
    pairs = np.maximum(signs.characters - 1, 1)
    share = np.asarray(signs.familiarity, np.float64)
    return np.asarray(share + FAMILIARITY_Z * np.sqrt(share * (1 - share) / pairs), np.float64)


def decide(probabilities: NDArray[np.floating], rule: DecisionRule, signs: Signs | None = None) -> Decisions:
    """Apply a rule; evaluation, batch scoring and triage all come here.

    Parameters
    ----------
    probabilities : ndarray, shape (n, k)
    rule : DecisionRule
    signs : Signs, optional
        Of the same texts; without them only the probabilities decide.

    Returns
    -------
    Decisions
    """
    order = np.argsort(-probabilities, axis=1, kind="stable")
    # Written so that what is no number goes to a person.
    unsure = ~(np.take_along_axis(probabilities, order[:, :1], axis=1)[:, 0] >= rule.threshold)
    reason = np.where(unsure, REASONS.index("unsure"), 0).astype(np.int8)
    if signs is not None:
        reason[_most_familiar(signs) < rule.min_familiarity] = REASONS.index("unfamiliar")
        reason[signs.han < rule.min_han * signs.characters] = REASONS.index("foreign")
        reason[np.asarray(signs.characters) < rule.min_characters] = REASONS.index("short")
    sets = prediction_sets(probabilities, rule)
    sets[(reason > 0) & (reason != REASONS.index("unsure"))] = True
    return Decisions(order, reason, sets)
