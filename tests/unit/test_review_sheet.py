"""The review sheet as a real workbook: out, filled in, and back; whatever the texts hold, none is lost or changed."""

import json

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanzha import taxonomy
from fanzha.audit import COPY, LABEL_ERROR, TOO_SHORT, UNDECIDED, Audit, Finding
from fanzha.cli import main
from fanzha.errors import InputError, LabelError, MissingFileError
from fanzha.ingest import read_labelled
from fanzha.review import apply_review, filled, read_review, write_corrected
from fanzha.review_sheet import DROP, choices, pieces, write_review
from fanzha.schema import LABELLED

TYPES = taxonomy.load()
TEXTS = [
    "贷款放款前先交保证金，客服催得很急",
    "=HYPERLINK(1)点此领取补贴，过期作废",
    "明天上午九点开家长会，请准时到校",
    "卡",
]
LABELS = ["benign", "hacking", "loan", "other"]


def table(texts, labels, ids=None) -> pa.Table:
    ids = ids or [f"t{i}" for i in range(len(texts))]
    return pa.table([ids, texts, labels, ids, ["one"] * len(ids), pa.nulls(len(ids), pa.string())], schema=LABELLED)


def found(findings, n, clusters=None) -> Audit:
    return Audit(
        tuple(findings), n, ("benign", "loan"), np.zeros(n), 0.03, (0.02, 0.04), np.array(clusters or range(n)), False
    )


DATA = table(TEXTS, LABELS)
FOUND = found(
    [
        Finding(0, LABEL_ERROR, "benign", "loan", 0.98),
        Finding(2, LABEL_ERROR, "loan", "benign", 0.91),
        Finding(2, UNDECIDED, "loan", "benign", 0.6),
        Finding(1, UNDECIDED, "hacking", "other", 0.55),
        Finding(3, TOO_SHORT, "other", None, 0.75),
    ],
    4,
)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "review.xlsx"
    assert write_review(path, DATA, FOUND, TYPES) == 4
    return path


def fill(path, changes):
    """Fill cells of a sheet in as a person would: by row and column title."""
    book = openpyxl.load_workbook(path)
    ws = book["复核"]
    column = {c.value: c.column for c in ws[1]}
    for (row, title), value in changes.items():
        ws.cell(row, column[title]).value = value
    book.save(path)


def test_the_sheet_is_ready_to_be_filled_in(sheet) -> None:
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames == ["复核", "标签", "说明"]
    ws = book["复核"]
    head = [c.value for c in ws[1]]
    assert head == [
        "序号",
        "原因",
        "正文",
        "现标签",
        "建议标签",
        "改正标签",
        "备注",
        "把握",
        "重复组",
        "对照编号",
        "编号",
        "校验码",
    ]
    rows = [dict(zip(head, (c.value for c in row), strict=True)) for row in ws.iter_rows(min_row=2)]
    assert [r["编号"] for r in rows] == ["t0", "t2", "t1", "t3"]  # one row a text, surest label errors first
    assert rows[1]["原因"] == "疑似标签错误；难以判定"
    assert (rows[0]["现标签"], rows[0]["建议标签"]) == ("benign 非诈骗", f"loan {TYPES.name('loan')}")
    assert rows[3]["建议标签"] == DROP
    assert all(r["改正标签"] is None and r["备注"] is None for r in rows)
    assert ws.freeze_panes == "C2"
    assert ws.auto_filter.ref == "A1:L5"
    assert ws.column_dimensions["L"].hidden
    assert all(ws.column_dimensions[c].width >= 6 for c in "ABCDEFGHIJK")
    (rule,) = ws.data_validations.dataValidation
    assert (rule.type, str(rule.sqref), rule.showErrorMessage) == ("list", "F2:F5", True)
    first, last = rule.formula1.split("!")[1].replace("$", "").split(":")
    listed = [c.value for (c,) in book["标签"][first:last]]
    assert listed == [*(f"{code} {TYPES.name(code)}" for code in TYPES.codes), DROP]
    assert any(DROP in str(c.value) for (c,) in book["说明"]["B2:B6"])


