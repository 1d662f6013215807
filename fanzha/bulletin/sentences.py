"""Findings as sentences: the Chinese ones are those of the summary, the English ones are written from the same facts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from fanzha.bulletin.language import Words
from fanzha.errors import NumberError
from fanzha.summarize import Finding, Summary
from fanzha.summarize.book import REVIEW
from fanzha.summarize.sentences import Facts, facts_of, facts_of_total

# Names stand in <>, numbers in {}; the number after the colon is that of decimals. Keys are those of the Chinese sentences.
_ENGLISH: Final = {
    "rate": "{n:0} cases among <group>, {rate:1} per 100,000 (95% interval {rate_low:1}–{rate_high:1}): {ratio:2} times the rate of "
    "other residents, {base_rate:1} (95% interval {low:2}–{high:2}).",
    "rate_few": "{n:0} cases among <group>, {rate:1} per 100,000 (95% interval {rate_low:1}–{rate_high:1}), fewer than {limit:0} among other "
    "residents; if those were {base:0} it would be {ratio:2} times their rate (95% interval {low:2}–{high:2}).",
    "rate_none": "{n:0} cases among <group>, {rate:1} per 100,000 (95% interval {rate_low:1}–{rate_high:1}), none among other residents: at "
    "least {low:2} times their rate (lower 95% bound).",
    "odds": "{n:0} cases among <group>, {share:1}% of this type against {base_share:1}% of the other types; odds ratio {ratio:2} (95% "
    "interval {low:2}–{high:2}).",
    "odds_few": "{n:0} cases among <group>, fewer than {limit:0} in the other types; if those were {base:0} the odds ratio would be {ratio:2} "
    "(95% interval {low:2}–{high:2}).",
    "odds_none": "{n:0} cases among <group>, none in the other types; odds ratio at least {low:2} (lower 95% bound).",
    "change": "<place>: {n:0} cases after {base:0} in the period before, {change:0} more, {ratio:2} times as many (95% interval "
    "{low:2}–{high:2}).",
    "change_few": "<place>: {n:0} cases after fewer than {limit:0} in the period before; if those were {base:0} it would be {ratio:2} times as "
    "many (95% interval {low:2}–{high:2}).",
    "change_none": "<place>: {n:0} cases after none in the period before; at least {low:2} times as many (lower 95% bound).",
    "outbreak": "<place>: {n:0} cases in the last {days:0} days after {base:0} in the {weeks:0} weeks before, {mean:1} a week; {ratio:2} times "
    "the mean (95% interval {low:2}–{high:2}).",
    "outbreak_few": "<place>: {n:0} cases in the last {days:0} days after fewer than {limit:0} in the {weeks:0} weeks before; if those were "
    "{base:0} it would be {ratio:2} times the mean (95% interval {low:2}–{high:2}).",
    "outbreak_none": "<place>: {n:0} cases in the last {days:0} days after none in the {weeks:0} weeks before; at least {low:2} times the mean "
    "(lower 95% bound).",
    "loss": "the largest loss, {loss:1} thousand yuan, {share:1}% of all stated losses<next>; {loss_n:0} of {n:0} cases state a loss, the "
    "median is {median:2} thousand yuan (95% interval {median_low:2}–{median_high:2}).",
    "loss_few": "the largest loss, {loss:1} thousand yuan, {share:1}% of all stated losses<next>; {loss_n:0} of {n:0} cases state a loss, the "
    "median is {median:2} thousand yuan (too few for an interval).",
    "total_more": "{n:0} cases of fraud (95% interval of the expected number {low:0}–{high:0}), {change:0} more than the {base:0} of the period "
    "before, {ratio:2} times as many (95% interval {ratio_low:2}–{ratio_high:2}), <verdict>.",
    "total_less": "{n:0} cases of fraud (95% interval of the expected number {low:0}–{high:0}), {change:0} fewer than the {base:0} of the "
    "period before, {ratio:2} times as many (95% interval {ratio_low:2}–{ratio_high:2}), <verdict>.",
    "total_few": "Fewer than {limit:0} cases of fraud: nothing is concluded.",
    "total_base_few": "{n:0} cases of fraud (95% interval of the expected number {low:0}–{high:0}); fewer than {limit:0} in the period before, "
    "so nothing is said on rise or fall.",
    "total_none": "{n:0} cases of fraud (95% interval of the expected number {low:0}–{high:0}); none in the period before, so nothing is said on "
    "rise or fall.",
    "total_alone": "{n:0} cases of fraud (95% interval of the expected number {low:0}–{high:0}); the data do not cover the period before, so "
    "nothing is said on rise or fall.",
}  # fmt: skip
_SLOT = re.compile(r"<(\w+)>|\{(\w+):(\d)\}")
_IN_WAN: Final = ("loss", "median", "median_low", "median_high")  # numbers that the facts give in 万元


def said(finding: Finding, summary: Summary, words: Words) -> tuple[str, str]:
    """Return the subject and the rest of a finding's sentence.

    Parameters
    ----------
    finding : Finding
        Of this summary.
    summary : Summary
    words : Words
    """
    if words.language == "zh" or summary.book is None:
        subject, _, rest = finding.sentence.partition("：")
        return subject, rest
    facts = facts_of(finding, summary.book, summary.tables["type"])
    where = place(finding, words)
    among = where if not set(finding.where) <= {"area", "street"} else f"residents of {where}"
    names = {"group": among, "place": where or words("of_area"), "next": _next(finding, summary, words)}
    return words.type(finding.type), _capital(_write(replace(facts, names=names)))


def headline(summary: Summary, words: Words) -> str:
    """Return the first sentence; empty where there is no period."""
    if words.language == "zh" or not summary.headline:
        return summary.headline
    facts = facts_of_total(summary.n, summary.n_before, summary.min_cell)
    if "verdict" in facts.names:
        within = float(facts.numbers["ratio_low"]) <= 1 <= float(facts.numbers["ratio_high"])
        verdict = "which chance alone can do" if within else "which is more than chance does"
        facts = replace(facts, names={"verdict": verdict})
    return _write(facts)


def place(finding: Finding, words: Words) -> str:
    """Return the group or the place of a finding; empty where it is the whole district."""
    if words.language == "zh":
        return finding.title
    where = finding.where
    places = [where[key] for key in ("area", "street") if where.get(key)]
    sex = {"female": "women", "male": "men"}.get(where.get("sex", ""), "")
    band, work = words.name(where.get("band", "")), words.name(where.get("occupation", ""))
    group = f"{sex or 'people'} of {band}" if band else sex
    who = " ".join(part for part in (group, work) if part)
    return f"{who} in {' '.join(places)}" if who and places else who or " ".join(places)


def _next(finding: Finding, summary: Summary, words: Words) -> str:
    """Return the type that lost second most, as the Chinese sentence has it."""
    cells = [
        c for c in summary.tables["type"].cells
        if c.loss and not c.hidden and c.labels not in ((finding.type,), (REVIEW,))
    ]  # fmt: skip
    second = max(cells, key=lambda c: c.loss or 0.0, default=None)
    if second is None:
        return ""
    return f", then {words.type(second.labels[0])} ({words.money(second.loss or 0.0)} thousand yuan)"


def _write(facts: Facts) -> str:
    numbers = {k: v * 10 if k in _IN_WAN else v for k, v in facts.numbers.items()}

    def fill(slot: re.Match[str]) -> str:
        name, number, digits = slot.groups()
        return facts.names[name] if name else f"{numbers[number]:,.{digits}f}"

    try:
        return _SLOT.sub(fill, _ENGLISH[facts.template])
    except KeyError as error:
        raise NumberError(
            "a sentence must have all its facts", f"none for {error.args[0]}", "add the English sentence"
        ) from None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
