"""Cases as small integers: one array a property, so that millions of cases are counted without a loop over rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW, Frame
from fanzha.summarize.residents import Band
from fanzha.summarize.words import english

MISSING = "未填"
OTHERS = "其他"
SEX_TITLES = {"female": "女", "male": "男"}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Axis:
    """A property that cases are counted by.

    Attributes
    ----------
    name : str
        ``type``, ``sex``, ``band``, ``area``, ``street``, ``occupation``, ``channel``, ``payment``, ``week``.
    title : str
        What a reader sees as its name.
    labels, titles : tuple of str
        Values, and what a reader sees for them. Where ``missing``, the last stands for what is not stated.
    missing : bool
    english : tuple of str
        What an English reader sees for the values.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    titles: tuple[str, ...]
    missing: bool
    english: tuple[str, ...] = ()

    @property
    def known(self) -> int:
        """Number of stated values: the slice before what is not stated."""
        return len(self.labels) - self.missing


@dataclass(frozen=True, slots=True)
class Coded:
    """Cases by column.

    Attributes
    ----------
    day : ndarray of int32
        Days from 1970-01-01 to the report.
    loss : ndarray of float64
        Fen (exact up to 2**53); NaN where unknown.
    review : ndarray of bool
    axes : dict
    codes : dict of ndarray
        For each axis the position of each case's value among its labels.
    """

    day: NDArray[np.int32]
    loss: NDArray[np.float64]
    review: NDArray[np.bool_]
    axes: dict[str, Axis]
    codes: dict[str, NDArray[np.int16]]

    def within(self, start: date, end: date) -> NDArray[np.bool_]:
        """Return which cases were reported from ``start`` to ``end``."""
        return (self.day >= days_since_epoch(start)) & (self.day <= days_since_epoch(end))

    def count(self, axes: Sequence[str], chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count the chosen cases; the result has one dimension for each axis."""
        flat, shape = self.flat(axes, chosen)
        return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)

    def flat(self, axes: Sequence[str], chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], tuple[int, ...]]:
        """Return the cell of each chosen case, as a position in the flattened table, and the table's shape."""
        shape = tuple(len(self.axes[a].labels) for a in axes)
        flat = np.zeros(int(chosen.sum()), dtype=np.int64)
        for axis, size in zip(axes, shape, strict=True):
            flat = flat * size + self.codes[axis][chosen]
        return flat, shape


def days_since_epoch(day: date) -> int:
    """Return the number of days from 1970-01-01."""
    return (day - _EPOCH).days


def losses_of(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return decimal yuan as fen, NaN where null."""
    # Through integers, because a decimal that passes through a float no longer sums exactly.
    fen = pc.multiply(column.cast(pa.decimal128(14, 2)), pa.scalar(100, pa.decimal128(3, 0)))
    whole = fen.cast(pa.decimal128(18, 0), safe=False).cast(pa.int64())
    return np.asarray(whole.cast(pa.float64()).fill_null(np.nan).to_numpy())


def axis_of(
    frame: Frame,
    name: str,
    title: str,
    *,
    first: Sequence[str] = (),
    only_first: bool = False,
    titles: Mapping[str, str] | None = None,
    types: Callable[[str], str] = str,
    missing: bool = True,
) -> Axis:
    """Return the values of a property among the fraud cases.

    Parameters
    ----------
    frame : Frame
    name, title : str
        Of the axis; the name is that of the column, too.
    first : sequence of str
        Values that come first, in this order, even if no case has them; the others follow by falling frequency.
    only_first : bool
        Whether all other values count as `OTHERS`, which comes last.
    titles : mapping, optional
        What a reader sees for a value, where it is not the value.
    types : callable
        From the code of a type to its English name.
    missing : bool
        Whether the axis has a place for what is not stated.
    """
    seen = frame.rows(
        f"SELECT {name} FROM cases WHERE NOT benign AND {name} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"  # noqa: S608
    )
    rest = [value for (value,) in seen if value not in set(first)]
    labels = [*dict.fromkeys(first)]
    if only_first:
        labels = [one for one in labels if one != OTHERS] + ([OTHERS] if rest or OTHERS in first else [])
    else:
        labels += rest
    shown = tuple((titles or {}).get(one, one) for one in labels)
    in_english = tuple(english(name, one, types) for one in labels)
    if missing:
        return Axis(name, title, (*labels, ""), (*shown, MISSING), True, (*in_english, english(name, MISSING)))
    return Axis(name, title, tuple(labels), shown, False, in_english)


def frequent(frame: Frame, name: str, at_least: int, at_most: int) -> list[str]:
    """Return the most frequent values of a property among the fraud cases, so that rare ones can be counted together.

    Parameters
    ----------
    frame : Frame
    name : str
        Of the column.
    at_least : int
        Smallest number of cases of a value.
    at_most : int
        Largest number of values.
    """
    found = frame.rows(
        f"SELECT {name} FROM cases WHERE NOT benign AND {name} IS NOT NULL GROUP BY 1 HAVING count(*) >= ? "  # noqa: S608
        "ORDER BY count(*) DESC, 1 LIMIT ?",
        (at_least, at_most),
    )
    return [value for (value,) in found]


def code(frame: Frame, axes: Mapping[str, Axis], since: date, until: date) -> Coded:
    """Return the fraud cases of some days as positions on axes.

    Parameters
    ----------
    frame : Frame
    axes : mapping of Axis
        With ``type``. A value that an axis lacks counts as `OTHERS` where it has that, else as not stated.
    since, until : date
        First and last day of the reports.
    """
    joins, columns = [], []
    for name, axis in axes.items():
        known = axis.labels[: axis.known]
        frame.take(
            f"axis_{name}",
            pa.table({"label": pa.array(known, pa.string()), "place": pa.array(range(axis.known), pa.int16())}),
        )
        rest = known.index(OTHERS) if OTHERS in known else axis.known
        joins.append(f"LEFT JOIN axis_{name} ON axis_{name}.label = c.{name}")
        columns.append(
            f"CAST(CASE WHEN c.{name} IS NULL THEN {axis.known} ELSE coalesce(axis_{name}.place, {rest}) END AS SMALLINT) AS {name}_at"
        )
    table = frame.sql(
        "SELECT CAST(c.day - DATE '1970-01-01' AS INTEGER) AS day, c.loss, c.type = ? AS review, "  # noqa: S608
        f"{', '.join(columns)} FROM cases c {' '.join(joins)} WHERE NOT c.benign AND c.day BETWEEN ? AND ?",
        (REVIEW, since, until),
    )
    return Coded(
        np.asarray(table.column("day").to_numpy()),
        losses_of(table.column("loss")),
        np.asarray(table.column("review").to_numpy(), dtype=bool),
        dict(axes),
        {name: np.asarray(table.column(f"{name}_at").to_numpy()) for name in axes},
    )


def band_axis(bands: Sequence[Band]) -> Axis:
    """Return the axis of age bands."""
    labels = tuple(label for _, _, label in bands)
    in_english = tuple(english("band", one) for one in (*labels, MISSING))
    return Axis("band", "年龄段", (*labels, ""), (*labels, MISSING), True, in_english)
