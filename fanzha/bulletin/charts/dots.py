"""Dots: rates with intervals, funnel plots, places by where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from fanzha.bulletin.charts.bars import floats, plain
from fanzha.bulletin.charts.style import (
    ALARM,
    BEFORE,
    INK,
    NOW,
    QUIET,
    SCALE,
    WIDE,
    Drawing,
    Row,
    both,
    broken,
    category,
    data,
    dot_size,
    room,
)  # fmt: skip
from fanzha.bulletin.display import columns_of

if TYPE_CHECKING:
    from altair import TopLevelMixin as Chart

_MEAN = "#a0522d"


def rates(
    names: Sequence[str], values: ArrayLike, low: ArrayLike, high: ArrayLike, texts: Sequence[str], *,
    title: str, caption: str, axis: str, mean: float | None = None, alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw one dot a name with its interval, in the order given.

    Parameters
    ----------
    names : sequence of str
    values, low, high : array-like, shape (names,)
    texts : sequence of str
        What stands after each interval.
    title, caption, axis, alt : str
    mean : float, optional
        Of all together, as a dashed line.
    """
    import altair

    labels = [broken(name) for name in names]
    rows: list[Row] = [
        {"name": label, "value": plain(v), "low": plain(a), "high": plain(b), "text": text}
        for label, v, a, b, text in zip(labels, floats(values), floats(low), floats(high), texts, strict=True)
    ]

    def draw(width: int) -> Chart:
        base = altair.Chart(data(rows)).encode(y=category(labels))
        x = altair.X(
            "low:Q", title=axis, scale=altair.Scale(zero=True, nice=True),
            axis=altair.Axis(tickCount=6 if width == WIDE else 4),
        )  # fmt: skip
        layers = [
            base.mark_rule(strokeWidth=3, color=BEFORE).encode(x=x, x2="high:Q"),
            base.mark_circle(size=90, color=NOW, opacity=1).encode(x=altair.X("value:Q", title=axis)),
            base.mark_text(align="left", dx=8, fontSize=12, color=INK).encode(
                x=altair.X("high:Q", title=axis), text="text:N"
            ),
        ]
        if mean is not None:
            line = altair.Chart(data([{"mean": mean}])).mark_rule(color=_MEAN, strokeDash=[4, 3])
            layers.insert(0, line.encode(x=altair.X("mean:Q", title=axis)))
        tail = min(130, 16 + 7 * max((columns_of(text) for text in texts), default=0))
        each = 34 if any("\n" in label for label in labels) else 30
        return altair.layer(*layers).properties(width=width - room(labels) - tail, height=each * len(rows))

    return both(title, caption, alt or f"{title}。{caption}", draw)


