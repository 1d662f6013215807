"""Dots: rates with intervals, funnel plots, places by where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanzha.bulletin.charts.bars import floats, plain
from fanzha.bulletin.charts.naming import LINE, named
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
_ALL_NAMED = 16  # of more dots, only those outside the limits are named
FloatArray = NDArray[np.float64]


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
        Which are set off and named; where there are few, the others are named as well as far as there is room.
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
    across, upright = floats(size), floats(values)
    rows: list[Row] = [
        {"size": plain(s), "value": plain(v), "far": bool(far)} for s, v, far in zip(across, upright, out, strict=True)
    ]
    lines: list[Row] = []
    for name, (low, high) in limits.items():
        for side, bounds in (("low", floats(low)), ("high", floats(high))):
            lines += [
                {"size": s, "value": plain(b), "limits": name, "line": name + side}
                for s, b in zip(floats(curve), bounds, strict=True)
            ]
    dashes = [[1, 0], [5, 3], [2, 2]]
    edges = (
        _reach(across, [float(s) for s in floats(curve)], 0.02),
        _reach(upright, [*(r["value"] for r in lines), mean], 0.04),
    )

    def draw(width: int) -> Chart:
        room_of = width - 90, 360 if width == WIDE else 280
        x = altair.X("size:Q", title=axis_size, scale=altair.Scale(domain=edges[0], nice=False, zero=False),
                     axis=altair.Axis(tickCount=6 if width == WIDE else 4, grid=False))  # fmt: skip
        y = altair.Y("value:Q", title=axis, scale=altair.Scale(domain=edges[1], nice=False, zero=False),
                     axis=altair.Axis(tickCount=6))  # fmt: skip
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
        letters = 12 if width == WIDE else 10
        said = _names(
            names, across, upright, out, edges, room_of, letters, [*_pieces(lines), (edges[0][0], mean, edges[0][1], mean)]
        )  # fmt: skip
        leads = altair.Chart(data(said)).transform_filter("datum.led").mark_rule(color=QUIET, strokeWidth=0.7).encode(
            x=x, y=y, x2="end_x:Q", y2="end_y:Q"
        )  # fmt: skip
        text = altair.Chart(data(said)).mark_text(
            align=altair.ExprRef("datum.align"), baseline="middle", fontSize=letters, lineBreak="\n",
            lineHeight=letters * LINE, color=INK,
        ).encode(x=altair.X("x:Q", title=axis_size), y=altair.Y("y:Q", title=axis), text="name:N")  # fmt: skip
        drawn = [band, level, leads, dots, text] if said else [band, level, dots]
        return altair.layer(*drawn).properties(width=room_of[0], height=room_of[1])

    return both(title, caption, alt or f"{title}。{caption}", draw)


def _reach(values: ArrayLike, others: Sequence[float], air: float) -> list[float]:
    """Return an axis that holds all values, with a little air."""
    every = np.r_[floats(values), floats(others)]
    every = every[np.isfinite(every)]
    low, high = float(every.min()), float(every.max())
    around = max(high - low, 1e-9) * air
    return [low - around if low - around > 0 or low < 0 else 0.0, high + around]


def _pieces(lines: Sequence[Row]) -> list[tuple[float, float, float, float]]:
    """Return the pieces of lines from point to point: from where to where."""
    return [
        (one["size"], one["value"], following["size"], following["value"])
        for one, following in pairwise(lines)
        if one["line"] == following["line"] and one["value"] is not None and following["value"] is not None
    ]


def _names(
    names: Sequence[str], across: FloatArray, upright: FloatArray, out: NDArray[np.bool_], edges: tuple[list[float], list[float]],
    room_of: tuple[int, int], letters: int, lines: Sequence[tuple[float, float, float, float]],
) -> list[Row]:  # fmt: skip
    """Return the names of dots with their places on the axes."""
    (left, right), (bottom, top) = edges
    wide, high = (right - left) / room_of[0], (top - bottom) / room_of[1]  # of a pixel
    known = [i for i in range(len(names)) if np.isfinite(across[i]) and np.isfinite(upright[i])]
    dots = [((float(across[i]) - left) / wide, (top - float(upright[i])) / high) for i in known]
    placed = named(
        dots, [names[i] if out[i] or len(names) <= _ALL_NAMED else "" for i in known], [bool(out[i]) for i in known], letters, room_of,
        [((x0 - left) / wide, (top - y0) / high, (x1 - left) / wide, (top - y1) / high) for x0, y0, x1, y1 in lines
         if np.isfinite([y0, y1]).all()],
    )  # fmt: skip
    made: list[Row] = []
    for one in placed:
        box, i = one.box, known[one.at]
        end = one.lead or dots[one.at]
        anchor = {"left": box[0], "center": (box[0] + box[2]) / 2, "right": box[2]}[one.align]
        made.append({
            "name": one.text, "size": float(across[i]), "value": float(upright[i]), "align": one.align,
            "x": left + anchor * wide, "y": top - (box[1] + letters * LINE / 2) * high,  # of the first line
            "led": one.lead is not None, "end_x": left + end[0] * wide, "end_y": top - end[1] * high,
        })  # fmt: skip
    return made


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
