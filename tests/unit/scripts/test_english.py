"""Every pretext, identity and demand has a name in English."""

import re

import pytest

from fanzha.facts.ways import _CHANNELS, _PAYMENTS
from fanzha.scripts import in_english, label_in_english
from fanzha.scripts.lexicon import CONCEPTS
from fanzha.summarize.words import english

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("name", sorted({concept.name for concept in CONCEPTS}))
def test_every_concept_has_one(name: str) -> None:
    assert not HAN.search(in_english(name))


@pytest.mark.parametrize(("axis", "rules"), [("channel", _CHANNELS), ("payment", _PAYMENTS)])
def test_every_way_has_one(axis: str, rules: tuple[tuple[str, str], ...]) -> None:
    assert not [name for name, _ in rules if HAN.search(english(axis, name))]


def test_a_quotation_stays_as_it_was_said() -> None:
    assert (
        label_in_english("“百万保障”·取消会员·共享屏幕") == "“百万保障” · membership to be cancelled · screen sharing"
    )
    assert label_in_english("“刷单·返利”·兼职刷单") == "“刷单·返利” · paid fake orders"
    assert label_in_english("未命名") == "unnamed"