def funnel(
    names: Sequence[str], size: ArrayLike, values: ArrayLike, outside: ArrayLike, *,
    curve: ArrayLike, limits: Mapping[str, tuple[ArrayLike, ArrayLike]], mean: float,
    title: str, caption: str, axis_size: str, axis: str, alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw areas by their size with the limits within which chance would keep them (Spiegelhalter, 2005).

    Parameters
    ----------
    names : sequence of str
    size, values : array-like, shape (names,)
        Residents or expected cases, and the rate or ratio.
    outside : array-like of bool, shape (names,)
        Which are set off and named.
    curve : array-like, shape (points,)
        Sizes at which the limits are drawn, rising.
    limits : mapping of str to (array-like, array-like)
        Name of the limits (``95%``) to the lower and the upper ones at ``curve``.
    mean : float
        Of all areas together.
    title, caption, axis_size, axis, alt : str
    """
    import altair

    out = np.asarray(outside, dtype=bool)
    rows: list[Row] = [
        {"name": name if far else "", "size": plain(s), "value": plain(v), "far": bool(far)}
        for name, s, v, far in zip(names, floats(size), floats(values), out, strict=True)
    ]
    lines: list[Row] = []
    for name, (low, high) in limits.items():
        for side, bounds in (("low", floats(low)), ("high", floats(high))):
            lines += [
                {"size": s, "value": plain(b), "limits": name, "line": name + side}
                for s, b in zip(floats(curve), bounds, strict=True)
            ]
    dashes = [[1, 0], [5, 3], [2, 2]]

    def draw(width: int) -> Chart:
        x = altair.X("size:Q", title=axis_size, scale=altair.Scale(nice=True, zero=False),
                     axis=altair.Axis(tickCount=6 if width == WIDE else 4, grid=False))  # fmt: skip
        y = altair.Y("value:Q", title=axis, axis=altair.Axis(tickCount=6))
        names_of = list(limits)
        band = altair.Chart(data(lines)).mark_line(color=QUIET, strokeWidth=1.3, clip=True).encode(
            x=x, y=y, detail="line:N",
            strokeDash=altair.StrokeDash("limits:N", scale=altair.Scale(domain=names_of, range=dashes[: len(names_of)]),
                                         legend=altair.Legend(symbolType="stroke")),
        )  # fmt: skip
        level = altair.Chart(data([{"mean": mean}])).mark_rule(color=_MEAN).encode(y=altair.Y("mean:Q", title=axis))
        base = altair.Chart(data(rows)).encode(x=x, y=y)
        dots = base.mark_point(filled=True, size=80, opacity=1, stroke="white", strokeWidth=0.8).encode(
            color=altair.condition("datum.far", altair.value(ALARM), altair.value(NOW)),
            shape=altair.condition("datum.far", altair.value("diamond"), altair.value("circle")),
        )
        text = base.mark_text(align="left", dx=8, dy=-6, fontSize=12, color=INK).encode(text="name:N")
        return altair.layer(band, level, dots, text).properties(width=width - 90, height=360 if width == WIDE else 280)

    return both(title, caption, alt or f"{title}。{caption}", draw)


def places(
    names: Sequence[str], x: ArrayLike, y: ArrayLike, risk: ArrayLike, size: ArrayLike, *,
    title: str, caption: str, legend: str, named: ArrayLike | None = None, alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw streets where they lie, dark where the risk is high, large where there are many cases.

    Parameters
    ----------
    names : sequence of str
    x, y : array-like, shape (names,)
        Kilometres to the east and to the north of any origin; drawn to one scale.
    risk : array-like, shape (names,)
        Relative to the district; NaN where it is not shown: drawn hollow.
    size : array-like, shape (names,)
        Cases or residents; NaN where it is not shown: drawn small.
    title, caption, legend, alt : str
    named : array-like of bool, optional
        Which are named; all if not given.
    """
    import altair

    east, north, level, many = floats(x), floats(y), floats(risk), floats(size)
    chosen = np.ones(len(names), dtype=bool) if named is None else np.asarray(named, dtype=bool)
    largest = float(np.nanmax(many)) if np.isfinite(many).any() else 1.0
    rows: list[Row] = [
        {
            "name": names[i] if chosen[i] else "", "x": east[i], "y": north[i], "risk": plain(level[i]),
            "size": 60 + 640 * (many[i] / largest if np.isfinite(many[i]) else 0),
        }
        for i in range(len(names))
    ]  # fmt: skip
    reach = max(float(np.ptp(east)), float(np.ptp(north)), 1e-6) * 0.58
    middle = (float(east.min() + east.max()) / 2, float(north.min() + north.max()) / 2)

    def draw(width: int) -> Chart:
        side = width - 40 if width != WIDE else 560
        axis = altair.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)
        base = altair.Chart(data(rows)).encode(
            x=altair.X("x:Q", scale=altair.Scale(domain=[middle[0] - reach, middle[0] + reach]), axis=axis),
            y=altair.Y("y:Q", scale=altair.Scale(domain=[middle[1] - reach, middle[1] + reach]), axis=axis),
        )
        dots = base.transform_filter("isValid(datum.risk)").mark_circle(
            opacity=0.95, stroke=INK, strokeWidth=0.7).encode(
            size=dot_size(width),
            color=altair.Color("risk:Q", scale=altair.Scale(range=list(SCALE)), legend=altair.Legend(
                title=legend, titleColor=QUIET, titleFontSize=12, titleFontWeight="normal", titleLimit=0,
                gradientLength=200, orient="bottom", direction="horizontal")),
        )  # fmt: skip
        hollow = base.transform_filter("!isValid(datum.risk)").mark_circle(
            fill="white", stroke=QUIET, strokeDash=[2, 2], opacity=1
        ).encode(size=dot_size(width))  # fmt: skip
        # Names stand below their dots, clear of the largest ones.
        text = base.mark_text(fontSize=11 if width == WIDE else 9, color=INK, baseline="top", dy=15).encode(
            text="name:N"
        )
        return altair.layer(hollow, dots, text).properties(width=side, height=round(side * 0.8))

    return both(title, caption, alt or f"{title}。{caption}", draw)
