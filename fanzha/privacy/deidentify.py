"""Identifiers in a text become typed placeholders; everything else stays as it was."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from fanzha.errors import InputError
from fanzha.privacy.account import Account
from fanzha.privacy.address import find_addresses
from fanzha.privacy.bank_card import BankCard
from fanzha.privacy.email import Email
from fanzha.privacy.family import FAMILY
from fanzha.privacy.landline import Landline
from fanzha.privacy.mobile import Mobile
from fanzha.privacy.names import find_names, is_person
from fanzha.privacy.place_cells import holds_person, is_place
from fanzha.privacy.plate import Plate
from fanzha.privacy.pseudonyms import ADDRESS, NAME, Pseudonyms
from fanzha.privacy.qq import QQ
from fanzha.privacy.readable import Readable, folded_all
from fanzha.privacy.resident_id import ResidentId
from fanzha.privacy.span import BARRIER, Recogniser, Span
from fanzha.privacy.url import Url
from fanzha.privacy.wechat import WeChat
from fanzha.text.scan import Choice, Scan

if TYPE_CHECKING:
    import pyarrow as pa

# Where two of the same length overlap, the earlier in this list wins: the more specific form first.
RECOGNISERS: tuple[Recogniser, ...] = (
    Email(), Url(), ResidentId(), Mobile(), Landline(), BankCard(), QQ(), WeChat(), Plate(), Account(),
)  # fmt: skip
KINDS = (*(r.kind for r in RECOGNISERS), ADDRESS, NAME)
_PLACEHOLDER = re.compile(r"\[(" + "|".join(KINDS) + r")([1-9][0-9]{0,4})?\]")
# Every number holds a figure, an at sign, or Latin letters; most short texts have none of them.
_WORTH_READING = re.compile(r"[0-9@*A-Za-z]")
_WORDS_WORTH_READING = re.compile(r"[\u4e00-\u9fffA-Z0-9]")
_SHORT_PLACE = 4  # characters of a place that may look like a name
_TOGETHER = 512  # texts whose names are looked for in one go
_AFTER = 4  # characters behind a name that tell the sex of its bearer

_Found = tuple[int, int, str]  # start, end and kind of an identifier


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without identifiers.

    Attributes
    ----------
    text : str
        With ``[手机]`` and the like in their place.
    spans : tuple of Span
        Where they stood in the text as given, in order, without overlap.
    """

    text: str
    spans: tuple[Span, ...]


_CHOICE = Choice([[s for s in vars(type(r)).values() if isinstance(s, Scan)] for r in RECOGNISERS])


def _numbers(plain: str) -> list[_Found]:
    """Return what has a form of its own in a readable text, in order."""
    if not _WORTH_READING.search(plain):
        return []
    found = [
        (start - end, rank, start, end, RECOGNISERS[rank].kind)
        for rank in _CHOICE.of(plain)
        for start, end in RECOGNISERS[rank].find(plain)
    ]
    if not found:
        return []
    taken: list[_Found] = []  # by start, without overlap
    for _, _, start, end, kind in sorted(found):
        i = bisect_right(taken, (start, end, kind))
        if (i == 0 or taken[i - 1][1] <= start) and (i == len(taken) or taken[i][0] >= end):
            insort(taken, (start, end, kind))
    return taken


def _every(texts: Sequence[str], kinds: frozenset[str]) -> list[list[_Found]]:
    """Return identifiers of readable texts, in order and without overlap."""
    found = [[one for one in _numbers(text) if one[2] in kinds] for text in texts]
    if kinds.isdisjoint((NAME, ADDRESS)):
        return found
    some = [i for i, text in enumerate(texts) if _WORDS_WORTH_READING.search(text)]
    if not some:
        return found
    walled = [_walled(texts[i], found[i]) for i in some]
    asked = [texts[i] for i in some]
    addresses = find_addresses(asked, walled) if ADDRESS in kinds else [[] for _ in some]
    names = find_names(asked, walled) if NAME in kinds else [[] for _ in some]
    for i, own, people in zip(some, addresses, names, strict=True):
        if own or people:
            found[i] = _together(found[i], people, own)
    return found


