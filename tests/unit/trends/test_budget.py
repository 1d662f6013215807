"""No more alarms than people can look into, and none forgotten."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.errors import InputError
from fanzha.trends import Judged, Reason, within_budget


def _judged(score: list[float], observed: list[float]) -> Judged:
    column = np.array(score)[:, None]
    none = np.full_like(column, np.nan)
    seen = np.array(observed)[:, None]
    return Judged(
        np.array([7]), seen, np.ones_like(column), none, none, column, none, column > 1,
        np.zeros_like(column, dtype=bool), none, none, np.full(column.shape, Reason.JUDGED, np.int8),
    )  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.2, 0.9, 1.1, 1.5, 3.0, np.inf]), st.integers(2, 4)), min_size=1, max_size=30),
    st.integers(0, 6),
)
def test_every_alarm_is_shown_or_accounted_for(rows: list[tuple[float, int]], most: int) -> None:
    judged = _judged([s for s, _ in rows], [float(n) for _, n in rows])
    (found,) = within_budget(judged, most)
    alarms = {i for i, (s, _) in enumerate(rows) if s > 1}
    assert set(found.series) | set(found.over) == alarms
    assert found.n_alarms == len(alarms)
    assert len(found.series) == min(most, len(alarms))
    keys = [(-rows[i][0], -rows[i][1], i) for i in (*found.series, *found.over)]
    assert keys == sorted(keys)
    assert (found.week, found.n_judged) == (7, len(rows))


def test_a_negative_budget_is_refused() -> None:
    with pytest.raises(InputError, match="budget"):
        within_budget(_judged([2.0], [3.0]), -1)
