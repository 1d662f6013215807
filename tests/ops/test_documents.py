"""What `docs/operations.md` lists is what there is."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fanzha import logs
from fanzha.batch import exits
from fanzha.drift import Familiarity, Week, judge
from fanzha.status import Status, Waiting, as_prometheus
from fanzha.status.exports import NEEDS
from fanzha.store.records import RunRecord

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
COUNTS = {"rows_in", "scored", "review", "quarantined", "unchanged"}
AT = datetime(2026, 6, 1, tzinfo=UTC)


def _rows(heading: str) -> list[list[str]]:
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"][
        2:
    ]


def _names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_event_is_told_with_its_keys() -> None:
    told: dict[str, set[str]] = {}
    for events, keys, _ in _rows("Logs"):
        known = set(_names(keys)) | (COUNTS if "counts" in keys else set())
        for event in _names(events):
            told[event] = known
    assert set(told) == set(logs.EVENTS)
    for event, keys in logs.EVENTS.items():
        assert set(keys) <= told[event], event
    for events, keys, _ in _rows("Logs"):
        used = {key for event in _names(events) for key in logs.EVENTS[event]}
        assert set(_names(keys)) <= used, events


def test_every_metric_is_told_with_its_labels() -> None:
    start = date(2026, 2, 2)
    weeks = [
        Week(start + timedelta(days=7 * i), {"loan": 90, "benign": 90}, 9, 0, Familiarity(180, 18.0, 2.2))
        for i in range(12)
    ]
    run = RunRecord("20260601T010000Z-00000001", "local", "ab", "m", "cd", AT, AT, "done")
    waiting = (Waiting("loan", "虚假贷款", "unsure", 6, AT),)
    full = Status(AT, (run,), AT, 1, 1, 1, AT, AT, waiting, (("甲", 1),), AT, judge(weeks, None, 0.6))
    written = {
        (name, tuple(sorted(re.findall(r'(\w+)="', labels))))
        for name, labels in re.findall(r"^(\w+)(\{.*\})? \S+$", as_prometheus(full), re.MULTILINE)
    }
    told = {(m, tuple(sorted(_names(labels)))) for metrics, labels, _ in _rows("Metrics") for m in _names(metrics)}
    assert told == written
    assert as_prometheus(replace(full, runs=(), drift=None)).count("\n") > 10


def test_every_reason_is_told() -> None:
    reasons = [_names(reason)[0] for reason, *_ in _rows("How things stand") if _names(reason)]
    assert reasons == list(NEEDS)


def test_every_exit_code_is_told() -> None:
    told = {int(n) for code, *_ in _rows("How things stand") for n in re.findall(r"\b\d+\b", code)}
    assert told == {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
