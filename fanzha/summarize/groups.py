"""Who and where is hit more than others, by fraud type."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from fanzha.summarize.coding import OTHERS
from fanzha.summarize.figures import (
    Cell,
    Constant,
    Difference,
    OddsRatio,
    Quantity,
    Quotient,
    RateRatio,
    Rest,
    Sum,
    Tables,
)
from fanzha.summarize.findings import MIN_N, MIN_RATIO, Finding, Group, Tested
from fanzha.summarize.period import Period
from fanzha.summarize.sentences import Figure, Sentence, basis_of, figure
from fanzha.summarize.statistics import odds_p, rate_ratio
from fanzha.summarize.tables import PER, Key, Table

# Tables whose cells are tested, each against all other residents, or all other types.
TESTED = ("type_sex", "type_band", "type_sex_band", "type_area", "type_occupation")


def compare_groups(table: Table) -> list[Tested]:
    """Test every group of a table whose first axis is the type.

    Where populations are known, the rate of the group is tested against that of all other residents (exact conditional
    binomial test); otherwise the group's share of the type against its share of all other types (Fisher's exact test).
    Types with fewer than `MIN_N` stated cases are passed over, which depends on no difference between groups.
    """
    n, known = table.values["n"], table.known
    population = np.where(known, table.values["population"], np.nan)
    counted = bool(np.any(population > 0))
    usable = known & (population > 0) if counted else known
    for i, axis in enumerate(table.axes):
        if OTHERS in axis.labels and axis.name == "occupation":  # a mixture, not a group
            usable = usable & (np.arange(len(axis.labels)) != axis.labels.index(OTHERS)).reshape(
                [-1 if j == i else 1 for j in range(n.ndim)]
            )
    along = tuple(range(1, n.ndim))
    totals = np.where(known & (population > 0) if counted else known, n, 0).sum(axis=along)
    cells = [tuple(at) for at in np.argwhere(usable) if totals[at[0]] >= MIN_N]
    if not cells:
        return []
    index = tuple(np.array(cells).T)
    n1 = n[index]
    rest = totals[index[0]] - n1
    if counted:
        everyone = np.nansum(np.where(population > 0, population, 0), axis=along)[index[0]]
        others = everyone - population[index]
        fit = others > 0
        p = np.ones(len(cells))
        ratio = np.full(len(cells), np.nan)
        ratio[fit], _, _, p[fit] = rate_ratio(n1[fit], rest[fit], population[index][fit], others[fit])
    else:
        stated = np.where(known, n, 0)
        of_group = stated.sum(axis=0)[index[1:]] - n1
        d = stated.sum() - n1 - rest - of_group
        fit = np.ones(len(cells), dtype=bool)
        p = np.array([odds_p(*map(int, one)) for one in zip(n1, rest, of_group, d, strict=True)])
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = n1 * d / (rest * of_group)
    measure = "rate_ratio" if counted else "odds_ratio"
    # Of two sexes each is the other's rest: one test, kept on the side that has more.
    twofold = len(table.axes) == 2 and table.axes[1].known == 2
    return [
        Tested("group", measure, table.name, _key(table, cell), float(p[i]), bool(ratio[i] > 1))
        for i, cell in enumerate(cells)
        if fit[i] and not (twofold and ratio[i] < 1)
    ]


def _key(table: Table, cell: tuple[int, ...]) -> Key:
    return tuple(axis.labels[p] for axis, p in zip(table.axes, cell, strict=True))


def describe_group(
    tested: Tested, q: float, tables: Tables, group: Group, type_name: str, period: Period | None, min_cell: int
) -> Finding | None:
    """Return the finding of a significant group, or None where it may not be shown or is too small to matter."""
    table = tables[tested.table]
    n = table.value("n", tested.key)
    if n < MIN_N or table.is_hidden("n", tested.key):
        return None
    parts = _rates(tested) if tested.measure == "rate_ratio" else _odds(tested)
    ratio, low, high = (parts(i).value(tables) for i in range(3))
    if not ratio >= MIN_RATIO or not low > 1:
        return None
    write = _rate_sentences if tested.measure == "rate_ratio" else _odds_sentences
    headline, basis = write(tested, tables, parts, group, type_name, min_cell)
    return Finding(
        "group", tested.key[0], type_name, group, period, int(n), tested.measure, ratio, low, high, q, tested.table,
        tested.key, headline, basis,
    )  # fmt: skip


def _rates(tested: Tested) -> Callable[[int], RateRatio]:
    free = tuple(range(1, len(tested.key)))
    cell = (tested.table, tested.key)
    return lambda part: RateRatio(
        Cell(cell[0], "n", cell[1]),
        Rest(cell[0], "n", cell[1], free, counted=True),
        Cell(cell[0], "population", cell[1]),
        Rest(cell[0], "population", cell[1], free, counted=True),
        part,
    )


def _odds(tested: Tested) -> Callable[[int], OddsRatio]:
    name, key = tested.table, tested.key
    b = Rest(name, "n", key, tuple(range(1, len(key))))
    c = Rest(name, "n", key, (0,))
    d = Difference(Rest(name, "n", key, tuple(range(len(key)))), Sum(b, c))
    return lambda part: OddsRatio(Cell(name, "n", key), b, c, d, part)


def _common(tested: Tested, tables: Tables, min_cell: int) -> tuple[str, str, dict[str, Figure], dict[str, str]]:
    """Return how a basis begins (n, under review, earlier cases) and goes on (share missing), with its figures and words."""
    table = tables[tested.table]
    start, figures = basis_of(tested.table, tested.key, tables)
    n_before = table.value("n_before", tested.key)
    if not math.isnan(n_before) and not table.is_hidden("n_before", tested.key):
        figures["n_before"] = figure(Cell(tested.table, "n_before", tested.key), "count", tables)
        start += "，对比期 {n_before}"
    stated = Sum(
        Cell(tested.table, "n", tested.key), Rest(tested.table, "n", tested.key, tuple(range(1, len(tested.key))))
    )
    everything = Cell("type", "n", tested.key[:1])
    missing = Difference(everything, stated)
    if 0 < missing.value(tables) < min_cell:
        figures["few"] = figure(Constant(min_cell), "count", tables)
        end = "{axes}未填的不足 {few}"
    else:
        figures["missing"] = figure(Quotient(missing, everything), "share", tables)
        end = "{axes}未填 {missing}"
    return start, end, figures, {"axes": "、".join(axis.title for axis in table.axes[1:])}


def _rate_sentences(
    tested: Tested, tables: Tables, parts: Callable[[int], RateRatio], group: Group, type_name: str, min_cell: int
) -> tuple[Sentence, Sentence]:
    one = parts(0)
    rest_n = one.n0.value(tables)
    words = {"type": type_name, "group": group.label}
    figures = {"rate": figure(Quotient(one.n1, one.e1, PER), "rate", tables)}
    start, end, base, base_words = _common(tested, tables, min_cell)
    if 0 < rest_n < min_cell:
        figures["least"] = figure(Constant(min_cell), "count", tables)
        headline = "{type}：{group}每 10 万居民 {rate}，其他居民合计不足 {least}，差异显著。"
        between = "；倍数会泄露其他居民的件数，不予显示"
    else:
        base["low"] = figure(parts(1), "factor", tables)
        base["high"] = figure(parts(2), "factor", tables)
        base["rest_n"] = figure(one.n0, "count", tables)
        between = "；其他居民 {rest_n}；倍数的 95% 区间 {low} 至 {high}"
        if rest_n:
            figures["rest_rate"] = figure(Quotient(one.n0, one.e0, PER), "rate", tables)
            figures["ratio"] = figure(one, "ratio", tables)
            headline = "{type}：{group}每 10 万居民 {rate}，是其他居民（每 10 万 {rest_rate}）的 {ratio}。"
            base["ratio"] = figures["ratio"]
        else:
            headline = "{type}：{group}每 10 万居民 {rate}，其他居民没有。"
    rising = (("low", "ratio", "high"),) if "ratio" in base else ()
    basis = start + between + "；" + end + "。"
    return Sentence(headline, figures, words), Sentence(basis, base, base_words, rising)


def _odds_sentences(
    tested: Tested, tables: Tables, parts: Callable[[int], OddsRatio], group: Group, type_name: str, min_cell: int
) -> tuple[Sentence, Sentence]:
    one = parts(0)
    elsewhere = one.c.value(tables)
    words = {"type": type_name, "group": group.label}
    figures = {"share": figure(Quotient(one.a, Sum(one.a, one.b)), "share", tables)}
    start, end, base, base_words = _common(tested, tables, min_cell)
    headline = "{type}：受害人中{group}占 {share}，"
    if 0 < elsewhere < min_cell:
        figures["least"] = figure(Constant(min_cell), "count", tables)
        headline += "其他诈骗类型中合计不足 {least}，差异显著。"
        between = "；比值比会泄露其他类型的件数，不予显示"
    else:
        figures["rest_share"] = figure(Quotient(one.c, Sum(one.c, one.d)), "share", tables)
        headline += "其他诈骗类型中占 {rest_share}"
        base["low"] = figure(parts(1), "factor", tables)
        base["high"] = figure(parts(2), "factor", tables)
        between = "；比值比的 95% 区间 {low} 至 {high}"
        if math.isfinite(one.value(tables)):
            figures["ratio"] = base["ratio"] = figure(one, "factor", tables)
            headline += "，比值比 {ratio}"
        headline += "。"
    rising = (("low", "ratio", "high"),) if "ratio" in base else ()
    basis = start + between + "；" + end + "；无对应人口数，只比较占比，不是发案率。"
    return Sentence(headline, figures, words), Sentence(basis, base, base_words, rising)
