"""How: ways of contact and of payment."""

from __future__ import annotations

from fanzha.bulletin.document import Section
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.tables import table_grid
from fanzha.summarize import Summary


def scripts(summary: Summary, words: Words) -> Section | None:
    """Return the section on how victims are reached and how they pay; None where no case states it."""
    tables = [summary.tables[key] for key in ("channel", "payment") if summary.tables and summary.tables[key].known]
    if not tables:
        return None
    return Section("scripts", words("scripts"), "", tuple(table_grid(summary, table, words) for table in tables))
