"""From scored cases to a summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fanzha.errors import InputError
from fanzha.summarize.coding import Coded
from fanzha.summarize.losses import find_losses
from fanzha.summarize.notes import gaps, overview
from fanzha.summarize.period import Period, Windows, choose_period, windows
from fanzha.summarize.properties import COLUMNS, code_cases, reported_from
from fanzha.summarize.residents import DEFAULT_BANDS, Residents
from fanzha.summarize.search import search
from fanzha.summarize.summary import Header, Summary, distinct, ranked
from fanzha.summarize.tables import Table, build_table
from fanzha.taxonomy import BENIGN, Taxonomy

DAYS = 30
INTERNAL_CELL, PUBLIC_CELL = 5, 10  # smallest counts shown inside the police, and to the public
# Tables with shares, losses and intervals; the others only serve the tests.
_FULL = (
    "type", "area", "street", "band", "sex", "occupation", "channel", "payment", "type_sex", "type_band", "sex_band",
    "type_street",
)  # fmt: skip
_PLAIN = ("type_sex_band", "type_area", "type_occupation")


def summarize(
    scored: pa.Table,
    *,
    taxonomy: Taxonomy,
    district: Residents | None = None,
    start: date | None = None,
    end: date | None = None,
    days: int = DAYS,
    min_cell: int = INTERNAL_CELL,
) -> Summary:
    """Summarise scored cases.

    Parameters
    ----------
    scored : pyarrow.Table
        Of `fanzha.schema.SCORED`. A case counts as fraud where its type is not ``benign``; one that awaits review counts
        under its most probable type, and is counted again as such.
    taxonomy : Taxonomy
        Names and order of the types; types that it lacks come last, under the name that the cases give.
    district : Residents, optional
        Populations; without it there are shares and no rates.
    start, end : date, optional
        First and last day; by default the last ``days`` days up to the newest report. The comparison is with the equally
        long period before, where the data cover it.
    days : int
        Length of the period where ``start`` is not given.
    min_cell : int
        Smallest number of cases that a cell may show: `INTERNAL_CELL`, or `PUBLIC_CELL` for publication.

    Returns
    -------
    Summary
        Checked already, see `Summary.check`.

    Raises
    ------
    InputError
        If columns are missing, or the period ends before it starts.
    NumberError
        If numbers contradict each other.
    """
    if absent := [c for c in COLUMNS if c not in scored.column_names]:
        raise InputError("scored cases must have all columns", f"without {', '.join(absent)}", "score the cases first")
    if min_cell < 1:
        raise InputError("the smallest cell must hold a case", str(min_cell), "give 1 or more")
    scored = scored.select(COLUMNS)
    bounds = pc.min_max(scored.column("reported_on"))
    first, newest = bounds["min"].as_py(), bounds["max"].as_py()
    period = choose_period(newest, start, end, days) if newest else None
    spans = windows(period, first) if period else None
    cases = scored.filter(reported_from(scored, Period(spans.oldest, spans.period.end))) if spans else scored
    coded = code_cases(cases.filter(pc.not_equal(cases.column("type"), BENIGN)), period, taxonomy, district, min_cell)
    tables = _tables(coded, spans, district, min_cell)
    searched = search(tables, spans, district.bands if district else DEFAULT_BANDS, min_cell)
    every = ranked([*searched.found, *find_losses(tables, period, min_cell)])
    made = Summary(
        header=_header(scored, cases, period, newest, district, min_cell),
        period=period,
        before=spans.before if spans else None,
        tables=tables,
        overview=(),
        findings=distinct(every),
        significant=every,
        tests=searched.tests,
        withheld=searched.withheld,
        notes=(),
    )
    made = replace(made, overview=overview(made), notes=gaps(made, spans, first, taxonomy))
    made.check()
    return made


def _tables(
    coded: Coded, spans: Windows | None, district: Residents | None, min_cell: int
) -> Mapping[str, Table]:
    now, then = np.ones(len(coded.day), dtype=bool), None
    if spans:
        now = coded.within(spans.period)
        then = coded.within(spans.before) if spans.before else None
    # Streets add up to stations, so that each station's streets are a line of their own. A street belongs where most of
    # its cases do.
    station = coded.count(["street", "area"], np.ones(len(coded.day), dtype=bool)).argmax(axis=1)
    tables = {}
    for name in ("", *_FULL, *_PLAIN):
        axes = name.split("_") if name else []
        groups = {axes.index("street"): station} if "street" in axes else None
        table = build_table(
            coded, axes, now, then, min_cell=min_cell, residents=district, groups=groups, full=name not in _PLAIN
        )
        tables[table.name] = table
    if spans and spans.trend >= 2:
        weeks = coded.within(Period(spans.recent.preceding(7 * (spans.trend - 1)).start, spans.period.end))
        trend = build_table(coded, ("week", "lead"), weeks, None, min_cell=min_cell, full=False)
        tables["week_lead"] = trend.last(spans.trend)
    if spans and spans.baseline:
        # Totals of these days are published nowhere, so that nothing can be subtracted.
        tables["recent"] = build_table(
            coded, ("type", "street"), coded.within(spans.recent), coded.within(spans.baseline), min_cell=min_cell,
            complement=False, full=False, name="recent",
        )  # fmt: skip
    return tables


def _header(
    scored: pa.Table, cases: pa.Table, period: Period | None, newest: date | None, district: Residents | None, min_cell: int
) -> Header:
    now = cases.filter(reported_from(cases, period)) if period else cases
    benign = pc.sum(pc.equal(now.column("type"), BENIGN)).as_py() or 0
    return Header(
        district=district.name if district else None,
        newest=newest,
        models=tuple(sorted(pc.unique(scored.column("model_version")).drop_null().to_pylist())),
        cases=now.num_rows,
        fraud=now.num_rows - benign,
        benign=benign,
        review=pc.sum(now.column("needs_review")).as_py() or 0,
        undated=scored.column("reported_on").null_count if period else 0,
        min_cell=min_cell,
    )
