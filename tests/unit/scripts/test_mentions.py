"""Notions are found exactly where their words stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts_families import families

from fanzha.scripts.forms import plain
from fanzha.scripts.lexicon import CONCEPTS, PRETEXTS
from fanzha.scripts.mentions import mentions
from fanzha.taxonomy import load

WORDS = sorted({part for one in CONCEPTS for way in one.words for part in way})


def _plainly(forms):
    return [
        (i, j)
        for i, form in enumerate(forms)
        for j, one in enumerate(CONCEPTS)
        if any(all(part in form for part in way) for way in one.words)
    ]


def _found(forms):
    return list(zip(*(a.tolist() for a in mentions(forms)), strict=True))


@given(st.lists(st.lists(st.sampled_from([*WORDS, "。", "的", "a"]), max_size=8).map("".join), max_size=6))
def test_the_same_as_looking_for_every_word(forms) -> None:
    assert _found(forms) == _plainly(forms)


def test_the_same_on_whole_narratives() -> None:
    forms = plain([r["text"] for r in families("dev")])
    assert _found(forms) == _plainly(forms)
    assert len(_found(forms)) > 2 * len(forms)


def test_nothing_is_read_across_texts() -> None:
    assert _found(["百万", "保障"]) == []
    assert _found([]) == []


@pytest.mark.parametrize("one", CONCEPTS, ids=lambda c: c.name)
def test_words_are_in_plain_form(one) -> None:
    for way in one.words:
        assert list(way) == plain(list(way)) == [p.strip() for p in way]
        assert all(1 <= len(p) <= 8 for p in way)


def test_pretexts_belong_to_national_types_and_every_type_has_some() -> None:
    codes = set(load().codes) - {"benign"}
    assert {p.type for p in PRETEXTS} == codes
    assert len(PRETEXTS) >= 60
    assert len({p.name for p in PRETEXTS}) == len(PRETEXTS)
