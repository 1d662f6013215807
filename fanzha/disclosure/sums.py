"""Losses: sums and medians of hidden cells, and sums that one case dominates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure.attacker import Bounds
from fanzha.disclosure.lines import UNBOUNDED, Floats
from fanzha.disclosure.problem import Problem
from fanzha.disclosure.protect import protect
from fanzha.disclosure.suppression import Suppression
from fanzha.disclosure.tables import CountTable, Tables
from fanzha.errors import InputError

# A sum of which the largest case is more than this share tells that case too closely: the (1, 75%) rule (Hundepool et al. 2012, 4.2).
DOMINANT = 0.75
# How near to a hidden sum nobody may come, as a share of it. Convention of this project.
NEAR = 0.25


def dominated(values: Sequence[float], n: int = 1, share: float = DOMINANT) -> bool:
    """Return whether the n largest values make up more than a share of their sum: the (n, k) dominance rule.

    Parameters
    ----------
    values : sequence of float
        Losses of the cases of a cell, not negative.
    n : int
        How many of the largest.
    share : float
        k as a share.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    total = float(ordered.sum())
    return total > 0 and float(ordered[:n].sum()) > share * total


def suppress_sums(
    suppression: Suppression,
    table: CountTable,
    sums: Floats,
    largest: Floats,
    *,
    share: float = DOMINANT,
) -> NDArray[np.bool_]:
    """Choose the sums to hide in a table of losses whose counts are published as a suppression says.

    Parameters
    ----------
    suppression : Suppression
        Of the counts of the same cells.
    table : CountTable
        The one whose losses are shown.
    sums, largest : ndarray, of the shape of ``table.counts``
        Sum of the losses of each cell, and the largest of them; 0 where there is none.
    share : float
        A sum is hidden where its largest loss is more than this share of it. 1 to allow it (inside the police).

    Returns
    -------
    ndarray of bool
        Over the titles of the table's axes sorted by name, one more position on each axis, the last, for what is summed over it: so that
        margins are told, too. Hidden: sums of cells whose count is hidden (their median, shares and rates must not be shown either),
        dominated ones, and what it takes that none of them can be worked out.

    Raises
    ------
    InputError
        If shapes differ or a largest loss is above its sum.

    Notes
    -----
    An attacker knows that sums are not negative and add up. A dominated sum x with largest loss t must stay open up to t/share, the
    upper protection level of the dominance rule, and as far down (Hundepool et al. 2012, 4.2.2); any other within a quarter of it.
    """
    if sums.shape != table.counts.shape or largest.shape != sums.shape:
        raise InputError("sums must have the shape of the counts", str(sums.shape), "give one for each cell")
    if np.any(largest > sums + 1e-6) or np.any(sums < 0):
        raise InputError("no loss can be above the sum of all", "one that is", "correct the sums")
    joined = Tables([table])
    values = _fill(joined, table, sums, np.add)
    top = _fill(joined, table, largest, np.maximum)
    counts_hidden = np.concatenate(
        [suppression.problem.hidden[suppression.tables.cells[f]].ravel() for f in joined.cells]
    )
    gone = counts_hidden & (values > 0)
    over = (values > 0) & (top > share * values)
    target = np.flatnonzero(gone | over)
    reach = np.maximum(NEAR * values, np.where(over, top / share - values, 0.0))[target]
    problem = Problem(
        joined.lines,
        values,
        gone | over,
        values > 0,
        np.zeros(len(values)),
        np.full(len(values), UNBOUNDED),
        target,
        np.maximum(0.0, values[target] - reach),
        values[target] + reach,
        np.zeros(len(target), dtype=bool),
        whole=False,
    )
    left: Bounds = protect(problem)
    if len(left.cell):
        problem.hidden[:] = values > 0  # nothing is safe that can be told
    hidden = problem.hidden | counts_hidden
    return _whole(joined, table, hidden)


def _fill(joined: Tables, table: CountTable, values: Floats, how: np.ufunc) -> Floats:
    """Return a value for every cell of a table and its margins, from those of its inner cells."""
    names = [a.name for a in table.axes]
    inner = tuple(sorted(names))
    result = np.zeros(joined.lines.n)
    for face, cells in joined.cells.items():
        reduced = np.transpose(values, [names.index(a) for a in inner])
        for d in reversed(range(len(inner))):
            if inner[d] not in face:
                reduced = how.reduce(reduced, axis=d)
        for d, name in enumerate(face):
            axis = joined.axes[name]
            moved = np.moveaxis(reduced, d, 0)
            levels = [moved]
            for level in axis.groups:
                of = np.array(level)
                levels += [how.reduce(moved[of == g], axis=0)[None] for g in dict.fromkeys(level)]
            reduced = np.moveaxis(np.concatenate(levels), 0, d)
        result[cells] = reduced
    return result


def _whole(joined: Tables, table: CountTable, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    axes = sorted(a.name for a in table.axes)
    shape = [len(joined.axes[a].titles) for a in axes]
    whole = np.zeros([s + 1 for s in shape], dtype=bool)
    for face, cells in joined.cells.items():
        at = tuple(slice(0, s) if a in face else -1 for a, s in zip(axes, shape, strict=True))
        whole[at] = hidden[cells]
    return whole
