"""What stands out: groups cheated more, types that rise, outbreaks in a street, the type that costs most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanzha.summarize.statistics import benjamini_hochberg, odds_ratio, rate_ratio
from fanzha.summarize.tables import DEFAULT_BANDS, SEXES, Cases, Period, Population
from fanzha.taxonomy import Taxonomy

# False discovery rate that findings are controlled at.
MAX_Q = 0.05
OUTBREAK_DAYS, BASELINE_WEEKS = 7, 8
# Cases of all types that an occupation must have in the period to be compared.
MIN_OCCUPATION = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands out.

    Attributes
    ----------
    kind : {"group", "rise", "outbreak", "loss"}
    type : str or None
        Code of the fraud type; None for all types together.
    sex, band, area, street, occupation : str or None
        The group or place it is about.
    n : int
        Cases it rests on.
    against : float
        Cases of the comparison: the rest of the residents, other types, or the time before.
    ratio, low, high : float
        Rate or odds ratio with its 95% interval.
    q : float
        False discovery rate at which it is found.
    measure : {"rate", "odds", "time", "share"}
    n_type : int
        Cases of the type in the period.
    case_ids : tuple of str
    """

    kind: str
    type: str | None
    n: int
    against: float
    ratio: float
    low: float
    high: float
    q: float
    measure: str
    n_type: int
    sex: str | None = None
    band: str | None = None
    area: str | None = None
    street: str | None = None
    occupation: str | None = None
    loss: float | None = None
    case_ids: tuple[str, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class _Candidate:
    finding: Finding
    p: float
    mask: NDArray[np.bool_]


def _ids(cases: Cases, mask: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(str(i) for i in cases.columns["case_id"][mask])


def _keep(cases: Cases, candidates: list[_Candidate], min_cell: int) -> list[Finding]:
    """Control the false discovery rate over all that was tested, then keep what is large and sure enough."""
    q = benjamini_hochberg([c.p for c in candidates])
    kept = [
        replace(c.finding, q=one, case_ids=_ids(cases, c.mask))
        for c, one in zip(candidates, q, strict=True)
        if one <= MAX_Q and c.finding.ratio > 1 and c.finding.n >= min_cell
    ]
    # Rates say more than odds against other types; among each, what is surely large comes first.
    return sorted(kept, key=lambda f: (f.measure == "odds", -f.low, -f.n, str(f.type)))


def groups(cases: Cases, district: Population | None, taxonomy: Taxonomy, min_cell: int) -> list[Finding]:
    """Find groups that a type strikes more than others.

    With a population: rate of the group against the rate of all other residents. Without: odds of the group among the
    type's cases against its odds among all other cases. Every type, sex, age band, sex and age band, station and
    occupation is tested; the false discovery rate is controlled over all of them.
    """
    c, now = cases.columns, cases.now
    bands = [label for _, _, label in (district.bands if district else DEFAULT_BANDS)]
    groups_: list[tuple[dict[str, Any], NDArray[np.bool_], NDArray[np.bool_], int | None]] = []

    def add(where: dict[str, Any], mask: NDArray[np.bool_], known: NDArray[np.bool_], people: int | None) -> None:
        groups_.append((where, mask & now, known & now, people))

    has = {k: np.array([v is not None for v in c[k]], dtype=bool) for k in ("victim_sex", "band", "area", "occupation")}

    def count(sex: str | None = None, band: str | None = None, area: str | None = None) -> int | None:
        return district.population(sex=sex, band=band, area=area) if district else None

    for sex in SEXES:
        add({"sex": sex}, c["victim_sex"] == sex, has["victim_sex"], count(sex=sex))
    for band in bands:
        add({"band": band}, c["band"] == band, has["band"], count(band=band))
        for sex in SEXES:
            both = has["band"] & has["victim_sex"]
            add(
                {"sex": sex, "band": band},
                (c["band"] == band) & (c["victim_sex"] == sex),
                both,
                count(sex=sex, band=band),
            )
    for area in sorted({str(a) for a in c["area"][now & has["area"]]}):
        add({"area": area}, c["area"] == area, has["area"], count(area=area))
    for job in sorted({str(o) for o in c["occupation"][now & has["occupation"]]}):
        mask = c["occupation"] == job
        # Free text: only what many write alike is a group at all.
        if int((mask & now).sum()) >= MIN_OCCUPATION:
            add({"occupation": job}, mask, has["occupation"], None)
    everyone = district.population() if district else None
    candidates = []
    for kind in taxonomy.codes:
        of_kind = (c["decided"] == kind) & now
        n_type = int(of_kind.sum())
        if n_type < min_cell:
            continue
        for where, mask, known, people in groups_:
            k, rest = int((of_kind & mask).sum()), int((of_kind & known & ~mask).sum())
            if people and everyone and everyone > people:
                ratio, low, high, p = rate_ratio(k, people, rest, everyone - people)
                measure = "rate"
            else:
                others = known & ~of_kind
                a, d = int((others & mask).sum()), int((others & ~mask).sum())
                ratio, low, high, p = odds_ratio(k, rest, a, d)
                measure = "odds"
            found = replace(Finding("group", kind, k, float(rest), ratio, low, high, 1.0, measure, n_type), **where)
            candidates.append(_Candidate(found, p, of_kind & mask))
    return _distinct(_keep(cases, candidates, min_cell))


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Of findings on one type, drop a group that a narrower and stronger one explains: women, where it is women of 30 to 39."""
    kept: list[Finding] = []
    for one in findings:
        inside = [
            f for f in kept
            if f.type == one.type and f.area == one.area and f.occupation == one.occupation
            and (one.sex in (None, f.sex)) and (one.band in (None, f.band)) and f.n >= 0.5 * one.n
        ]  # fmt: skip
        if not inside:
            kept.append(one)
    return kept


def rises(cases: Cases, taxonomy: Taxonomy, min_cell: int) -> list[Finding]:
    """Find types, and types in a station, with more cases than in the period before (exact test of two Poisson counts)."""
    c, candidates = cases.columns, []
    places = [None, *sorted({str(a) for a in c["area"] if a is not None})]
    for kind in taxonomy.codes:
        for area in places:
            mask = c["decided"] == kind if area is None else (c["decided"] == kind) & (c["area"] == area)
            k, before = int((mask & cases.now).sum()), int((mask & cases.before).sum())
            if k + before < min_cell:
                continue
            ratio, low, high, p = rate_ratio(k, 1, before, 1)
            found = Finding("rise", kind, k, float(before), ratio, low, high, 1.0, "time", k, area=area)
            candidates.append(_Candidate(found, p, mask & cases.now))
    kept = _keep(cases, candidates, min_cell)
    whole = {f.type for f in kept if f.area is None}
    return [f for f in kept if f.area is None or f.type not in whole]


def outbreaks(cases: Cases, period: Period, taxonomy: Taxonomy, min_cell: int) -> list[Finding]:
    """Find streets where a type struck more in the last seven days than in the weeks before (exact test)."""
    c = cases.columns
    newest = (period.end - timedelta(days=OUTBREAK_DAYS - 1)).toordinal() - 719163  # ordinal of 1970-01-01
    weeks = min(BASELINE_WEEKS, max(1, (newest - int(cases.day.min(initial=newest))) // 7))
    recent = cases.day >= newest
    earlier = (cases.day < newest) & (cases.day >= newest - 7 * weeks)
    candidates = []
    for street in sorted({str(s) for s in c["street"][recent] if s is not None}):
        here = c["street"] == street
        for kind in taxonomy.codes:
            mask = here & (c["decided"] == kind)
            k, before = int((mask & recent).sum()), int((mask & earlier).sum())
            if k == 0:
                continue
            ratio, low, high, p = rate_ratio(k, 1, before, weeks)
            found = Finding("outbreak", kind, k, before / weeks, ratio, low, high, 1.0, "time", k, street=street)
            candidates.append(_Candidate(found, p, mask & recent))
    return _keep(cases, candidates, min_cell)


def costliest(cases: Cases, taxonomy: Taxonomy, min_cell: int) -> list[Finding]:
    """Return the type that took most money in the period, if there is one."""
    known = cases.now & ~np.isnan(cases.loss)
    total = float(cases.loss[known].sum())
    best: tuple[float, str, NDArray[np.bool_]] | None = None
    for kind in taxonomy.codes:
        mask = known & (cases.columns["decided"] == kind)
        loss = float(cases.loss[mask].sum())
        if int(mask.sum()) >= min_cell and loss > 0 and (best is None or loss > best[0]):
            best = (loss, kind, mask)
    if best is None or not total:
        return []
    loss, kind, mask = best
    n = int(mask.sum())
    share = loss / total
    return [
        Finding(
            "loss", kind, n, total, share, math.nan, math.nan, 0.0, "share", n, loss=loss, case_ids=_ids(cases, mask)
        )
    ]


def describe_group(finding: Finding, names: Mapping[str, str] = SEXES) -> str:
    """Return the group or place of a finding in Chinese, for example 30-39岁女性 or 白鹭街道."""
    if finding.area:
        return f"{finding.area}辖区居民"
    if finding.street or finding.occupation:
        return str(finding.street or finding.occupation)
    sex = f"{names[finding.sex]}性" if finding.sex else ""
    return f"{finding.band or ''}{sex or ('居民' if finding.band else '')}" or "全区"
