"""Each recogniser: what it must see, in the disguises people use, and what it must leave alone. All numbers are invented."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.privacy import KINDS, deidentify, redact
from fanzha.privacy.span import Span, groups_of, is_day


def kinds(text: str) -> list[str]:
    return [span.kind for span in deidentify(text).spans]


@pytest.mark.parametrize(
    "number",
    ["13900001234", "139 0000 1234", "139-0000-1234", "139.0000.1234", "１３９００００１２３４", "139\u200b0000\ufeff1234",
     "1 3 9 0 0 0 0 1 2 3 4", "1-3-9-0-0-0-0-1-2-3-4", "+86 139 0000 1234", "0086-13900001234", "86 13900001234",
     "1️⃣3️⃣9️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", "①③⑨⓪⓪⓪⓪①②③④", "一三九零零零零一二三四", "幺三九零零零零幺二三四",
     "138****1234", "138＊＊＊＊1234", "138 **** 1234", "139xxxx1234", "1390000xx12"],
)  # fmt: skip
def test_mobile_numbers(number: str) -> None:
    assert redact(f"请打{number}，谢谢") == "请打[手机]，谢谢"


@pytest.mark.parametrize(
    "text",
    [
        "转账13800元，15000元，16000元",
        "先后转1500 3000 500元",
        "13.5 2024-03-05",
        "共1390000123元",
        "139,0000,1234",
        "一八年九月",
        "①转账3000②付400",
    ],
)
def test_amounts_and_dates_are_no_mobile_numbers(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    ["0571-88880000", "(010)88880000", "0755 8888 0000转8001", "400-800-1234", "4008001234", "+852 5123 4567", "00852-51234567",
     "电话：88881234", "致電 9123 4567", "028-657934**"],
)  # fmt: skip
def test_other_telephone_numbers(text: str) -> None:
    assert kinds(text) == ["电话"]


@pytest.mark.parametrize("text", ["致电时间20240305", "拨打110、12345、95588、96110", "3000-5000元", "400 500元"])
def test_service_numbers_days_and_ranges_are_no_telephone_numbers(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    ["110101199003070011", "11010119900307721X", "110101 1990 0307 0011", "110101-19900307-0011", "１１０１０１１９９００３０７００１１",
     "110101********0011", "1101011990****001X", "身份证410101900307123", "身份证号123456789012345678", "护照E12345678", "身分證A123456(7)",
     "通行证H12345678"],
)  # fmt: skip
def test_identity_numbers(text: str) -> None:
    assert kinds(text) == ["身份证"]


@pytest.mark.parametrize(
    "text",
    ["6222000011112222333", "6222 0000 1111 2222", "6222-0000-1111-2222-333", "4539578763621486", "卡号1234567890123456", "账号：1234567890",
     "转入工商银行 12345678901", "6222**** ****1234", "62220000****1234", "户口：012345678901"],
)  # fmt: skip
def test_bank_cards(text: str) -> None:
    assert kinds(text) == ["银行卡"]


def test_cards_listed_after_one_word() -> None:
    assert redact("卡号12345678901、23456789012和34567890123") == "卡号[银行卡]、[银行卡2]和[银行卡3]"


@pytest.mark.parametrize(
    "text",
    ["银行卡于2024-03-05 14:20被盗刷3000.00 2000.00元", "账户余额1234567890元", "账户余额1234567890.55", "卡内转出 20000 30000 15000",
     "日期20240305142033"],
)  # fmt: skip
def test_times_and_amounts_beside_a_card_are_no_cards(text: str) -> None:
    assert redact(text) == text


def test_a_mobile_number_as_account_is_a_mobile_number() -> None:
    assert redact("支付宝账号13900001234") == "支付宝账号[手机]"
    assert redact("QQ13900001234，微信13900001234") == "QQ[手机]，微信[手机]"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("ＱＱ：１２３４５６７", "ＱＱ：[QQ]"), ("加Q 12345678", "加Q [QQ]"), ("群号：123456789", "群号：[QQ]"), ("企鹅12345678进群", "企鹅[QQ]进群"),
        ("QQ昵称“阳光”(123456789)", "QQ昵称“阳光”([QQ])"), ("QQ2900000xx", "QQ[QQ]"),
        ("wx dong88888", "wx [微信]"), ("V：abc12345", "V：[微信]"), ("加我微信，号码是abc_123", "加我微信，号码是[微信]"),
        ("薇❤️：d0u_laoshi", "薇❤️：[微信]"), ("联系薇 nongdai**66", "联系薇 [微信]"), ("微信123456", "微信[微信]"),
        ("会员名：tb_风铃7742", "会员名：[账号]"), ("对方账号xm手工坊88", "对方账号[账号]"), ("QQ群主123456789说", "QQ群主[QQ]说"),
    ],
)  # fmt: skip
def test_accounts_after_a_word(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "3月5号POS刷卡3200余元",
        "5号QQ转账12,000元",
        "5号POS刷卡3200.50元",
        "3月5号App弹窗18:30出现",
        "3号ATM取现20笔",
        "角色A出价500左右",
        "QQ好友说20000保证金",
        "QQ客服说30000额度",
        "充了18000USDT",
        "QQ于2024年3月5日",
        "加QQ转账123456元",
        "QQ 20000元",
        "微信 123456元",
        "微信转了20000",
        "在微信、Facebook和WhatsApp上",
        "加Vip会员abcdef",
        "尾号1234",
        "被骗loss20000，已报警",
        "Total35000",
        "paid12000yuan",
    ],
)
def test_other_words_and_amounts_are_no_accounts(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("http://a.example/b?c=1，谢谢", "[网址]，谢谢"), ("登录abc点com下载", "登录[网址]下载"), ("看abc。com吧", "看[网址]吧"), ("abc[.]com", "[网址]"),
        ("www.abc-def.test/x。", "[网址]。"), ("(pay.example:8080/a)", "([网址])"), ("1.2.3.4:8080", "[网址]"), ("IP是192.168.1.100", "IP是[网址]"),
        ("发到a.b+c@mail.example.com。", "发到[邮箱]。"), ("ab***@mail.example", "[邮箱]"), ("ａ＠ｂ．example", "[邮箱]"),
    ],
)  # fmt: skip
def test_addresses(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize("text", ["版本3.2.1", "1.2万元", "2024.3.5", "共计1.5.", "第3点", "价格12.50元/斤"])
def test_decimals_are_no_addresses(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text", ["京A12345", "京A·12345", "粤BD12345", "川A12345D", "鲁B·***12", "粤b12345", "苏E1234挂", "浙A1234警"]
)
def test_plates(text: str) -> None:
    assert redact(f"车牌{text}的车") == "车牌[车牌]的车"


@pytest.mark.parametrize("text", ["云APP2024", "新A区12栋", "京东123456", "川菜A12"])
def test_words_are_no_plates(text: str) -> None:
    assert "[车牌]" not in redact(text)


def test_the_longer_of_two_wins_and_the_more_specific_of_equals() -> None:
    assert redact("https://a.example/13900001234") == "[网址]"
    assert kinds("13900001234@mail.example") == ["邮箱"]


def test_a_number_beside_a_placeholder_is_seen() -> None:
    assert redact("手机[手机]13800001234") == "手机[手机][手机2]"
    assert redact("微信[微信]，QQ[QQ]") == "微信[微信]，QQ[QQ]"


def test_spans_are_in_order_apart_and_of_known_kinds() -> None:
    raw = "张三139\u200b00001234卡6222000011112222333京A12345 a@b.example"
    spans = deidentify(raw).spans
    assert list(spans) == sorted(spans, key=lambda s: s.start)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert {s.kind for s in spans} <= set(KINDS)
    mobile = next(s for s in spans if s.kind == "手机")
    assert raw[mobile.start : mobile.end] == "139\u200b00001234"


DIGITS = st.text("0123456789 -.*xX①\u200b，元卡号QQ微信：[手机]", max_size=60)


@given(DIGITS)
def test_numbers_in_any_mixture_are_redacted_once_and_for_all(raw: str) -> None:
    once = deidentify(raw)
    assert redact(once.text) == once.text
    # The rest of the text is as it was.
    if not once.spans:
        assert once.text == raw


@given(DIGITS)
def test_what_lies_between_spans_is_kept(raw: str) -> None:
    result = deidentify(raw)
    at = 0
    for span in result.spans:
        assert raw[at : span.start] in result.text
        at = span.end


@pytest.mark.parametrize(
    "unit",
    [
        "13900001234 ",
        "卡号1234567890、",
        "a(at)",
        "62**",
        "1x",
        "幺三",
        "a。com",
        "QQ“a",
        "[手机]",
        "wx a",
        "身份证",
        "x*",
        "1.",
        "400-",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(n: int) -> float:
        text = unit * (n // len(unit))
        start = time.process_time()
        deidentify(text)
        return time.process_time() - start

    # Eight times the length: linear work takes 8 times as long, quadratic 64; 30 leaves room for a busy machine.
    assert min(seconds(40_000) for _ in range(2)) < max(30 * min(seconds(5_000) for _ in range(2)), 0.1)


def test_helpers() -> None:
    assert groups_of("139 0000 1234") == [3, 4, 4]
    assert groups_of("139-0000 1234") == []
    assert is_day("20240305")
    assert not is_day("20241305")
    assert Span("手机", 0, 1) == Span("手机", 0, 1)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("电话幺三九，零零零零，一二三四", "电话[手机]"),
        ("号码是138，后面是0000，最后1234", "号码是[手机]"),
        ("电话138-0000-\n1234", "电话[手机]"),
        ("电话138（0000）1234", "电话[手机]"),
        ("護照号563920174。", "護照号[身份证]。"),
        ("電話｜(02)9000-0274", "電話｜[电话]"),
        ("顺丰理赔专员，工号0316，", "顺丰理赔专员，工号[账号]，"),
        ("会议号123 456 789", "会议号[账号]"),
        ("微信 lin.da88", "微信 [微信]"),
        ("转账150、3000、5000", "转账150、3000、5000"),
    ],
)
def test_numbers_in_groups_and_after_their_names(text: str, safe: str) -> None:
    assert redact(text) == safe
