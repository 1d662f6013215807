import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.facts import agrees
from fanzha import corpus
from fanzha.facts import Facts, extract

CASES: list[tuple[str, dict[str, object]]] = [
    (
        "2024年3月5日，受害人李某（女，35岁，会计）接到自称客服的电话，通过手机银行分两次转账12000元、8000元，共损失20000元。",
        {"victim_age": 35, "victim_sex": "female", "occupation": "会计", "loss_yuan": Decimal(20000), "contact_channel": "电话",
         "payment": "银行转账", "occurred_on": date(2024, 3, 5)},
    ),
    (
        "报警人王某，男，六十八岁，退休工人，在微信群内听人讲课后，微信转账1.5万元给对方，对方自称28岁。",
        {"victim_age": 68, "victim_sex": "male", "loss_yuan": Decimal(15000), "contact_channel": "微信", "payment": "微信"},
    ),
    ("我今年42岁，收到短信点了链接，卡里被刷走三千五百元。", {"victim_age": 42, "loss_yuan": Decimal(3500), "contact_channel": "短信"}),
    ("事主称接到来电，对方要求转账5万元，其未转账，无损失。", {"loss_yuan": Decimal(0), "contact_channel": "电话"}),
    ("受害人先后支付4800元、6600元，对方返还300元，累计损失11100元。", {"loss_yuan": Decimal(11100)}),
    ("受害人林某（女，58歲）接到電話，把現金20萬元交給上門取款的男子。", {"victim_age": 58, "victim_sex": "female", "loss_yuan": Decimal(200000), "payment": "现金"}),
    ("", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), CASES)
def test_states_what_the_text_states(text: str, facts: dict[str, object]) -> None:
    found = extract(text)
    assert {k: getattr(found, k) for k in facts} == facts


def test_nothing_stated_is_nothing_found() -> None:
    assert extract("今天天气不错，我们去公园吧。") == Facts()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天接到电话，转账3000元", date(2024, 3, 4)),
        ("3月1日接到电话", date(2024, 3, 1)),
        ("12月30日接到电话", date(2023, 12, 30)),
        ("2024年3月4日报警称，2月28日其接到电话", date(2024, 2, 28)),
    ],
)
def test_dates_are_read_from_the_day_of_the_report(text: str, day: date) -> None:
    assert extract(text, date(2024, 3, 5)).occurred_on == day
    assert extract("昨天接到电话").occurred_on is None


def test_spans_hold_what_was_found() -> None:
    text = "受害人周某（男，23岁，程序员）在抖音上认识一人，微信转账2,600元。"
    found = extract(text)
    start, end = found.spans["victim_age"]
    assert "23" in text[start:end]
    start, end = found.spans["contact_channel"]
    assert text[start:end] == "抖音"
    assert found.loss_yuan == 2600


@settings(deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    found = extract(text, date(2024, 3, 5))
    assert all(0 <= a <= b <= len(text) for a, b in found.spans.values())


@pytest.mark.parametrize(
    "unit", ["1", "转账", "1万", "（女，", "我是", "接到", "3月1日", "损失", "（", "称", "一二三", "岁", "电话"]
)
def test_time_grows_with_length_and_no_faster(unit: str) -> None:
    def seconds(n: int) -> float:
        text = unit * (n // len(unit))
        best = float("inf")
        for _ in range(3):
            start = time.thread_time()
            extract(text)
            best = min(best, time.thread_time() - start)
        return best

    # Eight times the length: linear work takes 8 times as long, quadratic 64.
    assert seconds(16_000) < max(30 * seconds(2_000), 0.08)


def test_agrees_with_the_corpus() -> None:
    """A floor under what was measured, so that a change for the worse shows."""
    # Over all batches, of which the weights know three in four; `python -m benchmarks.facts` tells those that they do not know.
    floor = {"victim_age": 0.98, "victim_sex": 0.955, "loss_yuan": 0.87, "contact_channel": 0.90, "payment": 0.90}
    hits, misses = dict.fromkeys(floor, 0), dict.fromkeys(floor, 0)
    for text in corpus.load(register="narrative"):
        found = extract(text.text)
        for name in floor:
            wanted, got = (text.facts or {})[name], getattr(found, name)
            if wanted is not None and got is not None and agrees(name, wanted, got, loose=True):
                hits[name] += 2
            else:
                misses[name] += (wanted is not None) + (got is not None)
    f1 = {name: hits[name] / (hits[name] + misses[name]) for name in floor}
    assert all(f1[name] >= floor[name] for name in floor), f1
