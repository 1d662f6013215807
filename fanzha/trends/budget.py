"""No more alarms a week than people can look into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import InputError
from fanzha.trends.farrington import Judged


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of one week's alarms.

    Attributes
    ----------
    week : int
        Index of the week in the series.
    series : tuple of int
        Series whose alarms are shown, the most urgent first.
    over : tuple of int
        Series whose alarms are not shown, in the same order.
    n_judged : int
        Series that could be judged.
    """

    week: int
    series: tuple[int, ...]
    over: tuple[int, ...]
    n_judged: int

    @property
    def n_alarms(self) -> int:
        """Alarms in all."""
        return len(self.series) + len(self.over)


def within_budget(judged: Judged, most: int) -> tuple[Shown, ...]:
    """Choose the alarms of each week that are shown.

    Parameters
    ----------
    judged : Judged
    most : int
        Alarms a week, over all series.

    Returns
    -------
    tuple of Shown
        One a judged week. Alarms are ranked by score, the larger excess of cases first where scores are equal, then by the
        order of the series, so that the same input shows the same alarms.

    Raises
    ------
    InputError
        If ``most`` is negative.
    """
    if most < 0:
        raise InputError("a budget is not negative", str(most), "give the number of alarms a week")
    return tuple(_week(judged, column, most) for column in range(len(judged.weeks)))


def _week(judged: Judged, column: int, most: int) -> Shown:
    alarms: NDArray[np.intp] = np.flatnonzero(judged.alarm[:, column])
    score = judged.score[alarms, column]
    excess = judged.observed[alarms, column] - judged.expected[alarms, column]
    order = np.lexsort((alarms, -excess, -score))
    ranked = tuple(int(i) for i in alarms[order])
    n_judged = int((judged.reason[:, column] == 0).sum())
    return Shown(int(judged.weeks[column]), ranked[:most], ranked[most:], n_judged)
