"""The bad-input matrix: each row ends as a case or in quarantine, each hopeless file in one line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fanzha.errors import InputError, MissingFileError
from fanzha.ingest import Ingested, load_columns, read_cases
from fanzha.schema import CASE, QUARANTINE

NOW = datetime(2024, 6, 1, 12)
COLUMNS = load_columns()
HEADERS = ["案件编号", "报案时间", "发案时间", "案情描述", "受害人年龄", "性别", "职业", "损失金额", "辖区派出所"]
GOOD = ["A1", "2024-03-05 14:20", "2024-03-04", "受害人刷单被骗", "35岁", "女", "会计", "1.2万", "城东派出所"]


def read(path: Path) -> Ingested:
    got = read_cases(path, COLUMNS, now=NOW)
    assert got.rows_in == got.cases.num_rows + got.quarantine.num_rows
    assert got.cases.schema == CASE
    assert got.quarantine.schema == QUARANTINE
    return got


def csv_text(*rows: list[str], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write(tmp_path: Path, *rows: list[str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path = tmp_path / "cases.csv"
    path.write_bytes(csv_text(*rows, delimiter=delimiter).encode(encoding, "surrogatepass"))
    return path


def changed(**cells: str) -> list[str]:
    row = dict(zip(HEADERS, ["A2", *GOOD[1:]], strict=True))
    assert set(cells) <= set(row)
    return list((row | cells).values())


def test_reads_a_plain_row(tmp_path: Path) -> None:
    (case,) = read(write(tmp_path, HEADERS, GOOD)).cases.to_pylist()
    assert case["case_id"] == "A1"
    assert case["text"] == "受害人刷单被骗"
    assert case["reported_at"].replace(tzinfo=None) == datetime(2024, 3, 5, 14, 20)
    assert case["reported_at"].utcoffset().total_seconds() == 8 * 3600
    assert (case["reported_on"], case["occurred_on"]) == (date(2024, 3, 5), date(2024, 3, 4))
    assert (case["victim_age"], case["victim_sex"], case["occupation"]) == (35, "female", "会计")
    assert case["loss_yuan"] == Decimal("12000.00")
    assert (case["area"], case["source"], case["row"]) == ("城东派出所", "cases.csv", 2)


MORE = ["末次转账时间", "转账总额", "返还金额", "止付金额（万元）", "涉案APP", "收款银行", "是否重复被骗"]
MORE_GOOD = ["2024-03-04 21:20", "20000", "0", "0.8", "抖音，“某贷”", "工商银行；建行", "否"]


def more(**cells: str) -> list[str]:
    row = dict(zip(MORE, MORE_GOOD, strict=True))
    assert set(cells) <= set(row)
    return list((row | cells).values())


def test_reads_what_became_of_the_money(tmp_path: Path) -> None:
    row = changed(发案时间="2024-03-04 20:05", 损失金额="1.2万")
    (case,) = read(write(tmp_path, HEADERS + MORE, row + more())).cases.to_pylist()
    assert case["occurred_at"].replace(tzinfo=None) == datetime(2024, 3, 4, 20, 5)
    assert case["occurred_on"] == date(2024, 3, 4)
    amounts = [case[f"{name}_yuan"] for name in ("paid", "returned", "stopped", "loss")]
    assert amounts == [Decimal(20000), 0, Decimal(8000), Decimal(12000)]
    assert (case["outcome"], case["delay_minutes"], case["repeat_victim"]) == ("recovered", 17 * 60, False)
    assert (case["platforms"], case["banks"]) == ("抖音、“某贷”", "工商银行、建行")
    assert (case["life_stage"], case["conflicts"]) == ("adult", None)


def test_the_narrative_that_contradicts_a_column_is_told(tmp_path: Path) -> None:
    told = "受害人李某（男，62岁）2024年3月1日接到电话，微信转账3000元，共损失3000元"
    (case,) = read(write(tmp_path, HEADERS, changed(案情描述=told))).cases.to_pylist()
    assert case["conflicts"] == "occurred_on、victim_age、victim_sex、loss_yuan"
    assert (case["victim_age"], case["victim_sex"], case["loss_yuan"]) == (35, "female", 12000)


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"转账总额": "-1"}, "转账总额", "转账总额不得为负"),
        ({"返还金额": "部分"}, "返还金额", "返还金额须为金额"),
        ({"止付金额（万元）": "999999999"}, "止付金额（万元）", "止付金额须小于一万亿元"),
        ({"末次转账时间": "昨天"}, "末次转账时间", "日期须能识别"),
        ({"末次转账时间": "2025-01-01"}, "末次转账时间", "日期不得在将来"),
        ({"是否重复被骗": "也许"}, "是否重复被骗", "该列须为是或否"),
        ({"涉案APP": "长" * 501}, "涉案APP", "该列不得超过500字"),
    ],
)
def test_bad_cells_of_the_further_columns_go_to_quarantine(
    tmp_path: Path, cells: dict[str, str], column: str, rule: str
) -> None:
    rows = [GOOD + more(), changed() + more(**cells), changed(案件编号="A3") + more()]
    got = read(write(tmp_path, HEADERS + MORE, *rows))
    assert got.cases.column("case_id").to_pylist() == ["A1", "A3"]
    (row,) = got.quarantine.to_pylist()
    assert (row["column"], row["rule"]) == (column, rule)


@pytest.mark.parametrize(("value", "minutes"), [("90", 90), ("90分钟", 90), ("0", 0), ("", None), ("不详", None)])
def test_delays_in_minutes(tmp_path: Path, value: str, minutes: int | None) -> None:
    path = write(tmp_path, ["案情", "报案间隔（分钟）"], ["被骗三千", value])
    assert read(path).cases.column("delay_minutes").to_pylist() == [minutes]
    for wrong in ("-1", "1.5", "三天"):
        assert read(write(tmp_path, ["案情", "报案间隔（分钟）"], ["被骗三千", wrong])).quarantine.num_rows == 1


def test_a_number_under_a_bank_is_hidden(tmp_path: Path) -> None:
    path = write(tmp_path, ["案情", "收款银行", "涉案平台"], ["被骗三千", "工行 电话13900001234", "13900001234"])
    (case,) = read(path).cases.to_pylist()
    assert "13900001234" not in (case["banks"] or "") + (case["platforms"] or "")
    assert "工行" in case["banks"]


def test_money_that_the_police_gave_back_is_recovered(tmp_path: Path) -> None:
    path = write(tmp_path, ["案情", "被骗金额", "返还金额"], ["他说要办会员", "500", "200"], ["他说要办会员", "0", "0"])
    got = read(path).cases
    assert got.column("outcome").to_pylist() == ["recovered", "prevented"]
    assert got.column("loss_yuan").to_pylist() == [300, 0]


def test_a_row_without_a_number_keeps_the_id_that_it_had(tmp_path: Path) -> None:
    """Ids are made from what the first release read: a file delivered again is no file of other cases."""
    from fanzha.ingest import CaseParser, case_sheets

    def ids(*rows: list[str]) -> list[str]:
        opened = case_sheets(write(tmp_path, *rows), COLUMNS)
        return CaseParser(COLUMNS, now=NOW).parse(opened.sections()).cases.column("case_id").to_pylist()

    plain = ids(HEADERS[1:], GOOD[1:])
    assert plain == ["cases-2-1fa79732"]
    assert ids([*HEADERS[1:], "是否重复被骗"], [*GOOD[1:], "是"]) == plain


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    got = read(write(tmp_path, HEADERS, GOOD, encoding=encoding, delimiter=delimiter))
    assert got.cases.column("text").to_pylist() == ["受害人刷单被骗"]
    assert got.cases.column("area").to_pylist() == ["城东派出所"]


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"案情描述": ""}, "案情描述", "案情不得为空"),
        ({"案情描述": " 　\t"}, "案情描述", "案情不得为空"),
        ({"案情描述": "不详"}, "案情描述", "案情不得为空"),
        ({"案情描述": "……。"}, "案情描述", "案情不得为空"),
        ({"案情描述": "被骗" * 10_001}, "案情描述", "案情不得超过20000字"),
        ({"案情描述": "被骗\0了"}, "案情描述", "单元格不得含有空字符或残缺的编码"),
        ({"案情描述": "=1+1"}, "案情描述", "公式须有计算结果"),
        ({"案情描述": "#REF!"}, "案情描述", "公式结果不得为错误值"),
        ({"受害人年龄": "300"}, "受害人年龄", "年龄须在 0 至 120 岁之间"),
        ({"受害人年龄": "121岁"}, "受害人年龄", "年龄须在 0 至 120 岁之间"),
        ({"受害人年龄": "-1"}, "受害人年龄", "年龄须在 0 至 120 岁之间"),
        ({"受害人年龄": "壮年"}, "受害人年龄", "年龄须为整数岁"),
        ({"性别": "那个"}, "性别", "性别须为男或女"),
        ({"损失金额": "-3000"}, "损失金额", "损失金额不得为负"),
        ({"损失金额": "￥-3,000"}, "损失金额", "损失金额不得为负"),
        ({"损失金额": "很多"}, "损失金额", "损失金额须为金额"),
        ({"损失金额": "9" * 14}, "损失金额", "损失金额须小于一万亿元"),
        ({"报案时间": "2024-06-03"}, "报案时间", "日期不得在将来"),
        ({"报案时间": "2042年3月5日"}, "报案时间", "日期不得在将来"),
        ({"报案时间": "2024-02-30"}, "报案时间", "日期须能识别"),
        ({"发案时间": "1900-01-00"}, "发案时间", "日期须能识别"),
        ({"发案时间": "1900/1/1"}, "发案时间", "日期不得早于1990年"),
        ({"案件编号": "A1"}, "案件编号", "案件编号不得重复"),
        ({"职业": "会" * 501}, "职业", "该列不得超过500字"),
    ],
)
def test_bad_cells_go_to_quarantine(tmp_path: Path, cells: dict[str, str], column: str, rule: str) -> None:
    got = read(write(tmp_path, HEADERS, GOOD, changed(**cells), changed(案件编号="A3")))
    assert got.cases.column("case_id").to_pylist() == ["A1", "A3"]
    (row,) = got.quarantine.to_pylist()
    assert (row["source"], row["row"], row["column"], row["rule"]) == ("cases.csv", 3, column, rule)
    assert row["remedy"]
    assert len(row["value"] or "") < 70
    json.loads(row["raw"])


def test_all_faults_of_a_row_are_told(tmp_path: Path) -> None:
    (row,) = read(write(tmp_path, HEADERS, changed(受害人年龄="300", 损失金额="-1"))).quarantine.to_pylist()
    assert row["column"] == "受害人年龄"
    assert "损失金额：损失金额不得为负" in row["remedy"]


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        ("1.2万", "12000"), ("￥3,000", "3000"), ("3000元", "3000"), ("三千", "3000"), ("0", "0"), ("1e4", "10000"),
        ("３０００", "3000"), ("不详", None), ("无", None), ("-", None), ("", None), ("/", None),
    ],
)  # fmt: skip
def test_amounts(tmp_path: Path, value: str, yuan: str | None) -> None:
    (case,) = read(write(tmp_path, HEADERS, changed(损失金额=value))).cases.to_pylist()
    assert case["loss_yuan"] == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize(
    ("header", "value", "yuan"),
    [
        ("损失金额(元)", "3000", "3000"),
        ("损失金额（万元）", "1.2", "12000"),
        ("涉案金额（单位：万元）", "1.2万", "12000"),
        ("被骗金额/万元", "0.5", "5000"),
        ("损失金额\n(千元)", "3", "3000"),
        ("损失金额（万元）", "3000元", "3000"),
        ("ＬＯＳＳ", "1,000.50", "1000.50"),
        ("损失金额（美元）", "3000", None),
    ],
)
def test_units_in_headers(tmp_path: Path, header: str, value: str, yuan: str | None) -> None:
    (case,) = read(write(tmp_path, ["案情", header], ["他说要办会员", value])).cases.to_pylist()
    assert case["loss_yuan"] == (None if yuan is None else Decimal(yuan))


def test_unit_in_a_title_row(tmp_path: Path) -> None:
    path = write(tmp_path, ["三月案件表", "单位：万元"], ["案情", "涉案金额"], ["他说要办会员", "2"])
    assert read(path).cases.column("loss_yuan").to_pylist() == [Decimal(20000)]


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-05 00:00",
        "2024/3/5",
        "2024年3月5日",
        "20240305",
        "2024.3.5",
        "45356",
        "45356.0",
        "2024-03-04T16:00:00Z",
    ],
)
def test_dates(tmp_path: Path, value: str) -> None:
    (case,) = read(write(tmp_path, HEADERS, changed(报案时间=value, 发案时间=""))).cases.to_pylist()
    assert case["reported_at"].replace(tzinfo=None) == datetime(2024, 3, 5)


def test_a_date_without_a_year_is_the_last_before_the_report(tmp_path: Path) -> None:
    rows = [changed(案件编号="1", 报案时间="2024-01-02", 发案时间="12月30日"), changed(案件编号="2", 发案时间="3月4日")]
    assert read(write(tmp_path, HEADERS, *rows)).cases.column("occurred_on").to_pylist() == [
        date(2023, 12, 30),
        date(2024, 3, 4),
    ]


@pytest.mark.parametrize(("age", "years"), [("35岁", 35), ("35", 35), ("35.0", 35), ("三十五周岁", 35), ("不详", None)])
def test_ages(tmp_path: Path, age: str, years: int | None) -> None:
    assert read(write(tmp_path, HEADERS, changed(受害人年龄=age))).cases.column("victim_age").to_pylist() == [years]


@pytest.mark.parametrize(
    ("sex", "expected"),
    [("男", "male"), ("女性", "female"), ("M", "male"), ("f", "female"), ("1", "male"), ("2", "female"), ("9", None)],
)
def test_sexes(tmp_path: Path, sex: str, expected: str | None) -> None:
    path = write(tmp_path, ["案情", "性别"], ["被骗三千", sex])
    assert read(path).cases.column("victim_sex").to_pylist() == [expected]


def test_headers_in_any_spelling_and_order(tmp_path: Path) -> None:
    headers = [
        "所属\n街道",
        "　涉案金额（元） ",
        "简 要 案 情*",
        "Victim Age",
        "转账方式",
        "引流方式：",
        "案件类别",
        "CASE_ID",
        "备注",
    ]
    row = ["新城街道", "50", "对方让我刷单", "20", "支付宝", "抖音私信", "刷单返利类", "x1", "无"]
    (case,) = read(write(tmp_path, headers, row)).cases.to_pylist()
    assert (case["street"], case["loss_yuan"], case["text"]) == ("新城街道", 50, "对方让我刷单")
    assert (case["victim_age"], case["payment"], case["contact_channel"]) == (20, "支付宝", "抖音私信")
    assert (case["label"], case["case_id"]) == ("brushing", "x1")


def test_unknown_label_is_null(tmp_path: Path) -> None:
    assert read(write(tmp_path, ["案情", "案件类别"], ["被骗三千", "盗窃"])).cases.column("label").to_pylist() == [None]


def test_the_next_header_of_a_column_fills_blanks(tmp_path: Path) -> None:
    path = write(tmp_path, ["内容", "案情描述"], ["次选", "首选"], ["次选", ""], ["次选", "不详"])
    assert read(path).cases.column("text").to_pylist() == ["首选", "次选", "次选"]


def test_only_the_victims_age_counts(tmp_path: Path) -> None:
    path = write(tmp_path, ["案情", "嫌疑人年龄", "受害人年龄"], ["被骗三千", "19", "60"])
    assert read(path).cases.column("victim_age").to_pylist() == [60]


def test_blank_lines_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("案件表\n\n案情,性别\n\n一被骗,男\n,\n  ,　\n二被骗,女\n\n\n", encoding="utf-8")
    got = read(path)
    assert got.rows_in == 2
    assert got.cases.column("row").to_pylist() == [5, 8]
    assert got.cases.column("case_id").to_pylist() == ["cases-5", "cases-8"]


def test_totals_and_repeated_headers_are_set_aside(tmp_path: Path) -> None:
    path = write(
        tmp_path, ["编号", "案情", "损失"], ["1", "被骗了", "5"], ["编号", "案情", "损失"], ["合计：", "", "5"]
    )
    assert read(path).quarantine.column("rule").to_pylist() == ["重复的表头不是案件", "合计行不是案件"]


def test_quoted_line_breaks_and_commas(tmp_path: Path) -> None:
    path = write(tmp_path, ["案情", "性别"], ['他说"加我",\r\n然后转账', "男"], ["第二件案情", "女"])
    got = read(path).cases
    assert got.column("text").to_pylist() == ['他说"加我",\r\n然后转账', "第二件案情"]
    assert got.column("row").to_pylist() == [2, 3]


@pytest.mark.parametrize("main", ["utf-8", "gb18030"])
def test_mixed_encodings_cost_a_line_not_the_file(tmp_path: Path, main: str) -> None:
    other = {"utf-8": "gb18030", "gb18030": "utf-8"}[main]
    lines = ["案件编号,案情", "1,第一件刷单案件", "2,第二件贷款案件", "3,第三件杀猪盘案件"]
    raw = [line.encode(other if line[0] == "2" else main) for line in lines]
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"\r\n".join(raw))
    got = read(path)
    assert got.cases.column("case_id").to_pylist() == ["1", "3"]
    (row,) = got.quarantine.to_pylist()
    assert (row["row"], row["rule"]) == (3, "整行须为同一种文字编码")
    assert "第二件贷款案件" in row["raw"]


def test_undecodable_bytes_cost_a_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes("案情\n第一件\n第二件".encode() + b"\xff\xff\xfe" + "\n第三件\n".encode())
    got = read(path)
    assert got.cases.column("text").to_pylist() == ["第一件", "第三件"]
    assert got.quarantine.column("row").to_pylist() == [3]


def test_a_stray_quote_costs_a_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text('编号,案情\n1,"第一件\n2,第二件\n3,第三件\n', encoding="utf-8")
    got = read(path)
    assert got.cases.column("case_id").to_pylist() == ["2", "3"]
    assert got.quarantine.column("rule").to_pylist() == ["引号须成对"]


def test_too_many_fields(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("编号,案情\n1,他说,转账\n2,第二件,,\n", encoding="utf-8")
    got = read(path)
    assert got.cases.column("case_id").to_pylist() == ["2"]
    assert got.quarantine.column("rule").to_pylist() == ["每行的列数不得多于表头"]


@pytest.mark.parametrize(("end", "cut"), [("", True), ("\n", False)])
def test_a_file_that_is_cut_off_loses_no_more_than_its_last_row(end: str, cut: bool, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"编号,案情,损失金额\n1,第一件,100\n2,第二件转账40{end}", encoding="utf-8")
    got = read(path)
    assert got.cases.column("case_id").to_pylist() == (["1"] if cut else ["1", "2"])
    assert got.quarantine.num_rows == cut


def test_a_ten_megabyte_cell_is_quick_and_short(tmp_path: Path) -> None:
    path = write(tmp_path, HEADERS, changed(案情描述="案" * 3_500_000), GOOD)
    got = read(path)
    (row,) = got.quarantine.to_pylist()
    assert (row["rule"], row["value"]) == ("案情不得超过20000字", "共3500000字")
    assert len(row["raw"]) < 3000


def test_text_formulas_of_exports(tmp_path: Path) -> None:
    assert read(write(tmp_path, ["编号", "案情"], ['="0012"', "被骗三千"])).cases.column("case_id").to_pylist() == [
        "0012"
    ]


def test_unneeded_cells_are_never_looked_at(tmp_path: Path) -> None:
    path = write(tmp_path, ["案情", "备注"], ["被骗三千", "=1+1"], ["被骗五千", "\0"])
    assert read(path).cases.num_rows == 2


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\xff\xfe", b"\n" * 9000])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xls"])
def test_empty_files(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="must hold rows; found an empty file"):
        read(tmp_path / name)


def test_missing_text_column_names_columns_and_nearest(tmp_path: Path) -> None:
    path = write(tmp_path, ["案件编号", "案请描述", "13800138000的记录", "金额"], ["1", "被骗", "", "2"])
    with pytest.raises(InputError) as caught:
        read(path)
    line = str(caught.value)
    assert "案件编号" in line
    assert "rename it to 案情描述" in line
    assert "13800138000" not in line
    assert "\n" not in line


def test_a_table_without_a_header_does_not_leak_its_first_row(tmp_path: Path) -> None:
    story = "受害人称其在网上认识一名男子后被要求转账共计五万元整"
    with pytest.raises(InputError) as caught:
        read(write(tmp_path, ["A1", story, "A330102"], ["A2", story, ""]))
    assert story[:8] not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old or encrypted"),
        ("a.xlsx", b"not a workbook", "something else"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "whole .xlsx"),
        ("a.xls", b"<html><table></table></html>", "web page"),
        ("a.parquet", b"PAR1" + b"\0" * 100, "broken"),
        ("a.pdf", b"%PDF-1.7 ...", ".pdf file"),
        ("a.json", b'[{"text": "x"}, {"te', "JSON array must be complete"),
        ("a.json", b"[]", "empty array"),
    ],
)
def test_other_kinds_of_files(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words):
        read(tmp_path / name)


def test_no_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read(tmp_path / "none.csv")
    with pytest.raises(InputError, match="folder"):
        read(tmp_path)


def test_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    lines = [
        '{"case_id": 7, "text": "被骗三千", "age": 35.0, "loss": 1e3}',
        "",
        '{"text": ',
        "[1]",
        '{"text": "半\\ud83d"}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    got = read(path)
    (case,) = got.cases.to_pylist()
    assert (case["case_id"], case["victim_age"], case["loss_yuan"]) == ("7", 35, 1000)
    assert [(r["row"], r["rule"]) for r in got.quarantine.to_pylist()] == [
        (3, "每行须为一个完整的 JSON 对象"),
        (4, "每行须为一个完整的 JSON 对象"),
        (5, "单元格不得含有空字符或残缺的编码"),
    ]


def test_jsonl_of_broken_lines_only(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("{\n" + "[" * 100_000 + "\n", encoding="utf-8")
    assert read(path).quarantine.num_rows == 2


@pytest.mark.parametrize("wrapped", [False, True])
def test_json_array(tmp_path: Path, wrapped: bool) -> None:
    rows = [{"案情": "被骗三千", "年龄": 20}, {"案情": None}]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"data": rows, "n": 2} if wrapped else rows, indent=1), encoding="utf-8")
    got = read(path)
    assert got.cases.column("victim_age").to_pylist() == [20]
    assert got.quarantine.column("row").to_pylist() == [2]


def test_parquet_and_reading_own_cases_again(tmp_path: Path) -> None:
    told = "受害人李某（男，62岁）2024年3月1日接到电话，微信转账3000元"
    rows = [
        GOOD + more(),
        changed(案情描述=told) + more(转账总额="", 末次转账时间=""),
        changed(案件编号="A3") + [""] * 7,
    ]
    first = read(write(tmp_path, HEADERS + MORE, *rows)).cases
    assert first.column("conflicts").null_count == 2
    pq.write_table(first, tmp_path / "cases.parquet")
    again = read(tmp_path / "cases.parquet").cases
    assert again.drop_columns(["source", "row"]).equals(first.drop_columns(["source", "row"]))
    pq.write_table(pa.table({"text": [None, "被骗"], "age": [300, 3]}), tmp_path / "b.parquet")
    assert read(tmp_path / "b.parquet").quarantine.column("row").to_pylist() == [1]


def test_columns_win_over_facts_and_facts_fill_blanks(tmp_path: Path) -> None:
    text = "受害人（女，28岁，教师）在微信上被骗，通过支付宝转账50000元。"
    path = write(tmp_path, ["案情", "年龄", "损失金额"], [text, "30", ""])
    (case,) = read(path).cases.to_pylist()
    assert (case["victim_age"], case["victim_sex"], case["loss_yuan"]) == (30, "female", 50000)


def test_nothing_identifying_is_kept(tmp_path: Path) -> None:
    phone, card, name = "13800138000", "11010519491231002X", "欧阳测试"
    headers = ["案情", "联系方式", "职业", "受害人姓名", "备注", "年龄"]
    good = [f"骗子电话{phone}", phone, f"会计{phone}", name, card, "30"]
    bad = [f"骗子电话{phone}" + "长" * 30_000 + phone, phone, f"会计{phone}", name, card, phone]
    got = read(write(tmp_path, headers, good, bad))
    everything = json.dumps([got.cases.to_pylist(), got.quarantine.to_pylist()], ensure_ascii=False, default=str)
    for secret in (phone, card, name, phone[:8]):
        assert secret not in everything
    assert got.cases.column("contact_channel").to_pylist()[0] != "[手机]"


def test_time_is_local_whatever_now_is(tmp_path: Path) -> None:
    from datetime import UTC

    path = write(tmp_path, HEADERS, changed(报案时间="2024-06-02 10:00"))
    assert read_cases(path, COLUMNS, now=datetime(2024, 6, 1, 1, tzinfo=UTC)).cases.num_rows == 0
    assert read_cases(path, COLUMNS, now=datetime(2024, 6, 1, 3, tzinfo=UTC)).cases.num_rows == 1


def test_progress_counts_every_row(tmp_path: Path) -> None:
    path = write(tmp_path, ["案情"], *[[f"第{i}件案情"] for i in range(450)])
    told: list[int] = []
    assert read_cases(path, COLUMNS, now=NOW, on_rows=told.append).rows_in == 450
    assert sum(told) == 450


def test_two_stray_quotes_do_not_make_one_case_of_two(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text('编号,案情\n1,"第一件\n2,"第二件\n3,第三件\n', encoding="utf-8")
    got = read(path)
    assert got.cases.column("case_id").to_pylist() == ["3"]
    (row,) = got.quarantine.to_pylist()
    assert row["rule"] == "引号须成对"
    assert "第一件" in row["raw"]
    assert "第二件" in row["raw"]


def test_a_persons_number_does_not_become_a_case_id(tmp_path: Path) -> None:
    path = write(tmp_path, ["编号", "案情"], ["13800138000", "被骗三千"], ["A3301020000002024030012", "被骗五千"])
    assert read(path).cases.column("case_id").to_pylist() == ["cases-2", "A3301020000002024030012"]
