"""What a bulletin says of a summary."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fanzha import taxonomy as taxonomies
from fanzha.bulletin.display import filled
from fanzha.bulletin.document import (
    Audience,
    Block,
    Document,
    Figure,
    Grid,
    Hidden,
    Language,
    Section,
    Statement,
    Tile,
    Value,
)
from fanzha.bulletin.language import Words, periodicity
from fanzha.bulletin.sections import (
    FURTHER,
    SECTIONS,
    case_lists,
    findings,
    front,
    gaps,
    listed,
    method,
    others,
    streets,
)
from fanzha.bulletin.sections.characteristics import characteristics, whole
from fanzha.bulletin.sections.findings import ReadCases
from fanzha.bulletin.sentences import headline
from fanzha.errors import InputError
from fanzha.statistics import wilson_interval
from fanzha.summarize import Frame, Period, Summary
from fanzha.summarize.picture import Picture
from fanzha.summarize.rounding import percent
from fanzha.taxonomy import Taxonomy

LEAST_PUBLIC: Final = 10  # smallest count in public; see `fanzha.summarize.summarize`


def compose(
    found: Picture | Summary,
    language: Language = "zh",
    audience: Audience = "internal",
    *,
    taxonomy: Taxonomy | None = None,
    frame: Frame | None = None,
    cases: ReadCases | None = None,
) -> Document:
    """Put what was found into a bulletin.

    Parameters
    ----------
    found : Picture or Summary
    language : str
        ``zh`` or ``en``.
    audience : str
        ``internal`` or ``public``.
    taxonomy : Taxonomy, optional
        For names; the shipped one if not given.
    frame : Frame, optional
        That was summarised; with it and ``cases`` an internal bulletin lists the cases behind its findings.
    cases : callable, optional
        See `fanzha.bulletin.sections.findings.case_lists`.

    Raises
    ------
    InputError
        If a public bulletin has smaller counts than it may show, or cases.
    NumberError
        If a sentence disagrees with the counts that it was made from.
    """
    picture = found if isinstance(found, Picture) else Picture(found, None, None, (), None, None)
    summary = picture.summary
    if audience == "public" and summary.min_cell < LEAST_PUBLIC:
        raise InputError(
            f"the smallest count of a public bulletin must be {LEAST_PUBLIC}",
            str(summary.min_cell),
            "summarise with it",
        )
    if audience == "public" and cases is not None:
        raise InputError("a public bulletin must not list cases", "a table of cases", "leave it out")
    told = picture.storylines
    if audience == "public" and (
        picture.mixes is not None
        or picture.where is not None
        or (
            told is not None
            and (told.min_cell < LEAST_PUBLIC or told.by_type or any(one.case_ids for one in told.shown))
        )
    ):
        raise InputError(
            "a public bulletin must be of what may be public",
            "a picture for the office",
            f"draw it with {LEAST_PUBLIC}",
        )
    picture.verify()
    marked = summary.hiding is None or summary.hiding.marked
    words = Words(language, audience, taxonomy or taxonomies.load(), marked)
    chosen = front(picture, words)
    behind = () if cases is None or frame is None else listed(chosen, frame)
    lists = None if cases is None else case_lists(words, chosen, behind, cases)
    claimed = {one.claim for some in chosen.values() for one in some if one.claim}
    made: list[Section | None] = [findings(picture, words, chosen, behind), gaps(picture, words)]
    made += [section(summary, words) for section in SECTIONS]
    made.append(characteristics(picture, words, claimed))
    made += [section(picture, words) for section in FURTHER]
    made.append(method(picture, words))
    sections = tuple(one for one in made if one is not None)
    rest = others(picture, words, chosen), streets(summary, words), whole(picture, words), lists
    appendix = tuple(one for one in rest if one is not None)
    sections, appendix = (tuple(_without_empty(one) for one in some) for some in (sections, appendix))
    tables = {grid.key for section in (*sections, *appendix) for grid in section.grids()}
    return Document(
        _title(picture, words),
        words.start(words.span(summary.period)) if summary.period else words("dash"),
        language,
        audience,
        _tiles(summary, words),
        tuple(_linked(section, tables) for section in sections),
        tuple(_linked(section, tables) for section in appendix),
        _meta(summary, words),
        headline(summary, words),
    )


def _linked(section: Section, tables: set[str]) -> Section:
    """Return a section without links to tables that the bulletin does not have."""
    blocks = tuple(
        replace(block, table="") if isinstance(block, Statement) and block.table not in tables else block
        for block in section.blocks
    )
    return replace(section, blocks=blocks)


def _without_empty(section: Section) -> Section:
    """Return a section without the columns of its tables in which nothing is known."""
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Grid):
            blocks.append(filled(block))
        elif isinstance(block, Figure):
            blocks.append(replace(block, data=filled(block.data)))
        else:
            blocks.append(block)
    return replace(section, blocks=tuple(blocks))


def _title(picture: Picture, words: Words) -> str:
    summary, periods = picture.summary, picture.periods
    period = summary.period
    if period is not None and periods is not None and periods.until is not None:
        period = Period(period.start, periods.until)
    kind = periodicity(period) if period else "bulletin"
    district = words("district_of", name=summary.district) if summary.district else ""
    return words("title", district=district, kind=words(kind))


def _meta(summary: Summary, words: Words) -> tuple[tuple[str, str], ...]:
    dash = words("dash")
    meta = [
        (words("before"), words.start(words.span(summary.before)) if summary.before else words("none_covered")),
        (words("newest"), _newest(summary, words)),
        (words("models"), words.listed(summary.models) or dash),
    ]
    if summary.residents:
        meta.append((words("residents"), words("people", n=f"{summary.residents:,}")))
    return tuple(meta)


def _newest(summary: Summary, words: Words) -> str:
    """Return the day of the newest report, and whether it lies within the period."""
    if summary.newest is None:
        return words("dash")
    day = words.day(summary.newest)
    if summary.period is None or summary.newest == summary.period.end:
        return day
    return words("newest_after" if summary.newest > summary.period.end else "newest_before", day=day)


def _tiles(summary: Summary, words: Words) -> tuple[Tile, ...]:
    """Return the numbers at the top."""
    least, n_review, n_reports = summary.min_cell, summary.n_review, summary.n_reports
    earlier = ""
    if summary.n_before is not None:
        earlier = words("fraud_before", n=words.count(summary.n_before, least))
    review = Tile(words("to_review"), None, "share", words("review_none"))
    if n_reports >= least and not 0 < n_review < least:
        low, high = (f"{percent(float(b), 1)}%" for b in wilson_interval(n_review, n_reports))
        note = words("review_note", n=f"{n_review:,}", low=low, high=high)
        review = Tile(words("to_review"), n_review / n_reports, "share", note)
    elif n_reports:
        review = Tile(words("to_review"), None, "share", words("review_few", n=words.count(n_review, least)))
    if summary.period is None:
        # Without a day nothing was counted: a zero would say that there are no reports.
        n = summary.n_undated
        note = words("undated_note", n=words.count(n, least)) if n else words("review_none")
        some = () if words.audience == "public" else (Tile(words("reports"), None, "count", note),)
        return *some, Tile(words("fraud"), None, "count", note), _loss(summary, words)
    if words.audience == "public":
        # How many reports are none of fraud, or await a decision, is in no table that was attacked.
        return Tile(words("fraud"), _count(summary.n, least, words), "count", earlier), _loss(summary, words)
    reports: Value = _count(n_reports, least, words)
    if 0 < n_reports - summary.n < least:
        # Beside the frauds it would tell the few reports that are none; so would the share of those to be reviewed.
        reports = Hidden(words("aside"))
        review = replace(review, value=None, note=words("review_few", n=words.count(n_review, least)))
    return (
        Tile(words("reports"), reports, "count", words("reports_note")),
        Tile(words("fraud"), _count(summary.n, least, words), "count", earlier),
        review,
        _loss(summary, words),
    )


def _count(n: int, least: int, words: Words) -> Value:
    return words.hidden(n, least) if 0 < n < least else n


def _loss(summary: Summary, words: Words) -> Tile:
    types = summary.tables.get("type")
    if types is None or types.loss is None or types.loss_n < summary.min_cell:
        return Tile(words("losses_known"), None, "money", words("losses_few"))
    return Tile(words("losses_known"), types.loss, "money", words("losses_note", n=f"{types.loss_n:,}"))
