"""How the cases of each type spread over the values of a property: who, when, by which way, and how paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa

from fanzha.characteristics.frame import Frame
from fanzha.characteristics.measures import Span, take_spans
from fanzha.statistics import wilson_interval

PROPERTIES: Final = (
    "sex", "band", "life_stage", "occupation", "employer", "channel", "payment", "outcome", "repeated", "hour", "weekday", "street",
)  # fmt: skip
PLATFORM: Final = "platform"
SIZE: Final = "loss_size"
DELAY: Final = "delay_size"
AMOUNTS: Final = "amounts"  # whether a case states both what was paid and what was stopped
# Upper bounds in yuan; above the last is the rest. 3,000, 30,000 and 500,000 yuan are where fraud becomes large, huge and especially huge in law
# (Supreme People's Court and Procuratorate, Fa Shi (2011) 7, article 1).
SIZES: Final = ((0, "0"), (3_000, "<3000"), (30_000, "<30000"), (100_000, "<100000"), (500_000, "<500000"))
SIZE_REST: Final = ">=500000"
# Minutes; money can often still be stopped within half an hour of a transfer.
DELAYS: Final = ((30, "<=30m"), (120, "<=2h"), (1_440, "<=24h"), (10_080, "<=7d"))
DELAY_REST: Final = ">7d"

_ORDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "life_stage": ("minor", "adult", "elderly"), "outcome": ("prevented", "recovered", "lost"), "repeated": ("yes", "no"),
    AMOUNTS: ("both",), "weekday": tuple("1234567"), "hour": tuple(f"{hour:02d}" for hour in range(24)),
}  # fmt: skip

_PROFILE: Final = """
WITH chosen AS (
    SELECT p.name AS period, c.* FROM cases c JOIN spans p ON c.day BETWEEN p.first AND p.last WHERE NOT c.benign
), spread AS (
    UNPIVOT (SELECT period, type, area, {columns} FROM chosen) ON {names} INTO NAME property VALUE value
)
SELECT property, period, coalesce(type, '') AS type, coalesce(area, '') AS area, value, count(*) AS n,
    grouping(type) AS every_type, grouping(area) AS every_area
FROM spread
GROUP BY GROUPING SETS ((property, period, value, type), (property, period, value, area), (property, period, value))
"""
_BY: Final = """
SELECT p.name AS period, coalesce(c.type, '') AS type, coalesce(c.area, '') AS area, count(*) AS n,
    grouping(c.type) AS every_type, grouping(c.area) AS every_area
