"""What the counts over time say: alarms of the last week, cases still to be reported, counts by true type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW, Frame, bounds
from fanzha.characteristics.measures import ALL
from fanzha.summarize.coding import Axis
from fanzha.summarize.period import Period
from fanzha.summarize.sentences import NO_NAMES, Facts, check_both, write
from fanzha.summarize.series import MAX_DELAY, Weeks, reporting_triangle, weeks_of
from fanzha.summarize.words import EN, ZH
from fanzha.taxonomy import Taxonomy
from fanzha.trends import Corrected, Judged, Method, Nowcast, Options, correct, nowcast, warning, within_budget

BUDGET: Final = 8  # alarms a week
_WEEK: Final = 7
# docs/trends.md has what both settings find and how often they cry wolf.
_WHOLE: Final = Options(least_years=2, variance="pearson")
_PARTS: Final = Options(least_years=2, alpha=0.001, bound="muan", variance="pearson")
_BASE: Final = 7  # weeks
_METHODS: Final = {
    Method.FARRINGTON: {ZH: "按历年同期", EN: "judged by the same weeks of earlier years"},
    Method.EARS: {ZH: "历史不足，按此前七周", EN: "short history, judged by the seven weeks before"},
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """A series that stands above what was to be expected.

    Attributes
    ----------
    series : int
        In `Outlook.weeks`.
    type, type_title, type_english, area : str
        ``area`` is empty for the whole district.
    chinese, english : str
    bare : bool
        Whether what was expected, and the limit, are left out: with the weeks that are shown they would tell one that is not.
    """

    series: int
    type: str
    type_title: str
    type_english: str
    area: str
    chinese: str
    english: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the counts over time say.

    Attributes
    ----------
    weeks : Weeks or None
        None where the data cover less than a week.
    judged : Judged or None
        Of the last week.
    method : ndarray of int, shape (series,)
        `fanzha.trends.Method`.
    alarms : tuple of Alarm
        The most urgent first, no more than the budget.
    over_budget : int
        Alarms that are not shown.
    n_judged : int
        Series that could be judged.
    nowcast : Nowcast or None
        Of days, the last of which ends the period; None where too few cases state the day of the fraud, or the data are too short.
    late : bool
        Whether the data reach more than a week beyond the period, so that reports need no forecast.
    short : bool
        Whether the data do not reach back as far as reports take.
    forecast, forecast_english : str
        Sentence about it; empty where there is none.
    corrected : Corrected or None
        Counts by true type, in the order of ``types``; None where the model that scored the cases is not at hand.
    types : tuple of str
        Codes, of ``corrected``.
    """

    weeks: Weeks | None
    judged: Judged | None
    method: NDArray[np.int8]
    alarms: tuple[Alarm, ...]
    over_budget: int
    n_judged: int
    nowcast: Nowcast | None
    forecast: str
    forecast_english: str
    corrected: Corrected | None
    types: tuple[str, ...]
    short: bool = False
    late: bool = False

    def verify(self) -> None:
        """Recompute every number of every sentence.

        Raises
        ------
        NumberError
            If a sentence disagrees with the counts.
        """
        for alarm in self.alarms:
            facts = _facts_of_alarm(self.weeks, self.judged, self.method, alarm)
            check_both(alarm.chinese, alarm.english, facts)
        if self.nowcast is not None and self.forecast:
            check_both(self.forecast, self.forecast_english, _facts_of_nowcast(self.nowcast))


def look_out(
    frame: Frame,
    period: Period,
    types: Axis,
    taxonomy: Taxonomy,
    *,
    min_cell: int,
    decided: Mapping[str, Any] | None = None,
    budget: int = BUDGET,
) -> Outlook:
    """Judge the last week of a period, and say what its counts will be.

    Parameters
    ----------
    frame : Frame
    period : Period
    types : Axis
        Of types, for their names.
    taxonomy : Taxonomy
    min_cell : int
        Smallest count that may be shown.
    decided : mapping, optional
        ``labels`` and ``counts`` of held-out texts by true type and decision, as the metrics of a bundle have them.
    budget : int
        Alarms at most.
    """
    oldest, newest, _, _ = bounds(frame)
    weeks = weeks_of(frame, oldest, period.end) if oldest is not None else None
    judged, method, alarms, over, n_judged = None, np.zeros(0, np.int8), [], 0, 0
    if weeks is not None:
        # The total of all types is no type, and not what anybody is to be sent to.
        judged, method = _judge(weeks)
        shown = within_budget(judged, len(weeks.keys))[0]
        n_judged = shown.n_judged
        enough = [i for i in shown.series if judged.observed[i, 0] >= min_cell and weeks.keys[i][0] != ALL]
        over = max(len(enough) - budget, 0)
        names = dict(zip(types.labels, zip(types.titles, types.english, strict=True), strict=True))
        for i in enough[:budget]:
            kind, area = weeks.keys[i]
            title, in_english = names.get(kind, (kind, kind))
            bare = Method(int(method[i])) != Method.FARRINGTON and tells_a_week(weeks.counts[i], min_cell)
            alarm = Alarm(i, kind, title, in_english, area, "", "", bare)
            facts = _facts_of_alarm(weeks, judged, method, alarm)
            alarms.append(replace(alarm, chinese=write(facts), english=write(facts, EN)))
    late = newest is not None and (newest - period.end).days > _WEEK
    ahead = None if late else _ahead(frame, period, min_cell)
    facts_ahead = _facts_of_nowcast(ahead) if ahead is not None else None
    codes, corrected = _corrected(frame, period, taxonomy, decided)
    return Outlook(
        weeks, judged, method, tuple(alarms), over, n_judged, ahead,
        write(facts_ahead) if facts_ahead else "", write(facts_ahead, EN) if facts_ahead else "", corrected, codes,
        oldest is None or (period.end - oldest).days < MAX_DELAY, late,
    )  # fmt: skip


