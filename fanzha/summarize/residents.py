"""What the summary asks of a district: how many people live where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Band = tuple[int, int | None, str]

# Bands where no district gives its own: first age, last age, label.
DEFAULT_BANDS: tuple[Band, ...] = (
    (0, 17, "0-17岁"),
    (18, 29, "18-29岁"),
    (30, 39, "30-39岁"),
    (40, 49, "40-49岁"),
    (50, 59, "50-59岁"),
    (60, None, "60岁以上"),
)


class Population(Protocol):
    """Residents by street, sex and age band; `fanzha.corpus.district.District` is one."""

    @property
    def name(self) -> str:
        """Name of the district; empty if it is not to be said."""

    @property
    def bands(self) -> tuple[Band, ...]:
        """First age, last age (None: no end) and label of each age band, rising and without gaps."""

    @property
    def areas(self) -> tuple[str, ...]:
        """Police stations."""

    @property
    def streets(self) -> tuple[str, ...]:
        """Street names."""

    @property
    def located(self) -> Sequence[tuple[str, str, float | None, float | None]]:
        """Name, station, x and y (km, None where not known) of each street."""

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        """Count residents, summed over what is not given; None where the district does not know."""
