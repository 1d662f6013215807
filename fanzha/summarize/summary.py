"""The summary of a period: who is cheated, where and how, beside the period before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fanzha.errors import InputError
from fanzha.summarize.book import REVIEW, Book, Window
from fanzha.summarize.coding import (
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
from fanzha.summarize.findings import Finding, find, largest_loss
from fanzha.summarize.period import Period, choose_period
from fanzha.summarize.residents import DEFAULT_BANDS, Population
from fanzha.summarize.sentences import check, facts_of, facts_of_total, write
from fanzha.summarize.tables import Table, grouped, tabulate
from fanzha.summarize.weekly import Weekly, count_weeks
from fanzha.taxonomy import BENIGN, Taxonomy

OUTBREAK_DAYS, OUTBREAK_WEEKS = 7, 8
_MOST_VALUES = 20  # of a free-text property; rarer ones are counted together
_CUBES = ("type", "type,sex", "type,band", "type,sex,band", "type,area", "type,street", "type,occupation")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a bulletin and the warnings are made from.

    Attributes
    ----------
    district : str or None
    residents : int or None
    period, before : Period or None
        None without a dated report; ``before`` also where the data do not cover it.
    newest : date or None
    models : tuple of str
        Versions that scored the cases.
    n_reports, n_review, n_undated : int
        Reports of the period, those a person has to decide, and reports of any time without a date.
    n, n_before : int, int or None
        Fraud cases of the period and of the comparison period.
    n_fraud_review : int
        Fraud cases whose type a person has to decide.
    tables : dict of Table
        ``type``, ``area``, ``street``, ``band``, ``sex``, ``sex_band``, ``occupation``, ``channel``, ``payment``.
    weekly : Weekly or None
    findings : tuple of Finding
        Outbreaks, risers, groups, largest loss; each kind with the surest first.
    tested : int
        Number of tests over which false discoveries are controlled.
    headline : str
        The first sentence.
    book : Book
        The counts behind the findings.
    unknown_types : tuple of str
        Types of the cases that the taxonomy does not have.
    min_cell : int
    """

    district: str | None
    residents: int | None
    period: Period | None
    before: Period | None
    newest: date | None
    models: tuple[str, ...]
    n_reports: int
    n_review: int
    n_undated: int
    n: int
    n_before: int | None
    n_fraud_review: int
    tables: Mapping[str, Table]
    weekly: Weekly | None
    findings: tuple[Finding, ...]
    tested: int
    headline: str
    book: Book | None
    unknown_types: tuple[str, ...]
    min_cell: int

    def verify(self) -> None:
        """Recompute every number of every sentence from the counts.

        Raises
        ------
        NumberError
            If a sentence disagrees with the counts.
        """
        if self.book is None:
            return
        check(self.headline, facts_of_total(self.n, self.n_before, self.min_cell))
        for finding in self.findings:
            check(finding.sentence, facts_of(finding, self.book, self.tables["type"]))


def summarize(
    scored: pa.Table,
    *,
    district: Population | None,
    taxonomy: Taxonomy,
    days: int = 90,
    end: date | None = None,
    min_cell: int = 5,
    oldest: date | None = None,
    undated: int | None = None,
) -> Summary:
    """Summarise the fraud cases of a period.

    Parameters
    ----------
    scored : pyarrow.Table
        Of `fanzha.schema.SCORED`. A case counts as fraud where its type is not ``benign``.
    district : Population or None
        Residents, for rates; shares only without.
    taxonomy : Taxonomy
    days : int
        Length of the period; it is compared with as many days before it.
    end : date, optional
        Last day; that of the newest report if not given.
    min_cell : int
        Smallest count that may be shown; 5 within the office, 10 in public.
    oldest : date, optional
        Day of the oldest report, where ``scored`` only holds those from `needed_from` on.
    undated : int, optional
        Reports without a date, where ``scored`` lacks them.

    Raises
    ------
    InputError
        If ``days`` or ``min_cell`` is less than 1.
    NumberError
        If a sentence contradicts the counts.
    """
    if min_cell < 1:
        raise InputError("the smallest cell must be at least 1", str(min_cell), "use 5 in the office, 10 in public")
    bounds = pc.min_max(scored.column("reported_on")).as_py()
    oldest, newest = oldest or bounds["min"], bounds["max"]
    period = choose_period(newest, end, days)
    models = tuple(sorted(pc.unique(scored.column("model_version")).to_pylist()))
    undated = scored.column("reported_on").null_count if undated is None else undated
    name, people = (district.name, district.population()) if district else (None, None)
    if period is None:
        return Summary(
            name, people, None, None, None, models, 0, 0, undated, 0, None, 0, {}, None, (), 0, "", None, (), min_cell
        )
    day = days_of(scored.column("reported_on"))
    inside = (day >= days_since_epoch(period.start)) & (day <= days_since_epoch(period.end))
    review = np.asarray(scored.column("needs_review").to_numpy(zero_copy_only=False), dtype=bool)
    fraud = scored.filter(pc.not_equal(scored.column("type"), BENIGN))
    coded = _code(fraud, district, taxonomy, min_cell)
    now = coded.within(period.start, period.end)
    covered = oldest is not None and period.before.covered_from(oldest)
    before = period.before if covered else None
    earlier = coded.within(before.start, before.end) if before else None
    tables = _tables(coded, now, earlier, district, min_cell)
    book = _book(coded, period, before, oldest, district, min_cell)
    found, tested = find(book, district.bands if district else DEFAULT_BANDS)
    losses = {c.labels[0]: c.loss for c in tables["type"].cells if c.loss}
    largest = largest_loss(book, losses)
    found = (*found, *((largest,) if largest else ()))
    n, n_before = int(now.sum()), int(earlier.sum()) if earlier is not None else None
    known = {*taxonomy.codes, REVIEW}
    summary = Summary(
        name, people, period, before, newest, models,
        int(inside.sum()), int((inside & review).sum()), undated,
        n, n_before, int((now & coded.review).sum()), tables, count_weeks(coded, period, before),
        tuple(replace(f, sentence=write(facts_of(f, book, tables["type"]))) for f in found), tested,
        write(facts_of_total(n, n_before, min_cell)), book,
        tuple(label for label in coded.axes["type"].labels if label not in known), min_cell,
    )  # fmt: skip
    summary.verify()
    return summary


