"""Sentences out of counts: every number is read back from the finished sentence and recomputed before it is printed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from fanzha.characteristics.frame import REVIEW
from fanzha.errors import NumberError
from fanzha.statistics import count_interval, rate_ratio
from fanzha.summarize.book import Book, compare
from fanzha.summarize.findings import Finding, interval
from fanzha.summarize.rounding import fixed
from fanzha.summarize.tables import PER, Table
from fanzha.summarize.wordings import TEMPLATES
from fanzha.summarize.words import EN, ZH

_NUMBER = r"-?[0-9][0-9,]*(?:\.[0-9]+)?"
_WAN = 10_000
_NOTHING = "\x00"  # in place of a name that a table does not have: no sentence holds it
# Steps of a lower bound in public: so coarse that no count follows from them.
_TIMES: Final = (3.0, 2.0, 1.5)
NO_NAMES: Final[Mapping[str, Mapping[str, str]]] = {ZH: {}, EN: {}}

_SLOT = re.compile(r"<(\w+)>|\{(\w+):(\d)\}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sentence says.

    Attributes
    ----------
    template : str
        Its key among the wordings.
    names : dict
        Language to names.
    numbers : dict
    """

    template: str
    names: Mapping[str, Mapping[str, str]]
    numbers: Mapping[str, float]


def write(facts: Facts, language: str = ZH) -> str:
    """Return the sentence."""

    def fill(slot: re.Match[str]) -> str:
        name, number, digits = slot.groups()
        return facts.names[language][name] if name else fixed(facts.numbers[number], int(digits))

    return _SLOT.sub(fill, TEMPLATES[language][facts.template])


def check(sentence: str, facts: Facts, language: str = ZH) -> None:
    """Read all numbers of a sentence back and compare them with the facts.

    Parameters
    ----------
    sentence : str
    facts : Facts
        Recomputed from the counts, not those that the sentence was written from.
    language : str

    Raises
    ------
    NumberError
        If the sentence does not say what the facts say, or says an impossible number.
    """
    pattern, at = "", 0
    template = TEMPLATES[language][facts.template]
    for slot in _SLOT.finditer(template):
        name, number, _ = slot.groups()
        pattern += re.escape(template[at : slot.start()])
        pattern += re.escape(facts.names[language].get(name, _NOTHING)) if name else f"(?P<{number}>{_NUMBER})"
        at = slot.end()
    found = re.fullmatch(pattern + re.escape(template[at:]), sentence)
    if found is None:
        raise NumberError(
            f"a sentence of kind {facts.template} must say what its table says", "other words", "summarise again"
        )
    for key, text in found.groupdict().items():
        value = facts.numbers.get(key, math.nan)  # no number is right where the table has none
        half = 0.5 * 10.0 ** -len(text.partition(".")[2])
        # A little more than half a unit, for what binary fractions cannot hold.
        if not math.isfinite(value) or abs(float(text.replace(",", "")) - value) > half * (1 + 1e-6):
            raise NumberError(
                f"{key} in a sentence of kind {facts.template} must be {value:.6g}", text, "summarise again"
            )
        if key in ("share", "base_share") and not 0 <= value <= 100:
            raise NumberError("a share must lie between 0 and 100 %", text, "summarise again")


def check_both(chinese: str, english: str, facts: Facts) -> None:
    """Check a sentence in both languages; see `check`."""
    check(chinese, facts, ZH)
    check(english, facts, EN)


@lru_cache(maxsize=4096)
def _expected(n: int) -> tuple[float, float]:
    low, high = count_interval(n)
    return float(low), float(high)


def facts_of(finding: Finding, book: Book, types: Table) -> Facts:
    """Compute what the sentence of a finding has to say, from the counts.

    Parameters
    ----------
    finding : Finding
    book : Book
    types : Table
        Cases by type, for losses.
    """
    if finding.kind == "loss":
        return _loss(finding, types, book.min_cell)
    ref, one = finding.ref, compare(book, finding.ref)
    ratio, low, high = interval(book, ref)
    if not low > 1:
        raise NumberError("what stands out must lie above its comparison", f"a bound of {low:.3g}", "summarise again")
    alone = set(finding.where) <= {"area", "street"}  # a place, not people
    names = {
        ZH: {"type": finding.type_title, "group": finding.title, "place": finding.title or "全区"},
        EN: {
            "type": finding.type_english, "place": finding.title_english or "the district",
            "among": f"{'in' if alone else 'among'} {finding.title_english}",
            "people": f"people in {finding.title_english}" if alone else finding.title_english,
        },
    }  # fmt: skip
    if book.public:
        times = next((t for t in _TIMES if low >= t and one.base >= book.min_cell), None)
        if times is None:
            return Facts(f"{ref.method}_public", names, {})
        return Facts(f"{ref.method}_public_times", names, {"times": times})
    numbers = {"n": float(one.n), "base": float(one.base), "limit": float(book.min_cell)}
    numbers |= {"ratio": ratio, "low": low, "high": high}
    if ref.method == "rate":
        rate_low, rate_high = (b / one.exposure * PER for b in _expected(one.n))
        numbers |= {"rate": one.n / one.exposure * PER, "rate_low": rate_low, "rate_high": rate_high}
        numbers |= {"base_rate": one.base / one.base_exposure * PER}
    elif ref.method == "odds":
        rest = one.base_exposure + one.outside
        numbers |= {"share": 100 * one.n / (one.n + one.exposure), "base_share": 100 * one.base_exposure / rest}
    elif ref.method == "outbreak":
        weeks = one.base_exposure / 7
        numbers |= {"days": one.exposure, "weeks": weeks, "mean": one.base / weeks}
    suffix = "_few" if one.few else "_none" if not one.base or math.isinf(high) else ""
    return Facts(ref.method + suffix, names, numbers)


