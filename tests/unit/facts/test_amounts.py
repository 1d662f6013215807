"""Roles of amounts and ways of adding them up."""

from __future__ import annotations

from itertools import product
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.facts.amount_readings import likeliest, readings, reckon
from fanzha.facts.amount_roles import ASKED, BACK, HELD, NET, OTHER, PAID, ROLES, SUM, Chain
from fanzha.facts.amount_signs import BITS, signs
from fanzha.facts.extract import extract
from fanzha.facts.money import find_money
from fanzha.facts.outcome import Purse
from fanzha.facts.reading import readable

K = len(ROLES)


def purse(text: str) -> Purse:
    plain = readable(text)
    return Purse(plain, list(find_money(plain)))


def chain(seed: int) -> Chain:
    random = np.random.default_rng(seed)
    follows = random.normal(size=(10, K, K)).tolist()
    return Chain(np.zeros((1, K), np.float32), follows, random.normal(size=K).tolist(), [0.0] * K)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 4))
def test_the_likeliest_way_is_the_best_of_all(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    worth = (random.normal(size=(count, K)) * 3).tolist()
    joins = random.integers(0, 10, size=count).tolist()
    one = chain(seed)

    def score(roles: tuple[int, ...]) -> float:
        total = worth[0][roles[0]] + one.first[roles[0]]
        for i in range(1, count):
            total += worth[i][roles[i]] + one.follows[joins[i]][roles[i - 1]][roles[i]]
        return total

    # Roles that count for nothing are one.
    merged: dict[tuple[int, ...], float] = {}
    for roles in product(range(K), repeat=count):
        key = tuple(role if role < ASKED else OTHER for role in roles)
        merged[key] = merged.get(key, 0.0) + exp(score(roles))
    best = max(merged, key=merged.__getitem__)
    found = one.ways(worth, joins)
    told = {tuple(role if role < ASKED else OTHER for role in roles): likely for likely, roles in found}
    assert best in told
    assert told[best] == pytest.approx(max(told.values()), abs=0.15)  # the beam leaves the unlikely out
    assert sum(exp(likely) for likely, _ in found) == pytest.approx(1)
    assert log(merged[best]) == pytest.approx(max(log(v) for v in merged.values()))


@pytest.mark.parametrize(
    ("yuan", "roles", "paid", "loss"),
    [
        ([3000, 5000], [PAID, PAID], 8000, 8000),
        ([3000, 5000, 8000], [PAID, PAID, SUM], 8000, 8000),
        ([8000, 3000], [SUM, PAID], 8000, 8000),  # one of the parts of a sum
        ([3000, 5000, 8000, 2000], [PAID, PAID, SUM, PAID], 10000, 10000),
        ([100, 130, 5000], [PAID, BACK, PAID], 5100, 4970),
        ([9000, 4000], [PAID, HELD], 9000, 5000),
        ([9000, 4000, 5000], [PAID, HELD, NET], 9000, 5000),
        ([5000, 8000], [PAID, ASKED], 5000, 5000),
    ],
)
def test_sums(yuan: list[int], roles: list[int], paid: int, loss: int) -> None:
    first = reckon([y * 100 for y in yuan], roles, [1] * len(yuan))[0]
    assert (first.paid, first.loss) == (paid * 100, loss * 100)


def test_what_was_paid_several_times_counts_as_often() -> None:
    assert reckon([200_000], [PAID], [3])[0].paid == 600_000


def test_amounts_that_tell_nothing_come_to_nothing() -> None:
    assert reckon([500_000, 300_000], [ASKED, OTHER], [1, 1]) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 10**8), min_size=1, max_size=6).flatmap(
        lambda fen: st.tuples(
            st.just(fen),
            st.lists(st.integers(0, K - 1), min_size=len(fen), max_size=len(fen)),
            st.lists(st.integers(1, 4), min_size=len(fen), max_size=len(fen)),
        )
    )
)
def test_no_way_of_adding_up_comes_to_less_than_nothing(case: tuple[list[int], list[int], list[int]]) -> None:
    for one in reckon(*case):
        assert one.loss >= 0
        assert one.returned >= 0
        assert one.stopped >= 0
    losses = [one.loss for one in reckon(*case)]
    assert len(set(losses)) >= len(losses) - 1  # a told net loss may be what the payments come to


