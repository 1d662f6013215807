"""Plain forms: what does not count is gone, what counts is left, row by row."""

from hypothesis import given
from hypothesis import strategies as st

from fanzha.scripts.forms import BREAK, forms, plain

TEXTS = st.lists(
    st.text(alphabet="百万保障报警人称对方[手机]12 3，。\n\r\u200b轉帳佢俾aBＱ一\ud800", max_size=30), max_size=8
)


def test_numbers_names_and_punctuation_make_breaks() -> None:
    assert plain(["[姓名2]被骗3.6万元，转到[银行卡]。"], even=False) == ["被骗。万元。转到"]


def test_width_script_and_spaces_do_not_count() -> None:
    assert plain(["ＱＱ 群：轉帳"], even=False) == plain(["qq群，转账"], even=False) == ["qq群。转账"]


def test_police_phrases_are_breaks_and_cantonese_is_evened() -> None:
    assert plain(["接报警，报警人称被骗，遂报警。"]) == ["被骗"]
    assert plain(["佢叫我過數去指定戶口"]) == ["他叫我转账去指定账户"]


def test_distinct_forms_are_sorted_whatever_the_order() -> None:
    one = forms(["点赞20元", "裸聊", "点赞，3元"])
    assert one.form == ("点赞。元", "裸聊")
    assert one.of.tolist() == [0, 1, 0]


@given(TEXTS)
def test_every_text_has_its_own_form_without_digits_or_placeholders(texts) -> None:
    found = plain(texts)
    assert len(found) == len(texts)
    assert found == [plain([t])[0] for t in texts]
    for form in found:
        assert not any(c.isdigit() and c.isascii() for c in form)
        assert "[" not in form
        assert BREAK * 2 not in form
        assert form == form.strip(BREAK)
