"""Which places lie together: the zones that a scan looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import InputError

_NEAR = 1e-9  # km; positions that differ by less are as far away


@dataclass(frozen=True, slots=True)
class Geography:
    """Places with the station each belongs to and, where known, where it lies.

    Attributes
    ----------
    names : tuple of str
        Streets, each once.
    areas : tuple of str
        The station of each.
    positions : ndarray of shape (places, 2), or None
        x and y in km from any origin; None where the position of one place or more is not known.
    """

    names: tuple[str, ...]
    areas: tuple[str, ...]
    positions: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if len(set(self.names)) != len(self.names) or not self.names:
            raise InputError("places must be named once each", f"{len(self.names)} names", "give each street once")
        if len(self.areas) != len(self.names):
            raise InputError(
                "each place must have a station", f"{len(self.areas)} stations", "give one for each street"
            )
        if self.positions is not None and self.positions.shape != (len(self.names), 2):
            raise InputError("each place must have an x and a y", str(self.positions.shape), "give both, or none")

    @classmethod
    def of(cls, streets: Sequence[tuple[str, str, float | None, float | None]]) -> Geography:
        """Return the geography of streets given as name, station, x and y (km); without positions unless all have one."""
        names, areas = tuple(s[0] for s in streets), tuple(s[1] for s in streets)
        if any(s[2] is None or s[3] is None for s in streets):
            return cls(names, areas)
        return cls(names, areas, np.array([[s[2], s[3]] for s in streets], dtype=np.float64))

    @property
    def neighbours(self) -> Literal["positions", "stations"]:
        """What says which places are neighbours: where they lie, or the station that they share."""
        return "stations" if self.positions is None else "positions"


@dataclass(frozen=True, slots=True)
class Zones:
    """Sets of places that are looked at together.

    Attributes
    ----------
    member : ndarray of bool, shape (zones, places)
        Each set once.
    centre : ndarray of int, shape (zones,)
        Place in the middle of the circle; -1 where the zone is a station.
    radius : ndarray, shape (zones,)
        km to the farthest place of the zone; NaN where the zone is a station.
    """

    member: NDArray[np.bool_]
    centre: NDArray[np.int64]
    radius: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.member)


def zones(geography: Geography, weights: NDArray[np.float64], max_share: float = 0.5) -> Zones:
    """Return the circles around each place, or, without positions, each place and each station.

    Parameters
    ----------
    geography : Geography
    weights : ndarray, shape (places,)
        Residents, or expected cases.
    max_share : float
        Largest share of the weights that a zone may hold; half by custom (Kulldorff 1997).

    Returns
    -------
    Zones
        Places as far away as each other enter a circle together. Of circles with the same places the smallest is kept.

    Raises
    ------
    InputError
        If no zone is small enough.
    """
    member: list[NDArray[np.bool_]] = []
    centre, radius = [], []
    for rows, middle, reach in _circles(geography) if geography.positions is not None else _stations(geography):
        member.append(rows)
        centre.append(middle)
        radius.append(reach)
    rows = np.array(member)
    small = rows @ weights <= max_share * weights.sum() * (1 + 1e-12)
    order = np.lexsort((np.arange(len(rows)), np.nan_to_num(np.array(radius))))
    order = order[small[order]]
    _, first = np.unique(rows[order], axis=0, return_index=True)
    kept = order[np.sort(first)]
    if not len(kept):
        raise InputError(
            "a zone must hold no more than a share of the residents", f"{max_share:g}, and no street does", "raise it"
        )
    return Zones(rows[kept], np.array(centre, dtype=np.int64)[kept], np.array(radius, dtype=np.float64)[kept])


def _circles(geography: Geography) -> list[tuple[NDArray[np.bool_], int, float]]:
    at = geography.positions
    assert at is not None
    apart = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
    found = []
    for middle, distances in enumerate(apart):
        ordered = np.sort(distances)
        for reach in ordered[np.append(np.diff(ordered) > _NEAR, True)]:
            found.append((distances <= reach + _NEAR, middle, float(reach)))
    return found


def _stations(geography: Geography) -> list[tuple[NDArray[np.bool_], int, float]]:
    areas = np.array(geography.areas)
    alone = [(row, -1, float("nan")) for row in np.eye(len(areas), dtype=bool)]
    return alone + [(areas == area, -1, float("nan")) for area in dict.fromkeys(geography.areas)]
