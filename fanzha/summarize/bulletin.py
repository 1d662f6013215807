"""The bulletin: one self-contained page that prints, needs no network, and shows the numbers behind each chart."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from fanzha.summarize import charts
from fanzha.summarize.summary import Summary
from fanzha.summarize.tables import Cell, Table

_KINDS = {"outbreak": "聚集", "group": "群体", "rise": "上升", "loss": "损失"}


def _count(n: int, min_cell: int) -> str:
    return f"{n:,}" if n == 0 or n >= min_cell else f"<{min_cell}"


def _row(cell: Cell, name: str, min_cell: int) -> list[str]:
    """Write a table row; what would let a reader work out a hidden count is hidden too."""
    hidden = 0 < cell.n < min_cell
    compare = not hidden and not 0 < cell.before < min_cell
    change = f"{cell.change:+d}" if compare else "—"
    if compare and cell.percent is not None:
        change += f"（{cell.percent:+.0f}%）"
    rate = "—" if hidden or cell.rate is None else f"{cell.rate:.1f}（{cell.rate_low:.1f}–{cell.rate_high:.1f}）"
    return [
        name,
        _count(cell.n, min_cell),
        "—" if hidden else f"{100 * cell.share:.1f}%（{100 * cell.share_low:.1f}–{100 * cell.share_high:.1f}）",
        _count(cell.before, min_cell),
        change,
        "—" if hidden or cell.loss is None else f"{cell.loss / 1e4:,.1f}",
        "—" if hidden or cell.median_loss is None else f"{cell.median_loss:,.0f}",
        rate,
    ]


def _names(summary: Summary, table: Table) -> dict[str, str]:
    if table.key == "type":
        return {c.name: summary.taxonomy.name(c.name) for c in table.cells}
    if table.key == "sex":
        return {c.name: charts.sex_name(c.name) for c in table.cells}
    return {c.name: c.name for c in table.cells}


def _view(summary: Summary, table: Table, limit: int = 40) -> dict[str, Any]:
    names = _names(summary, table)
    return {
        "title": table.title,
        "rows": [_row(c, names[c.name], summary.min_cell) for c in table.cells[:limit]],
        "missing": f"{table.n:,}起案件，其中{100 * table.missing_share:.1f}%缺少{table.title}。",
    }


def render_bulletin(summary: Summary) -> str:
    """Render a summary as an HTML page in Chinese.

    Parameters
    ----------
    summary : Summary

    Returns
    -------
    str
        A whole page without scripts or references to anything outside it.
    """
    from jinja2 import Environment

    source = files("fanzha.summarize").joinpath("bulletin.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    t = summary.tables
    sections = [
        ("各类案件数", charts.type_bars(summary), [_view(summary, t["type"])]),
        ("主要类型每周走势", charts.weekly_lines(summary), []),
        ("各类损失", charts.loss_bars(summary), []),
        ("受害人年龄与性别", charts.age_sex_bars(summary), [_view(summary, t[k]) for k in ("sex_band", "band", "sex")]),
        ("各派出所辖区", charts.place_bars(summary), [_view(summary, t[k]) for k in ("area", "street")]),
        ("职业、引流与支付", "", [_view(summary, t[k], 15) for k in ("occupation", "channel", "payment")]),
    ]
    weekly = [[summary.taxonomy.name(k), *(_count(n, summary.min_cell) for n in v)] for k, v in summary.weekly.items()]
    return template.render(
        summary=summary,
        sections=sections,
        weekly=weekly,
        weeks=[f"{d:%m-%d}" for d in summary.weeks],
        findings=[(_KINDS[s.finding.kind], s.text) for s in summary.sentences],
        review=f"{100 * summary.n_review / summary.n_reports:.1f}%" if summary.n_reports else "—",
        headers=[
            "",
            "本期",
            "占比（95%区间）",
            "上期",
            "增减",
            "损失（万元）",
            "损失中位数（元）",
            "每10万居民（95%区间）",
        ],
    )
