"""Rows that were set aside: why, and what to do about it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from fanzha import schema
from fanzha.ingest.cells import safe_cell
from fanzha.privacy import redact
from fanzha.text.normalise import without_surrogates

# Enough of a value to recognise it by; a narrative is never shown in it.
_SHOWN = 24
# Enough of a row to correct it; a 10 MB cell would make the quarantine unreadable.
_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row.

    Attributes
    ----------
    column : str or None
    rule : str
        What must hold.
    value : str
        What was found; empty where it must not be shown.
    remedy : str
    """

    column: str | None
    rule: str
    value: str
    remedy: str


class Quarantine:
    """Collects rows that were set aside."""

    def __init__(self) -> None:
        self._rows: list[dict[str, object]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, source: str, number: int, problem: Problem, raw: Mapping[str, str] | Sequence[str]) -> None:
        """Set a row aside; its cells are de-identified, and long ones cut."""
        pairs = raw.items() if isinstance(raw, Mapping) else ((str(i), c) for i, c in enumerate(raw, 1))
        kept = {_safe(k[:200]): _safe(v[:_KEPT]) + ("…" if len(v) > _KEPT else "") for k, v in pairs if v}
        self._rows.append(
            {
                "source": source,
                "row": number,
                "column": problem.column,
                "rule": problem.rule,
                "value": _safe(problem.value[:_SHOWN]),
                "remedy": problem.remedy,
                "raw": json.dumps(kept, ensure_ascii=False),
            }
        )

    def table(self) -> pa.Table:
        """Return the rows as `fanzha.schema.QUARANTINE`."""
        return pa.Table.from_pylist(self._rows, schema=schema.QUARANTINE)


def _safe(text: str) -> str:
    return redact(without_surrogates(text).replace("\x00", "\ufffd"))


def write_quarantine(path: Path, table: pa.Table) -> None:
    """Write rows that were set aside as CSV that Excel opens as it is.

    Parameters
    ----------
    path : Path
    table : pyarrow.Table
        Of `fanzha.schema.QUARANTINE`; an empty one gives a header alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(table.column_names)
        for row in table.to_pylist():
            writer.writerow([safe_cell("" if v is None else str(v)) for v in row.values()])
