"""Who is cheated, where and how: counts, rates and what stands out, in sentences that are checked."""

from fanzha.summarize.findings import Finding
from fanzha.summarize.period import Period
from fanzha.summarize.residents import Population
from fanzha.summarize.summary import Summary, needed_from, summarize
from fanzha.summarize.tables import Cell, Table

__all__ = ["Cell", "Finding", "Period", "Population", "Summary", "Table", "needed_from", "summarize"]
