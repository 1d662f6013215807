"""Where and when there were more cases than chance explains: the space-time scan statistic."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import InputError
from fanzha.places.cylinders import Cylinders, Floats
from fanzha.places.dispersion import groups
from fanzha.places.geography import Geography, Zones, zones
from fanzha.places.replicas import Dispersed, Null, Permuted, Poisson, Tested, judge
from fanzha.statistics import benjamini_hochberg

REPLICAS = 999  # the custom (Kulldorff 1997): p-values in steps of 0.001
MAX_DAYS = 30
Model = Literal["poisson", "permutation"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Streets and days with more cases than expected.

    Attributes
    ----------
    streets : tuple of str
    centre : str or None
        Street in the middle; None where zones are stations.
    radius : float or None
        km to the farthest street.
    first, last : int
        Days of the table, from 0, both within.
    observed : int
    expected : float
    relative_risk : float
        Rate inside over rate outside, each as observed over expected; infinite where all cases are inside.
    ratio : float
        Log likelihood ratio.
    p : float
        Share of replicas whose highest ratio is as high. For clusters after the first this is conservative (Kulldorff 1997).
    p_gumbel : float or None
        The same from a Gumbel distribution fitted to the replicas (Abrams, Kulldorff and Kleinman 2010), which tells small
        p-values apart; None with fewer than 99 replicas.
    """

    streets: tuple[str, ...]
    centre: str | None
    radius: float | None
    first: int
    last: int
    observed: int
    expected: float
    relative_risk: float
    ratio: float
    p: float
    p_gumbel: float | None

    @property
    def days(self) -> int:
        """Length in days."""
        return self.last - self.first + 1

    def recurrence_days(self, every: int = 1) -> float:
        """Return in how many days chance gives one such alarm if the scan is made every so many days (Kleinman 2004)."""
        return every / self.p


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found.

    Attributes
    ----------
    clusters : tuple of Cluster
        Likeliest first; no street is in two of them. All are listed, whatever their p-value.
    model : {"poisson", "permutation"}
    prospective : bool
        Whether only clusters that last until the end were looked for.
    neighbours : {"positions", "stations"}
    total, replicas, zones, cylinders : int
        Cases; replicas made; sets of streets and cylinders looked at.
    said : tuple of str
        What a reader must know: that positions are missing, that there were too few cases.
    """

    clusters: tuple[Cluster, ...]
    model: Model
    prospective: bool
    neighbours: Literal["positions", "stations"]
    total: int
    replicas: int
    zones: int
    cylinders: int
    said: tuple[str, ...]


def scan(
    counts: NDArray[np.int64],
    geography: Geography,
    *,
    people: NDArray[np.float64] | None = None,
    expected: Floats | None = None,
    prospective: bool = True,
    monitored: int = 1,
    max_days: int = MAX_DAYS,
    max_share: float = 0.5,
    min_cases: int = 2,
    limit: int = 5,
    dispersion: float = 1.0,
    replicas: int = REPLICAS,
    stop_after: int | None = None,
    seed: int | None = None,
) -> Scan:
    """Look for clusters in space and time (Kulldorff 1997, 2001; Kulldorff et al. 2005).

    Parameters
    ----------
    counts : ndarray of int, shape (streets, days)
        Cases.
    geography : Geography
        Of the same streets in the same order.
    people : ndarray, shape (streets,), optional
        Residents: cases are expected in proportion, and evenly over the days.
    expected : ndarray, shape (streets, days), optional
        Cases expected by any other model (days of the week, age and sex); scaled to the total. Not together with ``people``.
        Without either, the space-time permutation model expects the product of the margins: neither a busy street nor a busy
        day is a cluster then, only more cases on some days of some streets than both explain.
    prospective : bool
        Look only for clusters that last until the end.
    monitored : int
        Of a prospective scan that is made every day: on how many last days, today's included, it was made. The p-value then
        allows for the earlier looks (Kulldorff 2001), and clusters may have ended on any of these days.
    max_days : int
        Longest cluster.
    max_share : float
        Largest share of the residents (or expected cases) within a cluster's streets.
    min_cases : int
        Fewest cases of a cluster.
    limit : int
        Most clusters to list.
    dispersion : float
        Variance of the counts of weeks in areas as a multiple of their mean (`fanzha.places.dispersion`); the replicas vary as much.
        The permutation model knows none.
    replicas : int
        Tables drawn under the hypothesis that there is no cluster, with the same total (the permutation model: the same margins).
    stop_after : int, optional
        Stop as soon as so many replicas were as extreme as the likeliest cluster (Besag and Clifford 1991): the p-value stays
        exact, and where nothing is to be found few replicas tell.
    seed : int, optional
        Of the replicas; made from the data if not given, so that the same data give the same p-values.

    Returns
    -------
    Scan

    Raises
    ------
    InputError
        If shapes do not fit, counts are negative, or nothing is expected where there are cases.
    """
    counts = np.asarray(counts, dtype=np.int64)
    _check(counts, geography, people, expected)
    if not (math.isfinite(dispersion) and dispersion >= 1):
        raise InputError("dispersion must be a number of 1 or more", str(dispersion), "give 1 for chance alone")
    total = int(counts.sum())
    model: Model = "permutation" if people is None and expected is None else "poisson"
    said: tuple[str, ...] = (
        () if geography.positions is not None else ("positions are not known: zones are streets and stations",)
    )
    base = _baseline(counts, people, expected, total)
    if total < max(min_cases, 2):
        said += (f"too few cases to scan: {total}",)
        return Scan((), model, prospective, geography.neighbours, total, 0, 0, 0, said)
    if np.any((base == 0) & (counts > 0)):
        raise InputError(
            "cases must be where some are expected", "a street or day without", "give people for each street"
        )
    around = zones(geography, base.sum(axis=1), max_share)
    cylinders = Cylinders(
        around.member, base, total, max_days=max_days, alive=monitored if prospective else None, min_cases=min_cases
    )
    found = _likeliest(cylinders, counts, around, limit)
    rng = np.random.default_rng(_seed(counts, base, cylinders) if seed is None else seed)
    null = _null(counts, base, geography, model, dispersion)
    ratios = np.array([f.ratio for f in found])
    tested = judge(null, cylinders, ratios, replicas, stop_after, rng)
    clusters = tuple(_cluster(f, geography, around, tested, k, total) for k, f in enumerate(found))
    return Scan(
        clusters, model, prospective, geography.neighbours, total, tested.replicas, len(around), cylinders.count, said
    )


def scan_each(
    tables: Mapping[str, NDArray[np.int64]],
    geography: Geography,
    *,
    people: NDArray[np.float64] | None = None,
    expected: Mapping[str, Floats | None] | None = None,
    prospective: bool = True,
    max_days: int = MAX_DAYS,
    dispersion: float = 1.0,
    replicas: int = REPLICAS,
    stop_after: int | None = 50,
) -> dict[str, tuple[Scan, float | None]]:
    """Scan every type of fraud by itself.

    Parameters
    ----------
    tables : mapping of str to ndarray of shape (streets, days)
        Cases of each type.
    geography, people, prospective, max_days, dispersion, replicas, stop_after
        As for `scan`.
    expected : mapping of str to ndarray, optional
        Of each type, as for `scan`; the permutation model for a type without.

    Returns
    -------
    dict of str to (Scan, float or None)
        With the q-value of each type's likeliest cluster among all types (Benjamini and Hochberg 1995); None where there is no
        cluster.
    """
    scans = {
        key: scan(
            table, geography, people=people, expected=(expected or {}).get(key), prospective=prospective, max_days=max_days,
            dispersion=dispersion, replicas=replicas, stop_after=stop_after,
        )
        for key, table in tables.items()
    }  # fmt: skip
    with_cluster = [key for key, s in scans.items() if s.clusters]
    q = benjamini_hochberg([scans[key].clusters[0].p for key in with_cluster])
    by_key = dict(zip(with_cluster, map(float, q), strict=True))
    return {key: (s, by_key.get(key)) for key, s in scans.items()}


def _check(
    counts: NDArray[np.int64], geography: Geography, people: NDArray[np.float64] | None, expected: Floats | None
) -> None:
    if counts.ndim != 2 or len(counts) != len(geography.names) or not counts.shape[1]:
        raise InputError("counts must be streets x days", str(counts.shape), "one row for each street of the geography")
    if counts.min() < 0:
        raise InputError("counts must not be negative", str(int(counts.min())), "correct the table")
    if people is not None and expected is not None:
        raise InputError("people and expected exclude each other", "both", "give one")
    for name, given, shape in (("people", people, counts.shape[:1]), ("expected", expected, counts.shape)):
        if given is not None and (
            np.shape(given) != shape or not np.all(np.isfinite(given)) or np.min(given) < 0 or np.sum(given) <= 0
        ):
            raise InputError(f"{name} must be numbers >= 0 of shape {shape}", str(np.shape(given)), "correct it")


def _baseline(
    counts: NDArray[np.int64], people: NDArray[np.float64] | None, expected: Floats | None, total: int
) -> Floats:
    """Return expected cases of each street and day, which sum to the total."""
    if people is not None:
        expected = np.broadcast_to(np.asarray(people, dtype=np.float64)[:, None], counts.shape)
    if expected is None:
        return np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(total, 1)
    return np.asarray(expected, dtype=np.float64) * (total / np.sum(expected))


def _null(counts: NDArray[np.int64], base: Floats, geography: Geography, model: Model, factor: float) -> Null:
    if model == "permutation":
        return Permuted(counts)
    total = int(counts.sum())
    return Dispersed(base, total, groups(geography), factor) if factor > 1 else Poisson(base, total)


def _seed(counts: NDArray[np.int64], base: Floats, cylinders: Cylinders) -> int:
    told = hashlib.sha256(np.ascontiguousarray(counts).tobytes())
    told.update(np.ascontiguousarray(base).tobytes())
    told.update(repr((cylinders.max_days, cylinders.alive, cylinders.min_cases)).encode())
    return int.from_bytes(told.digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class _Found:
    zone: int
    first: int
    last: int
    observed: int
    expected: float
    ratio: float


def _likeliest(cylinders: Cylinders, counts: NDArray[np.int64], around: Zones, limit: int) -> list[_Found]:
    """Return the likeliest cylinders that share no street, with a ratio above 0."""
    best: list[_Found] = []  # of each zone
    ratios = cylinders.ratios(counts)
    counted = list(cylinders.counts(counts.T[None].astype(np.float32)))
    # Of windows with the same ratio the shortest is kept: argmax takes the first.
    top = np.array([r.max(axis=0) if len(r) else np.zeros(len(around)) for r in ratios])
    for zone in range(len(around)):
        i = int(top[:, zone].argmax())
        if top[i, zone] <= 0:
            continue
        k = int(ratios[i][:, zone].argmax())
        length = cylinders.lengths[i]
        end = cylinders.first_end(length) + k
        best.append(
            _Found(
                zone, end - length, end - 1, int(counted[i][k, 0, zone]), float(cylinders.expected[i][k, zone]),
                float(ratios[i][k, zone]),
            )
        )  # fmt: skip
    best.sort(key=lambda f: (-f.ratio, int(around.member[f.zone].sum()), f.zone))
    chosen: list[_Found] = []
    taken = np.zeros(around.member.shape[1], dtype=bool)
    for f in best:
        if len(chosen) == limit:
            break
        if not (around.member[f.zone] & taken).any():
            chosen.append(f)
            taken |= around.member[f.zone]
    return chosen


def _cluster(f: _Found, geography: Geography, around: Zones, tested: Tested, k: int, total: int) -> Cluster:
    middle = int(around.centre[f.zone])
    outside = (total - f.observed) / (total - f.expected)
    return Cluster(
        tuple(geography.names[i] for i in np.flatnonzero(around.member[f.zone])),
        geography.names[middle] if middle >= 0 else None,
        float(around.radius[f.zone]) if middle >= 0 else None,
        f.first,
        f.last,
        f.observed,
        f.expected,
        f.observed / f.expected / outside if outside else math.inf,
        f.ratio,
        float(tested.p[k]),
        None if tested.p_gumbel is None else float(tested.p_gumbel[k]),
    )
