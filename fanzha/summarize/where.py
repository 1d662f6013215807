"""Where cases stand out: clusters in space and time, and areas against what their residents let expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW, Frame
from fanzha.places import (
    Cluster,
    Direct,
    Funnel,
    Geography,
    Indirect,
    Scan,
    direct,
    dispersion,
    funnel,
    indirect,
    scan_each,
)
from fanzha.summarize.coding import Axis
from fanzha.summarize.period import Period
from fanzha.summarize.residents import Population
from fanzha.summarize.sentences import Facts, check_both, write
from fanzha.summarize.series import days_of_streets
from fanzha.summarize.words import EN, ZH

SCANNED: Final = 90  # days; what is usual is learnt from them
_REPLICAS: Final = 999
_LEAST: Final = 0.05
_MOST_STREETS: Final = 400  # of a scan by day; a province is scanned by district
_LISTED: Final = 4  # streets of a cluster that a sentence names


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A cluster of one type.

    Attributes
    ----------
    type, type_title, type_english : str
    cluster : Cluster
    start, end : date
    q : float
        Of the likeliest clusters of all types.
    chinese, english : str
    """

    type: str
    type_title: str
    type_english: str
    cluster: Cluster
    start: date
    end: date
    q: float
    chinese: str = ""
    english: str = ""


@dataclass(frozen=True, slots=True)
class Outlier:
    """A station outside the limits of the funnel plot: place in `Where.funnel`, and what is said of it."""

    point: int
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Where:
    """What stands out in places.

    Attributes
    ----------
    geography : Geography or None
        None where no street is stated.
    scans : mapping of str to Scan
        By type.
    counts : mapping of str to ndarray, shape (streets, days)
        What was scanned.
    first : date
        First day scanned.
    hotspots : tuple of Hotspot
        With a q-value of at most 0.05, the smallest first.
    areas : tuple of str
        Stations with residents.
    standardised : Direct or None
        Rates of these stations at one age and sex structure; None without residents.
    ratios : Indirect or None
        Observed over expected cases of these stations, by age and sex.
    funnel : Funnel or None
    outliers : tuple of Outlier
    spread : float
        Variance of weekly counts as a multiple of their mean, as the replicas of the scans have it; 1 where they are left to chance.
    """

    geography: Geography | None
    scans: Mapping[str, Scan]
    counts: Mapping[str, NDArray[np.int64]]
    first: date
    hotspots: tuple[Hotspot, ...]
    areas: tuple[str, ...]
    standardised: Direct | None
    ratios: Indirect | None
    funnel: Funnel | None
    outliers: tuple[Outlier, ...]
    spread: float = 1.0

    def verify(self) -> None:
        """Recompute every number of every sentence.

        Raises
        ------
        NumberError
            If a sentence disagrees with the counts.
        """
        for one in self.hotspots:
            facts = _facts_of_hotspot(self, one)
            check_both(one.chinese, one.english, facts)
        for outlier in self.outliers:
            facts = _facts_of_outlier(self, outlier.point)
            check_both(outlier.chinese, outlier.english, facts)


