"""Words, numbers, dates and names as a reader of Chinese or of English expects them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from fanzha import taxonomy
from fanzha.bulletin.document import Audience, Column, Document, Hidden, Interval, Kind, Language, Value
from fanzha.bulletin.strings import STRINGS, TYPES_SHORT
from fanzha.bulletin.strings_further import FURTHER
from fanzha.bulletin.strings_page import PAGE
from fanzha.summarize.period import Period
from fanzha.summarize.rounding import fixed, percent
from fanzha.summarize.words import in_english
from fanzha.taxonomy import Taxonomy

_STRINGS: Final = {**STRINGS, **FURTHER, **PAGE}
_WAN, _MILLION = 10_000, 1_000_000
_DIGITS: Final[Mapping[Kind, int]] = {"share": 1, "rate": 1, "ratio": 2, "money": 1}
_BAND = re.compile(r"(\d+)\s*[-–—至]\s*(\d+)\s*岁")
_OPEN_BAND = re.compile(r"(\d+)\s*岁(?:及)?以上")
# Whole months of the calendar that have a name, and the months in which they may begin.
_MONTHS: Final = {1: ("monthly", range(1, 13)), 3: ("quarterly", (1, 4, 7, 10)), 12: ("yearly", (1,))}


def _sign(value: float | Decimal) -> str:
    return "+" if value > 0 else ""


def periodicity(period: Period) -> str:
    """Return what a bulletin of a period is: ``daily``, ``weekly``, ``monthly``, ``quarterly``, ``yearly``, else ``bulletin``."""
    if period.days in (1, 7):
        return "daily" if period.days == 1 else "weekly"
    after = period.end + timedelta(days=1)
    if period.start.day != 1 or after.day != 1:
        return "bulletin"
    months = 12 * (after.year - period.start.year) + after.month - period.start.month
    name, begins = _MONTHS.get(months, ("bulletin", ()))
    return name if period.start.month in begins else "bulletin"


@dataclass(frozen=True, slots=True)
class Words:
    """A language.

    Attributes
    ----------
    language : str
        ``zh`` or ``en``.
    audience : str
        Who reads it: ``internal`` or ``public``.
    taxonomy : Taxonomy
        For the names of fraud types.
    marked : bool
        Whether counts that are too small may be told from those hidden for their sake.
    """

    language: Language
    audience: Audience
    taxonomy: Taxonomy
    marked: bool = True

    def __call__(self, key: str, **filled: object) -> str:
        """Return a string by its key, with what is in braces filled in.

        Numbers are filled in as they are given: write them with `count` or `show` first.
        """
        return _STRINGS[key][self.language == "en"].format(**filled)

    def day(self, value: date) -> str:
        """Return a date for a sentence: 2026年3月31日, 31 March 2026."""
        if self.language == "zh":
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{value.day} {calendar.month_name[value.month]} {value.year}"

    def span(self, period: Period) -> str:
        """Return the days of a period, and its name where it is a whole week, month, quarter or day."""
        start, end = period.start, period.end
        if start == end:
            return self.day(start)
        days = self("range", start=self.day(start), end=self.day(end))
        if start.year == end.year and start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
            if start.month == end.month:
                return self("month", year=start.year, month=start.month, name=calendar.month_name[start.month])
            if start.month % 3 == 1 and end.month == start.month + 2:
                return self("paren", a=self("quarter", year=start.year, n=end.month // 3), b=days)
        if period.days == 7 and start.isoweekday() == 1:
            return self("week", year=start.isocalendar().year, n=start.isocalendar().week, span=days)
        return self("days", span=days, n=f"{period.days:,}")

    def count(self, n: int, least: int = 0) -> str:
        """Return a number of cases; one that is too small to be shown as such."""
        return f"<{least}" if 0 < n < least else f"{n:,}"

    def hidden(self, n: int, least: int) -> Hidden:
        """Return what is shown for a count that is hidden: too small, or next to one that is."""
        return Hidden(f"<{least}" if n < least and self.marked else self("aside"))

    def money(self, yuan: float | Decimal, digits: int = 1, *, unit: bool = False) -> str:
        """Return an amount in 万元 with decimals, or in whole yuan, as the sentences of the language have it."""
        text = fixed(float(yuan) / _WAN, digits) if self.language == "zh" else fixed(float(yuan))
        return text + (self("money_unit") if self.language == "zh" else " " + self("money_unit")) if unit else text

    def total(self, yuan: float | Decimal) -> str:
        """Return a large amount with its unit, where there is little room."""
        if self.language == "zh":
            return self.money(yuan, 0, unit=True)
        return f"¥{fixed(float(yuan) / _MILLION, 2)} million" if yuan >= _MILLION else f"¥{fixed(float(yuan))}"

    def scale(self) -> int:
        """Return the yuan of the unit in which money is shown."""
        return _WAN if self.language == "zh" else 1

    def head(self, column: Column) -> str:
        """Return the head of a column, with its unit."""
        unit = column.unit or (self("money_unit") if column.kind == "money" else "")
        if not unit or column.unit == "%":
            return column.title
        return self("paren", a=column.title, b=unit)

    def show(self, column: Column, value: Value, left: Column | None = None) -> str:
        """Return a value as a reader sees it.

        Parameters
        ----------
        column : Column
        value : Value
        left : Column, optional
            For an interval, the column that it belongs to.
        """
        if value is None:
            return self("dash")
        if isinstance(value, Hidden):
            return value.text
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Interval):
            of = left or Column("", "rate")
            low, high = (None if b is None else self._number(of, b) for b in (value.low, value.high))
            if high is None:
                return self("dash") if low is None else f"≥{low}"
            return f"≤{high}" if low is None else f"{low}–{high}"
        return self._number(column, value)

    def _number(self, column: Column, value: float | Decimal) -> str:
        digits = _DIGITS.get(column.kind, 0) if column.digits is None else column.digits
        if column.kind == "money":
            return self.money(value, digits)
        if column.kind == "share":
            return f"{percent(value, digits)}%"
        if column.kind == "change":
            if column.unit == "%":
                return f"{_sign(value)}{percent(value, digits)}%"
            return f"{_sign(value)}{fixed(float(value), digits)}" if value else "0"
        return fixed(float(value), digits)

    def type(self, code: str, *, short: bool = False) -> str:
        """Return the name of a fraud type, or of what awaits review; the code itself where nobody knows it."""
        if self.language == "zh":
            return self.taxonomy.name(code)
        if short and code in TYPES_SHORT:
            return TYPES_SHORT[code]
        return self.taxonomy[code].en if code in self.taxonomy else self.name(code)

    def name(self, word: str) -> str:
        """Return a word of the tables: sexes, age bands, ways of contact; proper names stay as they are."""
        if self.language == "zh" or not word:
            return word
        if found := _BAND.fullmatch(word):
            return f"{found[1]}–{found[2]}"
        if found := _OPEN_BAND.fullmatch(word):
            return f"{found[1]} and over"
        return in_english(word)

    def start(self, text: str) -> str:
        """Return a text as the start of a line: with a capital in English."""
        return text[:1].upper() + text[1:] if self.language == "en" else text

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a list within a sentence."""
        return self("list").join(names)

    def sentence(self, subject: str, text: str) -> str:
        """Return what a sentence is about and its text as one sentence."""
        return self("colon", a=subject, b=text) if subject else text


def words_for(document: Document) -> Words:
    """Return the words of a finished bulletin."""
    return Words(document.language, document.audience, taxonomy.load())
