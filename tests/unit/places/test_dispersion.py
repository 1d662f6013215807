"""The estimate of dispersion against counts that were drawn with it, and scans of such counts."""

import numpy as np
import pytest

from fanzha.errors import InputError
from fanzha.places import Geography, dispersion, scan
from fanzha.places.dispersion import groups
from fanzha.places.replicas import Dispersed

STREETS, STATIONS, DAYS = 28, 7, 90


def district() -> Geography:
    at = np.random.default_rng(3).uniform(0, 10, (STREETS, 2))
    return Geography(tuple(f"街{i}" for i in range(STREETS)), tuple(f"所{i % STATIONS}" for i in range(STREETS)), at)


def drawn(factor: float, rng: np.random.Generator, a_day: float = 0.05) -> np.ndarray:
    """Counts of streets and days whose weeks in stations vary by a factor, weeks counted from the first day."""
    weeks = -(-DAYS // 7)
    at = groups(district())
    mean = a_day * 7 * STREETS / STATIONS
    high = np.ones((STATIONS, weeks))
    if factor > 1:
        shape = mean / (factor - 1)
        high = rng.gamma(shape, 1 / shape, (STATIONS, weeks))
    return rng.poisson(a_day * high[at][:, np.arange(DAYS) // 7])


@pytest.mark.parametrize(("factor", "low", "high"), [(1.0, 1.0, 1.1), (1.5, 1.15, 1.6), (3.0, 1.8, 3.2)])
def test_the_estimate_is_near_what_was_drawn(factor: float, low: float, high: float) -> None:
    rng = np.random.default_rng(11)
    tables = {str(i): drawn(factor, rng) for i in range(13)}
    assert low <= dispersion(tables, district()) <= high


def test_an_outbreak_of_the_last_months_does_not_hide_the_next() -> None:
    rng = np.random.default_rng(12)
    tables = {str(i): drawn(1.0, rng) for i in range(13)}
    before = dispersion(tables, district())
    tables["4"][5, 20:25] += 8  # forty cases in a week in one street
    assert dispersion(tables, district()) < before + 0.25


def test_what_is_looked_for_is_left_out() -> None:
    rng = np.random.default_rng(13)
    tables = {str(i): drawn(1.0, rng) for i in range(13)}
    before = dispersion(tables, district())
    for table in tables.values():
        table[5, -30:] += 1
    assert dispersion(tables, district()) == before


def test_busy_stations_and_busy_weeks_are_no_dispersion() -> None:
    rng = np.random.default_rng(14)
    rate = np.outer(np.linspace(0.02, 0.2, STREETS), np.linspace(0.5, 2, DAYS))
    tables = {str(i): rng.poisson(rate) for i in range(13)}
    assert dispersion(tables, district()) < 1.1


def test_too_little_is_one() -> None:
    assert dispersion({}, district()) == 1.0
    assert dispersion({"a": np.ones((STREETS, 40), dtype=np.int64)}, district()) == 1.0
    few = np.zeros((STREETS, DAYS), dtype=np.int64)
    few[0, :5] = 1
    assert dispersion({"a": few}, district()) == 1.0


def test_one_station_is_told_by_streets() -> None:
    one = Geography(("甲", "乙", "丙"), ("所", "所", "所"))
    assert sorted(groups(one).tolist()) == [0, 1, 2]


def test_replicas_have_the_total_and_vary_by_the_factor() -> None:
    expected = np.full((STREETS, DAYS), 0.05)
    total = int(expected.sum())
    at = groups(district())
    made = Dispersed(expected, total, at, 2.0).draw(400, np.random.default_rng(1))
    assert made.shape == (400, DAYS, STREETS)
    assert set(made.sum(axis=(1, 2)).tolist()) == {float(total)}
    assert made.mean(axis=0).sum(axis=0) == pytest.approx(expected.sum(axis=1), rel=0.1)
    # Of a week in a station; its days lie in two weeks of the draw, so that a part of the factor is lost.
    week = made[:, 30:37][:, :, at == 0].sum(axis=(1, 2))
    assert 1.4 < week.var() / week.mean() < 2.1


def test_p_values_hold_where_counts_vary_more_than_chance() -> None:
    rng = np.random.default_rng(15)
    place, expected = district(), np.full((STREETS, DAYS), 1.0)
    loose, strict = [], []
    for _ in range(60):
        counts = drawn(3.0, rng)
        loose.append(scan(counts, place, expected=expected, replicas=99).clusters[0].p)
        strict.append(scan(counts, place, expected=expected, replicas=99, dispersion=3.0).clusters[0].p)
    assert np.mean(np.array(loose) <= 0.05) > 0.15
    assert np.mean(np.array(strict) <= 0.05) <= 0.1


@pytest.mark.parametrize("wrong", [0.9, float("nan"), float("inf")])
def test_a_dispersion_below_one_is_refused(wrong: float) -> None:
    counts = np.ones((STREETS, DAYS), dtype=np.int64)
    with pytest.raises(InputError, match="dispersion"):
        scan(counts, district(), expected=np.ones((STREETS, DAYS)), dispersion=wrong)


@pytest.mark.parametrize("days", range(14, 60, 3))
def test_a_short_table_does_not_excuse_its_last_week(days: int) -> None:
    counts = np.ones((STREETS, days), dtype=np.int64)
    counts[3, -7:] += 20
    assert dispersion({"a": counts}, district()) == 1.0


def test_a_week_that_the_table_cuts_varies_as_a_part_of_a_whole_one() -> None:
    expected = np.full((STREETS, DAYS), 0.2)
    at = groups(district())
    made = Dispersed(expected, int(expected.sum()), at, 3.0).draw(1500, np.random.default_rng(2))
    last, middle = (made[:, day][:, at == 0].sum(axis=1) for day in (DAYS - 1, DAYS // 2))
    assert last.var() / last.mean() == pytest.approx(middle.var() / middle.mean(), rel=0.2)
