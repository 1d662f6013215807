"""Warnings for those who are hit: who, where, what to write to them, and the cases behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fanzha.characteristics import Frame
from fanzha.errors import InputError, NumberError
from fanzha.taxonomy import Taxonomy
from fanzha.warn.findings import Finding, Summary
from fanzha.warn.settings import OTHER, WarningSettings
from fanzha.warn.wordings import PEOPLE, audience, notice, place, sms

_SAME: Final = 0.75  # share of the cases of the larger of two findings that make them one


@dataclass(frozen=True, slots=True)
class Warning:
    """One drafted warning.

    Attributes
    ----------
    number : int
        From 1, the most urgent first.
    audience, place, type_title, urgency : str
    sms : str
        Message of at most `WarningSettings.sms_chars` characters.
    notice : str
        Text for a notice board or a group chat.
    tip : str
        What to do, out of the taxonomy.
    n : int
    evidence : str
        The sentence of the finding, with interval and comparison.
    case_ids : tuple of str
    """

    number: int
    audience: str
    place: str
    type_title: str
    urgency: str
    sms: str
    notice: str
    tip: str
    n: int
    evidence: str
    case_ids: tuple[str, ...]


def draft_warnings(
    summary: Summary, cases: Frame, taxonomy: Taxonomy, settings: WarningSettings, *, top: int
) -> list[Warning]:
    """Draft warnings for the most urgent findings.

    Parameters
    ----------
    summary : Summary
    cases : Frame
        That was summarised.
    taxonomy : Taxonomy
    settings : WarningSettings
    top : int
        Number of warnings at most.

    Returns
    -------
    list of Warning
        The most urgent first. Of groups of which one contains the other, only one is warned of the same type in the same place: that of the
        kind of finding that comes first in the settings, and of one kind the one whose excess is surer (the higher lower bound of its
        ratio). So a narrower group stands only where it is hit harder than the wider one. Nor is one warned of that rests on nearly
        the same cases as another of its type.

    Raises
    ------
    InputError
        If ``top`` is less than 1.
    NumberError
        If a finding does not count the cases that it names, or its sentence disagrees with its counts.
    """
    if top < 1:
        raise InputError("at least one warning must be wanted", str(top), "give a positive number")
    summary.verify()
    drafts: list[Warning] = []
    kept: list[Finding] = []
    of_type: Counter[str] = Counter()
    kinds = list(settings.urgency)
    for finding in sorted(summary.findings, key=lambda f: kinds.index(f.kind)):
        if len(drafts) == top:
            break
        if of_type[finding.type] == settings.per_type or any(_overlap(finding, one) for one in kept):
            continue
        draft = _draft(len(drafts) + 1, finding, cases, taxonomy, settings)
        if any(
            finding.type == one.type and _alike(draft.case_ids, d.case_ids) for one, d in zip(kept, drafts, strict=True)
        ):
            continue
        kept.append(finding)
        of_type[finding.type] += 1
        drafts.append(draft)
    return drafts


def _draft(number: int, finding: Finding, frame: Frame, taxonomy: Taxonomy, settings: WarningSettings) -> Warning:
    cases = finding.case_ids(frame)
    if len(cases) != finding.n:
        raise NumberError(
            f"warning {number} must name the {finding.n} cases that it counts",
            f"{len(cases)} cases",
            "draft warnings from the cases that were summarised",
        )
    tip = taxonomy[finding.type].tip_zh if finding.type in taxonomy else taxonomy[OTHER].tip_zh
    return Warning(
        number, audience(finding.where), place(finding.where), finding.type_title, settings.urgency[finding.kind],
        sms(finding, settings), notice(finding, settings, tip), tip, finding.n, finding.sentence, cases,
    )  # fmt: skip


def _overlap(one: Finding, other: Finding) -> bool:
    """Tell whether two findings are of the same type and place, and of the same people or of a group within the other."""
    if (one.type, place(one.where)) != (other.type, place(other.where)):
        return False
    mine, theirs = _people(one.where), _people(other.where)
    # All residents are no group: what is warned of everywhere still says nothing of whom it hits.
    return mine == theirs or bool(mine and theirs and (mine <= theirs or theirs <= mine))


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two findings rest on nearly the same cases: a street and its station, students and those under 18."""
    return len({*one} & {*other}) >= _SAME * max(len(one), len(other))


def _people(where: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(one, where[one]) for one in PEOPLE if one in where}
