"""Facts of a batch are those of its texts; what is not asked for is not told, and changes nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.corpus import load
from fanzha.facts import Facts, extract, extract_all
from fanzha.facts.extract import FACTS
from fanzha.facts.family import FAMILY
from fanzha.facts.reading import readable, readable_all
from fanzha.text.fold import fold, fold_all

DAY = date(2026, 3, 5)
ODD = st.text(st.sampled_from("①②𝟎𝟗😀\x1e[]手机１２，3456,\u200b\ufeff乾隆瞭望藉口著嘅佢「」ＡBC\n\0"), max_size=12)
TEXTS = st.lists(st.one_of(ODD, st.sampled_from([t.text[:80] for t in load()[::303]])), max_size=3).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(TEXTS, st.just("\ud800甲")), max_size=5))
def test_forms_of_a_batch(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]
    assert readable_all(texts) == [readable(text) for text in texts]


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    _ = FAMILY.tables  # small batches are worth it once these are made


@pytest.fixture(scope="module")
def narratives() -> list[str]:
    return [t.text for t in load() if t.register == "narrative"][::12]


def test_a_batch_has_the_facts_of_its_texts(narratives: list[str]) -> None:
    days = [DAY if i % 3 else None for i in range(len(narratives))]
    found = extract_all(narratives, days, [FACTS] * len(narratives))
    assert found == [extract(text, day) for text, day in zip(narratives, days, strict=True)]
    assert sum(f.loss_yuan is not None for f in found) > len(found) / 2


def test_only_what_is_asked_for(narratives: list[str]) -> None:
    some = narratives[:60]
    whole = [extract(text, DAY) for text in some]
    for name in FACTS:
        for one, all_of_it in zip(extract_all(some, [DAY] * 60, [[name]] * 60), whole, strict=True):
            assert getattr(one, name) == getattr(all_of_it, name)
            assert one.spans == {k: v for k, v in all_of_it.spans.items() if k == name}
            assert not any(getattr(one, other) for other in FACTS if other != name)
    assert extract_all(some, [DAY] * 60, [()] * 60) == [Facts()] * 60
    assert extract_all([], [], []) == []
