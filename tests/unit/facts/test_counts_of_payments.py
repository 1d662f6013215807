"""Amounts told in a list of as many as were counted, in an answer, or one after another."""

from __future__ import annotations

import pytest

from fanzha.facts import extract
from fanzha.facts.balance import balance
from fanzha.facts.ledger import Reader
from fanzha.facts.ledger_entry import told_roles
from fanzha.facts.loss_words import NO_LOSS
from fanzha.facts.money import find_money
from fanzha.facts.reading import readable


def roles(text: str) -> list[str]:
    plain = readable(text)
    amounts = list(find_money(plain))
    return told_roles(len(amounts), Reader(plain, amounts).ledger)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("问：转了几次？\n答：三笔，4610，9120，5300。都走的建行。", 3),
        ("民警：付了多少次？\n答：五次。310、520、520、1180、2050。", 5),
        ("她说垫了四次，110、330、990、2970，后面没返。", 4),
        ("一共四笔：21300、15200、18100、12400。", 4),
    ],
)
def test_a_list_of_as_many_as_were_counted_was_paid(text: str, count: int) -> None:
    assert roles(text) == ["paid"] * count


@pytest.mark.parametrize(
    "text",
    [
        "客服说还要转三笔，4610，9120，5300，我没理他。",
        "问：返过没有？\n答：返过，两次，145和188。",
        "对方要做两单，3888、8888。我没做。",
    ],
)
def test_a_list_that_was_bidden_or_came_back_was_not_paid(text: str) -> None:
    assert "paid" not in roles(text)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("问：交了多少？\n答：定金520。", "paid"),
        ("问：一共转了多少？\n答：13500。", "sum"),
        ("“被骗多少？”“1860。”", "paid"),
        ("问：他给了多少？\n答：定金130。", "bare"),
        ("问：要交多少？\n答：3200。", ""),
    ],
)
def test_an_answer_to_how_much(text: str, role: str) -> None:
    assert roles(text)[0] == role


def test_one_more_of_the_same_kind() -> None:
    text = readable("主播说打赏能见面，我充了98元，又520，又1314。")
    assert balance(Reader(text, list(find_money(text))).ledger).loss == 98 + 520 + 1314


@pytest.mark.parametrize(
    ("text", "loss", "stopped"),
    [
        ("其用手机银行转账两次，先转38400元，次日又转28700元。报警后经止付，第二笔全额冻结。", 38400, 28700),
        ("其转账两次，第一笔41200元，第二笔26300元。银行将第一笔全额追回，第二笔已被取走。", 26300, 41200),
        ("其先转5300元，又转12600元，最后一笔被银行全部拦截。", 5300, 12600),
        ("其转账两次，先转38400元，次日又转28700元。经止付，两笔均全额冻结。", 0, 67100),
        ("其转账38400元，该笔已全额冻结。", 0, 38400),
    ],
)
def test_one_payment_of_several_was_stopped(text: str, loss: int, stopped: int) -> None:
    found = extract(text)
    assert (found.loss_yuan, found.stopped_yuan, found.paid_yuan) == (loss, stopped, loss + stopped)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("骗子要老人取现金6万元等人上门，现金未取，子女已到场。", True), ("经劝说，5万元汇款未办理。", True), ("三户扫过码，未发现资金损失。", True),
        ("现金已被取走，未发现同伙。", False), ("汇款未到账，她又汇了一次。", False),
    ],
)  # fmt: skip
def test_words_that_say_that_nothing_left(text: str, said: bool) -> None:
    assert (NO_LOSS.search(readable(text)) is not None) is said
