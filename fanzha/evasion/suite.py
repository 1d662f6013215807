"""The transformations, each a pure function of text, strength and seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from fanzha.errors import InputError
from fanzha.evasion import tables

_SYMBOLS = "*·.-_~|/ 、#^+=★◆♥`'\""
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))

Change = Callable[[str, random.Random], str]


def _random(key: str) -> random.Random:
    return random.Random(key.encode("utf-8", "surrogatepass"))


def _han(c: str) -> bool:
    return "\u4e00" <= c <= "\u9fff"


def _homophone(c: str, rng: random.Random) -> str:
    return rng.choice(tables.homophones().get(tables.pinyin().get(c, ""), c))


def _pinyin(c: str, rng: random.Random) -> str:
    return tables.pinyin().get(c, c)


def _initial(c: str, rng: random.Random) -> str:
    return tables.pinyin().get(c, c)[:1]


def _alike(c: str, rng: random.Random) -> str:
    return rng.choice(tables.alike().get(c, c))


def _traditional(c: str, rng: random.Random) -> str:
    return rng.choice(tables.traditional().get(c, c))


def _split(c: str, rng: random.Random) -> str:
    return tables.split().get(c, c)


def _emoji(c: str, rng: random.Random) -> str:
    return tables.emoji().get(c, c)


def _width(c: str, rng: random.Random) -> str:
    return chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c


def _numeral(c: str, rng: random.Random) -> str:
    return _DIGITS.get(c, c)


def _invisible(c: str, rng: random.Random) -> str:
    return c + rng.choice(_INVISIBLE)


def _symbol(c: str, rng: random.Random) -> str:
    return c + rng.choice(_SYMBOLS)


def _inserted(c: str, rng: random.Random) -> str:
    return c + rng.choice(tables.common())


def _deleted(c: str, rng: random.Random) -> str:
    return ""


# What each kind does to a character that the strength picks.
_CHANGES: dict[str, Change] = {
    "homophone": _homophone,
    "pinyin": _pinyin,
    "pinyin_initial": _initial,
    "look_alike": _alike,
    "traditional": _traditional,
    "character_split": _split,
    "emoji": _emoji,
    "full_width": _width,
    "chinese_numeral": _numeral,
    "zero_width": _invisible,
    "inserted_symbol": _symbol,
    "inserted_character": _inserted,
    "deletion": _deleted,
}
# Which characters a kind can change at all; the strength is a share of these.
_CHANGEABLE: dict[str, Callable[[str], bool]] = {
    "look_alike": lambda c: c in tables.alike(),
    "traditional": lambda c: c in tables.traditional(),
    "character_split": lambda c: c in tables.split(),
    "emoji": lambda c: c in tables.emoji(),
    "full_width": lambda c: "!" <= c <= "~",
    "chinese_numeral": lambda c: c in _DIGITS,
    "zero_width": lambda c: True,
    "inserted_symbol": lambda c: True,
}
CHARACTER_KINDS = (*_CHANGES, "swap", "mix")
PADDING_KINDS = ("padding_2", "padding_4")
KINDS = (*CHARACTER_KINDS, "keyword", *PADDING_KINDS)


def _swapped(text: str, strength: float, rng: random.Random) -> str:
    out, i = list(text), 0
    while i < len(out) - 1:
        if rng.random() < strength:
            out[i], out[i + 1] = out[i + 1], out[i]
            i += 1
        i += 1
    return "".join(out)


def _changed(text: str, kind: str, strength: float, rng: random.Random, only: set[int] | None = None) -> str:
    change, can = _CHANGES[kind], _CHANGEABLE.get(kind, _han)
    return "".join(
        change(c, rng) if (only is None or i in only) and can(c) and rng.random() < strength else c
        for i, c in enumerate(text)
    )


def _mixed(text: str, strength: float, rng: random.Random, only: set[int] | None = None) -> str:
    kinds = list(_CHANGES)
    out = []
    for i, c in enumerate(text):
        kind = rng.choice(kinds)
        picked = (only is None or i in only) and _CHANGEABLE.get(kind, _han)(c) and rng.random() < strength
        out.append(_CHANGES[kind](c, rng) if picked else c)
    return "".join(out)


def transform(
    text: str,
    kind: str,
    strength: float,
    seed: int,
    *,
    honest: Sequence[str] = (),
    keywords: Callable[[str], Sequence[tuple[int, int]]] | None = None,
) -> str:
    """Disguise a text in one way.

    Parameters
    ----------
    text : str
    kind : str
        One of `KINDS`.
    strength : float
        Share, from 0 to 1, of the characters that the kind can change; padding has none.
    seed : int
        The same text, kind, strength and seed give the same result.
    honest : sequence of str
        Honest messages to pad with.
    keywords : callable, optional
        From a text to the spans that speak most for fraud, in the eyes of a model; only ``keyword`` needs it.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If there is no such kind, or what it needs is not given.
    """
    rng = _random(f"{seed}:{kind}:{strength}:{text}")
    if kind in _CHANGES:
        return _changed(text, kind, strength, rng)
    if kind == "swap":
        return _swapped(text, strength, rng)
    if kind == "mix":
        return _mixed(text, strength, rng)
    if kind == "keyword" and keywords is not None:
        budget = max(1, round(strength * sum(map(_han, text))))
        places = [i for a, b in keywords(text) for i in range(a, min(b, len(text)))][:budget]
        return _mixed(text, 1.0, rng, set(places))
    if kind in PADDING_KINDS and honest:
        messages = rng.sample(list(honest), min(len(honest), int(kind[-1])))
        before = len(messages) // 2
        return "\n".join([*messages[:before], text, *messages[before:]])
    if kind in KINDS:
        raise InputError(f"{kind} needs honest messages or keywords", "none", "give them")
    raise InputError("a transformation must be known", kind[:40], f"use one of {', '.join(KINDS)}")


def disguise(text: str, seed: int, kinds: Sequence[str] = CHARACTER_KINDS, strongest: float = 0.5) -> str:
    """Disguise a text in a way and strength that the seed chooses, for training.

    Parameters
    ----------
    text : str
    seed : int
    kinds : sequence of str
        To choose from.
    strongest : float
        Strengths are drawn evenly from 0.05 to this.
    """
    rng = _random(f"{seed}:{text}")
    return transform(text, rng.choice(list(kinds)), rng.uniform(0.05, strongest), seed)
