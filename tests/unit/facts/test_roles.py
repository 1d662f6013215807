"""What becomes of an amount, a channel, a way of paying: the rules, one by one."""

from datetime import date
from decimal import Decimal

import pytest

from fanzha.facts import extract


def loss(text: str) -> float | None:
    found = extract(text).loss_yuan
    return None if found is None else float(found)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        # A total is final, the net of what came back more so.
        ("先后转账5000元、8000元，共计被骗13000元。", 13000),
        ("共转账10万元，止付4万元，实际损失6万元。", 60000),
        ("转了19600一次，又补了9800。两万九千四。", 29400),
        # Payments add up, a list takes the verb of its first.
        ("分三次向对方账户转账1000元、2000元和3000元。", 6000),
        ("转账三次，分别是2000元、5000元、1万元。", 17000),
        # Demanded: counted when paid, not when refused.
        ("对方要求交保证金2000元，我交了，后来又要3000元，我没给。", 2000),
        ("要我先交押金500，我照做了，又叫我交1500解封，我也转了。", 2000),
        # Promised, returned, worth, balance: no loss.
        ("先返了45元佣金，后转账3000元，页面显示余额9万元。", 2955),
        ("客服称可办理贷款10万元，需交工本费600元，支付600元后被拉黑。", 600),
        ("说我的卡在外地买了9000元的药，叫我转了2万元。", 20000),
        # Nothing lost.
        ("对方要求转账5万元，报警人未转账，无损失。", 0),
        ("事主及时发现，未造成损失。", 0),
        ("买错的鞋已原路退回，是一场误会。", 0),
        # No fraud, nothing stated.
        ("两家因疏通费300元发生纠纷，民警调解。", None),
        ("在公园捡到一个钱包，内有2000元，已归还失主。", None),
        ("今天天气不错。", None),
    ],
)  # fmt: skip
def test_loss(text: str, yuan: float | None) -> None:
    assert loss(text) == yuan


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("接到自称京东客服的电话，称其开通了京东白条。", "电话"), ("收到一条ETC停用的短信，点了链接，后来又接到电话。", "短信"),
        ("刷抖音时看到招聘广告，加了对方微信。", "抖音"), ("民警电话联系其家属。", None), ("拨打96110报警，称在闲鱼买手机被骗。", "闲鱼"),
        ("收到一个陌生包裹，内有刮刮卡，扫码进了微信群。", "快递"), ("经朋友介绍认识一名男子。", "线下"), ("打游戏时在游戏内有人私信。", "游戏内"),
        ("在Tinder上配对到一人，之後轉用WhatsApp。", "Tinder"), ("公司邮箱收到一封邮件称账户变更。", "邮件"),
    ],
)  # fmt: skip
def test_first_contact(text: str, channel: str | None) -> None:
    assert extract(text).contact_channel == channel


def test_placeholders_say_nothing_of_the_channel() -> None:
    assert extract("对方号码[手机]，账号[银行卡]，加[微信]后转账5万元到对方账户").contact_channel is None


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("购买金条200克交给上门男子，损失12万元。", "黄金"), ("到银行转账购买USDT后转入对方钱包，损失5万元。", "虚拟货币"),
        ("微信转账3000元给对方。", "微信"), ("通过支付宝付款3000元。", "支付宝"), ("把现金5万元交给对方。", "现金"),
        ("向对方提供的银行账户转账3万元。", "银行转账"), ("扫码付款800元。", "扫码"), ("加对方微信后联系，未付款，无损失。", None),
        ("群里发了红包，我后来用手机银行转账2万元。", "银行转账"),
    ],
)  # fmt: skip
def test_payment(text: str, way: str | None) -> None:
    assert extract(text).payment == way


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("受害人李某（女，35岁）接到自称男民警的电话，对方自称40岁。", 35, "female"), ("报警人称其母(64岁)接到电话。", 64, "female"),
        ("我今年七十六，接到电话。", 76, None), ("我67了，被骗了。", 67, None), ("报警人男，称在抖音被骗。", None, "male"),
        ("认识一名自称军官的男子。", None, None), ("陈女士在网上购物。", None, "female"), ("报警人称其62岁的父亲被骗。", 62, "male"),
        ("申请时要求满18岁。", None, None),
    ],
)  # fmt: skip
def test_age_and_sex_are_the_victims(text: str, age: int | None, sex: str | None) -> None:
    found = extract(text)
    assert (found.victim_age, found.victim_sex) == (age, sex)


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("受害人李某（女，35岁，退休教师）报警。", "退休教师"), ("定陶区某饲料公司会计柴某（女，44岁）报警。", "会计"), ("我是跑大车的，被骗了。", "跑大车的"),
        ("男，27岁，快递分拣员，称被骗。", "快递分拣员"), ("我在乡卫生院当护士。", "护士"), ("顺德一退休车工被骗。", "退休车工"),
        ("男，51岁，丧偶，称被骗。", None), ("女，35岁，商丘人，称被骗。", None), ("对方自称客服，让我转账。", None),
    ],
)  # fmt: skip
def test_occupation(text: str, job: str | None) -> None:
    assert extract(text).occupation == job


def test_platform_keeps_its_spelling() -> None:
    assert extract("下载名为“Bixin-Pro”的软件").platform == "Bixin-Pro"


REPORTED = date(2024, 3, 15)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年3月5日接到电话。", date(2024, 3, 5)), ("2024-03-05 接到电话", date(2024, 3, 5)), ("3月5日接到电话", date(2024, 3, 5)),
        ("12月5日接到电话", date(2023, 12, 5)), ("本月3日接到电话", date(2024, 3, 3)), ("上月28日接到电话", date(2024, 2, 28)),
        ("昨晚接到电话", date(2024, 3, 14)), ("三天前接到电话", date(2024, 3, 12)), ("去年11月3日接到电话", date(2023, 11, 3)),
        ("2024年3月10日报警称，3月8日其接到电话", date(2024, 3, 8)), ("3月10日，李某报警称昨天接到电话", date(2024, 3, 9)),
        ("2024年1月至3月间多次转账，3月5日发现被骗", None), ("接到电话", None), ("2月30日接到电话", None),
    ],
)  # fmt: skip
def test_date(text: str, day: date | None) -> None:
    assert extract(text, REPORTED).occurred_on == day


def test_a_date_without_year_needs_a_report() -> None:
    assert extract("3月5日接到电话").occurred_on is None
    assert extract("2024年2月认识一人，3月5日转账").occurred_on == date(2024, 3, 5)


def test_long_texts_are_read_in_part() -> None:
    found = extract("被骗3000元。" + "好" * 30_000 + "被骗9000元。")
    assert found.loss_yuan == Decimal(3000)
