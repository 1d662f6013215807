"""Rates of areas with different residents, made comparable: direct and indirect standardisation."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from fanzha.errors import InputError
from fanzha.numeric import Floats
from fanzha.statistics import LEVEL, count_interval

PER = 100_000  # residents of a rate
_SIDE = (1 - LEVEL) / 2
_Z = NormalDist().inv_cdf(1 - _SIDE)
# Below so many cases a directly standardised rate says too little to be shown (Morris et al. 2018, Population Health Metrics 16:19).
MIN_DIRECT = 10


@dataclass(frozen=True, slots=True)
class Direct:
    """Directly standardised rates.

    Attributes
    ----------
    cases : ndarray, shape (areas,)
    rate, low, high : ndarray, shape (areas,)
        Per 100,000 (or ``per``), with 95% interval; NaN where a stratum that counts has no residents.
    crude : ndarray, shape (areas,)
    few : ndarray of bool, shape (areas,)
        Fewer than `MIN_DIRECT` cases: use the indirect ratio.
    """

    cases: Floats
    rate: Floats
    low: Floats
    high: Floats
    crude: Floats
    few: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Indirect:
    """Standardised ratios of observed to expected cases (SMR).

    Attributes
    ----------
    observed, expected : ndarray, shape (areas,)
    ratio, low, high : ndarray, shape (areas,)
        With exact 95% interval; NaN where nothing is expected.
    byar_low, byar_high : ndarray, shape (areas,)
        Byar's approximation to it.
    rate : ndarray, shape (areas,)
        Ratio times the crude rate of the reference, per 100,000 (or ``per``).
    """

    observed: Floats
    expected: Floats
    ratio: Floats
    low: Floats
    high: Floats
    byar_low: Floats
    byar_high: Floats
    rate: Floats


def direct(cases: ArrayLike, people: ArrayLike, standard: ArrayLike | None = None, per: float = PER) -> Direct:
    """Standardise rates directly: what each area would have if its residents were those of the standard.

    Parameters
    ----------
    cases, people : array_like, shape (areas, strata)
        Strata are age bands, sexes, or both; flatten more than one property.
    standard : array_like, shape (strata,), optional
        Standard population; that of all areas together if not given.
    per : float
        Residents of a rate.

    Returns
    -------
    Direct

    Raises
    ------
    InputError
        If shapes do not fit, numbers are negative, or there are cases where nobody lives.

    Notes
    -----
    With weights w of the standard that sum to 1, the rate is y = sum w d/n and its variance v = sum (w/n)**2 d. The interval is the
    gamma interval of Fay and Feuer (1997): gamma quantiles of shape y**2/v and scale v/y for the lower, of shape (y+k)**2/(v+k**2)
    and scale (v+k**2)/(y+k) for the upper limit, k = max(w/n). It is exact where standard and area are proportional.
    """
    d, n = _counts(cases, people)
    w = n.sum(axis=0) if standard is None else np.asarray(standard, dtype=np.float64)
    if w.shape != n.shape[1:] or w.min() < 0 or w.sum() <= 0:
        raise InputError("the standard must be numbers >= 0, one for each stratum", str(w.shape), "correct it")
    w = w / w.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(w > 0, w / n, 0.0)  # infinite where a stratum that counts is empty
        rate = (each * d).sum(axis=1)
        variance = (each**2 * d).sum(axis=1)
        crude = d.sum(axis=1) / n.sum(axis=1)
    largest = each.max(axis=1)
    known = np.isfinite(largest)
    rate, variance, largest = (np.where(known, v, 1.0) for v in (rate, variance, largest))
    some = rate > 0
    y, v = np.where(some, rate, 1.0), np.where(some, variance, 1.0)
    low = np.where(some, v / y * _gamma_quantile(y**2 / v, _SIDE), 0.0)
    above, spread = rate + largest, variance + largest**2
    high = spread / above * _gamma_quantile(above**2 / spread, 1 - _SIDE)
    rate, low, high = (np.where(known, x, np.nan) * per for x in (rate, low, high))
    total = d.sum(axis=1)
    return Direct(total, rate, low, high, crude * per, total < MIN_DIRECT)


def indirect(
    cases: ArrayLike,
    people: ArrayLike,
    reference: tuple[ArrayLike, ArrayLike] | None = None,
    per: float = PER,
) -> Indirect:
    """Standardise rates indirectly: cases over what there would be at the reference's rates.

    Parameters
    ----------
    cases : array_like, shape (areas,) or (areas, strata)
        How the cases spread over the strata need not be known.
    people : array_like, shape (areas, strata)
    reference : (cases, people), each of shape (strata,), optional
        All areas together if not given; ``cases`` must then be by stratum. In that case expected cases sum to the observed ones.
    per : float
        Residents of a rate.

    Returns
    -------
    Indirect

    Raises
    ------
    InputError
        If shapes do not fit, numbers are negative, or there are cases where nobody lives.

    Notes
    -----
    The exact interval is that of a Poisson count (Garwood 1936) over the expected cases. Byar's approximation with z = 1.96:
    O (1 - 1/(9 O) - z/(3 sqrt(O)))**3 / E and, with O' = O + 1, O' (1 - 1/(9 O') + z/(3 sqrt(O')))**3 / E (Breslow and Day 1987,
    p. 69). Ratios of different areas have different weights; compare each with 1, not with one another.
    """
    n = np.asarray(people, dtype=np.float64)
    counted = np.asarray(cases, dtype=np.float64)
    if reference is None:
        d, n = _counts(counted, n)
        reference = d.sum(axis=0), n.sum(axis=0)
    elif counted.ndim == 2:
        counted, n = _counts(counted, n)
    ref_d, ref_n = (np.asarray(r, dtype=np.float64) for r in reference)
    if n.ndim != 2 or ref_d.shape != n.shape[1:] or ref_n.shape != n.shape[1:]:
        raise InputError(
            "people and reference must be by the same strata", f"{n.shape} and {ref_d.shape}", "correct it"
        )
    if np.any((ref_n <= 0) & (n.sum(axis=0) > 0)):
        raise InputError("the reference must have residents in each stratum", "one without", "merge strata")
    o = counted.sum(axis=1) if counted.ndim == 2 else counted
    if o.shape != n.shape[:1]:
        raise InputError("cases must be one number, or one row, for each area", str(counted.shape), "correct them")
    e = n @ np.divide(ref_d, ref_n, out=np.zeros_like(ref_d), where=ref_n > 0)
    low, high = count_interval(o)
    byar_low, byar_high = byar_interval(o)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, low, high, byar_low, byar_high = (
            np.where(e > 0, x / e, np.nan) for x in (o, low, high, byar_low, byar_high)
        )
    return Indirect(o, e, ratio, low, high, byar_low, byar_high, ratio * ref_d.sum() / ref_n.sum() * per)


def byar_interval(k: ArrayLike) -> tuple[Floats, Floats]:
    """Return Byar's approximation to the exact 95% interval of a Poisson expectation (Breslow and Day 1987)."""
    k = np.asarray(k, dtype=np.float64)
    inner, above = np.maximum(k, 1.0), k + 1
    low = inner * (1 - 1 / (9 * inner) - _Z / (3 * np.sqrt(inner))) ** 3
    return np.where(k > 0, np.maximum(low, 0.0), 0.0), above * (1 - 1 / (9 * above) + _Z / (3 * np.sqrt(above))) ** 3


def _counts(cases: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    d, n = np.asarray(cases, dtype=np.float64), np.asarray(people, dtype=np.float64)
    if d.ndim != 2 or d.shape != n.shape:
        raise InputError(
            "cases and people must be areas x strata", f"{d.shape} and {n.shape}", "give both for the same"
        )
    if d.size and (d.min() < 0 or n.min() < 0):
        raise InputError("cases and people must not be negative", "a number below 0", "correct it")
    if np.any((n == 0) & (d > 0)):
        raise InputError(
            "cases must be where people live", "cases in an empty stratum", "merge strata or correct the file"
        )
    return d, n


def _gamma_quantile(shape: Floats, share: float) -> Floats:
    """Return quantiles of gamma distributions of scale 1."""
    return np.asarray(gammaincinv(shape, share), dtype=np.float64)
