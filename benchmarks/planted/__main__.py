"""`python -m benchmarks.planted`: what bulletins find of planted effects, how late, and how often they are wrong; Markdown."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from benchmarks.planted import power, quiet
from benchmarks.planted.looks import Share, markdown
from benchmarks.planted.scored import VOICES, cost
from benchmarks.planted.world import World, plain
from fanzha.corpus.district import load_district

RATIOS = (1.5, 2.0, 3.0, 5.0)
EXTRAS = (5.0, 8.0, 14.0)


def worlds() -> dict[str, World]:
    """Return the worlds in which nothing is planted."""
    district = load_district()
    return {
        "all alike": plain(district),
        "profiles and calendar": World(district),
        "the same, dispersion 1.5": World(district, dispersion=1.5),
        "the same, streets uneven (0.3)": World(district, uneven=0.3),
    }


def nothing(seeds: int) -> str:
    """Return what is said where nothing is planted."""
    rows = []
    for name, world in worlds().items():
        rows.append([name, "90 days", *quiet.bulletins(world, seeds, 90, places=True).row()])
        if name in ("all alike", "profiles and calendar"):
            rows.append([name, "week", *quiet.bulletins(world, seeds, 7, places=False).row()])
    head = ["world", "period", "outbreaks", "risers", "groups", "hotspots", "stations outside the funnel"]
    return "Sentences a bulletin; share of bulletins with one (95% interval)\n\n" + markdown(head, rows)


def alarms(seeds: int) -> str:
    """Return false alarms a year."""
    rows = []
    for name, world in list(worlds().items())[:3]:
        for label, history, step in (("EARS", 10, 2), ("Farrington", 208, 8)):
            weeks = 42 if label == "EARS" else 52
            rows.append([name, label, *quiet.watch(world, seeds, history, weeks, step).row()])
    head = ["world", "method", "a type in the district", "in an area", "beyond the budget", "weeks with an alarm"]
    return "False alarms a year and district, nothing planted\n\n" + markdown(head, rows)


def groups(seeds: int) -> str:
    """Return what is said of planted groups and rises."""
    found = power.groups(seeds, RATIOS)
    rows: list[list[object]] = []
    for (ratio, kind), one in found.named.items():
        large = sorted(one.too_large)[len(one.too_large) // 2] if one.too_large else float("nan")
        soon = [f"{found.soon[ratio, kind, days].share:.0%}" for days in (30, 60)]
        rows.append([
            f"{ratio:g}x", kind, f"{power.a_week(kind) * 90 / 7:.0f}", *soon, one.own, f"{one.first.share:.0%}", f"{one.only_wider.share:.0%}",
            f"{one.neighbour.share:.0%}", one.holds, one.holds_found, f"{large:.2f}" if one.too_large else "–",
        ])  # fmt: skip
    head = [
        "rate ratio", "type", "cases of 90 days", "named after 30 days", "60", "90", "as the first", "only sex or band named", "neighbour band named",
        "interval holds", "of those named", "ratio named by true, median",
    ]  # fmt: skip
    text = f"Women of 30 to 39, planted in three types at once ({seeds} districts a ratio)\n\n" + markdown(head, rows)
    rises: list[list[object]] = [
        [f"{ratio:g}x", *(found.rises[ratio, days] for days in (30, 60, 90))] for ratio in RATIOS
    ]
    text += f"\n\nRise of {power.RISER} in a straight line over 90 days, against the 90 days before\n\n"
    text += markdown(["ratio at the end", "reported after 30 days", "60", "90"], rises)
    return text + f"\n\nFindings that nothing planted explains, of all in these bulletins: {found.false}"


def outbreaks(seeds: int) -> str:
    """Return what is said of planted outbreaks, day by day."""
    found = power.outbreaks(seeds, EXTRAS)
    rows: list[list[object]] = []
    for (extra, kind), either in found.either.items():
        row: list[object] = [f"{extra:g}", kind, f"{power.a_week(kind):.1f}"]
        for voice in ("finding", "alarm", "hotspot"):
            one = found.found[extra, kind, voice]
            row += [one, one.median]
        rows.append([*row, either, either.median])
    head = ["extra cases", "type", "cases a week", "finding", "day", "alarm", "day", "hotspot", "day", "any", "day"]
    return (
        "Outbreaks of a week in one street, noticed within it (hotspots looked for on days 3, 5 and 7); median day\n\n"
        + markdown(head, rows)
    )


def steps(seeds: int) -> str:
    """Return what is found of a type that rises from one day to the next."""
    rows: list[list[object]] = []
    for name, world in list(worlds().items())[1:3]:
        for label, history in (("EARS", 48), ("Farrington", 208)):
            found = power.steps(seeds, RATIOS, history, world)
            for kind in power.STEPS:
                cells = [f"{found[r, kind]}; {found[r, kind].median}" for r in RATIOS]
                rows.append([name, label, kind, f"{power.a_week(kind):.1f}", *cells])
    head = ["world", "method", "type", "cases a week", *(f"{r:g}x" for r in RATIOS)]
    return "A type rises in the whole district: alarm within four weekly bulletins; median bulletin\n\n" + markdown(
        head, rows
    )


def denominators(seeds: int) -> str:
    """Return how often the young are called over-represented where they are only many."""
    found = quiet.denominators(seeds)
    rows = [["its own residents", found["right"]], ["those of a district with a quarter of the young", found["wrong"]]]
    return "Everybody is cheated alike, half are 18 to 29: bulletins that call them over-represented\n\n" + markdown(
        ["rates by", "bulletins"], rows
    )


def classifier(seeds: int) -> str:
    """Return what the classifier costs."""
    found = cost(seeds)
    ways = {"true": "true types", "given": "types of the default model"}
    rows: list[list[object]] = []
    for way, name in ways.items():
        others = found.other[way]
        rows.append([name, *(found.found[way, v] for v in VOICES), f"{sum(others) / len(others):.2f}"])
    head = ["types", *VOICES, "other outbreaks, risers, alarms, hotspots a bulletin"]
    text = f"Decided types that are right: {_exact(found.right)}; left to a person: {_exact(found.review)}\n\n"
    return text + markdown(head, rows)


def _exact(share: Share) -> str:
    return f"{share.share:.1%} of {share.n}"


# Part, and how many districts it takes of the number asked for.
PARTS: dict[str, tuple[Callable[[int], str], float]] = {
    "nothing": (nothing, 1.0), "alarms": (alarms, 1.0), "groups": (groups, 0.4), "outbreaks": (outbreaks, 0.27),
    "steps": (steps, 0.4), "denominators": (denominators, 0.5), "classifier": (classifier, 0.27),
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.planted", description=__doc__)
    parser.add_argument("--seeds", type=int, default=16, help="districts; costly parts take a share of them")
    parser.add_argument("--only", choices=tuple(PARTS), action="append", help="parts to measure; all if not given")
    args = parser.parse_args()
    for name, (part, share) in PARTS.items():
        if args.only and name not in args.only:
            continue
        begun, seeds = time.process_time(), max(1, round(args.seeds * share))
        text = part(seeds)
        print(f"## {name}\n\n{text}\n\n({seeds} districts, {time.process_time() - begun:.0f} s of CPU)\n", flush=True)


if __name__ == "__main__":
    main()
