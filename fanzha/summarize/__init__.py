"""Who is cheated, where and how: counts, rates and what stands out, in sentences that are checked."""

from fanzha.characteristics.frame import Frame, bounds
from fanzha.summarize.findings import Finding
from fanzha.summarize.opening import open_cases
from fanzha.summarize.period import NAMES, Period, Periods, choose_calendar, choose_days
from fanzha.summarize.residents import Population
from fanzha.summarize.summary import Summary, needed_from, summarize
from fanzha.summarize.tables import Cell, Table

__all__ = [
    "NAMES", "Cell", "Finding", "Frame", "Period", "Periods", "Population", "Summary", "Table", "bounds", "choose_calendar", "choose_days",
    "needed_from", "open_cases", "summarize",
]  # fmt: skip
