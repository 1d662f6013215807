"""Case files as a checked table, and what is wrong with the other rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from fanzha import taxonomy as taxonomies
from fanzha.errors import InputError
from fanzha.facts import extract
from fanzha.facts.values import is_empty
from fanzha.ingest import cells as parse
from fanzha.ingest.columns import Column, ColumnAliases
from fanzha.ingest.quarantine import Quarantine, shown
from fanzha.ingest.readers import read_sheets
from fanzha.ingest.rows import ZONE, Cell, Fault, Row, Sheet, as_text
from fanzha.privacy import redact
from fanzha.schema import CASE
from fanzha.taxonomy import Taxonomy

_WORDS = ("occupation", "contact_channel", "payment", "area", "street")
_PERSONAL_IDS = frozenset({"[手机]", "[身份证]"})
_REPORT_EVERY = 200  # rows between two calls of on_rows
_SHOWN_HEADERS = 20


@dataclass(frozen=True, slots=True)
class Ingested:
    """A case file that was read.

    Attributes
    ----------
    cases : pyarrow.Table
        Of `fanzha.schema.CASE`.
    quarantine : pyarrow.Table
        Of `fanzha.schema.QUARANTINE`.
    rows_in : int
        Rows that are not blank; as many as stand in the two tables together.
    skipped : tuple of str
        Sheets that were not read, since they have no narrative or are hidden.
    """

    cases: pa.Table
    quarantine: pa.Table
    rows_in: int
    skipped: tuple[str, ...] = ()


def named_headers(headers: tuple[str, ...]) -> str:
    """List headers for an error: shortened, without identifiers, and no cell that is a text rather than a name."""
    names = [
        shown(h, 20) if len(h) <= 20 and sum(c.isdigit() for c in h) < 5 else f"(a cell of {len(h)} characters)"
        for h in headers[:_SHOWN_HEADERS]
    ]
    more = f" and {len(headers) - len(names)} more" if len(headers) > len(names) else ""
    return "columns " + (", ".join(names) or "none") + more


def _no_text(sheets: list[Sheet], columns: ColumnAliases) -> InputError:
    headers = tuple(dict.fromkeys(h for sheet in sheets for h in sheet.headers))
    near = columns.nearest("text", headers)
    remedy = f"name the narrative {columns.text[0]} or {columns.text[1 % len(columns.text)]}"
    if near is not None:
        found = shown(near[0], 20) if len(near[0]) <= 20 else "it"
        remedy = f"the nearest is {found}: rename it to {near[1]}, or add it to configs/columns.yaml under text"
    return InputError("a case file must have a text column", named_headers(headers), remedy)


def _first(cells: Mapping[str, Cell], columns: tuple[Column, ...]) -> tuple[Column, Cell]:
    """Return the preferred column that has a value, and the value; 不详 and the like give way to the next column."""
    for column in columns:
        text = as_text(cell := cells.get(column.header))
        if text.strip() and (len(columns) == 1 or len(text) > 10 or not is_empty(text)):
            return column, cell
    return columns[0], cells.get(columns[0].header)


class _Reader:
    """Turns the rows of all sheets of one file into cases."""

    def __init__(self, columns: ColumnAliases, types: Taxonomy, now: datetime) -> None:
        self.columns, self.types = columns, types
        # Clocks and zones differ by less than a day.
        self.latest = now + timedelta(days=1)
        self.quarantine = Quarantine(columns.is_private)
        self.cases: list[dict[str, object]] = []
        self.ids: set[str] = set()
        self.words: dict[str, str | None] = {}
        self.labels: dict[str, str | None] = {}

    def sheet(self, sheet: Sheet, known: dict[str, tuple[Column, ...]], on_rows: Callable[[int], object]) -> int:
        count = 0
        for row in sheet.rows:
            count += 1
            if isinstance(row, Fault):
                self.quarantine.add_fault(sheet.source, row)
            else:
                self.row(sheet, known, row)
            if count % _REPORT_EVERY == 0:
                on_rows(_REPORT_EVERY)
        on_rows(count % _REPORT_EVERY)
        return count

    def row(self, sheet: Sheet, known: dict[str, tuple[Column, ...]], row: Row) -> None:
        marker = self._no_case(known, row)
        if marker is not None:
            self.quarantine.add(sheet.source, row.number, row.cells, rule=marker[0], remedy=marker[1])
            return
        case: dict[str, object] = {}
        faults: list[tuple[Column, Cell, parse.BadCellError]] = []
        # The date of the report comes first: it dates an occurrence without a year.
        for field in ("reported_at", *(f for f in known if f != "reported_at")):
            if field not in known:
                continue
            column, cell = _first(row.cells, known[field])
            try:
                case[field] = self._value(field, column, parse.readable(cell, formulas=sheet.formulas), case)
            except parse.BadCellError as fault:
                faults.append((column, cell, fault))
        if not faults:
            case_id = case.get("case_id") or f"{sheet.stem}-{row.number}"
            if case_id in self.ids:
                column = known["case_id"][0] if "case_id" in known else Column("", "case_id")
                rule, remedy = "案件编号不得重复", "首次出现的一行已保留；核对编号，确为不同案件则改号后再导入"
                faults.append((column, str(case_id), parse.BadCellError(rule, remedy)))
        if faults:
            # The narrative first, whatever the order of the columns.
            faults.sort(key=lambda f: f[0].field != "text")
            column, cell, first = faults[0]
            more = "；".join(f"{c.header}：{f.rule}" for c, _, f in faults[1:])
            self.quarantine.add(
                sheet.source,
                row.number,
                row.cells,
                column=column.header or None,
                rule=first.rule,
                value=first.value if first.value is not None else as_text(cell),
                remedy=first.remedy + (f"。此行另有：{more}" if more else ""),
            )
            return
        self.ids.add(str(case_id))
        self.cases.append({**self._complete(case), "case_id": case_id, "source": sheet.source, "row": row.number})

    def _no_case(self, known: dict[str, tuple[Column, ...]], row: Row) -> tuple[str, str] | None:
        text = as_text(_first(row.cells, known["text"])[1]).strip()
        first = next((t for c in row.cells.values() if (t := as_text(c).strip())), "")
        if len(first) <= 20 and self.columns.is_total(first) and (not text or self.columns.is_total(text)):
            return "合计行不是案件", "无需处理"
        if len(text) <= 40 and any(text == c.header for c in known["text"]):
            return "重复的表头不是案件", "无需处理"
        return None

    def _value(self, field: str, column: Column, cell: Cell, case: dict[str, object]) -> object:
        if field == "text":
            return redact(parse.narrative(cell, self.columns.max_chars))
        if field == "victim_age":
            return parse.age(cell)
        if field == "victim_sex":
            return parse.sex(cell)
        if field == "loss_yuan":
            return parse.amount(cell, column.factor)
        if field == "reported_at":
            return parse.moment(cell, self.latest)
        if field == "occurred_on":
            reported = case.get("reported_at")
            found = parse.moment(cell, self.latest, reported if isinstance(reported, datetime) else None)
            return found.date() if found else None
        if field == "case_id":
            found_id = parse.words(cell)
            # A person's number is no name for a case; long case numbers may look like cards, and stay.
            if found_id is None or redact(found_id) in _PERSONAL_IDS:
                return None
            return unicodedata.normalize("NFKC", found_id)
        if field == "label":
            return self._label(parse.words(cell))
        return self._words(parse.words(cell))

    def _words(self, text: str | None) -> str | None:
        """De-identify a short text; streets and trades repeat, so each is looked at once."""
        if text is None:
            return None
        if text not in self.words:
            safe = redact(text)
            # A telephone number under 联系方式 says nothing about the channel of the fraud.
            self.words[text] = None if safe != text and parse.only_masked(safe) else safe
        return self.words[text]

    def _label(self, text: str | None) -> str | None:
        if text is None:
            return None
        if text not in self.labels:
            self.labels[text] = self.types.resolve(text)
        return self.labels[text]

    def _complete(self, case: dict[str, object]) -> dict[str, object]:
        """Fill what no column gives from the narrative, where it states it credibly."""
        reported = case.get("reported_at")
        reported_on = reported.date() if isinstance(reported, datetime) else None
        facts = extract(str(case["text"]), reported_on)
        loss, age, when = facts.loss_yuan, facts.victim_age, facts.occurred_on
        # A date after the report was misread, or is no date of the fraud.
        last = reported_on or self.latest.date()
        stated: dict[str, object] = {
            "victim_age": age if age is not None and 0 <= age <= parse.MAX_AGE else None,
            "victim_sex": facts.victim_sex,
            "occupation": self._words(facts.occupation),
            "loss_yuan": loss.quantize(parse.CENT) if loss is not None and 0 <= loss < parse.MAX_YUAN else None,
            "contact_channel": facts.contact_channel,
            "payment": facts.payment,
            "occurred_on": when if when and when.year >= parse.MIN_YEAR and when <= last else None,
        }
        given = {field: value for field, value in case.items() if value is not None}
        local = reported.replace(tzinfo=ZONE) if isinstance(reported, datetime) else None
        return {**stated, **given, "reported_at": local, "reported_on": reported_on}


def _cases(rows: list[dict[str, object]]) -> pa.Table:
    arrays = [pa.array([row.get(field.name) for row in rows], field.type) for field in CASE]
    return pa.Table.from_arrays(arrays, schema=CASE)


def read_cases(
    path: Path | str,
    columns: ColumnAliases,
    *,
    now: datetime | None = None,
    taxonomy: Taxonomy | None = None,
    on_rows: Callable[[int], object] | None = None,
) -> Ingested:
    """Read a file of case reports.

    Parameters
    ----------
    path : path
        CSV, xlsx, JSONL, JSON or Parquet.
    columns : ColumnAliases
        From `load_columns`.
    now : datetime, optional
        Later dates, by more than a day, are refused; the present if not given. Local time if without zone.
    taxonomy : Taxonomy, optional
        Reads a label column; the shipped one if not given. Labels that it does not know become null.
    on_rows : callable, optional
        Told the number of rows read since it was last called.

    Returns
    -------
    Ingested
        Narratives and short texts de-identified; facts that no column gives taken from the narrative.

    Raises
    ------
    MissingFileError
        If there is no such file.
    InputError
        If it is empty, of another format, or has no text column.
    """
    path = Path(path)
    present = datetime.now(ZONE) if now is None else now
    local = present if present.tzinfo is None else present.astimezone(ZONE).replace(tzinfo=None)
    sheets = read_sheets(path, columns)
    known = [columns.resolve(sheet.headers, sheet.titles) for sheet in sheets]
    with_text = [(s, k) for s, k in zip(sheets, known, strict=True) if "text" in k]
    # A hidden sheet is mostly an old copy; it counts only where nothing else holds cases.
    chosen = [(s, k) for s, k in with_text if not s.hidden] or with_text
    if not chosen:
        if any(s.headers for s in sheets):
            raise _no_text(sheets, columns)
        # JSON lines of which none could be read.
        chosen = list(zip(sheets, known, strict=True))
    reader = _Reader(columns, taxonomy or taxonomies.load(), local)
    rows_in = sum(reader.sheet(s, k, on_rows or (lambda _: None)) for s, k in chosen)
    cases, quarantine = _cases(reader.cases), reader.quarantine.table()
    assert rows_in == cases.num_rows + quarantine.num_rows, "rows in = cases + quarantine"
    skipped = tuple(s.source for s in sheets if all(s is not one for one, _ in chosen))
    return Ingested(cases, quarantine, rows_in, skipped)