def _loss(finding: Finding, types: Table, least: int) -> Facts:
    cell, total = types.cell(finding.type), types.loss
    if not cell.loss or cell.median_loss is None or not total:
        raise NumberError("the largest loss must be there", "none", "summarise again")
    others = [
        c for c in types.cells
        if c.loss and not c.hidden and c.loss_n >= least and c.labels not in ((finding.type,), (REVIEW,))
    ]  # fmt: skip
    second = max(others, key=lambda c: c.loss or 0.0, default=None)
    # A type of few cases, or one that is not shown, may have lost more.
    shown = {finding.type, *(c.labels[0] for c in others)}
    some = any(
        c.labels != (REVIEW,) and c.labels[0] not in shown and (c.hidden or c.loss_hidden or c.loss_n)
        for c in types.cells
    )
    following = {ZH: "", EN: ""}
    if second:
        following[ZH] = f"，其次是{second.title}（{fixed((second.loss or 0.0) / _WAN, 1)}万元）"
        following[EN] = f", followed by {second.english} ({fixed(second.loss or 0.0)} yuan)"
    numbers = {"loss": cell.loss / _WAN, "share": 100 * cell.loss / total, "loss_n": float(cell.loss_n)}
    numbers |= {"n": float(cell.n), "median": cell.median_loss / _WAN}
    numbers |= {"loss_yuan": cell.loss, "median_yuan": cell.median_loss}
    if cell.median_low is not None and cell.median_high is not None:
        numbers |= {"median_low": cell.median_low / _WAN, "median_high": cell.median_high / _WAN}
        numbers |= {"median_low_yuan": cell.median_low, "median_high_yuan": cell.median_high}
    template = "loss" if "median_low" in numbers else "loss_few"
    names = {
        ZH: {"type": finding.type_title, "next": following[ZH], "scope": "在所列损失的类型中" if some else ""},
        EN: {"type": finding.type_english, "next": following[EN], "scope": " among the types whose losses are shown" if some else ""},
    }  # fmt: skip
    return Facts(template, names, numbers)


def facts_of_total(n: int, base: int | None, min_cell: int, days: tuple[int, int], *, reported: bool = True) -> Facts:
    """Compute what the first sentence has to say.

    Parameters
    ----------
    n, base : int, int or None
        Fraud cases in the period, and in the comparison period; None where the data do not cover it.
    min_cell : int
        Smallest count that may be shown.
    days : tuple of int
        Length of the period and of the comparison period: months differ.
    reported : bool
        Whether the data reach the period at all; of one that they do not reach, no case says nothing.
    """
    if not reported:
        return Facts("total_unreported", NO_NAMES, {})
    low, high = _expected(n)
    said = {"n": float(n), "low": low, "high": high, "limit": float(min_cell)}
    if 0 < n < min_cell:
        return Facts("total_few", NO_NAMES, said)
    if base is None:
        return Facts("total_alone", NO_NAMES, said)
    if base < min_cell:
        return Facts("total_base_few" if base else "total_none", NO_NAMES, said)
    ratio, ratio_low, ratio_high, _ = (float(v) for v in rate_ratio(n, base, *days))
    chance = ratio_low <= 1 <= ratio_high
    verdict = {
        ZH: {"verdict": "，变化在偶然波动之内" if chance else "，变化超出偶然波动"},
        EN: {"verdict": ", a change within chance" if chance else ", a change beyond chance"},
    }
    said |= {"base": float(base), "change": float(abs(n - base)), "ratio": ratio}
    said |= {"ratio_low": ratio_low, "ratio_high": ratio_high}
    return Facts("total_more" if n >= base else "total_less", verdict, said)


def day(value: date) -> str:
    """Return a date as a Chinese reader writes it."""
    return f"{value.year}年{value.month}月{value.day}日"
