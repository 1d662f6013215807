"""A summary: tables and findings of one period, with what a reader must know about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fanzha.summarize.findings import Finding, costliest, groups, outbreaks, rises
from fanzha.summarize.sentences import Sentence, write
from fanzha.summarize.tables import (
    DEFAULT_BANDS,
    REVIEW,
    Cases,
    Period,
    Population,
    Tables,
    all_tables,
    check_min_cell,
    read_cases,
)
from fanzha.taxonomy import BENIGN, Taxonomy


@dataclass(frozen=True, slots=True)
class Summary:
    """Who is cheated, where and how, in one period.

    Attributes
    ----------
    period : Period
    tables : Tables
    sentences : tuple of Sentence
        Findings, most important first; every number verified.
    weekly : dict
        Type to cases of each full week that ends with the period, oldest first; the four most frequent types.
    weeks : tuple of date
        First day of each week.
    n, n_before : int
        Fraud cases of the period and of the one before.
    n_reports, n_benign, n_review, n_undated : int
        Reports in the period, those held for no fraud, those needing review; and reports of no known date.
    loss : float
        Yuan, where stated.
    newest : date or None
        Day of the newest report.
    model_version : str
    district : str or None
        Name of the district whose residents the rates are over.
    min_cell : int
    notes : tuple of str
        What the summary cannot say, and why; in Chinese.
    taxonomy : Taxonomy
    """

    period: Period
    tables: Tables
    sentences: tuple[Sentence, ...]
    weekly: dict[str, tuple[int, ...]]
    weeks: tuple[date, ...]
    n: int
    n_before: int
    n_reports: int
    n_benign: int
    n_review: int
    n_undated: int
    loss: float
    newest: date | None
    model_version: str
    district: str | None
    min_cell: int
    notes: tuple[str, ...]
    taxonomy: Taxonomy

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings behind the sentences, in their order."""
        return tuple(s.finding for s in self.sentences)


def summarize(
    scored: pa.Table,
    *,
    district: Population | None,
    taxonomy: Taxonomy,
    days: int = 90,
    end: date | None = None,
    min_cell: int = 5,
) -> Summary:
    """Summarise scored cases.

    Parameters
    ----------
    scored : pyarrow.Table
        Of `fanzha.schema.SCORED`.
    district : Population or None
        Residents; without them the tables have no rates and groups are compared with other types.
    taxonomy : Taxonomy
    days : int
        Length of the period; the comparison is the equally long period before.
    end : date, optional
        Last day; the day of the newest report if not given.
    min_cell : int
        Fewer cases than this are not shown, and no finding rests on them.

    Returns
    -------
    Summary
        Also of no case at all; its notes say what it cannot say.

    Raises
    ------
    ConfigError
        If ``min_cell`` is less than 1.
    NumberError
        If a sentence contradicts its table.
    """
    check_min_cell(min_cell)
    newest = pc.max(scored.column("reported_on")).as_py() if scored.num_rows else None
    last = end or newest or date(1970, 1, 1)
    period = Period(last - timedelta(days=days - 1), last)
    bands = district.bands if district else DEFAULT_BANDS
    cases = read_cases(scored, period, bands)
    tables = all_tables(cases, period, taxonomy, district)
    found = [
        *outbreaks(cases, period, taxonomy, min_cell),
        *groups(cases, district, taxonomy, min_cell)[:8],
        *rises(cases, taxonomy, min_cell)[:5],
        *costliest(cases, taxonomy, min_cell),
    ]
    day = scored.column("reported_on")
    within = pc.fill_null(pc.and_(pc.greater_equal(day, period.start), pc.less_equal(day, period.end)), False)
    now = scored.filter(within)
    benign = pc.sum(pc.equal(now.column("type"), BENIGN)).as_py() or 0
    review = pc.sum(now.column("needs_review")).as_py() or 0
    loss = cases.loss[cases.now]
    weekly, weeks = _weekly(cases, period)
    versions = sorted(set(scored.column("model_version").to_pylist()))
    return Summary(
        period=period,
        tables=tables,
        sentences=tuple(write(f, taxonomy) for f in found),
        weekly=weekly,
        weeks=weeks,
        n=int(cases.now.sum()),
        n_before=int(cases.before.sum()),
        n_reports=now.num_rows,
        n_benign=int(benign),
        n_review=int(review),
        n_undated=day.null_count,
        loss=float(np.nansum(loss)),
        newest=newest,
        model_version="、".join(versions) or "无",
        district=district.name if district else None,
        min_cell=min_cell,
        notes=_notes(cases, tables, district, day.null_count),
        taxonomy=taxonomy,
    )


def _weekly(cases: Cases, period: Period) -> tuple[dict[str, tuple[int, ...]], tuple[date, ...]]:
    """Count full weeks back from the end of the period, over both periods, for the four most frequent types."""
    weeks = max(1, min(26, 2 * period.days // 7))
    end = period.end.toordinal() - 719163
    back = (end - cases.day) // 7
    kinds = cases.columns["decided"]
    top = sorted({str(k) for k in kinds} - {REVIEW}, key=lambda k: (-int(((kinds == k) & cases.now).sum()), k))[:4]
    counts: NDArray[np.int64]
    weekly = {}
    for kind in top:
        counts = np.bincount(back[(kinds == kind) & (back < weeks)], minlength=weeks)
        weekly[kind] = tuple(int(n) for n in counts[::-1])
    return weekly, tuple(period.end - timedelta(days=7 * (w + 1) - 1) for w in reversed(range(weeks)))


def _notes(cases: Cases, tables: Tables, district: Population | None, undated: int) -> tuple[str, ...]:
    notes = []
    n = int(cases.now.sum())
    if not n:
        notes.append("本期没有诈骗警情，因此没有表格数字和发现。")
    elif not int(cases.before.sum()):
        notes.append("上期没有警情，因此不能比较升降。")
    if district is None:
        notes.append("未提供辖区人口，因此只有占比，没有发案率；群体比较以其他类型的案件为参照。")
    else:
        unknown = {str(s) for s in cases.columns["street"] if s is not None} - set(district.streets)
        if unknown:
            notes.append(f"{len(unknown)}个街道不在人口文件中，这些街道没有发案率。")
    for key in ("band", "sex", "area", "street"):
        table = tables[key]
        if n and table.missing == n:
            notes.append(f"本期全部案件缺少{table.title}，因此不能按{table.title}分析。")
        elif n and table.missing_share > 0.3:
            notes.append(f"{100 * table.missing_share:.0f}%的案件缺少{table.title}，有关占比只代表其余案件。")
    if undated:
        notes.append(f"{undated}起警情没有报案时间，未计入任何时期。")
    return tuple(notes)
