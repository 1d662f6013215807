"""The search for findings: all tests of a summary, controlled together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fanzha.summarize.figures import HiddenCellError, Tables
from fanzha.summarize.findings import Finding, Tested, group_of, significant
from fanzha.summarize.groups import TESTED, compare_groups, describe_group
from fanzha.summarize.period import Period, Windows
from fanzha.summarize.residents import Band
from fanzha.summarize.rises import compare_periods, describe_change


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for and found.

    Attributes
    ----------
    found : tuple of Finding
    tests : int
        Number of tests.
    withheld : int
        Significant cells that may not be shown, rest on too few cases, or differ too little to matter.
    """

    found: tuple[Finding, ...]
    tests: int
    withheld: int


def search(tables: Tables, spans: Windows | None, bands: Sequence[Band], min_cell: int) -> Search:
    """Test every group, change and possible outbreak, and describe what holds.

    Parameters
    ----------
    tables : mapping of str to Table
    spans : Windows or None
        None where the cases have no dates: then nothing is compared over time.
    bands : sequence of Band
    min_cell : int
    """
    tests: list[Tested] = [one for name in TESTED for one in compare_groups(tables[name])]
    if spans and spans.before:
        for name in ("type", "type_street"):
            tests += compare_periods(tables[name], "rise", spans.period.days, spans.before.days)
    if spans and spans.baseline:
        tests += compare_periods(tables["recent"], "outbreak", spans.recent.days, spans.baseline.days)
    ages = {label: (low, high) for low, high, label in bands}
    found, withheld = [], 0
    for tested, q in significant(tests):
        finding = _describe(tested, q, tables, spans, ages, min_cell)
        if finding is None:
            withheld += 1
        else:
            found.append(finding)
    return Search(tuple(found), len(tests), withheld)


def _describe(
    tested: Tested,
    q: float,
    tables: Tables,
    spans: Windows | None,
    ages: dict[str, tuple[int, int | None]],
    min_cell: int,
) -> Finding | None:
    axes = tables[tested.table].axes
    group = group_of(tuple(axis.name for axis in axes), tested.key, ages)
    name = axes[0].titles[axes[0].labels.index(tested.key[0])]
    period: Period | None = spans.period if spans else None
    try:
        if tested.kind == "group":
            return describe_group(tested, q, tables, group, name, period, min_cell)
        assert spans is not None  # only dated cases are compared over time
        now, then = (spans.period, spans.before) if tested.kind == "rise" else (spans.recent, spans.baseline)
        assert then is not None
        return describe_change(tested, q, tables, group, name, now, then.days, min_cell)
    except HiddenCellError:
        return None
