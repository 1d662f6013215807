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
# Share of cases that lie nowhere in the file, from which it is not that of these cases. From half on, a rate counts more cases of people
# whom the file lacks than of those it has, and is at least twice what it should be.
MOST_ELSEWHERE = 0.5
_LEAST = 5  # cases that state a place; fewer, which no table shows, tell nothing of a file


@dataclass(frozen=True, slots=True)
class Matched:
    """A district that keeps its residents to itself, as a whole or by station or street, where the cases do not match it.

    Attributes
    ----------
    district : Population
    stations_match, streets_match : bool
        Whether stations, and streets, may be compared by residents.
    unknown_streets, unknown_stations : frozenset of str
        Those of cases that the district does not list, or where nobody lives.
    fits : bool
        Whether it is the district of these cases at all. If not, nothing is left of it but the age bands, by which cases are coded.
    """

    district: Population
    stations_match: bool
    streets_match: bool
    unknown_streets: frozenset[str]
    unknown_stations: frozenset[str]
    fits: bool = True

    @property
    def name(self) -> str:
        """Name of the district; empty where the cases are of another."""
        return self.district.name if self.fits else ""

    @property
    def bands(self) -> tuple[Band, ...]:
        """Age bands."""
        return self.district.bands

    @property
    def areas(self) -> tuple[str, ...]:
        """Police stations."""
        return self.district.areas if self.fits else ()

    @property
    def streets(self) -> tuple[str, ...]:
        """Street names."""
        return self.district.streets if self.fits else ()

    @property
    def located(self) -> Sequence[tuple[str, str, float | None, float | None]]:
        """Streets and where they lie; none where the cases do not match them."""
        return self.district.located if self.fits and self.streets_match else ()

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        """Count residents; None also for places that are not to be compared."""
        if not self.fits:
            return None
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
    # Of a street where nobody lives cases have no rate, as of one that is not listed.
    areas = {area for area in district.areas if district.population(area=area) != 0}
    streets = {street for street in district.streets if district.population(street=street) != 0}
    placed = [(area, street, n) for area, street, n in rows if area is not None]
    told = [(street, n) for _, street, n in rows if street is not None]
    stated = sum(n for area, street, n in rows if area is not None or street is not None)
    # Where one of both is known the other may be but spelt in another way.
    here = sum(n for area, street, n in rows if area in areas or street in streets)
    astray = sum(n for area, street, n in placed if area not in areas or (street is not None and street not in streets))
    unknown = sum(n for street, n in told if street not in streets)
    return Matched(
        district,
        astray <= MOST_OF_STATIONS * sum(n for *_, n in placed),
        unknown <= MOST_OF_STREETS * sum(n for _, n in told),
        frozenset(street for street, _ in told if street not in streets),
        frozenset(area for area, _, _ in placed if area not in areas),
        stated < _LEAST or stated - here < MOST_ELSEWHERE * stated,
    )
