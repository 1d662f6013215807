"""Items of a list of demands that were paid or not, by their place and by their name."""

from __future__ import annotations

import pytest

from fanzha.facts import extract
from fanzha.facts.balance import balance
from fanzha.facts.ledger import Reader
from fanzha.facts.money import find_money
from fanzha.facts.reading import readable


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("客服让我缴会员费500元、解冻费3000元、保证金8000元，付了前两项，第三项没付。", 3500),
        ("贷款要交三笔钱：工本费300元，验资费4000元，保险费6000元。前两笔我转了，第三笔没有转。", 4300),
        ("对方要求其依次支付手续费1200元、流水费5000元、税金7500元，王某支付了前两项后起疑，税金未支付。", 6200),
        ("他说要押金800元、工作服费260元、体检费150元，我只交了押金和工作服的钱，体检费没给。", 1060),
        ("要缴律师费2000元、保全费3500元、执行费9000元，李某缴了律师费和保全费，执行费尚未缴纳。", 5500),
        ("共三项：定金600元、运费400元、清关费3200元，仅付前两项，清关费未付。", 1000),
        ("她叫我交888元开卡费、3999元升级费、12000元激活费，头两样我都交了，第三样我没交。", 4887),
        ("交了会员费500元和解冻费3000元，保证金8000元未交。", 3500),
    ],
)
def test_what_was_not_paid_does_not_count(text: str, loss: int) -> None:
    plain = readable(text)
    assert balance(Reader(plain, list(find_money(plain))).ledger).loss == loss


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("客服让我缴会员费500元、解冻费3000元、保证金8000元，三项都付了。", 11500),
        ("我转了押金800元、手续费260元，答应的佣金150元没给。", 1060),
        ("没交过保证金，只交了会员费500元和解冻费3000元。", 3500),
    ],
)
def test_what_was_paid_counts(text: str, loss: int) -> None:
    plain = readable(text)
    assert balance(Reader(plain, list(find_money(plain))).ledger).loss == loss


def test_a_list_of_which_the_first_were_paid() -> None:
    found = extract("中介要我交信息费300元、服装费500元、押金2000元，我付了前两项，第三项没付，后来联系不上了。")
    assert (found.loss_yuan, found.outcome) == (800, "lost")
