"""What is planted in a simulation, so that finding it can be tested."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from fanzha.corpus.district import SEXES, District
from fanzha.errors import InputError


class _Effect(BaseModel):
    """A type and the days, first and last, in which more of it happens than else."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)

    type: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")

    def _days(self) -> int:
        return (self.last - self.first).days + 1


class Group(_Effect):
    """One sex and age band suffers a multiple of its cases."""

    kind: Literal["group"] = "group"
    sex: Literal["female", "male"]
    age_band: str
    rate_ratio: float = Field(default=4.0, gt=0)


class Outbreak(_Effect):
    """One street sees additional cases."""

    kind: Literal["outbreak"] = "outbreak"
    street: str
    area: str
    extra_cases_expected: float = Field(default=14.0, gt=0)


class Trend(_Effect):
    """Cases rise in a straight line to a multiple."""

    kind: Literal["trend"] = "trend"
    rate_ratio_at_end: float = Field(default=3.0, gt=0)


Effect = Group | Outbreak | Trend

_GROUP_TYPES = ("ecommerce_service", "investment", "authority", "credit_record", "loan")
_OUTBREAK_TYPES = ("authority", "shopping_service", "hacking", "acquaintance")
_TREND_TYPES = ("loan", "romance", "other")
# A case a fortnight by itself: fewer could not be told from chance, and many more would drown the rest.
_YEARLY = (26.0, 80.0)


def draw(seed: int, start: date, days: int, district: District, yearly: dict[str, NDArray[np.float64]]) -> list[Effect]:
    """Draw what is planted.

    Group, types, street and strengths depend on the seed and district alone; the windows of outbreak (a week) and trend
    (90 days) end with the simulated time, so that the latest bulletin of a run of any length shows them.

    Parameters
    ----------
    seed : int
    start : date
    days : int
    district : District
    yearly : dict
        Expected cases a year of each type, by sex and age band.
    """
    rng = np.random.default_rng([seed, 1])
    labels = [label for _, _, label in district.bands]
    options = [
        (kind, SEXES[i], labels[j])
        for kind in _GROUP_TYPES
        for i, j in np.argwhere((yearly[kind] >= _YEARLY[0]) & (yearly[kind] <= _YEARLY[1]))
    ]
    at = int(rng.integers(len(options))) if options else -1
    group, sex, band = options[at] if options else ("investment", "female", labels[-1])
    outbreak = _OUTBREAK_TYPES[int(rng.integers(len(_OUTBREAK_TYPES)))]
    if outbreak == group:
        outbreak = "game_trade"
    street = district.street_list[int(rng.integers(len(district.street_list)))]
    trend = _TREND_TYPES[int(rng.integers(len(_TREND_TYPES)))]
    end = start + timedelta(days=days)
    last = end - timedelta(days=1)
    week, quarter = max(start, end - timedelta(days=7)), max(start, end - timedelta(days=90))
    return [
        Group(type=group, sex=sex, age_band=band, first=start, last=last),
        Outbreak(type=outbreak, street=street.name, area=street.area, first=week, last=last),
        Trend(type=trend, first=quarter, last=last),
    ]


def check(effects: Sequence[Effect], district: District, types: Sequence[str]) -> None:
    """Refuse effects that the district or the types do not know.

    Raises
    ------
    InputError
    """
    labels = [label for _, _, label in district.bands]
    for effect in effects:
        if effect.type not in types:
            raise InputError("a planted effect must name a type", effect.type[:40], f"use one of {', '.join(types)}")
        if effect.last < effect.first:
            raise InputError("a planted effect must end after it begins", str(effect.last), "swap its dates")
        if isinstance(effect, Outbreak) and effect.street not in district.streets:
            raise InputError("an outbreak must name a street of the district", effect.street[:40], "correct its name")
        if isinstance(effect, Group) and effect.age_band not in labels:
            raise InputError("a group must name an age band", effect.age_band[:40], f"use one of {', '.join(labels)}")


def apply(
    expected: NDArray[np.float64], kind: str, day: date, effects: Sequence[Effect], district: District
) -> NDArray[np.float64]:
    """Return a type's expected cases of one day, by street, sex and age band, with all effects in them."""
    out = expected
    for effect in effects:
        if effect.type != kind or not effect.first <= day <= effect.last:
            continue
        out = out.copy()
        if isinstance(effect, Group):
            labels = [label for _, _, label in district.bands]
            out[:, SEXES.index(effect.sex), labels.index(effect.age_band)] *= effect.rate_ratio
        elif isinstance(effect, Trend):
            done = ((day - effect.first).days + 1) / effect._days()
            out *= 1 + (effect.rate_ratio_at_end - 1) * done
        else:
            at = district.streets.index(effect.street)
            out[at] += expected[at] / expected[at].sum() * effect.extra_cases_expected / effect._days()
    return out
