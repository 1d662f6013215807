"""Findings become drafted warnings: to whom, about what, in which words, resting on which cases."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from fanzha.errors import NumberError
from fanzha.taxonomy import Taxonomy
from fanzha.warn.protocols import FindingLike, SummaryLike
from fanzha.warn.settings import SMS_CHARACTERS, WarningSettings

_URGENCY = {"outbreak": "立即", "rise": "三日内", "group": "一周内"}


@dataclass(frozen=True, slots=True)
class Warning:
    """One drafted warning; a person decides whether it goes out.

    Attributes
    ----------
    number : int
    audience : str
        Group or place that it is for.
    place : str
        Station or street; 全区 where it is for all.
    type, type_name : str
    urgency : str
    sms : str
        At most 70 characters.
    notice : str
    tip : str
    n : int
    basis : str
        The sentence of the bulletin that it rests on.
    case_ids : tuple of str
    """

    number: int
    audience: str
    place: str
    type: str
    type_name: str
    urgency: str
    sms: str
    notice: str
    tip: str
    n: int
    basis: str
    case_ids: tuple[str, ...]


def _audience(f: FindingLike) -> str:
    sexes = {"female": "女性", "male": "男性"}
    if f.occupation:
        return f.occupation
    group = f"{f.band or ''}{sexes.get(f.sex or '', '')}"
    if group:
        return group + ("" if f.sex else "居民")
    return f"{f.area}辖区居民" if f.area else f"{f.street or '全区'}居民"


def draft_warnings(
    summary: SummaryLike, scored: pa.Table, taxonomy: Taxonomy, settings: WarningSettings, *, top: int
) -> list[Warning]:
    """Draft warnings for the top findings.

    Parameters
    ----------
    summary : Summary
    scored : pyarrow.Table
        Of `fanzha.schema.SCORED`; the cases that findings name must stand in it.
    taxonomy : Taxonomy
    settings : WarningSettings
    top : int
        How many at most.

    Returns
    -------
    list of Warning

    Raises
    ------
    NumberError
        If a finding rests on cases that are not there.
    """
    known = set(pc.cast(scored.column("case_id"), pa.string()).to_pylist())
    warnings: list[Warning] = []
    for sentence in summary.sentences:
        f = sentence.finding
        if f.kind not in _URGENCY or f.type not in settings.types or len(warnings) >= top:
            continue
        if len(f.case_ids) != f.n or not known.issuperset(f.case_ids):
            raise NumberError(
                "a warning must rest on cases that are there", f"{len(f.case_ids)} for {f.n}", "report this"
            )
        wording, name, who = settings.types[f.type], taxonomy.name(f.type), _audience(f)
        place = f.street or f.area or "全区"
        lead = f"近期{place if place != '全区' else ''}{name}高发"
        sms = f"【{settings.signature}】{lead}，{'请您' if f.street or f.area or who == '全区居民' else who}留意：{wording.trick}。{wording.advice}。"
        if len(sms) > SMS_CHARACTERS:
            sms = f"【{settings.signature}】{lead}：{wording.trick}。{wording.advice}。"[:SMS_CHARACTERS]
        tip = taxonomy[f.type].tip_zh
        notice = f"{who}：{sentence.text}常见手法是{wording.trick}。{tip}如已转账，请立即拨打110。"
        warnings.append(
            Warning(
                len(warnings) + 1, who, place, f.type, name, _URGENCY[f.kind], sms, notice, tip, f.n, sentence.text, f.case_ids
            )
        )  # fmt: skip
    return warnings
