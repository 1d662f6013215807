from datetime import datetime
from typing import Any

import numpy as np

from fanzha.corpus import CorpusText, load
from fanzha.corpus.retelling import MAX_USES, Retellings
from fanzha.facts import extract

NONE = dict.fromkeys(
    ("victim_age", "victim_sex", "occupation", "loss_yuan", "contact_channel", "payment", "occurred_on")
)
OCCURRED = datetime(2025, 11, 3, 10, 0)


def text(words: str, label: str = "loan", lang: str = "zh-Hans", **facts: Any) -> CorpusText:
    return CorpusText("t-1", words, label, "x", "narrative", "police_brief", "easy", "t", lang, NONE | facts)


def tell(one: CorpusText, sex: str = "female", age: int = 33, ages: tuple[int, int] = (30, 39), seed: int = 1) -> Any:
    return Retellings([one]).tell(np.random.default_rng(seed), one.label, sex, age, ages, OCCURRED)


def test_date_surname_age_and_loss_follow_the_row() -> None:
    one = text(
        "2023年5月2日，受害人吕某（女，35岁，会计）网上借款，吕某先交解冻费1.2万元后联系不上对方。",
        victim_age=35, victim_sex="female", occupation="会计", loss_yuan=12000, occurred_on="2023-05-02",
    )  # fmt: skip
    told = tell(one)
    assert "2025年11月3日" in told.text
    assert "33岁" in told.text
    assert told.age == told.facts["victim_age"] == 33
    assert told.facts["occurred_on"] == "2025-11-03"
    assert extract(told.text).loss_yuan == told.facts["loss_yuan"]
    assert told.text != one.text
    assert "2023" not in told.text
    assert len({told.text[i - 1] for i, c in enumerate(told.text) if c == "某"}) == 1  # one surname throughout


def test_what_cannot_be_rewritten_safely_stays() -> None:
    one = text("先转2000元，又转3000元，共损失5000元。", loss_yuan=5000)
    assert tell(one).text == one.text
    assert tell(one).facts["loss_yuan"] == 5000


def test_a_contradiction_is_refused() -> None:
    woman = text("报警人（女，35岁）称被人以放款为由骗走800元。", victim_age=35, victim_sex="female", loss_yuan=800)
    assert tell(woman, sex="male") is None
    assert tell(woman, age=62, ages=(60, 88)) is None
    assert tell(text("我孙子用我手机借钱，被收了手续费。"), age=25, ages=(18, 29)) is None
    assert tell(text("高三学生借校园贷被收手续费。"), age=45, ages=(40, 49)) is None


def test_other_places_seasons_dates_and_scripts_are_left_out() -> None:
    for words in ("浙江省居民称被收手续费", "春节前想借点钱周转", "3月中旬借款，4月1日又交一次", "有一笔2023年的借款"):
        assert tell(text(words)) is None, words
    assert tell(text("借款被收手續費", lang="zh-Hant")) is None
    assert tell(text("报警人三十来岁，男，借款被收费")) is None  # an age that no fact holds


def test_a_narrative_does_not_stand_often() -> None:
    rng = np.random.default_rng(2)
    fixed = Retellings([text("借款被收手续费，人就没影了")])
    told = [fixed.tell(rng, "loan", "male", 33, (30, 39), OCCURRED) for _ in range(4)]
    assert [t is not None for t in told] == [True, False, False, False]
    free = Retellings([text("报警人（35岁）称借款被收手续费", victim_age=35)])
    told = [free.tell(rng, "loan", "male", 30 + i, (30, 39), OCCURRED) for i in range(5)]
    assert sum(t is not None for t in told) == MAX_USES
    assert len({t.text for t in told if t}) == MAX_USES


def test_the_shipped_texts_retold_agree_with_their_facts() -> None:
    rng = np.random.default_rng(3)
    texts = Retellings(load(register="narrative"))
    n = 0
    for kind in ("brushing", "loan", "authority", "benign"):
        for _ in range(60):
            told = texts.tell(rng, kind, "female", 44, (40, 49), OCCURRED)
            if told is None:
                break
            n += 1
            stated = told.facts["victim_age"]
            assert 40 <= told.age <= 49
            assert stated is None or stated == told.age
            assert told.facts["victim_sex"] in (None, "female")
            old, new = told.source.facts["loss_yuan"], told.facts["loss_yuan"]
            assert old == new or extract(told.text).loss_yuan == new
    assert n >= 20
