"""Rows that were set aside, with the reason, in a form that a spreadsheet can safely open."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final, TypeVar

import pyarrow as pa

from fanzha.ingest.rows import Cell, Fault, as_text
from fanzha.privacy import KINDS, is_personal_number, redact
from fanzha.schema import POSITION, QUARANTINE

T = TypeVar("T")

_OF_HEADERS = frozenset(KINDS) - {"姓名", "地址"}
# A cell of Excel holds 32,767 characters (Microsoft, "Excel specifications and limits").
_CELL_LIMIT = 30_000
_VALUE_CHARS = 40
_NUMBER_CHARS = 80
NOTHING_TO_DO: Final = "无需处理"  # the remedy of rows that are no cases
_HIDDEN = "[已隐去]"
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# OWASP, "CSV Injection": these begin a formula, in their full-width forms too.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}|[0-9]{1,3}(?:,[0-9]{3}){1,6})(?:\.[0-9]{1,20})?%?")


def safe_cell(value: T) -> T | str:
    """Return a value that no spreadsheet takes for a formula.

    Parameters
    ----------
    value : object
        Strings that begin like a formula get an apostrophe in front, unless they are plain numbers; control characters,
        which workbooks cannot hold, are dropped. Anything but a string is returned as it is.
    """
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    if text.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def encodable(text: str) -> str:
    """Return the text with U+FFFD for NUL and for lone surrogates, which neither Arrow nor UTF-8 holds."""
    return _SURROGATE.sub("\ufffd", text).replace("\0", "\ufffd")


def shown(cell: Cell, limit: int, kinds: Collection[str] = KINDS) -> str:
    """Return the beginning of a cell without identifiers.

    Parameters
    ----------
    cell : Cell
    limit : int
        Characters.
    kinds : collection of str
        Kinds of identifiers.
    """
    text = as_text(cell)
    if len(text) <= limit:
        return redact(encodable(text), kinds)
    head = text[: limit + 100]
    if len(text) > len(head):
        # A number cut in two would no longer be known as one, so the cut goes back to the character before it.
        head = head[: limit + 100 - len(re.findall(r"[^\u2e80-\uffef]*\Z", head[-100:])[0])]
    return redact(encodable(head), kinds)[:limit] + f"…（共{len(text)}字）"


def shown_header(header: str) -> str:
    """Return a header without numbers and addresses of mail: it is a word such as 受害人年龄, and holds no name."""
    return shown(header, 80, _OF_HEADERS)


class Quarantine:
    """Collects rows that were set aside.

    Parameters
    ----------
    is_private : callable, optional
        Tells whether a header is that of personal data, whose cells are left out.
    is_number : callable, optional
        Tells whether a header is that of case numbers, which stay as they are: corrected rows need them.
    """

    def __init__(
        self, is_private: Callable[[str], bool] | None = None, is_number: Callable[[str], bool] | None = None
    ) -> None:
        self._is_private = is_private or (lambda _: False)
        self._is_number = is_number or (lambda _: False)
        self._private: dict[str, bool] = {}
        self._rows: list[dict[str, object]] = []
        self._positions: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    def _hides(self, header: str) -> bool:
        if header not in self._private:
            self._private[header] = self._is_private(header)
        return self._private[header]

    def _shown(self, name: str, cell: Cell, limit: int) -> str:
        if self._hides(name):
            return _HIDDEN
        return self._kept(name, cell) or shown(cell, limit)

    def _kept(self, name: str | None, cell: Cell) -> str | None:
        """Return a case number as it stands; None for all else."""
        whole = encodable(as_text(cell))
        if name is None or not whole or len(whole) > _NUMBER_CHARS or not self._is_number(name):
            return None
        return None if is_personal_number(whole.strip()) else whole

    def _raw(self, cells: Mapping[str, Cell]) -> str:
        # All of it where it fits, for people correct the row from this.
        for limit in (_CELL_LIMIT, 2000, 400, 80):
            row = {
                shown_header(name): self._shown(name, cell, limit)
                for name, cell in cells.items()
                if as_text(cell).strip()
            }
            raw = json.dumps(row, ensure_ascii=False)
            if len(raw) <= _CELL_LIMIT:
                return raw
        return json.dumps({"…": f"共{len(cells)}列"}, ensure_ascii=False)

    def add(
        self,
        source: str,
        number: int,
        cells: Mapping[str, Cell],
        *,
        rule: str,
        remedy: str,
        column: str | None = None,
        value: str = "",
        position: int = 0,
    ) -> None:
        """Set a row aside.

        Parameters
        ----------
        source : str
        number : int
            1-based row.
        cells : mapping
            The row, header to cell; identifiers are replaced here.
        rule : str
            What must hold.
        remedy : str
            What to do about it.
        column : str, optional
            Header of the cell at fault.
        value : str, optional
            What was found.
        position : int, optional
            In the input; for `placed`.
        """
        self._positions.append(position)
        self._rows.append(
            {
                "source": encodable(source),
                "row": number,
                "column": None if column is None else shown_header(column),
                "rule": rule,
                "value": self._kept(column, value) or shown(value, _VALUE_CHARS) or None,
                "remedy": remedy,
                "raw": self._raw(cells),
            }
        )

    def add_fault(self, source: str, fault: Fault, position: int = 0) -> None:
        """Set a row aside that its reader could not read."""
        rule, remedy, value = fault.rule, fault.remedy, fault.value
        self.add(source, fault.number, fault.cells, rule=rule, remedy=remedy, value=value, position=position)

    def table(self) -> pa.Table:
        """Return the rows as a table of `fanzha.schema.QUARANTINE`."""
        return pa.Table.from_pylist(self._rows, QUARANTINE)

    def placed(self) -> pa.Table:
        """Return the rows as a table of `fanzha.schema.QUARANTINE` plus ``position``."""
        return self.table().append_column(POSITION, pa.array(self._positions, POSITION.type))


def write_quarantine(path: Path | str, table: pa.Table) -> None:
    """Write quarantined rows as CSV in UTF-8 with byte-order mark, which Excel opens well.

    Parameters
    ----------
    path : path
        Its folder is made if need be.
    table : pyarrow.Table
        Of `fanzha.schema.QUARANTINE`.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(QUARANTINE.names)
        for batch in table.select(QUARANTINE.names).to_batches(max_chunksize=2048):
            for row in batch.to_pylist():
                writer.writerow([safe_cell(v) if v is not None else "" for v in row.values()])
