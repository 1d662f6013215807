"""What stands on the first page: each thing once, in the order of its urgency, no more than a page holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from fanzha.bulletin.display import columns_of
from fanzha.bulletin.document import Statement
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.sudden import Sudden, sudden
from fanzha.bulletin.sentences import place, said, split
from fanzha.summarize import Finding, Frame
from fanzha.summarize.picture import Picture
from fanzha.summarize.storylines import Storyline

# Kind, title, tone, most.
KINDS: Final[tuple[tuple[str, str, Literal["", "alarm", "rise"], int], ...]] = (
    ("sudden", "sudden", "alarm", 5), ("riser", "riser", "rise", 3), ("group", "group_or_place", "", 5),
    ("script", "growing", "rise", 2), ("whole", "overall", "", 6),
)  # fmt: skip
# Lines that a page holds below its head, and columns of a line (a Chinese character takes two); measured on paper.
_LINES: Final = {"zh": 36.0, "en": 35.0}
_COLUMNS: Final = 104
_BETWEEN: Final = 0.35  # lines between two sentences
_TITLE: Final = 1.9  # lines of a heading
_LINKS: Final = 10  # columns
_LEAST: Final = 2  # of a kind that is shortened
_GROWN: Final = frozenset({"born", "grown", "returned"})
_CLAIMS: Final = (
    "year",
    "delay",
    "outcome",
    "large",
)  # the first that are said on the first page; the others stand in their section


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the first page.

    Attributes
    ----------
    statement : Statement
        Without a link to cases.
    what : str
        What it is about, for the title of its cases.
    ids : callable or None
        From the frame that was summarised to the cases behind it.
    finding : Finding or None
        Of the summary, if it is one.
    claim : str
        Kind of the claim, if it is one.
    """

    statement: Statement
    what: str = ""
    ids: Callable[[Frame], tuple[str, ...]] | None = None
    finding: Finding | None = None
    claim: str = ""


Front = Mapping[str, tuple[Said, ...]]


def front(picture: Picture, words: Words) -> Front:
    """Choose what stands on the first page.

    Parameters
    ----------
    picture : Picture
    words : Words

    Returns
    -------
    mapping of str to tuple of Said
        By kind, in the order of `KINDS`; kinds of which nothing is said are left out.
    """
    rises, met = sudden(picture, words)
    risers = [one for one in picture.summary.findings if one.kind == "riser" and not any(one is other for other in met)]
    found = {
        "sudden": [_of_sudden(one, words) for one in rises],
        "riser": [_of_finding(one, words) for one in risers],
        "group": [_of_finding(one, words) for one in _apart(picture)] + _stations(picture, words),
        "script": _scripts(picture, words),
        "whole": _whole(picture, words),
    }
    cut = {kind: found[kind][:most] for kind, _, _, most in KINDS if found[kind]}
    while _lines(cut, words) > _LINES[words.language]:
        # The longest kind gives way; of several as long, the one that stands lowest.
        kind = max(reversed(list(cut)), key=lambda one: len(cut[one]))
        if len(cut[kind]) <= _LEAST:
            break
        cut[kind].pop()
    return {kind: tuple(some) for kind, some in cut.items()}


def statement(finding: Finding, words: Words) -> Statement:
    """Return a finding of the summary as a sentence with its share of false findings."""
    subject, text = said(finding, words)
    return Statement(text, "" if finding.kind == "loss" else sure(finding.q), table_of(finding), "", subject)


def sure(q: float) -> str:
    """Return a share of false findings as it is read."""
    return "" if math.isnan(q) else "q<0.001" if q < 0.001 else f"q={q:.3f}"


def table_of(finding: Finding) -> str:
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


def _lines(found: Mapping[str, list[Said]], words: Words) -> float:
    total = 0.0
    for some in found.values():
        total += _TITLE
        for one in some:
            made = one.statement
            total += -(-(columns_of(made.subject + made.text + made.detail) + _LINKS) // _COLUMNS) + _BETWEEN
    return total


def _of_finding(finding: Finding, words: Words) -> Said:
    what = words("comma").join(part for part in (words.type(finding.type, short=True), place(finding, words)) if part)
    return Said(statement(finding, words), what, finding.case_ids, finding)


def _of_sudden(one: Sudden, words: Words) -> Said:
    finding = one.lead.finding
    made = statement(finding, words) if finding is not None else one.lead.statement
    detail = words("comma").join(part for part in (made.detail, one.agreed(words)) if part)
    what = words("comma").join((words.type(one.lead.type, short=True), one.lead.place))
    return Said(replace(made, detail=detail), what, one.lead.ids, finding)


def _apart(picture: Picture) -> list[Finding]:
    """Return the groups, the surest of each type first, without those that hold, or are part of, one of the same type before them."""
    kept: list[Finding] = []
    for one in picture.summary.findings:
        if one.kind == "group" and not any(one.type == k.type and _nested(one, k) for k in kept):
            kept.append(one)
    first: dict[str, Finding] = {}
    for one in kept:
        first.setdefault(one.type, one)
    return [*first.values(), *(one for one in kept if first[one.type] is not one)]


def _nested(a: Finding, b: Finding) -> bool:
    first, second = set(a.where.items()), set(b.where.items())
    return first <= second or second <= first


def _stations(picture: Picture, words: Words) -> list[Said]:
    """Return the stations outside the funnel."""
    where = picture.where
    made = []
    for one in where.outliers if where is not None else ():
        subject, text = split(one.chinese if words.language == "zh" else one.english, words)
        made.append(Said(Statement(text, "", "standardised", "", subject)))
    return made


def _scripts(picture: Picture, words: Words) -> list[Said]:
    told = picture.storylines
    if told is None:
        return []
    made = []
    for one in told.shown:
        if one.event not in _GROWN:
            continue
        subject, text = split(one.chinese if words.language == "zh" else one.english, words)
        event = words(f"event_{one.event}")
        ids = partial(_ids, one) if one.case_ids else None
        made.append(
            Said(
                Statement(text, event, "by_script", "", subject),
                f"{one.id} {one.label_in(words.language)}",
                ids,
            )
        )
    return made


def _ids(one: Storyline, _: Frame) -> tuple[str, ...]:
    return one.case_ids


def _whole(picture: Picture, words: Words) -> list[Said]:
    made = [_of_finding(one, words) for one in picture.summary.findings if one.kind == "loss"]
    outlook = picture.outlook
    if outlook is not None and outlook.forecast:
        subject, text = split(outlook.forecast if words.language == "zh" else outlook.forecast_english, words)
        made.append(Said(Statement(text, "", "", "", subject)))
    claims = {one.kind: one for one in picture.claims}
    for kind in _CLAIMS:
        if kind in claims:
            one = claims[kind]
            subject, text = split(one.chinese if words.language == "zh" else one.english, words)
            made.append(Said(Statement(text, "", f"by_{one.table}", "", subject), claim=kind))
    return made
