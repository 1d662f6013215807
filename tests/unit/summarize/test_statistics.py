import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fanzha.summarize.statistics import (
    benjamini_hochberg,
    beta_cdf,
    beta_quantile,
    binomial_interval,
    binomial_test,
    odds_ratio,
    poisson_interval,
    rate_ratio,
    wilson_interval,
)


@given(st.floats(0.001, 0.999), st.floats(0.5, 500), st.floats(0.5, 500))
def test_beta_agrees_with_scipy(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@given(st.floats(0.01, 0.99), st.integers(1, 300), st.integers(1, 300))
def test_quantile_inverts(p: float, a: int, b: int) -> None:
    assert beta_quantile(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), abs=1e-9)


@given(st.integers(0, 200), st.integers(0, 200))
def test_intervals_agree_with_scipy(k: int, more: int) -> None:
    n = k + more
    if n == 0:
        assert binomial_interval(0, 0) == wilson_interval(0, 0) == (0.0, 1.0)
        return
    result = stats.binomtest(k, n)
    exact, wilson = result.proportion_ci(method="exact"), result.proportion_ci(method="wilson")
    assert binomial_interval(k, n) == pytest.approx((exact.low, exact.high), abs=1e-8)
    assert wilson_interval(k, n) == pytest.approx((wilson.low, wilson.high), abs=1e-8)


@given(st.integers(0, 100), st.integers(1, 100), st.floats(0.05, 0.95))
def test_binomial_test_is_twice_the_smaller_tail(k: int, more: int, p: float) -> None:
    n = k + more
    wanted = min(1.0, 2 * min(stats.binom.cdf(k, n, p), stats.binom.sf(k - 1, n, p)))
    assert binomial_test(k, n, p) == pytest.approx(wanted, abs=1e-8)


@pytest.mark.parametrize("k", [0, 1, 2, 5, 20, 100, 1000])
def test_poisson_interval_is_close_to_the_exact_one(k: int) -> None:
    low = stats.chi2.ppf(0.025, 2 * k) / 2 if k else 0.0
    high = stats.chi2.ppf(0.975, 2 * k + 2) / 2
    assert poisson_interval(k) == pytest.approx((low, high), rel=0.02, abs=0.02)


def test_rate_ratio() -> None:
    ratio, low, high, p = rate_ratio(30, 1000, 10, 1000)
    assert ratio == pytest.approx(3)
    assert low < 3 < high
    assert p == pytest.approx(stats.binomtest(30, 40, 0.5).pvalue, rel=1e-6)
    assert rate_ratio(5, 1, 0, 1)[0] == math.inf
    assert rate_ratio(0, 1, 0, 1)[3] == 1.0


def test_odds_ratio_is_one_for_equal_odds() -> None:
    ratio, low, high, p = odds_ratio(20, 80, 200, 800)
    assert ratio == pytest.approx(1, abs=0.05)
    assert low < 1 < high
    assert p > 0.5


def test_false_discoveries_are_controlled_as_scipy_does() -> None:
    p = np.random.default_rng(0).uniform(size=50) ** 2
    assert benjamini_hochberg(list(p)) == pytest.approx(list(stats.false_discovery_control(p)))
    assert benjamini_hochberg([]) == []
