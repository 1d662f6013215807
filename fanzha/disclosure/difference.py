"""Releases that overlap: what subtracting one from another gives away, and what to hide in the newer one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from fanzha.disclosure.attacker import Bounds, unsafe
from fanzha.disclosure.lines import UNBOUNDED, Floats, Ints, Lines
from fanzha.disclosure.problem import Problem, of_counts
from fanzha.disclosure.protect import protect
from fanzha.disclosure.release import Release
from fanzha.disclosure.suppression import WITHHOLD, Suppression, cells_of, exposed, too_fine
from fanzha.disclosure.tables import Axis, CountTable, Face, Tables, line_blocks, stated
from fanzha.errors import InputError

# Where corrections took cases away, an attacker is taken to know that no cell lost more than this many, or twice the most seen.
_CORRECTED = 20.0


@dataclass(frozen=True, slots=True)
class Derived:
    """A small count that several releases together give away.

    Attributes
    ----------
    axes, labels : tuple of str
        Which cell.
    low, high : int
        Feasible values.
    within, without : tuple of int
        Positions of the releases that count these cases and of those that do not: the difference of which it is. Of a cell that was
        hidden in one release, that release alone in ``within`` and nothing in ``without``.
    """

    axes: tuple[str, ...]
    labels: tuple[str, ...]
    low: int
    high: int
    within: tuple[int, ...]
    without: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """What to hide of new tables, given what was published before.

    Attributes
    ----------
    suppression : Suppression
        Of the new tables; its ``exposed`` names small counts of their own that could not be protected.
    derived : tuple of Derived
        What the releases still give away together. Positions are those of the earlier releases; the new one comes last.
    for_differences : int
        Cells hidden for the sake of differences: they need not be hidden if the tables stood alone.
    corrected : bool
        Whether cases were taken away since: give it to `differences`.
    """

    suppression: Suppression
    derived: tuple[Derived, ...]
    for_differences: int
    corrected: bool = False

    @property
    def safe(self) -> bool:
        """Whether the attack failed."""
        return not self.derived and self.suppression.safe


def differences(releases: Sequence[Release], *, corrected: bool = False) -> tuple[Derived, ...]:
    """Find small counts that can be worked out from several releases by subtraction.

    Parameters
    ----------
    releases : sequence of Release
    corrected : bool
        Whether records are corrected so that cases are taken away, too. Seen without being told where a later release shows less. An
        attacker who takes records for complete where they are corrected concludes too much, and wrongly.

    Returns
    -------
    tuple of Derived
        Counts of the cases by which releases differ that are certainly above zero and below the minimum; and cells that were hidden as
        small of which not every value from 1 to the minimum - 1 is still feasible.

    Raises
    ------
    InputError
        If the releases have different axes, or contradict each other.
    """
    joint = _Joint(releases, corrected)
    return joint.named(unsafe(joint.problem()))


def suppress_after(
    tables: Sequence[CountTable] | CountTable,
    earlier: Sequence[Release],
    min_cell: int,
    *,
    first: date,
    last: date,
    as_of: date,
    marked: bool = True,
    withhold: float | None = WITHHOLD,
    unseen: Sequence[Face] = (),
    fixed: Sequence[Face] = (),
) -> Followed:
    """Choose the cells to hide in new tables so that, with what was published before, no small count can be worked out.

    Parameters
    ----------
    tables, min_cell, marked, withhold, unseen, fixed
        As for `fanzha.disclosure.suppress`. Labels must be those of the earlier releases, so that cells can be compared.
    earlier : sequence of Release
    first, last, as_of : date
        Days counted, and state of the records.

    Returns
    -------
    Followed
        What earlier releases give away by themselves cannot be taken back and is not named again; `differences` finds it.

    Notes
    -----
    Days are cut where a period begins or ends, and records where a release was made. What falls between two cuts is one unknown
    table; each release is a sum of some of them. The attack and the search of `fanzha.disclosure.suppress` then run over all
    tables together, and only cells of the new one can be hidden. Where a later release shows fewer cases than an earlier one of the
    same days, records were corrected, and late changes may be negative.
    """
    several = [tables] if isinstance(tables, CountTable) else list(tables)
    apart, kept = ([tuple(sorted(face)) for face in faces] for faces in (unseen, fixed))
    followed = None
    for told in (True, False) if marked else (False,):
        followed = _follow(Tables(several), earlier, min_cell, (first, last, as_of), told, (withhold, apart, kept))
        if followed.safe:
            break
    assert followed is not None
    return followed


def _follow(
    joined: Tables,
    earlier: Sequence[Release],
    min_cell: int,
    days: tuple[date, date, date],
    marked: bool,
    rest: tuple[float | None, Sequence[Face], Sequence[Face]],
) -> Followed:
    withhold, unseen, fixed = rest
    away = too_fine(joined, min_cell, withhold, [*unseen, *fixed])
    gone = cells_of(joined, away)
    alone = of_counts(
        joined.lines, joined.values, joined.about_people, min_cell,
        marked=marked, withheld=gone, unseen=cells_of(joined, unseen),
    )  # fmt: skip
    alone.may_hide &= ~cells_of(joined, fixed)
    new = Release(
        *days, min_cell, marked, tuple(joined.axes.values()),
        {f: tuple(joined.values[c].astype(int).ravel().tolist()) for f, c in joined.cells.items() if f not in away},
    )  # fmt: skip
    joint = _Joint([*earlier, new], unseen=unseen)
    problem = joint.problem(alone=(joined, alone))
    if earlier:
        before = _Joint(earlier, unseen=unseen)
        _lower_needs(joint, problem, before, unsafe(before.problem()))
    hidden_first = problem.hidden.copy()
    left = protect(problem)
    own = joint.cells_of_last(joined)
    result = replace(alone, hidden=problem.hidden[own] | gone)
    is_own = np.isin(left.cell, own)
    back = {int(c): i for i, c in enumerate(own)}
    named = Bounds(
        np.array([back[int(c)] for c in left.cell[is_own]], dtype=np.int64), left.low[is_own], left.high[is_own]
    )
    only = _alone(alone)
    extra = int((problem.hidden & ~hidden_first)[own].sum()) - only
    suppression = Suppression(joined, result, exposed(joined, named), (*away, *unseen), marked)
    others = Bounds(left.cell[~is_own], left.low[~is_own], left.high[~is_own])
    return Followed(suppression, joint.named(others), max(0, extra), joint.corrected)


def _alone(problem: Problem) -> int:
    """Return how many cells would be hidden for others' sake if there were no other release."""
    copy = replace(problem, hidden=problem.hidden.copy())
    before = int(copy.hidden.sum())
    protect(copy)
    return int(copy.hidden.sum()) - before


