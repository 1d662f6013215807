"""Which scripts a bulletin goes on from."""

from __future__ import annotations

import json
from datetime import date

import pytest

from fanzha.scripts import State
from fanzha.summarize import Periods, choose_calendar
from fanzha.summarize.keeping import SCRIPTS, History

NEWEST = date(2026, 11, 30)


def periods(name: str, end: date = NEWEST, newest: date = NEWEST) -> Periods:
    found = choose_calendar(name, newest, end)
    assert found is not None
    return found


def state(of: Periods) -> State:
    return State(period=f"{of.now.start}/{of.now.end}")


def test_a_bulletin_again_goes_on_from_the_one_before_it() -> None:
    before, now = state(periods("month", date(2026, 10, 31))), periods("month")
    history = History(state(now), before)
    assert history.before_end(now) == before


@pytest.mark.parametrize("other", ["day", "quarter"])
def test_another_kind_of_period_that_ends_alike_goes_on_from_the_latest(other: str) -> None:
    month = state(periods("month"))
    assert History(month, None).before_end(periods(other)) == month


def test_a_period_that_the_data_do_not_reach_is_not_kept() -> None:
    ahead = periods("month", date(2026, 12, 1))
    assert History().after(ahead, state(ahead), NEWEST) == {}
    assert History().after(periods("day"), state(periods("day")), NEWEST).keys() == {SCRIPTS}


def test_what_is_kept_is_the_state_and_the_one_before() -> None:
    october, november = periods("month", date(2026, 10, 31)), periods("month")
    kept = json.loads(History(state(october)).after(november, state(november), NEWEST)[SCRIPTS])
    assert kept["latest"]["period"] == "2026-11-01/2026-11-30"
    assert kept["earlier"]["period"] == "2026-10-01/2026-10-31"
