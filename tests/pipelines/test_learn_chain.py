"""The chain over amounts learns what follows what, and its weights fit the decoder that is shipped."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

from scipy.sparse import csr_matrix

from fanzha.facts.amount_roles import ASKED, OTHER, PAID, SUM, Chain
from pipelines.learn_facts.chain import fit_chain


def sequences(count: int, seed: int) -> tuple[csr_matrix, np.ndarray, list[int], np.ndarray]:
    """Return amounts of which the first tells its role, and the second follows from it alone."""
    random = np.random.default_rng(seed)
    rows, roles = [], []
    for _ in range(count):
        first = int(random.integers(2))  # paid, then a sum; demanded, then something else
        rows += [first, 2]
        roles += [(PAID, ASKED)[first], (SUM, OTHER)[first]]
    n = len(rows)
    signs = csr_matrix((np.ones(n), (np.arange(n), rows)), (n, 3))
    return signs, np.zeros(n, int), [2] * count, np.array(roles)


def test_what_follows_tells_a_role() -> None:
    signs, joins, lengths, roles = sequences(60, 0)
    weights = fit_chain(signs, joins, lengths, roles, np.ones(60), 0.01, 60)
    chain = Chain(
        weights.signs.astype(np.float32), weights.follows.tolist(), weights.first.tolist(), weights.bias.tolist()
    )
    for first, second in ((PAID, SUM), (ASKED, OTHER)):
        worth = chain.worth(np.array([[0 if first == PAID else 1], [2]], dtype=np.uint32)).tolist()
        likely, best = chain.ways(worth, [0, 0])[0]
        assert best == (first, second)
        assert likely > -0.1


def test_a_narrative_that_counts_for_nothing_changes_nothing() -> None:
    signs, joins, lengths, roles = sequences(40, 1)
    weight = np.ones(40)
    weight[20:] = 0.0
    wrong = roles.copy()
    wrong[40:] = OTHER  # of those that count for nothing
    one = fit_chain(signs, joins, lengths, roles, weight, 0.1, 40)
    other = fit_chain(signs, joins, lengths, wrong, weight, 0.1, 40)
    assert np.allclose(one.signs, other.signs, atol=1e-6)
    assert np.allclose(one.follows, other.follows, atol=1e-6)


def test_the_slope_is_that_of_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradient agrees with differences of the value, at a point of its own."""
    caught = {}

    def catch(value, start, **_):  # type: ignore[no-untyped-def]
        caught["value"], caught["start"] = value, start
        return type("Found", (), {"x": start})()

    monkeypatch.setattr("pipelines.learn_facts.chain.minimize", catch)
    signs, joins, lengths, roles = sequences(5, 2)
    fit_chain(signs, joins, lengths, roles, np.linspace(0.5, 1.5, 5), 0.3, 1)
    value = caught["value"]
    point = np.random.default_rng(3).normal(size=len(caught["start"])) * 0.3
    slope = value(point)[1]
    for i in np.random.default_rng(4).choice(len(point), 40, replace=False):
        step = np.zeros(len(point))
        step[i] = 1e-5
        assert slope[i] == pytest.approx((value(point + step)[0] - value(point - step)[0]) / 2e-5, abs=1e-5)
