"""When it happened, out of a narrative."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fanzha.facts.values import parse_date

_FULL = re.compile(
    r"(?<![0-9])(?P<y>20[0-9]{2})(?:年|-|/|\.)(?P<m>[0-9]{1,2})(?:月|-|/|\.)(?P<d>[0-9]{1,2})(?![0-9])[日号]?"
)
_SHORT = re.compile(r"(?<![0-9年])(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?")
_RELATIVE = {"大前天": 3, "前天": 2, "前日": 2, "前晚": 2, "昨天": 1, "昨日": 1, "昨晚": 1, "昨夜": 1, "昨晚上": 1}
_RELATIVE |= {"今天": 0, "今日": 0, "当日": 0, "今早": 0, "今晨": 0, "今晚": 0, "刚才": 0, "刚刚": 0}
_WORD = re.compile("|".join(sorted(_RELATIVE, key=len, reverse=True)))
_THIS_MONTH = re.compile(r"(?:本月|这个月|当月)(?P<d>[0-9]{1,2})[日号]")
# The date of the report, not of the fraud.
_REPORT = re.compile(
    r"^[^，。；]{0,12}(?:报警|报案|来所|来电|接报|接警|接到|到所|求助|反映|报称|陈述|登记|到派出所|到案|电话报)"
)
_AFTER_REPORT = re.compile(r"(?:称|报：|反映|陈述|报称|说)[：:，,“\"]?[^。]{0,6}$")


def occurred_on(text: str, reported_on: date | None) -> tuple[date, int, int] | None:
    """Return the date of the fraud with its span.

    A date behind "the victim states" goes before the date of the report; a date without year takes the latest year that
    does not lie after the report.

    Parameters
    ----------
    text : str
    reported_on : date, optional
        Without it only dates with a year count.
    """
    found: list[tuple[int, int, date, int]] = []
    year = reported_on.year if reported_on else None
    for match in _FULL.finditer(text):
        value = parse_date(f"{match['y']}-{match['m']}-{match['d']}")
        if value:
            found.append((_rank(text, match.start(), match.end()), match.start(), value.date(), match.end()))
            year = year or value.year
    anchor = reported_on or max((f[2] for f in found), default=None)
    if year is not None and anchor is not None:
        for match in _SHORT.finditer(text):
            if any(start <= match.start() < end for _, start, _, end in found):
                continue
            value = parse_date(f"{year}-{match['m']}-{match['d']}")
            if value is None:
                continue
            day = value.date()
            if reported_on is not None and day > anchor:
                day = _year_before(day)
            found.append((_rank(text, match.start(), match.end()), match.start(), day, match.end()))
    if reported_on is not None:
        for match in _THIS_MONTH.finditer(text):
            value = parse_date(f"{reported_on.year}-{reported_on.month}-{match['d']}")
            if value:
                found.append((_rank(text, match.start(), match.end()), match.start(), value.date(), match.end()))
        if not found:
            word = _WORD.search(text)
            if word:
                return reported_on - timedelta(days=_RELATIVE[word.group()]), word.start(), word.end()
    if not found:
        return None
    _, start, day, end = min(found)
    return day, start, end


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _rank(text: str, start: int, end: int) -> int:
    """0 for a date that the victim states, 1 for any, 2 for that of the report."""
    if _AFTER_REPORT.search(text[max(0, start - 10) : start]):
        return 0
    return 2 if _REPORT.match(text[end : end + 22]) else 1
