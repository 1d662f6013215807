"""Charts over time: weeks by type, a line with what was expected, hours and weekdays, the life of scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from fanzha.bulletin.charts.bars import floats, plain
from fanzha.bulletin.charts.style import (
    ALARM,
    BEFORE,
    INK,
    NOW,
    PALE,
    QUIET,
    SCALE,
    THIRD,
    WIDE,
    Drawing,
    Row,
    both,
    category,
    data,
    dot_size,
    room,
    wrapped,
)  # fmt: skip

if TYPE_CHECKING:
    from altair import TopLevelMixin as Chart

_NAME = 46  # columns of a line of a script's name
_DAY = "toNumber(slice(datum.label,5,7))+'.'+toNumber(slice(datum.label,8,10))"


def weeks(
    panels: Sequence[str], starts: Sequence[date], counts: ArrayLike, earlier: ArrayLike, *,
    least: int, title: str, caption: str, when: tuple[str, str, str], alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw the weekly numbers of some types, one panel each.

    Parameters
    ----------
    panels : sequence of str
    starts : sequence of date
        First day of each week.
    counts : array-like, shape (panels, weeks)
        NaN where a count is too small to be shown: all such weeks are drawn grey and alike.
    earlier : array-like of bool, shape (weeks,)
        Which weeks belong to the period before.
    least : int
        Smallest count that may be shown.
    title, caption, alt : str
    when : tuple of str
        Names of this period, of the one before, and of weeks that are not shown.
    """
    import altair

    n, past = floats(counts), np.asarray(earlier, dtype=bool)
    rows: list[Row] = [
        {
            "panel": panels[i], "week": starts[j].isoformat(), "n": n[i, j] if np.isfinite(n[i, j]) else (least - 1) / 2,
            "when": when[2] if not np.isfinite(n[i, j]) else when[1] if past[j] else when[0],
        }
        for i, j in np.ndindex(n.shape)
    ]  # fmt: skip
    seen = {row["when"] for row in rows}
    domain = [w for w in (when[1], when[0], when[2]) if w in seen]
    colours = {when[1]: "#8fa3ba", when[0]: NOW, when[2]: PALE}

    def draw(width: int) -> Chart:
        across = min(3, len(panels)) if width == WIDE else 1
        marks = altair.Chart(data(rows)).mark_bar().encode(
            x=altair.X("week:O", title=None, axis=altair.Axis(
                labelAngle=0, labelOverlap="greedy", labelSeparation=14, ticks=False, labelPadding=4, labelExpr=_DAY)),
            y=altair.Y("n:Q", title=None, axis=altair.Axis(tickCount=3, tickMinStep=1)),
            color=altair.Color("when:N", scale=altair.Scale(domain=domain, range=[colours[w] for w in domain]),
                               legend=altair.Legend(offset=16)),
        ).properties(width=(width - 32 * across) // across - 2, height=110)  # fmt: skip
        faceted = marks.facet(
            facet=altair.Facet("panel:N", sort=list(panels), header=altair.Header(labelAnchor="start", title=None)),
            columns=across, spacing=18,
        )  # fmt: skip
        return faceted.resolve_scale(y="independent")

    return both(title, caption, alt or f"{title}。{caption}", draw)


def band(
    starts: Sequence[date], observed: ArrayLike, expected: ArrayLike, low: ArrayLike, high: ArrayLike, alarms: ArrayLike, *,
    title: str, caption: str, axis: str, names: tuple[str, str, str], alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw a series with what was expected and marks where it was beyond.

    Parameters
    ----------
    starts : sequence of date
    observed, expected, low, high : array-like, shape (weeks,)
        NaN where there is nothing to draw.
    alarms : array-like of bool, shape (weeks,)
    title, caption, axis, alt : str
    names : tuple of str
        Of the observed line, of the expected range, and of the alarms.
    """
    import altair

    alarm = np.asarray(alarms, dtype=bool)
    rows: list[Row] = [
        {
            "week": day.isoformat(), "n": plain(n), "expected": plain(e), "low": plain(a), "high": plain(b), "alarm": bool(x),
            "line": names[0], "range": names[1], "mark": names[2],
        }
        for day, n, e, a, b, x in zip(
            starts, floats(observed), floats(expected), floats(low), floats(high), alarm, strict=True
        )
    ]  # fmt: skip
    domain, colours = list(names), [NOW, BEFORE, ALARM]
    if not alarm.any():
        domain, colours = domain[:2], colours[:2]

    def draw(width: int) -> Chart:
        x = altair.X(
            "week:O", title=None,
            axis=altair.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=14, labelExpr=_DAY, ticks=False,
                             labelPadding=4),
            scale=altair.Scale(paddingOuter=0.3),
        )  # fmt: skip

        def colour(field: str) -> altair.Color:
            return altair.Color(f"{field}:N", scale=altair.Scale(domain=domain, range=colours))

        base = altair.Chart(data(rows)).encode(x=x)
        layers = [
            # Bars, because the range of a single week has no area.
            base.transform_filter("isValid(datum.high)")
            .mark_bar(opacity=0.75, width={"band": 0.9})
            .encode(y=altair.Y("low:Q", title=axis, axis=altair.Axis(tickCount=5)), y2="high:Q", color=colour("range")),
            base.transform_filter("isValid(datum.expected)")
            .mark_tick(thickness=2, color=QUIET)
            .encode(y=altair.Y("expected:Q", title=axis)),
            base.mark_line(strokeWidth=2.2, point={"size": 26, "filled": True, "color": NOW}).encode(
                y=altair.Y("n:Q", title=axis), color=colour("line")
            ),
        ]
        if alarm.any():
            over = base.transform_filter("datum.alarm").encode(y=altair.Y("n:Q", title=axis), color=colour("mark"))
            layers.append(over.mark_point(filled=True, size=130, shape="triangle-up", opacity=1, yOffset=-11))
        return altair.layer(*layers).properties(width=width - 76, height=260 if width == WIDE else 200)

    return both(title, caption, alt or f"{title}。{caption}", draw)


def heat(
    counts: ArrayLike, weekdays: Sequence[str], *, title: str, caption: str, legend: str, axis: str, alt: str = ""
) -> Drawing:
    """Draw hours by weekdays, dark where there are many cases.

    Parameters
    ----------
    counts : array-like, shape (7, 24)
        Cases by weekday and hour; NaN where a count may not be shown: left white, with a dot.
    weekdays : sequence of str
        Names, in the order of the rows.
    title, caption, legend, axis, alt : str
    """
    import altair

    n = floats(counts)
    rows: list[Row] = [{"day": weekdays[i], "hour": j, "n": plain(float(n[i, j]))} for i, j in np.ndindex(n.shape)]

    def draw(width: int) -> Chart:
        step = 3 if width == WIDE else 6
        base = altair.Chart(data(rows)).encode(
            x=altair.X("hour:O", title=axis, axis=altair.Axis(
                labelAngle=0, ticks=False, domain=False, values=list(range(0, 24, step)))),
            y=altair.Y("day:N", sort=list(weekdays), title=None, axis=altair.Axis(ticks=False, domain=False)),
        )  # fmt: skip
        cells = base.transform_filter("isValid(datum.n)").mark_rect(stroke="white", strokeWidth=1.5).encode(
            color=altair.Color("n:Q", scale=altair.Scale(range=list(SCALE), domainMin=0), legend=altair.Legend(
                title=legend, titleColor=QUIET, titleFontSize=12, titleFontWeight="normal", titleLimit=0,
                gradientLength=180, orient="bottom", direction="horizontal", tickCount=4)),
        )  # fmt: skip
        dots = base.transform_filter("!isValid(datum.n)").mark_point(size=8, filled=True, color=QUIET)
        return altair.layer(cells, dots).properties(width=width - 70, height=7 * (30 if width == WIDE else 22))

    return both(title, caption, alt or f"{title}。{caption}", draw)


def _height(label: str) -> int:
    return max(30, 6 + 14 * (label.count("\n") + 1))


def timeline(
    names: Sequence[str], starts: Sequence[date], counts: ArrayLike, states: Sequence[str], *,
    born: str, grown: str, faded: str, title: str, caption: str, alt: str = "", short: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """Draw the life of scripts: a line from first to last week, dots by weekly cases, and what became of each.

    Parameters
    ----------
    names : sequence of str
        In full; long ones stand on several lines.
    starts : sequence of date
        First day of each week.
    counts : array-like, shape (names, weeks)
        NaN where a count may not be shown: a small hollow dot.
    states : sequence of str
        For each: ``born``, ``grown``, ``faded`` or empty.
    born, grown, faded : str
        What a reader sees for these.
    title, caption, alt : str
    short : sequence of str
        Names for a telephone; the same if not given.
    """
    import altair

    n = floats(counts)
    largest = float(np.nanmax(n)) if np.isfinite(n).any() else 1.0
    said = {"born": born, "grown": grown, "faded": faded}
    known = [said.get(state, "") for state in states]
    met = [one for one in (born, grown, faded) if one in known]
    rows: list[Row] = [
        {
            "at": i, "week": starts[j].isoformat(), "state": known[i],
            "size": 30 + 420 * n[i, j] / max(largest, 1) if np.isfinite(n[i, j]) else 22, "few": not np.isfinite(n[i, j]),
        }
        for i, j in np.ndindex(n.shape) if n[i, j] != 0
    ]  # fmt: skip
    spans: list[Row] = []
    for i in range(len(names)):
        active = np.flatnonzero(n[i] != 0)
        if len(active):
            first, last = starts[int(active[0])].isoformat(), starts[int(active[-1])].isoformat()
            spans.append({"at": i, "first": first, "last": last, "state": known[i]})
    weeks_of = [day.isoformat() for day in starts]

    def draw(width: int) -> Chart:
        labels = [wrapped(name, _NAME) for name in names] if width == WIDE or not short else list(short)
        scale = altair.Scale(domain=weeks_of)
        axis = altair.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=14, labelExpr=_DAY, ticks=False,
                           labelPadding=4)  # fmt: skip
        colour = altair.Color(
            "state:N", scale=altair.Scale(domain=[born, grown, faded, ""], range=[ALARM, THIRD, BEFORE, NOW]),
            # A legend of nothing has no size.
            legend=altair.Legend(values=met, symbolType="circle") if met else None,
        )  # fmt: skip
        y = category(labels)
        line = altair.Chart(data([{**row, "name": labels[row["at"]]} for row in spans])).mark_rule(color=PALE, strokeWidth=4).encode(
            x=altair.X("first:O", scale=scale, axis=axis, title=None), x2="last:O", y=y
        )  # fmt: skip
        named = [{**row, "name": labels[row["at"]]} for row in rows]
        base = altair.Chart(data(named)).encode(x=altair.X("week:O", scale=scale, axis=axis, title=None), y=y)
        dots = base.transform_filter("!datum.few").mark_circle(opacity=1, stroke="white", strokeWidth=0.8).encode(
            size=dot_size(width), color=colour
        )  # fmt: skip
        hollow = base.transform_filter("datum.few").mark_circle(fill="white", stroke=QUIET, opacity=1).encode(
            size=dot_size(width)
        )  # fmt: skip
        text = altair.Chart(data([{**row, "name": labels[row["at"]]} for row in spans])).mark_text(align="left", dx=14, fontSize=12, color=INK).encode(
            x=altair.X("last:O", scale=scale, axis=axis, title=None), y=y, text="state:N"
        )  # fmt: skip
        return altair.layer(line, hollow, dots, text).properties(
            width=width - room(labels, whole=True) - 60, height=max(map(_height, labels), default=30) * len(labels)
        )

    return both(title, caption, alt or f"{title}。{caption}", draw)
