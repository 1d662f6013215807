"""The model card says when a person must look, and what a prediction set promises."""

from dataclasses import replace

import numpy as np
import pytest

from fanzha.decide import REASONS, DecisionRule
from fanzha.evaluate import Metrics, evaluate
from fanzha.labels import LabelMap
from fanzha.training import card

RULE = DecisionRule(
    threshold=0.62,
    target_precision=0.95,
    n=400,
    min_characters=5,
    min_han=0.35,
    min_familiarity=0.4321,
    set_coverage=0.9,
    set_thresholds=(0.3, 0.4),
)


@pytest.fixture(scope="module")
def held_out() -> Metrics:
    # Of 10 loans 8 stand in their sets, of 30 benign texts all; two types are possible nowhere.
    p = np.array([[0.9, 0.1]] * 8 + [[0.2, 0.8]] * 2 + [[0.1, 0.9]] * 30)
    space = LabelMap(("loan",) * 10 + ("benign",) * 30, ("loan", "benign"), np.eye(2, dtype=np.float32), False)
    return evaluate(p, space, RULE)


def test_the_card_names_every_reason_with_its_number(held_out: Metrics) -> None:
    lines = card("m", {}, held_out, "t", RULE).splitlines()
    numbers = ("min_characters 5", "min_han 0.35", "min_familiarity 0.4321", "threshold 0.620")
    for reason, number in zip(REASONS[1:], numbers, strict=True):
        (row,) = [line for line in lines if line.startswith(f"| {reason} |")]
        assert row.endswith(f"| {number} |")


def test_the_card_tells_the_coverage_of_the_sets(held_out: Metrics) -> None:
    text = " ".join(card("m", {}, held_out, "t", RULE).split())
    assert "in 90% of the texts of each type (set_coverage)" in text
    assert "it held 95.0%, of the worst type (loan) 80.0%, with 1.00 types a text" in text
    bare = RULE.model_copy(update={"set_thresholds": ()})
    assert "every type stands in every set" in card("m", {}, held_out, "t", bare)
    assert "every type stands in every set" in card("m", {}, replace(held_out, set_coverage={}), "t", RULE)
