"""Sentences about the whole period, out of its measures and profiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from fanzha.characteristics.measures import ALL
from fanzha.characteristics.profiles import AMOUNTS, DELAY, DELAYS, PLATFORM, SIZE, SIZE_REST, SIZES
from fanzha.disclosure import PUBLIC
from fanzha.disclosure.sums import DOMINANT
from fanzha.statistics import rate_ratio, wilson_interval
from fanzha.summarize.hiding import Hiding
from fanzha.summarize.period import Periods
from fanzha.summarize.rounding import rounded
from fanzha.summarize.sentences import NO_NAMES, Facts, check_both, write
from fanzha.summarize.words import EN, ZH, english

NOW: Final = "now"
BEFORE: Final = "before"
YEAR_AGO: Final = "year_ago"
_WAN = 10_000
_LONG: Final = 120  # minutes, from which on delays are told in hours
_SUMS: Final = 1000  # yuan to which public sums are given
_LARGE: Final = (SIZES[-1][1], SIZE_REST)  # together the losses of 100,000 yuan or more
_TOGETHER = 3  # hours
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about the whole period.

    Attributes
    ----------
    kind : str
        Key of its wording.
    chinese, english : str
    table : str
        Key of the table that it stands on: a property, or ``type`` for the measures.
    n : int
        Cases that it speaks of.
    """

    kind: str
    chinese: str
    english: str
    table: str
    n: int


class Figures:
    """Measures and profiles, to be looked up.

    Parameters
    ----------
    measures : pyarrow.Table
        Of `fanzha.characteristics.measure`, for periods called ``now``, ``before`` and ``year_ago``.
    profiles : pyarrow.Table
        Of `fanzha.characteristics.profile`, for the same periods.
    periods : Periods
    min_cell : int
        Smallest number of cases that may be shown.
    hiding : Hiding, optional
        Of the period: what its tables hide, no sentence may tell.
    """

    def __init__(
        self, measures: pa.Table, profiles: pa.Table, periods: Periods, min_cell: int, hiding: Hiding | None = None
    ) -> None:
        self.hiding, self.public = hiding, min_cell >= PUBLIC
        self.measures, self.profiles, self.periods, self.min_cell = measures, profiles, periods, min_cell
        self._rows = {(r["period"], r["type"], r["area"]): r for r in measures.to_pylist()}
        self._values: dict[tuple[str, str, str, str], dict[str, Row]] = {}
        for r in profiles.to_pylist():
            self._values.setdefault((r["property"], r["period"], r["type"], r["area"]), {})[r["value"]] = r

    def row(self, period: str = NOW, kind: str = ALL, area: str = ALL) -> Row | None:
        """Return the measures of a type in a period and an area, None where it has no case."""
        return self._rows.get((period, kind, area))

    def values(self, name: str, period: str = NOW, kind: str = ALL, area: str = ALL) -> Mapping[str, Row]:
        """Return the counts of the values of a property."""
        return self._values.get((name, period, kind, area), {})

    def shown(self, *counts: float) -> bool:
        """Tell whether counts may all be shown."""
        return all(n == 0 or n >= self.min_cell for n in counts)

    def hides(self, name: str, *values: str) -> bool:
        """Tell whether the table of a property hides some values, or how many cases do not state it."""
        return self.hiding is not None and self.hiding.hides(name, *values)


def claims(figures: Figures) -> tuple[Claim, ...]:
    """Return what can be said of the whole period, sentences whose counts are too small left out."""
    made = []
    for kind, (table, build) in _KINDS.items():
        facts = build(figures, kind)
        if facts is not None:
            made.append(Claim(kind, write(facts), write(facts, EN), table, int(facts.numbers["n"])))
    return tuple(made)


def verify(claims: tuple[Claim, ...], figures: Figures) -> None:
    """Recompute every number of every sentence.

    Raises
    ------
    NumberError
        If a sentence disagrees with the tables.
    """
    for one in claims:
        facts = _KINDS[one.kind][1](figures, one.kind) or Facts(one.kind, NO_NAMES, {})
        check_both(one.chinese, one.english, facts)


def _share(k: float, n: float) -> dict[str, float]:
    low, high = wilson_interval(k, n)
    return {"share": 100 * k / n, "low": 100 * float(low), "high": 100 * float(high), "n": float(n)}


def _of_row(figures: Figures, k: str, n: str) -> tuple[float, float] | None:
    row = figures.row()
    if row is None or row[n] < figures.min_cell or not figures.shown(row[k], row[n] - row[k]):
        return None
    return float(row[k]), float(row[n])


def _delay(figures: Figures, kind: str) -> Facts | None:
    row = figures.row()
    quick = figures.values(DELAY).get(DELAYS[0][1], {"n": 0})["n"]
    if row is None or row["delay_n"] < figures.min_cell or not figures.shown(quick, row["delay_n"] - quick):
        return None
    if row["delay_q1"] is None or figures.hides(DELAY, DELAYS[0][1]):
        return None
    # Nobody reads thousands of minutes.
    kind, unit = (f"{kind}_hours", 60) if row["delay_median"] >= _LONG else (kind, 1)
    numbers = _share(quick, row["delay_n"]) | {"quick": float(quick)}
    numbers |= {name: row[f"delay_{name}"] / unit for name in ("median", "q1", "q3")}
    return Facts(kind, {ZH: {"scope": ""}, EN: {"scope": ""}}, numbers)


