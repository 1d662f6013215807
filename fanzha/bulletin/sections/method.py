"""How the numbers were made."""

from __future__ import annotations

from fanzha.bulletin.document import Note, Section
from fanzha.bulletin.language import Words
from fanzha.summarize.findings import FALSE_DISCOVERIES
from fanzha.summarize.picture import Picture
from fanzha.summarize.summary import OUTBREAK_DAYS, OUTBREAK_WEEKS
from fanzha.summarize.tables import MIN_FOR_PERCENT


def method(picture: Picture, words: Words) -> Section:
    """Return the section on method: one remark for each method that this bulletin used."""
    summary, outlook, where = picture.summary, picture.outlook, picture.where
    least = summary.min_cell
    notes = [
        words("method_types"),
        words("method_intervals"),
        words("method_groups"),
        words("method_rises", days=OUTBREAK_DAYS, weeks=OUTBREAK_WEEKS),
        words("method_tests", tested=f"{summary.tested:,}", limit=FALSE_DISCOVERIES, least=least),
    ]
    if outlook is not None and outlook.weeks is not None:
        notes.append(words("method_warning"))
    if outlook is not None and outlook.forecast:
        notes.append(words("method_delay"))
    if outlook is not None and outlook.corrected is not None and not outlook.corrected.why:
        notes.append(words("method_confusion"))
    if where is not None and where.scans:
        notes.append(words("method_scan"))
    if where is not None and where.funnel is not None:
        notes.append(words("method_funnel"))
    if picture.storylines is not None:
        notes.append(words("method_scripts"))
    hidden = words("method_hidden", least=least, base=MIN_FOR_PERCENT)
    if summary.hiding is not None:
        hidden += words("gap") + words("method_disclosure")
    if words.audience == "public":
        hidden += words("gap") + words("method_releases")
    notes += [hidden, words("method_checked")]
    return Section("method", words("method"), "", tuple(Note(one) for one in notes))
<<<<<<< HEAD
=======


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
>>>>>>> endtoend
