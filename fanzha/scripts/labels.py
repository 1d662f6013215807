"""A short label for a script, from what it says and what is typical of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from fanzha.scripts.cases import Cases
from fanzha.scripts.clusters import Cluster
from fanzha.scripts.traits import Slot, slots
from fanzha.scripts.vocabulary import Vocabulary
from fanzha.scripts.wording import INTERNAL, phrases
from fanzha.taxonomy import Taxonomy, load

# A label names what is told in this share of the cases that tell anything.
_COMMON: Final = 0.4
_MOST: Final = 3  # parts


def name(
    cases: Cases,
    one: Cluster,
    words: Vocabulary,
    traits: Sequence[Slot] | None = None,
    minimum_cases: int = INTERNAL,
    taxonomy: Taxonomy | None = None,
) -> str:
    """Name a script.

    Parameters
    ----------
    cases : Cases
    one : Cluster
    words : Vocabulary
        Of the same cases.
    traits : sequence of Slot, optional
        Of `fanzha.scripts.slots`; found if not given.
    minimum_cases : int
        Cases in which whatever is named must stand.
    taxonomy : Taxonomy, optional
        For the name of the type; the shipped one if not given.

    Returns
    -------
    str
        Its most distinctive phrase in quotation marks, its pretext and its demand, with ``·`` between them, as far as enough cases
        have them; at least the name of its type.
    """
    chosen = np.zeros(len(cases), np.bool_)
    chosen[one.members] = True
    found = {s.name: s for s in (traits if traits is not None else slots(cases, one, minimum_cases))}
    parts: list[str] = []
    for phrase in phrases(words, chosen, minimum_cases=minimum_cases, most=5):
        if phrase.k >= _COMMON * phrase.n and len(phrase.text) > 2:
            parts.append(f"“{phrase.text}”")
            break
    for slot in (found[s] for s in ("pretext", "demand") if s in found):
        for value in slot.values:
            if value.k >= max(minimum_cases, _COMMON * slot.n) and not any(_same(value.value, p) for p in parts):
                parts.append(value.value)
                break
    if not parts and one.type is not None:
        return (taxonomy or load()).name(one.type)
    return "·".join(parts[:_MOST]) or "未命名"


def _same(value: str, part: str) -> bool:
    bare = part.strip("“”")
    return value in bare or bare in value
