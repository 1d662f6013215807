"""Planted outbreaks are found, late reports do not hide them, and false alarms stay few; full measurement: python -m benchmarks.alarms."""

from benchmarks.alarms import Outcome, calm, detection, overall, run


def _found(outcome: Outcome, least: float) -> float:
    chosen = [t for (size, _), t in outcome.tallies.items() if size >= least]
    return sum(t.found for t in chosen) / sum(t.planted for t in chosen)


def test_types_of_a_district() -> None:
    outcome = run("type", "final", districts=4, seed=5, budget=3)
    assert _found(outcome, 3) >= 0.95  # measured: 24 of 24
    assert _found(outcome, 2) >= 0.85  # 34 of 36
    assert outcome.per_series <= 0.45  # 0.24 a year
    assert outcome.per_district <= 6  # 3.3 a year
    assert outcome.shown_per_district <= outcome.per_district


def test_late_reports_hide_less_where_the_reported_share_is_told() -> None:
    plain = run("type", "reported", districts=2, seed=5, budget=3)
    told = run("type", "corrected", districts=2, seed=5, budget=3)
    assert _found(told, 2) >= _found(plain, 2)  # 15 and 14 of 18
    assert sum(t.found for t in told.tallies.values()) > sum(t.found for t in plain.tallies.values())
    assert told.per_district <= 6  # 2.5 a year


def test_no_alarm_beyond_the_budget_is_lost() -> None:
    outcome = run("area", "final", districts=1, seed=5, budget=1)
    shown = outcome.false_shown + outcome.over
    assert shown >= outcome.false  # over counts true ones as well
    assert outcome.false_shown <= 104
    assert _found(outcome, 5) >= 2 / 3
    assert "| area | final |" in overall({("area", "final"): outcome})
    assert detection(outcome).count("\n") == 13


def test_weeks_without_an_outbreak() -> None:
    rows = calm(1, series=40).splitlines()
    assert len(rows) == 6
    assert all(row.count("|") == rows[0].count("|") for row in rows)
