"""Whether bulletins find what is planted, how late, under its own name, and with honest intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from benchmarks.planted.looks import Reader, Share, reading
from benchmarks.planted.world import END, World, cases, plain
from fanzha.corpus.district import SEXES, District
from fanzha.corpus.effects import Effect, Group, Outbreak, Trend
from fanzha.summarize import Finding, Summary
from fanzha.summarize.book import Ref, compare
from fanzha.summarize.findings import interval

SEX, BAND = "female", "30-39岁"
# Common, middling and rare: about 295, 98 and 18 cases in 90 days.
GROUPS = ("brushing", "investment", "game_trade")
RISER = "loan"
OUTBREAKS = ("ecommerce_service", "shopping_service", "hacking")
STEPS = ("brushing", "investment", "romance")
_HISTORY = 270


@dataclass
class Named:
    """What is said of a planted group of one sex and age band.

    Attributes
    ----------
    own, first : Share
        Named as it is; and before everything else of its type.
    neighbour : Share
        A neighbouring band is named, alone or with the sex.
    only_wider : Share
        Not named as it is, but its sex or its band is.
    holds, holds_found : Share
        The interval holds the planted ratio: of all, and of those that were reported.
    too_large : list of float
        Ratio by planted ratio of those that were reported.
    """

    own: Share = field(default_factory=Share)
    first: Share = field(default_factory=Share)
    neighbour: Share = field(default_factory=Share)
    only_wider: Share = field(default_factory=Share)
    holds: Share = field(default_factory=Share)
    holds_found: Share = field(default_factory=Share)
    too_large: list[float] = field(default_factory=list)

    def see(self, summary: Summary, kind: str, ratio: float, bands: Iterable[str]) -> None:
        """Look for the group in a summary."""
        labels = list(bands)
        at = labels.index(BAND)
        near = {labels[i] for i in (at - 1, at + 1) if 0 <= i < len(labels)}
        mine = [f for f in summary.findings if f.kind == "group" and f.type == kind and not f.against_types]
        own = [f for f in mine if f.where == {"sex": SEX, "band": BAND}]
        self.own.add(bool(own))
        self.first.add(bool(own) and own[0] is mine[0])
        self.neighbour.add(any(f.where.get("band") in near for f in mine))
        self.only_wider.add(not own and any(f.where in ({"sex": SEX}, {"band": BAND}) for f in mine))
        book = summary.book
        if book is None:
            return
        ref = Ref("rate", "type,sex,band", (book.axes["type"].labels.index(kind), SEXES.index(SEX), at))
        if compare(book, ref).n + compare(book, ref).base:
            _, low, high = interval(book, ref)
            self.holds.add(low <= ratio <= high)
        if own:
            self.holds_found.add(own[0].low <= ratio <= own[0].high)
            self.too_large.append(own[0].ratio / ratio)


@dataclass
class Periods:
    """Bulletins of 90 days in which groups and a rise are planted.

    Attributes
    ----------
    named : dict
        Planted ratio and type to what is said after 90 days.
    soon : dict
        Planted ratio, type and days since the beginning to whether the group is named.
    rises : dict
        Planted ratio at the end and days to whether the rise of the whole district is reported.
    false : Share
        Reported findings that have nothing to do with what is planted, of all.
    """

    named: dict[tuple[float, str], Named] = field(default_factory=lambda: defaultdict(Named))
    soon: dict[tuple[float, str, int], Share] = field(default_factory=lambda: defaultdict(Share))
    rises: dict[tuple[float, int], Share] = field(default_factory=lambda: defaultdict(Share))
    false: Share = field(default_factory=Share)


def groups(
    seeds: int, ratios: Iterable[float], looks: Iterable[int] = (30, 60, 90), world: World | None = None
) -> Periods:
    """Plant a group in three types and a rise in a fourth; both begin 90 days before the last bulletin."""
    world, found, begin = world or plain(), Periods(), END - timedelta(days=89)
    bands = [label for _, _, label in world.district.bands]
    for ratio in ratios:
        for seed in range(seeds):
            effects: list[Effect] = [
                Group(type=kind, sex=SEX, age_band=BAND, first=begin, last=END, rate_ratio=ratio) for kind in GROUPS
            ]
            effects.append(Trend(type=RISER, first=begin, last=END, rate_ratio_at_end=ratio))
            table = cases(world, np.random.default_rng([seed, 4]), _HISTORY, effects)
            with reading(table, world.district) as reader:
                for days in looks:
                    summary = reader.summary(begin + timedelta(days=days - 1))
                    _periods(found, summary, ratio, days, bands)
    return found


def _periods(found: Periods, summary: Summary, ratio: float, days: int, bands: list[str]) -> None:
    for kind in GROUPS:
        own = [f for f in summary.findings if f.type == kind and f.where == {"sex": SEX, "band": BAND}]
        found.soon[ratio, kind, days].add(bool(own))
        if days == 90:
            found.named[ratio, kind].see(summary, kind, ratio, bands)
    rises = [f for f in summary.findings if f.kind == "riser" and f.type == RISER and not f.where]
    found.rises[ratio, days].add(bool(rises))
    if days == 90:
        for one in summary.findings:
            if one.kind != "loss":
                found.false.add(not _follows(one))


def _follows(one: Finding) -> bool:
    """Tell whether a finding says what is planted, or what follows from it: more of these types, in these people, anywhere."""
    if one.type == RISER:
        return one.kind == "riser"
    if one.type not in GROUPS:
        return False
    if one.kind == "group" and not one.against_types:
        return set(one.where.items()) <= {("sex", SEX), ("band", BAND)}
    return True  # more cases than in the period before, and other occupations than with other types


@dataclass
class Delays:
    """When a planted outbreak is noticed, in days of daily bulletins; 1 is that of its first day.

    Attributes
    ----------
    found : dict
        Extra cases, type and voice (``finding``, ``alarm``, ``hotspot``) to those noticed within the week.
    either : dict
        Extra cases and type to those that any voice noticed.
    """

    found: dict[tuple[float, str, str], Share] = field(default_factory=lambda: defaultdict(Share))
    either: dict[tuple[float, str], Share] = field(default_factory=lambda: defaultdict(Share))


def outbreaks(
    seeds: int, extras: Iterable[float], world: World | None = None, scanned: Iterable[int] = (3, 5, 7)
) -> Delays:
    """Plant an outbreak of a week in one street, for three types in three streets, and read a bulletin every day of it."""
    world, found, begin, scanned = world or plain(), Delays(), END - timedelta(days=6), set(scanned)
    for extra in extras:
        for seed in range(seeds):
            rng = np.random.default_rng([seed, 5])
            chosen = rng.choice(len(world.district.street_list), len(OUTBREAKS), replace=False)
            planted = {
                kind: Outbreak(
                    type=kind, street=world.district.street_list[at].name, area=world.district.street_list[at].area,
                    first=begin, last=END, extra_cases_expected=extra,
                )
                for kind, at in zip(OUTBREAKS, chosen, strict=True)
            }  # fmt: skip
            table = cases(world, rng, 364, list(planted.values()))
            first: dict[tuple[str, str], int] = {}
            with reading(table, world.district) as reader:
                for day in range(1, 8):
                    for key in _heard(reader, begin + timedelta(days=day - 1), planted, scan=day in scanned):
                        first.setdefault(key, day)
            for kind in OUTBREAKS:
                days = [first.get((kind, voice)) for voice in ("finding", "alarm", "hotspot")]
                for voice, day_found in zip(("finding", "alarm", "hotspot"), days, strict=True):
                    found.found[extra, kind, voice].add(day_found is not None, day_found)
                soonest = min((d for d in days if d is not None), default=None)
                found.either[extra, kind].add(soonest is not None, soonest)
    return found


def _heard(reader: Reader, end: date, planted: dict[str, Outbreak], *, scan: bool) -> set[tuple[str, str]]:
    said = {
        (f.type, "finding")
        for f in reader.summary(end).findings
        if f.kind == "outbreak" and f.type in planted and f.where.get("street") == planted[f.type].street
    }
    said |= {
        (a.type, "alarm")
        for a in reader.outlook(end).alarms
        if a.type in planted and a.area in ("", planted[a.type].area)
    }
    if scan:
        said |= {
            (h.type, "hotspot")
            for h in reader.where(end).hotspots
            if h.type in planted and planted[h.type].street in h.cluster.streets
        }
    return said


def step(kind: str, begin: date, ratio: float, district: District, last: date = END) -> list[Effect]:
    """Return effects that multiply all cases of a type from a day on."""
    return [
        Group(type=kind, sex=sex, age_band=band, first=begin, last=last, rate_ratio=ratio)
        for sex in ("female", "male")
        for _, _, band in district.bands
    ]


def steps(
    seeds: int, ratios: Iterable[float], history: int, world: World | None = None
) -> dict[tuple[float, str], Share]:
    """Multiply three types from a day of the first of four weeks on; return which had an alarm, in the district or an area, and when."""
    found: dict[tuple[float, str], Share] = defaultdict(Share)
    for ratio in ratios:
        for seed in range(seeds):
            rng = np.random.default_rng([seed, 6])
            chosen = world or World(plain().district)
            begin = END - timedelta(days=27 - int(rng.integers(7)))
            effects = [e for kind in STEPS for e in step(kind, begin, ratio, chosen.district)]
            first: dict[str, int] = {}
            with reading(cases(chosen, rng, 7 * history + 28, effects), chosen.district) as reader:
                for week in range(1, 5):
                    for alarm in reader.outlook(END - timedelta(days=7 * (4 - week))).alarms:
                        first.setdefault(alarm.type, week)
            for kind in STEPS:
                found[ratio, kind].add(kind in first, first.get(kind))
    return found


def a_week(kind: str, world: World | None = None) -> float:
    """Return the expected cases of a type a week in the district."""
    return float((world or plain()).rates()[kind].sum() * 7)
