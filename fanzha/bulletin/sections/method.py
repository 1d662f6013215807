"""How the numbers were made, and what cannot be said with them."""

from __future__ import annotations

from fanzha.bulletin.document import Note, Section
from fanzha.bulletin.language import Words
from fanzha.summarize import Summary
from fanzha.summarize.findings import FALSE_DISCOVERIES
from fanzha.summarize.summary import OUTBREAK_DAYS, OUTBREAK_WEEKS
from fanzha.summarize.tables import MIN_FOR_PERCENT

_MANY_MISSING = 0.2  # share of cases without a property from which a reader must be told


def method(summary: Summary, words: Words) -> Section:
    """Return the section on method."""
    least = summary.min_cell
    notes = [
        words("method_types"),
        words("method_intervals"),
        words("method_groups"),
        words("method_rises", days=OUTBREAK_DAYS, weeks=OUTBREAK_WEEKS),
        words("method_tests", tested=f"{summary.tested:,}", limit=FALSE_DISCOVERIES, least=least),
        words("method_hidden", least=least, base=MIN_FOR_PERCENT),
        words("method_checked"),
    ]
    return Section("method", words("method"), "", tuple(Note(one) for one in notes))


def gaps(summary: Summary, words: Words) -> Section | None:
    """Return what cannot be said, and why; None where nothing is missing."""
    said = _gaps(summary, words)
    return Section("gaps", words("gaps"), "", tuple(Note(one) for one in said)) if said else None


def _gaps(summary: Summary, words: Words) -> list[str]:
    if summary.period is None:
        return [words("gap_no_period")]
    found = []
    if summary.n == 0:
        found.append(words("gap_empty"))
    elif summary.n < summary.min_cell:
        found.append(words("gap_few", least=summary.min_cell))
    if summary.before is None:
        found.append(words("gap_before" if summary.before_told else "gap_before_untold"))
    if summary.district is None:
        found.append(words("gap_residents"))
    if summary.unknown_types:
        names = words.listed(summary.unknown_types)
        found.append(words("gap_types", n=len(summary.unknown_types), names=names))
    if summary.n_undated:
        found.append(words("gap_undated", n=f"{summary.n_undated:,}"))
    for key in ("type", "sex", "band", "area", "street", "occupation", "channel", "payment"):
        table, what = summary.tables[key], words(f"axis_{key}")
        if summary.n and table.missing_hidden and not table.known:
            found.append(words("gap_withheld", what=what))
        elif summary.n and table.missing == summary.n:
            found.append(words("gap_all", what=what))
        elif table.n and table.missing_share > _MANY_MISSING and not table.missing_hidden:
            found.append(words("gap_some", share=f"{table.missing_share:.0%}", what=what))
    return found
