import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fanzha.decide import DecisionRule, choose_rule, decide


def _binary(top: list[float], right: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    p = np.array([[t, 1 - t] for t in top])
    return p, np.array([0 if r else 1 for r in right])


def test_threshold_keeps_the_wanted_precision() -> None:
    top = [0.99] * 40 + [0.8] * 10 + [0.6] * 50
    right = [True] * 40 + [True] * 8 + [False] * 2 + [False] * 50
    rule = choose_rule(*_binary(top, right), 0.95)
    assert 0.6 < rule.threshold <= 0.8
    assert rule.precision == pytest.approx(48 / 50)
    assert rule.coverage == pytest.approx(0.5)


def test_a_target_out_of_reach_sends_everything_to_review() -> None:
    rule = choose_rule(*_binary([0.9] * 60, [True, False] * 30), 0.95)
    assert rule.threshold == 1.0
    assert rule.precision is None
    assert decide(np.array([[0.99, 0.01]]), rule).needs_review.all()


def test_nothing_to_choose_from() -> None:
    assert choose_rule(np.zeros((0, 2)), np.zeros(0, np.int64), 0.9).threshold == 1.0


@given(
    hnp.arrays(np.float64, st.tuples(st.integers(30, 120), st.just(3)), elements=st.floats(0.01, 1)),
    st.integers(0, 9),
)
def test_the_promise_holds_on_the_texts_it_was_made_on(raw: np.ndarray, seed: int) -> None:
    p = raw / raw.sum(axis=1, keepdims=True)
    truth = np.random.default_rng(seed).integers(0, 3, len(p))
    rule = choose_rule(p, truth, 0.7)
    made = decide(p, rule)
    decided = ~made.needs_review
    if rule.precision is not None:
        assert (made.best[decided] == truth[decided]).mean() >= 0.7 - 1e-9
        assert decided.mean() == pytest.approx(rule.coverage, abs=1e-6)


def test_short_texts_go_to_review_however_sure_the_model_is() -> None:
    rule = DecisionRule(threshold=0.5, target_precision=0.9, min_characters=4)
    p = np.array([[0.99, 0.01], [0.99, 0.01]])
    assert decide(p, rule, np.array([3, 4])).needs_review.tolist() == [True, False]


def test_order_is_most_probable_first() -> None:
    rule = DecisionRule(threshold=0.0, target_precision=0.9)
    assert decide(np.array([[0.2, 0.5, 0.3]]), rule).order.tolist() == [[1, 2, 0]]


def test_what_is_no_number_goes_to_review() -> None:
    rule = DecisionRule(threshold=0.5, target_precision=0.9)
    assert decide(np.array([[np.nan, np.nan]]), rule).needs_review.all()
