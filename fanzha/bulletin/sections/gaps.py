"""What cannot be said, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fanzha.bulletin.document import Note, Section
from fanzha.bulletin.language import Words
from fanzha.summarize import Summary
from fanzha.summarize.matching import MOST_ELSEWHERE, MOST_OF_STATIONS, MOST_OF_STREETS, Matched
from fanzha.summarize.outlook import Outlook
from fanzha.summarize.picture import Picture
from fanzha.summarize.rounding import percent
from fanzha.trends import Method

_MANY_MISSING: Final = 0.2  # share of cases without a property from which a reader must be told
# Columns that narratives may contradict, of those that tables rest on.
_COLUMNS: Final = frozenset(
    {"loss_yuan", "victim_age", "victim_sex", "occupation", "contact_channel", "payment", "occurred_on", "outcome"}
)
_NAMED: Final = 6  # streets or stations


def gaps(picture: Picture, words: Words) -> Section | None:
    """Return what cannot be said, and why; None where nothing is missing."""
    said = [*_of_summary(picture.summary, picture.matched, words), *_of_picture(picture, words)]
    if words.audience != "public":
        told = [(one, n) for one, n in picture.conflicts if one in _COLUMNS and n >= picture.summary.min_cell]
        if told:
            names = words("list").join(words("conflict", name=words(f"conflict_{one}"), n=f"{n:,}") for one, n in told)
            said.append(words("gap_conflicts", names=names))
        if picture.n_aside:
            said.append(words("gap_aside", n=f"{picture.n_aside:,}"))
    return Section("gaps", words("gaps"), "", tuple(Note(one) for one in said)) if said else None


def _of_summary(summary: Summary, matched: Matched | None, words: Words) -> Iterator[str]:
    if summary.period is None:
        n = summary.n_undated
        yield words("gap_no_dated", n=words.count(n, summary.min_cell)) if n else words("gap_no_period")
        return
    if summary.n == 0:
        yield words("gap_empty")
    elif summary.n < summary.min_cell:
        yield words("gap_few", least=summary.min_cell)
    if summary.oldest is not None and not summary.period.covered_from(summary.oldest):
        yield words("gap_oldest", day=words.day(summary.oldest))
    if summary.newest is not None and summary.newest < summary.period.end:
        yield words("gap_newest", day=words.day(summary.newest))
    if summary.before is None:
        yield words("gap_before" if summary.before_told else "gap_before_untold")
    if matched is not None and not matched.fits:
        yield words("gap_elsewhere", most=f"{MOST_ELSEWHERE:.0%}")
    elif summary.district is None:
        yield words("gap_residents")
    elif matched is not None:
        yield from _places(summary, matched, words)
    if summary.unknown_types:
        names = words.listed(summary.unknown_types)
        yield words("gap_types", n=len(summary.unknown_types), names=names)
    if summary.n_untyped:
        shown = words.audience != "public" and summary.n_untyped >= summary.min_cell
        yield words("gap_untyped_n", n=f"{summary.n_untyped:,}") if shown else words("gap_untyped")
    if summary.n_undated:
        yield words("gap_undated", n=f"{summary.n_undated:,}")
    for key in ("type", "sex", "band", "area", "street", "occupation", "channel", "payment"):
        table, what = summary.tables[key], words(f"axis_{key}")
        if summary.n and table.missing_hidden and not table.known:
            yield words("gap_withheld", what=what)
        elif summary.n and table.missing == summary.n:
            yield words("gap_all", what=what)
        elif table.n and table.missing_share > _MANY_MISSING and not table.missing_hidden:
            yield words("gap_some", share=f"{percent(table.missing_share)}%", what=what)


def _places(summary: Summary, matched: Matched, words: Words) -> Iterator[str]:
    """Tell the places of the cases that the population file lacks, and what is not compared for them."""
    for key, unknown in (("street", matched.unknown_streets), ("area", matched.unknown_stations)):
        cells = [cell for cell in summary.tables[key].cells if cell.labels[0] in unknown and cell.n]
        if not cells:
            continue
        names = words.listed([cell.title for cell in cells[:_NAMED]])
        if len(cells) > _NAMED:
            names = words("and_more", names=names)
        what = "gap_streets" if key == "street" else "gap_stations"
        # With a hidden count among them their sum would tell it, and in public it is one more equation.
        if words.audience == "public" or any(cell.hidden for cell in cells):
            yield words(what, names=names)
        else:
            yield words(f"{what}_n", names=names, n=f"{sum(cell.n for cell in cells):,}")
    if not matched.streets_match:
        yield words("gap_unmatched_streets", most=f"{MOST_OF_STREETS:.0%}")
    if not matched.stations_match:
        yield words("gap_unmatched_stations", most=f"{MOST_OF_STATIONS:.0%}")


def _of_picture(picture: Picture, words: Words) -> Iterator[str]:
    # Without periods nothing but the summary was made.
    if picture.periods is None or not picture.summary.n:
        return
    if picture.periods.until is not None:
        yield words("gap_open", end=words.day(picture.periods.until))
    oldest = picture.summary.oldest
    if words.audience != "public" and oldest is not None and not picture.periods.year_ago.covered_from(oldest):
        yield words("gap_year")
    figures = picture.figures
    if figures is not None and not figures.values("repeated") and not figures.hides("repeated", "yes", "no"):
        yield words("gap_repeated")
    where, outlook, matched = picture.where, picture.outlook, picture.matched
    if where is not None and not where.scans and (matched is None or matched.streets_match or not matched.fits):
        yield words("gap_scan")
    elif where is not None and where.geography is not None and where.geography.neighbours == "stations":
        yield words("gap_positions")
    if outlook is not None:
        yield from _of_outlook(outlook, words)
    if picture.storylines is None:
        yield words("gap_scripts")
    elif picture.storylines.left_out:
        yield words("scripts_left_out", n=f"{picture.storylines.left_out:,}")


def _of_outlook(outlook: Outlook, words: Words) -> Iterator[str]:
    if outlook.weeks is None:
        yield words("gap_week")
    elif (outlook.method == Method.EARS).any():
        yield words("gap_history_some" if (outlook.method == Method.FARRINGTON).any() else "gap_history")
    if outlook.nowcast is None:
        yield words("gap_nowcast_late" if outlook.late else "gap_nowcast_short" if outlook.short else "gap_nowcast")
    if outlook.corrected is None:
        yield words("gap_confusion")
    elif outlook.corrected.why:
        yield words("corrected_not")
