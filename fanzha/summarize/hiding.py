"""Which cells of the tables of a period may not be shown: chosen together, since they count the same cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure import Axis as Published
from fanzha.disclosure import CountTable, Release, suppress, suppress_after
from fanzha.summarize.coding import Axis, Coded
from fanzha.summarize.period import Period

# What later releases are held against: tables whose values do not depend on the cases.
LASTING = ("type", "area", "street", "band", "sex", "sex_band")
_LEAST = 3  # below it there is nothing that could be hidden among others
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
    release : Release or None
        The record that later releases are held against; None where nothing can be hidden.
    for_differences : int
        Cells hidden for the sake of what was published before.
    """

    masks: Masks
    marked: bool = True
    safe: bool = True
    release: Release | None = None
    for_differences: int = 0


def hide(
    coded: Coded,
    chosen: NDArray[np.bool_],
    tables: Mapping[str, tuple[str, ...]],
    min_cell: int,
    *,
    groups: NDArray[np.int64] | None = None,
    period: Period | None = None,
    earlier: Sequence[Release] = (),
) -> Hiding:
    """Choose the cells to hide of several tables of the same cases, and attack what is left.

    Parameters
    ----------
    coded : Coded
    chosen : ndarray of bool
        The cases that are counted.
    tables : mapping
        Key to the axes of each table.
    min_cell : int
        Smallest count that may be shown.
    groups : ndarray, optional
        For each street the number of its station.
    period : Period, optional
        For the record of what was shown.
    earlier : sequence of Release
        What was published before.
    """
    counts = {key: coded.count(axes, chosen) for key, axes in tables.items()}
    if min_cell < _LEAST:
        return Hiding({key: (table > 0) & (table < min_cell) for key, table in counts.items()})
    axes = {name: _published(coded.axes[name], groups) for name in {a for names in tables.values() for a in names}}
    made = {key: CountTable(tuple(axes[a] for a in names), counts[key]) for key, names in tables.items()}
    lasting = {key: made[key] for key in LASTING if key in made}
    rest = {key: table for key, table in made.items() if key not in lasting}
    usable = [one for one in earlier if _same_axes(one, axes)]
    differences = 0
    if usable and period is not None:
        followed = suppress_after(
            list(lasting.values()), usable, min_cell, first=period.start, last=period.end, as_of=period.end
        )
        first, safe, differences = followed.suppression, followed.safe, followed.for_differences
    else:
        first = suppress(list(lasting.values()), min_cell)
        safe = first.safe
    masks = {key: first.hidden(table) for key, table in lasting.items()}
    marked = first.marked
    # Tables of properties whose values come from the cases share only their totals with the others.
    for key, table in rest.items():
        one = suppress(table, min_cell)
        masks[key], marked, safe = one.hidden(table), marked and one.marked, safe and one.safe
    release = None
    if period is not None:
        release = Release.of(first, first=period.start, last=period.end, as_of=period.end, min_cell=min_cell)
    return Hiding(masks, marked, safe, release, differences)


def _published(axis: Axis, groups: NDArray[np.int64] | None) -> Published:
    # A value that is the empty text stands for what is not stated.
    labels = tuple(label or "?" for label in axis.labels)
    if axis.name != "street" or groups is None:
        return Published(axis.name, labels, (), int(axis.missing))
    return Published(axis.name, labels, (tuple(f"group {int(g)}" for g in groups),), int(axis.missing))


def _same_axes(release: Release, axes: Mapping[str, Published]) -> bool:
    return all(axes.get(one.name) == one for one in release.axes)
