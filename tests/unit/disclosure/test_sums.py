"""Sums of losses, and phrases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.disclosure import Axis, CountTable, dominated, publishable, suppress, suppress_sums
from fanzha.errors import InputError

KINDS, STREETS = Axis("type", ("a", "b", "c", "d")), Axis("street", ("p", "q", "r"))


def test_dominance() -> None:
    assert dominated([80, 10, 10])
    assert not dominated([75, 15, 10])
    assert dominated([40, 40, 20], n=2)
    assert not dominated([])


def test_sums_of_hidden_counts_and_dominated_sums_are_hidden_and_cannot_be_subtracted() -> None:
    counts = np.array([[2, 40, 40], [40, 40, 40], [40, 40, 40], [40, 40, 40]])
    sums = counts * 1000.0
    largest = np.full(counts.shape, 3000.0)
    largest[0, 0] = 1500
    sums[2, 1], largest[2, 1] = 500_000, 450_000
    one = CountTable((KINDS, STREETS), counts)
    hidden = suppress_sums(suppress(one, 5), one, sums, largest)
    assert hidden.shape == (4, 5)  # street, type, and the sums over both
    by_type = hidden.T
    assert by_type[0, 0]
    assert by_type[2, 1]
    for line in (*by_type, *by_type.T):
        assert line.sum() != 1
    inside = suppress_sums(suppress(one, 5), one, sums, largest, share=1.0)
    assert inside.sum() <= hidden.sum()
    assert not inside.T[2, 1] or suppress(one, 5).hidden(one)[2, 1] or inside.T[2].sum() > 1


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_every_line_leaves_hidden_sums_open(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(9, (4, 3))
    cases = [[rng.lognormal(8, 1.5, n) for n in row] for row in counts]
    sums = np.array([[c.sum() for c in row] for row in cases])
    largest = np.array([[c.max(initial=0.0) for c in row] for row in cases])
    one = CountTable((KINDS, STREETS), counts)
    found = suppress(one, 5)
    hidden = suppress_sums(found, one, sums, largest).T
    assert np.all(hidden[:4, :3] >= found.hidden(one))
    for i in range(4):
        for j in range(3):
            if sums[i, j] and dominated(cases[i][j]):
                assert hidden[i, j]
    for line in (*hidden, *hidden.T):
        assert line.sum() != 1


def test_sums_must_fit() -> None:
    one = CountTable((KINDS, STREETS), np.full((4, 3), 9))
    with pytest.raises(InputError, match="shape"):
        suppress_sums(suppress(one, 5), one, np.ones((2, 2)), np.ones((2, 2)))
    with pytest.raises(InputError, match="above"):
        suppress_sums(suppress(one, 5), one, np.ones((4, 3)), np.full((4, 3), 2.0))


def test_phrases_need_ten_cases() -> None:
    assert publishable({"先垫付再返佣": 12, "低价机票": 9, "屏幕共享": 30, " ": 50}) == ("屏幕共享", "先垫付再返佣")
    assert publishable({"屏幕共享": 9}, minimum=5) == ("屏幕共享",)
    for wrong in (({"a": 3}, 1), ({"a": -1}, 10)):
        with pytest.raises(InputError):
            publishable(*wrong)


def test_a_longer_phrase_does_not_tell_of_the_few_that_lack_it() -> None:
    assert publishable({"共享屏幕": 20, "打开共享屏幕": 19}) == ("共享屏幕",)
    assert publishable({"共享屏幕": 40, "打开共享屏幕": 19}) == ("共享屏幕", "打开共享屏幕")
    assert publishable({"共享屏幕": 20, "打开共享屏幕": 20}) == ("共享屏幕", "打开共享屏幕")
