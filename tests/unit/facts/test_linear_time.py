"""No expression takes more than its share of time on texts made to hurt it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

import fanzha.facts
from fanzha.facts import extract
from fanzha.text.scan import Scan

LENGTHS = (1_000, 2_000, 4_000, 8_000, 16_000)
FLOOR = 0.05  # seconds; below it a clock tells nothing
RATIO = 3.0  # of a doubling; linear work takes 2, quadratic 4


def _inside(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Scan):
        yield value.pattern
        yield from value.parts
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _inside(one, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from _inside(one, depth + 1)


def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.iter_modules(fanzha.facts.__path__):
        loaded = importlib.import_module(f"fanzha.facts.{module.name}")
        for name, value in vars(loaded).items():
            for number, pattern in enumerate(_inside(value)):
                if isinstance(pattern.pattern, str) and pattern.pattern not in {p.pattern for p in found.values()}:
                    found[f"{module.name}.{name}.{number}"] = pattern
    return found


PATTERNS = _patterns()


def _units(pattern: re.Pattern[str]) -> list[str]:
    """Return what to repeat: runs of the expression's own characters, and what most expressions let pass."""
    own = re.findall(r"[\u4e00-\u9fff]{1,4}|[a-z]{2,6}", pattern.pattern)
    words = list(dict.fromkeys(own))
    some = words[:2] + words[len(words) // 2 : len(words) // 2 + 1]
    return [*some, "".join(some) + "1", "1", "1万", "，", "a", "在"]


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.thread_time()
        for _match in pattern.finditer(text):
            pass
        best = min(best, time.thread_time() - start)
        if best < FLOOR:
            break
    return best


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 60


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_is_worse_than_linear(name: str) -> None:
    pattern = PATTERNS[name]
    for unit in _units(pattern):
        # A long one is tried first: where it is quick there is nothing to compare.
        if _seconds(pattern, (unit * (LENGTHS[-2] // len(unit) + 1))[: LENGTHS[-2]]) < FLOOR:
            continue
        times = [_seconds(pattern, (unit * (n // len(unit) + 1))[:n]) for n in LENGTHS]
        pairs = [(a, b) for a, b in pairwise(times) if b >= FLOOR]
        if all(b / max(a, FLOOR / 4) >= RATIO for a, b in pairs):
            # Once more: another process may have taken the processor.
            again = [
                min(t, _seconds(pattern, (unit * (n // len(unit) + 1))[:n]))
                for t, n in zip(times, LENGTHS, strict=True)
            ]
            assert any(b / max(a, FLOOR / 4) < RATIO for a, b in pairwise(again) if b >= FLOOR), (unit, again)


HOSTILE = (
    "转账", "1万", "损失", "，转1元", "我是", "（女，", "在的", "接到电话", "3月1日9时", "“甲”", "工商银行", "退还1元，", "年龄", "称", "5、", "下午三点转1元",
    "6222 0000 ", "某某", "做", "开店，", "微信", "11", "冻结1元",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_long_hostile_text_is_read_in_time(unit: str) -> None:
    def seconds(n: int) -> float:
        text = (unit * (n // len(unit) + 1))[:n]
        best = float("inf")
        for _ in range(2):
            start = time.thread_time()
            extract(text, date(2026, 3, 5))
            best = min(best, time.thread_time() - start)
        return best

    seconds(100)
    # Eight times the length: linear work takes 8 times as long, quadratic 64.
    assert seconds(16_000) < max(30 * seconds(2_000), 0.5)
