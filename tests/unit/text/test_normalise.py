import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.text import normalise


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("請點擊連結領取獎金", "请点击连结领取奖金"),
        ("刷\u200b单\u2060返\ufeff利", "刷单返利"),
        ("贷 款  秒 批", "贷款秒批"),
        ("加 V X  abc 12", "加 v x abc 12"),
        ("a\r\n\tb", "a b"),
        ("转账\u202e元000３", "转账元0003"),
        ("坏\ud800字", "坏字"),
        ("\x00空\x07字", "空字"),
        ("①②㊙", "12秘"),
        ("", ""),
        (" \u3000 ", ""),
    ],
)
def test_folds_what_a_reader_takes_as_the_same(raw: str, normal: str) -> None:
    assert normalise(raw) == normal


# Surrogates are wanted: they come out of broken decoders.
ANY_TEXT = st.text(st.characters(), max_size=60)


@given(ANY_TEXT)
def test_is_idempotent(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@given(ANY_TEXT)
def test_result_can_be_stored(raw: str) -> None:
    normal = normalise(raw)
    normal.encode("utf-8")
    assert "\x00" not in normal
    assert normal == normal.strip()


@given(st.text("诈骗转账贷款刷单abc", min_size=1, max_size=30))
def test_invisible_characters_change_nothing(raw: str) -> None:
    assert normalise("\u200b".join(raw)) == normalise(raw)


@given(st.text("国学習買賣點電話錢", min_size=1, max_size=20))
def test_traditional_and_full_width_meet_simplified(raw: str) -> None:
    assert normalise(normalise(raw) + "ＯＫ") == normalise(raw + "ok")
