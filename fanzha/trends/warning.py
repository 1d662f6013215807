"""One early warning for whatever history there is: several years where they are, the last weeks where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanzha.trends.ears import ears
from fanzha.trends.farrington import Judged, Options, Reason, farrington
from fanzha.trends.reference import Ints
from fanzha.trends.series import checked

# Below it, a standard deviation of seven small counts is chance.
_MIN_SIGMA = 1.0
_OPTIONS = Options(least_years=2, variance="pearson")


class Method(IntEnum):
    """What a week was judged with."""

    NONE = 0
    FARRINGTON = 1
    EARS = 2


@dataclass(frozen=True, slots=True)
class Warned:
    """Judgements and what made them.

    Attributes
    ----------
    judged : Judged
    method : ndarray of int, shape (series, judged weeks)
        `Method`. NONE: `Judged.reason` says why.
    """

    judged: Judged
    method: NDArray[np.int8]


def warning(
    counts: ArrayLike,
    weeks: Sequence[int] | Ints | None = None,
    *,
    starts: ArrayLike | None = None,
    population: ArrayLike | None = None,
    options: Options = _OPTIONS,
) -> Warned:
    """Judge weeks with Farrington's method where there are enough years, with EARS C2 where not.

    Parameters
    ----------
    counts, weeks, starts, population, options
        As for `fanzha.trends.farrington.farrington`; two years are enough if not said otherwise, and there is no trend
        with two. EARS knows no population; its limit is that of the options, and a standard deviation counts as at
        least 1.

    Returns
    -------
    Warned
        A series with leading NaN, as of a type that is counted since lately, is judged by the weeks that it has.
    """
    judged = farrington(counts, weeks, starts=starts, population=population, options=options)
    lacking = (judged.reason == Reason.SHORT) | (judged.reason == Reason.MISSING) | (judged.reason == Reason.DIVERGED)
    lacking &= ~np.isnan(judged.observed)
    method = np.where((judged.reason == Reason.JUDGED) | (judged.reason == Reason.FEW), Method.FARRINGTON, Method.NONE)
    if lacking.any():
        short = ears(checked(counts), judged.weeks, method="C2", min_sigma=_MIN_SIGMA, limit=options.limit)
        joined = {
            f.name: np.where(lacking, getattr(short, f.name), getattr(judged, f.name))
            for f in fields(Judged) if f.name not in ("weeks", "observed")
        }  # fmt: skip
        told = lacking & ((short.reason == Reason.JUDGED) | (short.reason == Reason.FEW))
        method = np.where(told, Method.EARS, np.where(lacking, Method.NONE, method))
        judged = replace(judged, **joined)
    return Warned(judged, method.astype(np.int8))
