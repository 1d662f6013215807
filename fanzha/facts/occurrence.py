"""When it happened."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from fanzha.facts.family import FAMILY
from fanzha.facts.numerals import ZH_NUMERAL, parse_number_zh
from fanzha.facts.place import Place
from fanzha.facts.values import parse_date
from fanzha.text.scan import Scan

_FULL = Scan(
    FAMILY, r"(?<![0-9])(?P<y>20[0-9]{2})(?:年|-|/|\.)(?P<m>[0-9]{1,2})(?:月|-|/|\.)(?P<d>[0-9]{1,2})(?![0-9])[日号]?"
)
_YEAR = Scan(FAMILY, r"(?<![0-9])(?P<y>20[0-9]{2})年")
_MONTHS = Scan(FAMILY, r"[0-9]{1,2}月(?:间)?[至到](?:20[0-9]{2}年)?[0-9]{1,2}月(?!份?[0-9]{1,2}[日号])")
_SHORT = Scan(
    FAMILY, r"(?:(?<![0-9年])|(?<=[本同今去前]年))(?P<which>今年|去年|前年)?(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?"
)
# Years of the Republic of China: 112年3月22日 is 2023.
_MINGUO = Scan(FAMILY, r"(?<![0-9])(?P<y>1[0-3][0-9])年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日")
_JANUARY = Scan(FAMILY, r"元月(?P<d>[0-9]{1,2})[日号]")
_SPOKEN = Scan(
    FAMILY,
    r"(?<![一二三四五六七八九十年])(?P<m>十[一二]?|[一二三四五六七八九元])月(?P<d>(?:[二三]?十)?[一二三四五六七八九]|[二三]?十|廿[一二三四五六七八九]?)(?:[日号]|(?=[，。晚上下]))",
)
_POINT = Scan(
    FAMILY,
    r"(?:^|(?<=[\s:：，。；入|]))(?P<m>0?[1-9]|1[0-2])[.\-/](?P<d>0?[1-9]|[12][0-9]|3[01])(?=[ \t，。晚上下凌早中日到至、]|$)|^(?P<m2>0?[1-9]|1[0-2])[./](?P<d2>0?[1-9]|[12][0-9]|3[01])(?=[一-鿿])(?![万千百元块米公个折倍])",
)
_IN_MONTH = Scan(FAMILY, r"(?P<which>本月|这个月|当月|上个?月)(?P<d>[0-9]{1,2})[日号]")
_DAYS = {
    "大前天": 3,
    "大前日": 3,
    "前天": 2,
    "前日": 2,
    "前晚": 2,
    "昨天": 1,
    "昨日": 1,
    "昨晚": 1,
    "昨夜": 1,
    "昨早": 1,
    "寻日": 1,
    "寻晚": 1,
}
_DAYS |= {"昨晨": 1, "昨儿": 1, "夜儿": 1, "前夜": 2, "昨": 1, "今": 0, "今儿": 0, "当日": 0, "刚刚": 0, "刚": 0}
_DAYS |= {
    "昨儿个": 1,
    "昨个": 1,
    "昨个儿": 1,
    "噚日": 1,
    "噚晚": 1,
    "寻晚": 1,
    "前儿个": 2,
    "前儿": 2,
    "前个": 2,
    "今儿个": 0,
    "大前儿": 3,
}
_DAYS |= {
    "琴日": 1,
    "琴晚": 1,
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晨": 0,
    "今晚": 0,
    "刚才": 0,
    "刚刚": 0,
    "小时前": 0,
    "分钟前": 0,
}
_ALONE = {"昨": "昨(?=[0-9])", "今": "今(?=[0-9])", "刚": "刚(?=接|收|点|下|转|有|给|打|才)", "当日": "^当日"}
_RELATIVE = Scan(
    FAMILY,
    "|".join(_ALONE.get(w, w) for w in sorted(_DAYS, key=len, reverse=True))
    + f"|(?P<n>[0-9]{{1,2}}|[{ZH_NUMERAL}]{{1,2}})天(?:之|以)?前",
)
_WEEKDAY = Scan(FAMILY, r"(?P<which>上上|上|这|本)个?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])")
# What stands behind the date of a report, and in front of what the victim states.
_REPORT = re.compile(
    r"^[^，。；]{0,14}(?:报警|报案|来所|来电|接报|接警|接到[^，。；]{0,12}(?:报|求助|警情)|到所|求助|"
    r"反映|报称|报：|陈述|登记|到派出所|到案|电话报|来报|撤案)"
    r"|^[^，。；]{0,6}，(?:我局|我所|派出所|辖区[^，。；]{0,10}|"
    r"[^，。；（]{0,20}(?:（[^）]{0,20}）)?)(?:报警|报案|报称|到所|来所|求助|接报|接警|"
    r"接到[^，。；]{0,8}报)"
)
# In front of the date of a report.
_REPORT_AHEAD = re.compile("(?:报案|报警|登记|受理|接警|报送|填表|填报|笔录|来访|制单|撰写)(?:时间|日期)[:： ]{0,2}$")
_STATES = re.compile(
    r"(?:时间|发案|何时|案发日?为?|事发|时段|首触|经过)[:：为】 ]{0,2}$|(?:称|报：|反映|陈述|说|经询问|经了解|经初查|经查|据其介绍)[：，“]?[^。]{0,6}$"
)

_VICTIM_STATES = re.compile(r"(?:称|报|反映|陈述)[：:，其]{0,2}$")


def _ruled(text: str, found: list[_Told]) -> tuple[date, int] | None:
    """Return the date of the fraud by rule, and where it stands.

    What the victim states goes before the date of the report; a date without year takes the year told before it, or the
    latest that does not lie after the report.
    """
    dated = any(entry[0] < 2 for entry, rule in found if rule < _RELATIVELY)
    some = [
        entry
        for entry, rule in found
        # Where dates stand in the text, only a 昨天 that the victim states counts; 前一日 is then of the day told before it.
        if rule != _RELATIVELY or not dated or (entry[0] == 0 and _stated_by_victim(text, entry[1]))
    ]
    months = _MONTHS.search(text)
    if months and all(entry[1] > months.start() for entry in some):
        return None  # it went on for months
    # What is told of a day after the report came after the fraud.
    reports = [day for rank, _, day, _ in some if rank == 2]
    if any(e[0] < 3 for e in some):
        some = [e for e in some if e[0] < 3]
    some = [e for e in some if e[0] != 1 or not reports or e[2] <= min(reports)]
    return min(some)[2:0:-1] if some else None


# A time without a day, in what is told on the day itself.
_TODAY = Scan(
    FAMILY, r"刚(?!刚满|毕业|满)|今[天日早晚晨午朝]|当日|本日|下午|上午|中午|凌晨|早上|一早|[0-9]{1,2}[:时点][0-9]{0,2}"
)
_SPANS: Final = (0, 1, 2, 4, 8, 15, 32, 93, 366)  # days


def date_places(text: str, reported_on: date | None) -> list[Place]:
    """Return where the day of the fraud may be told: every day that the text tells, and today.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    reported_on : date, optional
        Without it only dates with a year count, and those without that follow one.
    """
    found = _told(text, reported_on)
    ruled = _ruled(text, found)
    today = None if reported_on is None else _TODAY.search(text)
    if reported_on is not None and today is not None:
        found.append(((1, today.start(), reported_on, today.end()), _TODAYS))
    if not found:
        return []
    found.sort(key=lambda told: told[0][1:3])
    days = [entry[2] for entry, _ in found]
    earliest, count = min(days), min(len(set(days)), 3)
    reports = [entry[2] for entry, _ in found if entry[0] == 2]
    places = []
    for n, ((rank, start, day, end), rule) in enumerate(found):
        chosen = ruled == (day, start)
        same = ruled is not None and ruled[0] == day
        away = 15 if reported_on is None else sum((reported_on - day).days > span for span in _SPANS)
        after = bool(reports) and day > min(reports)
        first = int(day == earliest)
        order = min(n, 3)
        marks = (
            rule, rule * 8 + rank, 2 * chosen + same, rule * 4 + 2 * chosen + same, order * 4 + count, 2 * first + after,
            (2 * first + after) * 8 + rank, away, away * 8 + rule, (ruled is None) * 8 + rule,
            ((2 * chosen + same) * 4 + order) * 4 + count, (2 * chosen + same) * 8 + 4 * first + rank,
        )  # fmt: skip
        places.append(Place(day, start, end, marks))
    return places


class Day(NamedTuple):
    """A day that a narrative tells, and where."""

    start: int
    end: int
    day: date


def days_of(places: Sequence[Place]) -> list[Day]:
    """Return the days among what `date_places` found that times of day may belong to: no weekdays, feasts and bare numbers."""
    return sorted(Day(place.start, place.end, place.value) for place in places if place.marks[0] <= _RELATIVELY)


_OPENING = 12  # characters; a report may begin with its own date
_REPORTED = re.compile(r"^[^。；]{0,90}?(?:到案|到所|报警|报案|来所)(?:称|反映|报|。|，)")


_Entry = tuple[int, int, date, int]  # rank (0 stated by the victim, 1 any, 2 of the report), start, day, end
_Told = tuple[_Entry, int]  # with the number of the rule that found it
_RELATIVELY: Final = 3
_TODAYS: Final = 7


def _told(text: str, reported_on: date | None) -> list[_Told]:
    """Return every day that a text tells, by rule."""
    found = [_with_year(text), _without_year(text, reported_on)]
    if reported_on is not None:
        found.append(_in_month(text, reported_on))
        # 昨天 in a report of 3月5日 is the day before that, not before the day of entry.
        reports = [day for rank, _, day, _ in sorted(itertools.chain(*found)) if rank == 2]
        found += [_relative(text, reports[0] if reports else reported_on), _of_month(text, reported_on)]
        found += [_feasts(text, reported_on), _weekdays(text, reported_on)]
    return [(entry, rule) for rule, some in enumerate(found) for entry in some]


def _stated_by_victim(text: str, start: int) -> bool:
    shifted = _SHIFTED.pattern.match(text, start) is not None
    return not shifted and _VICTIM_STATES.search(text[max(0, start - 8) : start]) is not None


def _entry(text: str, start: int, end: int, day: date) -> _Entry:
    if _REPORT_AHEAD.search(text[max(0, start - 8) : start]):
        return 2, start, day, end
    if _STATES.search(text[max(0, start - 12) : start]):
        return 0, start, day, end
    report = _REPORT.match(text[end : end + 60]) or (start < _OPENING and _REPORTED.match(text[end : end + 110]))
    return 2 if report else 1, start, day, end


def _day(year: int, month: str | int, day: str) -> date | None:
    found = parse_date(f"{year}-{month}-{day}")
    return found.date() if found else None


def _with_year(text: str) -> list[_Entry]:
    days = [(m, _day(int(m["y"]), m["m"], m["d"])) for m in _FULL.finditer(text)]
    days += [(m, _day(int(m["y"]) + 1911, m["m"], m["d"])) for m in _MINGUO.finditer(text)]
    return [_entry(text, *m.span(), day) for m, day in days if day]


def _without_year(text: str, reported_on: date | None) -> list[_Entry]:
    found: list[_Entry] = []
    years = list(_YEAR.finditer(text))
    ends = [m.end() for m in years]
    short = [(m, m["which"], m["m"], m["d"]) for m in _SHORT.finditer(text)]
    short += [
        (m, None, "1" if m["m"] == "元" else str(parse_number_zh(m["m"])), str(parse_number_zh(m["d"])))
        for m in _SPOKEN.finditer(text)
    ]
    short += [(m, None, "1", m["d"]) for m in _JANUARY.finditer(text)]
    short += [(m, None, m["m"] or m["m2"], m["d"] or m["d2"]) for m in _POINT.finditer(text)]
    for match, which, month, of_month in short:
        start, end = match.span()
        before = bisect_right(ends, start)
        if which:
            if reported_on is None:
                continue
            year = reported_on.year - ("今年", "去年", "前年").index(which)
        elif before:
            year = int(years[before - 1]["y"])
            if (
                reported_on is not None
                and year < reported_on.year - 1
                and any(mark in text[ends[before - 1] : start] for mark in "。\n）")
            ):
                year = reported_on.year  # 2024年亏过。我3月5日汇给他
        elif reported_on is not None:
            year = reported_on.year
        else:
            continue
        day = _day(year, month, of_month)
        if day is None and not which and not before:
            day = _day(year - 1, month, of_month)  # 29 February
        if day is None:
            continue
        if reported_on is not None and not which and day > reported_on:
            day = _year_before(day)
            if (reported_on - day).days > 300:  # 婚期定在6月8号: more likely a day to come
                found.append((3, start, day, end))
                continue
        found.append(_entry(text, start, end, day))
    return found


def _in_month(text: str, reported_on: date) -> list[_Entry]:
    found: list[_Entry] = []
    for match in _IN_MONTH.finditer(text):
        year, month = reported_on.year, reported_on.month
        if match["which"].startswith("上"):
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        day = _day(year, month, match["d"])
        if day:
            found.append(_entry(text, *match.span(), day))
    return found


_OF_MONTH = Scan(
    FAMILY,
    r"(?:(?<![0-9月.\-/第路街巷弄村里庄坊院道组幢栋楼座室驿园区镇城苑馆场桥门摊台至到])(?P<d>[0-9]{1,2})|(?<![一二三四五六七八九十第月])(?P<z>(?:二?十)?[一二三四五六七八九]|[二三]?十|三十一))[日号](?=[0-9上下晚早中夜凌刷，在我傍扫转付收接看加打他她对那头后]|[有被])",
)
_FEASTS = {
    "双十一": (11, 11), "双11": (11, 11), "国庆第一天": (10, 1), "国庆节": (10, 1), "国庆": (10, 1), "妇女节": (3, 8), "三八节": (3, 8), "教师节": (9, 10), "618": (6, 18), "双12": (12, 12), "六一": (6, 1), "儿童节": (6, 1), "情人节": (2, 14), "元旦": (1, 1), "五一": (5, 1),
    "圣诞": (12, 25), "双十二": (12, 12), "平安夜": (12, 24),
}  # fmt: skip
_FEAST = Scan(
    FAMILY,
    rf"(?<![0-9零一二三四五六七八九十百千万周期拜第])(?P<name>{'|'.join(_FEASTS)})(?:(?P<nth>第[二三四五六七])天|(?=那天|当天|当日|当晚|晚上|带|儿童节|那晚|早上|下午)|(?<!618)(?<!五一)(?<!六一)(?=，))",
)


def _of_month(text: str, reported_on: date) -> list[_Entry]:
    """Read days told without a month: the latest that does not lie after the report."""
    found: list[_Entry] = []
    for match in _OF_MONTH.finditer(text):
        number = int(match["d"]) if match["d"] else int(parse_number_zh(match["z"]) or 0)
        for months in (0, 1, 2):
            month = reported_on.month - months
            day = _day(reported_on.year - (month < 1), month if month > 0 else month + 12, str(number))
            if day is not None and day <= reported_on and number:
                found.append(_entry(text, *match.span(), day))
                break
    return found


def _weekdays(text: str, reported_on: date) -> list[_Entry]:
    """Read days of the week: 上周五 is that of the week before, which begins on Monday."""
    found: list[_Entry] = []
    for match in _WEEKDAY.finditer(text):
        back = {"上上": 14, "上": 7}.get(match["which"], 0)
        number = 6 if match["d"] in "日天" else "一二三四五六".index(match["d"])
        day = reported_on - timedelta(days=reported_on.weekday() + back - number)
        if day <= reported_on:
            found.append(_entry(text, *match.span(), day))
    return found


def _feasts(text: str, reported_on: date) -> list[_Entry]:
    """Read feasts that have a date: 双十一那天."""
    found: list[_Entry] = []
    for match in _FEAST.finditer(text):
        later = timedelta(days="一二三四五六七".index(match["nth"][1])) if match["nth"] else timedelta()
        day = date(reported_on.year, *_FEASTS[match["name"]]) + later
        day = day if day <= reported_on else _year_before(day)
        found.append(_entry(text, *match.span(), day))
    return found


_SHIFTED = Scan(FAMILY, r"(?:前一[日天]|头[一]?天|前日)(?=[0-9上下晚早中夜傍有，他她我其])")


_LONGEST: Final = 3660  # days; what is told to be longer ago is no date


def _relative(text: str, base: date) -> list[_Entry]:
    """Read 昨天 and the like."""
    found: list[_Entry] = [
        _entry(text, *match.span(), base - timedelta(days=1)) for match in _SHIFTED.finditer(text) if base > date.min
    ]
    for match in _RELATIVE.finditer(text):
        raw = match["n"]
        days = _DAYS.get(match.group()) if raw is None else (int(raw) if raw.isdigit() else parse_number_zh(raw))
        if days is not None and days <= _LONGEST and days < base.toordinal():
            found.append(_entry(text, *match.span(), base - timedelta(days=int(days))))
    return found


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
