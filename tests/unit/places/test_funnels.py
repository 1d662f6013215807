"""Funnel limits against SciPy's exact tails, overdispersion against what was planted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.errors import InputError
from fanzha.places import funnel
from fanzha.places.funnels import poisson_limits

poisson = pytest.importorskip("scipy.stats").poisson


@settings(max_examples=30, deadline=None)
@given(st.floats(0.05, 400), st.sampled_from([0.95, 0.998]))
def test_a_count_is_outside_exactly_where_its_tail_is_too_small(expected: float, level: float) -> None:
    low, high = (float(v) * expected for v in poisson_limits(expected, level))
    side = (1 - level) / 2
    first = int(poisson.isf(side, expected))
    for k in range(max(0, first - 3), first + 4):
        tail = poisson.sf(k - 1, expected)
        if abs(tail - side) > 1e-9:
            assert (k > high) == (tail < side)
    last = int(poisson.ppf(side, expected))
    for k in range(max(0, last - 3), last + 4):
        tail = poisson.cdf(k, expected)
        if abs(tail - side) > 1e-9:
            assert (k < low) == (tail < side)


def test_p_values_and_limits_agree() -> None:
    observed, expected = np.array([0, 2, 9, 10, 70, 201, 120]), np.array([4.0, 0.5, 3, 10, 40, 200, 170])
    for point in funnel(list("abcdefg"), observed, expected, dispersion="none").points:
        assert (point.outside != "") == (point.p < 0.05)
        assert (point.outside == "outer") == (point.p < 0.002)
        assert point.q >= point.p


def test_areas_that_differ_by_chance_alone_get_exact_limits() -> None:
    rng = np.random.default_rng(1)
    e = rng.uniform(10, 200, 40)
    found = funnel([str(i) for i in range(40)], rng.poisson(e), e)
    assert found.phi == pytest.approx(1, abs=0.5)
    assert sum(p.outside == "outer" for p in found.points) <= 1


@pytest.mark.parametrize("dispersion", ["additive", "multiplicative"])
def test_overdispersion_widens_the_funnel_and_leaves_the_outlier_outside(dispersion: str) -> None:
    rng = np.random.default_rng(2)
    e = rng.uniform(60, 400, 60)
    o = rng.poisson(e * np.exp(rng.normal(0, 0.2, 60)))
    o[7] = int(e[7] * 3)
    names = [str(i) for i in range(60)]
    narrow, wide = funnel(names, o, e, dispersion="none"), funnel(names, o, e, dispersion=dispersion)
    assert sum(p.outside == "outer" for p in narrow.points) > 8
    outside = [p.name for p in wide.points if p.outside == "outer"]
    assert "7" in outside
    assert len(outside) <= 3
    assert wide.points[7].q < 0.01
    if dispersion == "additive":
        assert wide.tau == pytest.approx(0.1, abs=0.04)  # the square root halves the logarithm's deviation


def test_tau_by_hand() -> None:
    o, e = np.array([16.0, 36, 64, 100]), np.array([25.0, 25, 81, 64])
    z = np.array([-2.0, 2, -2, 4])
    phi = (z**2).mean()
    w = 4 * e
    found = funnel(list("abcd"), o, e, winsorised=0)
    assert found.phi == pytest.approx(phi)
    assert found.tau**2 == pytest.approx((4 * phi - 3) / (w.sum() - (w**2).sum() / w.sum()))
    low, high = found.limits(25.0)
    half = 1.959963984540054 * np.sqrt(1 / 100 + found.tau**2)
    assert (float(low), float(high)) == pytest.approx(((1 - half) ** 2, (1 + half) ** 2))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(InputError, match="positive"):
        funnel(["a"], [1], [0])
    with pytest.raises(InputError, match="expected count"):
        funnel(["a"], [1, 2], [1, 2])
