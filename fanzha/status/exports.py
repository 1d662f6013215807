"""A status for machines: one JSON object, or the text format of Prometheus. Numbers and words of the program, no case text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from fanzha.drift import MEASURES, Findings, Judged
from fanzha.status.reading import Limits, Need, Status

_LEVELS: Final = {"ok": 0, "watch": 1, "drift": 2}
NEEDS: Final[tuple[Need, ...]] = ("no_run", "run_failed", "run_lost", "run_old", "backlog", "drift")
Sample = tuple[Mapping[str, str], float]


def as_json(status: Status, limits: Limits | None = None) -> dict[str, object]:
    """Return a status as JSON values; times are ISO 8601 with zone, ages are hours."""
    return {
        "at": status.at.isoformat(timespec="seconds"),
        "needs_a_person": list(status.needs(limits)),
        "runs": [
            {
                "run_id": r.run_id,
                "engine": r.engine,
                "bundle_version": r.bundle_version,
                "started_at": _iso(r.started_at),
                "ended_at": _iso(r.ended_at),
                "status": r.status,
                "seconds": round(r.seconds, 3),
                "rows_per_second": rate(r.counts.rows_in, r.seconds),
                "rows_in": r.counts.rows_in,
                "scored": r.counts.scored,
                "review": r.counts.review,
                "quarantined": r.counts.quarantined,
                "unchanged": r.counts.unchanged,
            }
            for r in status.runs
        ],
        "last_done": _iso(status.last_done),
        "cases": status.cases,
        "review": status.review,
        "reviews": status.reviews,
        "newest_case": _iso(status.newest),
        "newest_case_age_hours": hours(status.at, status.newest),
        "backlog": {
            "n": status.waiting,
            "oldest": _iso(status.oldest_waiting),
            "by_type": [
                {"type": w.type, "name": w.name, "reason": w.reason, "n": w.n, "oldest": _iso(w.oldest)}
                for w in status.backlog
            ],
        },
        "quarantine": {
            "open": status.set_aside,
            "oldest": _iso(status.oldest_quarantined),
            "by_rule": dict(status.quarantine),
        },
        "drift": _drift(status),
        "notices": list(status.notices),
    }


def _drift(status: Status) -> dict[str, object] | None:
    if status.drift is None:
        return None
    return {
        "mix_compared_with": status.drift.mix_from,
        "reference_weeks": list(status.drift.reference),
        "reference_from_training": _rounded(status.drift.from_training),
        "recent_drift": list(status.drifted()),
        "weeks": [
            {
                "week": w.week.name,
                "n": w.week.n,
                "level": w.level,
                "mix_from_training": _rounded(w.from_training),
                "alone": _findings(w.alone),
                "four_weeks": _findings(w.month),
            }
            for w in status.drift.weeks
        ],
    }


def _findings(found: Findings | None) -> dict[str, object] | None:
    if found is None:
        return None
    moved = [{"type": name, "before": _rounded(was), "now": _rounded(now)} for name, was, now in found.moved]
    return {"n": found.n, **{name: _judged(found.measure(name)) for name in MEASURES}, "moved": moved}


def _judged(one: Judged) -> dict[str, object]:
    numbers = {"value": one.value, "reference": one.reference, "watch": one.watch, "drift": one.drift}
    return {"level": one.level, **{name: _rounded(value) for name, value in numbers.items()}}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def rate(rows: int, seconds: float) -> float | None:
    """Return rows a second, None where no time passed."""
    return round(rows / seconds, 1) if seconds > 0 else None


def hours(now: datetime, then: datetime | None) -> float | None:
    """Return hours since a moment."""
    return None if then is None else round((now - then).total_seconds() / 3600, 2)


def as_prometheus(status: Status, limits: Limits | None = None) -> str:
    """Return a status in the text format of Prometheus, for the textfile collector of its node exporter.

    Labels are codes of types, reasons, measures and outcomes; there is no label for files, rules or cases.
    """
    lines: list[str] = []

    def gauge(name: str, what: str, samples: Iterable[Sample]) -> None:
        known = list(samples)
        if known:
            lines.extend([f"# HELP fanzha_{name} {what}", f"# TYPE fanzha_{name} gauge"])
            lines.extend(f"fanzha_{name}{_labels(labels)} {_number(value)}" for labels, value in known)

    def moment(name: str, what: str, at: datetime | None) -> None:
        gauge(name, what, [({}, at.timestamp())] if at else [])

    moment("status_timestamp_seconds", "When the store was read.", status.at)
    needed = status.needs(limits)
    gauge(
        "needs_a_person",
        "1 where a person is needed, by reason.",
        [({"reason": r}, float(r in needed)) for r in NEEDS],
    )
    moment("last_done_timestamp_seconds", "When the last run that was done ended.", status.last_done)
    last = next((r for r in status.runs if r.status != "running"), None)
    if last is not None:
        counts = {n: getattr(last.counts, n) for n in ("scored", "review", "quarantined", "unchanged")}
        gauge("last_run_done", "1 if the last run that ended was done, else 0.", [({}, float(last.status == "done"))])
        gauge("last_run_seconds", "How long it took.", [({}, last.seconds)])
        gauge("last_run_rows", "Its rows by outcome.", [({"outcome": n}, float(v)) for n, v in counts.items()])
    gauge("cases", "Cases, each in its newest version.", [({}, float(status.cases))])
    gauge("cases_review", "Those that the model sends to a person.", [({}, float(status.review))])
    gauge("reviews", "What people decided.", [({}, float(status.reviews))])
    moment("newest_case_timestamp_seconds", "When the newest case was reported.", status.newest)
    gauge("review_backlog", "Cases that wait for a review.", [({}, float(status.waiting))])
    gauge(
        "review_backlog_by_type",
        "The same by most probable type and by reason.",
        [({"type": w.type, "reason": w.reason}, float(w.n)) for w in status.backlog],
    )
    moment("review_backlog_oldest_timestamp_seconds", "When the oldest was reported.", status.oldest_waiting)
    gauge("quarantine_open", "Rows set aside and not yet corrected.", [({}, float(status.set_aside))])
    recent = status.recent()
    if recent:
        found = [("week", recent[-1].alone), ("four_weeks", recent[-1].month)]
        pairs = [(m, span, f.measure(m)) for m in MEASURES for span, f in found if f is not None]
        gauge(
            "drift",
            "Measures of drift in the last week that could be judged.",
            [({"measure": m, "over": span}, j.value) for m, span, j in pairs if j.value is not None],
        )
        gauge(
            "drift_level",
            "0 ok, 1 watch, 2 drift.",
            [({"measure": m, "over": span}, float(_LEVELS[j.level])) for m, span, j in pairs if j.level in _LEVELS],
        )
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    escaped = {k: v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for k, v in labels.items()}
    return "{" + ",".join(f'{k}="{v}"' for k, v in escaped.items()) + "}"


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else repr(float(value))
