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
        if where.spread > 1:
            notes.append(words("method_spread", factor=f"{where.spread:.2f}"))
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
