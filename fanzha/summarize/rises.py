"""What is more frequent now than before: rising types, and outbreaks in one street in the last days."""

from __future__ import annotations

import numpy as np

from fanzha.summarize.figures import Cell, Constant, Quotient, RateRatio, Tables
from fanzha.summarize.findings import MIN_N, MIN_RATIO, Finding, Group, Tested
from fanzha.summarize.period import OUTBREAK_DAYS, Period
from fanzha.summarize.sentences import Figure, Sentence, basis_of, figure
from fanzha.summarize.statistics import rate_ratio
from fanzha.summarize.tables import Table

# Fewer cases in both periods together can never be significant among many tests, and would only weaken the others.
_MIN_TOTAL = 8


def compare_periods(table: Table, kind: str, days: int, days_before: int) -> list[Tested]:
    """Test every cell of a table against its earlier count.

    Parameters
    ----------
    table : Table
        With ``n`` and ``n_before``.
    kind : {"rise", "outbreak"}
    days, days_before : int
        Lengths of the two periods.

    Notes
    -----
    Exact conditional binomial test, see `rate_ratio`.
    """
    n, n_before = table.values["n"], table.values["n_before"]
    with np.errstate(invalid="ignore"):
        usable = table.known & (n + n_before >= (_MIN_TOTAL if kind == "rise" else MIN_N))
    cells = np.argwhere(usable)
    if not len(cells):
        return []
    now, then = n[usable], n_before[usable]
    _, _, _, p = rate_ratio(now, then, days, days_before)
    more = now / days > then / days_before
    keys = [tuple(axis.labels[i] for axis, i in zip(table.axes, cell, strict=True)) for cell in cells]
    return [
        Tested(kind, "before_ratio", table.name, key, float(p[i]), bool(more[i])) for i, key in enumerate(keys)
    ]


def describe_change(
    tested: Tested,
    q: float,
    tables: Tables,
    group: Group,
    type_name: str,
    period: Period,
    days_before: int,
    min_cell: int,
) -> Finding | None:
    """Return the finding of a significant rise or outbreak, or None where it may not be shown or is too small to matter.

    Parameters
    ----------
    tested : Tested
    q : float
    tables : mapping of str to Table
    group : Group
        The place; an empty one for the whole district.
    type_name : str
    period : Period
        Days of the cases.
    days_before : int
        Length of what they are compared with.
    min_cell : int
    """
    table = tables[tested.table]
    n = table.value("n", tested.key)
    if n < MIN_N or table.is_hidden("n", tested.key):
        return None
    cell, cell_before = Cell(tested.table, "n", tested.key), Cell(tested.table, "n_before", tested.key)
    shown_before = not table.is_hidden("n_before", tested.key)
    then = table.value("n_before", tested.key)
    ratio, low, high = (float(v[0]) for v in rate_ratio([n], [then], period.days, days_before)[:3])
    if not ratio >= MIN_RATIO or not low > 1:
        return None
    start, base = basis_of(tested.table, tested.key, tables)
    words = {"type": type_name, "place": group.label, "period": str(period)}
    figures: dict[str, Figure] = {"n": figure(cell, "count", tables)}
    if shown_before:
        base["low"], base["high"] = (
            figure(_ratio(cell, cell_before, period.days, days_before, part), "factor", tables) for part in (1, 2)
        )
        end = "；倍数的 95% 区间 {low} 至 {high}。"
    else:
        base["least"] = figures["least"] = figure(Constant(min_cell), "count", tables)
        end = "；此前不足 {least}，倍数不予显示。"
    if shown_before and then:
        figures["ratio"] = base["ratio"] = figure(_ratio(cell, cell_before, period.days, days_before, 0), "ratio", tables)
    write = _write_rise if tested.kind == "rise" else _write_outbreak
    headline = write(tested, tables, figures, days_before, shown_before, then)
    if tested.kind == "outbreak":
        start = start.replace("本期", "{period}")
        if shown_before:
            base["before"] = figure(cell_before, "count", tables)
            end = "，基线合计 {before}" + end
    rising = (("low", "ratio", "high"),) if "ratio" in base else ()
    return Finding(
        tested.kind, tested.key[0], type_name, group, period, int(n), tested.measure, ratio, low, high, q, tested.table,
        tested.key, Sentence(headline, figures, words), Sentence(start + end, base, words, rising),
    )  # fmt: skip


def _ratio(cell: Cell, cell_before: Cell, days: int, days_before: int, part: int) -> RateRatio:
    return RateRatio(cell, cell_before, Constant(days), Constant(days_before), part)


def _write_rise(
    tested: Tested, tables: Tables, figures: dict[str, Figure], days_before: int, shown: bool, then: float
) -> str:
    """Add the figures of a rise and return its template."""
    place = "{place}" if len(tested.key) > 1 else ""
    if not shown:
        return place + "{type} {n}，对比期不足 {least}，显著增加。"
    if not then:
        return place + "{type} {n}，对比期没有，显著增加。"
    figures["n_before"] = figure(Cell(tested.table, "n_before", tested.key), "count", tables)
    table = tables[tested.table]
    if "change" not in table.values or np.isnan(table.value("change_share", tested.key)):
        return place + "{type} {n}，对比期 {n_before}，为对比期的 {ratio}。"
    figures["change"] = figure(Cell(tested.table, "change", tested.key), "change", tables)
    figures["change_share"] = figure(Cell(tested.table, "change_share", tested.key), "change_share", tables)
    return place + "{type} {n}，对比期 {n_before}，{change}，{change_share}。"


def _write_outbreak(
    tested: Tested, tables: Tables, figures: dict[str, Figure], days_before: int, shown: bool, then: float
) -> str:
    """Add the figures of an outbreak and return its template."""
    figures["days"] = figure(Constant(OUTBREAK_DAYS), "number", tables)
    figures["weeks"] = figure(Constant(days_before / 7), "number", tables)
    start = "{place}近 {days} 天{type} {n}，"
    if not shown:
        return start + "此前 {weeks} 周合计不足 {least}，属局部聚集。"
    if not then:
        return start + "此前 {weeks} 周没有，属局部聚集。"
    mean = Quotient(Cell(tested.table, "n_before", tested.key), Constant(days_before / 7))
    figures["mean"] = figure(mean, "mean", tables)
    return start + "此前 {weeks} 周平均每周 {mean}，为其 {ratio}，属局部聚集。"
