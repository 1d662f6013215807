"""Charts as SVG whose text stays text, so that every machine draws it in a font of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from fanzha.summarize.summary import Summary
from fanzha.summarize.tables import SEXES, Cell, Table

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
NOW, BEFORE = "#1f4e79", "#b9c9da"
FEMALE, MALE = "#c0504d", "#1f4e79"
# Colours that stay apart for colour-blind readers (Okabe and Ito 2008).
LINES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"]


def _svg(chart: Any) -> str:
    import vl_convert

    spec = chart.configure(
        font=FONT,
        axis={"labelFontSize": 12, "titleFontSize": 12, "labelColor": "#333", "titleColor": "#555", "gridColor": "#e6ebf0", "labelLimit": 200},
        legend={"labelFontSize": 12, "titleFontSize": 12, "orient": "top", "title": None},
        view={"stroke": None},
    ).to_dict()  # fmt: skip
    svg = vl_convert.vegalite_to_svg(spec)
    # The width follows the page; the viewBox keeps the proportions.
    return re.sub(r'<svg([^>]*?) width="[0-9.]+" height="[0-9.]+"', r'<svg\1 role="img"', svg, count=1)


def _data(rows: Sequence[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.Data(values=list(rows))


def shown(cells: Sequence[Cell], min_cell: int) -> list[Cell]:
    """Return the cells that may be shown: none with fewer cases than allowed, in either period."""
    return [c for c in cells if c.n >= min_cell]


def type_bars(summary: Summary) -> str:
    """Draw cases by type, this period beside the one before."""
    import altair as alt

    cells = shown(summary.tables["type"].cells, summary.min_cell)
    if not cells:
        return ""
    names = [summary.taxonomy.name(c.name) for c in cells]
    rows = [{"type": n, "period": "本期", "n": c.n} for n, c in zip(names, cells, strict=True)]
    rows += [
        {"type": n, "period": "上期", "n": c.before}
        for n, c in zip(names, cells, strict=True)
        if c.before >= summary.min_cell
    ]
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("type:N", sort=names, title=None),
        yOffset=alt.YOffset("period:N", sort=["本期", "上期"]),
        x=alt.X("n:Q", title="案件数（起）"),
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        color=alt.Color("period:N", scale=alt.Scale(domain=["本期", "上期"], range=[NOW, BEFORE]))
    )
    labels = base.mark_text(align="left", dx=3, fontSize=11, color="#333").encode(text="n:Q")
    return _svg((bars + labels).properties(width=560, height=max(120, 34 * len(cells))))


def weekly_lines(summary: Summary) -> str:
    """Draw weekly cases of the most frequent types."""
    import altair as alt

    rows = [
        # A week with too few cases to be shown is a gap in the line.
        {"week": day.isoformat(), "type": summary.taxonomy.name(kind), "n": n if n >= summary.min_cell else None}
        for kind, counts in summary.weekly.items()
        for day, n in zip(summary.weeks, counts, strict=True)
    ]
    if not rows or len(summary.weeks) < 2:
        return ""
    names = [summary.taxonomy.name(k) for k in summary.weekly]
    # Ordinal weeks instead of a time axis: month names would come out in English.
    ticks = [d.isoformat() for d in summary.weeks][:: max(1, len(summary.weeks) // 8)]
    chart = (
        alt.Chart(_data(rows))
        .mark_line(point={"size": 22}, strokeWidth=2)
        .encode(
            x=alt.X(
                "week:O",
                title="周（起始日）",
                axis=alt.Axis(values=ticks, labelAngle=0, labelExpr="substring(datum.value, 5)"),
            ),
            y=alt.Y("n:Q", title="案件数（起/周）"),
            color=alt.Color("type:N", sort=names, scale=alt.Scale(domain=names, range=LINES[: len(names)])),
        )
    )
    return _svg(chart.properties(width=600, height=240))


def loss_bars(summary: Summary) -> str:
    """Draw the sum of losses by type, in ten thousand yuan."""
    import altair as alt

    cells = sorted(
        (c for c in shown(summary.tables["type"].cells, summary.min_cell) if c.loss), key=lambda c: -(c.loss or 0)
    )
    if not cells:
        return ""
    rows = [{"type": summary.taxonomy.name(c.name), "loss": round((c.loss or 0) / 1e4, 1)} for c in cells]
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("type:N", sort=[r["type"] for r in rows], title=None), x=alt.X("loss:Q", title="损失（万元）")
    )
    labels = base.mark_text(align="left", dx=3, fontSize=11, color="#333").encode(
        text=alt.Text("loss:Q", format=",.1f")
    )
    return _svg(
        (base.mark_bar(color=NOW, cornerRadiusEnd=2) + labels).properties(width=560, height=max(100, 24 * len(cells)))
    )


def age_sex_bars(summary: Summary) -> str:
    """Draw rates (or, without a population, cases) by age band and sex."""
    import altair as alt

    cells = [c for c in summary.tables["sex_band"].cells if c.n >= summary.min_cell]
    if not cells:
        return ""
    rated = all(c.rate is not None for c in cells)
    rows = []
    for c in cells:
        sex, band = c.name.split("·")
        row = {"sex": f"{sex}性", "band": band, "value": c.rate if rated else c.n}
        rows.append(row | ({"low": c.rate_low, "high": c.rate_high} if rated else {"low": c.n, "high": c.n}))
    bands = list(dict.fromkeys(c.name.split("·")[1] for c in summary.tables["sex_band"].cells))
    title = "每10万居民案件数（本期）" if rated else "案件数（起）"
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("band:N", sort=bands, title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("sex:N", sort=["女性", "男性"]),
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        y=alt.Y("value:Q", title=title),
        color=alt.Color("sex:N", scale=alt.Scale(domain=["女性", "男性"], range=[FEMALE, MALE])),
    )
    chart = bars + base.mark_rule(color="#333").encode(y="low:Q", y2="high:Q") if rated else bars
    return _svg(chart.properties(width=600, height=240))


def place_bars(summary: Summary) -> str:
    """Draw cases by police station: rates where the residents are known, with 95% intervals."""
    import altair as alt

    table: Table = summary.tables["area"]
    cells = shown(table.cells, summary.min_cell)[:15]
    if not cells:
        return ""
    rated = all(c.rate is not None for c in cells)
    cells = sorted(cells, key=lambda c: -(c.rate or c.n))
    rows = [
        {"area": c.name, "value": c.rate if rated else c.n, "low": c.rate_low if rated else c.n, "high": c.rate_high if rated else c.n, "n": f"{c.n}起"}
        for c in cells
    ]  # fmt: skip
    base = alt.Chart(_data(rows)).encode(y=alt.Y("area:N", sort=[r["area"] for r in rows], title=None))
    dots = base.mark_point(filled=True, size=80, color=NOW).encode(
        x=alt.X("value:Q", title="每10万居民案件数（本期）" if rated else "案件数（起）", scale=alt.Scale(zero=True))
    )
    rules = base.mark_rule(strokeWidth=2, color=BEFORE).encode(x="low:Q", x2="high:Q")
    labels = base.mark_text(align="left", dx=8, fontSize=11, color="#333").encode(x="high:Q", text="n:N")
    return _svg((rules + dots + labels).properties(width=560, height=max(100, 28 * len(cells))))


def sex_name(code: str) -> str:
    """Return the Chinese name of a sex."""
    return SEXES.get(code, code)
