"""Tables of counts over named axes, with all their margins, as one system of cells and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure.lines import Floats, Ints, Lines
from fanzha.errors import InputError

Face = tuple[str, ...]  # names of axes, sorted; () for the grand total


@dataclass(frozen=True, slots=True)
class Axis:
    """A property that cases are counted by.

    Attributes
    ----------
    name : str
    labels : tuple of str
        Its values, each once.
    groups : tuple of tuple of str
        Levels above the values whose totals are published too, finest first: for each level the group of every value (streets:
        their stations). Values of one group must be in one group of the next level.
    unstated : int
        So many of the last values mean "not stated". They say nothing about people, and may be small and shown.
    """

    name: str
    labels: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...] = ()
    unstated: int = 0

    def __post_init__(self) -> None:
        """Refuse labels that repeat and levels that are not nested."""
        if not self.name or not self.labels or len(set(self.labels)) != len(self.labels):
            raise InputError("an axis must have a name and each label once", f"{len(self.labels)} labels", "correct it")
        if not 0 <= self.unstated <= len(self.labels):
            raise InputError("no more labels can be unstated than there are", str(self.unstated), "correct it")
        finer: Sequence[str] = self.labels
        for level in self.groups:
            if len(level) != len(self.labels) or len(set(zip(finer, level, strict=True))) != len(set(finer)):
                raise InputError("levels must be nested: one group for each finer one", self.name, "correct the groups")
            finer = level

    @property
    def titles(self) -> tuple[str, ...]:
        """Labels, then the groups of each level."""
        return self.labels + tuple(g for level in self.groups for g in dict.fromkeys(level))

    def sums(self) -> list[tuple[list[int], int]]:
        """Return for each group the positions of its parts, one level down, and its own."""
        found = []
        finer, offset = list(self.labels), 0
        for level in self.groups:
            names = list(dict.fromkeys(finer))
            groups = list(dict.fromkeys(level))
            above = dict(zip(finer, level, strict=True))
            base = offset + len(names)
            for i, group in enumerate(groups):
                found.append(([offset + k for k, name in enumerate(names) if above[name] == group], base + i))
            finer, offset = list(level), base
        return found

    def coarsest(self) -> list[int]:
        """Return the positions that add up to the total."""
        size = len(set(self.groups[-1])) if self.groups else len(self.labels)
        return list(range(len(self.titles) - size, len(self.titles)))


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts by one axis or more.

    Attributes
    ----------
    axes : tuple of Axis
    counts : ndarray
        One dimension for each axis. Cases without a value belong to a label of their own, so that tables of the same cases have
        the same totals.
    """

    axes: tuple[Axis, ...]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse a shape that does not fit and counts below zero."""
        if self.counts.shape != tuple(len(a.labels) for a in self.axes):
            raise InputError("counts must have one dimension for each axis", str(self.counts.shape), "correct them")
        if len({a.name for a in self.axes}) != len(self.axes):
            raise InputError("axes of a table must differ", ", ".join(a.name for a in self.axes)[:40], "rename one")
        if self.counts.size and self.counts.min() < 0:
            raise InputError("counts must not be negative", str(int(self.counts.min())), "correct them")


class Tables:
    """Tables of the same cases with all their margins; what two of them share is one cell.

    Parameters
    ----------
    tables : sequence of CountTable

    Attributes
    ----------
    axes : dict of str to Axis
    cells : dict of tuple of str to ndarray of int
        For each face (sorted names of axes) the numbers of its cells; dimensions run over `Axis.titles`.
    values : ndarray
        Of each cell.
    about_people : ndarray of bool
        False for cells of what is not stated.
    lines : Lines

    Raises
    ------
    InputError
        If there is no table, axes of one name differ, or tables disagree about a margin.
    """

    def __init__(self, tables: Sequence[CountTable]) -> None:
        if not tables:
            raise InputError("there must be a table", "none", "give one")
        self.axes: dict[str, Axis] = {}
        for table in tables:
            for axis in table.axes:
                if self.axes.setdefault(axis.name, axis) != axis:
                    raise InputError("an axis must be the same in all tables", axis.name[:40], "give all its labels")
        faces: dict[Face, NDArray[np.int64]] = {}
        for table in tables:
            names = [a.name for a in table.axes]
            for size in range(len(names) + 1):
                for chosen in combinations(sorted(names), size):
                    counts = _face(table, chosen)
                    if not np.array_equal(faces.setdefault(chosen, counts), counts):
                        raise InputError(
                            "tables of the same cases must have the same totals",
                            f"other counts by {' and '.join(chosen) or 'all'}",
                            "count cases without a value under a label of their own",
                        )
        self.cells: dict[Face, Ints] = {}
        values, people = [], []
        n = 0
        for face, counts in sorted(faces.items(), key=lambda item: (len(item[0]), item[0])):
            self.cells[face] = n + np.arange(counts.size).reshape(counts.shape)
            n += counts.size
            values.append(counts.ravel().astype(np.float64))
            people.append(stated(self.axes, face).ravel())
        self.values: Floats = np.concatenate(values)
        self.about_people: NDArray[np.bool_] = np.concatenate(people)
        self.lines = Lines(line_blocks(self.axes, self.cells), n)

    def where(self, cell: int) -> tuple[Face, tuple[str, ...]]:
        """Return the face of a cell and its label on each of the face's axes."""
        for face, cells in self.cells.items():
            first = int(cells.ravel()[0])
            if first <= cell < first + cells.size:
                at = np.unravel_index(cell - first, cells.shape) if face else ()
                return face, tuple(self.axes[a].titles[i] for a, i in zip(face, at, strict=True))
        raise InputError("a cell must be one of the tables'", str(cell), "give its number")

    def leaves(self, table: CountTable, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return what holds for each cell of a table, as an array of its shape, from what holds for all cells."""
        names = [a.name for a in table.axes]
        face = tuple(sorted(names))
        whole = values[self.cells[face]]
        whole = whole[tuple(slice(0, len(self.axes[a].labels)) for a in face)]
        return np.ascontiguousarray(np.transpose(whole, [face.index(a) for a in names]))


def stated(axes: Mapping[str, Axis], face: Face) -> NDArray[np.bool_]:
    """Return which cells of a face say something about people: none of their labels means "not stated"."""
    mask = np.ones([len(axes[name].titles) for name in face], dtype=bool)
    for d, name in enumerate(face):
        axis = axes[name]
        np.moveaxis(mask, d, 0)[len(axis.labels) - axis.unstated : len(axis.labels)] = False
    return mask


def _face(table: CountTable, chosen: Face) -> NDArray[np.int64]:
    """Return the counts by some of a table's axes, groups of labels added to each."""
    names = [a.name for a in table.axes]
    counts = table.counts.sum(axis=tuple(i for i, name in enumerate(names) if name not in chosen), dtype=np.int64)
    kept = [name for name in names if name in chosen]
    counts = np.transpose(counts, [kept.index(name) for name in chosen])
    for d, name in enumerate(chosen):
        axis = next(a for a in table.axes if a.name == name)
        moved = np.moveaxis(counts, d, 0)
        for level in axis.groups:
            codes = {g: i for i, g in enumerate(dict.fromkeys(level))}
            to = np.zeros((len(codes), len(level)), dtype=np.int64)
            to[[codes[g] for g in level], np.arange(len(level))] = 1
            moved = np.concatenate([moved, np.tensordot(to, moved[: len(level)], axes=1)])
        counts = np.moveaxis(moved, 0, d)
    return np.array(counts, order="C")


def line_blocks(axes: Mapping[str, Axis], cells: Mapping[Face, Ints]) -> list[tuple[Ints, Ints]]:
    """Return the lines of a set of faces: along every axis labels to groups, and the coarsest level to the face without it."""
    blocks = []
    for face, ids in cells.items():
        for d, name in enumerate(face):
            along = np.moveaxis(ids, d, -1)
            axis = axes[name]
            for parts, group in axis.sums():
                blocks.append((along[..., parts].reshape(-1, len(parts)), along[..., group].reshape(-1)))
            coarsest = axis.coarsest()
            without = face[:d] + face[d + 1 :]
            if without in cells:
                blocks.append((along[..., coarsest].reshape(-1, len(coarsest)), cells[without].reshape(-1)))
    return blocks
