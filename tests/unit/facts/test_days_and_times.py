"""Which day and which time of day a narrative tells of the fraud, of the last payment, and how often so much was paid."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fanzha.facts import extract
from fanzha.facts.amount_times import times_told
from fanzha.facts.money import find_money
from fanzha.facts.occurrence import date_places
from fanzha.facts.reading import readable


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("分五次，每次3000元转出", 5), ("每台160元，四台", 4), ("银行卡被扣800元三次", 3), ("两次2600元", 2), ("他发来6个红包，每个100元", 1),
        ("第二次3000元", 1), ("分三次转了9000元", 1), ("先2000元、3000元两笔", 1), ("买了两张，一张900元", 1), ("12次各付500元", 12),
        ("刷礼物一次1200元，刷了六回", 6), ("后面3600元一份，我买了五份", 5), ("签到一天三块钱，领了十天", 10), ("一单100元，第三单充了两次", 1),
        ("一次1200元，我没刷过两次", 1), ("其中2万元三次、3.5万元两次", 2), ("追回两笔9980元", 1), ("有四户各交260元", 4), ("给六个外省号码各充500元", 6),
    ],
)  # fmt: skip
def test_how_often(text: str, times: int) -> None:
    plain = readable(text)
    money = list(find_money(plain))[-1]
    assert times_told(plain, money) == times


def test_one_of_several_is_not_paid_as_often_as_the_ledger_has_it() -> None:
    plain = readable("买了两张，一张900元")
    assert times_told(plain, list(find_money(plain))[-1], counted=2) == 1


REPORTED = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026年3月1日认识，3月8日转账。", {date(2026, 3, 1), date(2026, 3, 8)}),
        ("昨天接到电话，今天来报警。", {date(2026, 3, 9), REPORTED}),
        ("去年12月31日开始聊天。", {date(2025, 12, 31)}),
        ("2月29日收到短信。", set()),
        ("", set()),
    ],
)
def test_days_that_are_told(text: str, days: set[date]) -> None:
    assert {place.value for place in date_places(text, REPORTED)} >= days
    assert all(0 <= place.start < place.end <= len(text) for place in date_places(text, REPORTED))


def test_without_a_day_of_report_only_full_dates_are_told() -> None:
    assert {p.value for p in date_places("昨天，3月5日，2025年4月6日", None)} == {date(2025, 4, 6)}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3月5日9时10分接到电话，10时20分、11时35分分别转账3000元、5000元。3月6日8时来所报案。", "2026-03-05T09:10", "2026-03-05T11:35"),
        ("昨晚8点加了微信，最后一笔是今天上午10点15分转的。", "2026-03-09T20:00", "2026-03-10T10:15"),
    ],
)  # fmt: skip
def test_times(text: str, first: str, last: str) -> None:
    found = extract(text, reported_at=datetime(2026, 3, 10, 12, 0))
    assert found.occurred_at == datetime.fromisoformat(first)
    assert found.last_paid_at == datetime.fromisoformat(last)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("百万天前转账5000元", None),
        ("2月29日被骗5000元", date(2024, 2, 29)),
        ("31号晚上接到电话，被骗5000元", date(2024, 12, 31)),
    ],
)
def test_days_that_the_month_does_not_have(text: str, day: date | None) -> None:
    assert extract(text, date(2025, 1, 15)).occurred_on == day


def test_a_shop_that_opens_at_nine_is_no_fraud_at_nine() -> None:
    assert extract("本店营业时间9:00至18:00，欢迎光临。", reported_at=datetime(2026, 3, 10, 12, 0)).last_paid_at is None


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("3月8日20时被骗转账5000元，报警时间为次日9时。", datetime(2026, 3, 9, 9)),
        ("3月9日14时转账8000元，接警时间为当日16时20分。", datetime(2026, 3, 9, 16, 20)),
        ("3月8日晚8点给对方转了3000元，报案时间是第二天上午10点。", datetime(2026, 3, 9, 10)),
        ("案发时间：3月8日13时；报警时间：3月9日8时30分。", datetime(2026, 3, 9, 8, 30)),
        ("3月9日11时汇款2万元，报警是在当天15时。", datetime(2026, 3, 9, 15)),
    ],
)
def test_the_time_of_a_report_is_no_time_of_a_payment(text: str, reported: datetime) -> None:
    found = extract(text, REPORTED)
    assert found.reported_at == reported
    assert found.last_paid_at is None or found.last_paid_at < reported


def test_a_caller_who_tells_a_time_tells_none_of_the_report() -> None:
    assert extract("坐席：几点付的？\n来电：昨天下午两点二十。", REPORTED).reported_at is None
