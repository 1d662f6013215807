"""Pictures of what was measured, as SVG or PNG: disguises, whether probabilities can be relied on, drift."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from fanzha.drift import Drift
from fanzha.errors import InputError
from fanzha.reliability import equal_bins, risk_coverage
from fanzha.robustness import Robustness

if TYPE_CHECKING:
    from altair import TopLevelMixin as Chart

ENDINGS: Final = (".svg", ".png")
_FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
_LINE, _QUIET = "#1d4e89", "#9aa5b1"
_STRENGTHS = {"10%": "#9ecae1", "30%": "#4292c6", "50%": "#08519c", "padding": "#b35806"}
_POINTS = 500  # of a curve: more cannot be seen
_TOPS = (0.05, 0.1, 0.25, 0.5, 1.0)  # of errors
_PLAIN = 300  # pixels of a side of the pictures of reliability
_LEVELS = {"ok": _LINE, "watch": "#e08a00", "drift": "#c0241c", "few": "#c9d1d9", "not judged": "#8fb3d9"}
_PANELS = {
    "mix": "Types: distance of the mix (stability index)",
    "review": "Sent to review",
    "unfamiliar": "Unfamiliar texts",
    "vocabulary": "Unknown pairs of characters, mean of the texts",
}


def check_picture(path: Path) -> None:
    """Check that a picture can be written to a path, before hours go into what it shows.

    Raises
    ------
    InputError
        If its ending is neither .svg nor .png, it is a folder, or there is no folder to write it to.
    """
    if path.suffix.lower() not in ENDINGS:
        raise InputError("a chart must end in .svg or .png", path.suffix[:20] or "no ending", "name the file so")
    if path.is_dir():
        raise InputError("a chart must be a file", f"the folder {path.name}", "name a file in it")
    if not path.parent.is_dir():
        raise InputError("a chart needs a folder that is there", "none", "make the folder first, or name another")


def write_picture(chart: Chart, path: Path) -> None:
    """Write a chart as SVG or PNG, as the ending of the path says."""
    import vl_convert

    styled = chart.configure(font=_FONT, background="white", padding=12)
    styled = styled.configure_view(stroke=None).configure_title(anchor="start", subtitleColor="#55606e", offset=12)
    styled = styled.configure_axis(labelLimit=0, labelFlush=False, titleFontWeight="normal", gridColor="#e3e8ee")
    spec = styled.configure_legend(labelLimit=0, titleLimit=0, titleFontWeight="normal").to_dict()
    if path.suffix.lower() == ".png":
        path.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
    else:
        path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")


def disguises(result: Robustness, title: str) -> Chart:
    """Draw how macro-F1 falls, kind by kind, the worst first: one row a kind, one mark a strength.

    Parameters
    ----------
    result : Robustness
    title : str
    """
    import altair as alt

    rows = [
        {
            "kind": a.kind,
            "strength": "padding" if a.strength is None else f"{a.strength:.0%}",
            "f1": a.macro_f1,
        }
        for a in result.attacks
    ]
    worst: dict[str, float] = {}
    for a in result.attacks:
        worst[a.kind] = min(worst.get(a.kind, 1.0), a.macro_f1)
    named = {str(row["strength"]): _STRENGTHS.get(str(row["strength"]), _LINE) for row in rows}
    x = alt.X("f1:Q", scale=alt.Scale(domain=[0, 1]), title="macro-F1")
    y = alt.Y("kind:N", sort=sorted(worst, key=lambda k: worst[k]), title=None, axis=alt.Axis(grid=True))
    colour = alt.Scale(domain=list(named), range=list(named.values()))
    marks = (
        alt.Chart(alt.Data(values=rows))
        .mark_circle(size=80, opacity=1)
        .encode(x=x, y=y, color=alt.Color("strength:N", scale=colour, title="characters changed"))
    )
    clean = alt.Chart(alt.Data(values=[{"f1": result.macro_f1}])).mark_rule(strokeDash=[4, 3]).encode(x=x)
    subtitle = f"{result.n} texts; the dashed line is macro-F1 without disguise, {result.macro_f1:.3f}"
    return (clean + marks).properties(
        width=560, height=22 * len(worst), title=alt.TitleParams(title, subtitle=subtitle)
    )


def reliability(confidence: NDArray[np.floating], right: NDArray[np.bool_], title: str) -> Chart:
    """Draw the risk-coverage curve beside the reliability diagram.

    Parameters
    ----------
    confidence : ndarray of float, shape (n,)
        Probability of the chosen type.
    right : ndarray of bool, shape (n,)
        Whether it is the true one.
    title : str
    """
    import altair as alt

    coverage, risk = risk_coverage(confidence, right)
    at = sorted({round(i) for i in np.linspace(0, len(right) - 1, _POINTS)}) if len(right) else []
    curve = [{"coverage": float(coverage[i]), "error": float(risk[i])} for i in at]
    bins = [{"stated": b.stated, "true": b.true, "n": b.n} for b in equal_bins(confidence, right)]
    share = alt.Axis(format="%", values=[i / 5 for i in range(6)])
    # The frame ends at a figure, so that the two titles stand on one line.
    top = next(t for t in _TOPS if t >= max((c["error"] for c in curve), default=0.0))
    errors = alt.Axis(format="%", values=[top * i / 5 for i in range(6)])
    left = (
        alt.Chart(alt.Data(values=curve))
        .mark_line(color=_LINE, strokeWidth=1.5, interpolate="step-before")
        .encode(
            x=alt.X(
                "coverage:Q", scale=alt.Scale(domain=[0, 1]), axis=share, title="decided, the most confident first"
            ),
            y=alt.Y("error:Q", scale=alt.Scale(domain=[0, top]), axis=errors, title="wrong among the decided"),
        )
        .properties(width=_PLAIN, height=_PLAIN, title="Risk and coverage")
    )
    unit = alt.Scale(domain=[0, 1])
    x = alt.X("stated:Q", scale=unit, axis=share, title="stated probability of the chosen type")
    y = alt.Y("true:Q", scale=unit, axis=share, title="share that was right")
    ideal = (
        alt.Chart(alt.Data(values=[{"stated": 0, "true": 0}, {"stated": 1, "true": 1}]))
        .mark_line(color=_QUIET, strokeDash=[4, 3])
        .encode(x=x, y=y)
    )
    dots = alt.Chart(alt.Data(values=bins)).mark_line(color=_LINE, point={"color": _LINE, "size": 50}).encode(x=x, y=y)
    each = f"{len(bins)} bins of equal size"
    right_side = (ideal + dots).properties(width=_PLAIN, height=_PLAIN, title=f"Reliability, {each}")
    return (left | right_side).properties(title=alt.TitleParams(title, subtitle=f"{len(right)} texts"))


def drift_by_week(drift: Drift, title: str) -> Chart:
    """Draw each measure of drift by week: a dot a week, a line over the four weeks that end with it, and its threshold.

    Parameters
    ----------
    drift : Drift
    title : str
    """
    import altair as alt

    panels = []
    colour = alt.Scale(domain=list(_LEVELS), range=list(_LEVELS.values()))
    for place, (name, heading) in enumerate(_PANELS.items()):
        rows: list[dict[str, object]] = []
        for one in drift.weeks:
            week, month = one.alone.measure(name), one.month.measure(name) if one.month else None
            level = "not judged" if week.level in ("reference", "unknown") else week.level
            rows.append(
                {
                    "week": one.week.start.isoformat(),
                    "value": week.value,
                    "level": level,
                    "month": month.value if month else None,
                    "limit": month.drift if month else None,
                }
            )
        bottom = place == len(_PANELS) - 1
        x = alt.X(
            "week:T",
            title=None,
            scale=alt.Scale(padding=8),
            axis=alt.Axis(format="%Y-%m-%d", labels=bottom, ticks=bottom, tickCount=8, grid=True, domain=True),
        )
        number = alt.Axis(tickCount=4, **({} if name == "mix" else {"format": "%"}))
        base = alt.Chart(alt.Data(values=rows)).encode(x=x)
        y = {"scale": alt.Scale(zero=True, nice=True), "axis": number, "title": None}
        limit = base.mark_line(color=_LEVELS["drift"], strokeDash=[4, 3], strokeWidth=1).encode(y=alt.Y("limit:Q", **y))
        line = base.mark_line(color=_QUIET, strokeWidth=1.5).encode(y=alt.Y("month:Q", **y))
        dots = base.mark_circle(size=40, opacity=1).encode(
            y=alt.Y("value:Q", **y), color=alt.Color("level:N", scale=colour, title="week")
        )
        panels.append(
            alt.layer(limit, line, dots).properties(
                width=640,
                height=110,
                title=alt.TitleParams(heading, fontWeight="normal", fontSize=12, offset=6, frame="group"),
            )
        )
    subtitle = "dot: a week; line: the four weeks that end with it; dashed: where these four are drift"
    return alt.vconcat(*panels, spacing=14).properties(title=alt.TitleParams(title, subtitle=subtitle))
