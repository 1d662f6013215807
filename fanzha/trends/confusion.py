"""How many cases of each type there are, when the classifier that counted them is known to confuse some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from fanzha.errors import InputError
from fanzha.special import Floats

LEVEL: Final = 0.95
LEAST_SINGULAR: Final = 0.15  # below it, errors of the counts grow about sevenfold
LEAST_EXAMPLES: Final = 20  # of each true type, for its row to mean anything
_STEPS: Final = 2000
_TOLERANCE: Final = 1e-7  # of shares
_DRAWS: Final = 500


@dataclass(frozen=True, slots=True)
class Corrected:
    """Counts by true type; arrays of the shape (types,).

    Attributes
    ----------
    raw : ndarray
        Cases by predicted type.
    estimate, low, high : ndarray
        Cases by true type with 95% intervals; where ``why`` says something, the raw counts, and NaN.
    singular : float
        Least singular value of the matrix: 1 for a perfect classifier, 0 where types cannot be told apart.
    why : str
        Why nothing was corrected; empty if it was.
    """

    raw: Floats
    estimate: Floats
    low: Floats
    high: Floats
    singular: float
    why: str


def correct(
    predicted: ArrayLike,
    validation: ArrayLike,
    *,
    draws: int = _DRAWS,
    seed: int = 0,
    least_singular: float = LEAST_SINGULAR,
) -> Corrected:
    """Estimate the counts of true types.

    Parameters
    ----------
    predicted : array_like, shape (predictions,)
        Cases by predicted type. Predictions beyond the types, such as a referral to a person, come last.
    validation : array_like, shape (types, predictions)
        Examples with known type, not trained on, by true type (rows) and prediction (columns).
    draws, seed : int
        Of the bootstrap; the same numbers give the same intervals.
    least_singular : float
        With a smaller singular value, nothing is corrected.

    Returns
    -------
    Corrected

    Raises
    ------
    InputError
        If shapes do not fit or counts are negative.

    Notes
    -----
    Shares are estimated by maximum likelihood on the simplex (EM; Saerens, Latinne and Decaestecker 2002, for counts), so that
    none is negative, as those of the inverted matrix can be (Hopkins and King 2010). Intervals are those of a parametric bootstrap
    of the prediction error: true counts, their predictions and the validation matrix are drawn anew each time. It is taken for
    granted that the classifier confuses new cases as it does the validation examples; only their mix may differ.
    """
    counts, table = np.array(predicted, dtype=np.float64), np.array(validation, dtype=np.float64)
    n_types = len(table)
    if table.ndim != 2 or counts.shape != table.shape[1:] or table.shape[1] < n_types or n_types < 1:
        found = f"{counts.shape} and {table.shape}"
        raise InputError(
            "one column for each prediction, the types first", found, "give counts of the same predictions"
        )
    if not (np.all(np.isfinite(counts)) and np.all(np.isfinite(table))) or np.any(counts < 0) or np.any(table < 0):
        raise InputError("counts are finite and not negative", "others", "give numbers of cases")
    raw, total = counts[:n_types], round(float(counts.sum()))
    matrix = _matrix(table)
    singular = float(np.linalg.svd(matrix, compute_uv=False)[-1])
    why = _why(table, singular, least_singular)
    if why:
        none = np.full(n_types, np.nan)
        return Corrected(raw, raw.copy(), none, none.copy(), singular, why)
    if not total:
        return Corrected(raw, raw.copy(), raw.copy(), raw.copy(), singular, "")
    estimate = total * _shares(counts[None], matrix[None])[0]
    # A type that was estimated at none could still have some: half a case in all is spread over the types.
    shares = (estimate + 0.5 / n_types) / (total + 0.5)
    rng = np.random.default_rng(seed)
    truth = rng.multinomial(total, shares, size=draws)
    seen = np.stack([rng.multinomial(truth[:, k], matrix[k]) for k in range(n_types)]).sum(axis=0)
    rows = table.sum(axis=1).astype(np.int64)
    again = np.stack([rng.multinomial(rows[k], matrix[k], size=draws) for k in range(n_types)], axis=1)
    error = total * _shares(seen.astype(np.float64), _matrix(again.astype(np.float64))) - truth
    below, above = np.quantile(error, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Corrected(
        raw, estimate, np.clip(estimate - above, 0, total), np.clip(estimate - below, 0, total), singular, ""
    )


def _why(table: Floats, singular: float, least: float) -> str:
    few = int((table.sum(axis=1) < LEAST_EXAMPLES).sum())
    if few:
        return f"{few} types have fewer than {LEAST_EXAMPLES} validation examples"
    if singular < least:
        return f"types are confused too much to be told apart: least singular value {singular:.3f}, below {least:g}"
    return ""


def _matrix(table: Floats) -> Floats:
    """Return P(prediction | type), (..., types, predictions); one example more a type keeps every prediction possible."""
    more = table + 1 / table.shape[-1]
    return np.asarray(more / more.sum(axis=-1, keepdims=True))


def _shares(counts: Floats, matrix: Floats) -> Floats:
    """Return maximum likelihood shares: counts (draws, predictions), matrix (draws, types, predictions) to (draws, types)."""
    n_types = matrix.shape[1]
    seen = counts / counts.sum(axis=1, keepdims=True)
    shares = np.full((len(counts), n_types), 1 / n_types)
    active = np.arange(len(counts))
    for _ in range(_STEPS):
        old = shares[active]
        mixed = np.einsum("dk,dkj->dj", old, matrix[active])
        new = old * np.einsum("dkj,dj->dk", matrix[active], seen[active] / mixed)
        shares[active] = new
        active = active[np.abs(new - old).max(axis=1) > _TOLERANCE]
        if not len(active):
            break
    return shares
