"""Early warning from several years: what it must and must not say."""

import numpy as np
import pytest

from fanzha.errors import InputError
from fanzha.trends import Options, Reason, farrington, weeks_ending


def _counts(rng: np.random.Generator, n_series: int, mean: float = 12.0, dispersion: float = 1.6) -> np.ndarray:
    season = 1 + 0.3 * np.cos(2 * np.pi * np.arange(320) / 52)
    return rng.poisson(rng.gamma(mean * season / (dispersion - 1), dispersion - 1, (n_series, 320))).astype(float)


@pytest.mark.parametrize("bound", ["delta", "muan"])
def test_false_alarms_are_rare(bound: str) -> None:
    y = _counts(np.random.default_rng(1), 400)
    found = farrington(y, range(300, 320, 4), options=Options(bound=bound))  # type: ignore[arg-type]
    assert (found.reason == Reason.JUDGED).all()
    assert found.alarm.mean() < 0.012


def test_a_tripled_week_is_seen_and_its_neighbours_are_not() -> None:
    y = _counts(np.random.default_rng(2), 60)
    y[:30, 319] = np.round(3 * y[:30, 319]) + 20
    alarm = farrington(y).alarm[:, 0]
    assert alarm[:30].mean() > 0.9
    assert alarm[30:].mean() < 0.1


def test_an_old_outbreak_does_not_raise_the_bound() -> None:
    y = _counts(np.random.default_rng(3), 80)
    burst = y.copy()
    burst[:, 266:270] += 90
    plain = farrington(y).upper[:, 0]
    weighted = farrington(burst).upper[:, 0]
    unweighted = farrington(burst, options=Options(reweight=False)).upper[:, 0]
    assert np.median(weighted / plain) < 1.3
    assert np.median(unweighted / plain) > 1.7


def test_one_series_at_a_time_gives_the_same() -> None:
    y = _counts(np.random.default_rng(4), 12)
    together = farrington(y, [310, 319], options=Options(bound="muan"))
    for i in range(len(y)):
        alone = farrington(y[i], [310, 319], options=Options(bound="muan"))
        assert alone.upper[0].tolist() == together.upper[i].tolist()
        assert alone.expected[0] == pytest.approx(together.expected[i], rel=1e-9)


def test_twice_the_population_with_twice_the_cases_is_no_alarm() -> None:
    rng = np.random.default_rng(5)
    population = np.full((50, 320), 1e5)
    population[:, 300:] = 3e5
    y = rng.poisson(20 * population / 1e5).astype(float)
    assert farrington(y).alarm.mean() > 0.9
    assert farrington(y, population=population).alarm.mean() < 0.06


def test_why_a_week_is_not_judged() -> None:
    y = _counts(np.random.default_rng(6), 4)
    y[0, 316:] = [1, 0, 1, 1]
    y[1, 319] = np.nan
    y[2, :200] = np.nan
    found = farrington(y, [100, 319])
    assert found.reason[:, 0].tolist() == [Reason.SHORT] * 4
    assert found.reason[:, 1].tolist() == [Reason.FEW, Reason.MISSING, Reason.MISSING, Reason.JUDGED]
    assert not found.alarm[:3].any()
    assert np.isnan(found.upper[1:3, 1]).all()


def test_weeks_without_a_count_are_left_out() -> None:
    y = _counts(np.random.default_rng(7), 30)
    holes = y.copy()
    holes[:, 60:280:11] = np.nan
    assert farrington(holes).upper == pytest.approx(farrington(y).upper, rel=0.25)


def test_a_trend_is_used_only_where_it_is_sure_and_does_not_run_away() -> None:
    rng = np.random.default_rng(8)
    weeks = np.arange(320)
    level = rng.poisson(30.0, (60, 320)).astype(float)
    falling = rng.poisson(60 * np.exp(-0.004 * weeks), (60, 320)).astype(float)
    rising = rng.poisson(2 * np.exp(0.015 * weeks), (60, 320)).astype(float)
    # As early warning judges; R's test of the trend keeps more of them: docs/trends.md.
    options = Options(variance="pearson")
    assert farrington(level, options=options).trend.mean() < 0.15
    assert farrington(falling, options=options).trend.mean() > 0.95
    assert farrington(rising, options=options).trend.mean() < 0.2


def test_series_of_zeros_is_never_an_alarm() -> None:
    y = np.zeros((2, 320))
    y[1, 319] = 9
    found = farrington(y, options=Options(variance="pearson"))
    assert not found.alarm[0, 0]
    assert found.alarm[1, 0]


def test_weeks_of_days_end_with_the_day() -> None:
    daily = np.arange(20.0)
    assert weeks_ending(daily)[0].tolist() == [sum(range(6, 13)), sum(range(13, 20))]
    assert weeks_ending(daily, 13)[0].tolist() == [sum(range(7)), sum(range(7, 14))]


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"alpha": 0.7}, "alpha"),
        ({"least_years": 6}, "least_years"),
        ({"levels": 0}, "levels"),
        ({"limit": (5, 0)}, "limit"),
        ({"bound": "other"}, "bound"),
    ],
)
def test_settings_that_make_no_sense(options: dict, rule: str) -> None:
    with pytest.raises(InputError, match=rule):
        farrington(np.ones(320), options=Options(**options))


def test_counts_must_be_counts() -> None:
    with pytest.raises(InputError, match="not negative"):
        farrington(np.full(320, -1.0))
    with pytest.raises(InputError, match="weeks of the series"):
        farrington(np.ones(320), [320])
    with pytest.raises(InputError, match="without a gap"):
        farrington(np.ones(320), starts=np.datetime64("2020-01-01") + 6 * np.arange(320))


def test_months_and_quarters() -> None:
    rng = np.random.default_rng(9)
    months = 40 * (1 + 0.4 * np.cos(2 * np.pi * np.arange(84) / 12))
    y = rng.poisson(rng.gamma(months * 2, 0.5, (200, 84))).astype(float)
    found = farrington(y, range(72, 84), period=12, options=Options(half_window=1, levels=4, skip=3))
    assert (found.reason == Reason.JUDGED).all()
    assert found.alarm.mean() < 0.015
    y[:, 83] *= 2
    assert farrington(y, period=12, options=Options(half_window=1, levels=4, skip=3)).alarm.mean() > 0.9


def test_a_mean_that_the_reference_weeks_do_not_tell_is_no_bound() -> None:
    # A few scattered cases: with its error, the mean might be any number, and a bound of that size takes for ever to find.
    y = np.zeros((1, 209))
    y[0, [9, 10, 17, 42, 50, 70, 74, 87, 88]] = 1, 2, 1, 1, 2, 1, 1, 1, 3
    starts = np.datetime64("2025-11-03") - 7 * np.arange(209)[::-1]
    options = Options(least_years=2, alpha=0.001, bound="muan", variance="pearson")
    found = farrington(y, starts=starts, options=options)
    assert found.reason[0, 0] == Reason.DIVERGED
    assert not found.alarm.any()
