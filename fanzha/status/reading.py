"""The state of a store at a glance: runs, cases, reviews, rows set aside, drift, and what of it needs a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

from fanzha.drift import MEASURES, Drift, WeekDrift, judge, read_weeks
from fanzha.schema import TIME_ZONE

if TYPE_CHECKING:
    from fanzha.bundle import Bundle
    from fanzha.store.base import Store
    from fanzha.store.records import RunRecord

Need = Literal["no_run", "run_failed", "run_lost", "run_old", "backlog", "drift"]
Notice = Literal["another_model", "several_models", "far_from_training"]

# A nightly job that failed once and was not made up for the next night.
MAX_AGE: Final = timedelta(hours=36)
# Cases; convention of this project, to be set to what the people there can look through.
MAX_BACKLOG: Final = 500
# Drift of this many last weeks with enough texts is news; that of older ones is known.
RECENT: Final = 2
# Index from which the reference weeks are said to be far from the training texts.
_FAR: Final = 0.25
_ZONE: Final = ZoneInfo(TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What still needs nobody.

    Attributes
    ----------
    age : timedelta
        Since the last run that was done.
    backlog : int
        Cases that wait for a review.
    """

    age: timedelta = MAX_AGE
    backlog: int = MAX_BACKLOG


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases of one type that wait for a review for one reason.

    Attributes
    ----------
    type, name : str
        Code and Chinese name of the most probable type.
    reason : str
        Of `fanzha.decide.REASONS`.
    n : int
    oldest : datetime or None
        When the oldest of them was reported.
    """

    type: str
    name: str
    reason: str
    n: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a store.

    Attributes
    ----------
    at : datetime
        When it was read.
    runs : tuple of RunRecord
        The last ones, the newest first.
    last_done : datetime or None
        When the last run that was done ended.
    cases, review : int
        Cases, each in its newest version, and those of them that the model sends to a person.
    reviews : int
        What people decided.
    newest, oldest : datetime or None
        When the newest and the oldest case were reported.
    backlog : tuple of Waiting
        The most frequent first.
    quarantine : tuple of (str, int)
        Rules by which rows are set aside and not yet corrected, with their number, the most frequent first.
    oldest_quarantined : datetime or None
        When the oldest of these was set aside.
    drift : Drift or None
        None where it was not asked for.
    notices : tuple of str
        What limits that judgement.
    """

    at: datetime
    runs: tuple[RunRecord, ...] = ()
    last_done: datetime | None = None
    cases: int = 0
    review: int = 0
    reviews: int = 0
    newest: datetime | None = None
    oldest: datetime | None = None
    backlog: tuple[Waiting, ...] = ()
    quarantine: tuple[tuple[str, int], ...] = ()
    oldest_quarantined: datetime | None = None
    drift: Drift | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def waiting(self) -> int:
        """Cases that wait for a review."""
        return sum(w.n for w in self.backlog)

    @property
    def oldest_waiting(self) -> datetime | None:
        """When the oldest of them was reported."""
        return min((w.oldest for w in self.backlog if w.oldest), default=None)

    @property
    def set_aside(self) -> int:
        """Rows that are set aside and not yet corrected."""
        return sum(n for _, n in self.quarantine)

    def recent(self) -> tuple[WeekDrift, ...]:
        """Return the last weeks that could be judged."""
        weeks = self.drift.weeks if self.drift else ()
        return tuple(w for w in weeks if w.level in ("ok", "watch", "drift"))[-RECENT:]

    def drifted(self) -> tuple[str, ...]:
        """Return the measures of drift that the last weeks show."""
        return tuple(m for m in MEASURES if any(w.level_of(m) == "drift" for w in self.recent()))

    def needs(self, limits: Limits | None = None) -> tuple[Need, ...]:
        """Return why a person is needed.

        Parameters
        ----------
        limits : Limits, optional

        Returns
        -------
        tuple of str
            ``no_run``: none was ever done; ``run_failed``, ``run_lost``: how the last one ended, the process of a lost one being
            gone; ``run_old``, ``backlog``: beyond the limits; ``drift``: in the last weeks.
        """
        limits, needed = limits or Limits(), list[Need]()
        ended = next((r for r in self.runs if r.status != "running"), None)
        if ended is not None and ended.status == "failed":
            needed.append("run_failed")
        if ended is not None and ended.status == "lost":
            needed.append("run_lost")
        if self.last_done is None:
            needed.append("no_run")
        elif self.at - self.last_done > limits.age:
            needed.append("run_old")
        if self.waiting > limits.backlog:
            needed.append("backlog")
        if self.drifted():
            needed.append("drift")
        return tuple(needed)


