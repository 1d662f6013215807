"""Names behind roles and kin, and passports: what goes, and what only stands in the same place."""

from __future__ import annotations

import pytest

from fanzha.privacy import redact


@pytest.mark.parametrize("marks", ['""', "“”", "‘’", "''", "「」", "『』", "《》", "【】", "〔〕", "＂＂"])
@pytest.mark.parametrize("role", ["民警", "客服", "经理", "专员", "警官", "老师"])
def test_a_name_in_quotation_marks_behind_a_role_goes(role: str, marks: str) -> None:
    for name in ("高建军", "周大伟"):
        assert redact(f"对方自称{role}{marks[0]}{name}{marks[1]}") == f"对方自称{role}{marks[0]}[姓名]{marks[1]}"


@pytest.mark.parametrize(
    "text", ['客服"安全中心"', '客服"方便"', '客服"全平台"', '专员"安全"', '经理"高级"', '老师"金牌讲师"', '民警"严查"']
)
def test_another_word_in_quotation_marks_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("三叔公陈阿福同埋細佬", "三叔公[姓名]同埋細佬"),
        ("舅公黄大发同我讲", "舅公[姓名]同我讲"),
        ("幺爸蒋大成说，姑婆林阿妹话", "幺爸[姓名]说，姑婆[姓名2]话"),
    ],
)
def test_a_name_behind_kin_of_a_dialect_goes(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize("text", ["舅公马上报警", "姑婆高兴地讲", "叔公黄金被骗，", "姨丈成功说服佢"])
def test_what_kin_do_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "word",
    [
        "passport ",
        "Passport: ",
        "passport no. ",
        "护照",
        "护照号：",
        "护照号码为 ",
        "護照號碼 ",
        "通行证",
        "通行证号 ",
        "护照#",
        "护照（",
    ],
)
@pytest.mark.parametrize("number", ["523456789", "523 456 789", "E12345678", "E 1234 5678", "e12345678"])
def test_a_number_behind_a_passport_goes(word: str, number: str) -> None:
    assert redact(f"Mr. John Smith ({word}{number})") == f"Mr. [姓名] ({word}[身份证])"


@pytest.mark.parametrize("text", ["买passport 50000元", "护照费 520000元", "护照有效期20250101", "办护照 523,456元"])
def test_an_amount_or_day_behind_a_passport_stays(text: str) -> None:
    assert redact(text) == text
