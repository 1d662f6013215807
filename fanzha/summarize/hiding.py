"""Which cells of the tables of a period may not be shown: chosen together, since they count the same cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure import Axis, CountTable, Release, Suppression, suppress, suppress_after
from fanzha.disclosure.problem import of_counts
from fanzha.disclosure.tables import Face, Tables
from fanzha.errors import InputError
from fanzha.summarize.counted import SHOWN, UNSEEN
from fanzha.summarize.period import Period

_LEAST = 3  # below it there is nothing that could be hidden among others
_TRIES = 3
_PLACES: Final = "area+street"
_FIXED: Final[tuple[Face, ...]] = ((),)  # the number of all cases, which everything starts with
Masks = Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Hiding:
    """What to hide.

    Attributes
    ----------
    masks : mapping of str to ndarray of bool
        For each table, of the shape of its counts.
    marked : bool
        Whether small cells may be told from those that are hidden for their sake.
    safe : bool
        Whether the attack on what is shown failed.
    total : bool
        Whether the number of all cases is hidden, too.
    suppression : Suppression or None
        None where nothing can be hidden.
    records : tuple of Release
        What later releases are held against.
    for_differences : int
        Cells hidden for the sake of what was published before.
    tables : mapping of str to CountTable
    """

    masks: Masks
    marked: bool = True
    safe: bool = True
    total: bool = False
    suppression: Suppression | None = None
    records: tuple[Release, ...] = ()
    for_differences: int = 0
    tables: Mapping[str, CountTable] = field(default_factory=dict)

    def hides(self, name: str, *values: str) -> bool:
        """Tell whether any of some values of a property, or how many cases do not state it, is hidden; an unknown value is."""
        table = self.tables.get(name)
        if table is None:
            return True
        labels = table.axes[0].labels
        mask = self.masks[name]
        unstated = table.axes[0].unstated
        if any(bool(mask[-i]) for i in range(1, unstated + 1)):
            return True
        return any(one not in labels or bool(mask[labels.index(one)]) for one in values)

    def withheld(self, key: str) -> bool:
        """Tell whether a table is not shown at all: then not even which of its cells are small."""
        found, table = self.suppression, self.tables.get(key)
        if found is None or table is None:
            return found is not None
        face = tuple(sorted(axis.name for axis in table.axes))
        return face not in found.tables.cells or face in found.withheld

    def hidden(self, name: str, values: Sequence[str]) -> NDArray[np.bool_]:
        """Return which of some values of a property are hidden, and last whether the number of cases without one is."""
        table, mask = self.tables[name], self.masks[name]
        at = {label: i for i, label in enumerate(table.axes[0].labels)}
        return np.array([mask[at[one]] if one in at else True for one in values] + [mask[-1]], dtype=bool)

    def hidden_groups(self, name: str) -> NDArray[np.bool_]:
        """Return which groups of the values of a property are hidden, without that of what is not stated."""
        n = len(self.tables[name].axes[0].labels)
        if self.suppression is None or (name,) not in self.suppression.tables.cells:
            return np.full(len(self.tables[name].axes[0].titles) - n - 1, self.suppression is not None)
        return np.asarray(self.suppression.face(name)[n:-1])


def hide(tables: Mapping[str, CountTable], min_cell: int) -> Hiding:
    """Choose the cells to hide of several tables of the same cases, and attack what is left.

    Parameters
    ----------
    tables : mapping of str to CountTable
        Of `fanzha.summarize.counted.count_tables`.
    min_cell : int
        Smallest count that may be shown.
    """
    if min_cell < _LEAST:
        masks = {key: (one.counts > 0) & (one.counts < min_cell) for key, one in tables.items()}
        return Hiding(masks, tables=tables)
    return _hiding(tables, suppress(list(tables.values()), min_cell, fixed=_FIXED, withhold=None, unseen=UNSEEN))


def publish(
    tables: Mapping[str, CountTable], min_cell: int, period: Period, earlier: Sequence[Release], as_of: date
) -> Hiding:
    """Choose the cells to hide of tables that are published, given what was published before.

    Parameters
    ----------
    tables, min_cell
        As for `hide`.
    period : Period
    earlier : sequence of Release
    as_of : date
        State of the records: day of the newest report.

    Returns
    -------
    Hiding
        With the record of what is shown; that of an earlier release where it said the same.

    Raises
    ------
    InputError
        If earlier releases of these days have other values (of places, ages, types).
    """
    usable = connected(earlier, period)
    axes = {axis.name: axis for one in tables.values() for axis in one.axes}
    for release in usable:
        for axis in release.axes:
            if axes.get(axis.name, axis) != axis:
                raise InputError(
                    "bulletins of the same days must have the same places, age bands and types", f"another {axis.name}",
                    "give the same --district and --model, or begin a new folder with a period that was not published",
                )  # fmt: skip
    for release in reversed(usable):
        again = reprint(release, tables, period)
        if again is not None:
            return again
    if min_cell < _LEAST:
        return hide(tables, min_cell)
    # Where not everything can be told, less is: no crossed tables, then types alone, then nothing but the number of all cases.
    whole = CountTable((Axis("all", ("all",)),), np.array([next(iter(tables.values())).counts.sum()]))
    fewer = {key: one for key, one in tables.items() if key in SHOWN and len(one.axes) == 1} | {
        key: one for key, one in tables.items() if key == _PLACES
    }
    tried = None
    for some in (tables, fewer, {"type": tables["type"]}, {"all": whole}):
        tried = _publish(tables, some, min_cell, period, usable, as_of)
        if tried.safe:
            break
    assert tried is not None
    return tried


def _publish(
    tables: Mapping[str, CountTable],
    some: Mapping[str, CountTable],
    min_cell: int,
    period: Period,
    usable: Sequence[Release],
    as_of: date,
) -> Hiding:
    """Choose the cells to hide of some tables, and hide the others."""
    joined = list(some.values())
    unseen = [face for face in UNSEEN if "+".join(face) in some]
    # Whoever reports, or decides, later than the newest report does so in a later state, whatever its day.
    state = max([as_of, *(one.as_of for one in usable)])
    if not usable:
        found, n = suppress(joined, min_cell, fixed=_FIXED, unseen=unseen), 0
        safe = found.safe
    for attempt in range(_TRIES if usable else 0):
        try:
            done = suppress_after(
                joined, usable, min_cell, first=period.start, last=period.end, as_of=state, unseen=unseen, fixed=_FIXED
            )
        except InputError:
            # What was published in this state contradicts what is known now.
            if attempt == _TRIES - 1:
                raise
            state += timedelta(days=1)
            continue
        found, n, safe = done.suppression, done.for_differences, done.safe
        break
    record = Release.of(found, first=period.start, last=period.end, as_of=state, min_cell=min_cell)
    return replace(_hiding(tables, found), safe=safe, records=(record,), for_differences=n)


def _hiding(tables: Mapping[str, CountTable], found: Suppression) -> Hiding:
    masks = {}
    for key, table in tables.items():
        face = tuple(sorted(a.name for a in table.axes))
        told = face in found.tables.cells
        masks[key] = found.hidden(table) if told else np.ones(table.counts.shape, dtype=bool)
    return Hiding(masks, found.marked, found.safe, bool(found.face()), found, (), 0, tables)


def reprint(release: Release, tables: Mapping[str, CountTable], period: Period) -> Hiding | None:
    """Return what an earlier release hid, where its days are the same and every cell would look as it did; else None."""
    if (release.first, release.last) != (period.start, period.end):
        return None
    joined = Tables(list(tables.values()))
    if any(joined.axes.get(axis.name, axis) != axis for axis in release.axes):
        return None
    least = release.min_cell
    hidden = np.ones(joined.lines.n, dtype=bool)
    for face, cells in joined.cells.items():
        if face not in release.faces:
            continue
        for cell, said in zip(cells.ravel().tolist(), release.faces[face], strict=True):
            n = int(joined.values[cell])
            small = n < least if said == "within" else 0 < n < least
            same = said == n if isinstance(said, int) else small if said in ("small", "within") else True
            if not same or (said == "hidden" and release.marked and 0 < n < least and joined.about_people[cell]):
                return None
            hidden[cell] = not isinstance(said, int)
    problem = replace(of_counts(joined.lines, joined.values, joined.about_people, least), hidden=hidden)
    away = tuple(face for face in joined.cells if face not in release.faces)
    return replace(_hiding(tables, Suppression(joined, problem, (), away, release.marked)), records=(release,))


def connected(releases: Sequence[Release], period: Period) -> list[Release]:
    """Return the releases that share days with a period, or with others that do, however far."""
    days = [(period.start, period.end)]
    left, found = list(enumerate(releases)), list[int]()
    while True:
        near = [i for i, one in left if any(one.first <= end and start <= one.last for start, end in days)]
        if not near:
            return [releases[i] for i in sorted(found)]
        found += near
        days += [(releases[i].first, releases[i].last) for i in near]
        left = [(i, one) for i, one in left if i not in near]
