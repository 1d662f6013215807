"""An attacker with all that is published: which hidden cells can be worked out, or nearly so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure.lines import UNBOUNDED, Floats, Ints
from fanzha.disclosure.problem import Problem
from fanzha.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Values that HiGHS returns are whole within its tolerance of 1e-6.
_TOLERANCE = 1e-5
# So many hidden cells are attacked in real numbers: feasible intervals can then be a little wider than those of whole numbers.
LARGE = 3000
# Objectives over all open targets at once before each is tried by itself.
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Bounds:
    """Exact feasible intervals.

    Attributes
    ----------
    cell : ndarray of int
    low, high : ndarray
        Least and greatest feasible value of each; `UNBOUNDED` or more for no bound.
    """

    cell: Ints
    low: Floats
    high: Floats


class _Reduced:
    """The lines with something hidden, over hidden cells only, for the solver."""

    def __init__(self, problem: Problem) -> None:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        low, high = problem.lines.propagate(*problem.bounds())
        if np.any(low > high + _TOLERANCE):
            raise InputError("published tables must agree", "cells that no counts can explain", "check what was given")
        self.low, self.high = low, high
        self.cells = np.flatnonzero(low < high)
        self.at = np.full(problem.lines.n, -1, dtype=np.int64)
        self.at[self.cells] = np.arange(len(self.cells))
        lines = problem.lines
        inside = self.at[lines.cell] >= 0
        rows, row = np.unique(lines.row[inside], return_inverse=True)
        shape = (len(rows), len(self.cells))
        self.matrix: csr_array = csr_array((lines.sign[inside], (row, self.at[lines.cell[inside]])), shape=shape)
        fixed = np.bincount(lines.row[~inside], weights=(lines.sign * low[lines.cell])[~inside], minlength=len(lines))
        self.right = -fixed[rows]
        # Cells that no chain of lines joins do not bound each other.
        pairs = abs(self.matrix).T @ abs(self.matrix)
        _, self.part = connected_components(pairs, directed=False)
        self.whole = problem.whole and len(self.cells) <= LARGE

    def best(self, weights: Floats, part: int | None = None, gap: float = 0.0) -> Floats | None:
        """Return the feasible point with the greatest weighted sum, over all hidden cells or one connected part of them."""
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint, linprog, milp

        chosen = np.flatnonzero(self.part == part) if part is not None else np.arange(len(self.cells))
        matrix, right = self.matrix, self.right
        if part is not None:
            rows = np.unique(matrix[:, chosen].nonzero()[0])
            matrix, right = matrix[rows][:, chosen], right[rows]
        high = self.high[self.cells[chosen]]
        box = Box(self.low[self.cells[chosen]], np.where(high >= UNBOUNDED / 2, np.inf, high))
        if self.whole:
            done = milp(
                -weights[chosen],
                integrality=np.ones(len(chosen)),
                bounds=box,
                constraints=LinearConstraint(matrix, right, right) if len(right) else None,
                options={"mip_rel_gap": gap},
            )
        else:
            method = "highs-ipm" if len(chosen) > LARGE else "highs"
            limits = np.column_stack([box.lb, box.ub])
            done = linprog(-weights[chosen], A_eq=matrix, b_eq=right, bounds=limits, method=method)
        if done.status == 2:
            raise InputError("published tables must agree", "cells that no counts can explain", "check what was given")
        if done.x is None:  # unbounded
            return None
        values = np.full(len(self.cells), np.nan)
        values[chosen] = np.rint(done.x) if self.whole else done.x
        if np.any(np.abs(matrix @ values[chosen] - right) > _TOLERANCE * (1 + np.abs(right))):
            raise InputError("the solver must return feasible values", "others", "report this table's shape")
        return values

    def extreme(self, cell: int, sign: float) -> tuple[float, Floats | None]:
        """Return the greatest (sign 1) or least (sign -1) feasible value of a cell, and the point where it is taken."""
        i = self.at[cell]
        if i < 0:
            return float(self.low[cell]), None
        weights = np.zeros(len(self.cells))
        weights[i] = sign
        point = self.best(weights, int(self.part[i]))
        return (sign * UNBOUNDED, None) if point is None else (float(point[i]), point)


def bounds(problem: Problem, cells: Ints | None = None) -> Bounds:
    """Return the exact interval of feasible values of hidden cells.

    Parameters
    ----------
    problem : Problem
    cells : ndarray of int, optional
        All hidden ones if not given. Two integer programs for each: meant for tables, not for the largest cross-tables.

    Returns
    -------
    Bounds

    Raises
    ------
    InputError
        If no values fit what is published.

    Notes
    -----
    Integer programs over all lines (Fischetti and Salazar 2001, the "attacker's" problems), solved by HiGHS (Huangfu and Hall 2018).
    """
    reduced = _Reduced(problem)
    cells = np.flatnonzero(problem.hidden) if cells is None else cells
    low = np.array([reduced.extreme(int(c), -1.0)[0] for c in cells])
    high = np.array([reduced.extreme(int(c), 1.0)[0] for c in cells])
    return Bounds(cells, low, high)


class Seen:
    """Feasible points found so far: they stay feasible when more is hidden.

    Parameters
    ----------
    problem : Problem

    Attributes
    ----------
    low, high : ndarray, of the shape of the problem's targets
        Least and greatest values of each target in them.
    """

    def __init__(self, problem: Problem) -> None:
        truth = problem.values[problem.target]
        self.low = np.where(np.isnan(truth), np.inf, truth)
        self.high = np.where(np.isnan(truth), -np.inf, truth)
        self._points: list[Floats] = []

    def add(self, problem: Problem, point: Floats) -> None:
        """Add the values of all cells, NaN where they may be anything that is feasible."""
        reached = point[problem.target]
        np.fmin(self.low, reached, out=self.low)
        np.fmax(self.high, reached, out=self.high)
        self._points.append(np.where(np.isnan(point), problem.values, point))

    def showing(self, problem: Problem, cell: int) -> Seen:
        """Return the points that are still feasible when a hidden cell is shown."""
        kept = Seen(problem)
        for point in self._points:
            if point[cell] == problem.values[cell]:
                kept.add(problem, point)
        return kept


def unsafe(problem: Problem, seen: Seen | None = None, enough: int | None = None) -> Bounds:
    """Return the targets whose feasible interval is too narrow, with that interval.

    Parameters
    ----------
    problem : Problem
    seen : Seen, optional
        Feasible values found before; added to.
    enough : int, optional
        Stop after so many. All if not given.

    Returns
    -------
    Bounds
        Of unsafe targets only; none means that every target was shown to be safe by feasible whole numbers.

    Notes
    -----
    Bounds that follow from single lines are tried first; then points that raise, or lower, as many targets as possible at once show
    most of the others to be safe; only what is left costs two integer programs of its own.
    """
    seen = Seen(problem) if seen is None else seen
    found_low, found_high = np.full(len(problem.target), -np.inf), np.full(len(problem.target), np.inf)
    if not len(problem.target):
        return Bounds(problem.target, found_low, found_high)
    reduced = _Reduced(problem)
    outer_low, outer_high = reduced.low[problem.target], reduced.high[problem.target]
    bad = ~problem.safe(outer_low, outer_high)
    found_low[bad], found_high[bad] = outer_low[bad], outer_high[bad]
    open_ = ~bad & ~problem.safe(seen.low, seen.high)
    if open_.any() and not (enough is not None and bad.sum() >= enough):
        _show(problem, reduced, seen, open_)
        _single(problem, reduced, seen, bad, (found_low, found_high), enough)
    return Bounds(problem.target[bad], found_low[bad], found_high[bad])


def _note(problem: Problem, reduced: _Reduced, seen: Seen, point: Floats | None) -> None:
    """Add a feasible point of the reduced system to what was seen."""
    if point is not None:
        values = reduced.low.copy()
        values[reduced.cells] = point
        seen.add(problem, values)


def _show(problem: Problem, reduced: _Reduced, seen: Seen, open_: NDArray[np.bool_]) -> None:
    """Look for points that show many open targets to be safe."""
    rng = np.random.default_rng(0)
    at = reduced.at[problem.target]
    low, high = reduced.low.copy(), reduced.high.copy()
    # No target need go further than it must: what it leaves serves others.
    capped = problem.target[open_ & ~problem.either & ~np.isnan(problem.values[problem.target])]
    need_high = np.full(problem.lines.n, np.inf)
    need_high[problem.target] = problem.need_high
    truth = problem.values[capped]
    reduced.high[capped] = np.minimum(high[capped], np.maximum(need_high[capped], truth))
    try:
        for sign in (-1.0, 1.0):
            left = -1
            for _ in range(_ROUNDS):
                short = seen.high < problem.need_high if sign > 0 else seen.low > problem.need_low
                wanted = open_ & short & (at >= 0) & ~problem.safe(seen.low, seen.high)
                if not wanted.any() or wanted.sum() == left:
                    break
                left = int(wanted.sum())
                weights = np.zeros(len(reduced.cells))
                weights[at[wanted]] = sign * rng.uniform(0.8, 1.2, left)
                point = reduced.best(weights, gap=0.02)
                if point is None:
                    break
                _note(problem, reduced, seen, point)
    finally:
        reduced.low, reduced.high = low, high


def _single(
    problem: Problem,
    reduced: _Reduced,
    seen: Seen,
    bad: NDArray[np.bool_],
    found: tuple[Floats, Floats],
    enough: int | None,
) -> None:
    """Decide each target that is still open by integer programs of its own."""
    for i in np.flatnonzero(~bad & ~problem.safe(seen.low, seen.high)):
        if enough is not None and bad.sum() >= enough:
            break
        if problem.safe(seen.low, seen.high)[i]:  # by a point found since
            continue
        cell = int(problem.target[i])
        for k, sign in ((0, -1.0), (1, 1.0)):
            value, point = reduced.extreme(cell, sign)
            found[k][i] = value
            (seen.low if k == 0 else seen.high)[i] = value
            _note(problem, reduced, seen, point)
        bad[i] = not problem.safe(found[0], found[1])[i]
