"""Tables drawn under the hypothesis that there is no cluster, and what they say about the one observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fanzha.places.cylinders import Cylinders, Floats
from fanzha.places.dispersion import WEEK

_BATCH = 100
_FIRST = 20
_FEWEST_FOR_GUMBEL = 99
_EULER = 0.5772156649015329
# Ratios of tables with the same counts differ by rounding only.
_SAME = 1e-7


class Null(Protocol):
    """A way to draw tables without clusters."""

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return n tables, shape (n, days, places)."""


class Poisson:
    """Cases fall independently, in proportion to what is expected, given their total."""

    def __init__(self, expected: Floats, total: int) -> None:
        self._shape = expected.T.shape
        self._share = (expected.T / expected.sum()).ravel()
        self._total = total

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return n tables, shape (n, days, places)."""
        # The last share is what is left of one; a sum a rounding error above one would be refused.
        share = self._share / max(1.0, float(self._share[:-1].sum()))
        return rng.multinomial(self._total, share, size=n).astype(np.float32).reshape(n, *self._shape)


class Dispersed:
    """As `Poisson`, but each week of each group of places runs high or low by itself, whatever is expected.

    Parameters
    ----------
    expected : ndarray, shape (places, days)
    total : int
    group : ndarray of int, shape (places,)
    factor : float
        Variance of the count of a group and week, as a multiple of its mean; above 1.

    Notes
    -----
    The mean m of a group and week is multiplied by a draw of the gamma distribution of mean 1 and variance (factor - 1)/m, so that the variance of the
    count is m factor (negative binomial; McCullagh and Nelder 1989, 6.2.3). Weeks are counted from a day that is drawn, too, and the total is
    that of the data. A week that the table cuts runs high as much as the whole of it would.
    """

    def __init__(self, expected: Floats, total: int, group: NDArray[np.int64], factor: float) -> None:
        self._expected, self._total, self._group = expected.T * (total / expected.sum()), total, group
        self._factor = factor

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return n tables, shape (n, days, places)."""
        days, places = self._expected.shape
        groups = int(self._group.max()) + 1
        drawn = np.empty((n, days, places), dtype=np.float32)
        by_offset = [self._weekly(offset, groups) for offset in range(WEEK)]
        for i, offset in enumerate(rng.integers(WEEK, size=n)):
            week, shape = by_offset[offset]
            high = np.where(shape > 0, rng.gamma(np.maximum(shape, 1e-9)) / np.maximum(shape, 1e-9), 0.0)
            share = (self._expected * high[week][:, self._group]).ravel()
            if not share.sum():  # every group ran low at once: nothing is known of such a draw
                share = self._expected.ravel()
            share = share / share.sum()
            share /= max(1.0, float(share[:-1].sum()))
            drawn[i] = rng.multinomial(self._total, share).reshape(days, places)
        return drawn

    def _weekly(self, offset: int, groups: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the week of each day, and the shape of the gamma distribution of each week and group."""
        week = (np.arange(len(self._expected)) + offset) // WEEK
        mean = np.zeros((int(week[-1]) + 1, groups))
        np.add.at(mean, (week[:, None], self._group[None, :]), self._expected)
        whole = mean * (WEEK / np.bincount(week))[:, None]
        return week, whole / (self._factor - 1)


class Permuted:
    """Days of the cases are dealt out anew among them: each street and each day keeps its total."""

    def __init__(self, counts: NDArray[np.int64]) -> None:
        self._places, self._days = counts.shape
        place, day = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), self._days)
        self._place, self._day = place.astype(np.int32), day.astype(np.int32)

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return n tables, shape (n, days, places)."""
        days = rng.permuted(np.broadcast_to(self._day, (n, len(self._day))).copy(), axis=1)
        size = self._places * self._days
        cells = days * self._places + self._place + (np.arange(n) * size)[:, None]
        return np.bincount(cells.ravel(), minlength=n * size).astype(np.float32).reshape(n, self._days, self._places)


@dataclass(frozen=True, slots=True)
class Tested:
    """What the replicas say.

    Attributes
    ----------
    p : ndarray, shape (clusters,)
    p_gumbel : ndarray, shape (clusters,), or None
    replicas : int
        How many were looked at.
    """

    p: Floats
    p_gumbel: Floats | None
    replicas: int


def judge(
    null: Null,
    cylinders: Cylinders,
    ratios: Floats,
    replicas: int,
    stop_after: int | None,
    rng: np.random.Generator,
) -> Tested:
    """Compare observed ratios with the highest ratio of each replica.

    Parameters
    ----------
    null : Null
    cylinders : Cylinders
    ratios : ndarray, shape (clusters,)
        Falling.
    replicas : int
        Most replicas.
    stop_after : int or None
        So many replicas as extreme as the first ratio end the comparison.
    rng : Generator

    Notes
    -----
    p = (1 + g) / (1 + n) with g of n replicas as extreme (Dwass 1957); where the comparison ended early with the h-th extreme
    replica at the l-th, p = h / l (Besag and Clifford 1991).
    """
    highest = np.zeros(0)
    early = False
    while len(ratios) and len(highest) < replicas and not early:
        drawn = null.draw(min(_BATCH, replicas - len(highest)) if len(highest) else min(_FIRST, replicas), rng)
        # Nearly all replicas reach what the lowest of the first ones did.
        level = float(highest[:_BATCH].min()) if len(highest) else 0.0
        highest = np.append(highest, cylinders.highest(drawn, level))
        if stop_after is not None:
            extreme = np.flatnonzero(highest >= ratios[0] - _SAME)
            early = len(extreme) >= stop_after
            if early:
                highest = highest[: extreme[stop_after - 1] + 1]
    n = len(highest)
    as_high = (highest[None] >= ratios[:, None] - _SAME).sum(axis=1)
    p = np.minimum(as_high / n, 1.0) if early else (1 + as_high) / (1 + n)
    return Tested(p, _gumbel(highest, ratios), n)


def _gumbel(highest: Floats, ratios: Floats) -> Floats | None:
    """Return upper tails of the Gumbel distribution with the mean and standard deviation of the replicas' highest ratios."""
    if len(highest) < _FEWEST_FOR_GUMBEL or not highest.std():
        return None
    scale = float(highest.std(ddof=1)) * np.sqrt(6) / np.pi
    mode = float(highest.mean()) - _EULER * scale
    return np.asarray(-np.expm1(-np.exp(-(ratios - mode) / scale)), dtype=np.float64)
