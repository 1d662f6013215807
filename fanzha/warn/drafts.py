"""Warnings for those who are hit: who, where, what to write to them, and the cases behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fanzha.characteristics import Frame
from fanzha.errors import InputError, NumberError
from fanzha.taxonomy import Taxonomy
from fanzha.warn.settings import OTHER, WarningSettings

EVERYONE, EVERYWHERE = "全体居民", "全区"


class Finding(Protocol):
    """What a warning asks of a finding; `fanzha.summarize.Finding` is one."""

    @property
    def kind(self) -> str:
        """``outbreak``, ``riser``, ``group`` or ``loss``."""

    @property
    def type(self) -> str:
        """Code of the fraud type."""

    @property
    def type_title(self) -> str:
        """Chinese name of the type."""

    @property
    def where(self) -> Mapping[str, str]:
        """Property to value, of the people or the place."""

    @property
    def start(self) -> date:
        """First day of its cases."""

    @property
    def end(self) -> date:
        """Last day of its cases."""

    @property
    def n(self) -> int:
        """Number of its cases."""

    @property
    def sentence(self) -> str:
        """What was found, with interval and comparison."""

    @property
    def against_types(self) -> bool:
        """Whether a group is compared by what it falls for, not with other residents."""

    def case_ids(self, frame: Frame) -> tuple[str, ...]:
        """Return its cases."""


class Summary(Protocol):
    """What warnings ask of a summary; `fanzha.summarize.Summary` is one."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What stands out, the surest of each kind first."""

    def verify(self) -> None:
        """Recompute every number of every sentence."""


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
        The most urgent first; one for the same people, place and type.

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
    seen: set[tuple[str, str, str]] = set()
    of_type: Counter[str] = Counter()
    kinds = list(settings.urgency)
    for finding in sorted(summary.findings, key=lambda f: kinds.index(f.kind)):
        key = finding.type, _audience(finding.where), _place(finding.where)
        if len(drafts) == top or key in seen or of_type[finding.type] == settings.per_type:
            continue
        seen.add(key)
        of_type[finding.type] += 1
        drafts.append(_draft(len(drafts) + 1, finding, cases, taxonomy, settings))
    return drafts


def _draft(number: int, finding: Finding, frame: Frame, taxonomy: Taxonomy, settings: WarningSettings) -> Warning:
    cases = finding.case_ids(frame)
    if len(cases) != finding.n:
        raise NumberError(
            f"warning {number} must name the {finding.n} cases that it counts",
            f"{len(cases)} cases",
            "draft warnings from the cases that were summarised",
        )
    audience, place = _audience(finding.where), _place(finding.where)
    tip = taxonomy[finding.type].tip_zh if finding.type in taxonomy else taxonomy[OTHER].tip_zh
    return Warning(
        number, audience, place, finding.type_title, settings.urgency[finding.kind],
        _sms(finding, settings), _notice(finding, settings, tip), tip, finding.n, finding.sentence, cases,
    )  # fmt: skip


def _audience(where: Mapping[str, str]) -> str:
    sex = {"female": "女性", "male": "男性"}.get(where.get("sex", ""), "")
    return where.get("band", "") + sex + where.get("occupation", "") or EVERYONE


def _place(where: Mapping[str, str]) -> str:
    return where.get("area", "") + where.get("street", "") or EVERYWHERE


def _addressed(where: Mapping[str, str], settings: WarningSettings) -> str:
    audience = _audience(where)
    if audience == EVERYONE:
        # A police station is no address for its neighbours; they are told the street where there is one.
        return f"{where['street']}居民" if "street" in where else "居民朋友"
    # A message that names age and sex offends, and reaches the group by its list of receivers anyway.
    return settings.audiences.get(where.get("occupation", ""), "居民朋友")


def _sms(finding: Finding, settings: WarningSettings) -> str:
    """Return the message, without the address where it would be too long with it."""
    hook = settings.hooks.get(finding.type, settings.hooks[OTHER])
    for address in (f"{_addressed(finding.where, settings)}请注意：", ""):
        sms = f"【{settings.sign}】{address}{hook}咨询{settings.hotline}，报警110。"
        if len(sms) <= settings.sms_chars:
            return sms
    return f"【{settings.sign}】{hook}"[: settings.sms_chars]


_OPENINGS = {
    "outbreak": "近日，{place}接连发生{type}，最近{days}天{n}起。",
    "riser": "近期，{place}{type}增多，{since}以来已有{n}起。",
    "people": "{since}以来，{place}有{n}名{who}遭遇{type}，按人口计多于其他居民。",
    "types": "{since}以来，{place}有{n}名{who}遭遇{type}，这类诈骗在该人群遇到的诈骗中占比偏高。",
    "station": "{since}以来，{place}辖区发生{type}{n}起，按人口计多于其他辖区。",
    "station_types": "{since}以来，{place}辖区发生{type}{n}起，在当地的诈骗中占比偏高。",
    "loss": "{since}以来，{type}造成的损失居各类之首，共{n}起。",
}


def _notice(finding: Finding, settings: WarningSettings, tip: str) -> str:
    """Return the text of a notice; it says nothing that could be laid at the victims' door."""
    audience, place, key = _audience(finding.where), _place(finding.where), finding.kind
    if key == "group" and audience == EVERYONE:
        key = "station_types" if finding.against_types else "station"
    elif key == "group":
        key = "types" if finding.against_types else "people"
    name = finding.type_title
    opening = _OPENINGS[key].format(
        place="我区" if place == EVERYWHERE else place,
        who=audience,
        n=finding.n,
        type=name if name.endswith(("诈骗", "案件")) else f"{name}诈骗",
        since=f"{finding.start.month}月{finding.start.day}日",
        days=(finding.end - finding.start).days + 1,
    )
    return f"{opening}{tip}如已转账，请立即拨打110；有疑问，请拨打反诈专线{settings.hotline}。"
