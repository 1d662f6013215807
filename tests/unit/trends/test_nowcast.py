"""Counts corrected for late reports: by hand, and how often intervals hold the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.errors import InputError
from fanzha.trends import nowcast, triangle

DELAYS = np.array([0.35, 0.25, 0.15, 0.1, 0.08, 0.07])


def test_lawless_by_hand() -> None:
    table = [[6, 3, 1], [4, 4, 2], [5, 3, 9], [8, 9, 9]]
    found = nowcast(table)
    # Delay 2 seen on two days: 3 of 20; delay 1 on three days: 10 of 25.
    assert found.delay == pytest.approx([(1 - 3 / 20) * (1 - 10 / 25), 1 - 3 / 20, 1])
    assert found.reported.tolist() == [10, 10, 8, 8]
    assert found.point == pytest.approx([10, 10, 8 / 0.85, 8 / 0.51])
    assert found.low[:2].tolist() == found.high[:2].tolist() == [10, 10]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), min_size=1, max_size=60), st.sampled_from([1, 7]))
def test_no_case_is_lost_in_the_triangle(cases: list[tuple[int, int]], step: int) -> None:
    start = np.datetime64("2026-01-01")
    happened = start + np.array([d for d, _ in cases])
    told = happened + np.array([x for _, x in cases])
    end = start + 41
    table = triangle(happened, told, start, end, 3, step)
    rows = 42 // step
    assert table.shape == (rows, 4)
    assert np.nansum(table) == (told <= end).sum()
    days, delays = np.indices(table.shape)
    assert (np.isnan(table) == (days + delays >= rows)).all()


def test_a_report_cannot_come_first() -> None:
    with pytest.raises(InputError, match="follow"):
        triangle(["2026-01-02"], ["2026-01-01"], "2026-01-01", "2026-01-05", 2)
    with pytest.raises(InputError, match="more rows"):
        nowcast(np.ones((2, 4)))


def test_the_same_seed_gives_the_same_interval() -> None:
    table = np.random.default_rng(0).poisson(4, (30, 5))
    assert nowcast(table, seed=3).high.tolist() == nowcast(table, seed=3).high.tolist()


def _coverage(mean: float, wobble: float, overdispersed: bool) -> tuple[float, float]:
    rng = np.random.default_rng(11)
    inside, bias = [], []
    for seed in range(250):
        rate = mean * np.exp(0.3 * np.sin(np.arange(60) / 8 + seed))
        total = rng.poisson(rate)
        p = rng.dirichlet(DELAYS / wobble, 60) if wobble else np.tile(DELAYS, (60, 1))
        table = rng.multinomial(total, p)
        found = nowcast(table, overdispersed=overdispersed, draws=1500, seed=seed)
        recent = slice(-5, None)
        inside.append((found.low[recent] <= total[recent]) & (total[recent] <= found.high[recent]))
        bias.append(found.median[recent].sum() / total[recent].sum() - 1)
    return float(np.mean(inside)), float(np.mean(bias))


def test_intervals_hold_the_truth() -> None:
    coverage, bias = _coverage(60, 0.0, overdispersed=False)
    assert 0.93 <= coverage <= 0.97
    assert abs(bias) < 0.02


def test_intervals_hold_the_truth_where_delays_vary() -> None:
    too_narrow, _ = _coverage(120, 0.03, overdispersed=False)
    coverage, bias = _coverage(120, 0.03, overdispersed=True)
    assert too_narrow < 0.9
    assert 0.93 <= coverage <= 0.97
    assert abs(bias) < 0.03


def test_a_rare_type_is_not_multiplied_up_from_nothing() -> None:
    rng = np.random.default_rng(5)
    table = rng.multinomial(rng.poisson(0.3, 60), DELAYS)
    table[-3:] = 0
    assert nowcast(table).high[-1] <= 4
