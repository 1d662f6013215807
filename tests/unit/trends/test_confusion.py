"""Types that a classifier confuses: nearer to the truth than what it counted, and honest where it cannot be."""

import numpy as np
import pytest

from fanzha.errors import InputError
from fanzha.trends import correct

MATRIX = np.array(
    [
        [0.80, 0.10, 0.05, 0.00, 0.05],
        [0.05, 0.75, 0.10, 0.05, 0.05],
        [0.10, 0.05, 0.70, 0.10, 0.05],
        [0.02, 0.03, 0.05, 0.85, 0.05],
    ]
)  # the last column: for a person to read


def _draw(rng: np.random.Generator, truth: np.ndarray, examples: int) -> tuple[np.ndarray, np.ndarray]:
    seen = sum(rng.multinomial(int(n), row) for n, row in zip(truth, MATRIX, strict=True))
    validation = np.stack([rng.multinomial(examples, row) for row in MATRIX])
    return np.asarray(seen), validation


def test_nearer_to_the_truth_and_intervals_hold_it() -> None:
    rng = np.random.default_rng(1)
    raw_error, error, inside = [], [], []
    for seed in range(120):
        truth = rng.multinomial(2000, rng.dirichlet([1.2, 0.8, 0.6, 0.5]))
        seen, validation = _draw(rng, truth, 300)
        found = correct(seen, validation, draws=400, seed=seed)
        assert found.why == ""
        share = seen.sum() / seen[:4].sum()  # referred cases shared out, to be fair
        raw_error.append(np.abs(seen[:4] * share - truth).sum())
        error.append(np.abs(found.estimate - truth).sum())
        inside.append((found.low <= truth) & (truth <= found.high))
    assert np.mean(error) < 0.5 * np.mean(raw_error)
    assert 0.93 <= np.mean(inside) <= 0.97


def test_a_type_that_is_not_there_is_not_invented() -> None:
    rng = np.random.default_rng(2)
    truth = np.array([1500, 400, 0, 100])
    seen, validation = _draw(rng, truth, 500)
    found = correct(seen, validation)
    assert seen[2] > 80
    assert found.estimate[2] < 40
    assert found.low[2] == 0


def test_the_sum_stays() -> None:
    rng = np.random.default_rng(3)
    seen, validation = _draw(rng, np.array([300, 200, 100, 50]), 200)
    found = correct(seen, validation)
    assert found.estimate.sum() == pytest.approx(650)
    assert (found.low <= found.estimate + 1e-9).all()
    assert (found.estimate <= found.high + 1e-9).all()


def test_a_perfect_classifier_changes_next_to_nothing() -> None:
    found = correct([50, 30, 20], np.eye(3) * 10_000)
    assert found.estimate == pytest.approx([50, 30, 20], abs=0.5)


def test_types_that_cannot_be_told_apart_are_left_as_counted() -> None:
    twins = np.array([[50, 50, 0], [48, 52, 0], [1, 1, 98]])
    found = correct([80, 60, 40], twins)
    assert "told apart" in found.why
    assert found.estimate.tolist() == [80, 60, 40]
    assert np.isnan(found.low).all()
    assert "validation examples" in correct([8, 6], [[5, 1], [30, 40]]).why


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="one column for each prediction"):
        correct([1, 2], np.ones((3, 2)))
    with pytest.raises(InputError, match="not negative"):
        correct([1, -2], np.eye(2))


def test_no_case_at_all() -> None:
    assert correct([0, 0], np.eye(2) * 50).estimate.tolist() == [0, 0]
