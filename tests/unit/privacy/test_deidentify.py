import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.privacy import KINDS, audit, deidentify, redact
from fanzha.privacy.bank_card import luhn
from fanzha.privacy.resident_id import has_valid_checksum

# Numbers are invented; checksums are right where that is what is tested.
HIDDEN = [
    ("请拨13900001234联系", "请拨[手机]联系"),
    ("电话139-0000-1234", "电话[手机]"),
    ("手机１３９００００１２３４", "手机[手机]"),
    ("手机139 0000 1234。", "手机[手机]。"),
    ("139\u200b0000\u200b1234", "[手机]"),
    ("+86 13900001234", "[手机]"),
    ("尾号138****1234来电", "尾号[手机]来电"),
    ("座机0571-88880000", "座机[电话]"),
    ("客服400-800-1234", "客服[电话]"),
    ("来电+852 5123 4567", "来电[电话]"),
    ("身份证号110101199003070011", "身份证号[身份证]"),
    ("证件号码11010119900307721x", "证件号码[身份证]"),
    ("身份证110101********0011", "身份证[身份证]"),
    ("卡号6222000011112222333", "卡号[银行卡]"),
    ("转入6222 0000 1111 2222 333", "转入[银行卡]"),
    ("账号：1234567890", "账号：[银行卡]"),
    ("加QQ：123456789", "加QQ：[QQ]"),
    ("扣扣号123456", "扣扣号[QQ]"),
    ("加微信abc_12345详聊", "加微信[微信]详聊"),
    ("vx：kefu8899", "vx：[微信]"),
    ("wxid_ab12cd34ef", "[微信]"),
    ("点击https://a.example/x?id=1领取", "点击[网址]领取"),
    ("登录pay-bank.test/login。", "登录[网址]。"),
    ("发到zhang.san@mail.example吧", "发到[邮箱]吧"),
    ("车牌京A12345", "车牌[车牌]"),
    ("车牌粤BD12345", "车牌[车牌]"),
]
KEPT = [
    "2024年3月5日14时20分转账30000元",
    "2024-03-05 14:20:33",
    "损失1234567.89元",
    "共计1,234,567元",
    "第3次转账5000元，第4次转账12000元",
    "微信转账5000元",
    "支付宝账户余额300元",
    "年龄35岁，尾号2345",
    "拨打110或96110",
    "A股上证指数3000点",
    "王者荣耀V10账号",
]


@pytest.mark.parametrize(("raw", "safe"), HIDDEN)
def test_hides_identifiers_and_nothing_else(raw: str, safe: str) -> None:
    assert redact(raw) == safe


@pytest.mark.parametrize("text", KEPT)
def test_keeps_dates_amounts_and_short_numbers(text: str) -> None:
    assert redact(text) == text


def test_spans_point_into_the_text_as_given() -> None:
    raw = "电话１３９００００１２３４，卡号6222000011112222333"
    result = deidentify(raw)
    assert [s.kind for s in result.spans] == ["手机", "银行卡"]
    assert raw[result.spans[0].start : result.spans[0].end] == "１３９００００１２３４"


PIECES = st.sampled_from(
    ["13900001234", "6222000011112222333", "110101199003070011", "加QQ：", "微信", "abc_12345", " ", "，", "转账5000元", "a.test",
     "@", "京A12345", "*", "0571-88880000", "\u200b", "好", "1", "x"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_is_idempotent(raw: str) -> None:
    once = redact(raw)
    assert redact(once) == once


@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_redacted(raw: str) -> None:
    result = deidentify(raw)
    assert all(0 <= s.start < s.end <= len(raw) for s in result.spans)
    assert redact(result.text) == result.text


@given(st.integers(3, 9), st.text("0123456789", min_size=9, max_size=9), st.sampled_from(["", " ", "-", "\u200b"]))
def test_no_mobile_number_survives(second: int, rest: str, gap: str) -> None:
    number = f"1{second}{rest}"
    raw = f"联系{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}谢谢"
    assert not any(c.isdigit() for c in redact(raw))


@pytest.mark.parametrize(
    "unit", ["1", "1-", "1 ", "a.", "a@", "QQ：", "13", "6222 ", "www.", "*", "1*", "微信a", "京A", "http://", "0571-"]
)
def test_time_grows_with_length_and_no_faster(unit: str) -> None:
    def seconds(n: int) -> float:
        text = unit * (n // len(unit))
        best = float("inf")
        for _ in range(3):
            start = time.thread_time()
            deidentify(text)
            best = min(best, time.thread_time() - start)
        return best

    # Eight times the length: linear work takes 8 times as long, quadratic 64; 30 leaves room for a busy machine.
    assert seconds(32_000) < max(30 * seconds(4_000), 0.05)


@pytest.mark.parametrize(
    ("number", "valid"), [("11010519491231002X", True), ("110105194912310021", False), ("1" * 17, False)]
)
def test_resident_checksum(number: str, valid: bool) -> None:
    # The first is the worked example of GB 11643-1999.
    assert has_valid_checksum(number) is valid


@pytest.mark.parametrize(("number", "valid"), [("4539578763621486", True), ("4539578763621487", False)])
def test_luhn(number: str, valid: bool) -> None:
    assert luhn(number) is valid


def test_audit_counts_and_finds_what_slipped_through() -> None:
    import pyarrow as pa

    table = pa.table({"text": ["电话[手机]", "电话13900001234"], "occupation": [None, "会计"]})
    safe, counts = audit(table)
    assert safe.column("text").to_pylist() == ["电话[手机]", "电话[手机]"]
    assert safe.column("occupation").to_pylist() == [None, "会计"]
    assert counts["found"] == 1
    assert counts["手机"] == 2
    assert set(counts) == {*KINDS, "found"}
