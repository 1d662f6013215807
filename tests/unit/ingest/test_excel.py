"""Workbooks as analysts make them; all are real files made by openpyxl."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from fanzha.errors import InputError
from fanzha.ingest import Ingested, load_columns, read_cases

NOW = datetime(2024, 6, 1, 12)


def read(path: Path) -> Ingested:
    got = read_cases(path, load_columns(), now=NOW)
    assert got.rows_in == got.cases.num_rows + got.quarantine.num_rows
    return got


def book() -> tuple[Workbook, Worksheet]:
    made = Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    return made, sheet


def test_titles_merged_two_row_header_blanks_and_totals(tmp_path: Path) -> None:
    made, sheet = book()
    sheet["A1"] = "某区电信网络诈骗案件表"
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "填表人：某某"
    sheet["G2"] = "单位：万元"
    # Row 4 and 5: a header of two rows; 受害人 over three columns, the others over both rows.
    for column, name in zip("ABFG", ["案件编号", "简要\n案情", "报案时间", "损失金额"], strict=True):
        sheet[f"{column}4"] = name
        sheet.merge_cells(f"{column}4:{column}5")
    sheet["C4"] = "受害人"
    sheet.merge_cells("C4:E4")
    sheet["C5"], sheet["D5"], sheet["E5"] = "年龄", "性别", "职业"
    sheet.append(["A1", "刷单被骗", 35.0, "女", "会计", datetime(2024, 3, 5, 14, 20), 1.2])
    sheet.append([])
    sheet.append(["A2", "贷款被骗", "40岁", "男", "无", 45356, "3000元"])
    sheet.append(["合计", None, None, None, None, None, 1.5])
    made.save(tmp_path / "案件.xlsx")
    got = read(tmp_path / "案件.xlsx")
    first, second = got.cases.to_pylist()
    assert (first["case_id"], first["text"], first["row"], first["source"]) == ("A1", "刷单被骗", 6, "案件.xlsx")
    assert (first["victim_age"], first["victim_sex"], first["occupation"]) == (35, "female", "会计")
    assert first["reported_at"].replace(tzinfo=None) == datetime(2024, 3, 5, 14, 20)
    assert first["loss_yuan"] == 12000
    assert (second["row"], second["victim_age"], second["occupation"]) == (8, 40, None)
    assert (second["reported_on"], second["loss_yuan"]) == (date(2024, 3, 5), 3000)
    assert [(r["row"], r["rule"]) for r in got.quarantine.to_pylist()] == [(9, "合计行不是案件")]


def test_two_row_header_without_merging_and_with_a_suspect(tmp_path: Path) -> None:
    made, sheet = book()
    for row in (
        ["案情", "嫌疑人", None, "受害人", None],
        [None, "年龄", "性别", "年龄", "性别"],
        ["被骗三千", 19, "男", 60, "女"],
    ):
        sheet.append(row)
    made.save(tmp_path / "a.xlsx")
    (case,) = read(tmp_path / "a.xlsx").cases.to_pylist()
    assert (case["victim_age"], case["victim_sex"], case["row"]) == (60, "female", 3)


def test_cells_merged_downwards_are_filled(tmp_path: Path) -> None:
    made, sheet = book()
    for row in (
        ["派出所", "案情"],
        ["城东所", "一被骗"],
        [None, "二被骗"],
        ["城西所", "三被骗"],
        [None, None],
        [None, "五被骗"],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A4:A60")
    made.save(tmp_path / "a.xlsx")
    got = read(tmp_path / "a.xlsx")
    assert got.cases.column("area").to_pylist() == ["城东所", "城东所", "城西所", "城西所"]
    assert got.rows_in == 4


def test_several_sheets_and_hidden_ones(tmp_path: Path) -> None:
    made, first = book()
    first.title = "一月"
    first.append(["案情", "性别"])
    first.append(["一被骗", "男"])
    for title, text, state in (
        ("二月", "二被骗", "visible"),
        ("旧表", "一被骗", "hidden"),
        ("极旧", "旧", "veryHidden"),
    ):
        sheet = made.create_sheet(title)
        sheet.append(["序号", "案情"])
        sheet.append([1, text])
        sheet.sheet_state = state
    lists = made.create_sheet("字典")
    lists.append(["派出所", "街道"])
    made.create_sheet("空表")
    made.save(tmp_path / "a.xlsx")
    got = read(tmp_path / "a.xlsx")
    assert [(c["text"], c["source"], c["case_id"]) for c in got.cases.to_pylist()] == [
        ("一被骗", "a.xlsx[一月]", "a-一月-2"),
        ("二被骗", "a.xlsx[二月]", "a-二月-2"),
    ]
    assert got.skipped == ("a.xlsx[旧表]", "a.xlsx[极旧]", "a.xlsx[字典]")


def test_a_hidden_sheet_counts_where_nothing_else_does(tmp_path: Path) -> None:
    made, cover = book()
    cover.append(["说明"])
    sheet = made.create_sheet("数据")
    sheet.append(["案情"])
    sheet.append(["被骗三千"])
    sheet.sheet_state = "hidden"
    made.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").cases.num_rows == 1


def _with_results(path: Path, results: dict[str, str]) -> None:
    """Write results of formulas into a workbook, as Excel does on saving."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    part = "xl/worksheets/sheet1.xml"
    for formula, result in results.items():
        before = f"<f>{formula}</f><v></v>".encode()
        if before not in parts[part]:
            before = f"<f>{formula}</f><v />".encode()
        assert before in parts[part]
        parts[part] = parts[part].replace(before, f"<f>{formula}</f><v>{result}</v>".encode())
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)


