"""Whose sex is told where a parent reports or the other side tells of kin, and how the money left."""

from __future__ import annotations

import pytest

from fanzha.facts import extract
from fanzha.facts.life import cheated_before
from fanzha.facts.reading import readable
from fanzha.facts.victim import sex_places


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("其母亲报警称儿子在网上买游戏账号被骗1500元。", "male"),
        ("报警人王女士称其10岁儿子用其手机玩游戏时被骗3000元。", "male"),
        ("郑先生报警，称其儿子12岁，在玩游戏时被骗1980元。", "male"),
        ("陈女士来电反映，其儿子12岁，用她的手机看短视频，被人以抽奖中奖为由骗取2688元。", "male"),
        ("赵女士带着9岁的儿子来到派出所，称孩子被网友骗去买点卡，花了600元。", "male"),
        ("刘女士报案称接到电话，说女儿在国外涉案，其向对方转账8万元。", "female"),
        ("网友以母亲生病为由向我借钱，我微信转了5000元。", None),
        ("对方以女儿上学缺钱为由多次向报警人借款，共计3万元。", None),
        ("我被他忽悠了，转了3000元。", None),
    ],
)
def test_the_sex_of_who_was_cheated(text: str, sex: str | None) -> None:
    assert extract(text).victim_sex == sex


def test_kin_in_a_pretext_is_no_place() -> None:
    assert sex_places(readable("以其母亲住院为由")) == []
    assert [p.value for p in sex_places(readable("以王女士涉嫌洗钱为由"))] == ["female"]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("老王在对方公司刷卡投资了8万元，后公司人去楼空。", "刷卡"),
        ("听课后，我刷卡投了十五万元，说每月有分红，现在店关门了。", "刷卡"),
        ("受害人去年曾被刷单骗，今年5月在网上投资，通过手机银行转账5万元。", "银行转账"),
        ("李某去年曾被刷单骗，这次在网上买手机，付定金2000元后对方失联。", None),
    ],
)
def test_how_the_money_left(text: str, way: str | None) -> None:
    assert extract(text).payment == way


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("李某去年曾被刷单骗，现又来报案。", True), ("此前被网恋对象骗过。", True), ("去年被骗子加了微信。", False), ("对方以前被骗子盯上，", False),
    ],
)  # fmt: skip
def test_an_earlier_fraud(text: str, before: bool) -> None:
    assert (cheated_before(readable(text)) is not None) == before
