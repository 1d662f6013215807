"""Changes against a week or a year before."""

import numpy as np
import pytest

from fanzha.errors import InputError
from fanzha.statistics import rate_ratio
from fanzha.trends import compare, dispersion_of
from fanzha.trends.change import _ratio_interval


def test_without_dispersion_both_intervals_are_the_exact_one() -> None:
    n1, n0 = np.array([12.0, 0.0, 9.0, 300.0]), np.array([3.0, 9.0, 0.0, 250.0])
    _, low, high, _ = rate_ratio(n1, n0, 2.0, 1.0)
    wide = _ratio_interval(n1, n0, np.full(4, 0.5))
    assert wide[0] == pytest.approx(low, rel=1e-9)
    assert wide[1] == pytest.approx(high, rel=1e-9)


def test_dispersion_is_seen_through_season_and_trend() -> None:
    rng = np.random.default_rng(1)
    mean = 20 * (1 + 0.5 * np.cos(np.arange(260) / 8)) * np.exp(np.arange(260) / 300)
    poisson = dispersion_of(rng.poisson(mean, (100, 260)))
    wide = dispersion_of(rng.poisson(rng.gamma(np.broadcast_to(mean / 2, (100, 260)), 2.0)))
    assert poisson.mean() == pytest.approx(1.05, abs=0.08)
    assert wide.mean() == pytest.approx(3.0, rel=0.12)


def test_intervals_of_series_that_did_not_change() -> None:
    rng = np.random.default_rng(2)
    y = rng.poisson(rng.gamma(15.0, 2.0, (1500, 60))).astype(float)
    found = compare(y, "week")
    exact = (found.low <= 1) & (found.high >= 1)
    wide = (found.wide_low <= 1) & (found.wide_high >= 1)
    assert exact.mean() < 0.85
    assert 0.94 <= wide.mean() <= 0.99


def test_few_cases_are_not_compared() -> None:
    y = np.zeros((3, 20))
    y[:, 18:] = [[4, 5], [5, 5], [np.nan, 60]]
    found = compare(y, "week")
    assert found.compared.tolist() == [False, True, False]
    assert np.isnan(found.ratio[[0, 2]]).all()
    assert found.ratio[1] == 1


def test_against_the_same_week_of_last_year_and_by_residents() -> None:
    starts = np.datetime64("2024-01-01") + 7 * np.arange(120)
    y = np.full((1, 120), 10.0)
    y[0, 119], y[0, 119 - 52] = 40, 20
    residents = np.full((1, 120), 1000.0)
    residents[0, 119] = 2000
    assert compare(y, "year", starts=starts).ratio[0] == 2
    assert compare(y, "year", starts=starts, population=residents).ratio[0] == 1
    with pytest.raises(InputError, match="one year before"):
        compare(y[:, :30], "year")
    with pytest.raises(InputError, match="week or year"):
        compare(y, "month")  # type: ignore[arg-type]
