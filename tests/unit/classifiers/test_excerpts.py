"""How texts are cut, and what excerpts may say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.classifiers.calibration import MatrixScaling
from fanzha.classifiers.excerpts import LONGEST_WHOLE, WINDOW, Apart, excerpts, learn_gate, let_speak

PLAIN = MatrixScaling(np.eye(2), np.zeros(2))


def test_lines_that_say_enough_are_excerpts_of_texts_that_have_several() -> None:
    found, owner = excerpts(["一行而已没有第二行可言", "第一行有十个字之多呢\n短\n   第三行也有十个字之多 ", ""])
    assert found == ["第一行有十个字之多呢", "   第三行也有十个字之多 "]
    assert owner.tolist() == [1, 1]


@given(st.text(st.sampled_from("甲乙丙丁a1，"), min_size=LONGEST_WHOLE + 1, max_size=700))
def test_windows_cover_a_long_text_twice(text: str) -> None:
    found, _ = excerpts([text])
    half = WINDOW // 2
    even = found[: (len(found) + 1) // 2]
    assert "".join(even) == text or "".join(even) == text[: len(even) * WINDOW]
    # Whatever is half a window long stands whole in one of them.
    starts = sorted(a for begin in (0, half) for a in range(begin, len(text) - half, WINDOW))
    assert len(found) == len(starts)
    assert sorted(found) == sorted(text[a : a + WINDOW] for a in starts)
    assert all(any(a <= at and at + half <= a + WINDOW for a in starts) for at in range(len(text) - half + 1))


def test_the_most_suspicious_excerpt_speaks_by_the_share_of_the_gate() -> None:
    whole = np.array([[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.9, 0.1]])
    alone = np.array([[0.6, 0.4], [0.3, 0.7], [0.5, 0.5], [0.1, 0.9]])
    before = whole.copy()
    let_speak(whole, alone, np.array([0, 0, 1, 2]), 0, np.array([0.0, 0.0, 0.0, 0.0]))
    np.testing.assert_allclose(whole, [[0.6, 0.4], [0.7, 0.3], before[2], before[3]])


def test_the_share_rises_with_the_odds_and_falls_with_the_number() -> None:
    gate = np.array([0.5, 0.0, -1.0, 0.0])

    def fraud(*own: float) -> float:
        whole = np.array([[0.99, 0.01]])
        let_speak(whole, np.array([[1 - p, p] for p in own]), np.zeros(len(own), np.int64), 0, gate)
        return float(whole[0, 1])

    assert fraud(0.6) < fraud(0.9) < fraud(0.99)
    assert fraud(0.01, 0.01, 0.99) < fraud(0.99)


def _apart(n: int, rng: np.random.Generator) -> tuple[Apart, np.ndarray]:
    """Texts of about 100 n-grams whose margins tell rightly, without excerpts."""
    truth = rng.integers(0, 2, n)
    margin = rng.normal(4, 1, n) * np.where(truth == 0, 1, -1)
    zeros = np.zeros((n, 2))
    text = np.c_[margin, -margin]
    fold, owner = np.arange(n) % 3, np.zeros(0, np.int64)
    return Apart(text, np.zeros((0, 2)), zeros, rng.integers(80, 120, n), owner, fold), truth


def test_frauds_drowned_by_honest_messages_teach_the_gate_to_open() -> None:
    apart, truth = _apart(300, np.random.default_rng(1))
    gate = learn_gate(apart, PLAIN, truth, 0, 0.2, 1)
    assert gate.shape == (4,)
    whole, alone = np.array([[0.97, 0.03]] * 2), np.array([[0.001, 0.999], [0.97, 0.03]])
    let_speak(whole, alone, np.array([0, 1]), 0, gate)
    assert whole[0, 1] > 0.9
    assert whole[1, 1] < 0.1


def test_the_same_seed_gives_the_same_gate_and_no_honest_text_gives_none() -> None:
    apart, truth = _apart(120, np.random.default_rng(2))
    assert learn_gate(apart, PLAIN, truth, 0, 0.2, 5).tolist() == learn_gate(apart, PLAIN, truth, 0, 0.2, 5).tolist()
    assert learn_gate(apart, PLAIN, np.ones(120, np.int64), 0, 0.2, 5).shape == (0,)


@pytest.mark.parametrize("weight", [0.05, 1.0])
def test_a_gate_is_finite(weight: float) -> None:
    apart, truth = _apart(60, np.random.default_rng(3))
    assert np.isfinite(learn_gate(apart, PLAIN, truth, 0, weight, 1)).all()
