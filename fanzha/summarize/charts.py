"""Charts as SVG, each in a wide and a narrow drawing, so that its text can be read on paper and on a telephone."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fanzha.summarize.summary import Summary
from fanzha.summarize.tables import Cell, Table

if TYPE_CHECKING:
    from altair import TopLevelMixin as _Chart

FONTS: Final = (
    '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",system-ui,sans-serif'
)
WIDE, NARROW = 930, 350  # pixels of a whole drawing: the column of a wide page, a telephone
NOW, BEFORE, INK, QUIET, GRID = "#1d4e89", "#b8c4d3", "#1b2733", "#55606e", "#e3e8ee"
FEMALE, MALE = "#b0437a", "#2f6db3"
_WAN = 10_000
_CLIP = re.compile(r"\bclip\d+\b")
_SIZE = re.compile(r'^<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"')

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart.

    Attributes
    ----------
    title, caption : str
    wide, narrow : str
        SVG elements.
    """

    title: str
    caption: str
    wide: str
    narrow: str


def _svg(chart: _Chart, title: str, width: int) -> str:
    """Return a chart as an SVG element that scales with the page; its text stays text."""
    import vl_convert

    size = 13 if width == WIDE else 12
    styled = chart.configure(
        font=FONTS,
        background="transparent",
        padding={"left": 2, "right": 6, "top": 4, "bottom": 4},
        aria=False,
    )
    styled = styled.configure_view(stroke=None)
    styled = styled.configure_axis(
        labelColor=INK, titleColor=QUIET, gridColor=GRID, domainColor="#9aa5b1", tickColor="#9aa5b1",
        labelFontSize=size, titleFontSize=size - 1, titleFontWeight="normal", labelLimit=150,
    )  # fmt: skip
    styled = styled.configure_legend(
        labelColor=INK, labelFontSize=size, orient="top", title=None, symbolType="square", offset=6
    ).configure_header(labelColor=INK, labelFontSize=size, labelFontWeight="bold", title=None)
    svg = _CLIP.sub(_renamed(f"{title} {width}"), vl_convert.vegalite_to_svg(styled.to_dict()))
    label = html.escape(title, quote=True)
    return _SIZE.sub(rf'<svg\1 role="img" aria-label="{label}" style="max-width:\2px"', svg, count=1)


def _renamed(drawing: str) -> Callable[[re.Match[str]], str]:
    """Return what numbers the clip paths of a drawing: Vega counts them on through all that a process draws."""
    names: dict[str, str] = {}
    prefix = f"clip-{zlib.crc32(drawing.encode()):08x}"
    return lambda found: names.setdefault(found[0], f"{prefix}-{len(names)}")


def _both(title: str, caption: str, draw: Callable[[int], _Chart]) -> Drawing:
    return Drawing(title, caption, _svg(draw(WIDE), title, WIDE), _svg(draw(NARROW), title, NARROW))


def _shown(cells: Sequence[Cell], least: int) -> list[Row]:
    """Return counts of this period and the one before as rows; counts that may not be shown are left out."""
    rows: list[Row] = []
    for c in cells:
        before = 0 if c.before_hidden or c.before is None else c.before
        now_text = (f"<{least}" if c.n < least else "略") if c.hidden else f"{c.n}"
        rows.append({"name": c.title, "when": "本期", "n": 0 if c.hidden else c.n, "text": now_text})
        if c.before is not None:
            rows.append({"name": c.title, "when": "上期", "n": before, "text": ""})
    return rows


def types(summary: Summary) -> Drawing | None:
    """Draw cases by type, this period against the one before."""
    return _against(summary, summary.tables["type"], "各类诈骗案件数：本期与上期")


