import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from fanzha.reliability import (
    augrc,
    classwise_calibration_error,
    coverage_at,
    equal_bins,
    expected_calibration_error,
    risk_at,
    risk_coverage,
)


def _honest(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    p = rng.dirichlet([0.6] * 4, n)
    truth = (rng.uniform(size=(n, 1)) > p.cumsum(axis=1)).sum(axis=1)
    return p, np.minimum(truth, 3)


def test_calibration_error_is_nil_for_honest_probabilities_and_large_for_boasts() -> None:
    p, truth = _honest(20000)
    assert expected_calibration_error(p.max(axis=1), p.argmax(axis=1) == truth) < 0.02
    assert classwise_calibration_error(p, truth) < 0.02
    boast = np.eye(4)[p.argmax(axis=1)]
    assert classwise_calibration_error(boast, truth) > 0.1
    assert expected_calibration_error(np.full(1000, 0.95), np.arange(1000) % 2 == 0) == pytest.approx(0.45)


def test_a_truth_outside_of_the_columns_counts_against_all_of_them() -> None:
    assert classwise_calibration_error(np.array([[1.0, 0.0]] * 30), np.full(30, -1)) == pytest.approx(0.5)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_area_is_the_mean_share_of_silent_errors(right: list[bool]) -> None:
    confidence = np.linspace(1, 0.1, len(right))
    coverage, risk = risk_coverage(confidence, np.array(right))
    joint = np.r_[0, coverage * risk]
    assert augrc(confidence, np.array(right)) == pytest.approx(np.trapezoid(joint, np.r_[0, coverage]))


def test_area_runs_from_nil_to_a_half_and_rewards_knowing_what_is_wrong() -> None:
    confidence, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, True, False])
    assert augrc(confidence, np.ones(4, bool)) == 0
    assert augrc(confidence, np.zeros(4, bool)) == 0.5
    assert augrc(confidence, right) < augrc(confidence[::-1], right)


def test_coverage_stops_where_precision_would_fall_below() -> None:
    confidence = np.array([0.9] * 100 + [0.8] * 50 + [0.7] * 50)
    right = np.array([True] * 100 + [True] * 49 + [False] + [False] * 50)
    found = coverage_at(confidence, right, 0.99)
    assert found.decided == 150
    assert found.coverage == 0.75
    assert found.low == pytest.approx(beta.ppf(0.025, 149, 2), abs=1e-6)
    assert found.high == pytest.approx(beta.ppf(0.975, 150, 1), abs=1e-6)


def test_nothing_is_covered_where_nothing_is_right() -> None:
    found = coverage_at(np.array([0.9, 0.8]), np.array([False, False]))
    assert (found.coverage, found.decided, found.low) == (0, 0, None)
    assert coverage_at(np.zeros(0), np.zeros(0, bool)).coverage == 0


def test_a_handful_of_lucky_texts_covers_nothing() -> None:
    confidence = np.linspace(1, 0.1, 100)
    for lucky, covered in ((19, 0), (20, 20), (30, 30)):
        assert coverage_at(confidence, np.arange(100) < lucky, 1.0).decided == covered
    assert coverage_at(confidence[:5], np.ones(5, bool)).decided == 0


def test_risk_is_that_of_the_most_confident_texts() -> None:
    confidence = np.array([0.1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15])
    right = np.array([False, True, True, True, True, False, True, True, True, False])
    found = risk_at(confidence, right)
    assert list(found) == ["0.5", "0.6", "0.7", "0.8", "0.9", "1"]
    assert list(found.values()) == pytest.approx([1 / 5, 1 / 6, 1 / 7, 1 / 8, 2 / 9, 3 / 10])
    # Rounded up to whole texts.
    assert risk_at(confidence[:3], right[:3]) == pytest.approx(
        {"0.5": 0, "0.6": 0, "0.7": 1 / 3, "0.8": 1 / 3, "0.9": 1 / 3, "1": 1 / 3}
    )
    assert risk_at(confidence[:0], right[:0]) == {}


def test_bins_hold_all_texts_in_order() -> None:
    p, truth = _honest(1000)
    bins = equal_bins(p.max(axis=1), p.argmax(axis=1) == truth)
    assert [b.n for b in bins] == [67] * 10 + [66] * 5
    assert [b.stated for b in bins] == sorted(b.stated for b in bins)
    assert sum(b.true * b.n for b in bins) == pytest.approx((p.argmax(axis=1) == truth).sum())
    assert len(equal_bins(np.array([0.5]), np.array([True]))) == 1
