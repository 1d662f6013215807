"""Bars: one number a name, this period beside the one before, groups side by side, distributions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanzha.bulletin.charts.style import (
    BEFORE,
    INK,
    NOW,
    THIRD,
    WIDE,
    Drawing,
    Row,
    both,
    broken,
    category,
    data,
    room,
)  # fmt: skip
from fanzha.bulletin.display import columns_of

if TYPE_CHECKING:
    from altair import TopLevelMixin as Chart


def floats(values: ArrayLike) -> NDArray[np.float64]:
    """Return values as an array of floats; None becomes NaN."""
    return np.asarray(values, dtype=np.float64)


def plain(value: float) -> float | None:
    """Return a number for a chart's data, None where it is NaN."""
    return float(value) if np.isfinite(value) else None


def bars(
    names: Sequence[str], values: ArrayLike, texts: Sequence[str], *, title: str, caption: str, axis: str, alt: str = ""
) -> Drawing:
    """Draw one bar a name, in the order given.

    Parameters
    ----------
    names : sequence of str
    values : array-like, shape (names,)
    texts : sequence of str
        What stands at the end of each bar.
    title, caption, axis, alt : str
        What a reader sees; ``alt`` is title and caption if not given.
    """
    import altair

    labels = [broken(name) for name in names]
    rows: list[Row] = [
        {"name": label, "value": plain(v), "text": text}
        for label, v, text in zip(labels, floats(values), texts, strict=True)
    ]

    def draw(width: int) -> Chart:
        base = altair.Chart(data(rows)).encode(
            y=category(labels),
            x=altair.X("value:Q", title=axis, axis=altair.Axis(tickCount=6 if width == WIDE else 4)),
        )
        marks = base.mark_bar(cornerRadiusEnd=2, color=NOW, height={"band": 0.72})
        text = base.mark_text(align="left", dx=4, fontSize=12, color=INK).encode(text="text:N")
        return (marks + text).properties(width=width - room(labels) - _tail(texts), height=_height(labels, 25))

    return both(title, caption, alt or f"{title}。{caption}", draw)


