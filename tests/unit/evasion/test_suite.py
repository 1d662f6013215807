import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha import corpus
from fanzha.errors import InputError
from fanzha.evasion import KINDS, disguise, tables, transform
from fanzha.evasion.suite import CHARACTER_KINDS

TEXT = "您好，我是京东客服，您的账户开通了百万保障，不取消每月扣款2000元，请下载会议软件共享屏幕"
HONEST = ("明天几点到家", "快递放门口了", "记得带伞", "会议改到三点", "生日快乐")


def _share_changed(before: str, after: str) -> float:
    return sum(a != b for a, b in zip(before, after, strict=False)) / len(before)


def test_there_are_enough_ways() -> None:
    assert len(KINDS) >= 18
    assert len(set(KINDS)) == len(KINDS)


@pytest.mark.parametrize("kind", CHARACTER_KINDS)
def test_each_way_changes_something_and_the_same_each_time(kind: str) -> None:
    once = transform(TEXT, kind, 0.5, 7)
    assert once != TEXT
    assert once == transform(TEXT, kind, 0.5, 7)
    assert transform(TEXT, kind, 0.0, 7) == TEXT
    assert transform("", kind, 0.5, 7) == ""


@given(st.text(st.characters(), max_size=30), st.sampled_from(CHARACTER_KINDS), st.integers(0, 5))
def test_any_text_can_be_disguised(text: str, kind: str, seed: int) -> None:
    assert isinstance(transform(text, kind, 0.5, seed), str)


@pytest.mark.parametrize("strength", [0.1, 0.3, 0.5])
def test_strength_is_the_share_of_changed_characters(strength: float) -> None:
    text = "".join(t.text for t in corpus.load("script", ["b01"])[:200])
    han = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    changed = _share_changed(han, transform(han, "homophone", strength, 1))
    # A homophone drawn at random is now and then the character itself.
    assert strength * 0.8 < changed < strength * 1.05


def test_homophones_sound_alike_and_pictures_replace() -> None:
    heard = tables.pinyin()
    for before, after in zip(TEXT, transform(TEXT, "homophone", 1.0, 2), strict=True):
        assert heard.get(before) == heard.get(after)
    assert transform("钱", "emoji", 1.0, 1) == "💰"
    assert transform("贷", "character_split", 1.0, 1) == "代贝"
    assert transform("2024", "chinese_numeral", 1.0, 1) == "二零二四"
    assert transform("AB12", "full_width", 1.0, 1) == "ＡＢ１２"
    assert transform("贷款", "pinyin", 1.0, 1) == "daikuan"
    assert transform("贷款", "pinyin_initial", 1.0, 1) == "dk"


def test_padding_surrounds_and_keeps_the_message() -> None:
    for kind, n in (("padding_2", 2), ("padding_4", 4)):
        lines = transform(TEXT, kind, 1.0, 3, honest=HONEST).split("\n")
        assert len(lines) == n + 1
        assert lines[n // 2] == TEXT
        assert set(lines) - {TEXT} <= set(HONEST)


def test_keyword_edits_touch_only_the_keywords() -> None:
    at = TEXT.index("百万保障")
    result = transform(TEXT, "keyword", 0.3, 5, keywords=lambda t: [(at, at + 4)])
    assert result != TEXT
    assert result.startswith(TEXT[:at])
    assert result.endswith(TEXT[at + 4 :])


def test_what_is_unknown_or_incomplete_is_refused() -> None:
    with pytest.raises(InputError, match="known"):
        transform(TEXT, "magic", 0.3, 1)
    with pytest.raises(InputError, match="padding_2 needs"):
        transform(TEXT, "padding_2", 0.3, 1)
    with pytest.raises(InputError, match="keyword needs"):
        transform(TEXT, "keyword", 0.3, 1)


def test_training_disguises_vary_with_the_seed() -> None:
    assert len({disguise(TEXT, seed) for seed in range(40)}) > 30
    assert disguise(TEXT, 1) == disguise(TEXT, 1)


def test_tables_hold_what_they_say() -> None:
    assert all(len(c) == 1 and c not in others for c, others in tables.alike().items())
    assert all(len(c) == 1 and len(parts) >= 2 for c, parts in tables.split().items())
    assert not any(p.isalnum() for p in tables.emoji().values())
    assert len(tables.common()) == 3755
    assert "貸" in tables.traditional()["贷"]
