"""A short label for a script, from what it says and what is typical of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from fanzha.scripts.cases import Cases
from fanzha.scripts.clusters import Cluster
from fanzha.scripts.forms import BREAK, plain
from fanzha.scripts.traits import Slot, slots
from fanzha.scripts.vocabulary import Vocabulary, presentable, trimmed
from fanzha.scripts.wording import INTERNAL, phrases
from fanzha.taxonomy import Taxonomy, load

# A label names what is told in this share of the cases that tell anything.
_COMMON: Final = 0.4
_MOST: Final = 3  # parts
# A phrase goes on as long as this share of the cases that say it go on alike; where they part, or at a punctuation mark, it ends.
_ALIKE: Final = 0.6
_LONGEST: Final = 20  # characters of a phrase in a label; what goes on for longer is not quoted, rather than cut


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
        Its most distinctive phrase in quotation marks, as whole as its cases say it, its pretext and its demand, with ``·`` between them, as far as enough cases
        have them; at least the name of its type.
    """
    chosen = np.zeros(len(cases), np.bool_)
    chosen[one.members] = True
    found = {s.name: s for s in (traits if traits is not None else slots(cases, one, minimum_cases))}
    parts: list[str] = []
    texts = plain([cases.text[i] for i in one.members.tolist()], even=False)
    for phrase in phrases(words, chosen, minimum_cases=minimum_cases, most=5):
        if phrase.k >= _COMMON * phrase.n and len(phrase.text) > 2:
            whole = _whole(phrase.text, texts, minimum_cases)
            if whole:
                parts.append(f"“{whole}”")
                break
    for slot in (found[s] for s in ("pretext", "demand") if s in found):
        for value in slot.values:
            if value.k >= max(minimum_cases, _COMMON * slot.n) and not any(_same(value.value, p) for p in parts):
                parts.append(value.value)
                break
    if not parts and one.type is not None:
        return (taxonomy or load()).name(one.type)
    return "·".join(parts[:_MOST]) or "未命名"


def _whole(phrase: str, texts: Sequence[str], least: int) -> str:
    """Return a phrase with what nearly all cases that say it say before and after it; empty where that cannot be shown or has no end."""
    holders = [text for text in texts if phrase in text]
    enough = max(least, _ALIKE * len(holders))
    whole, bounded = phrase, [False, False]
    for before in (False, True):
        while True:
            if len(whole) > _LONGEST:
                return ""
            met = Counter(c for text in holders for c in _beside(whole, text, before=before))
            bounded[before] = met.pop(BREAK, 0) >= enough
            # Of equals the one that sorts first, whatever the order of the cases.
            c, n = min(met.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
            if bounded[before] or n < enough:
                break
            whole = c + whole if before else whole + c
    whole = trimmed(whole, phrase, begins=bounded[True], ends=bounded[False])
    return whole if presentable(whole) else ""


def _beside(phrase: str, text: str, *, before: bool) -> set[str]:
    """Return the characters that stand right before or after a phrase in a text, wherever it stands; `BREAK` at its ends."""
    found: set[str] = set()
    at = text.find(phrase)
    while at >= 0:
        beside = text[max(at - 1, 0) : at] if before else text[at + len(phrase) : at + len(phrase) + 1]
        found.add(beside or BREAK)
        at = text.find(phrase, at + 1)
    return found


def _same(value: str, part: str) -> bool:
    bare = part.strip("“”")
    return value in bare or bare in value