def against(
    names: Sequence[str], now: ArrayLike, before: ArrayLike | None, texts: Sequence[str], *,
    title: str, caption: str, axis: str, when: tuple[str, str], alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw two bars a name: this period and the one before.

    Parameters
    ----------
    names : sequence of str
    now : array-like, shape (names,)
    before : array-like, shape (names,), or None
        NaN where nothing may be drawn; None where there is no period before.
    texts : sequence of str
        What stands at the end of the bar of this period.
    title, caption, axis, alt : str
    when : tuple of str
        Names of the two periods, this one first.
    """
    import altair

    labels = [broken(name) for name in names]
    rows: list[Row] = [
        {"name": label, "when": when[0], "n": plain(v) or 0, "text": text}
        for label, v, text in zip(labels, floats(now), texts, strict=True)
    ]
    if before is not None:
        rows += [
            {"name": label, "when": when[1], "n": plain(v) or 0, "text": ""}
            for label, v in zip(labels, floats(before), strict=True)
        ]
    whens = list(when[: 1 if before is None else 2])

    def draw(width: int) -> Chart:
        base = altair.Chart(data(rows)).encode(
            y=category(labels),
            yOffset=altair.YOffset("when:N", sort=whens),
            x=altair.X("n:Q", title=axis, axis=altair.Axis(tickCount=6 if width == WIDE else 4, tickMinStep=1)),
        )
        marks = base.mark_bar(cornerRadiusEnd=2).encode(
            color=altair.Color("when:N", scale=altair.Scale(domain=whens, range=[NOW, BEFORE][: len(whens)]))
        )
        text = base.mark_text(align="left", dx=4, fontSize=12, color=INK).encode(text="text:N")
        height = _height(labels, 24 if before is None else 34)
        return (marks + text).properties(width=width - room(labels) - _tail(texts), height=height)

    return both(title, caption, alt or f"{title}。{caption}", draw)


def groups(
    names: Sequence[str], kinds: tuple[str, str], values: ArrayLike, low: ArrayLike | None, high: ArrayLike | None, *,
    title: str, caption: str, axis: str, alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw upright bars of two kinds a name (sexes in age bands), with their intervals.

    Parameters
    ----------
    names : sequence of str
    kinds : tuple of str
        Names of the two kinds.
    values : array-like, shape (names, 2)
        NaN where there is nothing to draw.
    low, high : array-like, shape (names, 2), or None
        Bounds.
    title, caption, axis, alt : str
    """
    import altair

    shown = floats(values)
    bounds = None if low is None or high is None else (floats(low), floats(high))
    rows: list[Row] = []
    for i, j in np.ndindex(shown.shape):
        if np.isfinite(shown[i, j]):
            row: Row = {"name": names[i], "kind": kinds[j], "value": shown[i, j]}
            if bounds is not None:
                row |= {"low": plain(float(bounds[0][i, j])), "high": plain(float(bounds[1][i, j]))}
            rows.append(row)

    def draw(width: int) -> Chart:
        base = altair.Chart(data(rows)).encode(
            x=altair.X(
                "name:N", sort=list(names), title=None,
                axis=altair.Axis(labelAngle=0, ticks=False, labelPadding=6, labelOverlap=False,
                                 labelExpr="split(datum.label,' ')"),
            ),
            xOffset=altair.XOffset("kind:N", sort=list(kinds)),
        )  # fmt: skip
        marks = base.mark_bar(cornerRadiusEnd=2).encode(
            y=altair.Y("value:Q", title=axis, axis=altair.Axis(tickCount=5)),
            color=altair.Color("kind:N", scale=altair.Scale(domain=list(kinds), range=[NOW, THIRD])),
        )
        layers = [marks]
        if bounds is not None:
            layers.append(
                base.mark_rule(color=INK, strokeWidth=1.4).encode(y=altair.Y("low:Q", title=axis), y2="high:Q")
            )
        return altair.layer(*layers).properties(width=width - 76, height=260 if width == WIDE else 220)

    return both(title, caption, alt or f"{title}。{caption}", draw)


def multiples(
    panels: Sequence[str], names: Sequence[str], values: ArrayLike, low: ArrayLike, high: ArrayLike, *,
    title: str, caption: str, axis: str, columns: int = 3, alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw small bars with intervals, one panel each, all on one scale.

    Parameters
    ----------
    panels, names : sequence of str
    values, low, high : array-like, shape (panels, names)
        NaN where there is nothing to draw.
    title, caption, axis, alt : str
    columns : int
        Panels in a row on a wide page.
    """
    import altair

    labels = [broken(name) for name in names]
    shown, lows, highs = floats(values), floats(low), floats(high)
    rows: list[Row] = [
        {
            "panel": panels[i], "name": labels[j], "value": shown[i, j],
            "low": plain(float(lows[i, j])), "high": plain(float(highs[i, j])),
        }
        for i, j in np.ndindex(shown.shape) if np.isfinite(shown[i, j])
    ]  # fmt: skip

    def draw(width: int) -> Chart:
        across = columns if width == WIDE else 1
        each = (width - room(labels) - 40) // across - 16
        base = altair.Chart(data(rows)).encode(y=category(labels))
        x = altair.X("value:Q", title=axis, axis=altair.Axis(tickCount=4))
        marks = base.mark_bar(cornerRadiusEnd=2, color=BEFORE, height={"band": 0.7}).encode(x=x)
        rule = base.mark_rule(color=INK, strokeWidth=1.4).encode(x=altair.X("low:Q", title=axis), x2="high:Q")
        layered = altair.layer(marks, rule).properties(width=each, height=_height(labels, 20))
        return layered.facet(
            facet=altair.Facet("panel:N", sort=list(panels), header=altair.Header(labelAnchor="start", title=None)),
            columns=across, spacing=16,
        )  # fmt: skip

    return both(title, caption, alt or f"{title}。{caption}", draw)


def distribution(
    edges: ArrayLike, counts: ArrayLike, *, title: str, caption: str, axis: str, axis_n: str,
    marks: Sequence[tuple[float, str]] = (), label: Callable[[float], str] = "{:g}".format, alt: str = "",
) -> Drawing:  # fmt: skip
    """Draw how losses are spread, on a scale of powers of ten.

    Parameters
    ----------
    edges : array-like, shape (bins + 1,)
        Rising and above zero.
    counts : array-like, shape (bins,)
        NaN where a count may not be shown: its bin stays empty.
    title, caption, axis, axis_n, alt : str
    marks : sequence of (float, str)
        Values to mark by a line, such as the median, and their labels.
    label : callable
        How an edge is written.
    """
    import altair

    ends, n = floats(edges), floats(counts)
    rows: list[Row] = [
        {"low": ends[i], "high": ends[i + 1], "n": n[i], "zero": 0} for i in range(len(n)) if np.isfinite(n[i])
    ]
    lines: list[Row] = [{"at": at, "text": text} for at, text in marks]
    # Room above the bars for what the marks say.
    top = float(np.nanmax(n)) * (1.18 if lines else 1.0) if np.isfinite(n).any() else 1.0
    named = {f"{edge:.10g}": label(float(edge)) for edge in ends}

    def draw(width: int) -> Chart:
        every = 1 if width == WIDE or len(ends) <= 6 else 2
        chosen = [float(edge) for edge in ends[::every]]
        expression = "{" + ",".join(f"'{k}':'{v}'" for k, v in named.items()) + "}[format(datum.value,'.10~g')]"
        scale = altair.Scale(type="log", domain=[float(ends[0]), float(ends[-1])], nice=False)
        x = altair.X(
            "low:Q", title=axis, scale=scale, axis=altair.Axis(values=chosen, labelExpr=expression, grid=False)
        )
        base = altair.Chart(data(rows)).mark_bar(color=NOW, binSpacing=1, stroke="white", strokeWidth=1)
        layers = [
            base.encode(
                x=x,
                x2="high:Q",
                y=altair.Y(
                    "n:Q", title=axis_n, axis=altair.Axis(tickCount=5), scale=altair.Scale(domain=[0, max(top, 1)])
                ),
                y2="zero:Q",
            )
        ]
        if lines:
            over = altair.Chart(data(lines))
            layers.append(
                over.mark_rule(color=INK, strokeDash=[4, 3], strokeWidth=1.5).encode(x=altair.X("at:Q", scale=scale))
            )
            layers.append(
                over.mark_text(align="left", baseline="top", dx=5, fontSize=12, color=INK)
                .encode(x=altair.X("at:Q", scale=scale), y=altair.value(2), text="text:N")
            )  # fmt: skip
        return altair.layer(*layers).properties(width=width - 76, height=240 if width == WIDE else 200)

    return both(title, caption, alt or f"{title}。{caption}", draw)


def _height(labels: Sequence[str], each: int) -> int:
    """Return the height of a chart; labels of two lines need more of it."""
    return max(each, 30 if any("\n" in label for label in labels) else 0) * len(labels)


def _tail(texts: Sequence[str]) -> int:
    """Return the pixels that the texts at the ends of bars need."""
    return min(110, 12 + 7 * max((columns_of(text) for text in texts), default=0))
