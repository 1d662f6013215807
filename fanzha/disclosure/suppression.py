"""Which cells of tables of counts to hide, margins included, verified by an attack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure.attacker import Bounds, bounds, unsafe
from fanzha.disclosure.problem import Problem, of_counts
from fanzha.disclosure.protect import protect
from fanzha.disclosure.tables import CountTable, Face, Tables

WITHHOLD = 2 / 3


@dataclass(frozen=True, slots=True)
class Exposed:
    """A small count that can be worked out, or nearly so.

    Attributes
    ----------
    axes, labels : tuple of str
        Which cell: axes it is of, and its label or group on each; none of both for the grand total.
    low, high : int or None
        Feasible values; None for no bound.
    """

    axes: tuple[str, ...]
    labels: tuple[str, ...]
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Suppression:
    """What to hide of a set of tables.

    Attributes
    ----------
    tables : Tables
    problem : Problem
        With the cells to hide.
    exposed : tuple of Exposed
        Small counts that could not be protected, because cells that would have to be hidden may not be. Publish only if empty.
    withheld : tuple of tuple of str
        Faces that are not to be published at all.
    marked : bool
        Whether small cells may be marked as small. If not, all hidden cells must look the same.
    """

    tables: Tables
    problem: Problem
    exposed: tuple[Exposed, ...]
    withheld: tuple[Face, ...] = ()
    marked: bool = True

    @property
    def safe(self) -> bool:
        """Whether the attack failed."""
        return not self.exposed

    def hidden(self, table: CountTable) -> NDArray[np.bool_]:
        """Return which cells of one of the tables to hide, as an array of its shape."""
        return self.tables.leaves(table, self.problem.hidden)

    def face(self, *axes: str) -> NDArray[np.bool_]:
        """Return which cells to hide of the table by some axes (sorted by name), over labels and then groups of each.

        Without axes: the grand total, an array without dimensions.
        """
        return np.asarray(self.problem.hidden[self.tables.cells[tuple(sorted(axes))]])

    @property
    def lost(self) -> tuple[int, int]:
        """Counts above zero that are hidden for others' sake, and those hidden as small, in tables that are published."""
        small = np.zeros(len(self.problem.hidden), dtype=bool)
        small[self.problem.target] = True
        beside = self.problem.hidden & ~small & (self.problem.values > 0) & ~cells_of(self.tables, self.withheld)
        return int(beside.sum()), int(small.sum())


def suppress(
    tables: Sequence[CountTable] | CountTable,
    min_cell: int,
    *,
    marked: bool = True,
    fixed: Sequence[Face] = (),
    withhold: float | None = WITHHOLD,
    unseen: Sequence[Face] = (),
) -> Suppression:
    """Choose the cells to hide so that no small count can be worked out.

    Parameters
    ----------
    tables : CountTable or sequence of CountTable
        One, or several of the same cases: margins that they share are then hidden in all of them, and an attacker is assumed to have
        all. All margins of each table, and all groups of its axes, count as published.
    min_cell : int
        Smallest count that may be shown: 5 inside the police (`INTERNAL`), 10 to the public (`PUBLIC`). Zero is shown.
    marked : bool
        Whether readers should be able to tell small cells (``<5``) from those hidden for their sake. Where that would give small
        counts away (two of a line's parts are below 5, their sum is known to be 8) the choice is made anew without; see
        `Suppression.marked`.
    fixed : sequence of tuple of str
        Faces (names of axes; ``()`` for the grand total) of which only small cells may be hidden, because they are published already.
    withhold : float, optional
        Tables, and margins, in which more than this share of the counts above zero is small are not published at all, nor finer ones; None
        to publish what can be. Too little would be left in them, and their gaps would cost other tables.
    unseen : sequence of tuple of str
        Faces that are not published, but whose cells add up to those of others: streets by stations, so that nobody works out a station
        from its streets. Everybody is taken to know which of their cells are zero.

    Returns
    -------
    Suppression
        Every small count that is about people is hidden, and every value from 1 to ``min_cell`` - 1 is feasible for it.

    Raises
    ------
    InputError
        If the tables disagree, or ``min_cell`` is below 3.
    """
    joined = Tables([tables] if isinstance(tables, CountTable) else tables)
    fixed = [tuple(sorted(face)) for face in fixed]
    unseen = [tuple(sorted(face)) for face in unseen]
    away = too_fine(joined, min_cell, withhold, [*fixed, *unseen])
    gone = cells_of(joined, away)
    for told in (True, False) if marked else (False,):
        problem = of_counts(
            joined.lines, joined.values, joined.about_people, min_cell,
            marked=told, withheld=gone, unseen=cells_of(joined, unseen),
        )  # fmt: skip
        problem.may_hide &= ~cells_of(joined, fixed)
        left = protect(problem)
        if not len(left.cell):
            break
    return Suppression(joined, problem, exposed(joined, left), (*away, *unseen), told)


