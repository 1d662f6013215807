"""Phrases: whole, in enough cases, without numbers or names, and more frequent where it is said."""

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts_families import families, table, texts

from fanzha.corpus import load
from fanzha.errors import InputError
from fanzha.scripts import Cases, cluster, name, new_phrases, phrases, phrases_by_type, vocabulary_of
from fanzha.scripts.forms import plain
from fanzha.scripts.wording import log_odds


def _corpus():
    return [t.text for t in load("narrative", ["b03", "b07", "b08", "b10"])]


def test_every_phrase_is_counted_once_a_case_and_stands_in_enough() -> None:
    given_ = _corpus()
    words = vocabulary_of(given_, 5)
    forms = plain(given_, even=False)
    counts = words.counts(np.ones(len(given_), np.bool_))
    assert len(words.phrase) > 100
    for phrase, k in zip(words.phrase, counts.tolist(), strict=True):
        assert k == sum(phrase in form for form in forms) >= 5


def test_a_phrase_is_whole() -> None:
    frames = ("{}请注意", "通知{}", "有关{}问题", "对此{}解释", "关于{}流程", "说明{}如下")
    words = vocabulary_of([f.format("贵重快递签收") for f in frames] + ["完全无关的话", "另外一件小事"], 3)
    assert "贵重快递签收" in words.phrase
    assert not [p for p in words.phrase if p != "贵重快递签收" and p in "贵重快递签收"]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.text(alphabet="转账客服三万元某王女士0１[姓名]，贵重快递", max_size=25), max_size=30), st.integers(2, 6)
)
def test_no_digit_placeholder_number_or_name_is_returned(given_, least) -> None:
    words = vocabulary_of(given_, least)
    forms = plain(given_, even=False)
    for phrase in words.phrase:
        assert 2 <= len(phrase) <= 8
        assert not re.search(r"[0-9０-９\[\]。，某]|王女士", phrase)
        assert not re.fullmatch("三?万?元?", phrase)
        assert sum(phrase in form for form in forms) >= least


def test_log_odds_are_shrunk_and_even_where_nothing_differs() -> None:
    odds, z = log_odds([5, 50, 10, 0, 100], 100, [0, 0, 10, 0, 100], 100, prior=10)
    weak, _ = log_odds([5], 100, [0], 100, prior=1)
    assert 0 < odds[0] < weak[0]
    assert z[1] > z[0] > 0
    assert odds[2] == z[2] == 0
    assert z[3] == z[4] == 0
    # By hand: share 5/200, prior 10 cases, so 5.25 of 110 against 0.25 of 110.
    assert odds[0] == pytest.approx(np.log(5.25 / 104.75) - np.log(0.25 / 109.75))
    assert z[0] == pytest.approx(odds[0] / np.sqrt(1 / 5.25 + 1 / 104.75 + 1 / 0.25 + 1 / 109.75))


def test_what_is_new_is_found_with_its_number_of_cases() -> None:
    base = _corpus()[:400]
    start = date(2025, 6, 1)
    rows = [
        {"id": f"o{i:03d}", "text": t, "reported_on": start - timedelta(days=1 + i % 150)}
        for i, t in enumerate(base[:300])
    ]
    rows += [
        {"id": f"n{i:03d}", "text": t, "reported_on": start + timedelta(days=i % 30)} for i, t in enumerate(base[300:])
    ]
    for i in range(300, 307):
        rows[i]["text"] += "。称有黄金回收员上门取件"
    cases = Cases.of(table(rows))
    words = vocabulary_of(cases.text, 5)
    found = new_phrases(cases, words, start, start + timedelta(days=29))
    assert any(p.text in "黄金回收员上门取件" and p.k >= 7 and p.k_others <= 1 for p in found[:3])
    assert all(p.k >= 5 and p.z >= 2.5 for p in found)
    assert not [p for p in new_phrases(cases, words, start, start + timedelta(days=29), minimum_cases=10) if p.k < 10]


def test_phrases_of_a_type_are_its_own() -> None:
    rows = [{"id": t.id, "text": t.text, "type": t.label} for t in load("narrative", ["b03", "b07", "b08", "b10"])]
    cases = Cases.of(table(rows))
    words = vocabulary_of(cases.text, 5)
    found = phrases_by_type(cases, words)
    assert any("游戏" in p.text for p in found["game_trade"][:3])
    assert any("征信" in p.text for p in found["credit_record"][:3])
    for own in found.values():
        assert [p.z for p in own] == sorted((p.z for p in own), reverse=True)
        assert all(p.k / max(p.n, 1) > p.k_others / max(p.n_others, 1) for p in own)