def look_around(
    frame: Frame, period: Period, types: Axis, district: Population | None, *, min_cell: int, oldest: date
) -> Where:
    """Scan the last days of a period for clusters, and compare stations over the period.

    Parameters
    ----------
    frame : Frame
    period : Period
    types : Axis
        Of types, for their names.
    district : Population or None
    min_cell : int
        Smallest count that may be shown.
    oldest : date
        Of the reports; nothing before it is scanned.
    """
    first = max(oldest, period.end - timedelta(days=SCANNED - 1))
    geography = _geography(frame, district, period)
    counts: dict[str, NDArray[np.int64]] = {}
    scans: dict[str, tuple[Scan, float | None]] = {}
    spread = 1.0
    if geography is not None and (period.end - first).days >= 13:
        for kind in types.labels:
            table = days_of_streets(frame, kind, geography.names, first, period.end)
            if kind != REVIEW and table.sum() >= min_cell:
                counts[kind] = table
        usual = _usual(frame, counts, district, geography, Period(first, period.end))
        counts = {
            kind: np.where(usual[kind] > 0, table, 0) if kind in usual else table for kind, table in counts.items()
        }
        spread = dispersion(counts, geography) if usual else 1.0  # the permutation model knows none
        scans = scan_each(counts, geography, expected=usual, dispersion=spread, replicas=_REPLICAS)
    areas, standardised, ratios = _standardise(frame, period, district)
    made = None
    if ratios is not None and len(areas) > 2:
        made = funnel(areas, ratios.observed, ratios.expected)
    found = Where(
        geography, {k: s for k, (s, _) in scans.items()}, counts, first, (), areas, standardised, ratios, made, ()
    )
    names = dict(zip(types.labels, zip(types.titles, types.english, strict=True), strict=True))
    hotspots = []
    for kind, (one, q) in scans.items():
        if q is None or q > _LEAST or one.clusters[0].observed < min_cell:
            continue
        cluster = one.clusters[0]
        days = first + timedelta(days=cluster.first), first + timedelta(days=cluster.last)
        spot = Hotspot(kind, *names[kind], cluster, *days, q)
        facts = _facts_of_hotspot(found, spot)
        hotspots.append(Hotspot(kind, *names[kind], cluster, *days, q, write(facts), write(facts, EN)))
    hotspots.sort(key=lambda h: (h.q, -h.cluster.ratio))
    outliers = []
    for i, point in enumerate(made.points if made else ()):
        if point.outside and point.q <= _LEAST and point.observed >= min_cell:
            facts = _facts_of_outlier(found, i)
            outliers.append(Outlier(i, write(facts), write(facts, EN)))
    return Where(
        geography,
        found.scans,
        counts,
        first,
        tuple(hotspots),
        areas,
        standardised,
        ratios,
        made,
        tuple(outliers),
        spread,
    )


def _geography(frame: Frame, district: Population | None, period: Period) -> Geography | None:
    if district is not None:
        located = district.located
        return Geography.of(located) if 1 < len(located) <= _MOST_STREETS else None
    rows = frame.rows(
        "SELECT street, mode(area), count(*) FROM cases WHERE NOT benign AND street IS NOT NULL AND area IS NOT NULL AND day <= ? "
        "GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT ?",
        (period.end, _MOST_STREETS),
    )
    if len(rows) < 2:
        return None
    return Geography.of([(street, area, None, None) for street, area, _ in rows])


def _usual(
    frame: Frame,
    counts: Mapping[str, NDArray[np.int64]],
    district: Population | None,
    geography: Geography,
    period: Period,
) -> dict[str, NDArray[np.float64]]:
    """Return cases of each type by street and day, up to a factor, as sex and age of residents and the days of all types let expect.

    Residents alone would make a hotspot, every day anew, of any street where those live whom a type strikes, and the days of
    a week or a month in which all types rise another (docs/power.md). Empty where residents are not known.
    """
    if district is None:
        return {}
    strata = [(sex, band) for sex in ("female", "male") for _, _, band in district.bands]
    people = np.array(
        [[district.population(street=street, sex=s, band=b) or 0 for s, b in strata] for street in geography.names],
        dtype=np.float64,
    )
    if not people.sum():  # known by street only: everybody is of one stratum
        strata = [("", "")]
        people = np.array([[district.population(street=street) or 0] for street in geography.names], dtype=np.float64)
    living = people.sum(axis=0)
    if not living.sum():
        return {}
    daily = sum(table.sum(axis=0) for table in counts.values()) + 1.0
    at = {(kind, *stratum): (i, j) for i, kind in enumerate(counts) for j, stratum in enumerate(strata)}
    # As if each type had one more case, of anybody: where nothing is known of its victims, all residents are alike.
    struck = np.tile(living / living.sum(), (len(counts), 1))
    rows = frame.rows(
        "SELECT type, sex, band, count(*) FROM cases WHERE NOT benign AND sex IS NOT NULL AND band IS NOT NULL "
        "AND day BETWEEN ? AND ? GROUP BY 1, 2, 3",
        (period.start, period.end),
    )
    for kind, sex, band, n in rows:
        if (kind, sex, band) in at:
            struck[at[kind, sex, band]] += n
    risk = np.divide(struck, living, out=np.zeros_like(struck), where=living > 0)
    return {kind: np.outer(people @ risk[i], daily) for i, kind in enumerate(counts)}