def test_nothing_in_the_sheet_is_a_formula_or_an_error(tmp_path) -> None:
    nasty = ["=1+1", "#N/A", "+86", "@SUM(A1)", "-"]
    data = table([f"{x}转账到安全账户" for x in nasty], nasty, ids=nasty)
    path = tmp_path / "r.xlsx"
    write_review(path, data, found([Finding(i, UNDECIDED, x, x, 0.5) for i, x in enumerate(nasty)], 5), None)
    for ws in openpyxl.load_workbook(path):
        assert {c.data_type for row in ws.iter_rows() for c in row} <= {"s", "n"}
    fill(path, {(2, "改正标签"): openpyxl.load_workbook(path)["标签"]["A2"].value})
    assert [c.row for c in read_review(path, data, None)] == [0]


def test_corrections_come_back(sheet, tmp_path) -> None:
    fill(
        sheet,
        {
            (2, "改正标签"): f"loan {TYPES.name('loan')}",
            (3, "改正标签"): " 非诈骗 ",  # typed by hand: any name of the type will do
            (4, "改正标签"): "hacking",  # confirmed
            (5, "改正标签"): DROP,
            (5, "备注"): "=只有一个字",
        },
    )
    assert filled(sheet) == 4
    done = apply_review(DATA, read_review(sheet, DATA, TYPES), "甲组")
    assert (done.rows_in, done.relabelled, done.confirmed, done.dropped) == (4, 2, 1, 1)
    assert done.texts.column("label").to_pylist() == ["loan", "hacking", "benign"]
    assert done.texts.column("source").to_pylist() == ["review:甲组", "one", "review:甲组"]
    assert done.was == {0: "benign", 2: "loan"}
    path = tmp_path / "corrected.jsonl"
    write_corrected(path, done)
    again = read_labelled(path, taxonomy=TYPES)
    assert again.texts.equals(done.texts)
    assert again.quarantine.num_rows == 0


def test_an_empty_sheet_changes_nothing_and_so_do_deleted_rows(sheet) -> None:
    assert filled(sheet) == 0
    book = openpyxl.load_workbook(sheet)
    book["复核"].delete_rows(3, 2)
    book.save(sheet)
    done = apply_review(DATA, read_review(sheet, DATA, TYPES), "甲")
    assert done.texts.equals(DATA)
    assert (done.relabelled, done.confirmed, done.dropped) == (0, 0, 0)


def test_rows_and_columns_may_be_moved(sheet) -> None:
    fill(sheet, {(2, "改正标签"): "loan"})
    book = openpyxl.load_workbook(sheet)
    ws = book["复核"]
    rows = [[c.value for c in row][::-1] for row in ws.iter_rows()]
    other = book.create_sheet("乱序", 0)
    for row in [rows[0], *rows[:0:-1]]:
        other.append(row)
    book.remove(ws)
    book.save(sheet)
    assert [(c.row, c.label) for c in read_review(sheet, DATA, TYPES)] == [(0, "loan")]


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({(3, "改正标签"): "贷款炸骗"}, LabelError, "贷款炸骗 in row 3"),
        ({(3, "编号"): None}, InputError, "none in row 3"),
        ({(3, "编号"): "t0"}, InputError, "rows 2 and 3"),
        ({(4, "编号"): "t99"}, InputError, "another in row 4"),
        ({(4, "正文"): "点此领取补贴，过期作废"}, InputError, "another in row 4"),
        ({(2, "现标签"): "loan"}, LabelError, "another for row 2"),
        ({(2, "校验码"): "0" * 16}, InputError, "another in the data for row 2"),
        ({(2, "改正标签"): "=E2"}, InputError, "formula without a result in row 2"),
    ],
)
def test_mistakes_are_one_line_with_row_value_and_remedy(sheet, changes, error, says) -> None:
    fill(sheet, changes)
    with pytest.raises(error) as caught:
        read_review(sheet, DATA, TYPES)
    assert says in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    assert "保证金" not in str(caught.value)  # never a text


def test_data_that_is_not_what_was_audited(sheet, tmp_path) -> None:
    with pytest.raises(InputError, match="must stand in the data"):
        read_review(sheet, DATA.slice(1), TYPES)
    with pytest.raises(InputError, match="must be the one that was audited"):
        read_review(sheet, table([t + "。" for t in TEXTS], LABELS), TYPES)
    with pytest.raises(LabelError, match="label in the data"):
        read_review(sheet, table(TEXTS, ["loan"] * 4), TYPES)
    with pytest.raises(LabelError, match="same --labels"):
        read_review(sheet, DATA, None)
    with pytest.raises(MissingFileError):
        read_review(tmp_path / "none.xlsx", DATA, TYPES)
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(InputError, match="xlsx workbook"):
        read_review(tmp_path / "text.xlsx", DATA, TYPES)
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(InputError, match="改正标签"):
        read_review(tmp_path / "other.xlsx", DATA, TYPES)


