"""A status as a plain page for a terminal, in columns that stay straight with Chinese words in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from fanzha.drift import MEASURES, Judged, WeekDrift
from fanzha.status.exports import hours, rate
from fanzha.status.reading import Limits, Need, Notice, Status

_WEEKS: Final = 6  # the last ones; those with drift are shown besides
_TYPES: Final = 8
_NEEDS: Final[dict[Need, str]] = {
    "no_run": "no run was ever done",
    "run_failed": "the last run failed",
    "run_lost": "the last run ended without a word: its process is gone",
    "run_old": "the last run that was done is too long ago",
    "backlog": "too many cases wait for a review",
    "drift": "the last weeks have drifted",
}
_NOTICES: Final[dict[Notice, str]] = {
    "another_model": "the last run used another model than this one, so training mix and vocabulary were not looked at: give it with --model",
    "several_models": "cases were scored by several models; score the older inputs again to compare like with like",
    "far_from_training": "the mix of types is far from that of the training texts, which does not mark a change: see docs/operations.md",
}
_HEADS: Final = {"mix": "mix", "review": "review", "unfamiliar": "unfamiliar", "vocabulary": "unknown pairs"}
_MARKS: Final = {"drift": " !!", "watch": " !"}


def width(text: str) -> int:
    """Return how many columns a text takes in a terminal: two for wide characters, none for what joins the one before."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: Sequence[Sequence[str]], left: int = 1, indent: str = "  ") -> list[str]:
    """Return rows of equal length as aligned lines; the first columns stand left, the others right."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [
            cell + " " * (w - width(cell)) if i < left else " " * (w - width(cell)) + cell
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((indent + "  ".join(cells)).rstrip())
    return lines


def render_page(status: Status, limits: Limits | None = None) -> str:
    """Return the page, with what needs a person at its end, where the eye of whoever ran the command is."""
    lines = [f"fanzha status, {_when(status.at)} ({status.at.tzinfo})", ""]
    lines += _runs(status)
    lines += ["", *_cases(status), "", *_backlog(status), "", *_quarantine(status)]
    if status.drift is not None:
        lines += ["", *_drift(status)]
    needs = status.needs(limits)
    calm = "nothing beyond the reviews and corrections above" if status.waiting or status.set_aside else "nothing"
    lines += ["", "needs a person: " + ("" if needs else calm)]
    lines[-1] = lines[-1].rstrip()
    lines += [f"  - {_NEEDS[need]}" for need in needs]
    return "\n".join(lines) + "\n"


def _runs(status: Status) -> list[str]:
    if not status.runs:
        return ["runs: none yet"]
    head = ["started", "status", "rows in", "scored", "review", "set aside", "unchanged", "rows/s", "seconds"]
    rows = [head]
    for r in status.runs:
        speed, c = rate(r.counts.rows_in, r.seconds), r.counts
        counts = [f"{n:,}" for n in (c.rows_in, c.scored, c.review, c.quarantined, c.unchanged)]
        times = ["-" if speed is None else f"{speed:,.0f}", f"{r.seconds:,.1f}"]
        rows.append([_when(r.started_at.astimezone(status.at.tzinfo)), r.status, *counts, *times])
    done = (
        "never" if status.last_done is None else f"{_when(status.last_done)}, {_age(status.at, status.last_done)} ago"
    )
    return ["runs, the newest first", *table(rows, 2), f"  last done: {done}"]


def _cases(status: Status) -> list[str]:
    share = f" ({status.review / status.cases:.1%})" if status.cases else ""
    lines = [f"cases: {status.cases:,}; sent to review: {status.review:,}{share}; reviews: {status.reviews:,}"]
    if status.newest is not None:
        lines.append(f"  newest report: {_when(status.newest)}, {_age(status.at, status.newest)} ago")
    return lines


def _backlog(status: Status) -> list[str]:
    if not status.waiting:
        return ["waiting for review: none"]
    oldest = status.oldest_waiting
    since = f"; the oldest was reported {_when(oldest)}, {_age(status.at, oldest)} ago" if oldest else ""
    by_type: dict[tuple[str, str], int] = {}
    for w in status.backlog:
        by_type[w.type, w.name] = by_type.get((w.type, w.name), 0) + w.n
    most = sorted(by_type.items(), key=lambda item: (-item[1], item[0]))
    rows = [[name, code, f"{n:,}"] for (code, name), n in most[:_TYPES]]
    if len(most) > _TYPES:
        rows.append(["…", f"{len(most) - _TYPES} more types", f"{sum(n for _, n in most[_TYPES:]):,}"])
    return [f"waiting for review: {status.waiting:,}{since}", *table(rows, 2)]


def _quarantine(status: Status) -> list[str]:
    if not status.set_aside:
        return ["set aside and not corrected: none"]
    rows = [[rule, f"{n:,}"] for rule, n in status.quarantine]
    oldest = status.oldest_quarantined
    since = f"; the oldest since {_when(oldest)}" if oldest else ""
    return [f"set aside and not corrected: {status.set_aside:,}{since}", *table(rows)]


def _drift(status: Status) -> list[str]:
    drift = status.drift
    if drift is None or not drift.weeks:
        return ["drift: no case has a date yet"]
    if drift.mix_from is None:
        against = f"nothing to compare with before there are 8 weeks of 30 cases; there are {len(drift.reference)}"
    else:
        first = f"{drift.reference[0]} to {drift.reference[-1]}"
        against = (
            f"types against the training texts, all else against {first}"
            if drift.mix_from == "training"
            else f"against {first}"
        )
    lines = [f"drift, {against}; in brackets: the four weeks that end there; ! watch, !! drift"]
    shown = [w for w in drift.weeks[:-_WEEKS] if w.level == "drift"][-_WEEKS:] + list(drift.weeks[-_WEEKS:])
    rows = [["week", "cases", *(_HEADS[m] for m in MEASURES)]]
    rows += [
        [
            w.week.name,
            f"{w.week.n:,}" + (" few" if w.alone.mix.level == "few" else ""),
            *(_cell(w, m) for m in MEASURES),
        ]
        for w in shown
    ]
    lines += table(rows)
    for w in shown:
        moved = (w.month.moved if w.month else ()) or w.alone.moved
        if w.level_of("mix") == "drift":
            lines.append(f"  {w.week.name}: " + ", ".join(f"{n} {was:.0%} → {now:.0%}" for n, was, now in moved))
    return [*lines, *(f"  note: {_NOTICES[n]}" for n in status.notices)]


def _cell(week: WeekDrift, name: str) -> str:
    month = f" ({_value(name, week.month.measure(name))})" if week.month else ""
    return _value(name, week.alone.measure(name)) + month + _MARKS.get(week.level_of(name), "")


def _value(name: str, found: Judged) -> str:
    if found.value is None:
        return "-"
    return f"{found.value:.2f}" if name == "mix" else f"{found.value:.1%}"


def _when(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def _age(now: datetime, then: datetime) -> str:
    """Return how long ago something was, in minutes up to two hours, in hours up to two days."""
    gone = now - then
    if gone < timedelta(hours=2):
        return f"{gone / timedelta(minutes=1):.0f} minutes"
    if gone < timedelta(days=2):
        return f"{hours(now, then):.1f} hours"
    return f"{gone / timedelta(days=1):.0f} days"
