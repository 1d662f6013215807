"""Hide more cells, as few as will do, until the attacker fails."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure.attacker import LARGE, Bounds, Seen, unsafe
from fanzha.disclosure.lines import UNBOUNDED, Floats
from fanzha.disclosure.problem import Problem
from fanzha.errors import InputError

_TOLERANCE = 1e-6
# What a unit of a target's freedom is worth at first, in units of cells to be hidden for it; doubled where that hides too little.
_WORTH, _MOST_WORTH, _RAISE = 2.0, 1e5, 2.0
# In a large problem fewer programs are solved, by the interior-point method, and a little more is lost.
_WORTH_LARGE, _RAISE_LARGE = 64.0, 8.0


def protect(problem: Problem) -> Bounds:
    """Hide complementary cells until all targets are safe, or nothing is left to hide.

    Parameters
    ----------
    problem : Problem
        Its ``hidden`` is changed.

    Returns
    -------
    Bounds
        Of targets that are still unsafe: none, unless cells that would have to be hidden may not be.

    Notes
    -----
    The incremental attacker's problem (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001) for many targets at once: a linear
    program looks for values that fit all lines, in which targets are as far from where they are as they must be able to be, and in
    which shown cells change at a price, the higher the larger their count. Those that change are hidden: the values found are then a
    feasible point that shows the targets to be safe. Repeated until all were shown to be, in both directions; then whole numbers are
    asked for (`unsafe`). Little is lost, but not provably the least.
    """
    # Points in real numbers guide the search; those in whole numbers end it.
    guide, seen = Seen(problem), Seen(problem)
    _search(problem, guide)
    while True:
        found = unsafe(problem, seen)
        if not len(found.cell):
            break
        at = np.searchsorted(problem.target, found.cell)
        before = int(problem.hidden.sum())
        guide.low[at], guide.high[at] = seen.low[at], seen.high[at]
        _search(problem, guide)
        if int(problem.hidden.sum()) == before:
            return found
    _show_again(problem, seen)
    return found


def _show_again(problem: Problem, seen: Seen) -> None:
    """Show what was hidden and need not be, the largest counts first."""
    spare = problem.hidden & problem.may_hide & (problem.low > 0)
    spare[problem.target] = False
    if problem.lines.n > LARGE:
        return
    cells = np.flatnonzero(spare)
    for cell in cells[np.argsort(-problem.values[cells], kind="stable")].tolist():
        problem.hidden[cell] = False
        fewer = seen.showing(problem, cell)
        if len(unsafe(problem, fewer, enough=1).cell):
            problem.hidden[cell] = True
        else:
            seen = fewer


def _search(problem: Problem, guide: Seen) -> None:
    """Hide cells until every target was seen, in real numbers, as low and as high as it must be able to be."""
    large = len(np.unique(problem.lines.cell)) > LARGE
    worth, step = (_WORTH_LARGE, _RAISE_LARGE) if large else (_WORTH, _RAISE)
    rng = np.random.default_rng(0)
    while worth <= _MOST_WORTH:
        progress = False
        for sign in (-1.0, 1.0):
            wanted = ~problem.safe(guide.low, guide.high)
            short = guide.high < problem.need_high if sign > 0 else guide.low > problem.need_low
            # One direction is enough for them, and down has a bottom.
            wanted &= short & ~(problem.either & (sign > 0))
            if not wanted.any():
                continue
            values = _spread(problem, sign, wanted, worth * rng.uniform(0.8, 1.25, len(wanted)))
            reached = values[problem.target]
            before = int(wanted.sum())
            np.fmin(guide.low, reached, out=guide.low)
            np.fmax(guide.high, reached, out=guide.high)
            guide.low, guide.high = _near_whole(guide.low), _near_whole(guide.high)
            short = guide.high < problem.need_high if sign > 0 else guide.low > problem.need_low
            progress |= int((wanted & short).sum()) < before
        if problem.safe(guide.low, guide.high).all():
            return
        if not progress:
            worth *= step


def _near_whole(values: Floats) -> Floats:
    whole = np.rint(values)
    return np.where(np.abs(values - whole) < 1e-4, whole, values)


def _spread(problem: Problem, sign: float, wanted: NDArray[np.bool_], worth: Floats) -> Floats:
    """Hide what it takes to move wanted targets up (sign 1) or down, and return the values of all cells where they have moved."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    lines, values = problem.lines, problem.values
    bound = np.zeros(lines.n, dtype=bool)
    bound[lines.cell] = True
    free = problem.hidden & bound
    priced = ~problem.hidden & problem.may_hide & (values > 0) & bound
    hidden, shown = np.flatnonzero(free), np.flatnonzero(priced)
    at = np.full(lines.n, -1, dtype=np.int64)
    at[hidden] = np.arange(len(hidden))
    at[shown] = len(hidden) + np.arange(len(shown))
    inside = at[lines.cell] >= 0
    rows, row = np.unique(lines.row[inside], return_inverse=True)
    matrix = csr_array((lines.sign[inside], (row, at[lines.cell[inside]])), shape=(len(rows), len(hidden) + len(shown)))
    known = np.where(problem.hidden, 0.0, values)
    right = -np.bincount(lines.row, weights=lines.sign * known[lines.cell], minlength=len(lines))[rows]
    of_shown = matrix[:, len(hidden) :]
    low, high = problem.low.copy(), problem.high.copy()
    target = problem.target[wanted]
    # No further than they must: the rest serves others. Where the truth is not known, it may lie beyond.
    told = ~np.isnan(values[target])
    if sign > 0:
        high[target[told]] = np.minimum(high[target], np.maximum(problem.need_high[wanted], values[target]))[told]
    else:
        low[target[told]] = np.maximum(low[target], np.minimum(problem.need_low[wanted], values[target]))[told]
    gain = np.zeros(lines.n)
    gain[target] = sign * worth[wanted]
    price = 1 + np.log2(values[shown])
    done = linprog(
        np.concatenate([-gain[hidden], price, price]),
        A_eq=hstack([matrix[:, : len(hidden)], of_shown, -of_shown], format="csr"),
        b_eq=right,
        bounds=np.column_stack(
            [
                np.concatenate([low[hidden], np.zeros(2 * len(shown))]),
                _infinite(np.concatenate([high[hidden], high[shown] - values[shown], values[shown] - low[shown]])),
            ]
        ),
        method="highs-ipm" if len(price) + len(hidden) > LARGE else "highs-ds",
    )
    if done.x is None:
        raise InputError("published tables must agree", "cells that no counts can explain", "check what was given")
    up, down = done.x[len(hidden) : len(hidden) + len(shown)], done.x[len(hidden) + len(shown) :]
    result = np.where(problem.hidden & ~bound, np.nan, known)
    result[hidden] = done.x[: len(hidden)]
    result[shown] = values[shown] + up - down
    problem.hidden[shown[np.abs(up - down) > _TOLERANCE]] = True
    return result


def _infinite(high: Floats) -> Floats:
    return np.where(high >= UNBOUNDED / 2, np.inf, high)
