"""Identifiers in a text become typed placeholders; everything else stays as it was."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fanzha.privacy.bank_card import BankCard
from fanzha.privacy.email import Email
from fanzha.privacy.family import FAMILY
from fanzha.privacy.landline import Landline
from fanzha.privacy.mobile import Mobile
from fanzha.privacy.plate import Plate
from fanzha.privacy.qq import QQ
from fanzha.privacy.readable import Readable
from fanzha.privacy.resident_id import ResidentId
from fanzha.privacy.span import Recogniser, Span
from fanzha.privacy.url import Url
from fanzha.privacy.wechat import WeChat
from fanzha.text.fold import fold_all
from fanzha.text.scan import Choice, Scan

if TYPE_CHECKING:
    import pyarrow as pa

# Where two of the same length overlap, the earlier in this list wins: the more specific form first.
RECOGNISERS: tuple[Recogniser, ...] = (
    Email(), Url(), ResidentId(), Mobile(), Landline(), BankCard(), QQ(), WeChat(), Plate(),
)  # fmt: skip
KINDS = tuple(r.kind for r in RECOGNISERS)
_PLACEHOLDER = re.compile(r"\[(?:" + "|".join(KINDS) + r")\]")
# Every identifier holds a figure, an at sign, or Latin letters; most short texts have none of them.
_WORTH_READING = re.compile(r"[0-9@*A-Za-z零〇一幺]")


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


def find_identifiers(text: str) -> tuple[Span, ...]:
    """Return identifiers of a text, the longest first chosen, in order and without overlap."""
    readable = Readable(text, _PLACEHOLDER)
    plain = readable.text
    if not _WORTH_READING.search(plain):
        return ()
    return tuple(Span(kind, *readable.span(start, end)) for start, end, kind in _identifiers(plain))


_CHOICE = Choice([[s for s in vars(type(r)).values() if isinstance(s, Scan)] for r in RECOGNISERS])


def _identifiers(plain: str) -> list[tuple[int, int, str]]:
    """Return start, end and kind of the identifiers of a readable text, in order."""
    found = [
        (start - end, rank, start, end, RECOGNISERS[rank].kind)
        for rank in _CHOICE.of(plain)
        for start, end in RECOGNISERS[rank].find(plain)
    ]
    if not found:
        return []
    taken: list[tuple[int, int, str]] = []  # by start, without overlap
    for _, _, start, end, kind in sorted(found):
        i = bisect_right(taken, (start, end, kind))
        if (i == 0 or taken[i - 1][1] <= start) and (i == len(taken) or taken[i][0] >= end):
            insort(taken, (start, end, kind))
    return taken


def _replace(text: str, spans: tuple[Span, ...]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join([*parts, text[at:]])


def deidentify(text: str) -> Redacted:
    """Replace identifiers by placeholders.

    Parameters
    ----------
    text : str
        As it came; full-width digits, separators and invisible characters inside a number do not hide it.

    Returns
    -------
    Redacted
        De-identifying its text again changes nothing.
    """
    first = found = find_identifiers(text)
    result = text
    while found:
        # Rarely, an identifier that lay under a longer one shows itself once that one is gone. Each round removes
        # at least one, and no placeholder is one, so this ends.
        result = _replace(result, found)
        found = find_identifiers(result)
    return Redacted(result, first)


def redact(text: str) -> str:
    """Return the text with placeholders for identifiers."""
    return deidentify(text).text


def redact_all(texts: Sequence[str]) -> list[str]:
    """Return what `redact` makes of each text, several times as fast as one by one."""
    if not FAMILY.worth(len(texts)):
        return [redact(text) for text in texts]
    result = list(texts)
    left = list(range(len(result)))
    while left:
        folded = fold_all([result[i] for i in left])
        every = {i: Readable(result[i], _PLACEHOLDER, one) for i, one in zip(left, folded, strict=True)}
        left = [i for i, readable in every.items() if _WORTH_READING.search(readable.text)]
        found = {
            i: tuple(Span(kind, *every[i].span(start, end)) for start, end, kind in _identifiers(plain))
            for i, plain in zip(left, FAMILY.place([every[i].text for i in left]), strict=True)
        }
        left = [i for i in left if found[i]]
        for i in left:
            result[i] = _replace(result[i], found[i])
    return result


_PERSONAL = tuple(r for r in RECOGNISERS if r.kind in ("手机", "身份证"))
_NEVER = re.compile(r"(?!)")
_PERSONAL_PLACEHOLDERS = frozenset(f"[{r.kind}]" for r in _PERSONAL)


def is_personal_number(text: str) -> bool:
    """Tell whether a text is a mobile or an identity number, or its placeholder, and nothing else that can be seen.

    Nothing is longer than the whole, and what else may be as long has another form, so no other recogniser is asked.
    """
    if text.isascii() and text[:1].isalpha() and "(" not in text:
        return False  # these begin with a letter only in front of a check digit in brackets, or behind a word
    plain = Readable(text, _NEVER).text
    return plain in _PERSONAL_PLACEHOLDERS or any((0, len(plain)) == span for r in _PERSONAL for span in r.find(plain))


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
            redacted = deidentify(value)
            counts["found"] += len(redacted.spans)
            for kind in KINDS:
                counts[kind] += redacted.text.count(f"[{kind}]")
            safe.append(redacted.text)
        at = table.column_names.index(name)
        if safe == table.column(name).to_pylist():
            continue
        table = table.set_column(at, table.schema.field(at), pa.array(safe, pa.string()))
    return table, counts
