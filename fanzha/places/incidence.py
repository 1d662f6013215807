"""Cases per 100,000 residents by any of station, street, sex and age band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from fanzha.errors import InputError
from fanzha.statistics import count_interval

PER = 100_000  # residents of a rate
SEXES = ("female", "male")
PROPERTIES = ("area", "street", "sex", "band")


class Residents(Protocol):
    """Residents by street, sex and age band; `fanzha.corpus.district.District` is one."""

    @property
    def bands(self) -> tuple[tuple[int, int | None, str], ...]:
        """First age, last age (None: no end) and label of each age band."""

    @property
    def areas(self) -> tuple[str, ...]:
        """Police stations."""

    @property
    def streets(self) -> tuple[str, ...]:
        """Street names."""

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        """Count residents, summed over what is not given; None where there is no such place or group."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Cases of one group over its residents.

    Attributes
    ----------
    labels : tuple of str
    n : int
    residents : int or None
        None where the population file does not know the place or group.
    rate, low, high : float or None
        Per 100,000 (or ``per``), with exact 95% interval; None without residents.
    """

    labels: tuple[str, ...]
    n: int
    residents: int | None
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates by one property or more.

    Attributes
    ----------
    by : tuple of str
    rows : tuple of Rate
        All groups of the population file in its order, with cases or without; then those that it does not know.
    n : int
        Cases, the following included: the rows' cases and ``not_stated`` sum to it.
    not_stated : int
        Cases without a value of one of the properties.
    unknown : int
        Cases in rows without residents.
    said : tuple of str
        What a reader must know.
    """

    by: tuple[str, ...]
    rows: tuple[Rate, ...]
    n: int
    not_stated: int
    unknown: int
    said: tuple[str, ...]


def rates(
    cases: Mapping[str, Sequence[str | None]], residents: Residents, by: Sequence[str], *, per: float = PER
) -> Rates:
    """Count cases and divide by residents.

    Parameters
    ----------
    cases : mapping of str to sequence of str or None
        Columns: for each property of ``by`` the value of each case, None where not stated.
    residents : Residents
    by : sequence of str
        Any of ``area``, ``street``, ``sex`` and ``band``.
    per : float
        Residents of a rate.

    Returns
    -------
    Rates
        A place that the population file does not know keeps its cases, has no rate, and is said.

    Raises
    ------
    InputError
        If a property is unknown, named twice, or its column missing or of another length.
    """
    by = tuple(by)
    if not by or len(set(by)) != len(by) or not set(by) <= set(PROPERTIES):
        raise InputError("rates are by area, street, sex or band, each once", ", ".join(by)[:40], "name those")
    if any(b not in cases for b in by) or len({len(cases[b]) for b in by}) != 1:
        raise InputError("each property must have a column, all of one length", ", ".join(by), "give them")
    counted = Counter(zip(*(cases[b] for b in by), strict=True))
    known = {
        "area": residents.areas, "street": residents.streets, "sex": SEXES,
        "band": tuple(label for _, _, label in residents.bands),
    }  # fmt: skip
    groups = [labels for labels in product(*(known[b] for b in by)) if _people(residents, by, labels) is not None]
    listed = set(groups)
    stated = {tuple(map(str, labels)): n for labels, n in counted.items() if None not in labels}
    strange = sorted(labels for labels in stated if labels not in listed)
    rows = tuple(
        _rate(labels, stated.get(labels, 0), _people(residents, by, labels), per) for labels in [*groups, *strange]
    )
    n = sum(counted.values())
    not_stated = n - sum(stated.values())
    unknown = sum(r.n for r in rows if r.residents is None)
    said = []
    if unknown:
        places = sum(r.residents is None for r in rows)
        said.append(f"{places} groups with {unknown} cases are not in the population file: no rate")
    if not_stated:
        said.append(f"{not_stated} of {n} cases do not state {' and '.join(by)}: rates are too low by as much")
    return Rates(by, rows, n, not_stated, unknown, tuple(said))


def _people(residents: Residents, by: Sequence[str], labels: Sequence[str]) -> int | None:
    return residents.population(**dict(zip(by, labels, strict=True)))


def _rate(labels: tuple[str, ...], n: int, people: int | None, per: float) -> Rate:
    if not people:
        return Rate(labels, n, people, None, None, None)
    low, high = count_interval(n)
    return Rate(labels, n, people, n / people * per, float(low) / people * per, float(high) / people * per)