def _judge(weeks: Weeks) -> tuple[Judged, NDArray[np.int8]]:
    """Judge the last week of every series; those of a type in one area by a stricter rule, there are so many."""
    last, starts = [weeks.counts.shape[1] - 1], np.array(weeks.starts, "datetime64[D]")
    whole = warning(weeks.counts, last, starts=starts, options=_WHOLE)
    parts = warning(weeks.counts, last, starts=starts, options=_PARTS)
    of_area = np.array([bool(area) for _, area in weeks.keys])
    joined = {
        f.name: np.where(of_area[:, None], getattr(parts.judged, f.name), getattr(whole.judged, f.name))
        for f in fields(Judged)
        if f.name != "weeks"
    }
    return replace(whole.judged, **joined), np.where(of_area, parts.method[:, 0], whole.method[:, 0])


def _facts_of_alarm(weeks: Weeks | None, judged: Judged | None, method: NDArray[np.int8], alarm: Alarm) -> Facts:
    if weeks is None or judged is None:
        return Facts("alarm", NO_NAMES, {})
    start, i = weeks.starts[-1], alarm.series
    end = start + timedelta(days=_WEEK - 1)
    how = _METHODS[Method(int(method[i]))]
    names = {
        ZH: {"type": alarm.type_title, "place": alarm.area or "全区", "days": f"{start:%m-%d}至{end:%m-%d}", "how": how[ZH]},
        EN: {
            "type": alarm.type_english, "place": alarm.area or "the district", "days": f"{start:%d %b} to {end:%d %b}", "how": how[EN],
        },
    }  # fmt: skip
    numbers = {
        "n": float(weeks.counts[i, -1]),
        "expected": float(judged.expected[i, 0]),
        "upper": float(judged.upper[i, 0]),
    }
    if alarm.bare:
        return Facts("alarm_bare", names, {"n": numbers["n"]})
    return Facts("alarm", names, numbers)


def tells_a_week(counts: NDArray[np.integer[Any]], least: int) -> bool:
    """Tell whether the mean of the seven weeks that the last one is held against gives away a count that is not shown.

    Parameters
    ----------
    counts : ndarray of int, shape (weeks,)
    least : int
        Smallest count that may be shown: weeks with fewer, but some, are not.
    """
    for behind in (1, 3):  # EARS C1 ends with the week before, C2 two weeks earlier
        base = counts[-behind - _BASE : -behind]
        small = base[(base > 0) & (base < least)]
        others = int(small.sum()) - (len(small) - 1)  # what is left for one if the others are 1 each
        most, fewest = min(least - 1, others), max(1, int(small.sum()) - (len(small) - 1) * (least - 1))
        if len(small) and most == fewest:
            return True
    return False


def _ahead(frame: Frame, period: Period, min_cell: int) -> Nowcast | None:
    table = reporting_triangle(frame, period.end)
    n = float(np.nansum(table))
    last = float(np.nansum(table[-_WEEK:]))
    # Delays that are estimated from fewer cases than there are steps say little.
    if n < 2 * MAX_DELAY or last < min_cell:
        return None
    kept = table[:, : MAX_DELAY + 1]
    weekly = _by_week(kept)
    found = nowcast(weekly)
    return found if bool(found.judged[-1]) else None


def _by_week(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a triangle of days as one of weeks, the last of which ends on the last day."""
    n_rows, n_delays = len(table) // _WEEK, (table.shape[1] - 1) // _WEEK
    days = table[len(table) - n_rows * _WEEK :]
    made = np.zeros((n_rows, n_delays + 1))
    for row in range(n_rows * _WEEK):
        for delay in range(table.shape[1]):
            if np.isnan(days[row, delay]):
                continue
            apart = min((row + delay) // _WEEK, n_rows - 1) - row // _WEEK
            made[row // _WEEK, min(apart, n_delays)] += days[row, delay]
    reach = np.arange(n_rows)[:, None] + np.arange(n_delays + 1)[None, :]
    made[reach > n_rows - 1] = np.nan
    return made


def _facts_of_nowcast(found: Nowcast) -> Facts:
    numbers = {
        "n": float(found.reported[-1]), "median": float(found.median[-1]), "low": float(found.low[-1]),
        "high": float(found.high[-1]), "share": 100 * float(found.share[-1]),
    }  # fmt: skip
    return Facts("nowcast", NO_NAMES, numbers)


def _corrected(
    frame: Frame, period: Period, taxonomy: Taxonomy, decided: Mapping[str, Any] | None
) -> tuple[tuple[str, ...], Corrected | None]:
    if not decided:
        return (), None
    labels = tuple(str(one) for one in decided["labels"])
    counted = dict(
        frame.rows(
            "SELECT CASE WHEN reviewed THEN ? ELSE type END, count(*) FROM cases WHERE day BETWEEN ? AND ? GROUP BY 1",
            (REVIEW, period.start, period.end),
        )
    )
    if not set(counted) <= {*labels, REVIEW}:
        return labels, None
    predicted = [counted.get(one, 0) for one in (*labels, REVIEW)]
    return labels, correct(predicted, decided["counts"])


def last_week(outlook: Outlook) -> tuple[date, date] | None:
    """Return first and last day of the week that was judged."""
    if outlook.weeks is None:
        return None
    start = outlook.weeks.starts[-1]
    return start, start + timedelta(days=_WEEK - 1)
