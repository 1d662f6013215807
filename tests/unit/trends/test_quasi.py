"""The regression solved by hand against the same one solved by SciPy and NumPy."""

import numpy as np
import pytest

from fanzha.trends import quasi
from fanzha.trends.reference import HERE

optimize = pytest.importorskip("scipy.optimize")


def _data(rng: np.random.Generator, n_series: int = 6) -> quasi.Data:
    n = 90
    level = np.arange(n) % 4
    time = np.arange(-n, 0).astype(float)
    size = np.exp(rng.normal(0, 0.1, (n_series, n)))
    mean = size * np.exp(2 + 0.2 * level + 0.004 * time + rng.normal(0, 0.2, (n_series, n)))
    weight = rng.uniform(0.2, 1.2, (n_series, n))
    weight[:, ::17] = 0
    return quasi.Data(np.where(weight > 0, rng.poisson(mean), 0).astype(float), weight, level, time, size)


@pytest.mark.parametrize("trend", [True, False])
def test_estimates_are_those_of_the_maximum(trend: bool) -> None:
    data = _data(np.random.default_rng(1))
    found = quasi.fit(data, trend=trend)
    assert found.converged.all()
    design = np.eye(4)[data.level]
    if trend:
        design = np.column_stack([design, data.time])
    for i in range(len(data.y)):

        def loss(beta: np.ndarray, i: int = i) -> tuple[float, np.ndarray]:
            mean = data.size[i] * np.exp(design @ beta)
            value = (data.weight[i] * (mean - data.y[i] * np.log(mean))).sum()
            return value, design.T @ (data.weight[i] * (mean - data.y[i]))

        start = np.zeros(design.shape[1])
        start[:4] = np.log(data.y[i].mean())
        best = optimize.minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-7})
        assert found.log_mean[i] == pytest.approx(best.x[HERE], abs=1e-4)
        mean = data.size[i] * np.exp(design @ best.x)
        w = data.weight[i] * mean
        covariance = np.linalg.inv(design.T @ (w[:, None] * design))
        hat = w * np.einsum("ni,ij,nj->n", design, covariance, design)
        assert found.variance[i] == pytest.approx(covariance[HERE, HERE], rel=1e-3)
        assert found.leverage[i] == pytest.approx(hat, rel=1e-3, abs=1e-9)
        df = (data.weight[i] > 0).sum() - design.shape[1]
        assert found.df[i] == df
        assert found.dispersion[i] == pytest.approx((w * ((data.y[i] - mean) / mean) ** 2).sum() / df, rel=1e-3)
        if trend:
            assert found.slope[i] == pytest.approx(best.x[4], abs=1e-5)
            assert found.slope_variance[i] == pytest.approx(covariance[4, 4], rel=1e-3)


def test_series_do_not_touch_each_other() -> None:
    data = _data(np.random.default_rng(2))
    together = quasi.fit(data, trend=True)
    for i in range(len(data.y)):
        chosen = np.arange(len(data.y)) == i
        alone = quasi.fit(data.rows(chosen), trend=True)
        assert alone.log_mean[0] == pytest.approx(together.log_mean[i], rel=1e-12)


def test_a_series_without_a_case_settles_near_nothing() -> None:
    data = _data(np.random.default_rng(3), 1)
    none = quasi.Data(np.zeros_like(data.y), data.weight, data.level, data.time, data.size)
    found = quasi.fit(none, trend=False)
    assert np.exp(found.log_mean[0]) < 1e-6
