"""Labelled texts of the project and of other sources, on tiny invented files of their shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fanzha import taxonomy
from fanzha.errors import InputError, LabelError, MissingFileError
from fanzha.ingest import Labelled, read_labelled
from fanzha.ingest.adapters import unmask
from fanzha.privacy import redact
from fanzha.schema import LABELLED, QUARANTINE

TYPES = taxonomy.load()


def read(path: Path | list[Path], **options: object) -> Labelled:
    got = read_labelled(path, **({"taxonomy": TYPES} | options))  # type: ignore[arg-type]
    assert got.rows_in == got.texts.num_rows + got.quarantine.num_rows
    assert got.texts.schema == LABELLED
    assert got.quarantine.schema == QUARANTINE
    return got


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_own_format(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "own.jsonl",
        {
            "id": "x1",
            "text": "做任务返佣金",
            "label": "刷单返利",
            "group": "g1",
            "batch": "b01",
            "register": "script",
            "more": 1,
        },
        {"text": "先交保证金再放款，电话13800138000", "label": "loan", "source": "s2", "register": "novel"},
        {"text": "先交保证金再放款，电话１３８００１３８０００", "label": "贷款、代办信用卡类"},
    )
    first, second, third = read(path).texts.to_pylist()
    assert first == {
        "id": "x1", "text": "做任务返佣金", "label": "brushing", "group": "g1", "source": "b01", "register": "script",
    }  # fmt: skip
    assert (second["id"], second["label"], second["source"], second["register"]) == ("own-2", "loan", "s2", None)
    assert "[手机]" in second["text"]
    assert third["group"] == second["group"]
    assert third["source"] == "own"


def test_labels_as_they_are(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": "甲乙", "label": " 我的标签 "}, {"text": "丙丁", "label": 3})
    assert read(path, taxonomy=None).texts.column("label").to_pylist() == ["我的标签", "3"]


def test_unknown_labels_are_listed_with_counts(tmp_path: Path) -> None:
    rows = [{"text": "甲乙", "label": name} for name in ("盗窃", "盗窃", "抢劫", "loan")]
    with pytest.raises(LabelError) as caught:
        read(lines(tmp_path / "a.jsonl", *rows))
    assert "盗窃 (2), 抢劫 (1)" in str(caught.value)
    assert "loan" not in str(caught.value)


def test_bad_rows_go_to_quarantine(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = '{"text": "甲乙", "label": "loan"}'
    bad = [
        "{",
        '{"text": "", "label": "loan"}',
        '{"label": "loan"}',
        '{"text": "甲"}',
        '{"text": "半\\udc00", "label": "loan"}',
    ]
    path.write_text("\n".join(["\ufeff" + good, *bad, "", good]) + "\n", encoding="utf-8")
    got = read(path)
    assert got.texts.num_rows == 2
    assert [(r["row"], r["column"], r["rule"]) for r in got.quarantine.to_pylist()] == [
        (2, None, "每行须为一个完整的 JSON 对象"),
        (3, "text", "案情不得为空"),
        (4, "text", "案情不得为空"),
        (5, "label", "标签不得为空"),
        (6, "text", "单元格不得含有空字符或残缺的编码"),
    ]


def test_hopeless_files(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="empty file"):
        read(lines(tmp_path / "a.jsonl"))
    with pytest.raises(InputError, match="text and label; found columns text, lable"):
        read(lines(tmp_path / "a.jsonl", {"text": "甲乙", "lable": "loan"}))
    (tmp_path / "b.jsonl").write_text("no\njson\n")
    with pytest.raises(InputError, match="could not be read"):
        read(tmp_path / "b.jsonl")
    with pytest.raises(InputError, match="source must be known"):
        read(lines(tmp_path / "a.jsonl", {"text": "甲乙", "label": "loan"}), adapter="nobody")
    with pytest.raises(InputError, match="need a file"):
        read([])


def test_scripts8(tmp_path: Path) -> None:
    rows = [
        {"id": f"T{i}", "text": f"您好这里是某处{i}", "label": label, "group": f"g{i}"}
        for i, label in enumerate(["authority", "rebate_or_service", "customer_service", "benign"])
    ]
    path = lines(tmp_path / "train.jsonl", *rows)
    got = read(path)
    assert got.texts.column("label").to_pylist() == ["authority", "ecommerce_service", "benign"]
    assert got.texts.column("register").to_pylist() == ["script"] * 3
    assert got.quarantine.column("rule").to_pylist() == ["标签须只对应一个诈骗类型"]
    assert len(set(read(path, taxonomy=None).texts.column("label").to_pylist())) == 4


def test_spam_sms(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "spam.jsonl",
        {"id": "F0", "text": "PLACE某行贷款DIGIT万详询NAME经理CELLPHONECELLPHONE", "label": "Other", "group": "g0"},
        {"id": "F1", "text": "登录URL领取DIGIT元", "label": "FR_Phishing_Bank", "group": "g1"},
        {"id": "F2", "text": "某游戏", "label": "IL_Gambling", "group": "g2"},
        {"id": "F3", "text": "DIGITNAMEPLACE", "label": "AD_Retail", "group": "g3"},
    )
    got = read(path)
    assert got.texts.column("text").to_pylist() == ["某行贷款万详询经理[手机]", "登录[网址]领取元"]
    assert got.texts.column("label").to_pylist() == ["benign", "hacking"]
    assert got.quarantine.column("rule").to_pylist() == ["标签须属于某一诈骗类型", "案情不得为空"]


def test_unmask_leaves_ordinary_letters() -> None:
    assert unmask("加QQWECHAT或HOTLINEPHONE，App上看KPI") == "加[微信]或[电话]，App上看KPI"


@pytest.mark.parametrize("array", [True, False])
def test_ccl2023(tmp_path: Path, array: bool) -> None:
    rows = [
        {"案件编号": 31, "案情描述": "事主称对方冒充军人订购物资", "案件类别": "冒充军警购物类诈骗"},
        {"案件编号": 32, "案情描述": "事主称网上交友后被骗", "案件类别": "网络婚恋、交友类（非虚假网络投资理财类）"},
    ]
    path = tmp_path / "train.json"
    if array:
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")
    else:
        lines(path, *rows)
    got = read(path).texts
    assert got.column("label").to_pylist() == ["military_purchase", "romance"]
    assert got.column("id").to_pylist() == ["31", "32"]
    assert got.column("register").to_pylist() == ["narrative"] * 2


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_chifraud(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "ChiFraud_train.csv"
    rows = [("Label_id", "Text"), ("0", "今晚一起吃饭"), ("8", '"急用钱找我,当天下款"'), ("3", "某某")]
    path.write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    got = read(path)
    assert got.texts.column("label").to_pylist() == ["benign", "loan"]
    assert got.texts.column("text").to_pylist()[1] == "急用钱找我,当天下款"
    assert got.texts.column("id").to_pylist() == ["ChiFraud_train-2", "ChiFraud_train-3"]
    assert got.quarantine.column("row").to_pylist() == [4]


def test_fgrc_scd(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    rows = [
        {"文本": "您的包裹丢失需要理赔", "风险类别": "冒充电商物流客服类"},
        {"文本": "明天开会", "风险类别": "无风险"},
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    assert read(path).texts.column("label").to_pylist() == ["ecommerce_service", "benign"]


def test_sheets_without_labels_are_left_out(tmp_path: Path) -> None:
    from openpyxl import Workbook

    made = Workbook()
    made.active.append(["说明"])
    sheet = made.create_sheet("标注")
    sheet.append(["text", "label"])
    sheet.append(["做任务返佣金", "刷单返利"])
    made.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").texts.column("label").to_pylist() == ["brushing"]


def test_several_files_and_a_named_source(tmp_path: Path) -> None:
    first = lines(tmp_path / "a.jsonl", {"text": "甲乙NAME", "label": "loan"})
    second = lines(tmp_path / "b.jsonl", {"text": "丙丁", "label": "benign"})
    assert read([first, second]).texts.column("source").to_pylist() == ["a", "b"]
    assert read(first, adapter="spam_sms").texts.column("text").to_pylist() == ["甲乙"]


@pytest.mark.shared_data
def test_public_sets_lose_nothing(data_dir: Path) -> None:
    got = read(data_dir / "scripts8" / "train.jsonl", taxonomy=None)
    assert (got.texts.num_rows, got.quarantine.num_rows) == (13_182, 0)
    spam = read(data_dir / "spam_sms" / "dev.jsonl")
    assert spam.rows_in == 1_156
    assert not any(mask in text for text in spam.texts.column("text").to_pylist() for mask in ("DIGIT", "CELLPHONE"))


def test_own_groups_pass_de_identification(tmp_path) -> None:
    path = tmp_path / "many.jsonl"
    rows = ({"text": f"第{i}次说的话", "label": "loan"} for i in range(2000))
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    groups = read_labelled([path], taxonomy=None).texts.column("group").to_pylist()
    assert len(set(groups)) == 2000
    assert [redact(g) for g in groups] == groups
