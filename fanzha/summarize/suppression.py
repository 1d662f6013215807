"""Which cells of a table of counts must not be shown: by lines alone, from `fanzha.disclosure`."""

from fanzha.disclosure.by_line import suppressed

__all__ = ["suppressed"]
