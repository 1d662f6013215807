"""Cases that have happened but are not yet reported: counts corrected for the delay of reporting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanzha.errors import InputError
from fanzha.numeric import Floats

LEVEL: Final = 0.95
_DRAWS: Final = 4000
# Half a case of prior knowledge, spread as cases are: what a count of 0 can be multiplied up to stays in proportion.
_PRIOR_CASES: Final = 0.5
_PRIOR_DELAY: Final = 0.1  # cases for each delay (Hoehle and an der Heiden 2014)
_ENOUGH: Final = 0.5  # share reported, from which on a day tells how many cases there usually are


@dataclass(frozen=True, slots=True)
class Nowcast:
    """Counts as they will be; every array has the shape (days,), or weeks where those were given.

    Attributes
    ----------
    reported : ndarray
        Cases known so far.
    share : ndarray
        Which share of all cases is known by now, estimated.
    point : ndarray
        reported / share (Lawless 1994, eq. 2.12).
    median, low, high : ndarray
        Of the predictive distribution of the final count, with its 95% interval.
    judged : ndarray of bool
        Whether ``share`` is large enough for the numbers to be used.
    delay : ndarray, shape (delays,)
        Share of cases that are reported within 0, 1, ... days.
    dispersion : float
        Of delays beyond chance; 1 where that is not asked for.
    """

    reported: Floats
    share: Floats
    point: Floats
    median: Floats
    low: Floats
    high: Floats
    judged: NDArray[np.bool_]
    delay: Floats
    dispersion: float


def triangle(
    occurred: ArrayLike, reported: ArrayLike, start: object, end: object, max_delay: int, step: int = 1
) -> Floats:
    """Count cases by when they happened and how long they took to be reported.

    Parameters
    ----------
    occurred, reported : array_like of dates, shape (cases,)
        Cases reported after ``end`` are not counted.
    start, end : date
        First and last day; ``end`` is now.
    max_delay : int
        Longer delays, in steps, count as this one.
    step : int
        Days of a row: 1, or 7 for weeks that end on ``end``. A delay is the number of rows between.

    Returns
    -------
    ndarray, shape (rows, max_delay + 1)
        Oldest first; NaN where the report would lie in the future.

    Raises
    ------
    InputError
        If a report is earlier than what it reports.
    """
    happened, told = np.asarray(occurred, "datetime64[D]"), np.asarray(reported, "datetime64[D]")
    first, last = np.datetime64(str(start), "D"), np.datetime64(str(end), "D")
    n_rows = int((last - first).astype(np.int64) + 1) // step
    if happened.shape != told.shape or n_rows < 1 or max_delay < 0 or step < 1:
        found = f"{happened.size} and {told.size} dates, {n_rows} rows"
        raise InputError("one report for each case, and at least one row", found, "give both dates, and a later end")
    if np.any(told < happened):
        raise InputError("reports follow what they report", "an earlier one", "correct or leave out these cases")
    row = n_rows - 1 - (last - happened).astype(np.int64) // step
    seen = n_rows - 1 - (last - told).astype(np.int64) // step
    counted = (told <= last) & (row >= 0)
    delay = np.minimum(seen - row, max_delay)[counted]
    flat = np.bincount(row[counted] * (max_delay + 1) + delay, minlength=n_rows * (max_delay + 1))
    return _hide_future(flat.reshape(n_rows, max_delay + 1).astype(np.float64))


def nowcast(
    counts: ArrayLike,
    *,
    window: int | None = None,
    overdispersed: bool = False,
    least_share: float = 0.1,
    draws: int = _DRAWS,
    seed: int = 0,
) -> Nowcast:
    """Correct the last days (or weeks) for reports that are still to come.

    Parameters
    ----------
    counts : array_like, shape (days, delays)
        A reporting triangle; its last row is today, what lies in the future is not read. See `triangle`.
    window : int, optional
        Delays are estimated from this many rows and today's; from all if not given.
    overdispersed : bool
        Whether delays may vary more from day to day than chance allows; intervals then widen.
    least_share : float
        Where a smaller share is reported, results are marked as not judged.
    draws, seed : int
        Of the simulation that makes the interval; the same numbers give the same result.

    Returns
    -------
    Nowcast

    Raises
    ------
    InputError
        If the triangle has fewer rows than delays, or negative counts.

    Notes
    -----
    The delay distribution comes from reverse hazards, the share of cases with a delay of exactly x among those of at most x,
    which truncation does not bias (Lawless 1994, eq. 2.9). Hazards vary as beta variables in the simulation (generalised Dirichlet
    posterior, Hoehle and an der Heiden 2014), the expected number of a day as a gamma variable that is worth half a case
    before its own reports, and the reports to come as a Poisson count, or a negative binomial one with the dispersion of delays.
    """
    table = np.array(counts, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] <= table.shape[1] - 1 or not table.size:
        raise InputError(
            "a triangle has more rows than delays", f"shape {table.shape}", "give more days or a smaller max_delay"
        )
    table = _hide_future(table)
    if np.nanmin(table) < 0:
        raise InputError("counts are not negative", "others", "give numbers of reports")
    n_rows, n_delays = table.shape
    exact, within = _at_risk(table, window)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(within > 0, exact / within, 0.0)
    hazard[0] = 1.0
    dispersion = _delay_dispersion(table, hazard, window) if overdispersed else 1.0
    reported = np.nansum(table, axis=1)
    since = np.minimum(np.arange(n_rows)[::-1], n_delays - 1)
    delay = _distribution(hazard)
    share = delay[since]
    with np.errstate(divide="ignore", invalid="ignore"):
        point = np.where(share > 0, reported / share, np.nan)
    final = since == n_delays - 1
    usual = _usual(reported, share, n_delays)
    rng = np.random.default_rng(seed)
    order = np.arange(1, n_delays)
    hazards = np.ones((draws, n_delays))
    hazards[:, 1:] = rng.beta(
        exact[1:] / dispersion + _PRIOR_DELAY,
        (within - exact)[1:] / dispersion + _PRIOR_DELAY * order,
        (draws, n_delays - 1),
    )
    known = _distribution(hazards)[:, since[~final]]
    shape = reported[~final] / dispersion + _PRIOR_CASES
    rate = known / dispersion + _PRIOR_CASES / usual
    coming = rng.gamma(shape, 1.0, known.shape) / rate * (1 - known)
    if dispersion > 1:
        coming = rng.gamma(np.maximum(coming, 1e-12) / (dispersion - 1), dispersion - 1)
    quantiles = np.quantile(rng.poisson(coming), [0.5, (1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="inverted_cdf")
    median, low, high = (np.repeat(reported[None], 3, axis=0)).copy()
    for target, extra in zip((median, low, high), quantiles, strict=True):
        target[~final] += extra
    return Nowcast(reported, share, point, median, low, high, share >= least_share, delay, float(dispersion))


def _hide_future(table: Floats) -> Floats:
    days, delays = np.indices(table.shape)
    return np.where(days + delays < len(table), table, np.nan)


def _at_risk(table: Floats, window: int | None) -> tuple[Floats, Floats]:
    """Return, by delay x, the cases with exactly x and those with at most x, on days where x could be seen."""
    recent = table if window is None else table[max(len(table) - 1 - window, 0) :]
    seen = ~np.isnan(recent)
    counted = np.where(seen, recent, 0.0)
    return counted.sum(axis=0), (np.cumsum(counted, axis=1) * seen).sum(axis=0)


def _distribution(hazard: Floats) -> Floats:
    """Return the share reported within each delay: the product of 1 - hazard over all longer ones."""
    later = np.cumprod((1 - hazard[..., :0:-1]), axis=-1)[..., ::-1]
    return np.concatenate([later, np.ones((*hazard.shape[:-1], 1))], axis=-1)


def _usual(reported: Floats, share: Floats, n_delays: int) -> float:
    """Return how many cases a day of the last few usually has: those of twice the longest delay, at least eight."""
    recent = slice(-max(2 * n_delays, 8), None)
    enough = share[recent] >= _ENOUGH
    if not enough.any():
        return float(max(reported.mean(), _PRIOR_CASES))
    return float(max(reported[recent][enough].sum() / share[recent][enough].sum(), 0.01))


def _delay_dispersion(table: Floats, hazard: Floats, window: int | None) -> float:
    """Return Pearson's dispersion of the counts with delay x, given those with at most x, about their hazard."""
    recent = table if window is None else table[max(len(table) - 1 - window, 0) :]
    within = np.cumsum(np.nan_to_num(recent), axis=1)
    expected = within * hazard
    spread = expected * (1 - hazard)
    used = ~np.isnan(recent) & (spread > 0)
    used[:, 0] = False
    df = int(used.sum()) - int(used.any(axis=0).sum())
    if df < 1:
        return 1.0
    return max(1.0, float((((recent - expected) ** 2)[used] / spread[used]).sum() / df))