def needed_from(end: date | None, days: int) -> date | None:
    """Return the first day that a summary looks at; None where it has no period.

    Parameters
    ----------
    end : date or None
        Last day of the period.
    days : int
        Length of the period.
    """
    period = choose_period(end, None, days)
    if period is None:
        return None
    return min(period.before.start, period.end - timedelta(days=OUTBREAK_DAYS * (OUTBREAK_WEEKS + 1) - 1))


def _code(fraud: pa.Table, district: Population | None, taxonomy: Taxonomy, min_cell: int) -> Coded:
    """Write all properties of the fraud cases as integers."""
    review = np.asarray(fraud.column("needs_review").to_numpy(zero_copy_only=False), dtype=bool)
    codes = [code for code in taxonomy.codes if code != BENIGN]
    decided = pc.if_else(fraud.column("needs_review"), REVIEW, fraud.column("type"))
    titles = {code: taxonomy.name(code) for code in codes}
    coded = {"type": code_strings(decided, "type", "诈骗类型", first=codes, titles=titles, missing=False)}
    coded["sex"] = code_strings(fraud.column("victim_sex"), "sex", "性别", first=("female", "male"), titles=SEX_TITLES)
    coded["band"] = code_bands(fraud.column("victim_age"), district.bands if district else DEFAULT_BANDS)
    coded["area"] = code_strings(fraud.column("area"), "area", "派出所", first=district.areas if district else ())
    coded["street"] = code_strings(fraud.column("street"), "street", "街道", first=district.streets if district else ())
    for name, title, column in (
        ("occupation", "职业", "occupation"), ("channel", "引流方式", "contact_channel"), ("payment", "支付方式", "payment"),
    ):  # fmt: skip
        values = fraud.column(column)
        coded[name] = code_strings(values, name, title, first=frequent(values, min_cell, _MOST_VALUES), only_first=True)
    return Coded(
        days_of(fraud.column("reported_on")),
        losses_of(fraud.column("loss_yuan")),
        review,
        {name: axis for name, (axis, _) in coded.items()},
        {name: one for name, (_, one) in coded.items()},
    )


def _tables(
    coded: Coded, now: NDArray[np.bool_], before: NDArray[np.bool_] | None, district: Population | None, min_cell: int
) -> dict[str, Table]:
    def residents(where: dict[str, str]) -> int | None:
        return district.population(**{k: v for k, v in where.items() if k != "type"}) if district else None

    axes = coded.axes
    stations = grouped(coded, axes["street"], axes["area"], now)
    wanted = {
        "type": ("type",), "area": ("area",), "street": ("street",), "band": ("band",), "sex": ("sex",),
        "sex_band": ("sex", "band"), "occupation": ("occupation",), "channel": ("channel",), "payment": ("payment",),
    }  # fmt: skip
    made = {}
    for key, names in wanted.items():
        made[key] = tabulate(
            coded, key, "、".join(axes[a].title for a in names), names, now, before,
            min_cell=min_cell,
            residents=None if district is None or key in ("occupation", "channel", "payment") else residents,
            keep_order=key in ("band", "sex", "sex_band"),
            groups=stations if key == "street" else None,
        )  # fmt: skip
    return made


def _book(
    coded: Coded, period: Period, before: Period | None, oldest: date | None, district: Population | None, min_cell: int
) -> Book:
    week = Period(period.end - timedelta(days=OUTBREAK_DAYS - 1), period.end)
    weeks = week.preceding(7 * OUTBREAK_WEEKS)
    wanted: dict[str, tuple[Period, tuple[str, ...]]] = {"now": (period, _CUBES)}
    if before:
        wanted["before"] = before, ("type", "type,street")
    if oldest is not None and weeks.covered_from(oldest):
        wanted["week"], wanted["weeks"] = (week, ("type,street",)), (weeks, ("type,street",))
    windows = {
        name: Window(one, {cube: coded.count(cube.split(","), coded.within(one.start, one.end)) for cube in cubes})
        for name, (one, cubes) in wanted.items()
    }
    people = {} if district is None else {
        names: _people([coded.axes[a] for a in names.split(",")], district)
        for names in ("sex", "band", "sex,band", "area")
    }  # fmt: skip
    return Book(coded.axes, windows, {k: v for k, v in people.items() if (v > 0).sum() > 1}, min_cell)


def _people(axes: list[Axis], district: Population) -> NDArray[np.float64]:
    result = np.full(tuple(a.known for a in axes), np.nan)
    for at in np.ndindex(result.shape):
        found = district.population(**{a.name: a.labels[i] for a, i in zip(axes, at, strict=True)})
        result[at] = np.nan if found is None else found
    return result
