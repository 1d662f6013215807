"""Matrix scaling: from margins to probabilities, learnt on held-out texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def softmax(logits: Doubles) -> Doubles:
    """Return the softmax of each row."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class MatrixScaling:
    """Probabilities ``softmax(margins @ matrix.T + shift)``.

    Attributes
    ----------
    matrix : ndarray of float64, shape (k, k)
    shift : ndarray of float64, shape (k,)
    """

    matrix: Doubles
    shift: Doubles

    def __call__(self, margins: Doubles) -> Doubles:
        """Return probabilities of margins, both of shape (n, k)."""
        return softmax(margins @ self.matrix.T + self.shift)


def fit_matrix_scaling(
    margins: Doubles, truth: NDArray[np.integer], c: float, start: MatrixScaling | None = None
) -> MatrixScaling:
    """Fit matrix scaling by penalised maximum likelihood.

    Matrix scaling is of Guo et al. (2017). Here the matrix is a temperature, free of penalty, plus a correction whose
    squares are penalised, in the spirit of Kull et al. (2019): few texts give temperature scaling, many a full matrix.

    Parameters
    ----------
    margins : ndarray of float64, shape (n, k)
        Of texts that the margins were not learnt from.
    truth : ndarray of int, shape (n,)
        Column of the true label.
    c : float
        Inverse strength of the penalty.
    start : MatrixScaling, optional
        Of similar texts; the search begins there.

    Returns
    -------
    MatrixScaling
    """
    from scipy.optimize import minimize

    n, k = margins.shape
    scale = float(margins.std()) or 1.0
    x = margins / scale
    rows = np.arange(n)

    def unpack(p: Doubles) -> tuple[float, Doubles, Doubles]:
        return float(p[0]), p[1 : 1 + k * k].reshape(k, k), p[1 + k * k :]

    def loss(p: Doubles) -> tuple[float, Doubles]:
        temperature, correction, shift = unpack(p)
        q = softmax(x @ (temperature * np.eye(k) + correction).T + shift)
        nll = -np.log(np.maximum(q[rows, truth], 1e-300)).sum()
        penalty = (np.square(correction).sum() + np.square(shift).sum()) / (2 * c)
        q[rows, truth] -= 1
        slope = q.T @ x
        gradient = np.r_[np.trace(slope), (slope + correction / c).ravel(), q.sum(axis=0) + shift / c]
        return float(nll + penalty), gradient

    begin = np.zeros(1 + k * k + k)
    begin[0] = 1.0
    if start is not None:
        temperature = float(np.trace(start.matrix)) * scale / k
        begin = np.r_[temperature, (start.matrix * scale - temperature * np.eye(k)).ravel(), start.shift]
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-7})
    temperature, correction, shift = unpack(found.x)
    return MatrixScaling((temperature * np.eye(k) + correction) / scale, shift)


def select_penalty(
    margins: Doubles, truth: NDArray[np.integer], fold: NDArray[np.integer], candidates: Sequence[float], parts: int = 5
) -> tuple[MatrixScaling, Doubles]:
    """Choose the penalty of matrix scaling by log-likelihood on folds that it was not fitted on.

    Parameters
    ----------
    margins : ndarray of float64, shape (n, k)
    truth : ndarray of int, shape (n,)
    fold : ndarray of int, shape (n,)
        In which the margins themselves were held out; never cut.
    candidates : sequence of float
        Values of ``c``.
    parts : int
        Into how many parts the folds are gathered at most.

    Returns
    -------
    scaling : MatrixScaling
        Fitted on all texts with the ``c`` that did best.
    probabilities : ndarray of float64, shape (n, k)
        Of each text, by the scaling fitted on the other parts with that ``c``.
    """
    part = fold % min(parts, len(np.unique(fold)))
    rows = np.arange(len(truth))
    best: tuple[float, MatrixScaling, Doubles] | None = None
    for c in candidates:
        probabilities = np.zeros_like(margins)
        whole = fit_matrix_scaling(margins, truth, c)
        for p in np.unique(part):
            scaling = fit_matrix_scaling(margins[part != p], truth[part != p], c, whole)
            probabilities[part == p] = scaling(margins[part == p])
        loss = float(-np.log(np.maximum(probabilities[rows, truth], 1e-12)).mean())
        if best is None or loss < best[0]:
            best = (loss, whole, probabilities)
    if best is None:
        raise ValueError("at least one candidate is needed")
    return best[1], best[2]