def test_equal_ids_of_two_files_are_told_apart(tmp_path) -> None:
    data = table(TEXTS, LABELS, ids=["1", "1", "1#2", "2"])
    path = tmp_path / "r.xlsx"
    write_review(path, data, FOUND, TYPES)
    fill(
        path,
        {(row, "改正标签"): code for row, code in zip(range(2, 6), ["loan", "benign", "other", DROP], strict=True)},
    )
    assert [(c.row, c.label) for c in read_review(path, data, TYPES)] == [
        (0, "loan"), (1, "other"), (2, "benign"), (3, None),
    ]  # fmt: skip
    assert apply_review(data, read_review(path, data, TYPES), "x").texts.column("id").to_pylist() == ["1", "1", "1#2"]


def test_copies_stand_together_under_one_number(tmp_path) -> None:
    findings = [
        Finding(0, COPY, "benign", "loan", 0.6, 3),
        Finding(1, COPY, "hacking", "other", 0.9, 2),
        Finding(2, COPY, "loan", "loan", 0.9, 1),
        Finding(3, COPY, "other", "other", 0.6, 0),
    ]
    path = tmp_path / "r.xlsx"
    write_review(path, DATA, found(findings, 4, [0, 1, 1, 0]), TYPES)
    rows = list(openpyxl.load_workbook(path)["复核"].iter_rows(min_row=2, values_only=True))
    assert [(r[8], r[9], r[10]) for r in rows] == [(1, "t2", "t1"), (1, "t1", "t2"), (2, "t3", "t0"), (2, "t0", "t3")]


def test_a_label_may_not_be_called_like_the_choice_that_drops() -> None:
    with pytest.raises(LabelError, match="drop"):
        choices(["benign", "Drop"], None)


NASTY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(list("=+-@'\"＝\t\r\n\x00\x0b\x1b\ufffe\uffff😀𠀀案情款_x0041")),
    ),
    min_size=1,
    max_size=120,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(NASTY, min_size=1, max_size=5), label=NASTY)
def test_any_text_goes_out_and_comes_back(tmp_path, texts, label) -> None:
    texts = [f"案{t}" if i % 2 else t for i, t in enumerate(texts)]
    data = table(texts, [f"a{label}", *["b"] * (len(texts) - 1)], ids=texts)
    path = tmp_path / "r.xlsx"
    write_review(path, data, found([Finding(i, TOO_SHORT, data["label"][i].as_py(), None, 0.5) for i in range(len(texts))], len(texts)), None)  # fmt: skip
    pick = {choice: meant for choice, meant in choices(data["label"].to_pylist(), None).items() if meant == f"a{label}"}
    fill(path, {(row, "改正标签"): next(iter(pick)) for row in range(2, len(texts) + 2)})
    done = apply_review(data, read_review(path, data, None), "r")
    assert done.texts.column("text").to_pylist() == texts
    assert set(done.texts.column("label").to_pylist()) == {f"a{label}"}


