"""The summary of a period: who is cheated, where and how, beside the period before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW, Frame, bounds
from fanzha.disclosure import Release
from fanzha.errors import InputError
from fanzha.summarize.book import Book, Window
from fanzha.summarize.coding import SEX_TITLES, Axis, Coded, axis_of, band_axis, code, frequent
from fanzha.summarize.findings import Finding, find, largest_loss
from fanzha.summarize.hiding import Hiding, hide
from fanzha.summarize.period import Period, Periods, choose_days
from fanzha.summarize.residents import DEFAULT_BANDS, Population
from fanzha.summarize.sentences import Facts, check, facts_of, facts_of_total, write
from fanzha.summarize.tables import Table, grouped, tabulate
from fanzha.summarize.weekly import Weekly, count_weeks
from fanzha.summarize.words import EN
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
    headline_english : str
    hiding : Hiding or None
        What was hidden in the tables of the period, and the record of what was shown.
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
    headline_english: str = ""
    hiding: Hiding | None = None

    @property
    def _days(self) -> tuple[int, int]:
        now = self.period.days if self.period else 1
        return now, self.before.days if self.before else now

    def verify(self) -> None:
        """Recompute every number of every sentence from the counts.

        Raises
        ------
        NumberError
            If a sentence disagrees with the counts.
        """
        if self.book is None:
            return
        total = facts_of_total(self.n, self.n_before, self.min_cell, self._days)
        check(self.headline, total)
        check(self.headline_english, total, EN)
        for finding in self.findings:
            facts = facts_of(finding, self.book, self.tables["type"])
            check(finding.sentence, facts)
            check(finding.sentence_english, facts, EN)


def summarize(
    cases: Frame,
    *,
    district: Population | None,
    taxonomy: Taxonomy,
    periods: Periods | None = None,
    min_cell: int = 5,
    releases: Sequence[Release] = (),
) -> Summary:
    """Summarise the fraud cases of a period.

    Parameters
    ----------
    cases : Frame
        Of `open_cases`. A case counts as fraud where its type is not ``benign``.
    district : Population or None
        Residents, for rates; shares only without.
    taxonomy : Taxonomy
    periods : Periods, optional
        What is summarised and what it is compared with; the 90 days up to the newest report if not given.
    min_cell : int
        Smallest count that may be shown; 5 within the office, 10 in public.
    releases : sequence of Release
        What was published before, so that nothing can be worked out by subtraction.

    Raises
    ------
    InputError
        If ``min_cell`` is less than 1.
    NumberError
        If a sentence contradicts the counts.
    """
    if min_cell < 1:
        raise InputError("the smallest cell must be at least 1", str(min_cell), "use 5 in the office, 10 in public")
    oldest, newest, _, undated = bounds(cases)
    periods = periods or choose_days(newest)
    models = tuple(
        one
        for (one,) in cases.rows("SELECT DISTINCT model_version FROM cases WHERE model_version IS NOT NULL ORDER BY 1")
    )
    name, people = (district.name, district.population()) if district else (None, None)
    if periods is None:
        return Summary(
            name, people, None, None, newest, models, 0, 0, undated, 0, None, 0, {}, None, (), 0, "", None, (), min_cell
        )
    period = periods.now
    n_reports, n_review = cases.rows(
        "SELECT count(*), count(*) FILTER (reviewed) FROM cases WHERE day BETWEEN ? AND ?", (period.start, period.end)
    )[0]
    coded = _code(cases, district, taxonomy, min_cell, periods)
    now = coded.within(period.start, period.end)
    covered = oldest is not None and periods.before.covered_from(oldest)
    before = periods.before if covered else None
    earlier = coded.within(before.start, before.end) if before else None
    # Streets of one station as it is for most cases: those of the period, so that both periods have the same.
    stations = grouped(coded, coded.axes["street"], coded.axes["area"], now)
    hiding = hide(coded, now, _TABLES, min_cell, groups=stations, period=period, earlier=releases)
    hiding_before = hide(coded, earlier, _TABLES, min_cell, groups=stations) if earlier is not None else None
    tables = _tables(coded, now, earlier, district, hiding, hiding_before)
    book = _book(coded, period, before, oldest, district, min_cell)
    found, tested = find(book, district.bands if district else DEFAULT_BANDS)
    losses = {c.labels[0]: c.loss for c in tables["type"].cells if c.loss}
    largest = largest_loss(book, losses)
    found = (*found, *((largest,) if largest else ()))
    n, n_before = int(now.sum()), int(earlier.sum()) if earlier is not None else None
    known, total = {*taxonomy.codes, REVIEW}, facts_of_total(n, n_before, min_cell, (period.days, periods.before.days))
    summary = Summary(
        name, people, period, before, newest, models,
        int(n_reports), int(n_review), undated,
        n, n_before, int((now & coded.review).sum()), tables, count_weeks(coded, period, before),
        tuple(_said(f, facts_of(f, book, tables["type"])) for f in found), tested,
        write(total), book,
        tuple(label for label in coded.axes["type"].labels if label not in known), min_cell, write(total, EN), hiding,
    )  # fmt: skip
    summary.verify()
    return summary


def _said(finding: Finding, facts: Facts) -> Finding:
    return replace(finding, sentence=write(facts), sentence_english=write(facts, EN))


def needed_from(periods: Periods) -> date:
    """Return the first day that a summary looks at."""
    return min(periods.before.start, periods.now.end - timedelta(days=OUTBREAK_DAYS * (OUTBREAK_WEEKS + 1) - 1))


def _code(frame: Frame, district: Population | None, taxonomy: Taxonomy, min_cell: int, periods: Periods) -> Coded:
    """Write all properties of the fraud cases as integers."""
    codes = [one for one in taxonomy.codes if one != BENIGN]
    titles = {one: taxonomy.name(one) for one in codes}

    def in_english(label: str) -> str:
        return taxonomy[label].en if label in taxonomy else label

    axes = {"type": axis_of(frame, "type", "诈骗类型", first=codes, titles=titles, types=in_english, missing=False)}
    axes["sex"] = axis_of(frame, "sex", "性别", first=("female", "male"), titles=SEX_TITLES)
    axes["band"] = band_axis(district.bands if district else DEFAULT_BANDS)
    axes["area"] = axis_of(frame, "area", "派出所", first=district.areas if district else ())
    axes["street"] = axis_of(frame, "street", "街道", first=district.streets if district else ())
    for name, title in (("occupation", "职业"), ("channel", "引流方式"), ("payment", "支付方式")):
        first = frequent(frame, name, min_cell, _MOST_VALUES)
        axes[name] = axis_of(frame, name, title, first=first, only_first=True)
    return code(frame, axes, needed_from(periods), periods.now.end)


_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "type": ("type",), "area": ("area",), "street": ("street",), "band": ("band",), "sex": ("sex",),
    "sex_band": ("sex", "band"), "occupation": ("occupation",), "channel": ("channel",), "payment": ("payment",),
}  # fmt: skip


def _tables(
    coded: Coded,
    now: NDArray[np.bool_],
    before: NDArray[np.bool_] | None,
    district: Population | None,
    hiding: Hiding,
    hiding_before: Hiding | None,
) -> dict[str, Table]:
    def residents(where: dict[str, str]) -> int | None:
        return district.population(**{k: v for k, v in where.items() if k != "type"}) if district else None

    axes, made = coded.axes, {}
    for key, names in _TABLES.items():
        made[key] = tabulate(
            coded, key, "、".join(axes[a].title for a in names), names, now, before,
            hidden=hiding.masks[key],
            hidden_before=None if hiding_before is None else hiding_before.masks[key],
            residents=None if district is None or key in ("occupation", "channel", "payment") else residents,
            keep_order=key in ("band", "sex", "sex_band"),
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
