"""`python -m benchmarks.alarms`: how many planted outbreaks early warning finds in simulated districts, how late, and how often it is wrong."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from fanzha.statistics import wilson_interval
from fanzha.trends import Judged, Options, Reason, correct, ears, farrington, nowcast, within_budget
from fanzha.trends.farrington import Bound, Variance
from fanzha.trends.simulated import SPRING_FESTIVAL, District, Outbreak, World, district

Level = Literal["type", "area"]
View = Literal["final", "reported", "corrected", "ears"]

SIZES = (1.5, 2.0, 3.0, 5.0)
LENGTHS = (2, 4, 8)
WATCHED = 104  # last weeks, in which outbreaks are planted and alarms counted
_VIEWS = {
    "final": "counts as they are once all is reported",
    "reported": "counts as known at the end of the week, as if they were complete",
    "corrected": "the same, with the reported share as exposure",
    "ears": "EARS C2 (7 weeks) on final counts",
}


@dataclass
class Tally:
    """What happened to the outbreaks of one size and length.

    Attributes
    ----------
    planted, found, shown : int
        Outbreaks; with an alarm in one of their weeks; with one within the budget.
    delays : list of int
        Weeks from the first week of the outbreak to its first alarm; 0 within the same week.
    """

    planted: int = 0
    found: int = 0
    shown: int = 0
    delays: list[int] = field(default_factory=list)


@dataclass
class Outcome:
    """Results of one level and view over all districts.

    Attributes
    ----------
    tallies : dict
        (size, length) to `Tally`.
    false, false_shown : int
        Alarms outside of outbreaks, and those within the budget.
    quiet : int
        Weeks of series outside of outbreaks.
    over : int
        Alarms beyond the budget, true or false.
    districts, series : int
        Districts, and series in each.
    """

    districts: int
    series: int
    tallies: dict[tuple[float, int], Tally]
    false: int = 0
    false_shown: int = 0
    quiet: int = 0
    over: int = 0

    @property
    def per_series(self) -> float:
        """False alarms a year and series."""
        return 52 * self.false / self.quiet

    @property
    def per_district(self) -> float:
        """False alarms a year and district."""
        return self.false / self.districts * 52 / WATCHED

    @property
    def shown_per_district(self) -> float:
        """False alarms within the budget, a year and district."""
        return self.false_shown / self.districts * 52 / WATCHED


def run(
    level: Level, view: View, districts: int, seed: int, budget: int, bound: Bound = "delta", world: World | None = None
) -> Outcome:
    """Simulate districts, plant outbreaks, and count what is found."""
    world = world or World()
    outcome = Outcome(
        districts,
        world.types * (world.areas if level == "area" else 1),
        {(s, n): Tally() for s in SIZES for n in LENGTHS},
    )
    for number in range(districts):
        rng = np.random.default_rng([seed, number])
        n_weeks = 52 * world.years + world.years // 4
        planted = _plant(rng, outcome.series, n_weeks)
        # At the level of types, an outbreak runs in all areas.
        cells = [
            Outbreak(series, one.start, one.weeks, one.size)
            for one in planted
            for series in (
                range(one.series * world.areas, (one.series + 1) * world.areas) if level == "type" else [one.series]
            )
        ]
        place = district(world, rng, cells)
        _count(
            outcome,
            planted,
            _judge(place, level, view, world, n_weeks, Options(bound=bound, variance="pearson")),
            budget,
            n_weeks,
        )
    return outcome


def _plant(rng: np.random.Generator, n_series: int, n_weeks: int) -> list[Outbreak]:
    """Plant one outbreak of each size and length, each in a series of its own."""
    chosen = rng.permutation(n_series)[: len(SIZES) * len(LENGTHS)]
    kinds = [(size, length) for size in SIZES for length in LENGTHS]
    return [
        Outbreak(int(series), n_weeks - WATCHED + int(rng.integers(0, WATCHED - length)), length, size)
        for series, (size, length) in zip(chosen, kinds, strict=True)
    ]


def _judge(place: District, level: Level, view: View, world: World, n_weeks: int, options: Options) -> Judged:
    def grouped(table: NDArray[np.float64]) -> NDArray[np.float64]:
        return table if level == "area" else table.reshape(world.types, world.areas, *table.shape[1:]).sum(axis=1)

    watched = range(n_weeks - WATCHED, n_weeks)
    if view == "ears":
        return ears(grouped(place.counts), watched, min_sigma=1.0, limit=options.limit)
    if view == "final":
        return farrington(grouped(place.counts), watched, starts=place.starts, options=options)
    parts = []
    for week in watched:
        known = grouped(place.known(week))
        exposure = None
        if view == "corrected":
            # Delays are estimated from the whole district, of the last half year.
            reports = place.reports[:, : week + 1].sum(axis=0)
            exposure = np.broadcast_to(nowcast(reports, window=26, draws=2).share, known.shape)
        parts.append(farrington(known, [week], starts=place.starts[: week + 1], population=exposure, options=options))
    names = Judged.__slots__
    return Judged(**{n: np.concatenate([getattr(p, n) for p in parts], axis=-1) for n in names})


def _count(outcome: Outcome, planted: list[Outbreak], judged: Judged, budget: int, n_weeks: int) -> None:
    first = n_weeks - WATCHED
    shown = np.zeros_like(judged.alarm)
    for column, week in enumerate(within_budget(judged, budget)):
        shown[list(week.series), column] = True
        outcome.over += len(week.over)
    inside = np.zeros_like(judged.alarm)
    for one in planted:
        span = slice(one.start - first, one.start - first + one.weeks)
        inside[one.series, span] = True
        tally = outcome.tallies[one.size, one.weeks]
        tally.planted += 1
        hits = np.flatnonzero(judged.alarm[one.series, span])
        tally.found += bool(len(hits))
        tally.shown += bool(shown[one.series, span].any())
        tally.delays += [int(hits[0])] if len(hits) else []
    outcome.false += int((judged.alarm & ~inside).sum())
    outcome.false_shown += int((shown & ~inside).sum())
    outcome.quiet += int((~inside).sum())


def detection(outcome: Outcome) -> str:
    """Return a Markdown table of outbreaks found."""
    lines = [
        "| size | weeks | planted | found | 95% interval | within budget | median delay, weeks |",
        "|---|---|---|---|---|---|---|",
    ]
    for (size, length), tally in outcome.tallies.items():
        low, high = (float(v) for v in wilson_interval(tally.found, tally.planted))
        delay = f"{np.median(tally.delays):.0f}" if tally.delays else "–"
        shares = f"{tally.found / tally.planted:.0%} | {low:.0%}–{high:.0%} | {tally.shown / tally.planted:.0%}"
        lines.append(f"| {size:g}x | {length} | {tally.planted} | {shares} | {delay} |")
    return "\n".join(lines)


def overall(outcomes: dict[tuple[Level, View], Outcome]) -> str:
    """Return a Markdown table of one row a level and view."""
    lines = [
        "| level | view | found 2x | 3x | 5x | false a year and series | and district | within budget | over budget a year |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for (level, view), one in outcomes.items():
        shares = []
        for size in SIZES[1:]:
            chosen = [t for (s, _), t in one.tallies.items() if s == size]
            shares.append(f"{sum(t.found for t in chosen) / sum(t.planted for t in chosen):.0%}")
        over = one.over / one.districts * 52 / WATCHED
        rates = f"{one.per_series:.2f} | {one.per_district:.1f} | {one.shown_per_district:.1f} | {over:.1f}"
        lines.append(f"| {level} | {view} | {' | '.join(shares)} | {rates} |")
    return "\n".join(lines)


def calm(seed: int, series: int = 400) -> str:
    """Return a Markdown table of how often weeks without an outbreak are an alarm, by mean, bound and variance."""
    weeks = np.arange(52 * 6)
    rng = np.random.default_rng(seed)
    lines = [
        "| mean | " + " | ".join(f"{b}, {v}" for b in get_args(Bound) for v in get_args(Variance)) + " | C1 | C2 | C3 |"
    ]
    lines.append("|---" * (lines[0].count("|") - 1) + "|")
    for mean in (1.0, 5.0, 20.0, 100.0):
        season = mean * (1 + 0.3 * np.cos(2 * np.pi * weeks / 52))
        y = rng.poisson(rng.gamma(2 * season, 0.5, (series, len(weeks)))).astype(float)  # dispersion 1.5
        judged = [
            farrington(y, range(len(weeks) - 20, len(weeks), 2), options=Options(bound=b, variance=v))
            for b in get_args(Bound) for v in get_args(Variance)
        ]  # fmt: skip
        judged += [
            ears(y, range(100, len(weeks)), method=m, min_sigma=1.0, limit=Options().limit) for m in ("C1", "C2", "C3")
        ]
        rates = [j.alarm.sum() / max((j.reason == Reason.JUDGED).sum(), 1) for j in judged]
        lines.append(f"| {mean:g} | " + " | ".join(f"{100 * r:.2f}%" for r in rates) + " |")
    return "\n".join(lines)


def feast(seed: int, districts: int = 20) -> str:
    """Return how often types are an alarm, without an outbreak, in the week after that of the Spring Festival and in others."""
    world = World()
    found: dict[bool, list[NDArray[np.bool_]]] = {True: [], False: []}
    for number in range(districts):
        place = district(world, np.random.default_rng([seed, number]))
        n_weeks = len(place.starts)
        counts = place.counts.reshape(world.types, world.areas, n_weeks).sum(axis=1)
        judged = farrington(counts, range(n_weeks - WATCHED, n_weeks), starts=place.starts)
        for column, week in enumerate(judged.weeks):
            after = any(0 < (place.starts[week] - np.datetime64(d)).astype(int) <= 7 for d in SPRING_FESTIVAL)
            found[after].append(judged.alarm[:, column])
    shares = [f"{100 * np.mean(found[k]):.1f}% of {np.size(found[k])}" for k in (True, False)]
    return f"weeks of types that are an alarm: after the Spring Festival {shares[0]}, others {shares[1]}"


def late(seed: int, times: int = 400) -> str:
    """Return a Markdown table of how often the interval of a nowcast holds the final count."""
    lines = ["| cases a day | delays vary | overdispersed | interval holds | median, bias |", "|---|---|---|---|---|"]
    share = np.array([0.35, 0.25, 0.15, 0.1, 0.08, 0.07])
    for mean, wobble, wide in ((5, 0.0, False), (60, 0.0, False), (120, 0.03, False), (120, 0.03, True)):
        rng, held, told, truth = np.random.default_rng(seed), 0, 0.0, 0.0
        for number in range(times):
            total = rng.poisson(mean * np.exp(0.3 * np.sin(np.arange(60) / 8 + number)))
            table = rng.multinomial(total, rng.dirichlet(share / wobble, 60) if wobble else np.tile(share, (60, 1)))
            one, last = nowcast(table, overdispersed=wide, draws=1500, seed=number), total[-5:]
            held += int(((one.low[-5:] <= last) & (last <= one.high[-5:])).sum())
            told, truth = told + one.median[-5:].sum(), truth + last.sum()
        lines.append(
            f"| {mean} | {'yes' if wobble else 'no'} | {wide} | {held / (5 * times):.1%} | {told / truth - 1:+.1%} |"
        )
    return "\n".join(lines)


def confused(seed: int, times: int = 300) -> str:
    """Return how much nearer corrected counts are, and how often their interval holds the truth, for 14 types."""
    rng, n_types = np.random.default_rng(seed), 14
    raw, corrected, held = 0.0, 0.0, 0
    for number in range(times):
        # Right in 70% to 90%, referred in 5%, the rest among the other types.
        right = rng.uniform(0.7, 0.9, n_types)
        wrong = rng.dirichlet(np.full(n_types - 1, 0.4), n_types) * (0.95 - right)[:, None]
        matrix = np.stack([np.append(np.insert(w, k, right[k]), 0.05) for k, w in enumerate(wrong)])
        truth = rng.multinomial(2000, rng.dirichlet(np.full(n_types, 0.7)))
        seen = sum(rng.multinomial(n, row) for n, row in zip(truth, matrix, strict=True))
        one = correct(seen, np.stack([rng.multinomial(200, row) for row in matrix]), draws=400, seed=number)
        raw += np.abs(one.raw / one.raw.sum() * 2000 - truth).sum()
        corrected += np.abs(one.estimate - truth).sum()
        held += int(((one.low <= truth) & (truth <= one.high)).sum())
    return f"error of raw counts {raw / times:.0f} of 2000, corrected {corrected / times:.0f}; intervals hold {held / times / n_types:.1%}"


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="benchmarks.alarms", description=__doc__)
    found.add_argument("--districts", type=int, default=40, help="simulated districts for each level and view")
    found.add_argument("--seed", type=int, default=1)
    found.add_argument("--bound", choices=get_args(Bound), default="delta")
    found.add_argument("--calm", action="store_true", help="only how often weeks without an outbreak are an alarm")
    found.add_argument(
        "--coverage", action="store_true", help="only late reports and confused types: do intervals hold"
    )
    found.add_argument("--budget", type=int, default=3, help="alarms shown a week and district")
    return found


def main() -> None:
    """Measure and print."""
    args = parser().parse_args()
    if args.calm:
        print(calm(args.seed) + "\n\n" + feast(args.seed))
        return
    if args.coverage:
        print(late(args.seed) + "\n\n" + confused(args.seed))
        return
    outcomes: dict[tuple[Level, View], Outcome] = {}
    for level in get_args(Level):
        for view in get_args(View):
            outcomes[level, view] = run(level, view, args.districts, args.seed, args.budget, args.bound)
    print(
        f"{args.districts} districts, seed {args.seed}, bound {args.bound}, budget {args.budget} a week, {WATCHED} weeks watched\n"
    )
    print("\n".join(f"- {view}: {what}" for view, what in _VIEWS.items()) + "\n")
    print(overall(outcomes))
    for level in get_args(Level):
        print(f"\nFound by level {level}, corrected for late reports\n\n{detection(outcomes[level, 'corrected'])}")


if __name__ == "__main__":
    main()
