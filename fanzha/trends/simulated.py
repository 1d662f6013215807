"""Invented weekly counts with season, trend, holidays, overdispersion, outbreaks and late reports: what early warning is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import InputError
from fanzha.numeric import Floats
from fanzha.trends.reference import Days

# First day of the lunar year.
SPRING_FESTIVAL: Final = tuple(
    date.fromisoformat(d)
    for d in (
        "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01",
        "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
    )
)  # fmt: skip
_LAST_KNOWN: Final = date(2027, 12, 31)


@dataclass(frozen=True, slots=True)
class Outbreak:
    """A planted rise.

    Attributes
    ----------
    series, start, weeks : int
        Which series, from which week, how long.
    size : float
        What the expected count is multiplied by.
    """

    series: int
    start: int
    weeks: int
    size: float


@dataclass(frozen=True, slots=True)
class World:
    """What is simulated. None of the defaults is an estimate of anything; they are round numbers.

    Attributes
    ----------
    types, areas, years : int
        Series are all pairs of a type and an area, types outermost.
    a_week : float
        Cases of a type in the whole district in an average week, geometric mean over the types.
    spread : float
        Standard deviation of the logarithm of the frequency between types; areas differ half as much.
    season : float
        Largest half-height of the yearly wave of a type, as a share.
    trend : float
        Largest yearly change of a type, as a share, up or down.
    dispersion : float
        Variance by mean of a count; at least 1.
    festival : float
        What counts are multiplied by in the week of the Spring Festival; the week after makes up for half of it.
    delays : tuple of float
        Share of cases reported within the same week, the next one, and so on.
    """

    types: int = 14
    areas: int = 12
    years: int = 7
    a_week: float = 24.0
    spread: float = 0.8
    season: float = 0.4
    trend: float = 0.15
    dispersion: float = 1.5
    festival: float = 0.6
    delays: tuple[float, ...] = (0.72, 0.2, 0.05, 0.03)

    def check(self) -> None:
        """Raise InputError if the world cannot be."""
        rules = (
            (min(self.types, self.areas, self.years) >= 1, "types, areas and years must be at least 1"),
            (self.a_week > 0 and self.festival > 0, "a_week and festival must be positive"),
            (0 <= self.season < 1 and 0 <= self.trend < 1, "season and trend are shares below 1"),
            (self.dispersion >= 1, "dispersion must be at least 1"),
            (min(self.delays, default=-1) >= 0 and abs(sum(self.delays) - 1) < 1e-9, "delays are shares of 1"),
        )
        for holds, rule in rules:
            if not holds:
                raise InputError(rule, "others", "change the world")


@dataclass(frozen=True, slots=True)
class District:
    """A simulated district.

    Attributes
    ----------
    starts : ndarray of datetime64[D], shape (weeks,)
        Mondays.
    expected : ndarray, shape (series, weeks)
        Mean of each count, without outbreaks.
    counts : ndarray, shape (series, weeks)
        Cases by week of what happened.
    reports : ndarray, shape (series, weeks, delays)
        The same by weeks until they were reported.
    """

    starts: Days
    expected: Floats
    counts: Floats
    reports: Floats

    def known(self, week: int) -> Floats:
        """Return the counts up to a week as they were known at its end: (series, week + 1)."""
        known = self.counts[:, : week + 1].copy()
        for back in range(min(self.reports.shape[2] - 1, week + 1)):
            known[:, week - back] = self.reports[:, week - back, : back + 1].sum(axis=1)
        return known


def district(
    world: World, rng: np.random.Generator, outbreaks: Sequence[Outbreak] = (), last: date = date(2026, 11, 23)
) -> District:
    """Simulate a district.

    Parameters
    ----------
    world : World
    rng : numpy.random.Generator
    outbreaks : sequence of Outbreak
    last : date
        Monday of the last week.

    Returns
    -------
    District

    Raises
    ------
    InputError
        If the years leave those whose Spring Festival is known (2015 to 2027).
    """
    world.check()
    n_weeks = 52 * world.years + world.years // 4
    starts = np.datetime64(last.isoformat(), "D") - 7 * np.arange(n_weeks)[::-1]
    if last > _LAST_KNOWN or starts[0] < np.datetime64("2015-01-01"):
        raise InputError(
            "weeks must lie in the years 2015 to 2027", f"{world.years} years up to {last}", "simulate fewer"
        )
    expected = _expected(world, rng, starts)
    mean = expected.copy()
    for one in outbreaks:
        mean[one.series, one.start : one.start + one.weeks] *= one.size
    if world.dispersion > 1:
        excess = world.dispersion - 1
        counts = rng.poisson(rng.gamma(mean / excess, excess))
    else:
        counts = rng.poisson(mean)
    reports = rng.multinomial(counts, world.delays)
    return District(starts, expected, counts.astype(np.float64), reports.astype(np.float64))


def _expected(world: World, rng: np.random.Generator, starts: Days) -> Floats:
    base = world.a_week * np.exp(rng.normal(0, world.spread, world.types))
    share = np.exp(rng.normal(0, world.spread / 2, world.areas))
    years = (starts - starts[-1]).astype(np.float64) / 365.25
    height, phase = rng.uniform(0, world.season, world.types), rng.uniform(0, 1, world.types)
    wave = 1 + height[:, None] * np.cos(2 * np.pi * (years - phase[:, None]))
    slope = np.log1p(rng.uniform(-world.trend, world.trend, world.types))
    by_type = base[:, None] * wave * np.exp(slope[:, None] * years) * _holidays(world, starts)
    return np.asarray((by_type[:, None] * (share / share.sum())[:, None]).reshape(-1, len(starts)))


def _holidays(world: World, starts: Days) -> NDArray[np.float64]:
    factor = np.ones(len(starts))
    for first in SPRING_FESTIVAL:
        monday = np.datetime64((first - timedelta(days=first.weekday())).isoformat(), "D")
        factor[starts == monday] = world.festival
        factor[starts == monday + 7] = 1 + (1 - world.festival) / 2
    return factor
