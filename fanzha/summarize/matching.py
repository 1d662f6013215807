"""Whether the places of cases are those of the population file: rates need cases and residents of the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fanzha.characteristics.frame import Frame
from fanzha.summarize.period import Period
from fanzha.summarize.residents import Band, Population

# Shares of cases whose place no residents are known of, beyond which places are not compared by residents. Conventions of this project: a
# station's cases that lie in no known street raise its rate; streets that are written in another way lose all their cases.
MOST_OF_STATIONS = 0.02
MOST_OF_STREETS = 0.1


@dataclass(frozen=True, slots=True)
class Matched:
    """A district whose stations or streets keep their residents to themselves where the cases do not match them.

    Attributes
    ----------
    district : Population
    stations_match, streets_match : bool
        Whether stations, and streets, may be compared by residents.
    unknown_streets, unknown_stations : frozenset of str
        Those of cases that the district does not list.
    """

    district: Population
    stations_match: bool
    streets_match: bool
    unknown_streets: frozenset[str]
    unknown_stations: frozenset[str]

    @property
    def name(self) -> str:
        """Name of the district."""
        return self.district.name

    @property
    def bands(self) -> tuple[Band, ...]:
        """Age bands."""
        return self.district.bands

    @property
    def areas(self) -> tuple[str, ...]:
        """Police stations."""
        return self.district.areas

    @property
    def streets(self) -> tuple[str, ...]:
        """Street names."""
        return self.district.streets

    @property
    def located(self) -> Sequence[tuple[str, str, float | None, float | None]]:
        """Streets and where they lie; none where the cases do not match them."""
        return self.district.located if self.streets_match else ()

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        """Count residents; None also for places that are not to be compared."""
        if (area is not None and not self.stations_match) or (street is not None and not self.streets_match):
            return None
        return self.district.population(area=area, street=street, sex=sex, band=band)


def match(frame: Frame, district: Population, period: Period) -> Matched:
    """Hold the places of a period's cases against those of a district.

    Parameters
    ----------
    frame : Frame
    district : Population
    period : Period

    Returns
    -------
    Matched
    """
    rows = frame.rows(
        "SELECT area, street, count(*) FROM cases WHERE NOT benign AND day BETWEEN ? AND ? GROUP BY 1, 2",
        (period.start, period.end),
    )
    areas, streets = set(district.areas), set(district.streets)
    placed = [(area, street, n) for area, street, n in rows if area is not None]
    told = [(street, n) for _, street, n in rows if street is not None]
    astray = sum(n for area, street, n in placed if area not in areas or (street is not None and street not in streets))
    unknown = sum(n for street, n in told if street not in streets)
    return Matched(
        district,
        astray <= MOST_OF_STATIONS * sum(n for *_, n in placed),
        unknown <= MOST_OF_STREETS * sum(n for _, n in told),
        frozenset(street for street, _ in told if street not in streets),
        frozenset(area for area, _, _ in placed if area not in areas),
    )
