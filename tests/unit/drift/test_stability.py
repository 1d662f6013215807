from functools import cache, partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.drift import pool, psi, psi_limit
from fanzha.errors import InputError

COUNTS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=20).filter(
    lambda pairs: sum(a for a, _ in pairs) > 0 and sum(b for _, b in pairs) > 0
)


@given(COUNTS)
def test_the_index_is_a_divergence(pairs) -> None:
    a, b = zip(*pairs, strict=True)
    value = psi(a, b)
    assert value >= 0
    assert np.isfinite(value)
    assert value == pytest.approx(psi(b, a), rel=1e-12, abs=1e-15)
    assert psi(a, a) == 0


@given(COUNTS, st.randoms(use_true_random=False), st.integers(2, 9))
def test_order_scale_and_absent_types_change_nothing(pairs, random, times) -> None:
    positive = [(a + 1, b + 1) for a, b in pairs]
    a, b = zip(*positive, strict=True)
    value = psi(a, b)
    random.shuffle(positive)
    shuffled = psi(*zip(*positive, strict=True))
    assert shuffled == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert psi([times * x for x in a], b) == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert psi([*a, 0], [*b, 0]) == pytest.approx(value, rel=1e-12, abs=1e-15)
    assert psi([times * x for x in a], a) == pytest.approx(0, abs=1e-12)


@given(COUNTS)
def test_joining_types_never_adds_drift(pairs) -> None:
    positive = [(a + 1, b + 1) for a, b in pairs]
    a, b = zip(*positive, strict=True)
    joined = psi([a[0] + a[-1], *a[1:-1]], [b[0] + b[-1], *b[1:-1]]) if len(a) > 1 else 0.0
    assert joined <= psi(a, b) + 1e-12


def test_the_index_is_what_a_pocket_calculator_says() -> None:
    # (0.5 - 0.25) ln 2 + (0.5 - 0.75) ln(2 / 3)
    assert psi([50, 50], [25, 75]) == pytest.approx(0.25 * np.log(2) - 0.25 * np.log(2 / 3), rel=1e-12)


@pytest.mark.parametrize(("a", "b"), [([1, 2], [1]), ([], []), ([0, 0], [1, 1]), ([1, 1], [0, 0]), ([-1, 3], [1, 1])])
def test_what_is_no_mix_is_refused(a, b) -> None:
    with pytest.raises(InputError):
        psi(a, b)


@given(COUNTS)
def test_pooling_keeps_all_texts_and_no_rare_cell(pairs) -> None:
    a, b = zip(*pairs, strict=True)
    x, y = pool(a, b)
    assert x.sum() == sum(a)
    assert y.sum() == sum(b)
    expected = y / y.sum() * x.sum()
    assert len(x) == 1 or (expected >= 5 - 1e-9).all()


def test_without_drift_the_limit_is_passed_as_often_as_said() -> None:
    rng = np.random.default_rng(7)
    shares = np.array([0.3, 0.2, 0.15, 0.1, 0.1, 0.06, 0.04, 0.03, 0.01, 0.01])
    for n, m in ((80, 640), (300, 640), (2000, 10_000)):
        passed, limit = [], cache(partial(psi_limit, n, m, alpha=0.05))
        for _ in range(2000):
            x, y = pool(rng.multinomial(n, shares), rng.multinomial(m, shares))
            passed.append(psi(x, y) > limit(cells=len(x)))
        assert 0.03 < np.mean(passed) < 0.07, (n, m)


def test_the_limit_is_the_quantile_of_chi_square() -> None:
    # 13 degrees of freedom: 22.362 is exceeded with 5%, 41.7 with about 1 in 13,000 (tables of the distribution).
    assert psi_limit(100, 100, 14, 0.05) == pytest.approx(22.362 * 0.02, rel=1e-4)
    assert psi_limit(1, 1e12, 2, 0.05) == pytest.approx(3.841459, rel=1e-6)
    assert psi_limit(10, 10, 3, 1e-4) == pytest.approx(-2 * np.log(1e-4) * 0.2, rel=1e-6)
