"""The summary of a period: who is cheated, where and how, beside the period before."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW, Frame, bounds
from fanzha.disclosure import PUBLIC, Release
from fanzha.errors import InputError
from fanzha.summarize.book import Book, Window, compare
from fanzha.summarize.coding import OTHERS, SEX_TITLES, Axis, Coded, axis_of, band_axis, code, frequent
from fanzha.summarize.counted import SHOWN, count_tables
from fanzha.summarize.findings import Finding, find, largest_loss
from fanzha.summarize.hiding import Hiding, connected, hide, publish
from fanzha.summarize.lost import Losses, losses_of
from fanzha.summarize.period import Period, Periods, choose_days
from fanzha.summarize.residents import DEFAULT_BANDS, Population
from fanzha.summarize.sentences import Facts, check_both, facts_of, facts_of_total, write
from fanzha.summarize.tables import Table, tabulate
from fanzha.summarize.weekly import Weekly, count_weeks
from fanzha.summarize.words import EN
from fanzha.taxonomy import BENIGN, Taxonomy

OUTBREAK_DAYS, OUTBREAK_WEEKS = 7, 8
_MOST_PLACES = 400  # of a street or an area that no district file lists
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
    n_untyped : int
        Reports of the period without a type, which are among those to be decided.
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
        What was hidden in the tables of the period, and the records of what was shown.
    before_told : bool
        Whether the comparison period is told of. Where it is covered and not told, few cases came in since it was published.
    oldest : date or None
        Day of the oldest report.
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
    before_told: bool = True
    oldest: date | None = None
    n_untyped: int = 0

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
        reported = _reported(self.period, self.oldest, self.newest)
        total = facts_of_total(self.n, self.n_before, self.min_cell, self._days, reported=reported)
        check_both(self.headline, self.headline_english, total)
        for finding in self.findings:
            facts = facts_of(finding, self.book, self.tables["type"])
            check_both(finding.sentence, finding.sentence_english, facts)


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
    name, people = (district.name or None, district.population()) if district else (None, None)
    if periods is None:
        return Summary(
            name, people, None, None, newest, models, 0, 0, undated, 0, None, 0, {}, None, (), 0, "", None, (), min_cell
        )
    period = periods.now
    n_reports, n_review, n_untyped = cases.rows(
        "SELECT count(*), count(*) FILTER (reviewed), count(*) FILTER (untyped) FROM cases WHERE day BETWEEN ? AND ?",
        (period.start, period.end),
    )[0]
    public = min_cell >= PUBLIC
    kept = _kept(releases) if public else {}
    coded = _code(cases, district, taxonomy, min_cell, periods, kept)
    now = coded.within(period.start, period.end)
    covered = oldest is not None and periods.before.covered_from(oldest)
    before = periods.before if covered else None
    earlier = coded.within(before.start, before.end) if before else None
    counted = count_tables(cases, coded, now, period, kept=kept)
    if not public:
        hiding = hide(counted, min_cell)
        past = None if before is None or earlier is None else hide(
            count_tables(cases, coded, earlier, before), min_cell
        )  # fmt: skip
    else:
        as_of = newest or period.end
        past = None
        if before is not None and earlier is not None:
            past = _past(cases, coded, earlier, before, min_cell, releases, as_of, kept)
            # With few late reports, or none of one's own cases to hide behind, the comparison is left out.
            if past is None:
                before = earlier = None
        hiding = publish(counted, min_cell, period, [*releases, *(past.records if past else ())], as_of)
        if not hiding.safe or (hiding.total and int(now.sum()) >= min_cell):
            raise InputError(
                "no small count of a public bulletin may be worked out", "one that can be, with what was published before",
                "publish a longer period, wait for more reports, or write the internal bulletin only",
            )  # fmt: skip
        hiding = replace(hiding, records=(*(past.records if past else ()), *hiding.records))
    if past is not None:
        hiding = replace(hiding, marked=hiding.marked and past.marked)
    lost = losses_of(coded, now, hiding, min_cell, public=public)
    tables = _tables(coded, now, earlier, district, hiding, past, lost)
    book = _book(coded, period, before, oldest, district, min_cell)
    found, tested = find(book, district.bands if district else DEFAULT_BANDS)
    if public:
        found = tuple(replace(f, p=math.nan, q=math.nan) for f in found if _tellable(f, book, hiding, past))
    types = tables["type"]
    told = [c for c in types.cells if not (c.hidden and public) and not c.loss_hidden and c.loss_n >= min_cell]
    losses = {c.labels[0]: c.loss for c in told if c.loss} if types.loss else {}
    largest = largest_loss(book, losses)
    found = (*found, *((largest,) if largest else ()))
    n, n_before = int(now.sum()), int(earlier.sum()) if earlier is not None else None
    known, total = (
        {*taxonomy.codes, REVIEW, OTHERS},
        facts_of_total(
            n, n_before, min_cell, (period.days, periods.before.days), reported=_reported(period, oldest, newest)
        ),
    )
    summary = Summary(
        name, people, period, before, newest, models,
        int(n_reports), int(n_review), undated,
        n, n_before, int((now & coded.review).sum()), tables, count_weeks(coded, period, before),
        tuple(_said(f, facts_of(f, book, tables["type"])) for f in found), tested,
        write(total), book,
        tuple(label for label in coded.axes["type"].labels if label not in known), min_cell, write(total, EN), hiding,
        before is not None or not covered, oldest, int(n_untyped),
    )  # fmt: skip
    summary.verify()
    return summary


def _reported(period: Period | None, oldest: date | None, newest: date | None) -> bool:
    """Tell whether there are reports of the period, or of days on both sides of it."""
    if period is None:
        return True
    return (newest is None or newest >= period.start) and (oldest is None or oldest <= period.end)


def _said(finding: Finding, facts: Facts) -> Finding:
    return replace(finding, sentence=write(facts), sentence_english=write(facts, EN))


def _tellable(finding: Finding, book: Book, hiding: Hiding, past: Hiding | None) -> bool:
    """Tell whether what stands out may be said in public, without its numbers.

    That a group of a type stands out bounds how many cases the others have, if all of them are known: so these must be enough.
    """
    ref, one, least = finding.ref, compare(book, finding.ref), book.min_cell
    if ref.method == "rate":
        return one.n >= least and one.base >= least
    if ref.method == "odds":
        return min(one.n, one.exposure, one.base, one.outside) >= least
    if ref.names != "type":
        return one.n >= least
    shown = past is not None and not past.hides("type", finding.type)
    return shown and not hiding.hides("type", finding.type)


def needed_from(periods: Periods) -> date:
    """Return the first day that a summary looks at."""
    return min(periods.before.start, periods.now.end - timedelta(days=OUTBREAK_DAYS * (OUTBREAK_WEEKS + 1) - 1))


def _kept(releases: Sequence[Release]) -> dict[str, tuple[str, ...]]:
    """Return the values of properties as earlier releases had them, so that tables can be held against each other."""
    return {axis.name: axis.labels[: len(axis.labels) - axis.unstated] for one in releases for axis in one.axes}


def _past(
    cases: Frame,
    coded: Coded,
    earlier: NDArray[np.bool_],
    before: Period,
    min_cell: int,
    releases: Sequence[Release],
    as_of: date,
    kept: Mapping[str, Sequence[str]],
) -> Hiding | None:
    """Return what to hide of the comparison period, None where it had better not be told of."""
    tables = count_tables(cases, coded, earlier, before, kept=kept)
    if not connected(releases, before):
        return publish(tables, min_cell, before, releases, as_of)
    found = publish(tables, min_cell, before, releases, as_of)
    return None if found.total or not found.safe else found


def _code(
    frame: Frame,
    district: Population | None,
    taxonomy: Taxonomy,
    min_cell: int,
    periods: Periods,
    kept: Mapping[str, Sequence[str]],
) -> Coded:
    """Write all properties of the fraud cases as integers."""
    public = min_cell >= PUBLIC
    codes = [one for one in taxonomy.codes if one != BENIGN]
    titles = {one: taxonomy.name(one) for one in codes}

    def in_english(label: str) -> str:
        return taxonomy[label].en if label in taxonomy else label

    def named(name: str, title: str, first: Sequence[str] = ()) -> Axis:
        """Return an axis; in public with no value that is not of the district, or of many cases, or was shown before."""
        if not public:
            return axis_of(frame, name, title, first=first)
        values = first or kept.get(name) or sorted(frequent(frame, name, min_cell, _MOST_PLACES))
        return axis_of(frame, name, title, first=(*(v for v in values if v != OTHERS), OTHERS), only_first=True)

    # In public the values of an axis must not depend on the cases: releases could not be compared.
    axes = {
        "type": axis_of(
            frame, "type", "诈骗类型", first=[*codes, REVIEW, OTHERS] if public else codes, only_first=public, titles=titles,
            types=in_english, missing=False,
        )
    }  # fmt: skip
    axes["sex"] = axis_of(frame, "sex", "性别", first=("female", "male"), titles=SEX_TITLES)
    axes["band"] = band_axis(district.bands if district else DEFAULT_BANDS)
    axes["area"] = named("area", "派出所", district.areas if district else ())
    axes["street"] = named("street", "街道", district.streets if district else ())
    for name, title in (("occupation", "职业"), ("channel", "引流方式"), ("payment", "支付方式")):
        if public:
            axes[name] = named(name, title)
        else:
            first = frequent(frame, name, min_cell, _MOST_VALUES)
            axes[name] = axis_of(frame, name, title, first=first, only_first=True)
    return code(frame, axes, needed_from(periods), periods.now.end)


def _tables(
    coded: Coded,
    now: NDArray[np.bool_],
    before: NDArray[np.bool_] | None,
    district: Population | None,
    hiding: Hiding,
    past: Hiding | None,
    lost: Losses,
) -> dict[str, Table]:
    def residents(where: dict[str, str]) -> int | None:
        return district.population(**{k: v for k, v in where.items() if k != "type"}) if district else None

    axes, made = coded.axes, {}
    for key, names in SHOWN.items():
        if hiding.withheld(key):
            n = int(now.sum())
            made[key] = Table(key, "、".join(axes[a].title for a in names), (), n, n, True)
            continue
        told = past is not None and not past.withheld(key)
        made[key] = tabulate(
            coded, key, "、".join(axes[a].title for a in names), names, now, before if told else None,
            hidden=hiding.masks[key],
            hidden_before=past.masks[key] if past is not None and told else None,
            residents=None if district is None or key in ("occupation", "channel", "payment") else residents,
            keep_order=key in ("band", "sex", "sex_band"),
            lost=lost,
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