def _walled(text: str, found: Sequence[_Found]) -> str:
    """Put barriers where numbers stand, as their placeholders will read."""
    for start, end, _ in found:
        text = f"{text[:start]}{BARRIER * (end - start)}{text[end:]}"
    return text


def _together(
    numbers: list[_Found], names: Sequence[tuple[int, int]], addresses: Sequence[tuple[int, int]]
) -> list[_Found]:
    """Join what was found: numbers first, then addresses, which swallow names within them and end at names beside them."""
    taken = list(numbers)
    places = list(addresses)
    for s, e, _ in taken:
        places = [piece for a, b in places for piece in ([(a, b)] if b <= s or e <= a else [(a, s), (e, b)])]
    places = [(a, b) for a, b in places if b - a > 1]
    for start, end in names:
        if any(start < e and s < end for s, e, _ in taken) or any(a <= start and end <= b for a, b in places):
            continue
        taken.append((start, end, NAME))
        # A name that reaches into an address from the left ends where it ends.
        places = [(end if a < end <= b and start <= a else a, b) for a, b in places]
        places = [(a, min(b, start) if a < start < b else b) for a, b in places]
    taken += [(a, b, ADDRESS) for a, b in places if a < b]
    return sorted(taken)


def _replace(text: str, spans: Sequence[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], span.placeholder]
        at = span.end
    return "".join([*parts, text[at:]])


class _Case:
    """One text on its way to having no identifiers."""

    __slots__ = ("_people", "readable", "spans", "text")

    def __init__(self, text: str, plain: str | None = None) -> None:
        self.text = text
        present = [(m[1], int(m[2] or 1)) for m in _PLACEHOLDER.finditer(text)] if "[" in text or "［" in text else []
        self._people = Pseudonyms(present)
        self.readable = Readable(text, _PLACEHOLDER, plain)
        self.spans: tuple[Span, ...] | None = None

    def take(self, found: Sequence[_Found]) -> bool:
        """Replace what was found, and tell whether that was anything."""
        plain = self.readable.text
        values = [
            (kind, plain[start:end], plain[end : end + _AFTER] if kind == NAME else "") for start, end, kind in found
        ]
        numbers = self._people.numbers(values)
        spans = tuple(
            Span(kind, *self.readable.span(start, end), number)
            for (start, end, kind), number in zip(found, numbers, strict=True)
        )
        if self.spans is None:
            self.spans = spans
        self.text = _replace(self.text, spans)
        return bool(found)

    def read(self, plain: str | None = None) -> None:
        """Read the text again."""
        self.readable = Readable(self.text, _PLACEHOLDER, plain)


def _kinds(kinds: Collection[str] | None) -> frozenset[str]:
    if kinds is None:
        return frozenset(KINDS)
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise InputError(
            "kinds of identifiers must be known", ", ".join(unknown)[:40], f"use some of {', '.join(KINDS)}"
        )
    return frozenset(kinds)


def deidentify(text: str, kinds: Collection[str] | None = None) -> Redacted:
    """Replace identifiers by placeholders.

    Parameters
    ----------
    text : str
        As it came; full-width digits, Chinese numerals, separators and invisible characters inside a number do not hide it.
        One text is one case: the same value gets the same placeholder, the second distinct one of its kind ``[姓名2]``.
    kinds : collection of str, optional
        Of `KINDS`; all if not given.

    Returns
    -------
    Redacted
        De-identifying its text again changes nothing.

    Raises
    ------
    InputError
        If a kind is unknown.
    """
    wanted = _kinds(kinds)
    case = _Case(text)
    # Rarely, an identifier that lay under a longer one shows itself once that one is gone. Each round removes
    # at least one, and no placeholder is one, so this ends.
    while case.take(_every([case.readable.text], wanted)[0]):
        case.read()
    return Redacted(case.text, case.spans or ())


def redact(text: str, kinds: Collection[str] | None = None) -> str:
    """Return the text with placeholders for identifiers; see `deidentify`."""
    return deidentify(text, kinds).text