def too_fine(tables: Tables, min_cell: int, withhold: float | None, fixed: Sequence[Face]) -> tuple[Face, ...]:
    """Return the faces of which too many counts are small, and all finer ones."""
    found: list[Face] = []
    for face, cells in tables.cells.items():  # coarse ones first
        values, people = tables.values[cells], tables.about_people[cells]
        some = int(((values > 0) & people).sum())
        small = int(((values > 0) & (values < min_cell) & people).sum())
        fine = withhold is not None and face not in fixed and len(face) > 1 and small > withhold * some
        if fine or any(set(coarse) < set(face) for coarse in found):
            found.append(face)
    return tuple(found)


def cells_of(tables: Tables, faces: Sequence[Face]) -> NDArray[np.bool_]:
    """Return which cells belong to some faces."""
    mask = np.zeros(tables.lines.n, dtype=bool)
    for face in faces:
        mask[tables.cells[face]] = True
    return mask


def attack(
    tables: Sequence[CountTable] | CountTable,
    hidden: Sequence[NDArray[np.bool_]] | NDArray[np.bool_],
    min_cell: int,
    *,
    marked: bool = True,
) -> tuple[Exposed, ...]:
    """Try to work out the small counts of tables of which some cells are hidden by any method.

    Parameters
    ----------
    tables : CountTable or sequence of CountTable
    hidden : ndarray of bool, or a sequence of them
        For each table. Margins of fewer than ``min_cell`` cases count as hidden, all others as published.
    min_cell, marked
        As for `suppress`.

    Returns
    -------
    tuple of Exposed
        Small counts that are shown, or of which not every value from 1 to ``min_cell`` - 1 is feasible.
    """
    several = [tables] if isinstance(tables, CountTable) else list(tables)
    masks = [hidden] if isinstance(hidden, np.ndarray) else list(hidden)
    joined = Tables(several)
    problem = of_counts(joined.lines, joined.values, joined.about_people, min_cell, marked=marked)
    small = problem.hidden.copy()
    for table, mask in zip(several, masks, strict=True):
        names = [a.name for a in table.axes]
        face = tuple(sorted(names))
        inner = tuple(slice(0, len(joined.axes[a].labels)) for a in face)
        problem.hidden[joined.cells[face][inner]] = np.transpose(mask, [names.index(a) for a in face])
    shown = np.flatnonzero(small & ~problem.hidden)
    told = Bounds(shown, problem.values[shown], problem.values[shown])
    found = unsafe(problem)
    fresh = ~np.isin(found.cell, shown)
    return exposed(joined, told) + exposed(joined, Bounds(found.cell[fresh], found.low[fresh], found.high[fresh]))


def intervals(suppression: Suppression) -> tuple[Exposed, ...]:
    """Return the feasible interval of every hidden cell: what a reader with all published tables can know."""
    return exposed(suppression.tables, bounds(suppression.problem))


def exposed(tables: Tables, found: Bounds) -> tuple[Exposed, ...]:
    """Name cells by axes and labels."""
    named = []
    for cell, low, high in zip(found.cell.tolist(), found.low.tolist(), found.high.tolist(), strict=True):
        axes, labels = tables.where(cell)
        named.append(Exposed(axes, labels, _finite(low), _finite(high)))
    return tuple(named)


def _finite(value: float) -> int | None:
    return int(value) if abs(value) < 2**37 else None
