"""The course of a script: first report, weeks, growth, places and groups."""

from datetime import date, timedelta

import numpy as np
import pytest
from scripts_families import table

from fanzha.errors import InputError
from fanzha.scripts import Cases, Cluster, earliest
from fanzha.statistics import rate_ratio

END = date(2025, 3, 31)


def _course(days_ago, **more):
    rows = [
        {
            "id": f"c{i:02d}", "text": "某事", "reported_on": None if d is None else END - timedelta(days=d), "area": "东" if i % 3 else "西",
            "street": None, "victim_age": 20 + 15 * (i % 4), "victim_sex": "female" if i % 2 else None,
        }
        for i, d in enumerate(days_ago)
    ]  # fmt: skip
    cases = Cases.of(table(rows))
    return earliest(cases, Cluster(np.arange(len(rows)), None, 1, 1.0, {}), END, **more)


def test_the_earliest_case_and_whole_weeks_up_to_the_end() -> None:
    found = _course([0, 6, 7, 20, 20, None])
    assert (found.case_id, found.first, found.last) == ("c03", END - timedelta(days=20), END)
    assert found.sizes == (2, 1, 2)
    assert found.weeks == tuple(END - timedelta(days=d) for d in (20, 13, 6))
    assert found.undated == 1


def test_growth_is_the_exact_ratio_of_two_rates() -> None:
    found = _course([0, 1, 2, 3, 5, 9, 10, 30], days=7, days_before=21)
    assert (found.recent, found.before) == (5, 2)
    assert (found.ratio, found.low, found.high, found.p) == pytest.approx(tuple(map(float, rate_ratio(5, 2, 7, 21))))
    assert found.low < found.ratio < found.high


def test_later_reports_do_not_count() -> None:
    found = _course([-1, -20, 3, None])
    assert (found.case_id, found.sizes, found.undated) == ("c02", (1,), 1)


def test_nothing_dated() -> None:
    found = _course([None, None])
    assert (found.case_id, found.first, found.weeks, found.undated) == (None, None, (), 2)
    assert np.isnan(found.ratio)


def test_places_and_groups_are_counted_and_rare_ones_left_out() -> None:
    found = _course([0] * 7)
    assert [(c.value, c.k) for c in found.areas] == [("东", 4), ("西", 3)]
    assert found.streets == ()
    assert {c.value: c.k for c in found.groups} == {"18-29岁": 2, "30-44岁": 2, "45-59岁": 2, "60岁及以上": 1, "女": 3}
    assert [c.value for c in _course([0] * 7, minimum_cases=4).areas] == ["东"]


def test_no_days_are_refused() -> None:
    with pytest.raises(InputError):
        _course([0], days=0)
