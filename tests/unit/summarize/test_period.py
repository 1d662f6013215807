"""Days, weeks, months and quarters, with what they are compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.errors import InputError
from fanzha.summarize import NAMES, Period, choose_calendar, choose_days

DAYS = st.dates(date(2001, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("name", "newest", "start", "end", "before", "year_ago"),
    [
        ("day", date(2026, 3, 31), (2026, 3, 31), (2026, 3, 31), (2026, 3, 30), (2025, 4, 1)),
        ("week", date(2026, 3, 31), (2026, 3, 23), (2026, 3, 29), (2026, 3, 16), (2025, 3, 24)),
        ("week", date(2026, 3, 29), (2026, 3, 23), (2026, 3, 29), (2026, 3, 16), (2025, 3, 24)),
        ("month", date(2026, 3, 30), (2026, 2, 1), (2026, 2, 28), (2026, 1, 1), (2025, 2, 1)),
        ("month", date(2026, 3, 31), (2026, 3, 1), (2026, 3, 31), (2026, 2, 1), (2025, 3, 1)),
        ("quarter", date(2026, 1, 5), (2025, 10, 1), (2025, 12, 31), (2025, 7, 1), (2024, 10, 1)),
    ],
)
def test_the_last_period_that_has_ended(name, newest, start, end, before, year_ago) -> None:
    found = choose_calendar(name, newest)
    assert found is not None
    assert (found.now.start, found.now.end) == (date(*start), date(*end))
    assert (found.before.start, found.year_ago.start) == (date(*before), date(*year_ago))
    assert found.before.end == found.now.start - timedelta(days=1)


@given(DAYS, st.sampled_from(NAMES))
def test_a_day_that_is_named_lies_in_its_period(day: date, name: str) -> None:
    found = choose_calendar(name, None, day)
    assert found is not None
    assert found.now.start <= day <= found.now.end
    assert found.before.end + timedelta(days=1) == found.now.start
    assert abs(found.now.days - found.before.days) <= 3
    assert 360 <= (found.now.start - found.year_ago.start).days <= 366
    if name in ("day", "week"):
        assert found.year_ago.start.weekday() == found.now.start.weekday()


def test_a_leap_day() -> None:
    assert choose_calendar("month", None, date(2024, 2, 29)).now == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert choose_calendar("month", None, date(2024, 2, 29)).year_ago == Period(date(2023, 2, 1), date(2023, 2, 28))


def test_any_number_of_days() -> None:
    found = choose_days(date(2026, 3, 31), days=90)
    assert found.now == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert found.before.days == found.year_ago.days == 90
    assert choose_days(None) is None
    assert choose_calendar("day", None) is None


def test_what_is_no_period() -> None:
    with pytest.raises(InputError):
        choose_days(date(2026, 3, 31), days=0)
    with pytest.raises(InputError):
        choose_calendar("year", date(2026, 3, 31))


def test_a_period_that_has_not_ended_is_compared_with_as_many_days() -> None:
    month = choose_calendar("month", date(2026, 2, 24), date(2026, 2, 24))
    assert month is not None
    assert month.now == Period(date(2026, 2, 1), date(2026, 2, 24))
    assert month.before == Period(date(2026, 1, 1), date(2026, 1, 24))
    assert month.year_ago == Period(date(2025, 2, 1), date(2025, 2, 24))
    assert month.until == date(2026, 2, 28)
    march = choose_calendar("month", date(2026, 3, 30), date(2026, 3, 1))
    assert march is not None
    assert march.before == Period(date(2026, 2, 1), date(2026, 2, 28))  # which has fewer
    week = choose_calendar("week", date(2026, 2, 24), date(2026, 2, 25))
    assert week is not None
    assert (week.now, week.before) == (
        Period(date(2026, 2, 23), date(2026, 2, 24)),
        Period(date(2026, 2, 16), date(2026, 2, 17)),
    )
    days = choose_days(date(2026, 2, 24), date(2026, 2, 28), 30)
    assert days is not None
    assert days.now == Period(date(2026, 1, 30), date(2026, 2, 24))
    assert days.before.days == days.year_ago.days == 26
    ended = choose_calendar("month", date(2026, 2, 24), date(2026, 1, 5))
    assert ended is not None
    assert (ended.now.days, ended.until) == (31, None)
    empty = choose_calendar("month", date(2026, 2, 24), date(2026, 4, 5))
    assert empty is not None
    assert (empty.now.days, empty.until) == (30, None)
