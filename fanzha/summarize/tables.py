"""Counts, losses and rates of a period, by type, place, victim and method, beside the period before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fanzha.errors import ConfigError
from fanzha.summarize.statistics import poisson_interval, wilson_interval
from fanzha.taxonomy import BENIGN, Taxonomy

REVIEW = "待复核"
DEFAULT_BANDS: tuple[tuple[int, int | None, str], ...] = (
    (0, 17, "0-17岁"), (18, 29, "18-29岁"), (30, 39, "30-39岁"), (40, 49, "40-49岁"), (50, 59, "50-59岁"), (60, None, "60岁以上"),
)  # fmt: skip
SEXES = {"female": "女", "male": "男"}
# A change in per cent of fewer cases than this says more about chance than about the cases.
MIN_FOR_PERCENT = 10


class Population(Protocol):
    """Residents of a district; `fanzha.corpus.district.District` is one."""

    @property
    def name(self) -> str:
        """Name of the district."""
        ...

    @property
    def bands(self) -> tuple[tuple[int, int | None, str], ...]:
        """First age, last age (None for no end) and label of each age band."""
        ...

    @property
    def areas(self) -> tuple[str, ...]:
        """Police stations."""
        ...

    @property
    def streets(self) -> tuple[str, ...]:
        """Streets."""
        ...

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        """Count residents, over all of what is not given; None where unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a table.

    Attributes
    ----------
    name : str
    n, before : int
        Cases in the period and in the one before.
    share, share_low, share_high : float
        Of the cases whose value is known, with 95% score interval.
    loss, median_loss : float or None
        Yuan; None where no case states a loss.
    rate, rate_low, rate_high : float or None
        Per 100,000 residents in the period, with 95% interval; None without a population.
    """

    name: str
    n: int
    before: int
    share: float
    share_low: float
    share_high: float
    loss: float | None
    median_loss: float | None
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None

    @property
    def change(self) -> int:
        """Cases more (or fewer) than in the period before."""
        return self.n - self.before

    @property
    def percent(self) -> float | None:
        """Change in per cent; None where the period before had too few cases."""
        return None if self.before < MIN_FOR_PERCENT else 100 * self.change / self.before


@dataclass(frozen=True, slots=True)
class Table:
    """Cases by one characteristic.

    Attributes
    ----------
    key, title : str
    cells : tuple of Cell
        Most cases first, or in natural order for age bands.
    n, missing : int
        Fraud cases in the period, and those of them whose value is unknown.
    """

    key: str
    title: str
    cells: tuple[Cell, ...]
    n: int
    missing: int

    @property
    def missing_share(self) -> float:
        """Share of cases whose value is unknown."""
        return self.missing / self.n if self.n else 0.0

    def cell(self, name: str) -> Cell:
        """Return a row by name."""
        return next(c for c in self.cells if c.name == name)


@dataclass(frozen=True, slots=True)
class Cases:
    """Fraud cases of a period and of the one before, as arrays.

    Attributes
    ----------
    columns : dict
        Name to ndarray of objects (None where unknown).
    day : ndarray of int
        Days since 1970-01-01.
    loss : ndarray of float
        Yuan, NaN where unknown.
    now, before : ndarray of bool
        Which cases fall into which period.
    """

    columns: Mapping[str, NDArray[np.object_]]
    day: NDArray[np.int64]
    loss: NDArray[np.float64]
    now: NDArray[np.bool_]
    before: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Period:
    """A period and the equally long one before it, days inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1

    @property
    def before(self) -> Period:
        """The period before."""
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a summary."""

    period: Period
    by: dict[str, Table] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Table:
        return self.by[key]


def band_of(ages: NDArray[np.object_], bands: tuple[tuple[int, int | None, str], ...]) -> NDArray[np.object_]:
    """Return the label of each age's band; None where the age is unknown or in no band."""
    result = np.full(len(ages), None, dtype=object)
    known = np.array([a is not None for a in ages], dtype=bool)
    years = np.array([a if a is not None else -1 for a in ages], dtype=np.int64)
    for low, high, label in bands:
        result[known & (years >= low) & (years <= (high if high is not None else 10_000))] = label
    return result


def read_cases(scored: pa.Table, period: Period, bands: tuple[tuple[int, int | None, str], ...]) -> Cases:
    """Take the fraud cases of the two periods out of scored cases; reports without a date count in neither."""
    day = pc.cast(scored.column("reported_on"), pa.int32())
    first, last = ((d - date(1970, 1, 1)).days for d in (period.before.start, period.end))
    keep = pc.and_(
        pc.not_equal(scored.column("type"), BENIGN),
        pc.fill_null(pc.and_(pc.greater_equal(day, first), pc.less_equal(day, last)), False),
    )
    table = scored.filter(keep)
    days = np.asarray(pc.cast(table.column("reported_on"), pa.int32()).to_numpy(), dtype=np.int64)
    names = (
        "case_id",
        "type",
        "area",
        "street",
        "victim_sex",
        "occupation",
        "contact_channel",
        "payment",
        "victim_age",
    )
    columns = {name: np.array(table.column(name).to_pylist(), dtype=object) for name in names}
    columns["band"] = band_of(columns["victim_age"], bands)
    review = np.asarray(table.column("needs_review").to_numpy(zero_copy_only=False), dtype=bool)
    columns["decided"] = np.where(review, REVIEW, columns["type"])
    sex_band = [
        f"{SEXES[s]}·{b}" if s in SEXES and b is not None else None
        for s, b in zip(columns["victim_sex"], columns["band"], strict=True)
    ]
    columns["sex_band"] = np.array(sex_band, dtype=object)
    loss = np.asarray(pc.cast(table.column("loss_yuan"), pa.float64()).to_numpy(), dtype=np.float64)
    start = (period.start - date(1970, 1, 1)).days
    return Cases(columns, days, loss, days >= start, days < start)


