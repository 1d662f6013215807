"""Who is cheated, where and how: tables, findings, and the bulletin that states them."""

from fanzha.summarize.bulletin import render_bulletin
from fanzha.summarize.findings import Finding
from fanzha.summarize.sentences import Sentence
from fanzha.summarize.summary import Summary, summarize
from fanzha.summarize.tables import Population

__all__ = ["Finding", "Population", "Sentence", "Summary", "render_bulletin", "summarize"]