@pytest.mark.parametrize("other", ["3000元", "18500元", "两万三千元", "1.2万"])
def test_signs_do_not_hang_on_the_figures_of_other_amounts(other: str) -> None:
    first, second = (
        signs([purse(f"我先转了{amount}给他，后来又转了700元。").around])[1] for amount in ("5000元", other)
    )
    # Runs of characters and kinds of words agree; only what compares the two amounts may differ.
    assert np.mean(first == second) > 0.9


def test_signs_are_rows_of_the_table() -> None:
    some = [purse("先转3000元，又转5000元，共8000元。").around, purse("要我交900元，我没交。").around]
    found = signs(some)
    assert found.shape[0] == 4
    assert int(found.max()) < 2**BITS
    alone = [signs([one]) for one in some]
    assert np.array_equal(np.concatenate(alone), found)


def test_without_amounts_no_loss_is_read_only_where_words_say_so() -> None:
    known = purse("今天天气好。").known
    assert [one.loss for one in readings(known, [], [0.0, 0.0, 0.0], [0.0] * 7)] == [None]
    assert [one.loss for one in readings(known, [], [0.0, 0.0, 0.0], [1.0] + [0.0] * 6)] == [None, 0]


def test_readings_that_come_to_one_loss_are_added() -> None:
    known = purse("先转3000元，又转5000元，共8000元。").known
    ways = [(-0.9, (PAID, PAID, SUM)), (-1.0, (OTHER, OTHER, SUM)), (-0.8, (PAID, PAID, PAID))]
    some = readings(known, ways, [0.0, 0.0, 0.0], [0.0] * 7)
    weights = {"likely": 1.0, "none": -9.0, "zero": -9.0}
    assert likeliest(some, weights).loss == 800_000


# What a reader of case narratives expects, in other words than those learnt from.
NARRATIVES = """
对方称需缴纳认证金6800元，孟某当即转去6800元，随后又要8000元，孟某没有再付。 | 6800
他说押金两千，我转了两千，又说流水费三千五，我也转了，第三回要九千我就没理。 | 5500
卖家开价3200元，讲到2900元，我付了2900元，货一直没到。 | 2900
第一单付118元返了140元，第二单付560元返了650元，第三单4800元、第四单9600元都没返。 | 14288
11时05分转账26000元，11时20分转账18000元，银行止付18000元。 | 26000
我从借呗借了15000元，连同卡里3000元一起转给了对方，一共18000元。 | 18000
09:41 5,000元；09:58 12,000元；10:20 23,000元，合计40,000元。 | 40000
余额显示二十三万，其实我只投了四万，一分也没取出来。 | 40000
她骗走我妈一万二，后来还回来三千。 | 9000
4日转给他2600元，9日又转给他2600元。 | 5200
其汇款6万元，银行止付2万元，对方退还1万元。 | 30000
08:15，200元；09:20，300元；10:30，400元，都是扫码付的。 | 900
要求汇款8万元，被柜员劝住，未汇出。 | 0
"""


@pytest.mark.parametrize(
    ("text", "loss"), [(a.strip(), int(b)) for a, b in (line.split("|") for line in NARRATIVES.strip().splitlines())]
)
def test_losses(text: str, loss: int) -> None:
    found = extract(text).loss_yuan
    assert found is not None
    assert int(found) == loss


_FRONT = (
    "2024年5月10日10时许，受害人接到一个自称是快递公司工作人员的来电，对方称其快递丢失可以双倍赔偿，受害人便按要求添加了企业微信，"
    "对方发来一份赔付申请表，受害人填写后对方称其信誉分不足，需要刷流水，随后让其打开手机银行并将屏幕共享给对方，"
)


@pytest.mark.parametrize(
    "text",
    [
        "扫描对方发来的二维码用支付宝支付人民币7,920元，后被对方拉黑，损失人民币7,920元。遂报警。",
        "用微信向对方付款人民币7920元，发现联系不上对方，损失人民币7920元。遂报警。",
        "对方说“你先交300元才能激活账号”，用微信向对方付款人民币7920元，涉案金额7920元。",
        "对方称“押金2000元，做完任务一起退”，扫描对方发来的二维码支付人民币7920元，后被拉黑，损失人民币7920块。遂报警。",
        "随后转账3000元，又转账4920元，事后发现被骗，损失人民币7920元。",
        "遂转账7920.00元给对方，损失人民币7920元。遂报警。",
    ],
)
def test_a_loss_as_large_as_what_was_paid_is_told_again(text: str) -> None:
    found = extract(_FRONT + text)
    assert (found.paid_yuan, found.loss_yuan) == (7920, 7920)
