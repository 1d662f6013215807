"""The sections of a bulletin, one module each: a function of a summary and the words of a language.

A new section is a module here, and a place in `SECTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fanzha.bulletin.document import Section
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.findings import case_lists, findings, listed, others
from fanzha.bulletin.sections.front import front
from fanzha.bulletin.sections.gaps import gaps
from fanzha.bulletin.sections.hotspots import hotspots
from fanzha.bulletin.sections.losses import losses
from fanzha.bulletin.sections.method import method
from fanzha.bulletin.sections.outlook import outlook
from fanzha.bulletin.sections.people import people
from fanzha.bulletin.sections.places import places, streets
from fanzha.bulletin.sections.scripts import scripts
from fanzha.bulletin.sections.storylines import storylines
from fanzha.bulletin.sections.trends import trends
from fanzha.bulletin.sections.types import types
from fanzha.summarize import Summary
from fanzha.summarize.picture import Picture

# In the order of the bulletin, between the findings and the method. None where there is nothing to say.
SECTIONS: Final[tuple[Callable[[Summary, Words], Section | None], ...]] = (
    types, trends, people, places, losses, scripts,
)  # fmt: skip

# The same out of the whole picture, after these and what the cases have in common.
FURTHER: Final[tuple[Callable[[Picture, Words], Section | None], ...]] = (
    outlook, hotspots, storylines,
)  # fmt: skip

__all__ = ["FURTHER", "SECTIONS", "case_lists", "findings", "front", "gaps", "listed", "method", "others", "streets"]
