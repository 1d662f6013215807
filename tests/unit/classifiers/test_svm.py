import numpy as np
import pytest
from scipy.sparse import random as random_matrix
from sklearn.svm import LinearSVC

from fanzha.classifiers.svm import LinearSVM, Rows, margins


@pytest.fixture(scope="module")
def case() -> tuple[Rows, np.ndarray, np.ndarray, object]:
    rng = np.random.default_rng(7)
    x = random_matrix(400, 300, density=0.05, format="csr", random_state=7, dtype=np.float32)
    label = (x @ rng.normal(size=(300, 11))).argmax(axis=1)
    cost = rng.choice([0.1, 1.0], 400)
    rows = Rows(x.indptr.astype(np.int64), x.indices.astype(np.int32), x.data, 300)
    return rows, label.astype(np.int64), cost, x


def _reference(x, label, cost) -> np.ndarray:
    model = LinearSVC(tol=1e-8, max_iter=200_000).fit(x, label, cost)
    margins = np.full((len(label), 11), np.nan)
    margins[:, model.classes_] = x @ model.coef_.T + model.intercept_
    return margins


def test_finds_what_liblinear_finds(case) -> None:
    rows, label, cost, x = case
    svm = LinearSVM(rows, label, cost, 11, tolerance=1e-4, passes=5000)
    everything = np.arange(400)
    found = svm.solve(everything)
    expected = _reference(x, label, cost)
    np.testing.assert_allclose(margins(rows, everything, found, 11), expected, atol=2e-3)
    weights, bias = svm.weights(found)
    np.testing.assert_allclose(x @ weights + bias, expected, atol=2e-3)


def test_forgetting_rows_gives_what_a_fresh_start_without_them_gives(case) -> None:
    rows, label, cost, x = case
    svm = LinearSVM(rows, label, cost, 11, tolerance=1e-4, passes=5000)
    kept = np.flatnonzero(np.arange(400) % 4)
    whole = svm.solve(np.arange(400))
    warm, fresh = svm.solve(kept, whole), svm.solve(kept)
    gone = np.flatnonzero(np.arange(400) % 4 == 0)
    np.testing.assert_allclose(margins(rows, gone, warm, 11), margins(rows, gone, fresh, 11), atol=2e-3)
    # The solution that it started from is as it was.
    np.testing.assert_allclose(margins(rows, gone, whole, 11), _reference(x, label, cost)[gone], atol=2e-3)


def test_new_rows_can_follow(case) -> None:
    rows, label, cost, _ = case
    first = Rows(rows.pointer[:301], rows.column, rows.value, rows.columns)
    start = LinearSVM(first, label[:300], cost[:300], 11).solve(np.arange(300))
    svm = LinearSVM(rows, label, cost, 11, tolerance=1e-4, passes=5000)
    grown, fresh = svm.solve(np.arange(400), [s.extended(100) for s in start]), svm.solve(np.arange(400))
    np.testing.assert_allclose(svm.weights(grown)[0], svm.weights(fresh)[0], atol=2e-3)
