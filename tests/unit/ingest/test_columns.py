"""Aliases of headers, and the file that holds them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fanzha.errors import ConfigError, MissingFileError
from fanzha.ingest import ColumnAliases, load_columns

COLUMNS = load_columns()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("案件编号", "case_id"), ("报案时间", "reported_at"), ("发案时间", "occurred_on"), ("案发时间", "occurred_on"),
        ("案情描述", "text"), ("简要案情", "text"), ("案情", "text"), ("内容", "text"), ("受害人年龄", "victim_age"),
        ("年龄（周岁）", "victim_age"), ("受害人性别", "victim_sex"), ("职业", "occupation"),
        ("从业状况", "occupation"),
        ("损失金额", "loss_yuan"), ("涉案金额（元）", "loss_yuan"), ("被骗金额", "paid_yuan"), ("辖区派出所", "area"),
        ("受理单位", "area"), ("街道", "street"), ("社区", "street"), ("联系方式", "contact_channel"),
        ("引流方式", "contact_channel"), ("支付方式", "payment"), ("转账方式", "payment"), ("案件类别", "label"),
        ("转账总额（元）", "paid_yuan"), ("返还金额", "returned_yuan"), ("止付金额", "stopped_yuan"), ("冻结金额(万元)", "stopped_yuan"),
        ("拦截金额", "stopped_yuan"), ("涉案平台", "platforms"), ("涉案APP", "platforms"), ("收款银行", "banks"),
        ("涉案银行", "banks"), ("末次转账时间", "last_paid_at"), ("是否重复被骗", "repeat_victim"),
        ("报案间隔（分钟）", "delay_minutes"), ("报案间隔（天）", None), ("止付金额（美元）", None), ("occurred at", "occurred_at"),
        (" 案 情\r\n描 述 ", "text"), ("＊案情描述（必填）", "text"), ("Case_ID", "case_id"),
        ("victim age", "victim_age"),
        ("報警時間", "reported_at"), ("簡要案情", "text"), ("損失金額", "loss_yuan"), ("受害人性別", "victim_sex"), ("轄區", "area"),
        ("嫌疑人年龄", None), ("姓名", None), ("", None), ("（元）", None), ("损失金额（美元）", None),
        ("x" * 100_000, None),
    ],
)  # fmt: skip
def test_headers(header: str, field: str | None) -> None:
    assert COLUMNS.field(header) == field


def test_preferred_alias_first() -> None:
    resolved = COLUMNS.resolve(["内容", "案情描述", "涉案金额（万元）", "损失金额"])
    assert [c.header for c in resolved["text"]] == ["案情描述", "内容"]
    assert [(c.header, c.factor) for c in resolved["loss_yuan"]] == [
        ("损失金额", None),
        ("涉案金额（万元）", Decimal(10000)),
    ]


def test_what_is_unused_is_told_but_no_personal_data() -> None:
    headers = ["案情", "備註甲", "聯絡電話", "受害人姓名", "隔离编号", "处置意见", " "]
    assert COLUMNS.unused(headers) == ("備註甲", "处置意见")


def test_units_hold_for_every_amount() -> None:
    resolved = COLUMNS.resolve(["损失金额", "止付金额（万元）", "转账总额"], ["单位：千元"])
    factors = {field: columns[0].factor for field, columns in resolved.items()}
    assert factors == {"loss_yuan": Decimal(1000), "stopped_yuan": Decimal(10000), "paid_yuan": Decimal(1000)}


def test_name_of_an_office_is_no_unit() -> None:
    assert COLUMNS.resolve(["损失金额"], ["填报单位：万寿路派出所"])["loss_yuan"][0].factor is None
    assert COLUMNS.resolve(["损失金额"], ["金额单位:人民币万元"])["loss_yuan"][0].factor == 10000
    assert COLUMNS.resolve(["損失金額"], ["單位：萬元"])["loss_yuan"][0].factor == 10000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("text: [案情]\nnonsense: [x]\n", "nonsense"),
        ("text: [案情]\ncase_id: [案 情]\n", "two columns"),
        ("text: []\n", "text"),
        ("text: ['（）']\nstreet: ['  ']\n", "blank"),
        ("text: [案情\n", "YAML in UTF-8"),
    ],
)
def test_broken_files(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "columns.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load_columns(tmp_path / "columns.yaml")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        load_columns(tmp_path / "none.yaml")


def test_own_names_always_count() -> None:
    assert ColumnAliases(text=("案情",)).field("loss_yuan") == "loss_yuan"
