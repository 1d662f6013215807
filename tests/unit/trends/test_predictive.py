"""Bounds of counts against SciPy's distributions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.trends.predictive import counted, normal_tail, transformed

stats = pytest.importorskip("scipy.stats")


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.01, 20_000),
    st.one_of(st.just(1.0), st.floats(1.01, 50)),
    st.sampled_from([0.0005, 0.005, 0.05, 0.2]),
    st.integers(0, 30_000),
)
def test_counted_bounds_are_quantiles(mean: float, dispersion: float, alpha: float, y: int) -> None:
    one = stats.nbinom(mean / (dispersion - 1), 1 / dispersion) if dispersion > 1 else stats.poisson(mean)
    lower, upper, p = counted(np.array([mean]), np.array([dispersion]), alpha, np.array([float(y)]))
    for bound, level in ((lower[0], alpha), (upper[0], 1 - alpha)):
        assert one.cdf(bound) >= level - 1e-9
        assert bound == 0 or one.cdf(bound - 1) < level + 1e-9
    assert p[0] == pytest.approx(one.sf(y - 1), rel=1e-6, abs=1e-9)


def test_many_bounds_at_once_are_each_their_own() -> None:
    mean, dispersion = np.array([0.1, 3.0, 800.0, 40.0]), np.array([1.0, 2.5, 6.0, 1.0])
    y = np.zeros(4)
    together = counted(mean, dispersion, 0.005, y)
    for i in range(4):
        alone = counted(mean[i : i + 1], dispersion[i : i + 1], 0.005, y[:1])
        assert [v[i] for v in together] == [v[0] for v in alone]


def test_the_upper_bound_is_passed_as_often_as_said() -> None:
    rng = np.random.default_rng(4)
    mean, dispersion = 30.0, 2.0
    y = rng.poisson(rng.gamma(mean, 1.0, 200_000))
    _, upper, p = transformed(
        np.full(len(y), mean), np.zeros(len(y)), np.full(len(y), dispersion), 0.01, y.astype(float)
    )
    assert (y > upper).mean() == pytest.approx(0.01, abs=0.004)
    assert ((y > upper) == (p < 0.01)).all()


def test_normal_tail() -> None:
    x = np.array([-3.0, 0.0, 1.5, 8.0])
    assert normal_tail(x) == pytest.approx(stats.norm.sf(x), rel=1e-12)
