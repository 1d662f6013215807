"""What early warning may tell beside weeks that are not shown."""

from __future__ import annotations

import numpy as np
import pytest

from fanzha.summarize.outlook import tells_a_week


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        ([13, 10, 9, 8, 12, 6, 3, 20], True),  # one week is left over
        ([13, 10, 9, 8, 12, 1, 1, 20], True),  # two that can only be ones
        ([13, 10, 9, 8, 12, 4, 4, 20], True),  # two that can only be fours
        ([13, 10, 9, 8, 12, 2, 3, 20], False),
        ([13, 10, 9, 8, 12, 6, 0, 20], False),  # none is shown as none
        ([3, 10, 9, 8, 12, 6, 7, 11, 9, 30], True),  # of the weeks two earlier
        ([13, 10, 9, 8, 12, 6, 7, 11, 9, 30], False),
    ],
)
def test_the_mean_of_the_weeks_before_may_tell_one_of_them(weeks: list[int], told: bool) -> None:
    assert tells_a_week(np.array(weeks), 5) == told
