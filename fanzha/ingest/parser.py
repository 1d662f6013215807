"""Rows as cases: cells checked, identifiers replaced, facts taken from the narrative where no column gives them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import pyarrow as pa

from fanzha import taxonomy as taxonomies
from fanzha.facts import extract_all
from fanzha.facts.values import is_empty
from fanzha.ingest import cells as parse
from fanzha.ingest.columns import FIELDS, Column, ColumnAliases, fold_header
from fanzha.ingest.completing import completed, joined, timed, wanted
from fanzha.ingest.quarantine import NOTHING_TO_DO, Quarantine
from fanzha.ingest.rows import ZONE, Cell, Fault, Head, Row, as_text
from fanzha.ingest.shards import Section
from fanzha.privacy import is_personal_number, redact, redact_all, redact_place
from fanzha.schema import CASE, POSITION
from fanzha.taxonomy import Taxonomy

VERSION: Final = 4  # of how rows become cases; with another one, all cases are scored anew
_MADE_UP = "made up"  # mark of a case without a number of its own
_REMEMBERED = 20_000  # short texts
# Columns whose cells mean the same whatever stands beside them.
_ALONE = frozenset(FIELDS) - {"text", "case_id", "reported_at", "occurred_on", "occurred_at", "last_paid_at"}
# Columns that are dates; the report's, which dates others, and the one that holds a time of day come first.
_DATES: Final = ("reported_at", "occurred_at", "occurred_on", "last_paid_at")
# What amounts are called where a rule about them is told.
_AMOUNTS: Final = {
    "loss_yuan": "损失金额", "paid_yuan": "转账总额", "returned_yuan": "返还金额", "stopped_yuan": "止付金额",
}  # fmt: skip
_PLAIN: Final[dict[str, Callable[[Cell], object]]] = {
    "victim_age": parse.age,
    "victim_sex": parse.sex,
    "outcome": parse.outcome,
    "delay_minutes": parse.minutes,
    "repeat_victim": parse.yes_no,
    "life_stage": parse.life_stage,
}
# What made-up ids follow from. Columns that came later are not among them: the same row keeps the id that it had.
_IDENTITY: Final = (
    "text", "reported_at", "reported_on", "occurred_on", "victim_age", "victim_sex", "occupation", "loss_yuan",
    "contact_channel", "payment", "area", "street", "label",
)  # fmt: skip
REPEATED: Final = "案件编号不得重复"
_DUPLICATE = REPEATED, "首次出现的一行已保留；核对编号，确为不同案件则改号后再导入"

Known = dict[str, tuple[Column, ...]]


@dataclass(frozen=True, slots=True)
class ShardCases:
    """What became of the rows of a shard.

    Attributes
    ----------
    cases : pyarrow.Table
        Of `fanzha.schema.CASE` plus ``position``, by position.
    quarantine : pyarrow.Table
        Of `fanzha.schema.QUARANTINE` plus ``position``, by position.
    """

    cases: pa.Table
    quarantine: pa.Table

    @property
    def rows_in(self) -> int:
        """Rows that were parsed."""
        rows: int = self.cases.num_rows + self.quarantine.num_rows
        return rows


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why a row is set aside."""

    column: str | None
    rule: str
    remedy: str
    value: str = ""

    def set_aside(self, quarantine: Quarantine, head: Head, row: Row, position: int) -> None:
        quarantine.add(
            head.source,
            row.number,
            row.cells,
            column=self.column or None,
            rule=self.rule,
            value=self.value,
            remedy=self.remedy,
            position=position,
        )


def _duplicate(known: Known, case_id: str) -> _Reason:
    return _Reason(known["case_id"][0].header if "case_id" in known else None, *_DUPLICATE, case_id)


def local_time(now: datetime | None) -> datetime:
    """Return a time, or the present, as local time without zone."""
    present = datetime.now(ZONE) if now is None else now
    return present if present.tzinfo is None else present.astimezone(ZONE).replace(tzinfo=None)


V = TypeVar("V")


class _Memory(dict[str, V]):
    """What short texts mean. Streets, trades and ages repeat, so each is looked at once; and it never grows too large."""

    def __setitem__(self, text: str, value: V) -> None:
        if len(self) >= _REMEMBERED:
            self.clear()
        super().__setitem__(text, value)


# A column of the schema, the headers that give it, and what its cells meant before, where nothing else tells it.
_Step = tuple[str, tuple[Column, ...], _Memory[object] | None]


def _first(cells: Mapping[str, Cell], columns: tuple[Column, ...]) -> tuple[Column, Cell]:
    """Return the preferred column that has a value, and the value; 不详 and the like give way to the next column."""
    for column in columns:
        text = as_text(cell := cells.get(column.header))
        if text.strip() and (len(columns) == 1 or len(text) > 10 or not is_empty(text)):
            return column, cell
    return columns[0], cells.get(columns[0].header)


