from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.facts.money import find_money
from fanzha.facts.reading import readable


def amounts(text: str) -> list[float]:
    return [float(m.yuan) for m in find_money(readable(text))]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("转账12,345.67元和300元", [12345.67, 300]), ("损失1.2万元", [12000]), ("1万6", [16000]), ("31万2千", [312000]), ("8.5千元", [8500]),
        ("49块9", [49.9]), ("三千五百块", [3500]), ("一万二", [12000]), ("两万九千四", [29400]), ("四千一百九十八", [4198]), ("共100余万元", [1000000]),
        ("2万出头", [20000]), ("五萬蚊", [50000]), ("4800、6600元", [4800, 6600]), ("￥3,000", [3000]), ("十二块钱", [12]), ("账上十九万", [190000]),
        ("一次八千一次一万", [8000, 10000]), ("加一块一万", [10000]), ("手续费：300", [300]), ("邮费9.9", [9.9]), ("一笔1,280", [1280]), ("俾人呃咗万二蚊", [12000]), ("千五块钱", [1500]), ("交三到五万", []),
    ],
)  # fmt: skip
def test_finds(text: str, yuan: list[float]) -> None:
    assert amounts(text) == yuan


@pytest.mark.parametrize(
    "text",
    ["2024年3月5日14时20分", "年龄35岁", "四百克黄金", "三千多公里", "第3次", "尾号1234", "300美元", "2000USDT", "20万港币", "拨打110",
     "一下", "百万保障", "千万别信", "两三万", "十二块灯箱", "80%", "13900001234"],
)  # fmt: skip
def test_is_no_money(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("做单100回140，500回650", [100, 140, 500, 650]), ("点了30回", []), ("垫120还150", [120, 150]), ("上午10万回来了", [100_000]),
        ("扫了四次，120、600、1200", [120, 600, 1200]), ("拨打110、120求助", []), ("又打了10400。", [10400]), ("打了95588", []), ("投入38万左右", [380_000]),
        ("8月23号3万", [30_000]), ("二月三号2万", [20_000]), ("腊月十二八万，腊月十九四万", [80_000, 40_000]), ("六月十五，五万", [50_000]),
        ("二十六万、十九万两笔", [260_000, 190_000]), ("流水两笔：5，000元", [5000]), ("08:15，200元", [200]), ("二手号2,800元", [2800]), ("尾号2800", []),
        ("扣了199.9，又399.9", [199.9, 399.9]), ("血压199.9", []), ("真给了八十，我就信了", [80]), ("他八十，耳背", []), ("88块买的皮肤", [88]), ("交了50块登记费", [50]),
        ("押金500房东不退", [500]), ("住500房", []), ("借6000周转", [6000]), ("要600代收", [600]),
    ],
)  # fmt: skip
def test_what_stands_beside_a_figure(text: str, yuan: list[float]) -> None:
    assert amounts(text) == yuan


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("被骗loss20000元", [20000]), ("total3600", [3600]), ("转账RMB5000给对方", [5000]), ("paid 12,000", [12000]), ("room5000", []), ("pay2", []), ("account20000", []),
    ],
)  # fmt: skip
def test_latin_words_before_an_amount(text: str, yuan: list[float]) -> None:
    assert amounts(text) == yuan
    plain = readable(text)
    assert all(plain[m.start].isdigit() for m in find_money(plain))


@given(st.integers(100, 99_999_999))
def test_any_number_of_yuan(n: int) -> None:
    assert amounts(f"转账{n}元") == amounts(f"转账{n:,}元") == [n]


@given(st.text("0123456789万千百元块，。一二十.", max_size=30))
def test_spans_are_in_order(text: str) -> None:
    found = list(find_money(readable(text)))
    assert all(0 <= m.start < m.end <= len(text) and m.yuan > Decimal(0) for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
