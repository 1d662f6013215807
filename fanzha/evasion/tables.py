"""Which characters stand for which: read from ``characters.yaml``, readings from pypinyin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from fanzha.text.tokens import alphabet


@lru_cache(maxsize=1)
def _raw() -> Mapping[str, str]:
    import yaml

    text = files("fanzha.evasion").joinpath("characters.yaml").read_text(encoding="utf-8")
    raw: Mapping[str, str] = yaml.safe_load(text)
    return raw


@lru_cache(maxsize=1)
def alike() -> dict[str, str]:
    """Return for a character those that look like it."""
    table: defaultdict[str, str] = defaultdict(str)
    for group in _raw()["alike"].split():
        for c in group:
            table[c] += group.replace(c, "")
    return {c: others for c, others in table.items() if others}


def _pairs(name: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in _raw()[name].split())


@lru_cache(maxsize=1)
def split() -> dict[str, str]:
    """Return for a character its parts, side by side."""
    return _pairs("split")


@lru_cache(maxsize=1)
def emoji() -> dict[str, str]:
    """Return for a character a picture of it."""
    return _pairs("emoji")


@lru_cache(maxsize=1)
def pinyin() -> dict[str, str]:
    """Return the toneless reading of each Han character."""
    letters = alphabet()
    return {
        chr(cp): letters.syllables[number - 1]
        for cp, number in enumerate(letters.syllable.tolist())
        if number and 0x4E00 <= cp <= 0x9FFF
    }


@lru_cache(maxsize=1)
def homophones() -> dict[str, str]:
    """Return for each reading its characters of GB/T 2312, those that any phone can type."""
    table: defaultdict[str, str] = defaultdict(str)
    for character, reading in pinyin().items():
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        table[reading] += character
    return dict(table)


@lru_cache(maxsize=1)
def common() -> str:
    """Return the 3,755 characters of the first level of GB/T 2312, the common ones."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in rows)


@lru_cache(maxsize=1)
def traditional() -> dict[str, str]:
    """Return for each simplified character its traditional forms: those of the mainland, Taiwan and Hong Kong."""
    from opencc import OpenCC

    simplified = common()
    lines = "\n".join(simplified)
    forms = [OpenCC(name).convert(lines).split("\n") for name in ("s2t", "s2tw", "s2hk")]
    table = {
        c: "".join(sorted({f for f in fs if f != c and len(f) == 1})) for c, *fs in zip(simplified, *forms, strict=True)
    }
    return {c: others for c, others in table.items() if others}
