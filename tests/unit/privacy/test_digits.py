"""Numbers in the spellings that people use to get them past a filter. All are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.privacy import redact
from fanzha.privacy.digits import figures, torn

CHINESE, FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
FULL, CIRCLED = "０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨"
KEYCAPS = [f"{d}\ufe0f\u20e3" for d in "0123456789"]
WAYS = ("0123456789", CHINESE, FORMAL, FULL, CIRCLED, KEYCAPS)
GAPS = st.sampled_from(["", "", " ", "-", ".", "·", "\n", "\r\n", "\u3000", "\u200b", "—", " - ", "•", "\t", "\u00a0"])


@settings(max_examples=500, deadline=None)
@given(st.integers(3, 9), st.lists(st.integers(0, 9), min_size=9, max_size=9), st.sampled_from(WAYS), GAPS)
def test_a_mobile_number_goes_in_every_spelling(second: int, rest: list[int], way: list[str], gap: str) -> None:
    digits = [way[d] for d in (1, second, *rest)]
    text = "联系" + "".join(digits[:3]) + gap + "".join(digits[3:7]) + gap + "".join(digits[7:]) + "谢谢"
    assert redact(text) == "联系[手机]谢谢"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(WAYS[:4])), min_size=9, max_size=9), GAPS)
def test_mixed_spellings_and_a_gap_after_each_figure(rest: list[tuple[int, str]], gap: str) -> None:
    text = "电话" + gap.join(["1", "3", *(way[d] for d, way in rest)]) + "。"
    assert redact(text) == "电话[手机]。"


@settings(max_examples=300, deadline=None)
@given(
    st.text("0123456789", min_size=15, max_size=15), st.sampled_from(WAYS[:4]), st.sampled_from(["", " ", "-", "\n"])
)
def test_a_card_goes_in_every_spelling(rest: str, way: str, gap: str) -> None:
    digits = [way[int(d)] for d in f"6217{rest}"]
    groups = ["".join(digits[i : i + 4]) for i in range(0, 19, 4)]
    assert redact(f"卡号{gap.join(groups)}，户名") == "卡号[银行卡]，户名"


@pytest.mark.parametrize(
    "text", ["二〇二四年三月五日", "损失三万五千六百元", "一二三四五", "第一百二十三号", "一五一十", "两千三百五十"]
)
def test_years_and_amounts_stay(text: str) -> None:
    assert figures(text) == text
    assert redact(text) == text


def test_a_numeral_beside_a_number_stays() -> None:
    assert figures("张三13900001234") == "张三13900001234"
    assert figures("一3900001234") == "13900001234"


def test_gaps() -> None:
    assert torn("139\n0000 1234") == [(3, 4)]
    assert torn("2024-03-05 14:20") == []


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("支付宝账号zfb_lin20", "支付宝账号[账号]"),
        ("订单号JD2900012345678", "订单号[账号]"),
        ("运单号SF1300012345678", "运单号[账号]"),
        ("警号048816", "警号[账号]"),
        ("UID700012345", "UID[账号]"),
        ("抖音号：lan7788", "抖音号：[账号]"),
        ("她的号xiaoyu_milk07", "她的号[账号]"),
        ("电话183/0000/6017", "电话[手机]"),
        ("手机l3900O01234", "手机[手机]"),
    ],
)
def test_accounts_and_odd_spellings(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize(
    "text", ["order_brushing", "user_id", "2024年3月5日14时20分", "王者V10", "iPhone15Pro", "1000 2000 3000", "ccl2023"]
)
def test_words_and_amounts_are_no_accounts(text: str) -> None:
    assert redact(text) == text
