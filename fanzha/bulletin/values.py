"""What values of the profiles are called, in Chinese and in English, and in which order they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fanzha.bulletin.language import Words
from fanzha.summarize.words import english

# In their order.
ORDERED: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "life_stage": {
        "minor": ("未成年（18岁以下）", "Minors (under 18)"), "adult": ("成年（18–59岁）", "Adults (18–59)"),
        "elderly": ("老年（60岁以上）", "Aged 60 or more"),
    },
    "outcome": {
        "prevented": ("钱款未转出", "No money left"), "recovered": ("部分或全部追回", "Some or all came back"),
        "lost": ("未追回", "Nothing came back"),
    },
    "repeated": {"yes": ("曾被骗", "Cheated before"), "no": ("首次被骗", "For the first time")},
    "loss_size": {
        "0": ("无损失", "None"), "<3000": ("不足3千元", "Under 3,000 yuan"), "<30000": ("3千至3万元", "3,000 to 30,000 yuan"),
        "<100000": ("3万至10万元", "30,000 to 100,000 yuan"), "<500000": ("10万至50万元", "100,000 to 500,000 yuan"),
        ">=500000": ("50万元以上", "500,000 yuan or more"),
    },
    "delay_size": {
        "<=30m": ("半小时内", "Within half an hour"), "<=2h": ("半小时至2小时", "Half an hour to 2 hours"),
        "<=24h": ("2小时至1天", "2 hours to a day"), "<=7d": ("1天至7天", "1 to 7 days"), ">7d": ("7天以上", "More than 7 days"),
    },
    "weekday": {
        "1": ("周一", "Monday"), "2": ("周二", "Tuesday"), "3": ("周三", "Wednesday"), "4": ("周四", "Thursday"),
        "5": ("周五", "Friday"), "6": ("周六", "Saturday"), "7": ("周日", "Sunday"),
    },
    "hour": {f"{h:02d}": (f"{h}时", f"{h:02d}:00") for h in range(24)},
}  # fmt: skip


def named(name: str, value: str, words: Words) -> str:
    """Return what a value of a property is called."""
    if value in ORDERED.get(name, {}):
        return ORDERED[name][value][words.language == "en"]
    if words.language == "zh":
        return value
    found = english(name, value)
    return words.start(found if found != value else words.name(value))
