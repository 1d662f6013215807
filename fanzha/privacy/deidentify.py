"""Identifiers in a text become typed placeholders; everything else stays as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fanzha.privacy.account import QQ, WeChat
from fanzha.privacy.bank_card import BankCard
from fanzha.privacy.link import Email, Url
from fanzha.privacy.phone import Landline, Mobile
from fanzha.privacy.plate import Plate
from fanzha.privacy.resident_id import ResidentId
from fanzha.privacy.span import Recogniser, Span
from fanzha.text.fold import fold

if TYPE_CHECKING:
    import pyarrow as pa

# Where two of the same length overlap, the earlier in this list wins: the more specific form first.
RECOGNISERS: tuple[Recogniser, ...] = (
    Email(), Url(), ResidentId(), BankCard(), Mobile(), Landline(), QQ(), WeChat(), Plate(),
)  # fmt: skip
KINDS = tuple(r.kind for r in RECOGNISERS)


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
    folded = fold(text)
    # Most short texts have no digit, at sign or dot, and then no identifier.
    if not any(c.isdigit() or c in "@.*_" for c in folded) and "信" not in folded and "x" not in folded.lower():
        return ()
    found = [
        (-(end - start), rank, start, end, r.kind)
        for rank, r in enumerate(RECOGNISERS)
        for start, end in r.find(folded)
    ]
    chosen: list[Span] = []
    for _, _, start, end, kind in sorted(found):
        if all(end <= s.start or start >= s.end for s in chosen):
            chosen.append(Span(kind, start, end))
    return tuple(sorted(chosen, key=lambda s: s.start))


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
    parts, at, first = [], 0, find_identifiers(text)
    for span in first:
        parts += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    result = "".join([*parts, text[at:]])
    # Two numbers that stood too close together for one pass show themselves once the first is gone.
    for _ in range(4):
        left = find_identifiers(result)
        if not left:
            break
        for span in reversed(left):
            result = f"{result[: span.start]}[{span.kind}]{result[span.end :]}"
    return Redacted(result, first)


def redact(text: str) -> str:
    """Return the text with placeholders for identifiers."""
    return deidentify(text).text


def audit(table: pa.Table) -> tuple[pa.Table, dict[str, int]]:
    """De-identify every text column of a table once more, and count placeholders by kind.

    Parameters
    ----------
    table : pyarrow.Table
        Its ``text`` and ``occupation`` columns are checked, where it has them.

    Returns
    -------
    table : pyarrow.Table
        Without identifiers in these columns.
    counts : dict
        Placeholders by kind, and under ``"found"`` how many identifiers had passed the readers (0 is right).
    """
    import pyarrow as pa

    counts = dict.fromkeys(KINDS, 0) | {"found": 0}
    for name in ("text", "occupation"):
        if name not in table.column_names:
            continue
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
        table = table.set_column(at, table.schema.field(at), pa.array(safe, pa.string()))
    return table, counts
