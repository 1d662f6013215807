"""Scoring cases: types and probabilities beside every case, none lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from fanzha import schema
from fanzha.bundle import Bundle
from fanzha.decide import REASONS_ZH
from fanzha.engines.base import BatchFunction, Engine
from fanzha.workbook import MAX_ROWS, head_row, save_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook


def batch_scorer(bundle: Bundle) -> BatchFunction:
    """Return a function that appends `fanzha.schema.SCORE_FIELDS` to a batch of cases."""
    names = np.array([bundle.taxonomy.name(c) for c in bundle.classes], dtype=object)
    codes, values = np.array(bundle.classes, dtype=object), pa.array(bundle.classes, pa.string())

    def score(batch: pa.RecordBatch) -> pa.RecordBatch:
        probabilities, decisions = bundle.predict(batch.column("text").to_pylist())
        # A model of two labels has no third; its second stands in, so that the columns stay complete.
        ranks = [min(r, len(codes) - 1) for r in range(3)]
        top = decisions.order[:, ranks]
        p = np.take_along_axis(probabilities, top, axis=1)
        possible, offsets = decisions.set_columns()
        columns = [
            codes[top[:, 0]],
            names[top[:, 0]],
            p[:, 0],
            decisions.needs_review,
            decisions.reasons,
            codes[top[:, 1]],
            p[:, 1],
            codes[top[:, 2]],
            p[:, 2],
            pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values.take(pa.array(possible))),
            np.full(batch.num_rows, bundle.version, dtype=object),
        ]
        scores = [
            c if isinstance(c, pa.Array) else pa.array(c, type=f.type)
            for c, f in zip(columns, schema.SCORE_FIELDS, strict=True)
        ]
        return pa.RecordBatch.from_arrays([*batch.columns, *scores], schema=schema.SCORED)

    return score


def score_cases(
    cases: pa.Table, bundle: Bundle, engine: Engine, on_rows: Callable[[int], object] | None = None
) -> pa.Table:
    """Score cases.

    Parameters
    ----------
    cases : pyarrow.Table
        Of `fanzha.schema.CASE`.
    bundle : Bundle
    engine : Engine
    on_rows : callable, optional
        Told the number of rows after each batch.

    Returns
    -------
    pyarrow.Table
        Of `fanzha.schema.SCORED`, as many rows in the same order.
    """
    return engine.map_batches(cases.cast(schema.CASE), batch_scorer(bundle), schema.SCORED, on_rows)


# Excel headers of the scored cases, in the words of a police office.
_HEADERS = {
    "case_id": "案件编号",
    "reported_at": "报案时间",
    "occurred_on": "发案日期",
    "occurred_at": "发案时间",
    "delay_minutes": "报案间隔（分钟）",
    "type_name": "诈骗类型",
    "probability": "概率",
    "needs_review": "需人工复核",
    "review_reason": "复核原因",
    "second_type": "次选类型",
    "third_type": "第三类型",
    "prediction_set": "可能的类型",
    "text": "案情（已脱敏）",
    "victim_age": "受害人年龄",
    "victim_sex": "性别",
    "occupation": "职业",
    "life_stage": "年龄段",
    "repeat_victim": "是否重复被骗",
    "loss_yuan": "损失金额（元）",
    "paid_yuan": "转账总额（元）",
    "returned_yuan": "返还金额（元）",
    "stopped_yuan": "止付金额（元）",
    "outcome": "挽损结果",
    "contact_channel": "引流方式",
    "payment": "支付方式",
    "platforms": "涉案平台",
    "banks": "收款银行",
    "conflicts": "与案情不符的列",
    "area": "辖区派出所",
    "street": "街道",
    "model_version": "模型版本",
    "source": "来源文件",
    "row": "来源行号",
}
_WIDTHS = {
    "case_id": 20,
    "reported_at": 17,
    "occurred_at": 17,
    "text": 60,
    "type_name": 16,
    "review_reason": 34,
    "prediction_set": 30,
    "model_version": 22,
    "source": 20,
}


def write_workbook(scored: pa.Table | Iterable[pa.RecordBatch], path: Path, taxonomy_name: Callable[[str], str]) -> int:
    """Write scored cases as an Excel workbook that opens ready to be read and filtered.

    Parameters
    ----------
    scored : pyarrow.Table or iterable of pyarrow.RecordBatch
        Of `fanzha.schema.SCORED`; further columns are left out. More rows than a sheet can hold go to further sheets.
    path : Path
    taxonomy_name : callable
        From a code to its Chinese name.

    Returns
    -------
    int
        Rows written.
    """
    from openpyxl import Workbook

    batches = scored.to_batches() if isinstance(scored, pa.Table) else scored
    book = Workbook(write_only=True)
    sheet, on_sheet, rows = _sheet(book), 0, 0
    for batch in batches:
        for row in _cells(batch, taxonomy_name):
            if on_sheet == MAX_ROWS - 1:
                sheet.auto_filter.ref = _whole(on_sheet)
                sheet, on_sheet = _sheet(book), 0
            sheet.append(row)
            on_sheet += 1
            rows += 1
    sheet.auto_filter.ref = _whole(on_sheet)
    save_workbook(book, path)
    return rows


def _whole(rows: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"A1:{get_column_letter(len(_HEADERS))}{rows + 1}"


def _sheet(book: Workbook) -> Any:
    from openpyxl.utils import get_column_letter

    n = len(book.worksheets) + 1
    sheet = book.create_sheet("案件" if n == 1 else f"案件{n}")
    sheet.freeze_panes = "B2"
    for i, column in enumerate(_HEADERS, 1):
        sheet.column_dimensions[get_column_letter(i)].width = _WIDTHS.get(column, 13)
    head_row(sheet, list(_HEADERS.values()))
    return sheet


_SEXES = {"female": "女", "male": "男"}
_OUTCOMES = dict(zip(schema.OUTCOMES, ("未损失", "已挽回", "未挽回"), strict=True))
_LIFE_STAGES = dict(zip(schema.LIFE_STAGES, ("未成年", "成年", "老年"), strict=True))
_YES_NO = {True: "是", False: "否"}
_AMOUNTS = [name for name in _HEADERS if name.endswith("_yuan")]


def _cells(batch: pa.RecordBatch, taxonomy_name: Callable[[str], str]) -> Iterator[list[object]]:
    """Yield the rows of a batch as they stand in the workbook."""
    from fanzha.ingest import safe_cell

    for row in batch.select(list(_HEADERS)).to_pylist():
        for name in ("reported_at", "occurred_at"):
            row[name] = row[name].replace(tzinfo=None) if row[name] else None
        row["probability"] = round(row["probability"], 4)
        row["needs_review"] = "是" if row["needs_review"] else "否"
        row["review_reason"] = REASONS_ZH.get(row["review_reason"], row["review_reason"])
        row["prediction_set"] = " ".join(taxonomy_name(code) for code in row["prediction_set"])
        row["second_type"], row["third_type"] = (taxonomy_name(row["second_type"]), taxonomy_name(row["third_type"]))
        row["victim_sex"] = _SEXES.get(row["victim_sex"], row["victim_sex"])
        row["outcome"] = _OUTCOMES.get(row["outcome"], row["outcome"])
        row["life_stage"] = _LIFE_STAGES.get(row["life_stage"], row["life_stage"])
        row["repeat_victim"] = _YES_NO.get(row["repeat_victim"])
        if row["conflicts"] is not None:
            names = row["conflicts"].split(schema.MARK)
            row["conflicts"] = schema.MARK.join(_HEADERS.get(name, name) for name in names)
        for name in _AMOUNTS:
            row[name] = float(row[name]) if row[name] is not None else None
        yield [safe_cell(v) if isinstance(v, str) else v for v in row.values()]
