"""Cells that no spreadsheet program takes for a formula."""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
# XML 1.0 has no place for these, and openpyxl refuses them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_cell(value: str) -> str:
    """Return a cell's text that is shown as it is: never calculated, never refused.

    A leading ``= + - @`` (or tab, carriage return) gets an apostrophe before it, unless the cell is a plain number; control
    characters and lone surrogates become U+FFFD. The remedy for formula injection is that of the OWASP.
    """
    value = _FORBIDDEN.sub("\ufffd", value)
    return "'" + value if value.startswith(_STARTS) and not _NUMBER.fullmatch(value) else value
