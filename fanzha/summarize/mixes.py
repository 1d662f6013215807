"""Stations beside what their mix of types alone would give: losses per case, and shares of cases of which money was kept or came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fanzha.characteristics.frame import Frame
from fanzha.places import MixRatio, loss_given_mix, share_given_mix
from fanzha.summarize.period import Period


@dataclass(frozen=True, slots=True)
class Mixes:
    """Areas, each with what its types of fraud explain.

    Attributes
    ----------
    losses : tuple of MixRatio
        Yuan per case that states a loss above 0.
    kept : tuple of MixRatio
        Cases of which nothing left, or something was stopped, of those that state how they ended.
    """

    losses: tuple[MixRatio, ...]
    kept: tuple[MixRatio, ...]


def mixes_of(frame: Frame, period: Period, areas: Sequence[str], min_cell: int) -> Mixes | None:
    """Compare areas by type-mix standardisation (Breslow and Day 1987, indirect, over types).

    Parameters
    ----------
    frame : Frame
    period : Period
    areas : sequence of str
    min_cell : int
        Areas with fewer cases that state a loss, or an outcome, are left out of that comparison.

    Returns
    -------
    Mixes or None
        None where neither comparison has two areas.
    """
    rows = frame.rows(
        "SELECT area, type, CAST(loss AS DOUBLE), outcome FROM cases WHERE NOT benign AND NOT reviewed AND area IS NOT NULL "
        "AND day BETWEEN ? AND ? ORDER BY area, type, loss, outcome, case_id",
        (period.start, period.end),
    )
    at = {area: i for i, area in enumerate(areas)}
    rows = [row for row in rows if row[0] in at]
    types = {kind: i for i, kind in enumerate(sorted({row[1] for row in rows}))}
    counted, known = np.zeros((len(areas), len(types))), np.zeros((len(areas), len(types)))
    for area, kind, _, outcome in rows:
        if outcome is not None:
            known[at[area], types[kind]] += 1
            counted[at[area], types[kind]] += outcome in ("prevented", "recovered")
    stated = [(at[area], types[kind], loss) for area, kind, loss, _ in rows if loss]
    if not stated and not known.any():
        return None
    area, kind, loss = (np.array([one[k] for one in stated]) for k in range(3)) if stated else (np.zeros(0, int),) * 3
    found = Mixes(
        tuple(one for one in loss_given_mix(areas, area, kind, loss.astype(np.float64)) if one.n >= min_cell),
        tuple(one for one in share_given_mix(areas, counted, known) if one.n >= min_cell),
    )
    return found if max(len(found.losses), len(found.kept)) > 1 else None
