"""Scripts of fraud in a period: which are new, which grow, and what is said that was not said before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fanzha.characteristics.frame import REVIEW
from fanzha.disclosure import PUBLIC
from fanzha.scripts import (
    Cases,
    Cluster,
    Course,
    Followed,
    Phrase,
    Slot,
    State,
    Vocabulary,
    cluster,
    earliest,
    follow,
    label_in_english,
    name,
    new_phrases,
    phrases_by_type,
    slots,
    vocabulary_of,
)
from fanzha.scripts.wording import log_odds
from fanzha.statistics import benjamini_hochberg, rate_ratio
from fanzha.summarize.coding import days_since_epoch
from fanzha.summarize.period import Periods
from fanzha.summarize.rounding import rounded
from fanzha.summarize.sentences import Facts, check_both, write
from fanzha.summarize.words import EN, ZH, english
from fanzha.taxonomy import BENIGN, Taxonomy

COLUMNS: Final = (
    "case_id", "text", "type", "needs_review", "reported_on", "platforms", "payment", "contact_channel", "area", "street", "victim_age", "victim_sex",
)  # fmt: skip
MOST_CASES: Final = 200_000  # the latest; more are not grouped
_SHOWN: Final = 12
_SURE: Final = 0.05  # false discoveries among the scripts that are said to grow or to shrink
_RISING: Final = frozenset({"born", "grown", "returned"})
_EVENTS: Final = frozenset({"born", "returned", "merged", "split"})  # that no two counts tell
_NAN: Final = float("nan")
_NO_COURSE: Final = Course(None, None, None, (), (), 0, 0, 0, _NAN, _NAN, _NAN, _NAN, (), (), ())
_PHRASES: Final = 15
_TYPICAL: Final = 4  # phrases of a type
_WINDOW: Final = 90  # days before a period in which a script may have begun


@dataclass(frozen=True, slots=True)
class Storyline:
    """One script.

    Attributes
    ----------
    id : str
        The same from bulletin to bulletin.
    event : str
        ``born``, ``returned``, ``merged`` or ``split`` since the bulletin before; else, by both counts, ``grown`` or ``shrunk`` beyond chance
        (false discoveries over all scripts controlled) or ``steady``; empty where the period before is not covered.
    type, type_title, type_english : str
        Its most frequent type.
    label : str
        A short name, of phrases and traits that stand in enough cases.
    n, n_before : int, int or None
        Cases in the period, and in the one before it; None where the data do not cover that.
    course : Course
    slots : tuple of Slot
    case_ids : tuple of str
        Of the cases in the period, by day and id; none for the public.
    chinese, english : str
    """

    id: str
    event: str
    type: str
    type_title: str
    type_english: str
    label: str
    n: int
    n_before: int | None
    course: Course
    slots: tuple[Slot, ...]
    case_ids: tuple[str, ...] = ()
    chinese: str = ""
    english: str = ""

    def label_in(self, language: str) -> str:
        """Return the short name in Chinese (``zh``) or in English, where quotations stay as they were said."""
        if language == ZH:
            return self.label
        return self.type_english if self.label == self.type_title else label_in_english(self.label)


@dataclass(frozen=True, slots=True)
class Storylines:
    """The scripts of a period.

    Attributes
    ----------
    n : int
        Fraud cases of the period that were looked at.
    grouped : int
        Of these, the cases of any script.
    left_out : int
        Older cases that were not looked at, for their number.
    shown : tuple of Storyline
        New and growing ones first, then the largest; with enough cases in the period.
    faded : int
        Scripts that are no longer seen.
    phrases : tuple of Phrase
        What the cases of the period say more often than those before it.
    by_type : tuple of (str, tuple of Phrase)
        Code of each type, and what its cases of the period say more often than those of other types; none for the public.
    state : State
        To be given to the next call.
    days : tuple of int
        Length of the period, and of the one before it.
    min_cell : int
    """

    n: int
    grouped: int
    left_out: int
    shown: tuple[Storyline, ...]
    faded: int
    phrases: tuple[Phrase, ...]
    state: State
    days: tuple[int, int]
    min_cell: int
    by_type: tuple[tuple[str, tuple[Phrase, ...]], ...] = ()

    def verify(self) -> None:
        """Recompute every number of every sentence.

        Raises
        ------
        NumberError
            If a sentence disagrees with the counts.
        """
        for one in self.shown:
            facts = _facts(one, self.days, self.min_cell)
            check_both(one.chinese, one.english, facts)


def first_day(periods: Periods) -> date:
    """Return the first day whose cases are looked at."""
    return min(periods.before.start, periods.now.start - timedelta(days=_WINDOW))


def tell(
    batches: Iterable[pa.RecordBatch],
    periods: Periods,
    taxonomy: Taxonomy,
    *,
    min_cell: int,
    state: State | None = None,
    oldest: date | None = None,
) -> Storylines:
    """Group the cases of a period and of the weeks before it by what they tell.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Cases with `COLUMNS`, or those of them that there are; texts are de-identified, and cases without one are left out. Of any days.
    periods : Periods
    taxonomy : Taxonomy
    min_cell : int
        Smallest number of cases that may be shown, and in which a phrase must stand.
    state : State, optional
        Of the bulletin before, so that scripts keep their ids.
    oldest : date, optional
        Day of the oldest report of all; with one, scripts are not held against a period before that the data do not cover.
    """
    first, now, before = first_day(periods), periods.now, periods.before
    kept = [_fraud(batch, first, now.end) for batch in batches if "text" in batch.schema.names]
    found_any = [pa.Table.from_batches([one]) for one in kept if one.num_rows]
    # Older parts may lack columns that newer ones have.
    table = pa.concat_tables(found_any, promote_options="permissive") if found_any else None
    left_out = 0
    if table is not None and table.num_rows > MOST_CASES:
        left_out = table.num_rows - MOST_CASES
        order = pc.sort_indices(table, sort_keys=[("reported_on", "descending"), ("case_id", "ascending")])
        table = table.take(order[:MOST_CASES])
    cases = Cases.of(table if table is not None else [])
    clusters = cluster(cases, least_cases=min_cell)
    followed = follow(state or State(), clusters, cases, f"{now.start:%Y-%m-%d}/{now.end:%Y-%m-%d}")
    covered = oldest is None or before.covered_from(oldest)
    inside, earlier = cases.within(now.start, now.end), cases.within(before.start, before.end) if covered else None
    # Of the same period, or of a later one, nothing can be said to be new.
    known = state is not None and state.period.partition("/")[2] < f"{now.end:%Y-%m-%d}"
    words = vocabulary_of(cases.text, max(min_cell, 2)) if len(cases) else None
    made = _shown(cases, words, clusters.clusters, followed, inside, earlier, periods, taxonomy, min_cell, known)
    days_before = max((now.start - first).days, 1)
    found = new_phrases(cases, words, now.start, now.end, days_before, max(min_cell, 2), _PHRASES) if words else ()
    faded = sum(event.kind == "faded" for event in followed.events)
    grouped = int((inside & (clusters.of >= 0)).sum())
    typical = phrases_by_type(cases, words, max(min_cell, 2), _TYPICAL, inside) if words else {}
    told = Storylines(
        int(inside.sum()), grouped, left_out, made, faded, found, followed.state, (now.days, before.days), min_cell,
        tuple((code, some) for code, some in typical.items() if some),
    )  # fmt: skip
    return _coarse(told) if min_cell >= PUBLIC else told


def _fraud(batch: pa.RecordBatch, first: date, last: date) -> pa.RecordBatch:
    days, kinds = batch.column("reported_on"), batch.column("type").cast(pa.string())
    # A case without a type awaits a person, as it does where cases are counted.
    kinds = pc.if_else(pc.equal(pc.utf8_trim_whitespace(kinds), ""), None, kinds)
    chosen = pc.and_(
        pc.fill_null(pc.not_equal(kinds, BENIGN), True),
        pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last)),
    )
    batch = batch.set_column(batch.schema.get_field_index("type"), "type", kinds)
    names = [one for one in COLUMNS if one in batch.schema.names]
    chosen = pc.and_(pc.fill_null(chosen, False), pc.is_valid(batch.column("text")))
    return batch.select(names).filter(chosen)


def _shown(
    cases: Cases,
    words: Vocabulary | None,
    clusters: Iterable[Cluster],
    followed: Followed,
    inside: NDArray[np.bool_],
    earlier: NDArray[np.bool_] | None,
    periods: Periods,
    taxonomy: Taxonomy,
    min_cell: int,
    known: bool,
) -> tuple[Storyline, ...]:
    events = {event.id: event.kind for event in followed.events}
    found: list[tuple[str, Cluster, int, int | None]] = []
    for one, script in zip(clusters, followed.ids, strict=True):
        n = int(inside[one.members].sum())
        if n < min_cell:
            continue
        n_before = int(earlier[one.members].sum()) if earlier is not None else None
        found.append((script, one, n, n_before))
    if not found or words is None:
        return ()
    trends = _trends([(n, n_before) for _, _, n, n_before in found], (periods.now.days, periods.before.days), min_cell)
    ranked = []
    for (script, one, n, n_before), (trend, q) in zip(found, trends, strict=True):
        event = events.get(script, "") if known else ""
        if event not in _EVENTS or (event == "born" and n_before):
            event = trend
            # What is in no case before the period is new, whether or not anybody wrote a bulletin then.
            if (
                event == "grown"
                and n_before == 0
                and cases.day[one.members].min() >= days_since_epoch(periods.now.start)
            ):
                event = "born"
        ranked.append((event not in _RISING, q if event in _RISING else 1.0, -n, script, one, n_before, event))
    ranked.sort(key=lambda item: item[:4])
    made = []
    for _, _, negative, script, one, n_before, event in ranked[:_SHOWN]:
        n = -negative
        traits = slots(cases, one, min_cell)
        label = name(cases, one, words, traits, max(min_cell, 2), taxonomy)
        course = earliest(cases, one, periods.now.end, periods.now.days, periods.before.days, min_cell)
        kind = one.type or REVIEW
        title = taxonomy.name(kind)
        in_english = taxonomy[kind].en if kind in taxonomy else english("type", kind)
        own = one.members[inside[one.members]]
        own = own[np.argsort(cases.day[own], kind="stable")]  # sorted by id already
        ids = tuple(cases.case_id[i] for i in own)
        line = Storyline(script, event, kind, title, in_english, label, n, n_before, course, traits, ids)
        facts = _facts(line, (periods.now.days, periods.before.days), min_cell)
        made.append(replace(line, chinese=write(facts), english=write(facts, EN)))
    return tuple(made)


def _trends(counts: Sequence[tuple[int, int | None]], days: tuple[int, int], least: int) -> list[tuple[str, float]]:
    """Return how each script changed beyond chance, and how sure that is; a count before that is hidden counts as its largest."""
    made: list[tuple[str, float]] = [("", 1.0)] * len(counts)
    at = [i for i, (_, before) in enumerate(counts) if before is not None]
    if not at:
        return made
    n = [counts[i][0] for i in at]
    hidden = [before if not 0 < (before := counts[i][1] or 0) < least else least - 1 for i in at]
    ratio, _, _, p = rate_ratio(n, hidden, *days)
    for i, r, q in zip(at, ratio, benjamini_hochberg(p), strict=True):
        made[i] = ("steady" if q >= _SURE else "grown" if r > 1 else "shrunk"), float(q)
    return made


def _coarse(told: Storylines) -> Storylines:
    """Return scripts for the public: in steps of ten cases, without what comes from a single one.

    Groups are not tables that could be attacked; in steps, no difference of two of them is a small number.
    """
    shown = []
    for one in told.shown:
        event = one.event
        if event in ("grown", "shrunk") and one.n_before is not None:
            # Only what the steps show as well.
            event = _trends([(_step(one.n), _step(one.n_before))], told.days, told.min_cell)[0][0]
        traits = tuple(
            replace(s, values=tuple(replace(v, share=float(rounded(v.share, 1))) for v in s.values)) for s in one.slots
        )
        line = replace(
            one, n=_step(one.n), n_before=None if one.n_before is None else _step(one.n_before), course=_NO_COURSE, slots=traits, case_ids=(), event=event,
            chinese="", english="",
        )  # fmt: skip
        facts = _facts(line, told.days, told.min_cell)
        shown.append(replace(line, chinese=write(facts), english=write(facts, EN)))
    phrases = []
    for phrase in told.phrases:
        k, n, k_others, n_others = (_step(v) for v in (phrase.k, phrase.n, phrase.k_others, phrase.n_others))
        odds, z = log_odds(k, n, k_others, n_others)
        phrases.append(Phrase(phrase.text, k, n, k_others, n_others, float(odds), float(z)))
    # A share of few could be told from one of none.
    n, grouped = _step(told.n), _step(told.grouped)
    return replace(
        told,
        n=n,
        grouped=grouped,
        left_out=_step(told.left_out),
        shown=tuple(shown),
        phrases=tuple(phrases),
        by_type=(),
    )


def _step(n: int) -> int:
    """Return a count in steps of ten; one below ten, above none, as nine: it is not shown."""
    return n // PUBLIC * PUBLIC if n >= PUBLIC or not n else PUBLIC - 1


def _facts(line: Storyline, days: tuple[int, int], min_cell: int) -> Facts:
    first = line.course.first
    names = {
        ZH: {"id": line.id, "label": line.label, "type": line.type_title, "first": f"{first:%Y-%m-%d}" if first else "日期不详"},
        EN: {"id": line.id, "label": line.label_in(EN), "type": line.type_english, "first": f"{first:%d %b %Y}" if first else "an unknown day"},
    }  # fmt: skip
    numbers = {"n": float(line.n), "limit": float(min_cell)}
    if min_cell >= PUBLIC:
        return Facts("script_public", names, numbers)
    if line.n_before is None:
        return Facts("script_alone", names, numbers)
    if not line.n_before:
        return Facts("script_new", names, numbers)
    if line.n_before < min_cell:
        return Facts("script_few", names, numbers)
    ratio, low, high, _ = (float(v) for v in rate_ratio(line.n, line.n_before, *days))
    return Facts("script", names, numbers | {"base": float(line.n_before), "ratio": ratio, "low": low, "high": high})
