from hypothesis import given
from hypothesis import strategies as st

from fanzha.text import content


def test_letters_digits_and_han_characters_count() -> None:
    found = content(
        ["刷单，垫付!", "abc 12", "①②㈠", "１２３４", "\u200b刷\u200b单\u200b", "", "。。。", "😀", "\u3164\u3164"]
    )
    assert found.characters.tolist() == [4, 5, 3, 4, 2, 0, 0, 0, 0]
    assert found.han.tolist() == [4, 0, 0, 0, 2, 0, 0, 0, 0]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "So", "Lo", "Cn")), max_size=30), max_size=6))
def test_texts_are_counted_each_by_itself(texts: list[str]) -> None:
    together = content(texts)
    for i, text in enumerate(texts):
        assert together.characters[i] == sum(c.isalnum() for c in text)
        assert content([text]).characters.tolist() == [together.characters[i]]