class _Joint:
    """Unknown tables between the cuts (atoms), and the releases that are sums of them, as one system."""

    def __init__(self, releases: Sequence[Release], corrected: bool = False, unseen: Sequence[Face] = ()) -> None:
        if not releases:
            raise InputError("there must be a release", "none", "give one")
        self._unseen = frozenset(unseen)
        self.releases, self._told = list(releases), corrected
        self.axes: dict[str, Axis] = {}
        for release in self.releases:
            for axis in release.axes:
                if self.axes.setdefault(axis.name, axis) != axis:
                    raise InputError("releases must have the same axes", axis.name[:40], "give all labels each time")
        faces = sorted({f for r in self.releases for f in r.faces}, key=lambda f: (len(f), f))
        self.cells: dict[Face, Ints] = {}
        self.n = 0
        for face in faces:
            shape = tuple(len(self.axes[a].titles) for a in face)
            size = int(np.prod(shape))
            self.cells[face] = self.n + np.arange(size, dtype=np.int64).reshape(shape)
            self.n += size
        self.atoms, self.late = _atoms(self.releases)
        blocks = line_blocks(self.axes, self.cells)
        everything = []
        for k in range(len(self.atoms) + len(self.releases)):
            everything += [(parts + k * self.n, total + k * self.n) for parts, total in blocks]
        each = np.arange(self.n, dtype=np.int64)
        for r in range(len(self.releases)):
            inside = [a for a, members in enumerate(self.atoms) if r in members]
            everything.append((np.stack([each + a * self.n for a in inside], axis=1), each + self._at(r)))
        self.lines = Lines(everything, (len(self.atoms) + len(self.releases)) * self.n)

    def _at(self, release: int) -> int:
        return (len(self.atoms) + release) * self.n

    def cells_of_last(self, joined: Tables) -> Ints:
        """Return where the cells of the new tables are; those of withheld faces nowhere in a line, in place of the first."""
        found = np.zeros(len(joined.values), dtype=np.int64)
        for face, cells in joined.cells.items():
            if face in self.cells:
                found[cells] = self.cells[face] + self._at(len(self.releases) - 1)
        return found

    def problem(self, alone: tuple[Tables, Problem] | None = None) -> Problem:
        """Return what an attacker knows; with ``alone`` the last release is new, and its cells can be hidden."""
        size = self.lines.n
        values, hidden = np.full(size, np.nan), np.ones(size, dtype=bool)
        low, high = np.zeros(size), np.full(size, UNBOUNDED)
        may_hide = np.zeros(size, dtype=bool)
        target: list[Ints] = []
        needs: list[tuple[Floats, Floats, bool]] = []
        for r, release in enumerate(self.releases):
            for face in release.faces:
                cells = (self.cells[face] + self._at(r)).ravel()
                low[cells], high[cells] = release.bounds(face)
                known = low[cells] == high[cells]
                values[cells[known]], hidden[cells[known]] = low[cells[known]], False
                small = cells[[c == "small" for c in release.faces[face]]]
                target.append(small)
                needs.append((np.ones(len(small)), np.full(len(small), release.min_cell - 1.0), False))
        least = min(r.min_cell for r in self.releases)
        people = np.concatenate([stated(self.axes, face).ravel() & (face not in self._unseen) for face in self.cells])
        for a, members in enumerate(self.atoms):
            # A release of a single atom is published as such; its own minimum rules it.
            if not any([r in other for other in self.atoms].count(True) == 1 for r in members):
                cells = np.flatnonzero(people) + a * self.n
                target.append(cells)
                needs.append((np.zeros(len(cells)), np.full(len(cells), float(least)), True))
            if self.late[a] and self.corrected:
                low[a * self.n : (a + 1) * self.n] = -max(_CORRECTED, 2 * self._drop())
        if alone is not None:
            joined, own = alone
            at = self.cells_of_last(joined)
            inside = at > 0
            low[at[inside]], high[at[inside]] = own.low[inside], own.high[inside]
            values[at[inside]], hidden[at[inside]] = own.values[inside], own.hidden[inside]
            may_hide[at[inside]] = own.may_hide[inside]
            target.append(at[own.target])
            needs.append((own.need_low, own.need_high, False))
        cells = np.concatenate(target)
        order = np.argsort(cells, kind="stable")
        return Problem(
            self.lines, values, hidden, may_hide, low, high, cells[order],
            np.concatenate([n[0] for n in needs])[order],
            np.concatenate([n[1] for n in needs])[order],
            np.concatenate([np.full(len(n[0]), n[2]) for n in needs])[order],
        )  # fmt: skip

    @property
    def corrected(self) -> bool:
        """Whether late changes can be negative."""
        return self._told or self._drop() > 0

    def _drop(self) -> float:
        """Return by how much a later release shows less than an earlier one of no more days; 0 if none does."""
        most = 0.0
        for r, old in enumerate(self.releases):
            for s, new in enumerate(self.releases):
                if r != s and all(s in members for members in self.atoms if r in members):
                    for face in set(old.faces) & set(new.faces):
                        (below, _), (_, above) = old.bounds(face), new.bounds(face)
                        most = max(most, float((below - above).max(initial=0.0)))
        return most

    def where(self, cell: int) -> tuple[Face, tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
        """Name a cell: its face and labels, the releases that it is in, and those that it is not in."""
        block, within = divmod(cell, self.n)
        face, cells, first = next(
            (f, c, int(c.ravel()[0])) for f, c in self.cells.items() if int(c.ravel()[-1]) >= within
        )
        at = np.unravel_index(within - first, cells.shape) if face else ()
        labels = tuple(self.axes[a].titles[i] for a, i in zip(face, at, strict=True))
        if block >= len(self.atoms):
            return face, labels, (block - len(self.atoms),), ()
        members = self.atoms[block]
        return face, labels, tuple(sorted(members)), tuple(r for r in range(len(self.releases)) if r not in members)

    def named(self, found: Bounds) -> tuple[Derived, ...]:
        """Name cells and their bounds."""
        rows = []
        for cell, low, high in zip(found.cell.tolist(), found.low.tolist(), found.high.tolist(), strict=True):
            face, labels, within, without = self.where(cell)
            rows.append(Derived(face, labels, int(low), int(high), within, without))
        return tuple(rows)


def _lower_needs(joint: _Joint, problem: Problem, before: _Joint, found: Bounds) -> None:
    """Ask no more of cells than what the earlier releases left of them."""
    already = {before.where(int(c)): (lo, hi) for c, lo, hi in zip(found.cell, found.low, found.high, strict=True)}
    keep = np.ones(len(problem.target), dtype=bool)
    new = len(joint.releases) - 1
    for i, cell in enumerate(problem.target.tolist()):
        face, labels, within, without = joint.where(cell)
        old = (face, labels, tuple(r for r in within if r != new), tuple(r for r in without if r != new))
        if old not in already:
            continue
        if problem.either[i]:
            keep[i] = False
        elif not without and within != (new,):
            low, high = already[old]
            problem.need_low[i], problem.need_high[i] = max(1.0, low), min(problem.need_high[i], high)
    problem.target, problem.either = problem.target[keep], problem.either[keep]
    problem.need_low, problem.need_high = problem.need_low[keep], problem.need_high[keep]


def _atoms(releases: Sequence[Release]) -> tuple[list[frozenset[int]], list[bool]]:
    """Return the sets of releases that count the same cases, and whether these are late changes of days told before."""
    cuts = sorted({r.first for r in releases} | {r.last + timedelta(days=1) for r in releases})
    states = sorted({r.as_of for r in releases})
    late: dict[frozenset[int], bool] = {}
    for day in cuts[:-1]:
        told = False
        for state in states:
            members = frozenset(i for i, r in enumerate(releases) if r.first <= day <= r.last and r.as_of >= state)
            if members:
                late[members] = late.get(members, True) and told
            told |= any(r.first <= day <= r.last and r.as_of == state for r in releases)
    return list(late), list(late.values())
