"""Columns and narrative together: who wins, what follows, what is contradicted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.facts import Facts
from fanzha.ingest.completing import CHECKED, completed, stage, timed, wanted
from fanzha.ingest.rows import ZONE
from fanzha.schema import CASE, LIFE_STAGES, OUTCOMES

LATEST = date(2024, 6, 2)
REPORTED = datetime(2024, 3, 5, 14, 20)


def complete(case: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return completed(case, Facts(**facts), LATEST, lambda text: text)


def shown(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, ZONE).replace(tzinfo=None)


def test_columns_win_and_the_narrative_fills_the_rest() -> None:
    done = complete({"paid_yuan": Decimal(20), "platforms": "抖音"}, loss_yuan=Decimal(8), platforms=("微信",), banks=("工商银行", "建设银行", "工商银行"), repeat_victim=True)  # fmt: skip
    assert (done["paid_yuan"], done["loss_yuan"], done["platforms"]) == (20, 8, "抖音")
    assert (done["banks"], done["repeat_victim"]) == ("工商银行、建设银行", True)


@pytest.mark.parametrize(
    ("case", "facts", "loss"),
    [
        ({"paid_yuan": Decimal(100)}, {}, 100),
        ({"paid_yuan": Decimal(100)}, {"loss_yuan": Decimal(80)}, 80),
        ({"paid_yuan": Decimal(100)}, {"loss_yuan": Decimal(300)}, 100),
        ({"paid_yuan": Decimal(100), "stopped_yuan": Decimal(30)}, {"loss_yuan": Decimal(80)}, 70),
        ({"paid_yuan": Decimal(100), "stopped_yuan": Decimal(30), "returned_yuan": Decimal(90)}, {}, 0),
        ({"paid_yuan": Decimal(100), "loss_yuan": Decimal(60)}, {"loss_yuan": Decimal(80)}, 60),
        ({"stopped_yuan": Decimal(30)}, {"loss_yuan": Decimal(80)}, 80),
    ],
)
def test_the_loss_follows_from_what_was_paid(case: dict[str, Any], facts: dict[str, Any], loss: int) -> None:
    assert complete(case, **facts)["loss_yuan"] == loss


@pytest.mark.parametrize(
    ("case", "facts", "outcome"),
    [
        ({"paid_yuan": Decimal(0)}, {"outcome": "lost"}, "prevented"),
        ({"paid_yuan": Decimal(9), "stopped_yuan": Decimal(3)}, {"outcome": "lost"}, "recovered"),
        ({"paid_yuan": Decimal(9), "stopped_yuan": Decimal(0), "returned_yuan": Decimal(0)}, {}, "lost"),
        ({"paid_yuan": Decimal(9), "stopped_yuan": Decimal(0)}, {}, None),
        ({"paid_yuan": Decimal(9)}, {"outcome": "recovered"}, "recovered"),
        ({"paid_yuan": Decimal(9)}, {"outcome": "prevented"}, None),
        ({"loss_yuan": Decimal(0)}, {"outcome": "lost"}, None),
        ({"loss_yuan": Decimal(0)}, {"outcome": "prevented"}, "prevented"),
        ({"outcome": "lost"}, {"outcome": "recovered"}, "lost"),
        ({}, {"outcome": "prevented", "stopped_yuan": Decimal(5)}, "prevented"),
        ({}, {}, None),
    ],
)
def test_what_became_of_the_money(case: dict[str, Any], facts: dict[str, Any], outcome: str | None) -> None:
    assert complete(case, **facts)["outcome"] == outcome


def test_amounts_of_a_narrative_that_the_columns_leave_no_room_for_are_left_out() -> None:
    told = {"paid_yuan": Decimal(50), "returned_yuan": Decimal(5), "stopped_yuan": Decimal(5)}
    done = complete({"loss_yuan": Decimal(40)}, loss_yuan=Decimal(40), **told)
    assert [done[name] for name in told] == [50, 5, 5]
    done = complete({"loss_yuan": Decimal(100)}, loss_yuan=Decimal(40), **told)
    assert [done[name] for name in told] == [None, None, None]
    assert done["conflicts"] == "loss_yuan"
    done = complete({"paid_yuan": Decimal(8)}, **told)
    assert [done[name] for name in told] == [8, None, None]


def test_a_time_of_day_is_kept_where_it_is_known_and_of_the_same_day() -> None:
    at = datetime(2024, 3, 4, 20, 30)
    for case in ({"occurred_at": at}, {"occurred_on": at.date(), "occurred_at": at}):
        done = complete({**case, "reported_at": REPORTED})
        assert (shown(done["occurred_at"]), done["occurred_on"]) == (at, at.date())
    done = complete({"occurred_on": at.date(), "reported_at": REPORTED}, occurred_at=at)
    assert shown(done["occurred_at"]) == at
    assert complete({"occurred_on": date(2024, 3, 3)}, occurred_at=at)["occurred_at"] is None
    midnight = datetime(2024, 3, 4)
    done = complete({"occurred_at": midnight})
    assert (done["occurred_at"], done["occurred_on"]) == (None, midnight.date())
    late = REPORTED + timedelta(minutes=1)  # after the report: misread
    done = complete({"occurred_on": late.date(), "reported_at": REPORTED}, occurred_at=late)
    assert done["occurred_at"] is None


@pytest.mark.parametrize(
    ("case", "facts", "minutes"),
    [
        ({"last_paid_at": datetime(2024, 3, 5, 13, 0)}, {"last_paid_at": datetime(2024, 3, 5, 12)}, 80),
        ({}, {"last_paid_at": datetime(2024, 3, 5, 12, 0, 30)}, 139),
        ({"occurred_at": datetime(2024, 3, 4, 14, 20)}, {}, 1440),
        ({"occurred_on": date(2024, 3, 4)}, {}, None),  # no time of day
        ({"last_paid_at": datetime(2024, 3, 5)}, {}, None),
        ({"last_paid_at": datetime(2024, 3, 5, 15), "occurred_at": datetime(2024, 3, 5, 14)}, {}, 20),
        ({"last_paid_at": datetime(2024, 3, 5, 15)}, {}, None),
        ({"occurred_on": date(2024, 3, 5)}, {"last_paid_at": datetime(2024, 3, 4, 9)}, None),  # before the fraud
        ({"delay_minutes": 7, "last_paid_at": datetime(2024, 3, 5, 13)}, {}, 7),
    ],
)
def test_the_delay_runs_from_the_last_payment(case: dict[str, Any], facts: dict[str, Any], minutes: int | None) -> None:
    assert complete({"reported_at": REPORTED, **case}, **facts)["delay_minutes"] == minutes


def test_a_report_without_a_time_of_day_takes_that_of_the_narrative() -> None:
    case, paid = {"reported_at": datetime(2024, 3, 5)}, datetime(2024, 3, 5, 13)
    assert complete(case, last_paid_at=paid)["delay_minutes"] is None
    assert complete(case, last_paid_at=paid, reported_at=REPORTED)["delay_minutes"] == 80
    other = REPORTED + timedelta(days=1)
    assert complete(case, last_paid_at=paid, reported_at=other)["delay_minutes"] is None


@pytest.mark.parametrize(("age", "name"), [(0, "minor"), (17, "minor"), (18, "adult"), (59, "adult"), (60, "elderly")])
def test_stages_of_life(age: int, name: str) -> None:
    assert stage(age) == name
    assert complete({"victim_age": age, "life_stage": "minor"})["life_stage"] == name
    assert complete({}, victim_age=age)["life_stage"] == name


def test_words_tell_the_stage_where_no_age_does() -> None:
    assert complete({}, life_stage="elderly")["life_stage"] == "elderly"
    assert complete({"life_stage": "minor"}, life_stage="elderly")["life_stage"] == "minor"


def test_conflicts_are_named_in_the_order_of_the_schema() -> None:
    case = {
        "payment": "微信转账", "victim_age": 45, "victim_sex": "male", "loss_yuan": Decimal("1000"),
        "occurred_on": date(2024, 3, 4), "contact_channel": "电话",
    }  # fmt: skip
    agreeing = {
        "victim_age": 46, "victim_sex": "male", "loss_yuan": Decimal("1005"), "occurred_on": date(2024, 3, 4),
        "contact_channel": "电话", "payment": "微信",
    }  # fmt: skip
    assert complete(case, **agreeing)["conflicts"] is None
    other = {
        "victim_age": 35, "victim_sex": "female", "loss_yuan": Decimal("2000"), "occurred_on": date(2024, 3, 1),
        "contact_channel": "抖音", "payment": "现金",
    }  # fmt: skip
    done = complete({**case, "reported_at": REPORTED}, **other)
    assert done["conflicts"] == "、".join(CHECKED)
    assert [n for n in CASE.names if n in CHECKED] == list(CHECKED)
    assert {n: done[n] for n in case} == case
    assert complete({}, **other)["conflicts"] is None
    # What was misread contradicts nothing.
    assert complete(case, victim_age=200, occurred_on=date(2025, 1, 1))["conflicts"] is None


def test_a_narrative_is_read_for_what_is_needed() -> None:
    names = wanted({"reported_at": REPORTED})
    assert {"paid_yuan", "platforms", "occurred_at", "last_paid_at", "life_stage", *CHECKED} <= set(names)
    assert "reported_at" not in names  # its time of day is known
    full = dict.fromkeys(CASE.names, "x") | {"reported_at": REPORTED}
    assert set(wanted(full)) == set(CHECKED)


AMOUNTS = st.none() | st.decimals(0, 10_000, places=2)
MOMENTS = st.none() | st.datetimes(datetime(2024, 1, 1), datetime(2024, 6, 1)).map(lambda m: m.replace(microsecond=0))
DAYS = st.none() | st.dates(date(2024, 1, 1), date(2024, 6, 1))
SAID = {
    "loss_yuan": AMOUNTS, "paid_yuan": AMOUNTS, "returned_yuan": AMOUNTS, "stopped_yuan": AMOUNTS,
    "victim_age": st.none() | st.integers(0, 130), "life_stage": st.sampled_from([None, *LIFE_STAGES]),
    "outcome": st.sampled_from([None, *OUTCOMES]), "occurred_on": DAYS, "occurred_at": MOMENTS,
    "reported_at": MOMENTS, "last_paid_at": MOMENTS, "repeat_victim": st.none() | st.booleans(),
    "contact_channel": st.sampled_from([None, "电话", "微信"]),
}  # fmt: skip
COLUMNS = SAID | {"victim_age": st.none() | st.integers(0, 120), "platforms": st.sampled_from([None, "抖音、微信"])}


@given(st.fixed_dictionaries(COLUMNS), st.fixed_dictionaries(SAID))
def test_a_completed_case_read_again_stays_as_it_is(case: dict[str, Any], facts: dict[str, Any]) -> None:
    once = complete(case, **facts)
    again = {name: once.get(name) for name in CASE.names if name not in {"reported_on", "conflicts"}}
    again["reported_at"], again["occurred_at"] = shown(once["reported_at"]), shown(once["occurred_at"])
    twice = complete(again, **facts)
    assert {n: twice.get(n) for n in CASE.names} == {n: once.get(n) for n in CASE.names}


@given(st.fixed_dictionaries(COLUMNS), st.fixed_dictionaries(SAID))
def test_what_follows_is_never_absurd(case: dict[str, Any], facts: dict[str, Any]) -> None:
    done = complete(case, **facts)
    assert done["delay_minutes"] is None or done["delay_minutes"] >= 0
    at = shown(done["occurred_at"])
    assert at is None or (timed(at) and at.date() == done["occurred_on"])
    assert done["outcome"] in (None, *OUTCOMES)
    if case["paid_yuan"] is None and done["paid_yuan"] is not None and done["loss_yuan"] is not None:
        assert case["loss_yuan"] is None or done["paid_yuan"] >= done["loss_yuan"]
    for name, value in case.items():
        if value is not None and name not in {"reported_at", "occurred_at", "last_paid_at", "life_stage"}:
            assert done[name] == value