FROM cases c JOIN spans p ON c.day BETWEEN p.first AND p.last WHERE NOT c.benign
GROUP BY GROUPING SETS ((p.name, c.type), (p.name, c.area), (p.name))
"""


def order_of(name: str) -> tuple[str, ...] | None:
    """Return all values of a property in their order; None where they come from the cases."""
    steps = {SIZE: (SIZES, SIZE_REST), DELAY: (DELAYS, DELAY_REST)}
    if name in steps:
        bounds, rest = steps[name]
        return (*(label for _, label in bounds), rest)
    return _ORDERS.get(name)


def count_by(frame: Frame, names: Sequence[str], start: date, end: date) -> dict[tuple[str | None, ...], int]:
    """Count the fraud cases of some days by one property or more.

    Parameters
    ----------
    frame : Frame
        Coded.
    names : sequence of str
        Columns of its cases, `SIZE`, `DELAY` or `AMOUNTS`.
    start, end : date
        First and last day.

    Returns
    -------
    dict of tuple to int
        Values, None for what is not stated, to cases.
    """
    columns = ", ".join(_SQL.get(one, f"{one}::VARCHAR") for one in names)
    places = ", ".join(str(i + 1) for i in range(len(names)))
    query = f"SELECT {columns}, count(*) FROM cases WHERE NOT benign AND day BETWEEN ? AND ? GROUP BY {places}"  # noqa: S608
    return {tuple(row[:-1]): int(row[-1]) for row in frame.rows(query, (start, end))}


def profile(frame: Frame, spans: Sequence[Span], canonical: Callable[[str], str] = str) -> pa.Table:
    """Count the values of every property, for every type and for every area.

    Parameters
    ----------
    frame : Frame
        Coded.
    spans : sequence of (str, date, date)
        Name, first and last day of each period.
    canonical : callable
        From the name of an app or a site to the one that it is counted under. A case with several counts once for each.

    Returns
    -------
    pyarrow.Table
        ``property``, ``period``, ``type``, ``area`` (`ALL` in one of the two, or in both), ``value``, ``n``; ``known`` and ``missing``: the cases of that period and type
        or area that state the property, and that do not; ``share`` of those that do, with Wilson's interval.
    """
    take_spans(frame, spans)
    _take_platforms(frame, canonical)
    columns = [
        *(f"{name}::VARCHAR AS {name}" for name in PROPERTIES),
        _SIZE_SQL,
        _DELAY_SQL,
    ]
    names = ", ".join([*PROPERTIES, SIZE, DELAY])
    counted = _rows(frame.sql(_PROFILE.format(columns=", ".join(columns), names=names)))
    apps = _rows(frame.sql(_PLATFORMS))
    totals = {key[1:4]: n for key, n in _rows(frame.sql(f"SELECT '' AS property, '' AS value, * FROM ({_BY})")).items()}  # noqa: S608
    known: dict[tuple[str, ...], int] = {}
    for (name, period, kind, area, _), n in counted.items():
        known[name, period, kind, area] = known.get((name, period, kind, area), 0) + n
    stated = _rows(frame.sql(_PLATFORMS_KNOWN))
    known |= {(PLATFORM, *key[1:4]): n for key, n in stated.items()}
    rows = sorted((counted | apps).items())
    counts = np.array([n for _, n in rows], dtype=np.float64)
    of = np.array([known[key[:4]] for key, _ in rows], dtype=np.float64)
    low, high = wilson_interval(counts, of)
    keys = list(zip(*(key for key, _ in rows), strict=True)) or [()] * 5
    made = {
        name: pa.array(list(one), pa.string())
        for name, one in zip(("property", "period", "type", "area", "value"), keys, strict=True)
    }
    made |= {
        "n": pa.array(counts.astype(np.int64)), "known": pa.array(of.astype(np.int64)),
        "missing": pa.array([totals[key[1:4]] - known[key[:4]] for key, _ in rows], pa.int64()),
        "share": pa.array(counts / of), "share_low": pa.array(low), "share_high": pa.array(high),
    }  # fmt: skip
    return pa.table(made)


_PLATFORMS_FROM: Final = """
FROM (
    SELECT DISTINCT p.name AS period, c.case_id, c.type, c.area, a.name AS value
    FROM cases c JOIN spans p ON c.day BETWEEN p.first AND p.last, unnest(string_split(c.platforms, '、')) AS u(word)
    JOIN apps a ON a.word = u.word
    WHERE NOT c.benign AND c.platforms IS NOT NULL
)
"""
_SETS: Final = "GROUP BY GROUPING SETS ((period, {value} type), (period, {value} area), (period{last}))"
_PLATFORMS: Final = (
    "SELECT 'platform' AS property, period, coalesce(type, '') AS type, coalesce(area, '') AS area, value, count(*) AS n, "
    "grouping(type) AS every_type, grouping(area) AS every_area "
    + _PLATFORMS_FROM
    + _SETS.format(value="value,", last=", value")
)
_PLATFORMS_KNOWN: Final = (
    "SELECT 'platform' AS property, period, coalesce(type, '') AS type, coalesce(area, '') AS area, '' AS value, "
    "count(DISTINCT case_id) AS n, grouping(type) AS every_type, grouping(area) AS every_area "
    + _PLATFORMS_FROM
    + _SETS.format(value="", last="")
)


def _rows(table: pa.Table) -> dict[tuple[str, ...], int]:
    """Return counts by property, period, type, area and value; rows of cases whose area is not stated are left out."""
    names = ("property", "period", "type", "area", "value", "n", "every_type", "every_area")
    columns = (table.column(name).to_pylist() for name in names)
    return {
        (name, period, kind, area, value): int(n)
        for name, period, kind, area, value, n, every_type, every_area in zip(*columns, strict=True)
        if (every_type or kind) and (every_area or area)
    }


def _take_platforms(frame: Frame, canonical: Callable[[str], str]) -> None:
    words = [
        row[0]
        for row in frame.rows(
            "SELECT DISTINCT unnest(string_split(platforms, '、')) FROM cases WHERE platforms IS NOT NULL"
        )
        if row[0]
    ]
    frame.take(
        "apps",
        pa.table({"word": pa.array(words, pa.string()), "name": pa.array([canonical(w) for w in words], pa.string())}),
    )


def _steps(column: str, steps: Sequence[tuple[int, str]], rest: str, name: str, *, at_most_first: bool = False) -> str:
    """Return SQL that sorts a number into steps; up to a bound where it is the first and that is asked for, or a time, else below it."""
    cases = []
    for i, (bound, label) in enumerate(steps):
        sign = "<=" if (at_most_first and i == 0) or label.startswith("<=") else "<"
        cases.append(f"WHEN {column} {sign} {bound} THEN '{label}'")
    return f"CASE WHEN {column} IS NULL THEN NULL {' '.join(cases)} ELSE '{rest}' END AS {name}"


_SIZE_SQL: Final = _steps("loss", SIZES, SIZE_REST, SIZE, at_most_first=True)
_DELAY_SQL: Final = _steps("delay", DELAYS, DELAY_REST, DELAY)
_SQL: Final[Mapping[str, str]] = {
    SIZE: _SIZE_SQL, DELAY: _DELAY_SQL, AMOUNTS: "CASE WHEN paid IS NOT NULL AND stopped IS NOT NULL THEN 'both' END",
}  # fmt: skip
