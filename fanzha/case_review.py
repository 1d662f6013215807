"""Review of cases: those that the model left to people as a workbook, and what people decided, brought back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from fanzha.decide import REASONS_ZH
from fanzha.errors import InputError, LabelError, MissingFileError
from fanzha.ingest.quarantine import shown
from fanzha.ingest.rows import ZONE
from fanzha.review_sheet import clean
from fanzha.schema import TIME_ZONE
from fanzha.taxonomy import Taxonomy
from fanzha.workbook import head_row, save_workbook

REVIEWS: Final = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("content_hash", pa.string()),  # null: the newest version of the case
        pa.field("label", pa.string(), nullable=False),
        pa.field("reviewed_at", pa.timestamp("us", tz=TIME_ZONE), nullable=False),
        pa.field("note", pa.string()),
    ]
)
_SHEET, _LABELS = "复核", "类型"
# Column, title and width.
_COLUMNS: Final = {
    "reported_at": ("报案时间", 17), "text": ("案情（已脱敏）", 70), "review_reason": ("复核原因", 26), "type": ("模型判断", 20),
    "probability": ("概率", 8), "prediction_set": ("可能的类型", 30), "label": ("复核类型", 24), "note": ("备注", 24),
    "case_id": ("案件编号", 24), "content_hash": ("校验码", 20),
}  # fmt: skip
_TO_FILL = ("label", "note")
_CHOOSE = f"choose one of the sheet {_LABELS}, or leave it empty"


def backlog(current: Iterable[pa.RecordBatch], reviewed: pa.Table, limit: int) -> pa.Table:
    """Return the cases that people must look at and did not yet, the newest first.

    Parameters
    ----------
    current : iterable of pyarrow.RecordBatch
        Of `fanzha.schema.SCORED` with ``content_hash``.
    reviewed : pyarrow.Table
        ``case_id`` and ``content_hash`` of what was reviewed.
    limit : int
        Cases at most.
    """
    done = set(zip(reviewed["case_id"].to_pylist(), reviewed["content_hash"].to_pylist(), strict=True))
    names = [name for name in _COLUMNS if name not in _TO_FILL]
    kept: pa.Table | None = None
    for batch in current:
        waiting = batch.filter(batch.column("needs_review")).select(names)
        keys = zip(waiting["case_id"].to_pylist(), waiting["content_hash"].to_pylist(), strict=True)
        waiting = waiting.filter(pa.array([key not in done for key in keys], pa.bool_()))
        table = pa.Table.from_batches([waiting])
        kept = table if kept is None else pa.concat_tables([kept, table])
        if kept.num_rows > 2 * limit:
            kept = _newest(kept, limit)
    return _newest(kept, limit) if kept is not None else REVIEWS.empty_table()


def _newest(table: pa.Table, limit: int) -> pa.Table:
    ordered = table.sort_by([("reported_at", "descending"), ("case_id", "ascending")])
    return ordered.slice(0, limit)


def write_backlog(waiting: pa.Table, path: Path, taxonomy: Taxonomy) -> int:
    """Write cases as a workbook in which people decide.

    Parameters
    ----------
    waiting : pyarrow.Table
        What `backlog` returned.
    path : Path
    taxonomy : Taxonomy

    Returns
    -------
    int
        Rows written.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook(write_only=True)
    sheet, labels = book.create_sheet(_SHEET), book.create_sheet(_LABELS)
    names = list(_COLUMNS)
    letter = {name: get_column_letter(i) for i, name in enumerate(names, 1)}
    for name, (_, width) in _COLUMNS.items():
        sheet.column_dimensions[letter[name]].width = width
    sheet.column_dimensions[letter["content_hash"]].hidden = True
    sheet.freeze_panes = "B2"
    head_row(sheet, [title for title, _ in _COLUMNS.values()])
    wrapped, to_fill = Alignment(vertical="top", wrap_text=True), PatternFill("solid", fgColor="FFF8E1")
    for row in waiting.to_pylist() if waiting.num_rows else []:
        row["reported_at"] = row["reported_at"].replace(tzinfo=None) if row["reported_at"] else None
        row["review_reason"] = REASONS_ZH.get(row["review_reason"], row["review_reason"])
        row["type"] = taxonomy.name(row["type"])
        row["probability"] = round(row["probability"], 4)
        row["prediction_set"] = " ".join(taxonomy.name(code) for code in row["prediction_set"])
        cells = []
        for name in names:
            value = row.get(name)
            cell = WriteOnlyCell(sheet, clean(value) if isinstance(value, str) else value)
            cell.alignment = wrapped
            if name in _TO_FILL:
                cell.fill = to_fill
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    head_row(labels, ["复核类型可选项"])
    labels.column_dimensions["A"].width = 40
    for code in taxonomy.codes:
        labels.append([f"{code} {taxonomy.name(code)}"])
    if waiting.num_rows:
        listed = DataValidation(
            type="list", formula1=f"'{_LABELS}'!$A$2:$A${len(taxonomy.codes) + 1}", allow_blank=True
        )
        listed.showErrorMessage, listed.errorTitle = True, "类型不在清单内"
        listed.error = "请从下拉清单选择类型；拿不准就留空。"
        listed.add(f"{letter['label']}2:{letter['label']}{waiting.num_rows + 1}")
        sheet.data_validations.append(listed)
    save_workbook(book, path)
    return int(waiting.num_rows)


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows of a review: decisions, of `REVIEWS`, and how many rows were left open."""

    reviews: pa.Table
    rows_in: int
    open: int


def read_decisions(path: Path, taxonomy: Taxonomy) -> Decided:
    """Read what people decided.

    Parameters
    ----------
    path : Path
        A workbook of `write_backlog`, its rows and columns in any order; or JSON lines with ``case_id``, ``label`` and, where known,
        ``content_hash``, ``reviewed_at`` (ISO 8601) and ``note``.
    taxonomy : Taxonomy
        Knows the labels: a code, a name or an alias.

    Raises
    ------
    MissingFileError
        If there is no such file.
    InputError
        If it is neither, or a row lacks a case, or speaks of one twice.
    LabelError
        If a decision is no label.
    """
    if not path.is_file():
        raise MissingFileError("the review must be a file", f"no file {shown(path.name, 40)}", "check the path")
    # A file without a time in it was decided when it was saved last, however often it is read.
    saved = datetime.fromtimestamp(int(path.stat().st_mtime), ZONE)
    rows = _sheet(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _lines(path)
    found: list[dict[str, Any]] = []
    seen: dict[tuple[str, str | None], int] = {}
    total = 0
    for number, row in rows:
        total += 1
        case, said = row.get("case_id", "").strip(), row.get("label", "").strip()
        if not said:
            continue
        if not case:
            raise InputError("a decision must name its case", f"none in row {number}", "restore it, or clear the row")
        key = case, row.get("content_hash", "").strip() or None
        if key in seen:
            raise InputError("a case must be decided once", f"rows {seen[key]} and {number}", "delete one of the rows")
        seen[key] = number
        label = taxonomy.resolve(said) or taxonomy.resolve(said.split(" ")[0])
        if label is None:
            raise LabelError("a decision must be a fraud type", f"{shown(said, 20)} in row {number}", _CHOOSE)
        found.append(
            {
                "case_id": case,
                "content_hash": key[1],
                "label": label,
                "reviewed_at": _moment(row.get("reviewed_at", ""), number) or saved,
                "note": row.get("note", "").strip() or None,
            }
        )
    return Decided(pa.Table.from_pylist(found, REVIEWS), total, total - len(found))


def _moment(text: str, number: int) -> datetime | None:
    if not text.strip():
        return None
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            "reviewed_at must be ISO 8601", f"another in row {number}", "write 2026-03-05T14:20"
        ) from error
    return when if when.tzinfo else when.replace(tzinfo=ZONE)


def _sheet(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise InputError(
            "a review must be an xlsx workbook or JSON lines",
            shown(path.name, 40),
            "write one with fanzha review --out",
        ) from error
    for sheet in book.worksheets:
        head = [str(c.value or "").strip() for c in sheet[1]]
        at = {name: head.index(title) for name, (title, _) in _COLUMNS.items() if title in head}
        if {"case_id", "label", "content_hash"} <= at.keys():
            for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
                cells = {name: _text(row[i]) for name, i in at.items()}
                if any(v.strip() for v in cells.values()):
                    yield number, cells
            return
    wanted = "、".join(_COLUMNS[name][0] for name in ("case_id", "label", "content_hash"))
    raise InputError(f"a review must have the columns {wanted}", "others", "write it anew with fanzha review --out")


def _text(value: object) -> str:
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    # In front of what looks like a formula; see `fanzha.ingest.safe_cell`.
    return text.removeprefix("'")


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    with path.open(encoding="utf-8-sig") as file:
        try:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError
                yield number, {str(k): _text(v) for k, v in row.items()}
        except (ValueError, RecursionError) as error:
            raise InputError(
                "a review must be JSON lines in UTF-8", shown(path.name, 40), "correct the file"
            ) from error


def labelled(reviews: pa.Table) -> Iterator[dict[str, str]]:
    """Yield what was reviewed as labelled texts for training, the last decision on a text only.

    Parameters
    ----------
    reviews : pyarrow.Table
        ``case_id``, ``content_hash``, ``label``, ``reviewed_at``, ``text``.
    """
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for row in reviews.to_pylist():
        key = row["case_id"], row["content_hash"]
        if key not in last or row["reviewed_at"] >= last[key]["reviewed_at"]:
            last[key] = row
    for (case, content), row in sorted(last.items()):
        yield {
            "id": f"{case}:{content[:12]}",
            "text": row["text"],
            "label": row["label"],
            "register": "narrative",
            "batch": f"review-{row['reviewed_at']:%Y-%m}",
        }