@pytest.mark.parametrize("unit", ["案", "😀", "=", "案\n", "_x0041_", "'"])
def test_texts_longer_than_a_cell_lose_nothing(tmp_path, unit) -> None:
    long = (unit * 40_000)[:40_000]
    data = table([long, "短的一条"], ["benign", "loan"])
    path = tmp_path / "r.xlsx"
    write_review(path, data, found([Finding(0, UNDECIDED, "benign", "loan", 0.5)], 2), TYPES)
    ws = openpyxl.load_workbook(path)["复核"]
    head = [c.value for c in ws[1]]
    assert "正文（续1）" in head
    cells = [ws.cell(2, i + 1).value for i, t in enumerate(head) if t and t.startswith("正文")]
    cells = [c for c in cells if c]
    assert all(len(c.encode("utf-16-le")) // 2 <= 32_767 for c in cells)
    joined = "".join(c[1:] if c[0] == "'" and unit == "=" else c for c in cells)
    assert joined.replace("_x005F_", "_") == long
    fill(path, {(2, "改正标签"): "loan"})
    done = apply_review(data, read_review(path, data, TYPES), "r")
    assert done.texts.column("text")[0].as_py() == long
    fill(path, {(2, head[head.index("正文（续1）")]): "被截断"})
    with pytest.raises(InputError, match="must not be changed"):
        read_review(path, data, TYPES)


def test_pieces_drop_controls_alone() -> None:
    assert pieces("a\x00b\x1bc\rd") == ["a\ufffdbc\nd"]
    assert pieces("") == [""]


@pytest.fixture
def say(capsys):
    def run(*args: object) -> tuple[int, str, str]:
        code = main([str(a) for a in args])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_command_from_data_to_training(say, tmp_path, toy_texts) -> None:
    lines = [{"id": f"x{i}", "text": t, "label": label} for i, (t, label) in enumerate(zip(*toy_texts, strict=True))]
    lines[0]["label"] = "benign"  # one slip
    lines.append({"id": "short", "text": "卡", "label": "loan"})
    lines.append({"id": "none", "text": "没有标签的一条", "label": ""})
    data, sheet, out = tmp_path / "toy.jsonl", tmp_path / "一组.xlsx", tmp_path / "new" / "corrected.jsonl"
    data.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
    code, printed, err = say("audit", "--data", data, "--out", sheet, "--json")
    assert code == 0
    summary = json.loads(printed)
    assert summary["n"] == len(lines) - 1
    assert summary["reasons"]["too_short"] == 1
    low, high = summary["label_error_share_95"]
    assert 0 <= low <= summary["label_error_share"] <= high < 0.5
    assert not [t for t in toy_texts[0] if t in printed + err]
    ws = openpyxl.load_workbook(sheet)["复核"]
    by_id = {row[10].value: row[0].row for row in ws.iter_rows(min_row=2)}
    assert {"x0", "short"} <= set(by_id)
    fill(sheet, {(by_id["x0"], "改正标签"): "brushing", (by_id["short"], "改正标签"): DROP})

    code, _, err = say("audit", "--data", data, "--out", sheet)
    assert code == 65
    assert "must not overwrite corrections; found 2" in err

    code, printed, err = say("audit", "--apply", sheet, "--data", data, "--out", out, "--json")
    assert code == 0
    counts = json.loads(printed)
    assert counts == {
        "rows_in": len(lines), "rows_out": len(lines) - 2, "dropped": 1, "set_aside": 1, "relabelled": 1, "confirmed": 0,
    }  # fmt: skip
    assert (out.parent / "corrected.jsonl.quarantine.csv").exists()
    again = read_labelled(out, taxonomy=TYPES).texts.to_pylist()
    assert (again[0]["label"], again[0]["source"]) == ("brushing", "review:一组")
    assert {r["source"] for r in again[1:]} == {"toy"}
    code, _, _ = say("train", "--data", out, "--out", tmp_path / "m", "--no-track")
    assert code == 0

    fill(sheet, {(by_id["x0"], "改正标签"): "不存在"})
    code, printed, err = say("audit", "--apply", sheet, "--data", data, "--out", out)
    assert (code, printed) == (65, "")
    assert (
        err.strip().splitlines()[-1].startswith("fanzha: a correction must be a label of the list; found 不存在 in row")
    )


def test_command_prints_counts_and_refuses_wrong_names(say, tmp_path, toy_texts) -> None:
    data = tmp_path / "toy.jsonl"
    lines = [{"text": t, "label": label} for t, label in zip(*toy_texts, strict=True)]
    lines[5]["label"] = "loan"
    data.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
    code, printed, _ = say("audit", "--data", data, "--labels", "as-is", "--out", tmp_path / "r.xlsx")
    assert code == 0
    assert "estimated share of label errors" in printed
    assert all(word in printed for word in ("label_error", "near_copy", "gibberish"))
    assert "loan" in printed
    for out in (tmp_path / "r.csv", data):
        code, _, err = say("audit", "--data", data, "--out", out)
        assert code == 65
        assert "must end in .xlsx" in err
    code, _, err = say("audit", "--data", data, "--apply", tmp_path / "r.xlsx", "--out", data)
    assert code == 65
    assert "must not be one of the --data files" in err
