"""Which types cost most."""

from __future__ import annotations

import math

import numpy as np

from fanzha.summarize.figures import Cell, Constant, Difference, Quotient, Tables
from fanzha.summarize.findings import MIN_N, Finding, Group
from fanzha.summarize.period import Period
from fanzha.summarize.sentences import Sentence, basis_of, figure

RANKS = ("首位", "第二位", "第三位")


def find_losses(tables: Tables, period: Period | None, min_cell: int) -> list[Finding]:
    """Return the types with the largest sums of stated losses, at most one for each of `RANKS`.

    Parameters
    ----------
    tables : mapping of str to Table
        With ``type`` and ``total``.
    period : Period or None
    min_cell : int
    """
    table = tables["type"]
    sums = table.values["loss_sum"]
    total = Cell("total", "loss_sum")
    if tables["total"].is_hidden("loss_sum") or not total.value(tables) > 0:
        return []
    found = []
    # A hidden type keeps its rank, so that a lower one is not called higher than it is.
    for rank, i in zip(RANKS, np.argsort(-sums, kind="stable"), strict=False):
        axis = table.axes[0]
        key = (axis.labels[i],)
        if table.is_hidden("loss_sum", key) or table.value("loss_n", key) < MIN_N or not sums[i] > 0:
            continue
        words = {"type": axis.titles[i], "rank": rank}
        figures = {
            "sum": figure(Cell("type", "loss_sum", key), "money", tables),
            "share": figure(Quotient(Cell("type", "loss_sum", key), total), "share", tables),
        }
        headline = Sentence("{type}损失合计 {sum}，占全部诈骗损失的 {share}，居{rank}。", figures, words)
        found.append(
            Finding(
                "loss", key[0], axis.titles[i], Group(), period, int(table.value("n", key)), "sum",
                math.nan, math.nan, math.nan, math.nan, "type", key, headline, _basis(tables, key, min_cell),
            )  # fmt: skip
        )
    return found


def _basis(tables: Tables, key: tuple[str, ...], min_cell: int) -> Sentence:
    table = tables["type"]
    text, figures = basis_of("type", key, tables)
    missing = Difference(Cell("type", "n", key), Cell("type", "loss_n", key))
    if 0 < missing.value(tables) < min_cell:
        figures["few"] = figure(Constant(min_cell), "count", tables)
        text += "，损失金额未填的不足 {few}"
    else:
        figures["missing"] = figure(Quotient(missing, Cell("type", "n", key)), "share", tables)
        text += "，损失金额未填 {missing}"
    rising: tuple[tuple[str, ...], ...] = ()
    if not math.isnan(table.value("loss_median", key)):
        figures["median"] = figure(Cell("type", "loss_median", key), "money", tables)
        text += "；有损失案件中位数 {median}"
        if not math.isnan(table.value("median_low", key)):
            figures["low"] = figure(Cell("type", "median_low", key), "money", tables)
            figures["high"] = figure(Cell("type", "median_high", key), "money", tables)
            text += "（95% 区间 {low} 至 {high}）"
            rising = (("low", "median", "high"),)
    if not math.isnan(table.value("loss_before", key)) and not table.is_hidden("loss_before", key):
        figures["before"] = figure(Cell("type", "loss_before", key), "money", tables)
        text += "；对比期损失 {before}"
    return Sentence(text + "。", figures, {}, rising)
