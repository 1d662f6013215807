"""Findings in plain sentences whose every number is recomputed before it is printed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from fanzha.errors import NumberError
from fanzha.summarize.findings import BASELINE_WEEKS, OUTBREAK_DAYS, Finding, describe_group
from fanzha.taxonomy import Taxonomy

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the finding it states.

    Attributes
    ----------
    text : str
    numbers : tuple of float
        Every number that the text shows, in order, as computed from the finding.
    finding : Finding
    """

    text: str
    numbers: tuple[float, ...]
    finding: Finding


def _one(value: float) -> str:
    return "1000" if value > 1000 else f"{value:.1f}"


def _ratio(f: Finding) -> tuple[str, list[float]]:
    """Write a ratio's interval with the numbers in it; where there is nothing to divide by, its lower bound alone."""
    if math.isinf(f.ratio):
        return f"此前为零，倍数不低于{_one(f.low)}（95%区间下限）", [f.low, 95.0]
    high = "不设上限" if math.isinf(f.high) else _one(f.high)
    numbers = [95.0, f.low] + ([] if math.isinf(f.high) else [f.high])
    return f"（95%区间 {_one(f.low)}–{high}）", numbers


def write(finding: Finding, taxonomy: Taxonomy) -> Sentence:
    """Write a finding as a sentence.

    Raises
    ------
    NumberError
        If a number in the sentence is not that of the finding.
    """
    f = finding
    name = taxonomy.name(f.type) if f.type else "全部类型"
    who = describe_group(f)
    interval, bounds = _ratio(f)
    if f.kind == "group" and f.measure == "rate":
        text = f"{who}遭遇{name}的发案率是其他居民的{_one(f.ratio)}倍{interval}：{f.n}起，占该类已知情况案件的{100 * f.n / (f.n + f.against):.0f}%。"
        numbers = [f.ratio, *bounds, f.n, 100 * f.n / (f.n + f.against)]
    elif f.kind == "group":
        text = f"{who}在{name}案件中的占比明显高于其他类型，优势比{_one(f.ratio)}{interval}：{f.n}起，该类其他已知情况{f.against:.0f}起。"
        numbers = [f.ratio, *bounds, f.n, f.against]
    elif f.kind == "rise":
        place = f"{f.area}辖区" if f.area else "全区"
        times = interval if math.isinf(f.ratio) else f"为上期的{_one(f.ratio)}倍{interval}"
        text = f"{place}{name}上升：本期{f.n}起，上期{f.against:.0f}起，{times}。"
        numbers = [f.n, f.against, *([] if math.isinf(f.ratio) else [f.ratio]), *bounds]
    elif f.kind == "outbreak":
        times = interval if math.isinf(f.ratio) else f"为其{_one(f.ratio)}倍{interval}"
        text = f"{f.street}近{OUTBREAK_DAYS}天{name}聚集：{f.n}起，此前至多{BASELINE_WEEKS}周平均每周{_one(f.against)}起，{times}。"
        numbers = [OUTBREAK_DAYS, f.n, BASELINE_WEEKS, f.against, *([] if math.isinf(f.ratio) else [f.ratio]), *bounds]
    else:
        text = (
            f"{name}造成的损失最多：{f.n}起案件共{(f.loss or 0) / 1e4:.1f}万元，占全部已知损失的{100 * f.ratio:.0f}%。"
        )
        numbers = [f.n, (f.loss or 0) / 1e4, 100 * f.ratio]
    sentence = Sentence(text, tuple(numbers), finding)
    # Digits inside names (30-39岁) are words, not statements.
    verify(sentence, words=(who, name))
    return sentence


def verify(sentence: Sentence, words: tuple[str, ...] = ()) -> None:
    """Read the numbers back out of a sentence and compare them with the finding.

    Parameters
    ----------
    sentence : Sentence
    words : tuple of str
        Names in it that contain digits.

    Raises
    ------
    NumberError
        If one differs by more than rounding, is missing, or is one too many.
    """
    text = sentence.text
    for word in words:
        text = text.replace(word, "", 1) if any(c.isdigit() for c in word) else text
    shown = _NUMBER.findall(text)
    if len(shown) != len(sentence.numbers):
        raise NumberError(
            "a sentence must show the numbers of its table", f"{len(shown)} of {len(sentence.numbers)}", "report this"
        )
    for piece, true in zip(shown, sentence.numbers, strict=True):
        places = len(piece.partition(".")[2])
        capped = true > 1000 and piece == "1000"
        if not capped and abs(float(piece) - true) > 0.5 * 10**-places + 1e-9:
            raise NumberError(
                "a number in a sentence must be that of its table", f"{piece} for {true:g}", "the bulletin was stopped"
            )
