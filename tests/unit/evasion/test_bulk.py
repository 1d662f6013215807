import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.evasion import disguise_all, tables
from fanzha.evasion.bulk import TRAINING_KINDS

TEXTS = ["尊敬的客户，您的包裹丢失，请联系客服退款100元", "加我微信带你赚钱", "", "hello 123", "\U00020bb7野家"] * 40


def test_the_same_seed_gives_the_same_texts_and_another_gives_others() -> None:
    assert disguise_all(TEXTS, 3) == disguise_all(TEXTS, 3)
    assert disguise_all(TEXTS, 3) != disguise_all(TEXTS, 4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(), max_size=8), st.sampled_from(TRAINING_KINDS), st.integers(0, 99))
def test_texts_stay_apart_and_whatever_no_table_knows_stays(texts: list[str], kind: str, seed: int) -> None:
    changed = disguise_all(texts, seed, [kind])
    assert len(changed) == len(texts)
    known = set(tables.pinyin()) | set(tables.emoji()) | set(tables.split()) | set(tables.alike())
    for before, after in zip(texts, changed, strict=True):
        if kind == "swap":
            assert sorted(before) == sorted(after)
        elif known.isdisjoint(before):
            assert before == after


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("deletion", lambda a, b: len(b) < len(a)),
        ("inserted_character", lambda a, b: len(b) > len(a)),
        ("homophone", lambda a, b: [tables.pinyin().get(c) for c in a] == [tables.pinyin().get(c) for c in b]),
        ("pinyin", lambda a, b: any("a" <= c <= "z" for c in b)),
        ("look_alike", lambda a, b: len(a) == len(b) and a != b),
        ("swap", lambda a, b: sorted(a) == sorted(b) and a != b),
    ],
)
def test_kinds_do_what_they_are_called(kind: str, holds) -> None:
    text = "尊敬的客户您的包裹丢失请联系客服办理退款未成年信息" * 4
    assert all(holds(text, b) for b in disguise_all([text] * 5, 1, [kind]))


def test_strength_is_a_share_of_the_characters() -> None:
    text = "尊敬的客户您的包裹丢失请联系客服办理退款" * 50
    gone = [1 - len(b) / len(text) for b in disguise_all([text] * 200, 2, ["deletion"], strongest=0.5)]
    assert np.mean(gone) == pytest.approx(0.275, abs=0.03)
    assert max(gone) < 0.55
