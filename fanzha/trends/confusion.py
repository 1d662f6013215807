"""How many cases of each type there are, when the classifier that counted them is known to confuse some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanzha.errors import InputError
from fanzha.numeric import Floats

Ints = NDArray[np.int64]

LEVEL: Final = 0.95
LEAST_SINGULAR: Final = 0.15  # below it, errors of the counts grow about sevenfold
LEAST_EXAMPLES: Final = 20  # of each true type, for its row to mean anything
_STEPS: Final = 2000
_TOLERANCE: Final = 1e-7  # of shares
_DRAWS: Final = 800
_CHAINS: Final = 40
_BURN_IN: Final = 60
_THIN: Final = 4
_PRIOR: Final = 0.5  # cases a type (Jeffreys)
_TINY: Final = 1e-12


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
        Of the simulation; the same numbers give the same intervals.
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
    none is negative, as those of the inverted matrix can be (Hopkins and King 2010). Intervals are those of true counts given
    the predictions and the examples, with Jeffreys' prior for the shares and one example more a type for the matrix, by data
    augmentation (Tanner and Wong 1987); a bootstrap covers too little where a type is rare. It is taken for granted that the
    classifier confuses new cases as it does the validation examples; only their mix may differ.
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
    truth = _posterior(counts.astype(np.int64), table, estimate / total, draws, np.random.default_rng(seed))
    low, high = np.quantile(truth, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Corrected(raw, estimate, np.minimum(low, estimate), np.maximum(high, estimate), singular, "")


def _posterior(counts: Ints, table: Floats, shares: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draw true counts (draws, types): cases to types, then shares and matrix by them, in turn (Tanner and Wong 1987)."""
    n_types, n_seen = table.shape
    chains = min(_CHAINS, draws)
    share = np.tile((shares + _PRIOR / n_types) / (1 + _PRIOR), (chains, 1))
    # Chains begin apart, with matrices as the examples alone allow.
    matrix = rng.standard_gamma(np.tile(table + 1 / n_seen, (chains, 1, 1)))
    matrix /= matrix.sum(axis=2, keepdims=True)
    kept: list[Floats] = []
    for step in range(_BURN_IN + _THIN * -(-draws // chains)):
        weight = np.maximum((share[:, :, None] * matrix).transpose(0, 2, 1), _TINY)
        split = rng.multinomial(counts, weight / weight.sum(axis=2, keepdims=True))
        truth = split.sum(axis=1)
        share = np.maximum(rng.standard_gamma(truth + _PRIOR), _TINY)
        share /= share.sum(axis=1, keepdims=True)
        matrix = rng.standard_gamma(table + 1 / n_seen + split.transpose(0, 2, 1))
        matrix /= matrix.sum(axis=2, keepdims=True)
        if step >= _BURN_IN and (step - _BURN_IN) % _THIN == 0:
            kept.append(truth.astype(np.float64))
    return np.concatenate(kept)


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
