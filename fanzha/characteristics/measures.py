"""What is measured of every type in every period and area: counts, rates, losses, ages, delays, outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fanzha.characteristics.frame import Frame
from fanzha.statistics import count_interval, wilson_interval

ALL: Final = ""  # type or area of the rows that count every type, or every area
PER: Final = 100_000  # residents of a rate
LARGE_LOSS: Final = 100_000  # yuan

Span = tuple[str, date, date]  # name, first and last day


class Measure(NamedTuple):
    """A column of the result, and whether it counts cases (which may be too few to be shown)."""

    name: str
    sql: str


# A median lies between two cases where their number is even; quantiles of less than four say nothing.
_MEASURES: Final = (
    Measure("n", "count(*)"),
    Measure("loss_n", "count(loss)"),
    Measure("loss_sum", "sum(loss)"),
    Measure("loss_median", "CASE WHEN count(loss) > 0 THEN quantile_cont(loss::DOUBLE, 0.5) END"),
    Measure("loss_q1", "CASE WHEN count(loss) > 3 THEN quantile_cont(loss::DOUBLE, 0.25) END"),
    Measure("loss_q3", "CASE WHEN count(loss) > 3 THEN quantile_cont(loss::DOUBLE, 0.75) END"),
    Measure("loss_large", f"count(*) FILTER (loss >= {LARGE_LOSS})"),
    Measure("loss_large_sum", f"sum(loss) FILTER (loss >= {LARGE_LOSS})"),
    Measure("loss_top", "max(loss)"),
    Measure("paid_n", "count(paid) FILTER (stopped IS NOT NULL)"),
    Measure("paid_sum", "sum(paid) FILTER (stopped IS NOT NULL)"),
    Measure("stopped_sum", "sum(stopped) FILTER (paid IS NOT NULL)"),
    Measure("paid_top", "max(paid) FILTER (stopped IS NOT NULL)"),
    Measure("stopped_top", "max(stopped) FILTER (paid IS NOT NULL)"),
    Measure("stopped_some", "count(*) FILTER (stopped > 0 AND paid IS NOT NULL)"),
    Measure("outcome_n", "count(outcome)"),
    Measure("prevented", "count(*) FILTER (outcome = 'prevented')"),
    Measure("recovered", "count(*) FILTER (outcome = 'recovered')"),
    Measure("age_n", "count(age)"),
    Measure("age_median", "CASE WHEN count(age) > 0 THEN quantile_cont(age::DOUBLE, 0.5) END"),
    Measure("sex_n", "count(sex)"),
    Measure("female", "count(*) FILTER (sex = 'female')"),
    Measure("stage_n", "count(life_stage)"),
    Measure("minor", "count(*) FILTER (life_stage = 'minor')"),
    Measure("elderly", "count(*) FILTER (life_stage = 'elderly')"),
    Measure("delay_n", "count(delay)"),
    Measure("delay_median", "CASE WHEN count(delay) > 0 THEN quantile_cont(delay::DOUBLE, 0.5) END"),
    Measure("delay_q1", "CASE WHEN count(delay) > 3 THEN quantile_cont(delay::DOUBLE, 0.25) END"),
    Measure("delay_q3", "CASE WHEN count(delay) > 3 THEN quantile_cont(delay::DOUBLE, 0.75) END"),
    Measure("repeated_n", "count(repeated)"),
    Measure("repeated", "count(*) FILTER (repeated = 'yes')"),
)
_CUBE: Final = """
SELECT p.name AS period, coalesce(c.type, '') AS type, coalesce(c.area, '') AS area,
    grouping(c.type) AS every_type, grouping(c.area) AS every_area, {measures}
FROM cases c JOIN spans p ON c.day BETWEEN p.first AND p.last
WHERE NOT c.benign
GROUP BY GROUPING SETS ((p.name, c.type, c.area), (p.name, c.type), (p.name, c.area), (p.name))
ORDER BY p.name, every_type DESC, type, every_area DESC, area
"""


def measure(frame: Frame, spans: Sequence[Span]) -> pa.Table:
    """Measure the fraud cases of every type, period and area.

    Parameters
    ----------
    frame : Frame
        Coded; with `Frame.people` for rates.
    spans : sequence of (str, date, date)
        Name, first and last day of each period; they may overlap.

    Returns
    -------
    pyarrow.Table
        A row for each period, type and area that has a case; `ALL` stands for every type or every area, null for what is not stated.
        ``n``; ``share`` of the cases of that period and area, with Wilson's interval; ``residents``, ``rate`` per 100,000 with exact interval, null
        without residents; ``loss_sum``, median, quartiles (linear between cases), ``loss_large`` (cases of 100,000 yuan or more), ``loss_top`` (largest); money
        paid and stopped of the cases that state both, the largest of each (``_top``), and how many had any stopped (``stopped_some``); outcomes; ages; sexes; minors and the elderly; minutes from the last transfer to the report;
        repeated victims; before each ``X_n``, the cases that state it.
    """
    take_spans(frame, spans)
    measures = ", ".join(f"{one.sql} AS {one.name}" for one in _MEASURES)
    table = frame.sql(_CUBE.format(measures=measures))
    every_type, every_area = (pc.equal(table.column(name), 1) for name in ("every_type", "every_area"))
    blank = pa.scalar(None, pa.string())

    def labelled(name: str, every: pa.ChunkedArray) -> pa.ChunkedArray:
        stated = pc.if_else(pc.equal(table.column(name), ""), blank, table.column(name))
        return pc.if_else(every, pa.scalar(ALL), stated)

    kind, area = labelled("type", every_type), labelled("area", every_area)
    n = np.asarray(table.column("n").to_numpy(), dtype=np.float64)
    period = table.column("period").to_pylist()
    totals = {
        (one, where): float(count)
        for one, where, count, whole in zip(period, area.to_pylist(), n.tolist(), every_type.to_pylist(), strict=True)
        if whole
    }
    total = np.array([totals[key] for key in zip(period, area.to_pylist(), strict=True)])
    low, high = wilson_interval(n, total)
    residents = _residents(frame)
    people = np.array(
        [residents.get(one, np.nan) if one is not None else np.nan for one in area.to_pylist()], dtype=np.float64
    )
    rate_low, rate_high = count_interval(n)
    columns = {
        "period": table.column("period"), "type": kind, "area": area, "n": table.column("n"),
        "share": pa.array(n / total), "share_low": pa.array(low), "share_high": pa.array(high),
        "residents": _numbers(people), "rate": _numbers(n / people * PER),
        "rate_low": _numbers(rate_low / people * PER), "rate_high": _numbers(rate_high / people * PER),
    }  # fmt: skip
    columns |= {one.name: table.column(one.name) for one in _MEASURES[1:]}
    return pa.table(columns)


def take_spans(frame: Frame, spans: Sequence[Span]) -> None:
    """Keep periods as the table ``spans``."""
    names, first, last = zip(*spans, strict=True) if spans else ((), (), ())
    columns = {
        "name": pa.array(names, pa.string()),
        "first": pa.array(first, pa.date32()),
        "last": pa.array(last, pa.date32()),
    }
    frame.take("spans", pa.table(columns))


def _residents(frame: Frame) -> dict[str, float]:
    found = frame.rows("SELECT count(*) FROM information_schema.tables WHERE table_name = 'people'")
    if not found[0][0]:
        return {}
    rows = frame.rows("SELECT area, sum(residents) FROM people GROUP BY GROUPING SETS ((area), ())")
    return {area if area is not None else ALL: float(count) for area, count in rows if count}


def _numbers(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))