def test_formulas_are_read_as_their_results(tmp_path: Path) -> None:
    made, sheet = book()
    sheet.append(["编号", "案情", "年龄", "备注"])
    sheet.append([1, "被骗三千", "=20+15", "=1+1"])
    sheet.append([2, "被骗五千", "=2024-1990", None])
    sheet.append([3, '=CONCATENATE("被","骗")', 20, None])
    made.save(tmp_path / "a.xlsx")
    _with_results(tmp_path / "a.xlsx", {"20+15": "35"})
    got = read(tmp_path / "a.xlsx")
    assert [(c["case_id"], c["victim_age"]) for c in got.cases.to_pylist()] == [("1", 35)]
    assert [(r["row"], r["column"], r["rule"]) for r in got.quarantine.to_pylist()] == [
        (3, "年龄", "公式须有计算结果"),
        (4, "案情", "公式须有计算结果"),
    ]


def test_a_string_with_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    made, sheet = book()
    sheet.append(["案情"])
    sheet.append(["x"])
    sheet["A2"].value = "=====对方发来通知====="
    sheet["A2"].data_type = "s"
    made.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").cases.column("text").to_pylist() == ["=====对方发来通知====="]


def test_blank_rows_and_columns_around_the_table(tmp_path: Path) -> None:
    made, sheet = book()
    for at, text in ((20, "案情"), (22, "被骗三千"), (60, "被骗五千")):
        sheet.cell(at, 5).value = text
    sheet.cell(22, 9).value = "旁注"
    made.save(tmp_path / "a.xlsx")
    got = read(tmp_path / "a.xlsx")
    assert got.cases.column("row").to_pylist() == [22, 60]


def test_bad_rows_of_a_sheet(tmp_path: Path) -> None:
    made, sheet = book()
    sheet.append(["编号", "案情", "年龄", "报案时间"])
    sheet.append([1, "被骗三千", 300, None])
    sheet.append([1.0, "被骗三千", 30, datetime(2030, 1, 1)])
    sheet.append([12345678901234, "被骗三千", 30, date(2024, 1, 1)])
    sheet.append([12345678901234, "被骗三千", 30, None])
    made.save(tmp_path / "a.xlsx")
    got = read(tmp_path / "a.xlsx")
    assert got.cases.column("case_id").to_pylist() == ["12345678901234"]
    assert got.quarantine.column("rule").to_pylist() == [
        "年龄须在 0 至 120 岁之间",
        "日期不得在将来",
        "案件编号不得重复",
    ]


def test_named_xls_or_csv_it_is_still_a_workbook(tmp_path: Path) -> None:
    made, sheet = book()
    sheet.append(["案情"])
    sheet.append(["被骗三千"])
    made.save(tmp_path / "a.xlsx")
    for name in ("a.xls", "a.csv"):
        (tmp_path / name).write_bytes((tmp_path / "a.xlsx").read_bytes())
        assert read(tmp_path / name).cases.num_rows == 1


def test_empty_and_damaged_workbooks(tmp_path: Path) -> None:
    made, sheet = book()
    made.save(tmp_path / "empty.xlsx")
    with pytest.raises(InputError, match="empty workbook"):
        read(tmp_path / "empty.xlsx")
    sheet.append(["案情"])
    for i in range(500):
        sheet.append([f"第{i}件被骗{i * 7919}元"])
    made.save(tmp_path / "a.xlsx")
    whole = (tmp_path / "a.xlsx").read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:200] + b"\xff" * 40 + whole[240:]):
        (tmp_path / "b.xlsx").write_bytes(damaged)
        with pytest.raises(InputError, match=r"whole \.xlsx"):
            read(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(InputError, match=r"whole \.xlsx"):
        read(tmp_path / "c.xlsx")


def test_missing_text_column_of_a_workbook(tmp_path: Path) -> None:
    made, sheet = book()
    sheet.append(["案件编号", "案情描术"])
    sheet.append([1, "被骗三千"])
    made.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="rename it to 案情描述"):
        read(tmp_path / "a.xlsx")
