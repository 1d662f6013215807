"""Which weeks a week is compared with."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.errors import InputError
from fanzha.trends.reference import HERE, baseline, periods_ago, years_ago


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2500), st.integers(1, 5), st.integers(0, 6))
def test_a_year_ago_is_the_nearest_week(shift: int, years: int, weekday: int) -> None:
    starts = np.datetime64("2010-01-04") + weekday + shift + 7 * np.arange(320)
    now = 319
    found = years_ago(starts, now, years)
    assert found is not None
    day = starts[now].item()
    for back, week in enumerate(found, start=1):
        try:
            same = day.replace(year=day.year - back)
        except ValueError:  # the 29th of February
            same = day.replace(year=day.year - back, month=3, day=1)
        assert abs((starts[week].item() - same).days) <= 3


def test_a_short_series_has_no_year_before() -> None:
    starts = np.datetime64("2024-01-01") + 7 * np.arange(60)
    assert years_ago(starts, 59, 1) is not None
    assert years_ago(starts, 59, 2) is None
    assert periods_ago(52, 51, 1) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(0, 5), st.integers(1, 12), st.integers(0, 30))
def test_each_season_has_weeks_and_the_last_weeks_are_left_out(years: int, window: int, levels: int, skip: int) -> None:
    now = 52 * years + window + 3
    points = periods_ago(52, now, years)
    assert points is not None
    found = baseline(now, points, window, levels, skip)
    assert found.index.max() < now
    assert now - found.index.max() > skip or skip == 0
    assert set(found.level) <= set(range(levels))
    for point in points:
        around = (found.index >= point - window) & (found.index <= point + window)
        assert around.sum() == min(2 * window + 1, max(now - skip - (point - window), 0))
        assert (found.level[around] == HERE).all()


def test_blocks_of_a_year_are_of_equal_length() -> None:
    points = periods_ago(52, 300, 2)
    assert points is not None
    found = baseline(300, points, 3, 10, 0)
    one_year = (found.index > points[1]) & (found.index <= points[0])
    assert np.bincount(found.level[one_year]).tolist() == [7, *[5] * 9]


def test_more_seasons_than_weeks_are_refused() -> None:
    points = periods_ago(52, 120, 1)
    assert points is not None
    with pytest.raises(InputError, match="each season needs a week"):
        baseline(120, points, 20, 30, 0)
