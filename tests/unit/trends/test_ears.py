"""Early warning from a few weeks, by hand."""

import numpy as np
import pytest

from fanzha.errors import InputError
from fanzha.trends import Method, Options, Reason, ears, warning

Z = 3.090232306167813


def test_bounds_by_hand() -> None:
    y = np.array([3, 5, 4, 6, 2, 5, 4, 9, 8, 20], dtype=float)
    base, late = y[2:9], y[:7]
    assert ears(y, method="C1").upper[0, 0] == pytest.approx(base.mean() + Z * base.std(ddof=1))
    found = ears(y, method="C2")
    assert found.upper[0, 0] == pytest.approx(late.mean() + Z * late.std(ddof=1))
    assert found.alarm[0, 0]
    assert found.score[0, 0] == pytest.approx((20 - late.mean()) / (Z * late.std(ddof=1)))


def test_c3_adds_the_excess_of_three_weeks() -> None:
    rng = np.random.default_rng(1)
    y = rng.poisson(10, (200, 40)).astype(float)
    y[:, 36:] += rng.integers(0, 12, (200, 4))
    found = ears(y, [39], method="C3")
    for i in range(len(y)):
        total = 0.0
        for week in (37, 38, 39):
            base = y[i, week - 9 : week - 2]
            total += max(0.0, (y[i, week] - base.mean()) / base.std(ddof=1) - 1)
        assert bool(found.alarm[i, 0]) == (total > 1.959963984540054)


def test_short_series_say_so() -> None:
    found = ears(np.ones((1, 12)), range(12), method="C3")
    assert (found.reason[0, :11] == Reason.SHORT).all()
    assert found.reason[0, 11] == Reason.JUDGED


def test_least_deviation() -> None:
    y = np.zeros(12)
    y[11] = 2
    assert ears(y).alarm[0, 0]
    assert not ears(y, min_sigma=1).alarm[0, 0]
    with pytest.raises(InputError, match="baseline >= 3"):
        ears(y, baseline=2)


def test_each_series_is_judged_by_the_history_that_it_has() -> None:
    rng = np.random.default_rng(2)
    y = rng.poisson(9, (3, 250)).astype(float)
    y[1, :230] = np.nan
    y[2, :247] = np.nan
    found = warning(y)
    assert found.method[:, 0].tolist() == [Method.FARRINGTON, Method.EARS, Method.NONE]
    assert found.judged.reason[2, 0] != Reason.JUDGED
    assert found.judged.upper[1, 0] >= ears(y[1], min_sigma=1).upper[0, 0]
    assert np.isfinite(found.judged.upper[0, 0])


def test_seven_weeks_that_agree_by_chance_do_not_make_an_alarm() -> None:
    y = np.random.default_rng(5).poisson(6, (3000, 10)).astype(float)
    alone, cautious = ears(y, min_sigma=1), warning(y).judged
    assert alone.alarm.mean() > 0.02
    assert cautious.alarm.mean() < 0.006  # 0.005 is asked for
    # A wave is still one.
    y[:, -1] = 24
    assert warning(y).judged.alarm.mean() > 0.99


def test_a_year_is_too_short_for_years() -> None:
    y = np.random.default_rng(3).poisson(9, (2, 60)).astype(float)
    assert (warning(y).method == Method.EARS).all()
    strict = warning(np.tile(y, 4), options=Options(least_years=5))
    assert (strict.method == Method.EARS).all()
    assert (warning(np.tile(y, 4)).method == Method.FARRINGTON).all()
