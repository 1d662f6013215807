"""What was paid, came back and was stopped; when; over which banks and apps; by whom."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from fanzha.facts import Facts, extract
from fanzha.facts.money import find_money
from fanzha.facts.names import canonical_bank, canonical_platform
from fanzha.facts.payment import payment_places

NOON = datetime(2026, 3, 6, 12)


def test_paid_less_stopped_is_lost() -> None:
    found = extract("事主梁某（男，45岁）按对方要求向指定账户汇款186000元，民警止付52300元。", reported_at=NOON)
    assert (found.paid_yuan, found.stopped_yuan, found.loss_yuan) == (186000, 52300, 133700)
    assert found.outcome == "recovered"


def test_what_the_other_side_paid_back_is_no_loss() -> None:
    found = extract(
        "事主秦某（女，22岁）做刷单任务，起初返还120元，随后扫码付200元、1220元、5000元，共6420元。", reported_at=NOON
    )
    assert (found.paid_yuan, found.returned_yuan, found.loss_yuan) == (6420, 120, 6300)
    assert found.outcome == "lost"


def test_nothing_left() -> None:
    found = extract("报警人接到自称客服的电话，要求其转账5万元，其未转账，无损失。")
    assert (found.paid_yuan, found.loss_yuan, found.outcome, found.payment) == (0, 0, "prevented", None)


def test_all_was_stopped() -> None:
    found = extract("昨日11时58分，女主播沈某（24岁）银行卡被转走2.2万元，随即报警，资金已全额止付。", reported_at=NOON)
    assert (found.paid_yuan, found.stopped_yuan, found.loss_yuan, found.outcome) == (22000, 22000, 0, "recovered")


def test_sums_agree() -> None:
    for text in (
        "转账8万元，对方返还2000元，银行冻结3万元。",
        "共汇款12万元，已追回5万元。",
        "支付3000元、5000元，止付5000元。",
    ):
        found = extract(text)
        if None not in (found.paid_yuan, found.loss_yuan):
            assert found.paid_yuan - (found.returned_yuan or 0) - (found.stopped_yuan or 0) == found.loss_yuan  # type: ignore[operator]


@pytest.mark.parametrize("money", ["港币20万元", "NT$3,000", "RM500", "12.8万美元", "8000英镑", "$9,800"])
def test_other_currencies_are_no_yuan(money: str) -> None:
    assert extract(f"事主向对方账户汇款{money}，其后失联。").loss_yuan is None


@pytest.mark.parametrize(
    ("text", "occurred", "paid"),
    [
        ("2026年3月4日9时10分，谭某接到陌生电话，下午2点半，向指定账户转账5000元。", datetime(2026, 3, 4, 9, 10), datetime(2026, 3, 4, 14, 30)),
        ("昨天夜里十一点左右，陌陌上一个女的加我，转了三千元。", datetime(2026, 3, 5, 23), None),
        ("3月3日20时许刷抖音被骗，先后转出4800元、12000元，最后一笔为3月5日16时42分。", datetime(2026, 3, 3, 20), datetime(2026, 3, 5, 16, 42)),
        ("3月2日16时加微信，付1500元，次日12时再转9000元后被删。", datetime(2026, 3, 2, 16), datetime(2026, 3, 3, 12)),
        ("3月1日接到电话，转账3000元。", None, None),
    ],
)  # fmt: skip
def test_times(text: str, occurred: datetime | None, paid: datetime | None) -> None:
    found = extract(text, reported_at=NOON)
    assert (found.occurred_at, found.last_paid_at) == (occurred, paid)
    assert found.reported_at == NOON
    assert found.delay_minutes == (None if paid is None else int((NOON - paid).total_seconds()) // 60)


def test_time_of_the_report_is_told_in_the_text() -> None:
    found = extract("2026年3月5日20时许，我局接报：事主樊某当日14时10分接到电话，15时20分转账8000元。")
    assert found.reported_at == datetime(2026, 3, 5, 20)
    assert found.last_paid_at == datetime(2026, 3, 5, 15, 20)
    assert found.delay_minutes == 280


def test_no_delay_backwards() -> None:
    one = Facts(reported_at=datetime(2026, 3, 5, 9), last_paid_at=datetime(2026, 3, 5, 10))
    assert one.delay_minutes is None
    assert Facts().delay_minutes is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3.30 女事主在小红书找人代抢门票，付2680元后被删。", date(2025, 3, 30)),
        ("十一月二号上午接到电话。", date(2025, 11, 2)),
        ("112年3月4日接獲電話。", date(2023, 3, 4)),
        ("5号刷微博看到广告。", date(2026, 3, 5)),
        ("3月5日14时，晏女士报警称，前一日19时孩子被骗。", date(2026, 3, 4)),
        ("刚接到自称客服的电话。", date(2026, 3, 6)),
    ],
)
def test_days(text: str, day: date) -> None:
    assert extract(text, reported_at=NOON).occurred_on == day


def test_names() -> None:
    found = extract("在抖音上看到广告，下载“悦评宝”，从工行卡转出5000元，又从邮储转3000元，均为微信联系。")
    assert found.platforms == ("抖音", "悦评宝", "微信")
    assert found.platform == "抖音"
    assert found.banks == ("工商银行", "邮储银行")
    assert [canonical_platform(n) for n in ("抖音短视频", "抖音APP", "fb", "某某平台")] == [
        "抖音",
        "抖音",
        "Facebook",
        "某某",
    ]
    assert [canonical_bank(n) for n in ("工行", "中国农业银行", "農行", "某某银行")] == [
        "工商银行",
        "农业银行",
        "农业银行",
        "某某银行",
    ]
    assert canonical_bank(canonical_bank("中银香港")) == "中银香港"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("受害人，女，17岁。", "minor"), ("受害人，女，18岁。", "adult"), ("受害人，男，60岁。", "elderly"),
        ("一名小学生被骗走压岁钱。", "minor"), ("一位老伯接到电话。", "elderly"), ("网店被骗。", None),
    ],
)  # fmt: skip
def test_life_stage(text: str, stage: str | None) -> None:
    assert extract(text).life_stage == stage


@pytest.mark.parametrize(
    ("text", "again"),
    [("其系再次被骗。", True), ("这是第二次报案。", True), ("其曾因刷单被骗。", True), ("其接到电话后转账。", None)],
)
def test_repeated_victims(text: str, again: bool | None) -> None:
    assert extract(text).repeat_victim is again


def test_every_fact_has_its_place() -> None:
    text = "2026年3月4日9时10分，谭某（女，62岁，退休教师）接到陌生电话，下午2点半由工行网银转账186000元，止付52300元，系再次被骗。"
    found = extract(text, reported_at=NOON)
    for name in (
        "paid_yuan",
        "stopped_yuan",
        "outcome",
        "banks",
        "occurred_at",
        "last_paid_at",
        "repeat_victim",
        "life_stage",
    ):
        start, end = found.spans[name]
        assert 0 <= start < end <= len(text), name
    assert isinstance(found.loss_yuan, Decimal)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("上周五有人加我微信，骗走三千元。", date(2026, 3, 6)),
        ("上个星期天刷到广告，被骗三千元。", date(2026, 3, 8)),
        ("前儿个来了个电话，骗走三千元。", date(2026, 3, 9)),
        ("二十二号晚九点进了群，转了三千元。", date(2026, 2, 22)),
        ("国庆第三天他拿爷爷手机扫了码。", date(2025, 10, 3)),
        ("元月5日接到电话，转了三千元。", date(2026, 1, 5)),
        ("2023年我被骗过。今年这回是2月25日，汇了三千元。", date(2026, 2, 25)),
        ("婚期定在5月8号，2月26日付定金三千元。", date(2026, 2, 26)),
        ("住云峰北街91巷4号，2月20日转账三千元。", date(2026, 2, 20)),
    ],
)
def test_days_of_speech(text: str, day: date) -> None:
    assert extract(text, date(2026, 3, 11)).occurred_on == day


def test_the_day_of_a_form_is_no_day_of_the_fraud() -> None:
    text = "报案时间：2026-03-09。案情：3月2日接到冒充客服的电话，转账三千元。"
    assert extract(text, date(2026, 3, 11)).occurred_on == date(2026, 3, 2)


def test_sums_in_another_currency_are_no_yuan() -> None:
    assert extract("脸书上的人要两千万越南盾，我转了两千万过去，后来拉黑了。").loss_yuan is None


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("事主先用微信转账500元，后到银行柜台汇款36000元。", "银行转账"),
        ("事主先到银行柜台汇款500元，后用微信转账36000元。", "微信"),
        ("先用支付宝付了800元，再取出现金交给对方2万元。", "现金"),
    ],
)
def test_the_way_of_most_of_the_money_is_marked(text: str, way: str) -> None:
    amounts = list(find_money(text))
    places = payment_places(text, amounts, ["paid"] * len(amounts))
    assert {place.value for place in places if place.marks[-2] == 2} == {way}


def test_a_trade_that_no_list_holds_beside_an_age() -> None:
    assert extract("受害人（女，41岁，盲文校对）接到冒充客服的电话，转账5000元。").occupation == "盲文校对"
