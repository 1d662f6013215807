"""The whole circle of rows that were set aside: out as a workbook, corrected by people, in again; nothing is lost on the way."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from fanzha.cli import main
from fanzha.store import open_store

LONG = "受害人称接到自称客服的电话，被要求贷款，放款前先交保证金。" * 170  # 4,930 characters
CARD = "6222021234567890128"  # a case number that could be the number of a card

pytestmark = pytest.mark.xdist_group("batch_corrections")
Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*args: object) -> tuple[int, str]:
        code = main([str(a) for a in args])
        return code, capsys.readouterr().err

    return run


@pytest.fixture
def scored(say: Say, toy_bundle: tuple[Path, Any], tmp_path: Path) -> Callable[[Path], str]:
    def run(path: Path) -> str:
        code, err = say("score", "--input", path, "--output", tmp_path / "out", "--model", toy_bundle[0])
        assert code == 0, err
        return err.strip().splitlines()[-1]

    return run


def write(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["案件编号", "报案时间", "简要案情", "年龄", "损失金额（万元）", "联系电话", "备注"], *rows]:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return write(
        tmp_path / "警情.xlsx",
        [
            ["A1", "2026-03-01 10:00", "贷款放款前先交保证金", 30, 1, "13800138000", ""],
            [CARD, "2026-03-02", LONG, 300, 1.5, "13800138000", "=1+1"],
            ["A3", "2026-03-03", "", 40, 2, "", "漏填"],
            ["A1", "2026-03-04", "做任务点赞返佣金先垫付", 50, 3, "", "编号重复"],
            ["A5", "2099-03-05", "刷单垫付本金返利", 300, 4, "", "两处错误"],
            ["合计", "", "", "", 11.5, "", ""],
            ["A6", "2026-03-06", "今晚一起吃饭吧，" * 5000, 20, 0, "", "太长"],
        ],
    )


def export(say: Say, tmp_path: Path) -> tuple[Path, dict[str, int], Any, Any]:
    path = tmp_path / "rows.xlsx"
    code, err = say("quarantine", "--output", tmp_path / "out", "--out", path)
    assert code == 0, err
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    return path, {str(c.value): c.column for c in sheet[1]}, book, sheet


def stored(tmp_path: Path) -> dict[str, dict[str, Any]]:
    with open_store(f"duckdb:///{tmp_path}/out/fanzha.duckdb") as store:
        return {row["case_id"]: row for row in store.sql("SELECT * FROM current_scores").to_pylist()}


def open_numbers(tmp_path: Path) -> list[str]:
    with open_store(f"duckdb:///{tmp_path}/out/fanzha.duckdb") as store:
        return store.quarantined()["quarantine_id"].to_pylist()


def test_nothing_is_lost_on_the_whole_circle(
    say: Say, scored: Callable[[Path], str], cases: Path, tmp_path: Path
) -> None:
    assert scored(cases) == "rows in: 7 · scored: 1 · sent to review: 0 · quarantined: 6 · unchanged: 0"
    path, at, book, sheet = export(say, tmp_path)
    assert list(at)[:4] == ["隔离编号", "规则", "列", "处理办法"]
    assert sheet.max_row == 6  # the row of totals needs nothing
    by_id = {sheet.cell(r, at["案件编号"]).value: r for r in range(2, 7)}
    assert list(by_id) == [CARD, "A3", "A1", "A5", "A6"]
    cell = sheet.cell(by_id[CARD], at["备注"])
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert sheet.cell(by_id[CARD], at["联系电话"]).value == "[已隐去]"
    assert sheet.cell(by_id[CARD], at["简要案情"]).value == LONG
    # What people do: correct cells. One row is corrected in part, one is left as it is.
    sheet.cell(by_id[CARD], at["年龄"]).value = 30
    sheet.cell(by_id["A3"], at["简要案情"]).value = "明天上午九点开家长会"
    sheet.cell(by_id["A1"], at["案件编号"]).value = "A4"
    sheet.cell(by_id["A5"], at["年龄"]).value = 31
    numbers = {case: sheet.cell(row, at["隔离编号"]).value for case, row in by_id.items()}
    book.save(path)
    assert scored(path) == "rows in: 5 · scored: 3 · sent to review: 0 · quarantined: 2 · unchanged: 0"
    found = stored(tmp_path)
    assert sorted(found) == [CARD, "A1", "A3", "A4"]
    assert found[CARD]["text"] == LONG
    assert (found[CARD]["victim_age"], str(found[CARD]["loss_yuan"])) == (30, "15000.00")
    # The rows that are still wrong are open under their old numbers, once each, with what was corrected.
    assert open_numbers(tmp_path) == [numbers["A5"], numbers["A6"]]
    path, at, book, sheet = export(say, tmp_path)
    assert sheet.cell(2, at["年龄"]).value == "31"
    assert sheet.cell(3, at["规则"]).value == "单元格内容须完整"
    # The rest, in the very file that people began with: they need not export it anew.
    sheet.cell(2, at["报案时间"]).value = "2026-03-05"
    sheet.cell(3, at["简要案情"]).value = "今晚一起吃饭吧"
    book.save(path)
    assert scored(path) == "rows in: 2 · scored: 2 · sent to review: 0 · quarantined: 0 · unchanged: 0"
    assert sorted(stored(tmp_path)) == [CARD, "A1", "A3", "A4", "A5", "A6"]
    assert open_numbers(tmp_path) == []
    with (tmp_path / "out" / "quarantine.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 1
    # All of it again changes nothing.
    assert scored(path) == "rows in: 2 · scored: 0 · sent to review: 0 · quarantined: 0 · unchanged: 2"
    assert scored(cases) == "rows in: 7 · scored: 0 · sent to review: 0 · quarantined: 6 · unchanged: 1"
    assert open_numbers(tmp_path) == []


def test_a_row_may_be_corrected_in_the_sheet_that_was_exported_first(
    say: Say, scored: Callable[[Path], str], cases: Path, tmp_path: Path
) -> None:
    scored(cases)
    path, at, book, sheet = export(say, tmp_path)
    for age, left in ((200, 5), (201, 5), (41, 4)):
        sheet.cell(2, at["年龄"]).value = age
        book.save(path)
        scored(path)
        assert len(open_numbers(tmp_path)) == left
    assert stored(tmp_path)[CARD]["victim_age"] == 41
    # The row that repeats another's number was left as it is: it did not become a newer version of that case.
    assert stored(tmp_path)["A1"]["text"] == "贷款放款前先交保证金"


def test_rows_that_need_no_correction_after_all_are_dismissed(
    say: Say, scored: Callable[[Path], str], cases: Path, tmp_path: Path
) -> None:
    scored(cases)
    first, *rest = open_numbers(tmp_path)
    code, err = say("quarantine", "--output", tmp_path / "out", "--dismiss", first, "0-0")
    assert (code, err) == (0, "dismissed: 1 of 2\n")
    assert open_numbers(tmp_path) == rest


def test_a_number_that_comes_twice_corrects_one_row(
    say: Say, scored: Callable[[Path], str], cases: Path, tmp_path: Path
) -> None:
    """A row that people split in two: neither part hides the other."""
    scored(cases)
    path, at, book, sheet = export(say, tmp_path)
    values = [c.value for c in sheet[2]]
    sheet.append(values)
    sheet.cell(2, at["年龄"]).value = 30
    sheet.cell(sheet.max_row, at["案件编号"]).value = "A9"
    book.save(path)
    scored(path)
    assert "A9" not in stored(tmp_path)
    assert values[0] not in open_numbers(tmp_path)
    assert len(open_numbers(tmp_path)) == 5
