"""Which weeks have drifted, and from what: thresholds that are met by something large enough, and not by chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from fanzha.drift.stability import pool, psi, psi_limit
from fanzha.drift.weeks import MIN_TEXTS, REFERENCE_WEEKS, Familiarity, Week, reference_weeks, together
from fanzha.statistics import odds_p

Level = Literal["ok", "watch", "drift", "few", "reference", "unknown"]
MEASURES: Final = ("mix", "review", "unfamiliar", "vocabulary")
_GRAVITY: Final[tuple[Level, ...]] = ("drift", "watch", "ok", "few", "reference", "unknown")
MONTH: Final = 4  # weeks

# Below 0.1 a mix is called stable, from 0.25 on shifted (Siddiqi 2006, Credit Risk Scorecards, p. 137).
PSI_WATCH, PSI_DRIFT = 0.1, 0.25
# Chance that a week without drift goes beyond, for each measure: 4 measures, twice, in 52 weeks give 4% a year.
ALPHA: Final = 1e-4
# A share has risen when it is so many times what it was, and so many points higher. Convention of this project.
SHARE_WATCH, SHARE_DRIFT = (1.5, 0.05), (2.0, 0.10)
# Of the way from the mean novelty of the reference to that at which the model calls a text unfamiliar. Convention of this project.
WAY_WATCH, WAY_DRIFT = 0.25, 0.5
# Upper quantile of the normal distribution that belongs to it.
_Z = 3.719016485455709
# Added to each cell of both mixes (Jeffreys' prior): without it, small cells go beyond the limit three to five times too often.
_PRIOR = 0.5
# How many types are named as what moved a mix.
_MOVED = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """One measure of one week.

    Attributes
    ----------
    level : str
        ``ok``, ``watch``, ``drift``; ``few`` with fewer than `MIN_TEXTS` texts; ``reference`` for weeks that others are compared
        with; ``unknown`` where there is nothing to compare with.
    value : float or None
        What was measured.
    reference : float or None
        The same of the reference; None for the mix, whose value is a distance from it.
    watch, drift : float or None
        From where on the level is what the name says; depends on the number of texts.
    """

    level: Level
    value: float | None = None
    reference: float | None = None
    watch: float | None = None
    drift: float | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found of one week, or of several together.

    Attributes
    ----------
    n : int
        Cases.
    mix, review, unfamiliar, vocabulary : Judged
        Population stability index of the predicted types; shares sent to review and called unfamiliar; mean share of pairs of
        characters that the model does not know.
    moved : tuple of (str, float, float)
        For a mix that is not ``ok``: the types that moved most, with their shares in the reference and now.
    """

    n: int
    mix: Judged
    review: Judged
    unfamiliar: Judged
    vocabulary: Judged
    moved: tuple[tuple[str, float, float], ...] = ()

    def measure(self, name: str) -> Judged:
        """Return the measure of a name in `MEASURES`."""
        found: Judged = getattr(self, name)
        return found


@dataclass(frozen=True, slots=True)
class WeekDrift:
    """One week with what was found of it.

    Attributes
    ----------
    week : Week
    alone : Findings
        Of the week itself.
    month : Findings or None
        Of the `MONTH` weeks that end with it, so that a small change that stays is found too; None for the first ones.
    from_training : float or None
        Stability index of the week against the labels of the training texts, whatever the reference is.
    """

    week: Week
    alone: Findings
    month: Findings | None = None
    from_training: float | None = None

    def level_of(self, name: str) -> Level:
        """Return the gravest level of one of `MEASURES`, of the week and of those that end with it."""
        both = [f.measure(name).level for f in (self.alone, self.month) if f is not None]
        return min(both, key=_GRAVITY.index)

    @property
    def level(self) -> Level:
        """The gravest level of all measures."""
        return min(map(self.level_of, MEASURES), key=_GRAVITY.index)


@dataclass(frozen=True, slots=True)
class Drift:
    """What was found of all weeks.

    Attributes
    ----------
    weeks : tuple of WeekDrift
        In their order.
    mix_from : {"training", "weeks", None}
        What the mixes are compared with; None as long as there are too few weeks.
    reference : tuple of str
        Names of the reference weeks.
    from_training : float or None
        Stability index of the reference weeks together against the labels of the training texts.
    """

    weeks: tuple[WeekDrift, ...]
    mix_from: Literal["training", "weeks"] | None
    reference: tuple[str, ...]
    from_training: float | None


