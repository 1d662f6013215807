"""The opening sentences of a summary, and what it cannot say and why."""

from __future__ import annotations

import math
from datetime import date

from fanzha.summarize.figures import Cell
from fanzha.summarize.period import BASELINE_WEEKS, MIN_BASELINE_WEEKS, OUTBREAK_DAYS, Windows
from fanzha.summarize.sentences import Figure, Sentence, figure
from fanzha.summarize.summary import Summary
from fanzha.taxonomy import BENIGN, Taxonomy

# From this share on, a property is missing too often for its shares to stand without a warning.
_MUCH_MISSING = 0.3


def overview(summary: Summary) -> tuple[Sentence, ...]:
    """Return sentences on all fraud cases of the period; none where their number may not be shown."""
    tables, total = summary.tables, summary.tables["total"]
    if total.is_hidden("n") or not total.value("n"):
        return ()
    figures: dict[str, Figure] = {"n": figure(Cell("total", "n"), "count", tables)}
    text = "本期诈骗案件 {n}"
    if not math.isnan(total.value("n_before")) and not total.is_hidden("n_before"):
        figures["n_before"] = figure(Cell("total", "n_before"), "count", tables)
        figures["change"] = figure(Cell("total", "change"), "change", tables)
        text += "，对比期 {n_before}，{change}"
        if not math.isnan(total.value("change_share")):
            figures["change_share"] = figure(Cell("total", "change_share"), "change_share", tables)
            text += "（{change_share}）"
    if not math.isnan(total.value("rate")):
        figures["rate"] = figure(Cell("total", "rate"), "rate", tables)
        figures["low"], figures["high"] = (figure(Cell("total", f"rate_{e}"), "factor", tables) for e in ("low", "high"))
        text += "；每 10 万居民 {rate}（95% 区间 {low} 至 {high}）"
    sentences = [Sentence(text + "。", figures, {}, (("low", "rate", "high"),) if "rate" in figures else ())]
    if not total.is_hidden("loss_sum") and total.value("loss_sum") > 0:
        money = {"sum": figure(Cell("total", "loss_sum"), "money", tables)}
        text = "损失合计 {sum}"
        if not math.isnan(total.value("loss_before")) and not total.is_hidden("loss_before"):
            money["before"] = figure(Cell("total", "loss_before"), "money", tables)
            text += "，对比期 {before}"
        if not total.is_hidden("loss_median") and not math.isnan(total.value("loss_median")):
            money["median"] = figure(Cell("total", "loss_median"), "money", tables)
            text += "；有损失案件的中位数 {median}"
        sentences.append(Sentence(text + "。", money))
    return tuple(sentences)


def gaps(summary: Summary, spans: Windows | None, first: date | None, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return what the summary cannot say, and why."""
    header, tables = summary.header, summary.tables
    notes = []
    if not header.fraud:
        notes.append("本期没有诈骗案件，因此没有发现、图表和比较。")
    if spans is None:
        notes.append("没有一起案件填有报案日期：以下为全部案件，无法分期，无法比较增减，也无法查找近期聚集。")
    elif spans.before is None and first is not None:
        start = summary.period.before.start if summary.period else first
        notes.append(f"数据自 {first} 起，未覆盖对比期（应自 {start} 起），因此不作增减比较。")
    if spans is not None and spans.baseline is None:
        notes.append(
            f"查找近 {OUTBREAK_DAYS} 天的局部聚集需要此前 {BASELINE_WEEKS} 周（至少 {MIN_BASELINE_WEEKS} 周）的数据，"
            "现有数据不足，未作查找。"
        )
    if header.undated:
        notes.append(f"另有 {header.undated:,} 起案件没有报案日期，未计入任何时段。")
    if header.district is None:
        notes.append("没有提供辖区人口数，因此只有占比，没有发案率；各人群只能与其他诈骗类型相比。")
    if header.fraud:
        notes += _missing(summary)
    if header.fraud and not any(f.kind != "loss" for f in summary.findings):
        notes.append("没有人群、街道或类型的差异在统计上成立；这不等于没有差异，案件数可能不足。")
    unseen = [t.zh_short for t in taxonomy.types if t.code != BENIGN and t.code not in tables["type"].axes[0].labels]
    if header.fraud and unseen:
        notes.append(f"本期及所用数据中未见：{'、'.join(unseen)}。")
    foreign = [t for t in tables["type"].axes[0].labels if t not in taxonomy]
    if foreign:
        notes.append(f"类型表中有 {len(foreign)} 个名称不属于国家分类，按模型给出的名称列出。")
    if len(header.models) > 1:
        notes.append("案件由不同版本的模型判定，各期之间的增减可能部分来自模型。")
    return tuple(notes)


def _missing(summary: Summary) -> list[str]:
    found = []
    for name in ("sex", "band", "area", "street", "occupation", "channel", "payment"):
        table = summary.tables[name]
        share = table.missing_share
        if share == 1:
            found.append(f"全部案件未填{table.axes[0].title}，不能说明其分布。")
        elif share >= _MUCH_MISSING:
            found.append(f"{share:.0%} 的案件未填{table.axes[0].title}，其占比与发案率偏低或失真，请慎用。")
    total = summary.tables["total"]
    if total.value("n") and not total.value("loss_n"):
        found.append("全部案件未填损失金额，不能说明损失。")
    elif total.value("loss_n") < (1 - _MUCH_MISSING) * total.value("n"):
        share = 1 - total.value("loss_n") / total.value("n")
        found.append(f"{share:.0%} 的案件未填损失金额，损失合计偏低。")
    return found
