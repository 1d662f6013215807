"""Facts out of narratives: victim, loss, contact channel, payment, platform, date."""

from fanzha.facts.extract import Facts, extract, extract_all

__all__ = ["Facts", "extract", "extract_all"]
