"""Mobile and fixed-line numbers of mainland China."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.span import SEPARATOR

_D = r"[0-9*xX]"  # parts of a number are often masked: 138****1234


class Mobile:
    """Eleven digits from 13 to 19 (numbering plan of the Ministry of Industry and Information Technology), +86 or not."""

    kind = "手机"
    _pattern = re.compile(
        rf"(?<![0-9A-Za-z])(?:(?:\+|00)?86{SEPARATOR})?1{SEPARATOR}[3-9]{SEPARATOR}[0-9](?:{SEPARATOR}[0-9*]){{4}}"
        rf"(?:{SEPARATOR}[0-9*]){{4}}(?![0-9])|(?<![0-9A-Za-z])1[3-9][0-9xX][xX]{{4,8}}[0-9xX]{{0,4}}(?![0-9A-Za-z])"
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span()


class Landline:
    """Area code and seven or eight digits; service numbers 400 and 800."""

    kind = "电话"
    _pattern = re.compile(
        r"(?<![0-9A-Za-z])(?:\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[ -]?[2-9][0-9]{2,3}[ -]?[0-9*]{4}(?:-[0-9]{1,5})?"
        r"|[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}|[48]00-[0-9]{4}-[0-9]{3}"
        r"|(?:00|\+)(?:1|44|60|61|65|66|81|82|84|852|853|855|856|886|95)[ -]?[0-9]{2,4}(?:[ -]?[0-9]{3,4}){1,2})(?![0-9])"
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span()
