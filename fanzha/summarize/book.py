"""The counts that findings are made from and that their sentences are checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW
from fanzha.disclosure import PUBLIC
from fanzha.summarize.coding import OTHERS, Axis
from fanzha.summarize.period import Period


@dataclass(frozen=True, slots=True)
class Window:
    """Counts of one stretch of days.

    Attributes
    ----------
    period : Period
    counts : dict of ndarray
        Names of properties, joined by commas, to counts with one dimension for each. What is not stated comes last.
    """

    period: Period
    counts: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Book:
    """All counts behind the findings.

    Attributes
    ----------
    axes : dict of Axis
    windows : dict of Window
        ``now``; ``before`` where the data cover it; ``week`` and ``weeks`` (the last days, and those before them) likewise.
    people : dict of ndarray
        Names of properties to residents, NaN where unknown; without what is not stated. Empty without a district.
    min_cell : int
    """

    axes: Mapping[str, Axis]
    windows: Mapping[str, Window]
    people: Mapping[str, NDArray[np.float64]]
    min_cell: int

    @property
    def public(self) -> bool:
        """Whether findings are for the public: then without numbers from which others could be worked out."""
        return self.min_cell >= PUBLIC

    @property
    def types(self) -> list[int]:
        """Positions of the decided types on the axis of types."""
        return [i for i, label in enumerate(self.axes["type"].labels) if label not in (REVIEW, OTHERS)]

    def stated(self, window: str, names: str) -> NDArray[np.int64]:
        """Return counts by type and other properties, without what is not stated of the others."""
        known = tuple(slice(0, self.axes[a].known) for a in names.split(","))
        return self.windows[window].counts[names][known]


@dataclass(frozen=True, slots=True)
class Ref:
    """Where in a book a comparison has its counts.

    Attributes
    ----------
    method : str
        ``rate`` (cases by residents, against all other residents), ``odds`` (share of the type's cases, against the other
        types), ``change`` (against the comparison period) or ``outbreak`` (the last days against the weeks before).
    names : str
        Properties, joined by commas; ``type`` first.
    at : tuple of int
        Position in the counts.
    """

    method: str
    names: str
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two counts and what they arose from.

    Attributes
    ----------
    n, base : int
        Cases, and cases of what they are compared with.
    exposure, base_exposure : float
        Residents or days; for ``odds`` the other cases of the type, and the cases of the other types within the group.
    outside : float
        For ``odds`` the cases of the other types outside the group; else 0.
    few : bool
        Whether ``base`` is too small to be shown. It is then the largest number that is too small, which makes the ratio
        smaller than it is and gives nothing away.
    """

    n: int
    base: int
    exposure: float
    base_exposure: float
    outside: float = 0.0
    few: bool = False


def compare(book: Book, ref: Ref) -> Comparison:
    """Take a comparison out of the book."""
    type_, group = ref.at[0], ref.at[1:]
    if ref.method in ("change", "outbreak"):
        first, second = ("now", "before") if ref.method == "change" else ("week", "weeks")
        n = int(book.stated(first, ref.names)[ref.at])
        base, few = _mask(int(book.stated(second, ref.names)[ref.at]), book.min_cell)
        days, base_days = book.windows[first].period.days, book.windows[second].period.days
        return Comparison(n, base, float(days), float(base_days), few=few)
    counts = book.stated("now", ref.names)
    others = ref.names.split(",", 1)[1]
    if ref.method == "rate":
        people = book.people[others]
        known = people > 0
        n = int(counts[type_][group])
        base, few = _mask(int(counts[type_][known].sum()) - n, book.min_cell)
        return Comparison(n, base, float(people[group]), float(people[known].sum() - people[group]), few=few)
    n, total = int(counts[type_][group]), int(counts[type_].sum())
    rest = counts[[i for i in book.types if i != type_]].sum(axis=0)
    inside = int(rest[group])
    base, few = _mask(inside, book.min_cell)
    return Comparison(n, base, float(total - n), float(inside), float(rest.sum() - inside), few)


def _mask(base: int, min_cell: int) -> tuple[int, bool]:
    return (min_cell - 1, True) if 0 < base < min_cell else (base, False)
