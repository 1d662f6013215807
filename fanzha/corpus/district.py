"""A district: its stations, streets, and residents by street, sex and age band."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fanzha.resources import load_config

SEXES = ("female", "male")


class Street(BaseModel):
    """A street (街道 or 镇), the police station it belongs to, and its residents by age band.

    Attributes
    ----------
    name, area : str
    x, y : float or None
        Where its middle lies, in km east and north of any origin; both or neither.
    female, male : tuple of int
        Residents by age band.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    area: str
    x: float | None = Field(default=None, allow_inf_nan=False)
    y: float | None = Field(default=None, allow_inf_nan=False)
    female: tuple[int, ...] = Field(min_length=1)
    male: tuple[int, ...] = Field(min_length=1)


class District(BaseModel):
    """Streets with their residents.

    Attributes
    ----------
    name : str
    age_bands : tuple of (int, int or None)
        First and last age of each band in years; None in the last for no end. Called ``bands`` in the file.
    street_list : tuple of Street
        Called ``streets`` in the file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)

    name: str
    age_bands: tuple[tuple[int, int | None], ...] = Field(alias="bands")
    street_list: tuple[Street, ...] = Field(alias="streets", min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> District:
        for (_, high), (low, _) in zip(self.age_bands, self.age_bands[1:], strict=False):
            if high is None or low != high + 1:
                raise ValueError("age bands must follow each other without gap or overlap")
        names = [s.name for s in self.street_list]
        if len(set(names)) != len(names):
            raise ValueError("street names must be unique")
        for street in self.street_list:
            if not len(street.female) == len(street.male) == len(self.age_bands):
                raise ValueError(f"{street.name} must have one count for each age band and sex")
            if (street.x is None) != (street.y is None):
                raise ValueError(f"{street.name} must have both x and y, or neither")
            if min(*street.female, *street.male) < 0:
                raise ValueError(f"{street.name} must not have negative counts")
        return self

    @cached_property
    def bands(self) -> tuple[tuple[int, int | None, str], ...]:
        """First age, last age, and label of each band."""
        return tuple((low, high, f"{low}岁以上" if high is None else f"{low}-{high}岁") for low, high in self.age_bands)

    @property
    def areas(self) -> tuple[str, ...]:
        """Police stations, in the order of the file."""
        return tuple(dict.fromkeys(s.area for s in self.street_list))

    @property
    def streets(self) -> tuple[str, ...]:
        """Street names, in the order of the file."""
        return tuple(s.name for s in self.street_list)

    @property
    def located(self) -> tuple[tuple[str, str, float | None, float | None], ...]:
        """Name, station, x and y (km, None where not known) of each street: what `fanzha.places.Geography.of` takes."""
        return tuple((s.name, s.area, s.x, s.y) for s in self.street_list)

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        """Count residents.

        Parameters
        ----------
        area, street, sex, band : str, optional
            Sums over what is not given; a band by its label.

        Returns
        -------
        int or None
            None where the district knows no such area, street, sex or band.
        """
        labels = [label for _, _, label in self.bands]
        places = [s for s in self.street_list if area in (None, s.area) and street in (None, s.name)]
        if not places or sex not in (None, *SEXES) or band not in (None, *labels):
            return None
        at = range(len(labels)) if band is None else [labels.index(band)]
        counts = [s.female if x == "female" else s.male for s in places for x in SEXES if sex in (None, x)]
        return sum(c[i] for c in counts for i in at)


def load_district(path: Path | None = None) -> District:
    """Read a district file.

    Parameters
    ----------
    path : Path, optional
        The shipped invented district if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If it breaks the schema: a gap between age bands, a count missing, a street twice.
    """
    return load_config(District, "district.yaml", path)
