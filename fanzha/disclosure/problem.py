"""What is published, what an attacker knows, and what must stay uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure.lines import UNBOUNDED, Floats, Ints, Lines
from fanzha.errors import InputError

INTERNAL, PUBLIC = 5, 10  # smallest counts that may be shown, inside the police and to everybody


@dataclass(slots=True)
class Problem:
    """Cells, some hidden, between which lines hold.

    Attributes
    ----------
    lines : Lines
    values : ndarray, shape (n,)
        Of each cell; NaN where not even the publisher knows it (hidden in an earlier release).
    hidden : ndarray of bool, shape (n,)
        Cells that are not published.
    may_hide : ndarray of bool, shape (n,)
        Cells that can still be hidden.
    low, high : ndarray, shape (n,)
        What everybody knows of a cell when it is hidden.
    target : ndarray of int
        Cells that must stay uncertain.
    need_low, need_high : ndarray, of the shape of ``target``
        A target is safe where its feasible interval reaches from ``need_low`` or below to ``need_high`` or above.
    either : ndarray of bool, of the shape of ``target``
        Targets for which one of both is enough.
    whole : bool
        Whether values are whole numbers.
    """

    lines: Lines
    values: Floats
    hidden: NDArray[np.bool_]
    may_hide: NDArray[np.bool_]
    low: Floats
    high: Floats
    target: Ints
    need_low: Floats
    need_high: Floats
    either: NDArray[np.bool_]
    whole: bool = True

    def bounds(self) -> tuple[Floats, Floats]:
        """Return what is known of each cell before any line is used."""
        return np.where(self.hidden, self.low, self.values), np.where(self.hidden, self.high, self.values)

    def safe(self, low: Floats, high: Floats) -> NDArray[np.bool_]:
        """Return which targets are safe, from bounds of the targets."""
        below, above = low <= self.need_low, high >= self.need_high
        return np.where(self.either, below | above, below & above)


def of_counts(
    lines: Lines,
    values: Floats,
    about_people: NDArray[np.bool_],
    min_cell: int,
    *,
    marked: bool = True,
    withheld: NDArray[np.bool_] | None = None,
    unseen: NDArray[np.bool_] | None = None,
) -> Problem:
    """Return the problem of counts under a minimum, with the small ones hidden.

    Parameters
    ----------
    lines : Lines
    values : ndarray, shape (n,)
        Counts.
    about_people : ndarray of bool, shape (n,)
        Cells that may not be small and shown.
    min_cell : int
        Smallest count that may be shown, at least 3. Zero is always shown.
    marked : bool
        Whether readers can tell a small cell (``<5``) from one that is hidden for its sake. They then know more.
    withheld : ndarray of bool, shape (n,), optional
        Cells of tables that are not published at all: hidden, in no line, and no targets.
    unseen : ndarray of bool, shape (n,), optional
        Cells that are not published either, but tie others together, in all their lines (streets with stations). Which of them are
        zero is taken to be known.

    Returns
    -------
    Problem
        Small cells are the targets: from 1 to ``min_cell`` - 1 all must be feasible. What makes up a small total is hidden
        altogether, zeros too: a total of fewer than 5 with four parts above zero would tell all of them. The total bounds each of
        these parts; of those above zero, 1 to half of ``min_cell`` (at least 2) must be feasible.

    Raises
    ------
    InputError
        If the minimum is below 3: 1 to 2 - 1 is a single value, which hides nothing.
    """
    if min_cell < 3:
        raise InputError(
            "the smallest count shown must be at least 3", str(min_cell), f"{INTERNAL} or {PUBLIC} are usual"
        )
    small = (values > 0) & (values < min_cell)
    apart = np.zeros(len(values), dtype=bool) if unseen is None else unseen
    primary = small & about_people & ~apart
    # Zeros of small totals are hidden, too, but not where everybody knows them.
    blank = _below(lines, primary) & ~(apart & (values == 0))
    away = np.zeros(len(values), dtype=bool) if withheld is None else withheld
    lines = lines.without(away)
    target = np.flatnonzero(primary & ~away)
    low = np.ones(len(values))
    high = np.full(len(values), UNBOUNDED)
    if marked:
        # What may be small and shown may be hidden for another's sake, too: it says nothing then.
        low = np.where(about_people & ~small, float(min_cell), 1.0)
        high = np.where(primary | blank, float(min_cell - 1), UNBOUNDED)
    low[apart], high[apart] = 1.0, UNBOUNDED
    low[blank] = 0.0
    # Nothing is known of what is withheld: earlier releases may tie it to others.
    low[away], high[away] = 0.0, UNBOUNDED
    return Problem(
        lines,
        values,
        primary | blank | away | (apart & (values > 0)),
        (values > 0) & ~away & ~apart,
        low,
        high,
        target,
        np.ones(len(target)),
        np.where(blank[target], float(max(2, min_cell // 2)), float(min_cell - 1)),
        np.zeros(len(target), dtype=bool),
    )


def _below(lines: Lines, small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells that small totals are made up of, however far down."""
    blank = np.zeros(lines.n, dtype=bool)
    total = lines.cell[lines.start[1:] - 1]
    part = lines.sign > 0
    reached = -1
    while reached < (count := int(blank.sum())):
        reached = count
        within = (small | blank)[total]
        blank[lines.cell[part & within[lines.row]]] = True
    return blank
