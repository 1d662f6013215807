"""Cases as columns: what every step of this package reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fanzha.errors import InputError

UNKNOWN: Final = np.iinfo(np.int32).min  # the day of a case without a date
_NEEDED: Final = ("case_id", "text")
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Cases:
    """n cases, sorted by their id, so that no result depends on the order in which they came.

    Attributes
    ----------
    table : pyarrow.Table
        All columns as given.
    case_id, text : list of str
    kind : ndarray of int64, shape (n,)
        Number of the type in ``types``; -1 where it is null or there is no such column.
    types : tuple of str
        Codes, sorted.
    day : ndarray of int32, shape (n,)
        Day of the report, counted from 1970-01-01; `UNKNOWN` where it is null.
    """

    table: pa.Table
    case_id: list[str]
    text: list[str]
    kind: NDArray[np.int64]
    types: tuple[str, ...]
    day: NDArray[np.int32]

    @classmethod
    def of(cls, data: pa.Table | pa.RecordBatch | Iterable[pa.RecordBatch]) -> Cases:
        """Read a table or batches.

        Parameters
        ----------
        data : pyarrow.Table, RecordBatch or iterable of RecordBatch
            Columns ``case_id`` and ``text`` (de-identified); optional ``type``, ``reported_on``, ``platforms`` (joined by 、),
            ``payment``, ``contact_channel``, ``area``, ``street``, ``victim_age``, ``victim_sex``, ``occupation``.

        Raises
        ------
        InputError
            If a needed column is missing, an id or a text is null, or an id stands twice.
        """
        if isinstance(data, pa.RecordBatch):
            data = pa.Table.from_batches([data])
        elif not isinstance(data, pa.Table):
            batches = list(data)
            data = (
                pa.Table.from_batches(batches) if batches else pa.table({n: pa.array([], pa.string()) for n in _NEEDED})
            )
        for name in _NEEDED:
            if name not in data.column_names:
                raise InputError(f"cases must have a column {name}", "none", "give scored or ingested cases")
            if data[name].null_count:
                raise InputError(
                    f"every case must have a {name}", f"{data[name].null_count} without", "leave those cases out"
                )
        data = data.sort_by("case_id")
        ids = data["case_id"].to_pylist()
        if twice := len(ids) - len(set(ids)):
            raise InputError("a case must stand once", f"{twice} ids again", "keep one row of each case")
        kind, types = np.full(len(ids), -1, np.int64), tuple[str, ...]()
        if "type" in data.column_names:
            codes = data["type"].to_pylist()
            types = tuple(sorted({c for c in codes if c is not None}))
            number: dict[str | None, int] = {code: i for i, code in enumerate(types)}
            kind = np.array([number.get(c, -1) for c in codes], np.int64)
        day = np.full(len(ids), UNKNOWN, np.int32)
        if "reported_on" in data.column_names:
            days = data["reported_on"].cast(pa.date32()).cast(pa.int32()).combine_chunks()
            day = np.asarray(days.fill_null(int(UNKNOWN)).to_numpy(zero_copy_only=False), np.int32)
        return cls(data, ids, data["text"].to_pylist(), kind, types, day)

    def __len__(self) -> int:
        return len(self.case_id)

    def column(self, name: str) -> list[str | None] | None:
        """Return a column's cells, or None where there is no such column."""
        return self.table[name].to_pylist() if name in self.table.column_names else None

    def type_of(self, members: NDArray[np.int64]) -> str | None:
        """Return the most frequent type among some cases, the first by code of equals; None where none has one."""
        kinds = self.kind[members]
        kinds = kinds[kinds >= 0]
        return self.types[int(np.bincount(kinds).argmax())] if len(kinds) else None

    def within(self, start: date, end: date) -> NDArray[np.bool_]:
        """Tell which cases were reported from ``start`` to ``end``, both included."""
        return np.asarray((self.day >= days_since_epoch(start)) & (self.day <= days_since_epoch(end)))


def days_since_epoch(day: date) -> int:
    """Count days from 1970-01-01."""
    return (day - _EPOCH).days


def as_date(days: int) -> date:
    """Return the day that is so many after 1970-01-01."""
    return _EPOCH + timedelta(days=int(days))
