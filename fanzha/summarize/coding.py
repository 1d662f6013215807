"""Cases as small integers: one array a property, so that millions of cases are counted without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fanzha.summarize.residents import Band

MISSING = "未填"
OTHERS = "其他"
SEX_TITLES = {"female": "女", "male": "男"}
_EPOCH = date(1970, 1, 1)
NO_DAY = np.iinfo(np.int32).min


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
    """

    name: str
    title: str
    labels: tuple[str, ...]
    titles: tuple[str, ...]
    missing: bool

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
        Days from 1970-01-01 to the report; `NO_DAY` where unknown.
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
    codes: dict[str, NDArray[np.int64]]

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


def days_of(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """Return dates as days from 1970-01-01, `NO_DAY` where null."""
    return np.asarray(column.cast(pa.int32()).fill_null(NO_DAY).to_numpy())


def losses_of(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return decimal yuan as fen, NaN where null."""
    # Through integers, because a decimal that passes through a float no longer sums exactly.
    fen = pc.multiply(column.cast(pa.decimal128(14, 2)), pa.scalar(100, pa.decimal128(3, 0)))
    whole = fen.cast(pa.decimal128(18, 0), safe=False).cast(pa.int64())
    return np.asarray(whole.cast(pa.float64()).fill_null(np.nan).to_numpy())


def code_bands(ages: pa.ChunkedArray, bands: Sequence[Band]) -> tuple[Axis, NDArray[np.int64]]:
    """Return ages as age bands; an age outside all bands counts as not stated."""
    lows = np.array([low for low, _, _ in bands])
    last = bands[-1][1]
    values = np.asarray(ages.cast(pa.int64()).fill_null(-1).to_numpy())
    codes = np.searchsorted(lows, values, side="right") - 1
    codes = np.where((codes < 0) | (values < 0) | ((last is not None) & (values > (last or 0))), len(bands), codes)
    labels = tuple(label for _, _, label in bands)
    return Axis("band", "年龄段", (*labels, ""), (*labels, MISSING), True), codes.astype(np.int64)


def code_strings(
    column: pa.ChunkedArray,
    name: str,
    title: str,
    *,
    first: Sequence[str] = (),
    only_first: bool = False,
    titles: dict[str, str] | None = None,
    missing: bool = True,
) -> tuple[Axis, NDArray[np.int64]]:
    """Return strings as positions among their distinct values.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Strings; blank ones count as not stated.
    name, title : str
        Of the axis.
    first : sequence of str
        Values that come first, in this order, even if no case has them; the others follow by falling frequency.
    only_first : bool
        Whether all other values count as `OTHERS`, which comes last.
    titles : dict, optional
        What a reader sees for a value, where it is not the value.
    missing : bool
        Whether the axis has a place for what is not stated.
    """
    values = pc.utf8_trim_whitespace(column.cast(pa.string()))
    values = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values).combine_chunks()
    encoded = pc.dictionary_encode(values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values)
    seen: list[str] = encoded.dictionary.to_pylist()
    raw = np.asarray(encoded.indices.cast(pa.int64()).fill_null(len(seen)).to_numpy(zero_copy_only=False))
    counts = np.bincount(raw, minlength=len(seen) + 1)
    order = sorted(range(len(seen)), key=lambda i: (-counts[i], seen[i]))
    rest = [seen[i] for i in order if seen[i] not in set(first)]
    labels = [*dict.fromkeys(first)]
    if only_first:
        labels = [one for one in labels if one != OTHERS] + ([OTHERS] if rest or OTHERS in first else [])
        place = {one: len(labels) - 1 for one in rest}
    else:
        labels += rest
        place = {}
    place |= {one: i for i, one in enumerate(labels)}
    lookup = np.array([place[one] for one in seen] + [len(labels)], dtype=np.int64)
    shown = tuple((titles or {}).get(one, one) for one in labels)
    if missing:
        return Axis(name, title, (*labels, ""), (*shown, MISSING), True), lookup[raw]
    return Axis(name, title, tuple(labels), shown, False), lookup[raw]


def frequent(column: pa.ChunkedArray, at_least: int, at_most: int) -> list[str]:
    """Return the most frequent values, so that rare ones can be counted together.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Strings; blank ones are passed over.
    at_least : int
        Smallest number of cases of a value.
    at_most : int
        Largest number of values.
    """
    counted = pc.value_counts(pc.drop_null(pc.utf8_trim_whitespace(column.cast(pa.string())))).to_pylist()
    kept = [(-one["counts"], one["values"]) for one in counted if one["counts"] >= at_least and one["values"]]
    return [value for _, value in sorted(kept)[:at_most]]
