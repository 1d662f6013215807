"""An invented bulletin with every kind of block and of value, some of them awkward."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fanzha.bulletin import charts
from fanzha.bulletin.document import (
    Case,
    Cases,
    Column,
    Document,
    Figure,
    Grid,
    Heading,
    Hidden,
    Interval,
    Note,
    Section,
    Statement,
    Tile,
)

COLUMNS = (
    Column("名称"), Column("件数", "count"), Column("占比", "share"), Column("95%区间", "interval"), Column("率", "rate"),
    Column("区间", "interval"), Column("比值", "ratio"), Column("损失", "money"), Column("日期", "date"),
    Column("变化", "change"), Column("变化率", "change", "%", 0),
)  # fmt: skip
ROWS = (
    ("甲<b>&", 12_345, 0.4321, Interval(0.41, 0.4567), 98.76, Interval(91.2, None), 3.21, Decimal("1234567.80"),
     date(2026, 3, 31), 17, 0.25),
    ('=1+1"', 0, 0.0, Interval(None, 0.1), 0.0, None, 1.0, 0, date(2024, 2, 29), -8, -0.5),
    ("丙#{*}_$", Hidden("<5"), None, None, None, None, None, None, None, None, None),
    ("丁\\", Hidden("略"), Hidden("略"), Hidden("略"), 5.5, Interval(1.5, 9.5), None, Hidden("略"), None, 0, None),
)  # fmt: skip


def document(language: str = "zh", audience: str = "internal", **changed: object) -> Document:
    """Make the bulletin."""
    grid = Grid("by_all", "所有的种类：[表]/一?", "注：含“引号”与<标签>", COLUMNS, ROWS)
    small = Grid("by_small", "小表", "", (Column("名称"), Column("件数", "count")), (("戊", 7), ("己", 31)))
    drawing = charts.bars(["戊", "己"], [7, 31], ["7", "31"], title="一张图", caption="图的说明", axis="件数")
    figure = Figure(
        "a_figure", drawing.title, drawing.caption, drawing.wide, "柱状图：戊7件，己31件", small, drawing.narrow
    )
    cases = Cases(
        "cases_1", "背后的案件", (Case("C-0001", date(2026, 3, 30), "虚假贷款", "东所", "对方称放款前须交保证金"), Case("C-0002", None, "刷单返利")),
    )  # fmt: skip
    internal = audience == "internal"
    sections = (
        Section("gaps", "不能说明的", "", (Note("有一件事说不清。"),)),
        Section("found", "发现", "本节列出发现。", (
            Heading("突增", "alarm"),
            Statement("丙街道最近7天9件。", "q<0.001", "by_all", "cases_1" if internal else "", "虚假贷款"),
            Statement("没有链接的一句。"), Heading("其他"), Statement("第二组的第一句。", table="by_small"), Note("其余见附录。", "rest"),
        )),
        Section("tables", "图与表", "", (figure, grid)),
    )  # fmt: skip
    appendix = (Section("rest", "其余", "", (Statement("附录里的一句。"),)),)
    if internal:
        appendix += (Section("lists", "案件", "", (cases,)),)
    tiles = (
        Tile("报案", 328, "count", "件"), Tile("诈骗", Hidden("<5"), "count"), Tile("复核", 0.043, "share", "14件"),
        Tile("损失", 3_410_000.0, "money", "272件"),
    )  # fmt: skip
    made: dict[str, object] = {
        "title": "某区电信网络诈骗态势周报", "subtitle": "2026年第13周", "language": language, "audience": audience, "tiles": tiles,
        "sections": sections, "appendix": appendix, "meta": (("统计时段", "2026年3月23日至29日"), ("模型版本", "toy-1")),
        "lead": "本期诈骗328件。",
    }  # fmt: skip
    return Document(**(made | changed))  # type: ignore[arg-type]
