"""Early warning, reports still to come, and counts by true type."""

from __future__ import annotations

from itertools import islice

import numpy as np

from fanzha.bulletin import charts
from fanzha.bulletin.document import Block, Column, Figure, Grid, Hidden, Interval, Section, Value
from fanzha.bulletin.language import Words
from fanzha.summarize.outlook import Alarm, Outlook, last_week
from fanzha.summarize.picture import Picture
from fanzha.trends import Method

_DRAWN = 2  # alarms with a chart of their own
_WEEKS = 16  # of a chart
_SHARE = 1 / 3  # of the weeks that must be shown: of rare cases a chart would be empty


def outlook(picture: Picture, words: Words) -> Section | None:
    """Return the section on early warning; None where there is nothing to judge."""
    found = picture.outlook
    if found is None or found.weeks is None or found.judged is None:
        return None
    least = picture.summary.min_cell
    days = last_week(found)
    blocks: list[Block] = []
    if found.alarms:
        blocks.append(_table(found, words))
    drawn = (one for i in range(len(found.alarms)) if (one := _drawn(found, i, least, words)) is not None)
    blocks += islice(drawn, _DRAWN)
    corrected = _corrected(picture, words)
    if corrected is not None:
        blocks.append(corrected)
    lead = words("outlook_lead", start=words.day(days[0]), end=words.day(days[1])) if days else ""
    judged = "alarms_lead" if found.over_budget else "alarms_all" if found.alarms else "alarms_none"
    lead += words("gap") + words(
        judged, n=f"{found.n_judged:,}", least=least, shown=len(found.alarms), over=found.over_budget
    )
    return Section("outlook", words("outlook"), lead, tuple(blocks))


def _table(found: Outlook, words: Words) -> Grid:
    columns = (
        Column(words.start(words("axis_type"))), Column(words("place")), Column(words("this_week"), "count"),
        Column(words("expected"), "rate"), Column(words("limit"), "rate"), Column(words("judged_by")),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    if found.weeks is not None and found.judged is not None:
        for one in found.alarms:
            i = one.series
            how = words("by_years" if found.method[i] == Method.FARRINGTON else "by_weeks")
            rows.append(
                (
                    words.start(words.type(one.type)), one.area or words("of_area"), int(found.weeks.counts[i, -1]),
                    *(
                        (Hidden(words("aside")),) * 2
                        if one.bare
                        else (float(found.judged.expected[i, 0]), float(found.judged.upper[i, 0]))
                    ),
                    how,
                )
            )  # fmt: skip
    return Grid("alarms", words("alarms"), "", columns, tuple(rows))


def _drawn(found: Outlook, at: int, least: int, words: Words) -> Figure | None:
    """Draw the last weeks of a series, with the alarm; None where most of them may not be shown."""
    if found.weeks is None or found.judged is None:
        return None
    one: Alarm = found.alarms[at]
    if one.bare:
        return None
    counts = found.weeks.counts[one.series][-_WEEKS:]
    starts = found.weeks.starts[-_WEEKS:]
    shown = np.where((counts > 0) & (counts < least), np.nan, counts)
    if len(starts) < _WEEKS // 2 or np.isfinite(shown).mean() < _SHARE:
        return None
    expected, low, high = (np.full(len(starts), np.nan) for _ in range(3))
    expected[-1], high[-1] = found.judged.expected[one.series, 0], found.judged.upper[one.series, 0]
    low[-1] = max(float(found.judged.lower[one.series, 0]), 0.0)
    alarm = np.zeros(len(starts), dtype=bool)
    alarm[-1] = True
    place = one.area or words("of_area")
    title = words("chart_alarm", type=words.start(words.type(one.type, short=True)), place=place)
    caption = words("caption_alarm", most=least - 1)
    drawing = charts.band(
        starts, shown, expected, low, high, alarm, title=title, caption=caption, axis=words("axis_cases"),
        names=(words("observed"), words("expected_range"), words("alarm_mark")), alt=words.sentence(title, caption),
    )  # fmt: skip
    columns = (Column(words("week_of"), "date"), Column(words("now"), "count"))
    rows: list[tuple[Value, ...]] = [
        (start, words.hidden(int(n), least) if 0 < n < least else int(n))
        for start, n in zip(starts, counts, strict=True)
    ]
    grid = Grid(f"alarm_{at + 1}_weeks", title, "", columns, tuple(rows))
    return Figure(f"alarm_{at + 1}_figure", title, caption, drawing.wide, drawing.alt, grid, drawing.narrow)


def _corrected(picture: Picture, words: Words) -> Grid | None:
    found = picture.outlook
    if found is None or found.corrected is None:
        return None
    if found.corrected.why:
        return None
    least, hiding = picture.summary.min_cell, picture.summary.hiding
    rows: list[tuple[Value, ...]] = []
    order = np.argsort(-found.corrected.estimate, kind="stable")
    for i in order:
        code, raw = found.types[i], int(found.corrected.raw[i])
        if code == "benign" or raw < least or (hiding is not None and hiding.hides("type", code)):
            continue
        between = Interval(float(found.corrected.low[i]), float(found.corrected.high[i]))
        rows.append((words.start(words.type(code)), raw, float(found.corrected.estimate[i]), between))
    if not rows:
        return None
    columns = (
        Column(words.start(words("axis_type"))), Column(words("decided_n"), "count"), Column(words("estimated"), "rate", "", 0),
        Column(words("interval"), "interval"),
    )  # fmt: skip
    return Grid("by_true_type", words("by_true_type"), words("note_true_type"), columns, tuple(rows))