def judge(
    weeks: Sequence[Week], training: Mapping[str, int] | None = None, min_familiarity: float | None = None
) -> Drift:
    """Judge all weeks.

    The mix of a week is compared with that of the training texts where the first `REFERENCE_WEEKS` weeks together are close to
    it (index below 0.1); a corpus that was not drawn from the district never is, and then these weeks are the reference, for its
    distance is there from the start and is no drift. Review, unfamiliar texts and vocabulary are always compared with these weeks,
    for held-out texts of the training are not the district's. A measure has drifted when it has gone beyond its
    threshold, and beyond what happens by chance once in ten thousand weeks.

    Parameters
    ----------
    weeks : sequence of Week
        Of all time, in their order.
    training : mapping of str to int, optional
        Texts by label that the model was trained on.
    min_familiarity : float, optional
        Below it the model calls a text unfamiliar; see `fanzha.decide.DecisionRule`.

    Returns
    -------
    Drift
    """
    first = reference_weeks(weeks)
    base, learnt = together(first).types if first else {}, dict(training or {})
    apart = psi(*_columns(base, learnt)[1:]) if base and learnt else None
    ready = len(first) == REFERENCE_WEEKS
    trained = ready and apart is not None and apart < PSI_WATCH
    own = {w.start for w in first} if ready else set()

    def find(weeks: Sequence[Week]) -> Findings:
        one, within = together(weeks), any(w.start in own for w in weeks)
        mix, moved = _mix(one, learnt if trained else base, ready, within and not trained)
        review, unfamiliar = (_share(one, name, first, ready, within) for name in ("review", "unfamiliar"))
        return Findings(one.n, mix, review, unfamiliar, _vocabulary(one, first, min_familiarity, ready, within), moved)

    found = []
    for i, week in enumerate(weeks):
        month = find(weeks[i - MONTH + 1 : i + 1]) if i >= MONTH - 1 else None
        distance = psi(*_columns(week.types, learnt)[1:]) if learnt and week.n >= MIN_TEXTS else None
        found.append(WeekDrift(week, find([week]), month, distance))
    kind: Literal["training", "weeks"] | None = ("training" if trained else "weeks") if ready else None
    return Drift(tuple(found), kind, tuple(w.name for w in first), apart)


def _columns(a: Mapping[str, int], b: Mapping[str, int]) -> tuple[list[str], list[int], list[int]]:
    names = sorted({*a, *b})
    return names, [a.get(n, 0) for n in names], [b.get(n, 0) for n in names]


def _level(n: int, ready: bool, own: bool) -> Level | None:
    """Return the level of a week that cannot be judged, None where it can."""
    if n < MIN_TEXTS:
        return "few"
    return "reference" if own else None if ready else "unknown"


def _reached(value: float, watch: float, drift: float) -> Level:
    return "drift" if value >= drift else "watch" if value >= watch else "ok"


def _mix(
    week: Week, reference: Mapping[str, int], ready: bool, own: bool
) -> tuple[Judged, tuple[tuple[str, float, float], ...]]:
    if level := _level(week.n, ready, own):
        return Judged(level), ()
    names, a, b = _columns(week.types, reference)
    x, y = pool(a, b)
    if len(x) < 2:
        return Judged("unknown"), ()
    value, chance = psi(x + _PRIOR, y + _PRIOR), psi_limit(x.sum(), y.sum(), len(x), ALPHA)
    watch, drift = max(PSI_WATCH, chance), max(PSI_DRIFT, chance)
    level = _reached(value, watch, drift)
    judged = Judged(level, value, None, watch, drift)
    if level == "ok":
        return judged, ()
    p, q = np.array(a) / sum(a), np.array(b) / sum(b)
    order = np.argsort(-np.abs(p - q), kind="stable")[:_MOVED]
    return judged, tuple((names[i], float(q[i]), float(p[i])) for i in order.tolist())


def _share(week: Week, name: str, first: Sequence[Week], ready: bool, own: bool) -> Judged:
    k, n = int(getattr(week, name)), week.n
    value = k / n if n else None
    if level := _level(n, ready, own):
        return Judged(level, value)
    before, of = sum(int(getattr(w, name)) for w in first), sum(w.n for w in first)
    was = before / of
    limits = []
    for times, points in (SHARE_WATCH, SHARE_DRIFT):
        least = math.ceil(max(times * was, was + points) * n - 1e-9)  # a whole number stays one
        limits.append(_beyond_chance(least, n, before, of) / n)
    return Judged(_reached(k / n, *limits), value, was, *limits)


def _beyond_chance(least: int, n: int, before: int, of: int) -> int:
    """Return the smallest count from ``least`` on that chance makes less often than `ALPHA`; n + 1 if none is."""

    def rare(k: int) -> bool:
        return odds_p(k, n - k, before, of - before) < ALPHA

    low, high = least, n + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if rare(middle) else (middle + 1, high)
    return low


def _vocabulary(week: Week, first: Sequence[Week], familiar: float | None, ready: bool, own: bool) -> Judged:
    seen = week.vocabulary
    if seen is None or not seen.n:
        return Judged("few" if week.n < MIN_TEXTS else "unknown")
    if level := _level(seen.n, ready, own):
        return Judged(level, seen.mean)
    known = [w.vocabulary for w in first if w.vocabulary is not None]
    base = sum(known, Familiarity())
    way = 1 - familiar - base.mean if familiar is not None and base.n >= MIN_TEXTS else 0.0
    if not way > 0:
        return Judged("unknown", seen.mean, base.mean if base.n else None)
    chance = _Z * math.hypot(seen.error, base.error)
    watch, drift = (base.mean + max(part * way, chance) for part in (WAY_WATCH, WAY_DRIFT))
    return Judged(_reached(seen.mean, watch, drift), seen.mean, base.mean, watch, drift)