def stations(summary: Summary) -> Drawing | None:
    """Draw police stations: rates with their intervals, or counts without populations."""
    table = summary.tables["area"]
    cells = [c for c in table.cells if c.rate is not None and not c.hidden]
    if not cells:
        return _against(summary, table, "各派出所案件数：本期与上期")
    import altair as alt

    cells.sort(key=lambda c: -(c.rate or 0.0))
    rows = [
        {"name": c.title, "rate": c.rate, "low": c.rate_low, "high": c.rate_high, "text": f"{c.rate:.0f}（{c.n}件）"}
        for c in cells
    ]
    total = summary.residents
    mean = summary.n / total * 100_000 if total else None

    def draw(width: int) -> _Chart:
        order = [c.title for c in cells]
        y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
        base = alt.Chart(alt.Data(values=rows)).encode(y=y)
        title = "本期每10万居民案件数（横线为95%区间）" if width == WIDE else "每10万居民案件数"
        x = alt.X(
            "low:Q",
            title=title,
            scale=alt.Scale(zero=True, nice=True),
            axis=alt.Axis(tickCount=6 if width == WIDE else 4),
        )
        line = base.mark_rule(strokeWidth=3, color=BEFORE).encode(x=x, x2="high:Q")
        dot = base.mark_circle(size=90, color=NOW, opacity=1).encode(x=alt.X("rate:Q"))
        text = base.mark_text(align="left", dx=8, fontSize=12, color=INK).encode(x=alt.X("high:Q"), text="text:N")
        layers = [line, dot, text]
        if mean is not None:
            layers.insert(0, alt.Chart(alt.Data(values=[{"mean": mean}])).mark_rule(
                color="#a0522d", strokeDash=[4, 3]).encode(x="mean:Q"))  # fmt: skip
        return alt.layer(*layers).properties(width=width - (190 if width == WIDE else 150), height=30 * len(cells))

    caption = "圆点为每10万居民案件数，横线为95%精确区间，括号内为案件数" + (
        "；虚线为全区平均。" if mean is not None else "。"
    )
    return _both("各派出所案件率", caption, draw)


def _against(summary: Summary, table: Table, title: str) -> Drawing | None:
    cells = [c for c in table.cells if c.n or c.before]
    if not any((c.n and not c.hidden) or (c.before and not c.before_hidden) for c in cells):
        return None
    import altair as alt

    rows = _shown(cells, summary.min_cell)
    whens = ["本期", "上期"] if summary.before else ["本期"]

    def draw(width: int) -> _Chart:
        order = [c.title for c in cells]
        base = alt.Chart(alt.Data(values=rows)).encode(
            y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6)),
            yOffset=alt.YOffset("when:N", sort=whens),
            x=alt.X("n:Q", title="案件数", axis=alt.Axis(tickCount=6 if width == WIDE else 4, tickMinStep=1)),
        )
        bars = base.mark_bar(cornerRadiusEnd=2).encode(
            color=alt.Color("when:N", scale=alt.Scale(domain=whens, range=[NOW, BEFORE][: len(whens)]))
        )
        text = base.mark_text(align="left", dx=4, fontSize=12, color=INK).encode(text="text:N")
        height = (34 if summary.before else 24) * len(cells)
        return (bars + text).properties(width=width - (150 if width == WIDE else 140), height=height)

    few = f"少于{summary.min_cell}件的不画出。"
    return _both(title, few if summary.before else f"数据没有覆盖上期，只画本期；{few}", draw)


def losses(summary: Summary) -> Drawing | None:
    """Draw stated losses by type."""
    cells = [c for c in summary.tables["type"].cells if c.loss and not c.hidden]
    if not cells:
        return None
    import altair as alt

    cells.sort(key=lambda c: -(c.loss or 0.0))
    rows = [{"name": c.title, "loss": (c.loss or 0) / _WAN, "text": f"{(c.loss or 0) / _WAN:,.0f}"} for c in cells]

    def draw(width: int) -> _Chart:
        base = alt.Chart(alt.Data(values=rows)).encode(
            y=alt.Y("name:N", sort=[c.title for c in cells], title=None,
                    axis=alt.Axis(ticks=False, domain=False, labelPadding=6)),
            x=alt.X("loss:Q", title="损失（万元）", axis=alt.Axis(tickCount=6 if width == WIDE else 4)),
        )  # fmt: skip
        bars = base.mark_bar(cornerRadiusEnd=2, color=NOW, height={"band": 0.72})
        text = base.mark_text(align="left", dx=4, fontSize=12, color=INK).encode(text="text:N")
        return (bars + text).properties(width=width - (150 if width == WIDE else 140), height=25 * len(cells))

    return _both("各类诈骗的损失", "只计填有金额的案件，单位万元。", draw)