_CASES = """
SELECT count(*) AS n, sum(CASE WHEN needs_review THEN 1 ELSE 0 END) AS review,
       max(reported_at) AS newest, min(reported_at) AS oldest FROM current_scores
"""
_WAITING = """
SELECT type, type_name, review_reason, count(*) AS n, min(reported_at) AS oldest FROM current_scores AS c
WHERE needs_review AND NOT EXISTS (
    SELECT 1 FROM reviews AS r WHERE r.case_id = c.case_id AND r.content_hash = c.content_hash
) GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 3
"""
_ASIDE = """
SELECT rule, count(*) AS n, min(set_aside_at) AS oldest FROM quarantine
WHERE resolved_at IS NULL GROUP BY 1 ORDER BY 2 DESC, 1
"""


def read_status(
    store: Store, model: Bundle | None = None, *, runs: int = 10, weeks: int = 52, now: datetime | None = None
) -> Status:
    """Read the state of a store.

    Parameters
    ----------
    store : Store
    model : Bundle, optional
        The model in use. Drift is judged if it is given: with its training mix and familiarity if the last run used
        it, else without them.
    runs : int
        How many runs at most.
    weeks : int
        How many weeks back the vocabulary is looked at.
    now : datetime, optional
        With zone; the present if not given.

    Returns
    -------
    Status
    """
    last = store.runs(runs)
    if store.url.startswith("duckdb"):
        # Who writes to a DuckDB file locks all others out, so a run that is read as running has lost its process.
        last = [replace(r, status="lost") if r.status == "running" else r for r in last]
    cases = store.sql(_CASES).to_pylist()[0]
    done = store.sql("SELECT max(ended_at) AS at FROM runs WHERE status = 'done'").to_pylist()[0]["at"]
    people = store.sql("SELECT count(*) AS n FROM reviews").to_pylist()[0]["n"]
    aside = store.sql(_ASIDE).to_pylist()
    drift, notices = (None, list[Notice]()) if model is None else _drift(store, model, last, weeks)
    return Status(
        (now or datetime.now(UTC)).astimezone(_ZONE),
        tuple(last),
        _local(done),
        int(cases["n"]),
        int(cases["review"] or 0),
        int(people),
        _local(cases["newest"]),
        _local(cases["oldest"]),
        tuple(
            Waiting(w["type"], w["type_name"], w["review_reason"] or "", int(w["n"]), _local(w["oldest"]))
            for w in store.sql(_WAITING).to_pylist()
        ),
        tuple((row["rule"], int(row["n"])) for row in aside),
        min((at for row in aside if (at := _local(row["oldest"]))), default=None),
        drift,
        tuple(notices),
    )


def _drift(store: Store, model: Bundle, runs: list[RunRecord], weeks: int) -> tuple[Drift, list[Notice]]:
    notices: list[Notice] = []
    # What another model learnt says nothing of these scores.
    same = not runs or runs[0].bundle_version == model.version
    if not same:
        notices.append("another_model")
    versions = store.sql("SELECT count(DISTINCT model_version) AS n FROM current_scores").to_pylist()[0]["n"]
    if int(versions) > 1:
        notices.append("several_models")
    found = read_weeks(store, model.classifier if same else None, last=weeks)
    drift = judge(found, training_mix(model) if same else None, model.rule.min_familiarity if same else None)
    if drift.from_training is not None and drift.from_training >= _FAR:
        notices.append("far_from_training")
    return drift, notices


def training_mix(model: Bundle) -> dict[str, int] | None:
    """Return how many texts of each label a model was measured on when it was made, each of them held out once; None if it does not say.

    Where every text was held out in its turn, as for the linear classifier, that is the mix it was trained on; else a stratified
    sample of it.
    """
    types = model.metrics.get("held_out", {}).get("per_type", {})
    mix = {str(name): int(m.get("support", 0)) for name, m in types.items()}
    return mix if sum(mix.values()) else None


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(_ZONE)
