import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.evasion import transform
from fanzha.text.tokens import SYLLABLE, Alphabet, alphabet, characters, readings


@pytest.fixture(scope="module")
def letters() -> Alphabet:
    return alphabet()


def _chars(text: str, letters: Alphabet) -> str:
    return "".join(map(chr, characters([text], letters.fold).token.tolist()))


def _read(text: str, letters: Alphabet) -> list[str]:
    tokens = readings(characters([text], letters.fold), letters).token.tolist()
    return [letters.syllables[t - SYLLABLE - 1] if t > SYLLABLE else chr(t) for t in tokens]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("加微❤信：ＡＢ１２３", "加微信ab0"),
        ("銀行帳戶", "银行账户"),
        ("贷\u200b款*放，款。", "贷款放款"),
        ("转账2,000元", "转账0元"),
        ("㊣①②㈱", "正0株"),
        ("  \n", ""),
        ("👉💰", ""),
    ],
)
def test_folds_what_a_reader_takes_as_the_same(text: str, folded: str, letters: Alphabet) -> None:
    assert _chars(text, letters) == folded


@given(st.text(st.characters(), max_size=30))
def test_folding_twice_changes_nothing_and_origins_point_home(text: str) -> None:
    letters = alphabet()
    tokens = characters([text], letters.fold)
    once = "".join(map(chr, tokens.token.tolist()))
    assert _chars(once, letters) == once
    assert all(c.isalnum() or ord(c) >= 0x20000 for c in once)
    assert all(
        letters.fold[min(ord(text[o]), len(letters.fold) - 1)] == t
        for o, t in zip(tokens.origin, tokens.token, strict=True)
    )
    assert (np.diff(tokens.origin) > 0).all()


@given(st.lists(st.text("贷款pinyAn12 *𠮷", max_size=9), max_size=5))
def test_texts_are_folded_alone_as_together(texts: list[str]) -> None:
    letters = alphabet()
    for name, tokens in (
        ("chars", characters(texts, letters.fold)),
        ("read", readings(characters(texts, letters.fold), letters)),
    ):
        for i, text in enumerate(texts):
            alone = characters([text], letters.fold)
            alone = alone if name == "chars" else readings(alone, letters)
            np.testing.assert_array_equal(tokens.token[tokens.row == i], alone.token)
            np.testing.assert_array_equal(tokens.origin[tokens.row == i], alone.origin)


def test_reads_characters_and_spelt_syllables_alike(letters: Alphabet) -> None:
    assert _read("贷款", letters) == ["dai", "kuan"]
    assert _read("dai款", letters) == ["dai", "kuan"]
    assert _read("daikuan", letters) == ["dai", "kuan"]
    assert _read("QQ群", letters) == ["q", "q", "qun"]
    assert _read("绿", letters) == ["lv"]


def test_homophones_and_pinyin_keep_the_reading(letters: Alphabet) -> None:
    text = "账户冻结请转账解冻"
    for kind in ("homophone", "pinyin"):
        assert _read(transform(text, kind, 0.5, 3), letters) == _read(text, letters)


def test_every_ideograph_in_use_has_a_reading(letters: Alphabet) -> None:
    common = [bytes((h, lo)).decode("gb2312", "ignore") for h in range(0xB0, 0xD8) for lo in range(0xA1, 0xFF)]
    assert [c for c in common if c and not letters.syllable[letters.fold[ord(c)]]] == []
    assert all(unicodedata.category(chr(int(c)))[0] in "LN" for c in np.unique(letters.fold[:0x20000])[1:])