def age_sex(summary: Summary) -> Drawing | None:
    """Draw victims by age band and sex: rates with intervals, or counts without populations."""
    table = summary.tables["sex_band"]
    cells = [c for c in table.cells if not c.hidden]
    if not any(c.n for c in cells):
        return None
    import altair as alt

    rates = table.has_rates
    sexes = {"female": "女", "male": "男"}
    rows = [
        {
            "band": c.labels[1], "sex": sexes[c.labels[0]], "value": c.rate if rates else c.n,
            "low": c.rate_low if rates else c.n, "high": c.rate_high if rates else c.n,
        }
        for c in cells if c.labels[0] in sexes and (c.rate is not None or not rates)
    ]  # fmt: skip
    bands = list(dict.fromkeys(c.labels[1] for c in table.cells))
    title = "每10万居民案件数" if rates else "案件数"

    def draw(width: int) -> _Chart:
        x = alt.X("band:N", sort=bands, title=None,
                  axis=alt.Axis(labelAngle=0, ticks=False, labelPadding=6, labelExpr="replace(datum.label,'岁','')"))  # fmt: skip
        base = alt.Chart(alt.Data(values=rows)).encode(
            x=x,
            xOffset=alt.XOffset("sex:N", sort=["女", "男"]),
        )
        y = alt.Y("value:Q", title=title, axis=alt.Axis(tickCount=5))
        bars = base.mark_bar(cornerRadiusEnd=2).encode(
            y=y, color=alt.Color("sex:N", scale=alt.Scale(domain=["女", "男"], range=[FEMALE, MALE]))
        )
        layers = [bars]
        if rates:
            layers.append(base.mark_rule(color=INK, strokeWidth=1.2).encode(y=alt.Y("low:Q"), y2="high:Q"))
        return alt.layer(*layers).properties(width=width - 70, height=260 if width == WIDE else 220)

    caption = "竖线为95%精确区间。" if rates else "没有人口数据，只有案件数；各年龄段的人数不同，不能直接比较。"
    return _both("受害人的年龄与性别", caption + "年龄单位为岁；未填年龄或性别的案件不在图内。", draw)


def weeks(summary: Summary) -> Drawing | None:
    """Draw the weekly numbers of the most frequent types."""
    weekly = summary.weekly
    if weekly is None or summary.period is None or weekly.counts.max() < summary.min_cell:
        return None
    import altair as alt

    least = summary.min_cell
    middle = summary.period.start - timedelta(days=3)  # a week belongs to the period that has most of its days
    rows: list[dict[str, object]] = [
        {
            "type": title, "week": first.isoformat(), "n": int(n),
            "when": "少于下限" if 0 < n < least else ("本期" if first >= middle else "上期"),
        }
        for title, counts in zip(weekly.types, weekly.counts, strict=True)
        for first, n in zip(weekly.starts, counts, strict=True)
    ]  # fmt: skip
    for row in rows:
        if row["when"] == "少于下限":
            row["n"] = (least - 1) / 2  # one height for all of them: what they are is not shown
    domain, colours = ["上期", "本期", "少于下限"], ["#8fa3ba", NOW, "#d9dde3"]

    def draw(width: int) -> _Chart:
        columns = 3 if width == WIDE else 1
        labels = [f"1–{least - 1}件" if d == "少于下限" else d for d in domain]
        panels = alt.Chart(alt.Data(values=rows)).mark_bar().encode(
            x=alt.X("week:O", title=None, axis=alt.Axis(
                labelAngle=0, labelOverlap="greedy", labelSeparation=14, ticks=False, labelPadding=4,
                labelExpr="toNumber(slice(datum.label,5,7))+'.'+toNumber(slice(datum.label,8,10))")),
            y=alt.Y("n:Q", title=None, axis=alt.Axis(tickCount=3)),
            color=alt.Color("when:N", scale=alt.Scale(domain=domain, range=colours),
                            legend=alt.Legend(offset=16, labelExpr=f"datum.label=='少于下限'?'{labels[2]}':datum.label")),
        ).properties(width=(width - 96) // columns if columns > 1 else width - 30, height=110)  # fmt: skip
        faceted = panels.facet(
            facet=alt.Facet("type:N", sort=list(weekly.types), header=alt.Header(labelAnchor="start", title=None)),
            columns=columns, spacing=18,
        )  # fmt: skip
        return faceted.resolve_scale(y="independent")

    return _both(
        "主要类型每周案件数",
        f"横轴为每周第一天（月.日），各图纵轴不同；1至{least - 1}件的周只画灰柱，不示数值。",
        draw,
    )
