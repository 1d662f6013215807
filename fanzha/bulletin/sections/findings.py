"""What stands out, each in a sentence, with links to its table and to its cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from fanzha.bulletin.document import Block, Case, Cases, Heading, Note, Section, Statement
from fanzha.bulletin.language import Words
from fanzha.bulletin.sentences import place, said
from fanzha.summarize import Finding, Frame, Summary
from fanzha.summarize.summary import OUTBREAK_DAYS

ReadCases = Callable[[Sequence[str]], pa.Table]

AT_FIRST: Final = 6  # findings of a kind in the section; the others stand in the appendix
MOST_CASES: Final = 50  # of a list; the workbook of cases has all
MOST_CHARACTERS: Final = 120  # of a narrative in such a list
_KINDS: Final[tuple[tuple[str, Literal["", "alarm", "rise"]], ...]] = (
    ("outbreak", "alarm"), ("riser", "rise"), ("group", ""), ("loss", ""),
)  # fmt: skip


def findings(summary: Summary, words: Words, *, with_cases: bool = False) -> Section:
    """Return the section on findings: the surest of each kind.

    Parameters
    ----------
    summary : Summary
    words : Words
    with_cases : bool
        Whether the bulletin has the section that `case_lists` makes.
    """
    blocks: list[Block] = []
    for kind, tone in _KINDS:
        found = _of(summary, kind)
        if not found:
            continue
        blocks.append(Heading(_title(kind, words), tone))
        for i, one in enumerate(found[:AT_FIRST]):
            blocks.append(_statement(summary, one, words, _key(kind, i) if with_cases else ""))
        more = len(found) - AT_FIRST
        if more > 0:
            blocks.append(Note(words("rest_note" if more > 1 else "rest_note_one", n=more), link="rest"))
    if not blocks:
        blocks.append(Note(words("no_finding", n=f"{summary.tested:,}") if summary.tested else words("no_test")))
    return Section("findings", words("findings"), "", tuple(blocks))


def others(summary: Summary, words: Words) -> Section | None:
    """Return the findings that have no room in the section; None where all have."""
    blocks: list[Block] = []
    for kind, tone in _KINDS:
        rest = _of(summary, kind)[AT_FIRST:]
        if rest:
            blocks += [Heading(_title(kind, words), tone), *(_statement(summary, one, words) for one in rest)]
    return Section("rest", words("rest"), "", tuple(blocks)) if blocks else None


def case_lists(summary: Summary, words: Words, frame: Frame, read: ReadCases) -> Section | None:
    """Return the cases behind the findings of the section; None where there is no finding.

    Parameters
    ----------
    summary : Summary
    words : Words
    frame : Frame
        That was summarised.
    read : callable
        From case ids to a table of them with ``case_id``, ``reported_on``, ``type``, ``area`` and, if they are to be shown in part,
        narratives as ``text``.
    """
    blocks = [
        _cases(finding, finding.case_ids(frame), read, words, _key(kind, i))
        for kind, _ in _KINDS
        for i, finding in enumerate(_of(summary, kind)[:AT_FIRST])
    ]
    return Section("case_lists", words("case_lists"), "", tuple(blocks)) if blocks else None


def _of(summary: Summary, kind: str) -> list[Finding]:
    return [one for one in summary.findings if one.kind == kind]


def _key(kind: str, i: int) -> str:
    return f"cases_{kind}_{i + 1}"


def _title(kind: str, words: Words) -> str:
    return words("outbreak", days=OUTBREAK_DAYS) if kind == "outbreak" else words(kind)


def _statement(summary: Summary, finding: Finding, words: Words, cases: str = "") -> Statement:
    subject, text = said(finding, words)
    sure = "" if math.isnan(finding.q) else "q<0.001" if finding.q < 0.001 else f"q={finding.q:.3f}"
    return Statement(text, sure, _table(finding), cases, subject)


def _table(finding: Finding) -> str:
    """Return the key of the table that has a finding's counts, or those of its group."""
    names = set(finding.where)
    if finding.kind == "loss":
        return "by_loss"
    for wanted in ("street", "area", "occupation"):
        if wanted in names:
            return f"by_{wanted}"
    if {"sex", "band"} <= names:
        return "by_sex_band"
    return f"by_{names.pop()}" if names else "by_type"


def _cases(finding: Finding, ids: Sequence[str], read: ReadCases, words: Words, key: str) -> Cases:
    newest = ids[-MOST_CASES:]
    found = read(newest)
    order = pc.sort_indices(found, sort_keys=[("reported_on", "descending"), ("case_id", "ascending")])
    rows = tuple(_case(row, words) for row in _rows(found.take(order)))
    n = len(ids)
    note = words("cases_all", n=f"{n:,}") if n <= MOST_CASES else words("cases_cut", n=f"{n:,}", shown=MOST_CASES)
    what = words("comma").join(part for part in (words.type(finding.type), place(finding, words)) if part)
    title = words("cases_of", kind=_title(finding.kind, words), what=what)
    return Cases(key, title, rows, note, n)


def _rows(table: pa.Table) -> Iterator[dict[str, object]]:
    names = [n for n in ("case_id", "reported_on", "type", "area", "text") if n in table.column_names]
    yield from table.select(names).to_pylist()


def _case(row: dict[str, object], words: Words) -> Case:
    text = " ".join(str(row.get("text") or "").split())
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    day = row["reported_on"]
    return Case(
        str(row["case_id"]), day, words.type(str(row["type"]), short=True), str(row["area"] or ""), text  # type: ignore[arg-type]
    )  # fmt: skip
