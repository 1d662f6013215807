import pytest

from fanzha.classifiers import LinearClassifier, LinearSettings
from fanzha.classifiers.learnable import check_learnable
from fanzha.errors import LabelError

APART = ["贷款保证金", "今晚吃饭", "点赞返佣"]


@pytest.mark.parametrize(
    ("texts", "settings"),
    [
        ([*APART, "饭"], {}),
        ([*APART, "飯"], {}),  # folded
        ([*APART, "犯"], {"reading_orders": (1,)}),  # as it is read
        ([*APART, "今-完"], {"orders": (), "reading_orders": (2,)}),
        ([*APART, *(chr(0x3400 + i) for i in range(200)), "饭"], {}),
        ([*APART, "贷人款"], {"orders": (2,), "skips": 1, "reading_orders": ()}),  # with another between
    ],
)
def test_what_two_texts_share_can_be_learnt(texts: list[str], settings: dict) -> None:
    given = LinearSettings(bits=12, **settings)
    check_learnable(texts, given)
    labels = ["a", "b"] * (len(texts) // 2) + ["a"] * (len(texts) % 2)
    names = [str(i) for i in range(len(texts))]
    LinearClassifier(given).fit(texts, labels, names, ["one"] * len(texts))


@pytest.mark.parametrize(
    ("texts", "settings"),
    [(APART, {}), (["", ""], {}), ([*APART, "饭"], {"orders": (2,), "skips": 0})],
)
def test_texts_apart_are_refused(texts: list[str], settings: dict) -> None:
    with pytest.raises(LabelError, match="in common"):
        check_learnable(texts, LinearSettings(bits=20, **settings))
