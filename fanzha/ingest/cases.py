"""Case files of any format into one checked table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from fanzha import schema, taxonomy
from fanzha.errors import EngineError, InputError, MissingFileError
from fanzha.facts import extract
from fanzha.facts.values import clean, is_empty, parse_age, parse_amount, parse_date, parse_sex
from fanzha.ingest.columns import ColumnAliases, ColumnMap, map_columns
from fanzha.ingest.delimited import read_delimited
from fanzha.ingest.quarantine import Problem, Quarantine
from fanzha.ingest.rows import RawTable, Row
from fanzha.ingest.structured import read_json, read_parquet
from fanzha.ingest.workbook import read_workbook
from fanzha.privacy import redact
from fanzha.text.normalise import content_length, without_surrogates

# Longer narratives are whole files pasted into a cell.
MAX_TEXT = 20_000
MAX_AGE = 120
# decimal(14, 2) of the schema; no case of a district comes near.
MAX_LOSS = Decimal(10) ** 11
_ZONE = ZoneInfo(schema.TIME_ZONE)
_SHORT = 100  # characters kept of an occupation, a station, a street


@dataclass(frozen=True, slots=True)
class Ingested:
    """A case file as read.

    Attributes
    ----------
    cases : pyarrow.Table
        Of `fanzha.schema.CASE`; narratives de-identified.
    quarantine : pyarrow.Table
        Of `fanzha.schema.QUARANTINE`.
    rows_in : int
        Rows that were not blank: those of both tables together.
    """

    cases: pa.Table
    quarantine: pa.Table
    rows_in: int


class _BadRowError(Exception):
    def __init__(self, column: str | None, rule: str, value: str, remedy: str) -> None:
        super().__init__(rule)
        self.problem = Problem(column, rule, value, remedy)


def open_tables(path: Path, columns: ColumnAliases) -> list[RawTable]:
    """Open a file by its ending: .csv .tsv .txt .xlsx .xlsm .jsonl .json .ndjson .parquet.

    Raises
    ------
    MissingFileError
        If there is no such file.
    InputError
        If the ending is unknown, or the file is empty or broken.
    """
    if not path.is_file():
        raise MissingFileError("the input must be a file", path.name, "check the path")
    kind = path.suffix.lower()
    if kind in {".xlsx", ".xlsm"}:
        return read_workbook(path, columns)
    if kind in {".jsonl", ".json", ".ndjson"}:
        return [read_json(path)]
    if kind == ".parquet":
        return [read_parquet(path)]
    if kind in {".csv", ".tsv", ".txt"}:
        return [read_delimited(path)]
    if kind == ".xls":
        raise InputError("a workbook must be .xlsx", path.name, "open it in Excel and save it as .xlsx")
    raise InputError(
        "the input must be CSV, Excel, JSONL or Parquet", path.name, "name it .csv, .xlsx, .jsonl or .parquet"
    )


def read_cases(
    path: Path,
    columns: ColumnAliases,
    *,
    now: datetime | None = None,
    on_rows: Callable[[int], object] | None = None,
) -> Ingested:
    """Read a case file.

    Structured columns win over the narrative; a fact that no column gives is taken from it.

    Parameters
    ----------
    path : Path
    columns : ColumnAliases
    now : datetime, optional
        A report from later than a day after it is set aside; the clock's time if not given.
    on_rows : callable, optional
        Told the number of rows now and then.

    Returns
    -------
    Ingested

    Raises
    ------
    MissingFileError, InputError
        If the file as a whole cannot be read. A bad row never raises.
    """
    now = now or datetime.now(_ZONE)
    latest = (now.astimezone(_ZONE) if now.tzinfo else now).replace(tzinfo=None) + timedelta(days=1)
    quarantine, seen = Quarantine(), set[str]()
    batches, rows_in = [], 0
    pending: list[dict[str, object]] = []

    def flush() -> None:
        if pending:
            batches.append(pa.RecordBatch.from_pylist(pending, schema=schema.CASE))
            pending.clear()

    for table in open_tables(path, columns):
        mapped = map_columns(table.headers, columns)
        for row in _counted(table.rows, on_rows):
            rows_in += 1
            try:
                case = _case(row, table, mapped, latest)
                if case["case_id"] in seen:
                    raise _BadRowError(
                        "case_id", "案件编号不得重复", str(case["case_id"]), "核对后改用不同编号，或删除重复行"
                    )
            except _BadRowError as bad:
                quarantine.add(table.source, row.number, bad.problem, _named(table.headers, row.cells))
                continue
            seen.add(str(case["case_id"]))
            pending.append(case)
            if len(pending) >= 4096:
                flush()
    flush()
    cases = pa.Table.from_batches(batches, schema=schema.CASE)
    if cases.num_rows + len(quarantine) != rows_in:
        raise EngineError("no row may be lost", f"{rows_in} in, {cases.num_rows + len(quarantine)} out", "report this")
    return Ingested(cases, quarantine.table(), rows_in)


def _counted(rows: Iterator[Row], on_rows: Callable[[int], object] | None) -> Iterator[Row]:
    done = 0
    for row in rows:
        yield row
        done += 1
        if on_rows is not None and done % 200 == 0:
            on_rows(200)


def _named(headers: list[str], cells: list[str]) -> dict[str, str]:
    return {(headers[i].strip() if i < len(headers) else "") or f"#{i + 1}": c for i, c in enumerate(cells)}


def _case(row: Row, table: RawTable, mapped: ColumnMap, latest: datetime) -> dict[str, object]:
    """Turn one row into a case, or raise what is wrong with it."""
    if row.problem:
        raise _BadRowError(None, _CHINESE.get(row.problem.split(";")[0], row.problem), "", "更正该行后重新导入")

    def cell(column: str) -> str:
        at = mapped.position.get(column)
        value = row.cells[at] if at is not None and at < len(row.cells) else ""
        return "" if is_empty(value) else value.strip()

    raw = cell("text")
    if len(raw) > MAX_TEXT:
        raise _BadRowError("text", f"案情不得超过{MAX_TEXT}字", f"{len(raw)}字", "截取与案情有关的部分")
    if content_length(raw) == 0:
        raise _BadRowError("text", "案情不得为空", "", "补充案情描述")
    raw = without_surrogates(raw).replace("\x00", "")
    reported = _date(cell("reported_at"), "reported_at", latest)
    occurred = _date(cell("occurred_on"), "occurred_on", latest, reported)
    facts = extract(raw, reported.date() if reported else None)
    age, loss = _age(cell("victim_age")), _loss(cell("loss_yuan"), mapped.unit)
    day = occurred.date() if occurred else facts.occurred_on
    if day is not None and day > (reported or latest).date():
        # A date in the narrative that lies after the report was read wrongly or is no date of the fraud.
        day = occurred.date() if occurred else None
    found_loss = facts.loss_yuan if facts.loss_yuan is not None and facts.loss_yuan <= MAX_LOSS else None
    label = cell("label")
    return {
        "case_id": _short(cell("case_id")) or f"{Path(table.source.split('/')[0]).stem}-{row.number}",
        "text": redact(raw),
        "reported_at": reported.replace(tzinfo=_ZONE) if reported else None,
        "reported_on": reported.date() if reported else None,
        "occurred_on": day,
        "victim_age": age if age is not None else facts.victim_age,
        "victim_sex": _sex(cell("victim_sex")) or facts.victim_sex,
        "occupation": _short(cell("occupation")) or (redact(facts.occupation) if facts.occupation else None),
        "loss_yuan": loss if loss is not None else found_loss,
        "contact_channel": _short(cell("contact_channel")) or facts.contact_channel,
        "payment": _short(cell("payment")) or facts.payment,
        "area": _short(cell("area")),
        "street": _short(cell("street")),
        "label": taxonomy.load().resolve(label) if label else None,
        "source": table.source,
        "row": row.number,
    }


_CHINESE = {
    "a line must be UTF-8 or GB18030": "一行的编码须为UTF-8或GB18030",
    "a line must be readable as CSV": "一行须能按CSV读取",
    "a line must be one JSON object": "一行须为一个JSON对象",
    "a formula must have a value": "公式须有计算结果",
}


def _short(value: str) -> str | None:
    value = redact(without_surrogates(clean(value)).replace("\x00", ""))[:_SHORT]
    return value or None


def _date(value: str, column: str, latest: datetime, reported: datetime | None = None) -> datetime | None:
    if not value:
        return None
    parsed = parse_date(value, reported.year if reported else None)
    if parsed is None:
        raise _BadRowError(column, "日期须为可识别的格式", value, "改为如 2024-03-05 14:20 的格式")
    if parsed > latest:
        raise _BadRowError(column, "日期不得晚于今天", value, "核对年份和月份")
    if parsed.year < 1990:
        raise _BadRowError(column, "日期不得早于1990年", value, "核对年份")
    return parsed


def _age(value: str) -> int | None:
    if not value:
        return None
    age = parse_age(value)
    if age is None or age > MAX_AGE:
        raise _BadRowError("victim_age", f"年龄须为0至{MAX_AGE}的整数", value, "核对年龄，不详则留空")
    return age


def _sex(value: str) -> str | None:
    if not value:
        return None
    sex = parse_sex(value)
    if sex is None:
        raise _BadRowError("victim_sex", "性别须为男或女", value, "改为男或女，不详则留空")
    return sex


def _loss(value: str, unit: Decimal) -> Decimal | None:
    if not value:
        return None
    loss = parse_amount(value)
    if loss is None:
        raise _BadRowError("loss_yuan", "金额须为数字", value, "改为如 3000 或 1.2万 的写法，不详则留空")
    # A cell that names its own unit needs none from the header.
    if not any(c in value for c in "万萬wW元块亿"):
        loss = (loss * unit).quantize(Decimal("0.01"))
    if loss < 0:
        raise _BadRowError("loss_yuan", "金额不得为负", value, "核对金额")
    if loss > MAX_LOSS:
        raise _BadRowError("loss_yuan", "金额不得超过一千亿元", value, "核对金额和单位")
    return loss