def tabulate(
    cases: Cases,
    key: str,
    title: str,
    values: NDArray[np.object_],
    *,
    order: tuple[str, ...] | None = None,
    residents: Mapping[str, int | None] | None = None,
) -> Table:
    """Count cases by a characteristic.

    Parameters
    ----------
    cases : Cases
    key, title : str
    values : ndarray of object
        The characteristic of each case; None where unknown.
    order : tuple of str, optional
        Rows that must be there, in this order, cases or not.
    residents : mapping, optional
        Residents of each row, for rates.
    """
    known = np.array([v is not None for v in values], dtype=bool)
    now, before = cases.now & known, cases.before & known
    names, at = (
        np.unique(values[known].astype(str), return_inverse=True)
        if known.any()
        else (np.array([], str), np.array([], int))
    )
    index = np.full(len(values), -1)
    index[known] = at
    n = np.bincount(index[now], minlength=len(names))
    earlier = np.bincount(index[before], minlength=len(names))
    total, cells = int(n.sum()), []
    counts = {str(name): (int(n[i]), int(earlier[i]), i) for i, name in enumerate(names)}
    wanted = order or tuple(sorted(counts, key=lambda c: (-counts[c][0], -counts[c][1], c)))
    for name in wanted:
        k, k_before, i = counts.get(name, (0, 0, -1))
        loss = cases.loss[now & (index == i)] if i >= 0 else np.zeros(0)
        loss = loss[~np.isnan(loss)]
        low, high = wilson_interval(k, total)
        people = (residents or {}).get(name)
        rates: tuple[float | None, float | None, float | None] = (None, None, None)
        if people:
            low_n, high_n = poisson_interval(k)
            rates = (k / people * 1e5, low_n / people * 1e5, high_n / people * 1e5)
        if k or k_before or order:
            cells.append(
                Cell(
                    name, k, k_before, k / total if total else 0.0, low, high,
                    float(loss.sum()) if len(loss) else None, float(np.median(loss)) if len(loss) else None, *rates,
                )
            )  # fmt: skip
    everything = int(cases.now.sum())
    return Table(key, title, tuple(cells), everything, everything - total)


def all_tables(cases: Cases, period: Period, taxonomy: Taxonomy, district: Population | None) -> Tables:
    """Make every table of a summary."""
    c = cases.columns
    bands = district.bands if district else DEFAULT_BANDS
    labels = tuple(label for _, _, label in bands)

    def people(**where: tuple[str, ...]) -> dict[str, int | None] | None:
        if district is None:
            return None
        ((name, values),) = where.items()
        return {v: district.population(**{name: v}) for v in values}

    known_areas = tuple(dict.fromkeys(str(v) for v in c["area"] if v is not None))
    known_streets = tuple(dict.fromkeys(str(v) for v in c["street"] if v is not None))
    everyone = district.population() if district else None
    by_type = dict.fromkeys([*taxonomy.codes, *map(str, set(c["decided"]))], everyone) if everyone else None
    sex_band = None
    if district:
        sex_band = {f"{zh}·{b}": district.population(sex=s, band=b) for s, zh in SEXES.items() for b in labels}
    sexes = people(sex=tuple(SEXES))
    tables = [
        tabulate(cases, "type", "诈骗类型", c["decided"], residents=by_type),
        tabulate(cases, "area", "辖区派出所", c["area"], residents=people(area=known_areas)),
        tabulate(cases, "street", "街道", c["street"], residents=people(street=known_streets)),
        tabulate(cases, "band", "年龄段", c["band"], order=labels, residents=people(band=labels)),
        tabulate(cases, "sex", "性别", c["victim_sex"], residents=sexes),
        tabulate(cases, "sex_band", "性别与年龄段", c["sex_band"], residents=sex_band,
                 order=tuple(f"{zh}·{b}" for zh in SEXES.values() for b in labels)),
        tabulate(cases, "occupation", "职业", c["occupation"]),
        tabulate(cases, "channel", "引流方式", c["contact_channel"]),
        tabulate(cases, "payment", "支付方式", c["payment"]),
    ]  # fmt: skip
    return Tables(period, {t.key: t for t in tables})


def check_min_cell(min_cell: int) -> int:
    """Return the smallest count that a cell may show.

    Raises
    ------
    ConfigError
        If it is less than 1.
    """
    if min_cell < 1:
        raise ConfigError(
            "the smallest cell must be at least 1", str(min_cell), "use 5 within the office, 10 in public"
        )
    return min_cell
