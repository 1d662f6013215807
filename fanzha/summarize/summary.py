"""The summary of a period: tables, findings, and what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from fanzha.errors import NumberError
from fanzha.summarize.findings import KINDS, Finding
from fanzha.summarize.period import Period
from fanzha.summarize.sentences import Sentence
from fanzha.summarize.tables import Table

# Pairs of a table and the coarser one that it must add up to, with the axes to sum over.
_MARGINS = {
    "type": ("total", (0,)), "area": ("total", (0,)), "street": ("total", (0,)), "band": ("total", (0,)),
    "sex": ("total", (0,)), "occupation": ("total", (0,)), "channel": ("total", (0,)), "payment": ("total", (0,)),
    "type_sex": ("type", (1,)), "type_band": ("type", (1,)), "type_area": ("type", (1,)), "type_street": ("type", (1,)),
    "type_occupation": ("type", (1,)), "type_sex_band": ("type", (1, 2)), "sex_band": ("sex", (1,)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """What the tables stand on.

    Attributes
    ----------
    district : str or None
    newest : date or None
        Day of the newest report in the data.
    models : tuple of str
        Versions of the models that typed the cases.
    cases : int
        All cases of the period, fraud or not.
    fraud, benign : int
        Of them.
    review : int
        Of all cases of the period, those that await review.
    undated : int
        Cases without a date of report, in no period.
    min_cell : int
    """

    district: str | None
    newest: date | None
    models: tuple[str, ...]
    cases: int
    fraud: int
    benign: int
    review: int
    undated: int
    min_cell: int

    @property
    def review_share(self) -> float | None:
        """Share of the period's cases that await review; None without cases."""
        return self.review / self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class Summary:
    """Cases of a period, counted, compared and tested.

    Attributes
    ----------
    header : Header
    period : Period or None
        None where no case has a date: then all cases are summarised.
    before : Period or None
        What it is compared with; None where the data do not cover it.
    tables : mapping of str to Table
        By name: ``total``, ``type``, ``area``, ``street``, ``band``, ``sex``, ``occupation``, ``channel``, ``payment``,
        ``type_sex``, ``type_band``, ``sex_band`` and others, see `Table`.
    overview : tuple of Sentence
    findings : tuple of Finding
        The most urgent kind first, in each the surest effect (largest lower limit) first; of what overlaps the strongest.
    significant : tuple of Finding
        All that were found, overlapping ones too.
    tests : int
        Number of tests that the q-values control.
    withheld : int
        Significant cells with too few cases to be shown or used.
    notes : tuple of str
        What cannot be said, and why.
    """

    header: Header
    period: Period | None
    before: Period | None
    tables: Mapping[str, Table]
    overview: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    significant: tuple[Finding, ...]
    tests: int
    withheld: int
    notes: tuple[str, ...]

    def check(self) -> None:
        """Check that tables add up and that every sentence agrees with them.

        Raises
        ------
        NumberError
            At the first number that is impossible or contradicts another.
        """
        check_tables(self.tables)
        total = self.tables["total"].value("n")
        if total != self.header.fraud or self.header.fraud + self.header.benign != self.header.cases:
            raise NumberError(
                "the header must agree with the tables", f"{self.header.fraud} for {total:g}", "rebuild the summary"
            )
        for sentence in self.overview:
            sentence.text(self.tables)
        for finding in (*self.findings, *self.significant):
            finding.check(self.tables)


def check_tables(tables: Mapping[str, Table]) -> None:
    """Check that tables add up to their margins and hold only possible numbers.

    Raises
    ------
    NumberError
        At the first that does not.
    """
    for name, table in tables.items():
        if name in _MARGINS and _MARGINS[name][0] in tables:
            coarser, axes = _MARGINS[name]
            for column in ("n", "n_before", "review"):
                ours, theirs = table.values[column].sum(axis=axes), tables[coarser].values[column]
                if not np.array_equal(ours, theirs, equal_nan=True):
                    raise NumberError(
                        f"table {name} must add up to table {coarser}", f"another sum of {column}", "rebuild the summary"
                    )
        _check_columns(table)


def _check_columns(table: Table) -> None:
    values = table.values
    for column, most in (("n", np.inf), ("share", 1.0), ("loss_sum", np.inf), ("rate", np.inf)):
        if column in values and np.any((values[column] < 0) | (values[column] > most)):
            raise NumberError(f"{column} of table {table.name} must be possible", "one that is not", "rebuild the summary")
    if np.any(values["review"] > values["n"]):
        raise NumberError(f"reviews of table {table.name} must be among its cases", "more", "rebuild the summary")
    for low, middle, high in (
        ("share_low", "share", "share_high"),
        ("rate_low", "rate", "rate_high"),
        ("median_low", "loss_median", "median_high"),
    ):
        if middle in values:
            outside = (values[low] > values[middle] * (1 + 1e-9)) | (values[high] < values[middle] * (1 - 1e-9))
            if np.any(outside):
                raise NumberError(
                    f"intervals of table {table.name} must hold their estimate", f"{middle} outside", "rebuild the summary"
                )


def ranked(found: list[Finding]) -> tuple[Finding, ...]:
    """Order findings: the most urgent kind first, in each the largest lower limit first; losses as they come."""
    order = {kind: i for i, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda f: (order[f.kind], 0.0 if np.isnan(f.low) else -f.low)))


def distinct(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Keep of overlapping findings the first.

    Of one type: the strongest of sex, age and both together, the strongest station, the strongest occupation; no rise of
    a street that is an outbreak.
    """
    seen, kept = set(), []
    for finding in found:
        group = finding.group
        if finding.kind == "group":
            mark = (finding.type, "place" if group.area else "work" if group.occupation else "people")
        else:
            mark = (finding.type, group.street or ("losses" if finding.kind == "loss" else "everywhere"))
        if mark not in seen:
            seen.add(mark)
            kept.append(finding)
    return tuple(kept)
