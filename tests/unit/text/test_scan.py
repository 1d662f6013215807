"""Expressions over batches find exactly what they find in one text, wherever they can begin and however they are written."""

from __future__ import annotations

import itertools
import random
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.corpus import load
from fanzha.facts.family import FAMILY as FACTS
from fanzha.facts.reading import readable
from fanzha.privacy.family import FAMILY as PRIVACY
from fanzha.text.fold import fold
from fanzha.text.scan import Choice, Family, Scan
from fanzha.text.starts import BEYOND, CODES, starts

LETTERS = "ab甲乙1_ \n😀k\u212a\u017fi"
# Pieces of expressions; none of the wholes below matches an empty text.
ATOMS = st.sampled_from(
    [
        "a",
        "甲",
        "[ab]",
        "[^a甲]",
        ".",
        r"\d",
        r"\w",
        r"\S",
        "[甲-龥]",
        "(?:ab|甲)",
        "(?P<%s>a|乙1)",
        "[^\\d_]",
        "😀",
        "[k-s]",
        "\u017f",
    ]
)
REPEATS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{0,2}", "{2,}", "*?", "??"])
AHEAD = st.sampled_from(["", "", "(?=b)", "(?!乙)", "(?![ab]1)"])
FRONT = st.sampled_from(
    [
        "",
        "",
        "^",
        "(?<=a)",
        "(?<![ab])",
        "(?<!\\d)",
        "(?:^|(?<=[甲\n]))",
        "(?<=ab)",
        r"\b",
        "(?<![^甲])",
        "(?<![a-c])",
        r"\A",
    ]
)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    parts = []
    for i in range(draw(st.integers(1, 4))):
        atom = draw(ATOMS)
        parts.append(
            (atom % f"g{i}_{draw(st.integers(0, 10**9))}" if "%s" in atom else atom) + draw(REPEATS) + draw(AHEAD)
        )
    body = "".join(parts)
    if draw(st.booleans()):
        body = f"(?:{body}|{draw(ATOMS).replace('(?P<%s>', '(?:')}乙)"
    return draw(FRONT) + body


def spans(found: object) -> list[object]:
    return [(rule, m.span()) for rule, m in found]  # type: ignore[attr-defined]


TEXTS = st.lists(st.text(st.sampled_from(LETTERS), max_size=14), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(expressions(), min_size=1, max_size=3),
    TEXTS,
    st.sampled_from([0, re.IGNORECASE, re.MULTILINE]),
    st.integers(1, 6),
)
def test_what_is_found_in_a_batch_is_found_in_one_text(
    patterns: list[str], texts: list[str], flags: int, depth: int
) -> None:
    number = itertools.count()
    patterns = [re.sub("P<[^>]*>", lambda _: f"P<g{next(number)}>", p) for p in patterns]
    patterns = [p for p in patterns if _width(p) > 0]
    if not patterns:
        return
    family = Family(depth)
    scan, single = Scan(family, *patterns, flags=flags), Scan(family, patterns[0], flags=flags)
    for text, placed in zip(texts, family.place(texts), strict=True):
        assert placed == text
        assert spans(scan.rules(placed)) == spans(scan.rules(text))
        for end in (None, len(text) // 2):
            found = [m.span() for m in single.finditer(placed, end)]
            assert found == [m.span() for m in single.pattern.finditer(text, 0, len(text) if end is None else end)]
        one, other = single.search(placed), single.pattern.search(text)
        assert (one and one.groups()) == (other and other.groups())
        assert (one and one.span()) == (other and other.span())


def _width(pattern: str) -> int:
    from importlib import import_module

    return int(import_module("re._parser").parse(pattern).getwidth()[0])


def test_an_expression_that_can_be_empty_is_no_scan() -> None:
    family = Family()
    Scan(family, "a*")
    with pytest.raises(AssertionError, match="must not be empty"):
        list(family.place(["b"]))


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
def test_starts_allow_every_character_that_fits(flags: int) -> None:
    for written in [
        "k",
        "s",
        "i",
        "K",
        "ß",
        "é",
        "[a-z]",
        "[^a-z]",
        "[乙-甲]",
        r"\s",
        r"\d",
        r"\w",
        r"[^\W\d]",
        "ǅ",
        "Σ",
        "µ",
    ]:
        pattern = re.compile(written, flags)
        (start,) = starts(pattern, 2)
        fits = np.array([pattern.match(chr(code)) is not None for code in range(BEYOND)])
        missing = np.flatnonzero(fits & ~start.places[0][:BEYOND])
        assert not len(missing), (written, [chr(c) for c in missing[:9]])
        # A match may end behind its first character, so anything may follow.
        assert start.places[1].all()


def test_starts_tell_much() -> None:
    (start,) = starts(re.compile(r"(?<=[，。])(?:被骗|遭骗)了?", 0), 3)[:1]
    assert [chr(c) for c in np.flatnonzero(start.before)] == ["。", "，"]
    ways = starts(re.compile("被骗|遭骗"), 2)
    assert ["".join(chr(int(c)) for c in np.flatnonzero(w.places[0])) for w in ways] == ["被", "遭"]


def test_what_is_not_understood_allows_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    for written in (r"(a)\1", r"(?i:a)b", r"(?>a|ab)c", "a++b"):
        pattern = re.compile(written)
        for start in starts(pattern, 2):
            for text in ("aa", "Ab", "abc", "ac", "aab"):
                found = pattern.match(text)
                assert found is None or all(p[ord(c)] for p, c in zip(start.places, text, strict=False))
    monkeypatch.setattr("fanzha.text.starts.import_module", lambda _: object())
    (start,) = starts(re.compile("被骗"), 2)
    assert start.before.all()
    assert all(place.shape == (CODES,) and place.all() for place in start.places)


def test_choice_passes_over_what_has_nothing_to_find() -> None:
    family = Family()
    scans = [Scan(family, p) for p in ("甲乙", "丙丁", "戊")]
    choice = Choice([[scans[0]], [scans[1], scans[2]]])
    texts = ["甲乙", "戊", "甲丁", "丙丁甲乙", ""]
    assert [list(choice.of(t)) for t in family.place(texts)] == [[0], [1], [], [0, 1], []]
    assert list(choice.of("甲乙")) == [0, 1]


@pytest.fixture(scope="module")
def narratives() -> list[str]:
    """Texts of the corpus, whole and cut together anew, since most real beginnings are never followed by what they ask for."""
    texts = [t.text for t in load()[::23]]
    rng = random.Random(5)
    mixed = [
        a[: rng.randrange(len(a) + 1)] + b[rng.randrange(len(b) + 1) :] for a, b in zip(texts, texts[::-1], strict=True)
    ]
    return [*texts, *mixed, "", "\n", "1" * 30]


@pytest.mark.parametrize(("family", "form"), [(FACTS, readable), (PRIVACY, fold)])
def test_every_expression_finds_the_same_in_batches(family: Family, form: object, narratives: list[str]) -> None:
    texts = [form(t) for t in narratives]  # type: ignore[operator]
    placed = list(family.place(texts))
    for scan in family._scans:
        for text, one in zip(texts, placed, strict=True):
            assert spans(scan.rules(one)) == spans(scan.rules(text))


def test_few_texts_are_not_worth_the_tables() -> None:
    family = Family()
    Scan(family, "甲")
    assert not family.worth(10)
    assert family.worth(10_000)
    list(family.place(["甲"]))
    assert family.worth(1)
