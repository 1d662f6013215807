"""Agreement with R's package surveillance on its own series and on invented ones; made by scripts/reference/surveillance.R."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanzha.trends import Options, ears, farrington, nowcast, triangle

FOLDER = Path(__file__).parents[2] / "data" / "surveillance"
SERIES = json.loads((FOLDER / "series.json").read_text())["series"]
EXPECTED = json.loads((FOLDER / "expected.json").read_text())
BASE = {"years": 3, "least_years": 3, "variance": "surveillance"}
KINDS: dict[str, dict[str, Any]] = {
    "delta": {},
    "muan": {"bound": "muan"},
    "nbPlugin": {"bound": "nbPlugin"},
    "plain": {"reweight": False},
    "windows": {"levels": 1, "skip": 3},
    "flat": {"trend": False, "alpha": 0.05},
    "population": {},
}


def _numbers(values: Any) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in np.atleast_1d(np.array(values, dtype=object))], dtype=float)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", EXPECTED["farrington"])
def test_farrington(name: str, kind: str) -> None:
    theirs = EXPECTED["farrington"][name][kind]
    y = np.array(SERIES[name], dtype=float)
    population = np.round(1e5 * 1.03 ** (np.arange(1, len(y) + 1) / 52)) if kind == "population" else None
    ours = farrington(y, theirs["weeks"], population=population, options=Options(**BASE, **KINDS[kind]))
    upper, expected = _numbers(theirs["upper"]), _numbers(theirs["expected"])
    there = ~np.isnan(upper)  # R gives none with fewer than 5 cases in 4 weeks
    assert there.any() or name == "rare"
    assert ours.upper[0][there] == pytest.approx(upper[there], rel=1e-6)
    assert ours.expected[0][there] == pytest.approx(expected[there], rel=1e-6)
    assert ours.dispersion[0] == pytest.approx(_numbers(theirs["dispersion"]), rel=1e-6)
    assert ours.p[0] == pytest.approx(_numbers(theirs["p"]), rel=1e-5, abs=1e-10)
    assert ours.trend[0].tolist() == (_numbers(theirs["trend"]) == 1).tolist()
    assert ours.alarm[0].tolist() == (_numbers(theirs["alarm"]) == 1).tolist()


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
@pytest.mark.parametrize("name", EXPECTED["ears"])
def test_ears(name: str, method: Any) -> None:
    theirs = EXPECTED["ears"][name][method]
    ours = ears(SERIES[name], theirs["weeks"], method=method, min_sigma=0.5)
    upper = ours.upper[0]
    if method == "C3":
        # The R function adds to the count itself where the sum of three excesses is compared, and so leaves out this week's.
        sigma = np.sqrt(ours.dispersion[0] * ours.expected[0])
        known = (ours.expected[0] > 0) & (upper > 0)
        theirs_upper = np.maximum(ours.observed[0] + upper - ours.expected[0] - sigma, 0)
        assert theirs_upper[known] == pytest.approx(_numbers(theirs["upper"])[known], rel=1e-9)
        return
    assert upper == pytest.approx(_numbers(theirs["upper"]), rel=1e-9)
    assert ours.alarm[0].tolist() == (_numbers(theirs["alarm"]) == 1).tolist()


def test_reference_weeks_by_date() -> None:
    theirs = EXPECTED["dated"]
    starts = np.datetime64(theirs["first"]) + 7 * np.arange(len(SERIES["rising"]))
    ours = farrington(SERIES["rising"], theirs["weeks"], starts=starts, options=Options())
    assert ours.upper[0] == pytest.approx(_numbers(theirs["upper"]), rel=1e-6)
    assert ours.expected[0] == pytest.approx(_numbers(theirs["expected"]), rel=1e-6)
    assert ours.trend[0].tolist() == (_numbers(theirs["trend"]) == 1).tolist()


@pytest.mark.parametrize("now", EXPECTED["nowcast"]["seen"])
def test_delays(now: str) -> None:
    case, theirs = EXPECTED["nowcast"], EXPECTED["nowcast"]["seen"][now]
    table = triangle(case["happened"], case["told"], case["start"], now, 9)
    ours = nowcast(table, window=20, draws=8000)
    rows = slice(-len(theirs["when"]), None)
    assert ours.delay == pytest.approx(_numbers(theirs["delay_lawless"])[: len(ours.delay)], rel=1e-9)
    # Priors of both differ by less than a case; intervals are simulated.
    assert ours.median[rows] == pytest.approx(_numbers(theirs["point"]), rel=0.1, abs=2)
    assert ours.low[rows] == pytest.approx(_numbers(theirs["low"]), rel=0.15, abs=2)
    assert ours.high[rows] == pytest.approx(_numbers(theirs["high"]), rel=0.25, abs=2)


def test_the_other_variance_rarely_judges_otherwise() -> None:
    n = differ = trend = bounds = with_bound = 0
    for name, kinds in EXPECTED["farrington"].items():
        theirs = kinds["delta"]
        ours = farrington(SERIES[name], theirs["weeks"], options=Options(years=3, least_years=3, variance="pearson"))
        upper = _numbers(theirs["upper"])
        there = ~np.isnan(upper)
        n += len(upper)
        differ += int((ours.alarm[0] != (_numbers(theirs["alarm"]) == 1)).sum())
        trend += int((ours.trend[0] != (_numbers(theirs["trend"]) == 1))[there].sum())
        with_bound += int(there.sum())
        bounds += int((np.abs(ours.upper[0][there] / upper[there] - 1) > 0.02).sum())
    assert differ <= 0.01 * n
    # The R function's test of the trend is another one, so bounds are not the same: docs/trends.md.
    assert trend > 0.1 * with_bound
    assert 0.2 < bounds / with_bound < 0.7