def _standardise(
    frame: Frame, period: Period, district: Population | None
) -> tuple[tuple[str, ...], Direct | None, Indirect | None]:
    """Compare stations as if all had the same residents by age and sex; cases without age or sex are left out."""
    if district is None:
        return (), None, None
    strata = [(sex, band) for sex in ("female", "male") for _, _, band in district.bands]
    areas, people = [], []
    for area in district.areas:
        row = [district.population(area=area, sex=sex, band=band) or 0 for sex, band in strata]
        if sum(row):
            areas.append(area)
            people.append(row)
    if len(areas) < 2:
        return (), None, None
    cases = np.zeros((len(areas), len(strata)))
    at, of = {a: i for i, a in enumerate(areas)}, {s: i for i, s in enumerate(strata)}
    rows = frame.rows(
        "SELECT area, sex, band, count(*) FROM cases WHERE NOT benign AND area IS NOT NULL AND sex IS NOT NULL AND band IS NOT NULL "
        "AND day BETWEEN ? AND ? GROUP BY 1, 2, 3",
        (period.start, period.end),
    )
    residents = np.array(people, dtype=np.float64)
    for area, sex, band, n in rows:
        if area in at and (sex, band) in of and residents[at[area], of[sex, band]] > 0:
            cases[at[area], of[sex, band]] = n
    if not cases.sum():
        return (), None, None
    # A stratum in which nobody lives anywhere says nothing.
    lived = residents.sum(axis=0) > 0
    return tuple(areas), direct(cases[:, lived], residents[:, lived]), indirect(cases[:, lived], residents[:, lived])


def _facts_of_hotspot(where: Where, spot: Hotspot) -> Facts:
    cluster, geography = spot.cluster, where.geography
    streets = cluster.streets[:_LISTED]
    more = len(cluster.streets) - len(streets)
    rows = [geography.names.index(street) for street in cluster.streets] if geography is not None else []
    first, last = (spot.start - where.first).days, (spot.end - where.first).days
    n = int(where.counts[spot.type][rows, first : last + 1].sum())
    sure = f"{cluster.p:.3f}"
    names = {
        ZH: {
            "type": spot.type_title, "place": "、".join(streets) + (f"等{len(cluster.streets)}个街道" if more else ""),
            "days": f"{spot.start:%m-%d}至{spot.end:%m-%d}", "sure": sure,
        },
        EN: {
            "type": spot.type_english, "place": ", ".join(streets) + (f" and {more} more" if more else ""),
            "days": f"{spot.start:%d %b} to {spot.end:%d %b}", "sure": sure,
        },
    }  # fmt: skip
    numbers = {"n": float(n), "expected": cluster.expected, "risk": cluster.relative_risk}
    return Facts("hotspot" if np.isfinite(cluster.relative_risk) else "hotspot_only", names, numbers)


def _facts_of_outlier(where: Where, at: int) -> Facts:
    point, ratios = (where.funnel.points[at] if where.funnel else None), where.ratios
    if point is None or ratios is None:
        return Facts("outlier", {ZH: {}, EN: {}}, {})
    above = point.ratio > 1
    names = {
        ZH: {"place": point.name, "side": "高于" if above else "低于"},
        EN: {"place": point.name, "side": "above" if above else "below"},
    }
    numbers = {
        "n": float(ratios.observed[at]), "expected": float(ratios.expected[at]), "ratio": float(ratios.ratio[at]),
        "low": float(ratios.low[at]), "high": float(ratios.high[at]),
    }  # fmt: skip
    return Facts("outlier", names, numbers)
