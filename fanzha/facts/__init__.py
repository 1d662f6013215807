"""Facts out of narratives: victim, loss, contact channel, payment, platform, date."""

from fanzha.facts.extract import Facts, extract

__all__ = ["Facts", "extract"]