def redact_place(text: str) -> str:
    """Replace identifiers in a street or a station.

    Parameters
    ----------
    text : str
        What is the name of a place or an office as a whole stays, whoever might be called like its beginning. Another one of up to
        four characters that looks like a name is taken for one only where it could hardly be anything else: many streets are
        written without 街道.

    Returns
    -------
    str
        With placeholders, as `redact` has them.
    """
    if is_place(text, is_person):
        return text
    if len(text) > _SHORT_PLACE or holds_person(text):
        return redact(text)
    return f"[{NAME}]" if is_person(text) else redact(text, frozenset(KINDS) - {NAME, ADDRESS})


def redact_all(texts: Sequence[str], kinds: Collection[str] | None = None) -> list[str]:
    """Return what `redact` makes of each text, several times as fast as one by one."""
    if not FAMILY.worth(len(texts)):
        return [redact(text, kinds) for text in texts]
    wanted = _kinds(kinds)
    cases = [_Case(text, plain) for text, plain in zip(texts, folded_all(texts), strict=True)]
    left = cases
    while left:
        again: list[list[_Found]] = []
        placed = FAMILY.place([case.readable.text for case in left])
        while some := list(islice(placed, _TOGETHER)):
            again += _every(some, wanted)
        left = [case for case, found in zip(left, again, strict=True) if case.take(found)]
        for case, plain in zip(left, folded_all([case.text for case in left]), strict=True):
            case.read(plain)
    return [case.text for case in cases]


def plain_texts(texts: Sequence[str]) -> list[str]:
    """Return texts as names and addresses are looked for in them: readable, with barriers for all else.

    Parameters
    ----------
    texts : sequence of str
    """
    numbers = frozenset(r.kind for r in RECOGNISERS)
    return [Readable(redact(text, numbers), _PLACEHOLDER).text for text in texts]


_PERSONAL = tuple(r for r in RECOGNISERS if r.kind in ("手机", "身份证"))
_ID = "case_id"
_PLACES = ("area", "street")
_OF_IDS = tuple(r.kind for r in _PERSONAL)
_NEVER = re.compile(r"(?!)")
_PERSONAL_PLACEHOLDER = re.compile(r"\[(?:" + "|".join(r.kind for r in _PERSONAL) + r")(?:[1-9][0-9]{0,4})?\]")


def is_personal_number(text: str) -> bool:
    """Tell whether a text is a mobile or an identity number, or its placeholder, and nothing else that can be seen.

    Nothing is longer than the whole, and what else may be as long has another form, so no other recogniser is asked.
    """
    if text.isascii() and text[:1].isalpha() and "(" not in text:
        return False  # these begin with a letter only in front of a check digit in brackets, or behind a word
    plain = Readable(text, _NEVER).text
    return _PERSONAL_PLACEHOLDER.fullmatch(plain) is not None or any(
        (0, len(plain)) == span for r in _PERSONAL for span in r.find(plain)
    )


def audit(table: pa.Table) -> tuple[pa.Table, dict[str, int]]:
    """De-identify every text column of a table once more, and count placeholders by kind.

    Parameters
    ----------
    table : pyarrow.Table
        Every column of strings is checked.

    Returns
    -------
    table : pyarrow.Table
        Without identifiers in these columns.
    counts : dict
        Placeholders by kind, and under ``"found"`` how many identifiers had passed the readers (0 is right).
    """
    import pyarrow as pa

    counts = dict.fromkeys(KINDS, 0) | {"found": 0}
    for name in [f.name for f in table.schema if pa.types.is_string(f.type)]:
        safe: list[str | None] = []
        for value in table.column(name).to_pylist():
            if value is None:
                safe.append(None)
                continue
            if name in _PLACES:
                clean = redact_place(value)
                counts["found"] += clean != value
            else:
                # What names a case may look like an account, and must stay apart from the others.
                redacted = deidentify(value, _OF_IDS if name == _ID else None)
                clean = redacted.text
                counts["found"] += len(redacted.spans)
            for match in _PLACEHOLDER.finditer(clean):
                counts[match[1]] += 1
            safe.append(clean)
        at = table.column_names.index(name)
        if safe == table.column(name).to_pylist():
            continue
        table = table.set_column(at, table.schema.field(at), pa.array(safe, pa.string()))
    return table, counts
