"""Early warning from a few weeks: the EARS methods C1, C2 and C3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from fanzha.errors import InputError
from fanzha.numeric import Floats
from fanzha.trends.farrington import Judged, Reason
from fanzha.trends.predictive import normal_quantile, normal_tail
from fanzha.trends.reference import Ints
from fanzha.trends.series import checked, checked_weeks

Method = Literal["C1", "C2", "C3"]
_LAG = {"C1": 0, "C2": 2, "C3": 2}  # weeks between the baseline and the judged one
_MEMORY = 2  # earlier weeks whose excess C3 adds


def ears(
    counts: ArrayLike,
    weeks: Sequence[int] | Ints | None = None,
    *,
    method: Method = "C2",
    baseline: int = 7,
    alpha: float | None = None,
    min_sigma: float = 0.0,
    limit: tuple[int, int] = (0, 1),
) -> Judged:
    """Judge weeks by the mean and standard deviation of the weeks just before (Hutwagner et al. 2003; Fricker et al. 2008).

    Parameters
    ----------
    counts : array_like, shape (series, weeks) or (weeks,)
        Cases of weeks or of days; NaN where there is no count.
    weeks : sequence of int, optional
        Which to judge, by index; the last one if not given.
    method : str
        ``C1``: the weeks just before; ``C2``: with a gap of two weeks, so that a slow rise does not hide itself; ``C3``: C2 with
        the excess (C2 - 1, at least 0) of the last two weeks added: an alarm where the sum of three is above the quantile.
    baseline : int
        Weeks, at least 3.
    alpha : float, optional
        0.001 for C1 and C2, 0.025 for C3 if not given: about 3 and 2 standard deviations. Because mean and deviation are
        themselves estimated from 7 weeks, false alarms are some thirty times as frequent as 0.001 (docs/trends.md).
    min_sigma : float
        A standard deviation below this is raised to it; at 0, any case after seven weeks without one is an alarm.
    limit : tuple of int
        (cases, weeks), as for `fanzha.trends.farrington.Options`.

    Returns
    -------
    Judged
        ``dispersion`` is variance by mean of the baseline; there is no trend. For C3, ``lower`` is NaN.
    """
    y = checked(counts)
    at = checked_weeks(weeks, y.shape[1])
    if method not in _LAG:
        raise InputError("method is C1, C2 or C3", str(method), "choose one")
    level = alpha if alpha is not None else (0.025 if method == "C3" else 0.001)
    if baseline < 3 or min_sigma < 0 or not 0 < level < 0.5:
        raise InputError(
            "baseline >= 3, min_sigma >= 0, 0 < alpha < 0.5", f"{baseline}, {min_sigma}, {level}", "change it"
        )
    z = normal_quantile(1 - level)
    mean, sigma = _before(y, baseline, _LAG[method], min_sigma)
    needed = baseline + _LAG[method] + (_MEMORY if method == "C3" else 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.where(y == mean, 0.0, (y - mean) / sigma)
        if method == "C3":
            excess = np.maximum(away - 1, 0.0)
            carried = np.full_like(y, np.nan)
            carried[:, _MEMORY:] = excess[:, 1:-1] + excess[:, :-2]
            # C2 of the week itself counts from 1 on; with enough carried over, any case is an alarm.
            upper = np.maximum(mean + sigma * (1 + z - carried), 0.0)
            upper = np.where(carried > z, 0.0, upper)
            lower = np.full_like(y, np.nan)
        else:
            upper, lower = mean + z * sigma, np.maximum(mean - z * sigma, 0.0)
        score = np.where(upper > mean, (y - mean) / (upper - mean), np.where(y > mean, np.inf, 0.0))
        spread = np.where(mean > 0, sigma**2 / mean, np.nan)
    few = _last(y, limit[1]) < limit[0]
    known = ~np.isnan(upper) & ~np.isnan(y)
    short = np.broadcast_to(np.arange(y.shape[1]) < needed, y.shape)
    reason = np.select([short, ~known, few], [Reason.SHORT, Reason.MISSING, Reason.FEW], Reason.JUDGED).astype(np.int8)
    p = np.where(known & (sigma > 0), normal_tail(np.where(known, away, 0.0)), np.nan)

    def kept(values: Floats) -> Floats:
        return np.where(known & ~short, values, np.nan)[:, at]

    with np.errstate(invalid="ignore"):
        alarm = (reason == Reason.JUDGED) & (y > upper)
    none = np.full((len(y), len(at)), np.nan)
    return Judged(
        at, y[:, at], kept(mean), kept(lower), kept(upper), kept(score), kept(p), alarm[:, at],
        np.zeros((len(y), len(at)), dtype=bool), none, kept(spread), reason[:, at],
    )  # fmt: skip


def _before(y: Floats, length: int, lag: int, min_sigma: float) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the baseline of each week: (series, weeks), NaN where it begins too early."""
    mean, sigma = np.full_like(y, np.nan), np.full_like(y, np.nan)
    if y.shape[1] > length + lag:
        windows = sliding_window_view(y, length, axis=1)[:, : y.shape[1] - length - lag]
        mean[:, length + lag :] = windows.mean(axis=2)
        sigma[:, length + lag :] = windows.std(axis=2, ddof=1)
    return mean, np.maximum(sigma, min_sigma)


def _last(y: Floats, n: int) -> Floats:
    """Return the sums of the last n weeks up to each one."""
    total = np.cumsum(np.nan_to_num(y), axis=1)
    total[:, n:] = total[:, n:] - total[:, :-n]
    return total