def test_pieces_of_one_sentence_are_listed_once() -> None:
    sentence = "对方称预存床位费可优先入住疗养基地并逐月返还利息"
    others = ("在平台刷单垫付", "冒充客服退款", "办理贷款交保证金", "网恋对象带其炒币", "购买游戏账号被骗")
    told = [f"第{i}位老人在公园被人搭话，{sentence}" for i in range(12)] + [f"{others[i % 5]}，{i}" for i in range(60)]
    words, chosen = vocabulary_of(told, 5), np.arange(72) < 12
    every = phrases(words, chosen, minimum_cases=5, most=20)
    once = phrases(words, chosen, minimum_cases=5, most=20, alike=0.6)
    assert len(every) > 1
    assert once == every[:1]


def test_a_vocabulary_cut_too_high_is_refused() -> None:
    words = vocabulary_of(["甲乙"] * 12, 10)
    with pytest.raises(InputError):
        phrases(words, np.ones(12, np.bool_), minimum_cases=5)
    with pytest.raises(InputError):
        vocabulary_of(["甲乙"], 1)


def test_labels_name_what_enough_cases_tell() -> None:
    cases = Cases.of(
        table(
            [*families("dev"), *({"id": f"x{i}", "text": t, "type": "benign"} for i, t in enumerate(_corpus()[:200]))]
        )
    )
    words = vocabulary_of(cases.text, 3)
    found = cluster(cases)
    live = next(c for c in found.clusters if "直播" in cases.text[c.members[0]] + cases.text[c.members[1]])
    label = name(cases, live, words, minimum_cases=4)
    assert "百万保障" in label
    assert "共享屏幕" in label
    assert name(cases, live, vocabulary_of(cases.text, 50), minimum_cases=50) == "冒充客服"


def test_labels_quote_a_phrase_to_its_borders() -> None:
    told = [
        f"{name}报警，{lead}礼品要做满积分才发放给本人{tail}，损失若干"
        for name in ("甲", "乙")
        for lead in ("称", "随后", "随后让其知道")
        for tail in ("", "。他不信")
    ]
    other = [f"网上认识的朋友说第{i}种生意稳赚不赔" for i in "一二三四五六七八九十"]
    cases = Cases.of(
        table([{"id": f"c{i:02d}", "text": text, "type": "brushing"} for i, text in enumerate(told + other)])
    )
    words = vocabulary_of(cases.text, 3)
    one = replace(cluster(cases).clusters[0], members=np.arange(len(told)))
    label = name(cases, one, words, traits=(), minimum_cases=3)
    assert label == "“礼品要做满积分才发放给本人”"


def _label_of(told: list[str]) -> str:
    rows = [
        {"id": f"c{i:02d}", "text": text, "type": "authority"}
        for i, text in enumerate([*told, *(["完全无关的另一件小事"] * 9)])
    ]
    cases = Cases.of(table(rows))
    one = replace(cluster(cases).clusters[0], members=np.arange(len(told)))
    return name(cases, one, vocabulary_of(cases.text, 3), traits=(), minimum_cases=3)


@pytest.mark.parametrize(
    ("told", "secret"),
    [
        ("请王女士转账到安全账户核查", "王"),
        ("先垫付五千元才能提现到卡里", "五千"),
        ("要交解冻保证金十二元才放款", "十二元"),
        ("卡号尾号六二二八转账失败要重新认证", "六二二"),
    ],
)
def test_labels_quote_no_name_and_no_number(told: str, secret: str) -> None:
    label = _label_of([lead + told + tail for lead in ("甲", "乙", "丙") for tail in ("", "然后失联", "并删除")])
    assert secret not in label


@pytest.mark.parametrize(
    "told",
    [
        "向日葵远程控制手机转走存款",
        "使用银行卡收款返利做单",
        "女友生病住院急需用钱",
        "从业资格证年审要交费",
        "是否愿意做任务赚佣金",
        "连做三单任务才算完成",
        "其他股东一起投资养老院",
    ],
)
def test_words_at_the_border_of_a_sentence_stay_whole(told: str) -> None:
    label = _label_of([f"{lead}，{told}。{tail}" for lead in ("甲乙", "丙丁", "戊己") for tail in ("失联", "删除", "")])
    assert label == f"“{told}”"


@pytest.mark.parametrize(
    "told", ["可以用积分兑换的礼品要先垫付做满联单任务再等客服发给", "按对方发来的链接填写资料以后发现卡里余额全部没有"]
)
def test_what_is_too_long_is_not_quoted_in_part(told: str) -> None:
    assert "“" not in _label_of(
        [f"{lead}，{told}。{tail}" for lead in ("甲乙", "丙丁", "戊己") for tail in ("失联", "", "删")]
    )


def test_few_texts() -> None:
    words = vocabulary_of([], 5)
    assert words.phrase == ()
    assert phrases(words, np.zeros(0, np.bool_)) == ()
    assert vocabulary_of(["", "。", "1"], 2).phrase == ()
    assert Cases.of(texts("a")).within(date(2025, 1, 1), date(2025, 2, 1)).tolist() == [False]