def _outcome(figures: Figures, kind: str) -> Facts | None:
    row = figures.row()
    if row is None or row["outcome_n"] < figures.min_cell:
        return None
    kept = row["prevented"] + row["recovered"]
    # Either all that came back, or all else, must be there to be added up.
    hidden = figures.hides("outcome", "lost") and figures.hides("outcome", "prevented", "recovered")
    if hidden or not figures.shown(kept, row["outcome_n"] - kept):
        return None
    return Facts(kind, NO_NAMES, _share(kept, row["outcome_n"]) | {"kept": float(kept)})


def _stopped(figures: Figures, kind: str) -> Facts | None:
    row = figures.row()
    if row is None or row["paid_n"] < figures.min_cell or not row["paid_sum"] or figures.hides(AMOUNTS, "both"):
        return None
    paid, stopped = float(row["paid_sum"]), float(row["stopped_sum"])
    if stopped > paid or not figures.shown(row["stopped_some"]):
        return None
    if figures.public:
        if float(row["paid_top"]) > DOMINANT * paid or float(row["stopped_top"]) > DOMINANT * max(stopped, 1.0):
            return None
        paid, stopped = float(rounded(paid / _SUMS)) * _SUMS, float(rounded(stopped / _SUMS)) * _SUMS
        if not paid:
            return None
    numbers = {"n": float(row["paid_n"]), "paid": paid / _WAN, "stopped": stopped / _WAN, "share": 100 * stopped / paid}
    return Facts(kind, NO_NAMES, numbers | {"paid_yuan": paid, "stopped_yuan": stopped})


def _repeated(figures: Figures, kind: str) -> Facts | None:
    found = None if figures.hides("repeated", "yes") else _of_row(figures, "repeated", "repeated_n")
    return Facts(kind, NO_NAMES, _share(*found) | {"again": found[0]}) if found else None


def _stage(figures: Figures, kind: str) -> Facts | None:
    found = None if figures.hides("life_stage", kind) else _of_row(figures, kind, "stage_n")
    return Facts(kind, NO_NAMES, _share(*found) | {"k": found[0]}) if found else None


def _large(figures: Figures, kind: str) -> Facts | None:
    found, row = _of_row(figures, "loss_large", "loss_n"), figures.row()
    if found is None or row is None or not row["loss_sum"] or not found[0] or figures.hides(SIZE, *_LARGE):
        return None
    if figures.public and float(row["loss_top"]) > DOMINANT * float(row["loss_large_sum"]):
        return None
    money = 100 * float(row["loss_large_sum"]) / float(row["loss_sum"])
    return Facts(kind, NO_NAMES, _share(*found) | {"k": found[0], "money": money})


def _hours(figures: Figures, kind: str) -> Facts | None:
    found = figures.values("hour")
    counts = [found.get(f"{hour:02d}", {"n": 0})["n"] for hour in range(24)]
    n = sum(counts)
    if n < 10 * figures.min_cell:
        return None
    # Over midnight, too.
    together = [sum(counts[(hour + i) % 24] for i in range(_TOGETHER)) for hour in range(24)]
    first = max(range(24), key=lambda hour: (together[hour], -hour))
    k = together[first]
    if not figures.shown(k, n - k) or figures.hides("hour", *(f"{(first + i) % 24:02d}" for i in range(_TOGETHER))):
        return None
    numbers = _share(k, n) | {"k": float(k), "first": float(first), "last": float((first + _TOGETHER) % 24)}
    return Facts(kind, NO_NAMES, numbers)


def _most(figures: Figures, kind: str) -> Facts | None:
    found = figures.values(kind)
    value = max(found, key=lambda one: (found[one]["n"], one), default=None)
    if value is None:
        return None
    # A case may name several platforms: their counts are in no table that was attacked.
    if figures.public if kind == PLATFORM else figures.hides(kind, value):
        return None
    k, n = found[value]["n"], found[value]["known"]
    if k < figures.min_cell or not figures.shown(n - k):
        return None
    return Facts(kind, {ZH: {"value": value}, EN: {"value": english(kind, value)}}, _share(k, n) | {"k": float(k)})


def _year(figures: Figures, kind: str) -> Facts | None:
    now, then = figures.row(), figures.row(YEAR_AGO)
    # What was published a year ago may have been corrected since, by few cases.
    if figures.public or now is None or then is None or min(now["n"], then["n"]) < figures.min_cell:
        return None
    days, days_then = figures.periods.now.days, figures.periods.year_ago.days
    ratio, low, high, _ = (float(v) for v in rate_ratio(now["n"], then["n"], days, days_then))
    chance = low <= 1 <= high
    verdict = {
        ZH: {"verdict": "，变化在偶然波动之内" if chance else "，变化超出偶然波动"},
        EN: {"verdict": ", a change within chance" if chance else ", a change beyond chance"},
    }
    return Facts(
        kind, verdict, {"n": float(now["n"]), "base": float(then["n"]), "ratio": ratio, "low": low, "high": high}
    )


_KINDS: Final[Mapping[str, tuple[str, Callable[[Figures, str], Facts | None]]]] = {
    "year": ("type", _year), "large": ("loss_size", _large), "delay": ("delay_size", _delay), "outcome": ("outcome", _outcome),
    "stopped": ("outcome", _stopped), "minor": ("life_stage", _stage), "elderly": ("life_stage", _stage),
    "repeated": ("repeated", _repeated), "hours": ("hour", _hours), "channel": ("channel", _most), "payment": ("payment", _most),
    "platform": ("platform", _most),
}  # fmt: skip
