import itertools

import numpy as np
import pytest

from fanzha.classifiers.windows import WindowedClassifier, WindowSettings, clauses, join, padded


def test_the_window_that_speaks_most_for_fraud_answers() -> None:
    margins = np.array([[0.0, 5.0, 0.0], [1.0, 1.0, 4.0], [0.0, 3.0, 1.0], [2.0, 0.0, 0.0]])
    joined = join(margins, np.array([0, 0, 0, 1]), ("a", "benign", "c"), "benign")
    np.testing.assert_array_equal(joined, np.float32([[1, 1, 4], [2, 0, 0]]))


def test_without_an_honest_label_the_mean_answers() -> None:
    margins = np.array([[0.0, 4.0], [2.0, 0.0], [7.0, 1.0]])
    joined = join(margins, np.array([0, 0, 1]), ("a", "b"), "benign")
    np.testing.assert_array_equal(joined, np.float32([[1, 2], [7, 1]]))


def test_padding_is_masked() -> None:
    ids, mask = padded([[5, 6], [7]], 9)
    assert ids.tolist() == [[5, 6], [7, 9]]
    assert mask.tolist() == [[1, 1], [1, 0]]


@pytest.mark.parametrize(
    "text", ["", " ，。", "先交保证金，再放款。不放款就报警", "没有标点的一句话" * 300, "短。" * 400]
)
def test_clauses_are_in_order_and_bounded(text: str) -> None:
    spans = clauses(text)
    assert all(a < b for a, b in spans)
    assert all(b <= a for (_, b), (a, _) in itertools.pairwise(spans))
    assert len(spans) <= 100
    kept = "".join(text[a:b] for a, b in spans)
    assert sum(c.isalnum() for c in kept) == sum(c.isalnum() for c in text)


def test_a_classifier_without_margins_cannot_be_made() -> None:
    class Unfinished(WindowedClassifier):
        kind = "unfinished"

    with pytest.raises(TypeError, match="_margins"):
        Unfinished(WindowSettings())