class CaseParser:
    """Turns rows into cases. It remembers nothing that a result depends on, so shards may be parsed anywhere, in any order.

    Parameters
    ----------
    columns : ColumnAliases
    now : datetime, optional
        Later dates, by more than a day, are refused; the present if not given. Local time if without zone.
    taxonomy : Taxonomy, optional
        Reads a label column; the shipped one if not given.
    """

    def __init__(
        self, columns: ColumnAliases, *, now: datetime | None = None, taxonomy: Taxonomy | None = None
    ) -> None:
        self._columns, self._types = columns, taxonomy or taxonomies.load()
        # Clocks and zones differ by less than a day.
        self._latest = local_time(now) + timedelta(days=1)
        self._initials = {fold_header(total)[:1] for total in columns.totals}
        self._known: dict[Head, Known] = {}
        self._plans: dict[Head, list[_Step]] = {}
        self._words = _Memory[str | None]()
        self._places = _Memory[str | None]()
        self._labels = _Memory[str | None]()

    def parse(self, sections: Iterable[Section], first_position: int = 0, *, ids: set[str] | None = None) -> ShardCases:
        """Parse rows that follow each other in an input.

        Parameters
        ----------
        sections : iterable of Section
        first_position : int
            Position of the first row: how many rows that are not blank stand before it in the input.
        ids : set of str, optional
            Ids of the cases before; a case whose id is among them is set aside, and those of the others are added. If
            not given, the same id may come again: the caller decides. Ids that are made up from file and row then end in
            a hash of the case, since tomorrow's file of the same name holds other cases.

        Returns
        -------
        ShardCases
        """
        quarantine = Quarantine(self._columns.is_private, self._is_number)
        cases: list[dict[str, object]] = []
        position = first_position
        for section in sections:
            head, known = section.head, self._resolved(section.head)
            for row in section:
                if isinstance(row, Fault):
                    quarantine.add_fault(head.source, row, position)
                else:
                    case = self._case(head, known, row)
                    if isinstance(case, dict) and ids is not None:
                        if case["case_id"] in ids:
                            case = _duplicate(known, str(case["case_id"]))
                        else:
                            ids.add(str(case["case_id"]))
                    if isinstance(case, dict):
                        case["position"] = position
                        cases.append(case)
                    else:
                        case.set_aside(quarantine, head, row, position)
                position += 1
        done = self._completed(cases)
        if ids is None:
            for case in done:
                if _MADE_UP in case:
                    case["case_id"] = f"{case['case_id']}-{_content(case)}"
        return ShardCases(_table(done), quarantine.placed())

    def duplicates(self, sections: Iterable[Section], first_position: int, positions: Collection[int]) -> pa.Table:
        """Set rows aside because their case stands earlier in the same input.

        Parameters
        ----------
        sections : iterable of Section
            As they were parsed.
        first_position : int
        positions : collection of int
            Of the rows; all became cases.

        Returns
        -------
        pyarrow.Table
            Of `fanzha.schema.QUARANTINE` plus ``position``.
        """
        wanted = frozenset(positions)
        quarantine = Quarantine(self._columns.is_private, self._is_number)
        position = first_position
        for section in sections:
            head, known = section.head, self._resolved(section.head)
            for row in section:
                if position in wanted and isinstance(row, Row):
                    case = self._case(head, known, row)
                    if isinstance(case, dict):
                        _duplicate(known, str(case["case_id"])).set_aside(quarantine, head, row, position)
                position += 1
        return quarantine.placed()

    def said(self, cells: Mapping[str, Cell]) -> dict[str, object]:
        """Return what cells say beside a narrative, by field of `fanzha.ingest.columns`; a cell that breaks a rule says nothing."""
        if len(self._plans) > _REMEMBERED:
            self._known.clear()
            self._plans.clear()
        head, case = Head("", "", tuple(cells)), dict[str, object]()
        for field, columns in self._resolved(head).items():
            if field not in {"text", "case_id", "label"}:
                column, cell = _first(cells, columns)
                with suppress(parse.BadCellError):
                    case[field] = self._value(field, column, parse.readable(cell, formulas=False), case)
        return case

    def _is_number(self, header: str) -> bool:
        return self._columns.field(header) == "case_id" or self._columns.is_number(header)

    def _resolved(self, head: Head) -> Known:
        if head not in self._known:
            found = self._columns.resolve(head.headers, head.titles)
            known = {f: found[f] for f in sorted(found, key=lambda f: _DATES.index(f) if f in _DATES else len(_DATES))}
            self._known[head] = known
            self._plans[head] = [
                (field, columns, _Memory() if field in _ALONE and len(columns) == 1 else None)
                for field, columns in known.items()
            ]
        return self._known[head]

    def _case(self, head: Head, known: Known, row: Row) -> dict[str, object] | _Reason:
        """Return the values of the row's cells, or why it is set aside."""
        marker = self._no_case(known, row)
        if marker is not None:
            return _Reason(None, *marker)
        case: dict[str, object] = {}
        faults: list[tuple[Column, Cell, parse.BadCellError]] = []
        cells = row.cells
        for field, columns, memory in self._plans[head]:
            column, cell = columns[0], cells.get(columns[0].header)
            if len(columns) > 1:
                column, cell = _first(cells, columns)
            if memory is not None and type(cell) is str and cell in memory:
                case[field] = memory[cell]
                continue
            try:
                value = self._value(field, column, parse.readable(cell, formulas=head.formulas), case)
            except parse.BadCellError as fault:
                faults.append((column, cell, fault))
            else:
                case[field] = value
                if memory is not None and type(cell) is str:
                    memory[cell] = value
        if faults:
            # The narrative first, whatever the order of the columns.
            faults.sort(key=lambda f: f[0].field != "text")
            column, cell, first = faults[0]
            more = "；".join(f"{c.header}：{f.rule}" for c, _, f in faults[1:])
            value = first.value if first.value is not None else as_text(cell)
            remedy = first.remedy + (f"。此行另有：{more}" if more else "")
            return _Reason(column.header, first.rule, remedy, value)
        # In files of the police it is police or bank that give back; fanzha's own column may hold what the other side did.
        if case.get("returned_yuan") and case.get("outcome") is None and case.get("paid_yuan") != 0:
            own = fold_header(known["returned_yuan"][0].header) == fold_header("returned_yuan")
            case["outcome"] = None if own else "recovered"
        if case.get("case_id") is None:
            case["case_id"], case[_MADE_UP] = f"{head.stem}-{row.number}", True
        return {**case, "source": head.source, "row": row.number}

    def _no_case(self, known: dict[str, tuple[Column, ...]], row: Row) -> tuple[str, str] | None:
        text = as_text(_first(row.cells, known["text"])[1]).strip()
        first = next((t for c in row.cells.values() if (t := as_text(c).strip())), "")
        if len(first) <= 20 and self._is_total(first) and (not text or self._columns.is_total(text)):
            return "合计行不是案件", NOTHING_TO_DO
        if len(text) <= 40 and any(text == c.header for c in known["text"]):
            return "重复的表头不是案件", NOTHING_TO_DO
        return None

    def _is_total(self, first: str) -> bool:
        # Most first cells are numbers of cases; the first letter or figure tells.
        initial = first[:1].casefold()
        return not (first.isascii() and initial.isalnum() and initial not in self._initials) and self._columns.is_total(
            first
        )

    def _value(self, field: str, column: Column, cell: Cell, case: dict[str, object]) -> object:
        if field == "text":
            return parse.narrative(cell, self._columns.max_chars)
        if field in _PLAIN:
            return _PLAIN[field](cell)
        if field in _AMOUNTS:
            return parse.amount(cell, column.factor, _AMOUNTS[field])
        if field in _DATES:
            # The report dates what has no year.
            reported = case.get("reported_at")
            found = parse.moment(cell, self._latest, reported if isinstance(reported, datetime) else None)
            if field != "occurred_on":
                return found
            if timed(found) and case.get("occurred_at") is None:
                case["occurred_at"] = found
            return found.date() if found else None
        if field in {"platforms", "banks"}:
            return joined(parse.names(cell), self._word)
        if field == "case_id":
            found_id = parse.words(cell)
            # A person's number is no name for a case; long case numbers may look like cards, and stay.
            if found_id is None or is_personal_number(found_id):
                return None
            return unicodedata.normalize("NFKC", found_id)
        if field == "label":
            return self._label(parse.words(cell))
        if field in ("area", "street"):
            return self._word(parse.words(cell), self._places, redact_place)
        return self._word(parse.words(cell))

    def _word(
        self,
        text: str | None,
        known: dict[str, str | None] | None = None,
        safely: Callable[[str], str] = redact,
    ) -> str | None:
        """De-identify a short text; streets and trades repeat, so each is looked at once."""
        if text is None:
            return None
        known = self._words if known is None else known
        if text not in known:
            safe = safely(text)
            # A telephone number under 联系方式 says nothing about the channel of the fraud.
            known[text] = None if safe != text and parse.only_masked(safe) else safe
        return known[text]

    def _label(self, text: str | None) -> str | None:
        if text is None:
            return None
        if text not in self._labels:
            self._labels[text] = self._types.resolve(text)
        return self._labels[text]

    def _completed(self, cases: list[dict[str, object]]) -> list[dict[str, object]]:
        """De-identify narratives, and fill what no column gives from them, where they state it credibly."""
        texts = redact_all([str(case["text"]) for case in cases])
        moments = [case.get("reported_at") for case in cases]
        reported = [moment if isinstance(moment, datetime) else None for moment in moments]
        days = [moment.date() if moment is not None else None for moment in reported]
        times = [moment if timed(moment) else None for moment in reported]
        found = extract_all(texts, days, [wanted(case) for case in cases], reported_at=times)
        last = self._latest.date()
        return [
            {**completed(case, facts, last, self._word), "text": text}
            for case, text, facts in zip(cases, texts, found, strict=True)
        ]


def _content(case: Mapping[str, object]) -> str:
    """Return 32 bits of a hash of what a case says."""
    said = [str(case.get(name)) for name in _IDENTITY]
    return hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _table(cases: list[dict[str, object]]) -> pa.Table:
    schema = CASE.append(POSITION)
    return pa.Table.from_arrays([pa.array([c.get(f.name) for c in cases], f.type) for f in schema], schema=schema)
