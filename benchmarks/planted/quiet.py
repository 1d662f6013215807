"""What bulletins say where nothing is planted, and whether rates save a district of many young residents from a false word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from benchmarks.planted.looks import Share, reading
from benchmarks.planted.world import END, World, cases, plain
from fanzha.corpus.district import District, load_district
from fanzha.trends import Method

KINDS = ("outbreak", "riser", "group", "hotspot", "outlier")
_HISTORY = 250  # days: a period of 90, the one before it, and some


@dataclass
class Quiet:
    """Bulletins without anything to find.

    Attributes
    ----------
    bulletins, places : int
        How many were read for findings, and for hotspots and outliers.
    said : Counter
        Sentences by kind.
    speaking : Counter
        Bulletins with such a sentence.
    """

    bulletins: int = 0
    places: int = 0
    said: Counter[str] = field(default_factory=Counter)
    speaking: Counter[str] = field(default_factory=Counter)

    def row(self) -> list[str]:
        """Return the mean number of sentences and the share of bulletins with one, by kind."""
        cells = []
        for kind in KINDS:
            n = self.places if kind in ("hotspot", "outlier") else self.bulletins
            share = Share(self.speaking[kind], n)
            cells.append(f"{self.said[kind] / n:.2f}; {share}" if n else "–")
        return cells


def bulletins(world: World, seeds: int, days: int, *, places: bool, key: int = 1) -> Quiet:
    """Read one bulletin a district."""
    found = Quiet()
    for seed in range(seeds):
        with reading(cases(world, np.random.default_rng([seed, key]), _HISTORY), world.district) as reader:
            said = Counter(f.kind for f in reader.summary(END, days).findings)
            found.bulletins += 1
            if places:
                around = reader.where(END, days)
                said += Counter(hotspot=len(around.hotspots), outlier=len(around.outliers))
                found.places += 1
        found.said += said
        found.speaking += Counter(kind for kind, n in said.items() if n)
    return found


@dataclass
class Alarms:
    """False alarms of districts watched for a year.

    Attributes
    ----------
    weeks : int
    whole, parts : int
        Of types in the whole district, and in the area of a station.
    over : int
        Alarms that the budget hid.
    methods : Counter
        Judged series by method.
    quiet : int
        Weeks without an alarm.
    """

    weeks: int = 0
    whole: int = 0
    parts: int = 0
    over: int = 0
    quiet: int = 0
    methods: Counter[Method] = field(default_factory=Counter)

    def row(self) -> list[str]:
        """Return alarms a year and the share of weeks with one."""
        a_year = 52 / self.weeks
        speaking = Share(self.weeks - self.quiet, self.weeks)
        return [f"{self.whole * a_year:.1f}", f"{self.parts * a_year:.1f}", f"{self.over * a_year:.1f}", str(speaking)]


def watch(world: World, seeds: int, history: int, weeks: int = 52, step: int = 1, key: int = 2) -> Alarms:
    """Read the alarms of every ``step``-th week of a year, with so many weeks of history before the first of them."""
    found = Alarms()
    for seed in range(seeds):
        days = 7 * (history + weeks)
        with reading(cases(world, np.random.default_rng([seed, key]), days), world.district) as reader:
            for back in range(0, weeks, step):
                out = reader.outlook(END - timedelta(days=7 * back))
                found.weeks += 1
                areas = [bool(alarm.area) for alarm in out.alarms]
                found.parts += sum(areas)
                found.whole += len(areas) - sum(areas)
                found.over += out.over_budget
                found.quiet += not areas
                found.methods.update(Method(int(m)) for m in out.method)
    return found


def young_district(times: int = 4) -> District:
    """Return the shipped district with so many times the residents of 18 to 29."""
    shipped = load_district()
    at = next(i for i, (low, high, _) in enumerate(shipped.bands) if (low, high) == (18, 29))

    def more(counts: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(n * times if i == at else n for i, n in enumerate(counts))

    streets = [s.model_copy(update={"female": more(s.female), "male": more(s.male)}) for s in shipped.street_list]
    return shipped.model_copy(update={"name": "青年区", "street_list": tuple(streets)})


def denominators(seeds: int) -> dict[str, Share]:
    """Count bulletins that call the young over-represented where everybody is cheated alike and half are young.

    Returns
    -------
    dict of Share
        ``right`` with the district's own residents; ``wrong`` with those of a district with a quarter of the young.
    """
    many = young_district()
    found = {"right": Share(), "wrong": Share()}
    label = next(b for low, _, b in many.bands if low == 18)
    for seed in range(seeds):
        table = cases(plain(many), np.random.default_rng([seed, 3]), _HISTORY)
        for name, district in (("right", many), ("wrong", load_district())):
            with reading(table, district) as reader:
                groups = [f for f in reader.summary(END).findings if f.kind == "group"]
            found[name].add(any(f.where.get("band") == label for f in groups))
    return found
