import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fanzha.decide import REASONS, DecisionRule, Signs, choose_rule, decide, prediction_sets


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
    assert decide(p, rule, _signs([3, 4], [3, 4], [1, 1])).needs_review.tolist() == [True, False]


def _signs(characters, han, familiarity) -> Signs:
    return Signs(np.array(characters), np.array(han), np.array(familiarity, np.float32))


def test_every_reason_for_review_is_told() -> None:
    rule = DecisionRule(threshold=0.5, target_precision=0.9, min_han=0.3, min_familiarity=0.6)
    p = np.array([[0.9, 0.1]] * 4 + [[0.5, 0.4]] + [[0.45, 0.4]])
    signs = _signs([3, 80, 80, 80, 80, 80], [3, 10, 80, 80, 80, 80], [0.1, 0.9, 0.4, 0.9, np.nan, 0.9])
    told = [REASONS[r] for r in decide(p, rule, signs).reason]
    assert told == ["short", "foreign", "unfamiliar", "", "", "unsure"]


def test_a_short_text_may_look_strange_by_chance() -> None:
    rule = DecisionRule(threshold=0.5, target_precision=0.9, min_familiarity=0.6)
    p = np.array([[0.9, 0.1]] * 2)
    assert decide(p, rule, _signs([8, 200], [8, 200], [0.5, 0.5])).needs_review.tolist() == [False, True]


def test_the_least_familiar_of_the_held_out_texts_set_the_limit() -> None:
    rng = np.random.default_rng(5)
    n = 2000
    p = np.tile([0.8, 0.2], (n, 1))
    signs = _signs([100] * n, [100] * n, rng.uniform(0.5, 1.0, n))
    rule = choose_rule(p, np.zeros(n, int), 0.9, signs, unfamiliar_share=0.05)
    assert decide(p, rule, signs).needs_review.mean() == pytest.approx(0.05, abs=0.005)


@given(st.floats(0, 1))
def test_the_text_at_the_limit_of_familiarity_stays_decided(least: float) -> None:
    signs = _signs([100] * 30, [100] * 30, [least] * 30)
    rule = choose_rule(np.tile([0.8, 0.2], (30, 1)), np.zeros(30, int), 0.9, signs, unfamiliar_share=0.1)
    assert not decide(np.array([[0.8, 0.2]]), rule, _signs([100], [100], [least])).needs_review.any()


def test_prediction_sets_hold_the_truth_as_often_as_promised_type_by_type() -> None:
    rng = np.random.default_rng(11)

    def drawn(n: int):
        truth = rng.choice(3, n, p=[0.7, 0.25, 0.05])
        logits = rng.normal(0, 1, (n, 3)) + 1.5 * np.eye(3)[truth] * np.array([2, 1, 0.3])
        e = np.exp(logits)
        return e / e.sum(axis=1, keepdims=True), truth

    rule = choose_rule(*drawn(6000), 0.9, set_coverage=0.9)
    p, truth = drawn(20000)
    sets = prediction_sets(p, rule)
    for c in range(3):
        assert sets[truth == c, c].mean() >= 0.87
    assert sets.any(axis=1).all()
    assert sets.sum(axis=1).mean() < 2
    # Without thresholds nothing is ruled out.
    assert prediction_sets(p, DecisionRule(threshold=0.5, target_precision=0.9)).all()


def test_order_is_most_probable_first() -> None:
    rule = DecisionRule(threshold=0.0, target_precision=0.9)
    assert decide(np.array([[0.2, 0.5, 0.3]]), rule).order.tolist() == [[1, 2, 0]]


def test_what_is_no_number_goes_to_review() -> None:
    rule = DecisionRule(threshold=0.5, target_precision=0.9)
    assert decide(np.array([[np.nan, np.nan]]), rule).needs_review.all()


def test_what_could_not_be_read_rules_nothing_out() -> None:
    rule = DecisionRule(
        threshold=0.5, target_precision=0.9, min_han=0.3, min_familiarity=0.6, set_thresholds=(0.3, 0.3, 0.3)
    )
    p = np.array([[0.9, 0.06, 0.04]] * 4 + [[0.4, 0.4, 0.2]])
    signs = _signs([3, 80, 80, 80, 80], [3, 10, 80, 80, 80], [0.9, 0.9, 0.4, 0.9, 0.9])
    made = decide(p, rule, signs)
    assert made.reasons == ["short", "foreign", "unfamiliar", None, "unsure"]
    assert made.sets.sum(axis=1).tolist() == [3, 3, 3, 1, 2]
