"""The properties that fraud cases are counted by."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fanzha.summarize.coding import (
    OTHERS,
    SEX_TITLES,
    Axis,
    Coded,
    code_bands,
    code_strings,
    days_of,
    days_since_epoch,
    frequent,
    losses_of,
)
from fanzha.summarize.period import TREND_WEEKS, Period
from fanzha.summarize.residents import DEFAULT_BANDS, Residents
from fanzha.taxonomy import Taxonomy

# Columns of scored cases that a summary reads.
COLUMNS = (
    "type", "type_name", "needs_review", "reported_on", "victim_age", "victim_sex", "occupation", "loss_yuan", "contact_channel",
    "payment", "area", "street", "model_version",
)  # fmt: skip
# Free words: name of the axis, column, title. The most frequent get a row of their own.
_FREE = (("occupation", "occupation", "职业"), ("channel", "contact_channel", "引流方式"), ("payment", "payment", "支付方式"))
_COMMON = 12
_LEADING = 4  # types with a line of their own in the trend


def code_cases(
    cases: pa.Table, period: Period | None, taxonomy: Taxonomy, district: Residents | None, min_cell: int
) -> Coded:
    """Code fraud cases.

    Parameters
    ----------
    cases : pyarrow.Table
        With `COLUMNS`.
    period : Period or None
        Decides which occupations, channels and payments are frequent, and where the weeks end.
    taxonomy : Taxonomy
        Order and names of the types.
    district : Residents or None
        Its stations and streets are there without cases too.
    min_cell : int
        Rarer occupations, channels and payments are counted together, so that their names do not point at anybody.
    """
    pairs = cases.group_by(["type", "type_name"]).aggregate([])
    names = dict(zip(pairs.column("type").to_pylist(), pairs.column("type_name").to_pylist(), strict=True))
    present = [code for code in taxonomy.codes if code in names]
    names |= {code: taxonomy[code].zh_short for code in present}
    sexes, areas, streets = tuple(SEX_TITLES), district.areas if district else (), district.streets if district else ()
    sex = cases.column("victim_sex")
    sex = pc.if_else(pc.is_in(sex, pa.array(sexes)), sex, pa.scalar(None, pa.string()))
    coded = {
        "type": code_strings(cases.column("type"), "type", "诈骗类型", first=present, titles=names, missing=False),
        "sex": code_strings(sex, "sex", "性别", first=sexes, titles=SEX_TITLES),
        "band": code_bands(cases.column("victim_age"), district.bands if district else DEFAULT_BANDS),
        "area": code_strings(cases.column("area"), "area", "派出所", first=areas),
        "street": code_strings(cases.column("street"), "street", "街道", first=streets),
    }
    now = cases if period is None else cases.filter(reported_from(cases, period))
    for name, column, title in _FREE:
        common = frequent(now.column(column), min_cell, _COMMON)
        coded[name] = code_strings(cases.column(column), name, title, first=common, only_first=True)
    day = days_of(cases.column("reported_on"))
    if period is not None:
        coded["week"], coded["lead"] = _weeks(day, period), _leading(day, period, *coded["type"])
    return Coded(
        day,
        losses_of(cases.column("loss_yuan")),
        np.asarray(cases.column("needs_review").fill_null(False).to_numpy()),
        {name: axis for name, (axis, _) in coded.items()},
        {name: codes for name, (_, codes) in coded.items()},
    )


def reported_from(cases: pa.Table, period: Period) -> pa.ChunkedArray:
    """Return which cases were reported in a period; null where the day is unknown."""
    reported = cases.column("reported_on")
    start, end = (pa.scalar(d, pa.date32()) for d in (period.start, period.end))
    return pc.and_(pc.greater_equal(reported, start), pc.less_equal(reported, end))


def _weeks(day: NDArray[np.int32], period: Period) -> tuple[Axis, NDArray[np.int64]]:
    """Return weeks that end with the period, oldest first; days outside them go to the nearest."""
    ago = (days_since_epoch(period.end) - day.astype(np.int64)) // 7
    starts = [period.end - timedelta(days=7 * (w + 1) - 1) for w in range(TREND_WEEKS)][::-1]
    axis = Axis("week", "周（起始日）", tuple(map(str, starts)), tuple(f"{d:%m-%d}" for d in starts), False)
    return axis, np.clip(TREND_WEEKS - 1 - ago, 0, TREND_WEEKS - 1)


def _leading(
    day: NDArray[np.int32], period: Period, types: Axis, codes: NDArray[np.int64]
) -> tuple[Axis, NDArray[np.int64]]:
    """Return the most frequent types of the period, with all others together."""
    within = (day >= days_since_epoch(period.start)) & (day <= days_since_epoch(period.end))
    counts = np.bincount(codes[within], minlength=len(types.labels))
    leading = [int(i) for i in np.argsort(-counts, kind="stable")[:_LEADING] if counts[i]]
    place = np.full(len(types.labels), len(leading), dtype=np.int64)
    place[leading] = np.arange(len(leading))
    labels, titles = ((*(names[i] for i in leading), rest) for names, rest in ((types.labels, OTHERS), (types.titles, "其余类型")))
    return Axis("lead", "诈骗类型", labels, titles, False), place[codes]
