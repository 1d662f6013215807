"""Whether stated probabilities can be relied on: calibration, and what is gained by leaving the doubtful to people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.decide import MIN_ACCEPTED
from fanzha.statistics import share_interval

# Shares of the texts, the most confident ones, whose error is told.
COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
BINS = 15


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much can be decided at a wanted precision.

    Attributes
    ----------
    precision : float
        The wanted one.
    coverage : float
        Share of the texts that the most generous threshold decides which reaches it; 0 where none does, or only ones that
        decide fewer than `fanzha.decide.MIN_ACCEPTED` texts.
    decided : int
    low, high : float or None
        95% Clopper-Pearson interval of the precision among the decided; None where nothing was decided.
    """

    precision: float
    coverage: float
    decided: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of like probability: its mean, how often it came true, and the number of texts."""

    stated: float
    true: float
    n: int


def equal_bins(stated: NDArray[np.floating], true: NDArray[np.bool_], bins: int = BINS) -> list[Bin]:
    """Cut texts into bins of equal size, by stated probability (Nguyen and O'Connor 2015).

    Parameters
    ----------
    stated : ndarray of float, shape (n,)
        Probabilities, for example of the chosen type.
    true : ndarray of bool, shape (n,)
        Whether what they were stated for is so.
    bins : int

    Returns
    -------
    list of Bin
        Lowest first; fewer than ``bins`` where there are fewer texts.
    """
    order = np.argsort(stated, kind="stable")
    parts = [p for p in np.array_split(order, bins) if len(p)]
    return [Bin(float(stated[p].mean()), float(true[p].mean()), len(p)) for p in parts]


def expected_calibration_error(stated: NDArray[np.floating], true: NDArray[np.bool_], bins: int = BINS) -> float:
    """Mean gap between stated probability and frequency over `equal_bins`; 0 for no texts."""
    gaps = [abs(b.true - b.stated) * b.n for b in equal_bins(stated, true, bins)]
    return float(sum(gaps) / max(len(stated), 1))


def classwise_calibration_error(
    probabilities: NDArray[np.floating], truth: NDArray[np.integer], bins: int = BINS
) -> float:
    """Mean over types of the expected calibration error of their probabilities (Kull et al. 2019, section 2).

    Parameters
    ----------
    probabilities : ndarray of float, shape (n, k)
    truth : ndarray of int, shape (n,)
        Column of the true type; one outside of 0 to k - 1 is of no column.
    bins : int
    """
    k = probabilities.shape[1]
    errors = [expected_calibration_error(probabilities[:, c], truth == c, bins) for c in range(k)]
    return float(np.mean(errors)) if errors else 0.0


def risk_coverage(
    confidence: NDArray[np.floating], right: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coverage 1/n to 1, and the share of wrong types among so many most confident texts, both of shape (n,)."""
    wrong = np.cumsum(~right[np.argsort(-confidence, kind="stable")])
    decided = np.arange(1, len(right) + 1)
    return decided / max(len(right), 1), wrong / decided


def risk_at(confidence: NDArray[np.floating], right: NDArray[np.bool_]) -> dict[str, float]:
    """Return the share of wrong types among the most confident half of the texts, and so on up to all of them.

    Parameters
    ----------
    confidence : ndarray of float, shape (n,)
    right : ndarray of bool, shape (n,)

    Returns
    -------
    dict
        By coverage, one of `COVERAGES`, as ``"0.5"``; each rounded up to whole texts. Empty for no texts.
    """
    n = len(right)
    _, risk = risk_coverage(confidence, right)
    return {f"{share:g}": float(risk[math.ceil(round(share * n, 6)) - 1]) for share in COVERAGES if n}


def augrc(confidence: NDArray[np.floating], right: NDArray[np.bool_]) -> float:
    """Area under the generalised risk-coverage curve (Traub et al. 2024): mean share of silent errors over all coverages.

    Parameters
    ----------
    confidence : ndarray of float, shape (n,)
    right : ndarray of bool, shape (n,)

    Returns
    -------
    float
        From 0, where all is right, to 0.5, where all is wrong.
    """
    n = len(right)
    if not n:
        return 0.0
    silent = np.r_[0, np.cumsum(~right[np.argsort(-confidence, kind="stable")])] / n
    return float((silent[1:] + silent[:-1]).sum() / (2 * n))


def coverage_at(confidence: NDArray[np.floating], right: NDArray[np.bool_], precision: float = 0.99) -> Coverage:
    """Find the lowest threshold whose decided texts are right this often, and not too few.

    Parameters
    ----------
    confidence : ndarray of float, shape (n,)
    right : ndarray of bool, shape (n,)
    precision : float
    """
    n = len(right)
    order = np.argsort(-confidence, kind="stable")
    hits, decided = np.cumsum(right[order]), np.arange(1, n + 1)
    last = np.r_[confidence[order][1:] < confidence[order][:-1], True][:n]
    possible = np.flatnonzero(last & (hits >= precision * decided) & (decided >= MIN_ACCEPTED))
    if not len(possible):
        return Coverage(precision, 0.0, 0, None, None)
    m = int(possible[-1]) + 1
    low, high = share_interval(hits[m - 1], m)
    return Coverage(precision, m / n, m, float(low), float(high))
