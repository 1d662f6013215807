"""Times of day: when it happened, when it was reported, when the last payment was made."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from fanzha.facts.family import FAMILY
from fanzha.facts.numerals import parse_number_zh
from fanzha.facts.occurrence import Day
from fanzha.facts.place import Place
from fanzha.text.scan import Scan

_ZH = "零一二三四五六七八九十两"
_HALVES = "下昼|晏昼|朝早|上昼|今朝|凌晨|清晨|清早|早上|早晨|上午|中午|午后|下午|傍晚|黄昏|晚上|晚间|夜里|夜间|深夜|半夜|[昨今前当]?晚|[昨今]早|晨"
_CLOCK = Scan(
    FAMILY,
    rf"(?P<half>{_HALVES})?(?P<h>(?<![0-9:：.])[0-9]{{1,2}}|十[一二]?|[零一二三四五六七八九两])"
    rf"(?:[:：](?P<m>[0-5][0-9])(?![0-9])(?![:：][0-9]{{2}}[0-9])"
    rf"|[时点](?![了开击评赞进名卡上下数多个儿心播到])(?:(?P<m2>[0-9]{{1,2}}|[零一二三四五]?十?[{_ZH}]{{1,2}})(?=分|[，。；、）（ \n]|$|最|转|付|那|这|又|接|来|有|对|收|由|在|完|一)分?|(?P<half_hour>半)|(?P<quarter>[一三])刻)?"
    rf"|点(?=多|来|左右|钟|许|上下|不到|到|上))",
)
_AFTERNOON = frozenset(
    [
        "下昼",
        "晏昼",
        "午后",
        "下午",
        "傍晚",
        "黄昏",
        "晚上",
        "晚间",
        "夜里",
        "夜间",
        "深夜",
        "晚",
        "昨晚",
        "今晚",
        "前晚",
        "当晚",
    ]
)
_NIGHT = frozenset(["夜里", "夜间", "深夜", "半夜", "晚上", "晚", "昨晚", "今晚", "前晚", "当晚"])
# Words that move the day: 次日, 前一日.
_SHIFT = Scan(
    FAMILY,
    r"(?P<next>次日|翌日|隔天|隔日|第二天|次晨)|(?P<before>前一[日天]|头一天|前日)|(?P<same>当日|当天|当晚|同日)|(?P<of_month>(?<![0-9月.\-/])(?P<d>[0-9]{1,2})[日号](?![楼栋院线馆门店房室路单]))",
)
_REPORTS = re.compile(
    r"^[^。；]{0,3}?(?:，[^，。；]{0,30}?|[^，。；]{0,20}?)(?:报警(?!电话)|报案|来所|接报|接警|接到[^，。；]{0,12}(?:报|求助|警情)|到所|求助|报称|到案|接指令|接110)"
    r"|^(?:分|许)?[ ，]{0,2}来电(?:人|者|男|女|称|:|：|，)"
)
_BEFORE_REPORT = re.compile(
    r"(?:(?:接警|报警|受理|报案|接报)时间[是为在系于:： ]{0,2}|(?:接警|报警|报案)(?:是在|是|在|于))"
    r"(?:(?:[0-9]{4}[年\-/])?[0-9]{1,2}[月\-/][0-9]{1,2}[日号]?|[次翌当同今昨隔][日天晚晨]|第二天|[0-9]{1,2}[日号])?(?:的|，)? ?$|(?:来电|呼入)[:：]?$"
)
_LAST = re.compile(
    r"(?:最后|末次|末笔|最末|末|后一?笔|第[二三四五六][次笔]|最近一笔|转完|付完|汇完|最后这笔|最后那笔|终)[^。；]{0,18}$"
)
_LAST_AFTER = re.compile(r"^[^。；，]{0,4}(?:完成|付讫|转完|付完|汇完|付清|最后|那笔完)")
_PAYS = re.compile(
    r"^(?:，)?[^，。；\n]{0,48}?(?:再交|转(?!接|微信|到微信|至微信|[给到]?[^，。]{0,3}(?:警|民警|科|队|分局|客服|检察))|汇|付|扣|刷|划|充|打(?:款|了|过去|给[^，。]{0,6}[0-9])|取走|存入|送交|交给|交予)|^[0-9]{3,}|^[0-9.]+万"
)
_MOST: Final = 24  # times that are weighed; a text with more is a list
_UNPAID = re.compile(r"(?:要|让|叫|需|再要|催|未|没|不)[^，。；]{0,6}$")


class Moment(NamedTuple):
    """A time of day that a narrative tells."""

    start: int
    end: int
    at: datetime


def moments(
    text: str, occurred: tuple[date, int, int] | None, reported_on: date | None, days: list[Day]
) -> tuple[Moment | None, list[Place]]:
    """Return the time of the report, and where the time of the fraud and that of the last payment may be told.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    occurred : tuple of date, int, int, or None
        The date of the fraud with its span.
    reported_on : date, optional
        Day of the report.
    days : list of Day
        That the text tells (`fanzha.facts.occurrence.days_of`).

    Returns
    -------
    Moment or None
        None where no time of day is told for it.
    list of Place
        Other times of day, with a `datetime` each.
    """
    clocks = list(_CLOCK.finditer(text))
    if not clocks:
        return None, []
    told = _dated(text, clocks, days, occurred, reported_on)
    reported = next((m for m in told if _is_report(text, m)), None)
    rest = [m for m in told if m is not reported]
    first = None
    if occurred is not None:
        day = [m for m in rest if m.at.date() == occurred[0] or (m.at - timedelta(hours=6)).date() == occurred[0]]
        near = [m for m in day if 0 <= m.start - occurred[2] <= 10]
        first = next(iter(near or day), None)
        if first is not None and reported is not None and first.at > reported.at:
            first = None
    return reported, _places(text, rest, first, _last_paid(text, rest), occurred, reported)


def _places(
    text: str,
    told: list[Moment],
    first: Moment | None,
    last: Moment | None,
    occurred: tuple[date, int, int] | None,
    reported: Moment | None,
) -> list[Place]:
    """Return times of day as places that can be judged."""
    some = told[:_MOST]
    if not some:
        return []
    earliest, latest = min(m.at for m in some), max(m.at for m in some)
    count = min(len(some), 4)
    places = []
    for n, moment in enumerate(some):
        paid = _PAYS.match(text[moment.end : moment.end + 54])
        unpaid = paid is not None and _UNPAID.search(text[moment.end : moment.end + paid.end() - 1]) is not None
        said = _LAST.search(text[max(0, moment.start - 22) : moment.start]) is not None
        on_day = 2 if occurred is None else int(moment.at.date() == occurred[0])
        beside = occurred is not None and 0 <= moment.start - occurred[2] <= 10
        after = 2 if reported is None else int(moment.at > reported.at)
        ends = 2 * (moment.at == earliest) + (moment.at == latest)
        order = 0 if n == 0 else 2 if n == len(some) - 1 else 1
        ruled = 2 * (moment is first) + (moment is last)
        pays = (paid is not None) * 2 + unpaid
        marks = (
            ruled, ruled * 4 + ends, order * 8 + count, ends * 4 + on_day, on_day * 2 + beside, pays * 2 + said,
            (pays * 2 + said) * 4 + ends, after, (on_day * 4 + ends) * 4 + order, ruled * 16 + pays * 2 + said,
        )  # fmt: skip
        places.append(Place(moment.at, moment.start, moment.end, marks))
    return places


def _is_report(text: str, moment: Moment) -> bool:
    if _BEFORE_REPORT.search(text[max(0, moment.start - 20) : moment.start]):
        return True
    return _REPORTS.match(text[moment.end : moment.end + 34]) is not None


def _last_paid(text: str, told: list[Moment]) -> Moment | None:
    last = [
        m
        for m in told
        if _LAST.search(text[max(0, m.start - 22) : m.start]) or _LAST_AFTER.match(text[m.end : m.end + 10])
    ]
    if last:
        return max(last, key=lambda m: m.at)
    pays = []
    for m in told:
        found = _PAYS.match(text[m.end : m.end + 54])
        if found and not _UNPAID.search(text[m.end : m.end + found.end() - 1]):
            pays.append(m)
    return max(pays, key=lambda m: m.at) if pays else None


def _dated(
    text: str,
    clocks: list[re.Match[str]],
    days: list[Day],
    occurred: tuple[date, int, int] | None,
    reported_on: date | None,
) -> list[Moment]:
    marks: list[tuple[int, int, date | None, str, int]] = [(d.start, d.end, d.day, "day", 0) for d in days]
    covered = [(d.start, d.end) for d in days]
    for match in _SHIFT.finditer(text):
        if any(a <= match.start() < b for a, b in covered):
            continue
        kind = str(match.lastgroup) if match.lastgroup != "d" else "of_month"
        if match["of_month"]:
            kind = "of_month"
        marks.append((match.start(), match.end(), None, kind, int(match["d"] or 0)))
    marks.sort()
    found: list[Moment] = []
    at, current = 0, None
    previous: Moment | None = None
    for clock in clocks:
        while at < len(marks) and marks[at][0] <= clock.start():
            current = _moved(current, marks[at], reported_on)
            at += 1
        if current is None and reported_on is not None and not days:
            current = reported_on
        day = current or (occurred[0] if occurred is not None else reported_on)
        if day is None:
            continue
        moment = _time(clock, day, previous)
        if moment is None:
            continue
        found.append(moment)
        previous = moment
    return found


def _moved(current: date | None, mark: tuple[int, int, date | None, str, int], reported_on: date | None) -> date | None:
    _, _, day, kind, number = mark
    base = current or reported_on
    if kind == "day":
        return day
    if base is None or kind == "same":
        return base
    if kind == "of_month":
        moved = _in_month(base, number)
        if moved is not None and (reported_on is None or moved <= reported_on):
            return moved
        return _in_month(base.replace(day=1) - timedelta(days=1), number) or current
    return base + timedelta(days=1 if kind == "next" else -1)


def _in_month(base: date, number: int) -> date | None:
    """Return a day of the month of another; None where the month has no such day."""
    try:
        return base.replace(day=number)
    except ValueError:
        return None


def _goes_on(previous: datetime, day: date, hour: int) -> bool:
    """Tell whether an hour is one of the afternoon that was told before: 下午四点 ... 五点零五分."""
    return previous.date() == day and previous.hour >= 12 and 1 <= hour < 12 and hour + 12 >= previous.hour


def _time(clock: re.Match[str], day: date, previous: Moment | None) -> Moment | None:
    raw = clock["h"]
    hour = int(raw) if raw.isdigit() else int(parse_number_zh(raw) or 0)
    minute = 0
    told = clock["m"] or clock["m2"]
    if told:
        minute = int(told) if told.isdigit() else int(parse_number_zh(told.removeprefix("零")) or 0)
    elif clock["half_hour"]:
        minute = 30
    elif clock["quarter"]:
        minute = 15 if clock["quarter"] == "一" else 45
    half = clock["half"] or ""
    if (
        (half in _AFTERNOON and 1 <= hour < 12 and not (half in _NIGHT and hour <= 5))
        or (half == "中午" and 1 <= hour <= 3)
        or (not half and previous is not None and "点" in clock.group() and _goes_on(previous.at, day, hour))
    ):
        hour += 12
    late = previous is not None and previous.at.date() == day and previous.at.hour >= 18
    over = half in _NIGHT and hour <= 5 and half != "半夜"
    if hour == 12 and (half in _NIGHT or half in {"晚间", "凌晨"}):
        hour = 0 if half in {"半夜", "凌晨"} else 24  # 昨晚12点 is the end of that day
    if hour > 24 or minute > 59:
        return None
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)
    if (over and hour <= 5 and half in {"晚上", "昨晚", "当晚"}) or (late and half in {"凌晨", "半夜"}):
        moment += timedelta(days=1)
    return Moment(clock.start(), clock.end(), moment)
