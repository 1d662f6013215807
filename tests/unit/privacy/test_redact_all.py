"""Batches are de-identified as one text after the other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.corpus import load
from fanzha.privacy import is_personal_number, redact, redact_all
from fanzha.privacy.family import FAMILY
from fanzha.text.fold import fold

# Invented, or of ranges that nobody has.
IDENTIFIERS = [
    "13800138000", "138 0013 8000", "138****8000", "一三八零零一三八零零零", "６２２２０２０２００１１２２３３４４５", "6222 0202 0011 2233 445",
    "11010519491231002X", "QQ：1234567", "加微信abc_12345", "wxid_abcdefg1", "http://a.b.example/x?y=1", "www.abc.com", "abc点com",
    "京A12345", "a.b@c.example", "010-88886666", "400-123-4567", "1.2.3.4:80", "A123456(7)", "①③⑧⓪⓪①③⑧⓪⓪⓪", "1\u200b3800138000",
    "卡号 1234 5678 9012", "\u212a1234\u212a.COM", "\u017fhop.com", "[手机]", "[身份证]", "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(IDENTIFIERS),
    st.sampled_from([t.text[:60] for t in load()[::401]]),
    st.text(st.sampled_from("0123456789*-x .@aQqVv微信：，。卡号()①😀\u200bİKſ手机电话"), max_size=12),
)
TEXTS = st.lists(PIECES, max_size=4).map("".join)


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    _ = FAMILY.tables  # small batches are worth it once these are made


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_a_batch_is_redacted_as_its_texts(texts: list[str]) -> None:
    assert redact_all(texts) == [redact(text) for text in texts]


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.sampled_from(IDENTIFIERS), TEXTS))
def test_numbers_of_persons(text: str) -> None:
    seen = "".join(c for c in redact(text) if fold(c) != "\u200b")
    assert is_personal_number(text) == (seen in {"[手机]", "[身份证]"})
