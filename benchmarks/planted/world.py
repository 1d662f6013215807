"""Districts whose cases are drawn as counts, without narratives: a bulletin's worth in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fanzha.corpus.district import SEXES, District, load_district
from fanzha.corpus.effects import Effect, apply
from fanzha.corpus.profiles import MONTH, OCCUPATIONS, PROFILES, SEASON, WEEKDAY
from fanzha.corpus.simulator import MISSING, YEARLY_RATE

END: Final = date(2025, 11, 30)  # of every district: a Sunday, in a month of many cases
_BEFORE: Final = 60  # days before the first one, whose late reports come in later
_HOURS: Final = ((10.0, 0.35), (14.0, 0.35), (20.0, 0.3))
_SLOW: Final = (
    10.0,
    1.5,
)  # hours from fraud to report: median, and standard deviation of the logarithm; as the simulator has them

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class World:
    """How cases fall where nothing is planted.

    Attributes
    ----------
    district : District
    profiles : bool
        Whether types strike sexes and ages as in `fanzha.corpus.profiles`; else all residents alike.
    calendar : bool
        Whether weekdays, months and seasons differ.
    dispersion : float
        Variance by mean of the weekly cases of a type in an area; 1 is chance alone.
    uneven : float
        Standard deviation between streets of the logarithm of how often their residents report, for good and whatever the type.
    """

    district: District
    profiles: bool = True
    calendar: bool = True
    dispersion: float = 1.0
    uneven: float = 0.0

    def rates(self) -> dict[str, Floats]:
        """Return expected cases a day of each type: (streets, sexes, bands)."""
        people = np.array([[s.female, s.male] for s in self.district.street_list], dtype=np.float64)
        daily = people.sum() * YEARLY_RATE / 100_000 / 365
        people *= np.exp(np.random.default_rng(0).normal(0, self.uneven, (len(people), 1, 1)))
        weights, found = sum(p.weight for p in PROFILES.values()), {}
        for kind, profile in PROFILES.items():
            share = people.copy()
            if self.profiles:
                at = np.linspace(0, 1, people.shape[2])
                ages = np.interp(at, np.linspace(0, 1, len(profile.ages)), profile.ages)
                share *= np.array([profile.female, 1.0])[:, None] * ages
            found[kind] = share / share.sum() * daily * profile.weight / weights
        return found

    def busy(self, kind: str, days: Sequence[date]) -> Floats:
        """Return the cases of each day relative to an ordinary one."""
        if not self.calendar:
            return np.ones(len(days))
        season = SEASON.get(kind, {})
        return np.array([WEEKDAY[d.weekday()] * MONTH[d.month - 1] * season.get(d.month, 1.0) for d in days])


def plain(district: District | None = None) -> World:
    """Return a world in which every resident and every day is like any other: all that stands out is chance."""
    return World(district or load_district(), profiles=False, calendar=False)


def cases(
    world: World, rng: np.random.Generator, days: int, effects: Sequence[Effect] = (), end: date = END
) -> pa.Table:
    """Draw the reports of the days up to the last one, types as they truly are.

    Parameters
    ----------
    world : World
    rng : numpy.random.Generator
    days : int
    effects : sequence of Effect
        What is planted, on top of the world's own cases.
    end : date

    Returns
    -------
    pyarrow.Table
        Columns of `fanzha.schema.SCORED` that counting asks for.
    """
    first = end - timedelta(days=days + _BEFORE - 1)
    dates = [first + timedelta(days=i) for i in range(days + _BEFORE)]
    kinds, drawn = list(PROFILES), []
    for number, (kind, rate) in enumerate(world.rates().items()):
        busy = world.busy(kind, dates)
        drawn += [np.column_stack([np.full(len(d), number), d, c]) for d, c in _usual(world, rng, rate, busy)]
        mine = [e for e in effects if e.type == kind]
        for i, day in enumerate(dates):
            if any(e.first <= day <= e.last for e in mine):
                expected = rate * busy[i]
                more = rng.poisson(np.maximum(apply(expected, kind, day, mine, world.district) - expected, 0)).ravel()
                at = np.repeat(np.arange(more.size), more)
                drawn.append(np.column_stack([np.full(len(at), number), np.full(len(at), i), at]))
    return _table(world.district, rng, np.concatenate(drawn), kinds, dates, end)


def _usual(world: World, rng: np.random.Generator, rate: Floats, busy: Floats) -> list[tuple[Ints, Ints]]:
    """Draw day and cell of a type's cases, area by area."""
    areas = np.array([s.area for s in world.district.street_list])
    found = []
    for area in world.district.areas:
        inside = np.where((areas == area)[:, None, None], rate, 0.0).ravel()
        mean = inside.sum() * busy
        if world.dispersion > 1:
            week = np.arange(len(busy)) // 7
            weekly = np.bincount(week, mean)
            shape = weekly / (world.dispersion - 1)
            mean = mean * (rng.gamma(shape) / shape)[week]
        day = np.repeat(np.arange(len(busy)), rng.poisson(mean))
        cell = np.searchsorted(np.cumsum(inside) / inside.sum(), rng.random(len(day)), side="right")
        found.append((day, np.minimum(cell, inside.size - 1)))
    return found


def _table(
    district: District, rng: np.random.Generator, drawn: Ints, kinds: list[str], dates: list[date], end: date
) -> pa.Table:
    kind, day, cell = drawn.T
    n = len(drawn)
    hour = rng.choice([h for h, _ in _HOURS], n, p=[p for _, p in _HOURS])
    late = (hour + rng.lognormal(np.log(_SLOW[0]), _SLOW[1], n)) // 24
    reported = day + late.astype(np.int64)
    kept = np.flatnonzero((reported >= _BEFORE) & (reported <= (end - dates[0]).days))
    kept = kept[np.argsort(reported[kept], kind="stable")]
    kind, day, cell, reported, n = kind[kept], day[kept], cell[kept], reported[kept], len(kept)
    street, sex, band = np.unravel_index(cell, (len(district.street_list), 2, len(district.bands)))
    low = np.array([a for a, _, _ in district.bands])
    high = np.array([a + 20 if b is None else b for a, b, _ in district.bands])
    age = rng.integers(low[band], high[band] + 1)
    jobs = np.full(n, "", dtype=object)
    for b in range(len(district.bands)):
        weights = OCCUPATIONS[min(b, len(OCCUPATIONS) - 1)]
        p = np.array(list(weights.values()), dtype=np.float64)
        jobs[band == b] = rng.choice(list(weights), int((band == b).sum()), p=p / p.sum())
    zero = np.datetime64(dates[0], "D")

    def stated(values: object, type_: pa.DataType, missing: str) -> pa.Array:
        return pa.array(values, type_, mask=rng.random(n) < MISSING[missing])

    streets = district.street_list
    return pa.table(
        {
            "case_id": pa.array([f"P{i:06d}" for i in range(n)]),
            "reported_on": pa.array(zero + reported, pa.date32()),
            "occurred_on": stated(zero + day, pa.date32(), "发案时间"),
            "type": pa.array(np.array(kinds)[kind]),
            "needs_review": pa.array(np.zeros(n, dtype=bool)),
            "victim_age": stated(age.astype(np.int16), pa.int16(), "受害人年龄"),
            "victim_sex": stated(np.array(SEXES, dtype=object)[sex], pa.string(), "性别"),
            "occupation": stated(jobs, pa.string(), "职业"),
            "street": stated(np.array([s.name for s in streets], dtype=object)[street], pa.string(), "街道"),
            "area": pa.array(np.array([s.area for s in streets])[street]),
            "model_version": pa.array(["true types"] * n),
        }
    )
