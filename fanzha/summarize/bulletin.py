"""The bulletin: one page of HTML that needs nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fanzha.statistics import wilson_interval
from fanzha.summarize import charts
from fanzha.summarize.charts import Drawing
from fanzha.summarize.findings import FALSE_DISCOVERIES, Finding
from fanzha.summarize.period import Period
from fanzha.summarize.sentences import day
from fanzha.summarize.summary import OUTBREAK_DAYS, OUTBREAK_WEEKS, Summary
from fanzha.summarize.tables import MIN_FOR_PERCENT, Cell, Table

DASH = "—"
_WAN = 10_000
_AT_FIRST = 6  # findings of a kind that are read without opening the rest
_KINDS = {
    "outbreak": f"最近{OUTBREAK_DAYS}天突增",
    "riser": "比上期上升",
    "group": "高发人群与区域",
    "loss": "损失最大",
}
_TABLES: Final = {
    "type": "各类诈骗", "area": "各派出所", "street": "各街道", "band": "受害人年龄", "sex": "受害人性别",
    "sex_band": "年龄与性别", "occupation": "受害人职业", "channel": "引流方式", "payment": "支付方式",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a reader sees it.

    Attributes
    ----------
    title, note : str
    head : tuple of str
    rows : list of tuple of str
        The first of each is its name.
    """

    title: str
    note: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as a reader sees it: type, the rest of its sentence, how sure it is, whether it is seen at once."""

    type: str
    text: str
    sure: str
    first: bool


def render_bulletin(summary: Summary) -> str:
    """Write the bulletin.

    Parameters
    ----------
    summary : Summary

    Returns
    -------
    str
        A whole HTML page in Chinese, without scripts and without requests to anywhere.

    Raises
    ------
    NumberError
        If a sentence disagrees with the counts that it was made from.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    summary.verify()
    env = Environment(
        loader=PackageLoader("fanzha.summarize", "."),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return env.get_template("bulletin.html.j2").render(
        s=summary,
        title=f"{summary.district or ''}电信网络诈骗态势通报",
        period=_span(summary.period),
        before=_span(summary.before),
        newest=day(summary.newest) if summary.newest else DASH,
        models="、".join(summary.models) or DASH,
        tiles=_tiles(summary),
        gaps=_gaps(summary),
        kinds=[(title, said) for kind, title in _KINDS.items() if (said := _said(summary.findings, kind))],
        figures=_figures(summary),
        others=[grid(summary, summary.tables[k], _TABLES[k]) for k in _rest(summary)],
        method=_method(summary),
        fonts=charts.FONTS,
    )


def _span(period: Period | None) -> str:
    return f"{day(period.start)}至{day(period.end)}" if period else DASH


def _tiles(summary: Summary) -> list[tuple[str, str, str]]:
    """Return the numbers at the top: name, number, what stands below it."""
    least, n_review, n_reports = summary.min_cell, summary.n_review, summary.n_reports
    earlier = DASH if summary.n_before is None else f"上期 {_count(summary.n_before, least)} 件"
    review = (DASH, "没有报案" if not n_reports else f"{_count(n_review, least)} 件")
    if n_reports >= least and not 0 < n_review < least:
        low, high = (float(b) for b in wilson_interval(n_review, n_reports))
        review = f"{n_review / n_reports:.1%}", f"{n_review:,} 件，95%区间 {low:.1%}–{high:.1%}"
    losses = [c for c in summary.tables["type"].cells if c.loss is not None] if summary.tables else []
    loss, stated = sum(c.loss or 0.0 for c in losses), sum(c.loss_n for c in losses)
    lost = (f"{loss / _WAN:,.0f}万元", f"{stated:,} 件填有金额") if stated >= least else (DASH, "填有金额的案件太少")
    return [
        ("报案", _count(n_reports, least), "件，含非诈骗"),
        ("判为诈骗", _count(summary.n, least), earlier),
        ("需人工复核", *review),
        ("已知损失", *lost),
    ]


def _gaps(summary: Summary) -> list[str]:
    """Say what cannot be said, and why."""
    gaps = []
    if summary.period is None:
        return ["没有一件带日期的报案，无法确定统计时段，本期通报没有数字。"]
    if summary.n == 0:
        gaps.append("本期没有判为诈骗的案件，不能说明类型、人群和区域分布。")
    elif summary.n < summary.min_cell:
        gaps.append(f"本期诈骗案件少于{summary.min_cell}件，表中数字不予显示，不作任何归纳。")
    if summary.before is None:
        gaps.append("数据没有覆盖上期，不作升降判断。")
    if summary.district is None:
        gaps.append("没有提供辖区人口，只有案件数和占比，没有案件率；占比受人口结构影响。")
    if summary.unknown_types:
        gaps.append(
            f"有 {len(summary.unknown_types)} 个类型不在分类表内，按原名列出：{'、'.join(summary.unknown_types)}。"
        )
    if summary.n_undated:
        gaps.append(f"另有 {summary.n_undated:,} 件没有报案日期，未计入任何时段。")
    for key in ("sex", "band", "area", "street", "occupation", "channel", "payment"):
        table = summary.tables[key]
        if summary.n and table.missing == summary.n:
            gaps.append(f"所有案件都没有填写{table.title}，不能按{table.title}分析。")
        elif table.n and table.missing_share > 0.2 and not table.missing_hidden:
            gaps.append(f"{table.missing_share:.0%} 的案件没有填写{table.title}，相应结论只代表填写了的案件。")
    return gaps


def _said(findings: Iterable[Finding], kind: str) -> list[Said]:
    said: list[Said] = []
    for one in findings:
        if one.kind != kind:
            continue
        type_, _, rest = one.sentence.partition("：")
        sure = "" if kind == "loss" else "q<0.001" if one.q < 0.001 else f"q={one.q:.3f}"
        said.append(Said(type_, rest, sure, len(said) < _AT_FIRST))
    return said


def _figures(summary: Summary) -> list[tuple[Drawing | None, list[Grid]]]:
    """Return every chart with the tables of its numbers."""
    if not summary.tables:
        return []
    drawn = [
        (charts.types(summary), [grid(summary, summary.tables["type"], _TABLES["type"])]),
        (charts.weeks(summary), _weeks(summary)),
        (charts.losses(summary), [_losses(summary)]),
        (charts.age_sex(summary), [grid(summary, summary.tables[k], _TABLES[k]) for k in ("sex_band", "band", "sex")]),
        (charts.stations(summary), [grid(summary, summary.tables[k], _TABLES[k]) for k in ("area", "street")]),
    ]
    return [(drawing, grids) for drawing, grids in drawn if grids and any(g.rows for g in grids)]


def _rest(summary: Summary) -> list[str]:
    return [k for k in ("occupation", "channel", "payment") if summary.tables and summary.tables[k].known]


def _count(n: int, least: int) -> str:
    return f"<{least}" if 0 < n < least else f"{n:,}"


def hidden(n: int, least: int) -> str:
    """Return what is shown for a count that is hidden: too small, or next to one that is."""
    return f"<{least}" if n < least else "略"


def grid(summary: Summary, table: Table, title: str) -> Grid:
    """Return a table of counts as a reader sees it."""
    least, rates = summary.min_cell, table.has_rates
    head: tuple[str, ...] = (table.title, "本期", "占比（95%区间）", "上期", "变化", "损失（万元）", "中位数（万元）")
    rows = []
    for c in table.cells:
        row = [
            c.title,
            hidden(c.n, least) if c.hidden else f"{c.n:,}",
            DASH if c.hidden or not table.known else f"{c.share:.1%}（{c.share_low:.1%}–{c.share_high:.1%}）",
            DASH if c.before is None else hidden(c.before, least) if c.before_hidden else f"{c.before:,}",
            _change(c),
            DASH if c.hidden or c.loss is None else f"{c.loss / _WAN:,.1f}",
            DASH if c.hidden or c.median_loss is None else f"{c.median_loss / _WAN:,.2f}",
        ]
        if rates:
            row.append(DASH if c.hidden or c.rate is None else f"{c.rate:.1f}（{c.rate_low:.1f}–{c.rate_high:.1f}）")
        rows.append(tuple(row))
    if rates:
        head = (*head, "每10万居民（95%区间）")
    if table.missing >= least or (table.missing and table.n >= least):
        n = "略" if table.missing_hidden else f"{table.missing:,}"
        share = DASH if table.missing_hidden else f"占全部{table.missing_share:.1%}"
        rows.append(("未填", n, share, *[""] * (len(head) - 3)))
    return Grid(title, f"本期诈骗{_count(table.n, least)}件" + (f"，占比按已填写的{table.known:,}件计" if table.missing and not
                table.missing_hidden else ""), head, rows)  # fmt: skip


def _change(cell: Cell) -> str:
    if cell.change is None:
        return DASH
    if not cell.change:
        return "0"
    return f"{cell.change:+,}" + (f"（{cell.percent:+.0f}%）" if cell.percent is not None else "")


def _losses(summary: Summary) -> Grid:
    rows: list[tuple[str, ...]] = []
    for c in sorted(summary.tables["type"].cells, key=lambda c: -(c.loss or 0.0)):
        if c.hidden or c.loss is None or c.median_loss is None:
            continue
        between = DASH
        if c.median_low is not None and c.median_high is not None:
            between = f"{c.median_low / _WAN:,.2f}–{c.median_high / _WAN:,.2f}"
        rows.append((c.title, f"{c.loss_n:,}", f"{c.loss / _WAN:,.1f}", f"{c.median_loss / _WAN:,.2f}", between))
    head = ("诈骗类型", "填有金额的案件", "损失（万元）", "中位数（万元）", "中位数95%区间（万元）")
    return Grid("各类诈骗的损失", f"少于{summary.min_cell}件的类型未列出", head, rows)


def _weeks(summary: Summary) -> list[Grid]:
    weekly, least = summary.weekly, summary.min_cell
    if weekly is None:
        return []
    rows: list[tuple[str, ...]] = [
        (f"{first:%Y-%m-%d}", *(f"<{least}" if 0 < n < least else f"{n}" for n in weekly.counts[:, i]))
        for i, first in enumerate(weekly.starts)
    ]
    return [Grid("每周案件数", "按每周第一天", ("周", *weekly.types), rows)]


def _method(summary: Summary) -> list[str]:
    least = summary.min_cell
    return [
        "类型由模型按案情判定，“待复核”是模型没有把握、须由人工决定的案件，不计入任何类型，也不参与“发现”的检验。"
        "非诈骗的报案只计入报案总数。",
        "案件总数的“期望值区间”说明同样的形势下案件数会在什么范围内偶然波动。占比按填写了该项的案件计，附Wilson 95%区间；案件率为本期每10万居民案件数（未折算为全年），附精确泊松95%区间。",
        "高发人群：有人口数据时，比较该人群与其他居民的案件率（精确条件检验）；职业没有人口数据，比较它在该类与其他类型中的占比"
        "（费舍尔精确检验），比值比不等于风险倍数。",
        f"上升：本期与等长的上期比较；突增：最近{OUTBREAK_DAYS}天与此前{OUTBREAK_WEEKS}周的平均水平比较；均为精确条件二项检验。",
        f"共作了{summary.tested:,}次双侧检验，用Benjamini-Hochberg法控制错误发现率；列出的每项q≤{FALSE_DISCOVERIES}，且不少于"
        f"{least}件，按区间下限从高到低排列。同一现象可能以类型、人群、街道的形式重复出现。",
        f"少于{least}件的格不予显示（“<{least}”），可由合计推算出它的格记作“略”；上期少于{MIN_FOR_PERCENT}件的不计百分比变化。",
        "文中每个数字在印出前都从表中重新计算核对，不符则不出通报。",
    ]
