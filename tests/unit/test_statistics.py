"""Intervals and tests against SciPy's and by their definition."""

import math

import numpy as np
import pytest

from fanzha import statistics as own

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize(("k", "n"), [(0, 5), (1, 5), (5, 5), (13, 40), (700, 9000), (1, 100_000)])
def test_intervals_of_a_share(k: int, n: int) -> None:
    exact = stats.binomtest(k, n).proportion_ci(method="exact")
    assert [float(v) for v in own.share_interval(k, n)] == pytest.approx([exact.low, exact.high], abs=1e-9)
    score = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert [float(v) for v in own.wilson_interval(k, n)] == pytest.approx([score.low, score.high], abs=1e-9)


@pytest.mark.parametrize("k", [0, 1, 7, 120, 4000])
def test_interval_of_a_count(k: int) -> None:
    low = stats.chi2.ppf(0.025, 2 * k) / 2 if k else 0.0
    assert [float(v) for v in own.count_interval(k)] == pytest.approx([low, stats.chi2.ppf(0.975, 2 * k + 2) / 2])


@pytest.mark.parametrize(("a", "b", "e1", "e0"), [(12, 3, 90, 90), (0, 9, 7, 56), (9, 0, 7, 56), (300, 250, 1e4, 2e4)])
def test_two_sided_p_of_two_counts(a: int, b: int, e1: float, e0: float) -> None:
    share = e1 / (e1 + e0)
    tails = stats.binom.cdf(a, a + b, share), stats.binom.sf(a - 1, a + b, share)
    ratio, low, high, p = (float(v) for v in own.rate_ratio(a, b, e1, e0))
    assert p == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-8)
    assert (low > 1 or high < 1) == (p < 0.05)
    assert low <= ratio <= high


@pytest.mark.parametrize("four", [(9, 6, 80, 700), (3, 10, 12, 40), (17, 200, 0, 500), (0, 5, 5, 5)])
def test_odds_ratio(four: tuple[int, int, int, int]) -> None:
    a, b, c, d = four
    ratio, low, high = own.odds_interval(a, b, c, d)
    exact = stats.contingency.odds_ratio([[a, b], [c, d]]).confidence_interval(0.95)
    assert low == pytest.approx(exact.low, rel=1e-6)
    assert high == pytest.approx(exact.high, rel=1e-6)
    assert ratio == (math.inf if b * c == 0 else a * d / (b * c))
    one_sided = [stats.fisher_exact([[a, b], [c, d]], side)[1] for side in ("less", "greater")]
    assert own.odds_p(a, b, c, d) == pytest.approx(min(1.0, 2 * min(one_sided)), rel=1e-8)


def test_benjamini_hochberg() -> None:
    p = np.random.default_rng(1).random(50) ** 3
    assert own.benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))


def test_the_median_lies_between_its_ranks() -> None:
    assert own.median_rank(5) is None
    for n in (6, 7, 20, 101, 1000):
        rank = own.median_rank(n)
        assert rank is not None
        assert stats.binom.cdf(rank - 1, n, 0.5) <= 0.025 < stats.binom.cdf(rank, n, 0.5)
