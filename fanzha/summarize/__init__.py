"""Who is cheated, where and how: tables, findings, and the bulletin that says so."""

from fanzha.summarize.assembly import INTERNAL_CELL, PUBLIC_CELL, summarize
from fanzha.summarize.findings import Finding, Group
from fanzha.summarize.period import Period
from fanzha.summarize.summary import Summary

__all__ = ["INTERNAL_CELL", "PUBLIC_CELL", "Finding", "Group", "Period", "Summary", "summarize"]
