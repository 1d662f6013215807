"""Addresses of electronic mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.url import HOST
from fanzha.text.scan import Scan


class Email:
    """Addresses with an at sign and a dotted host, masked or not (``ab***@mail.example``)."""

    kind = "邮箱"
    _at = re.compile(r"@|[(#\[][aA][tT]")
    _pattern = Scan(
        FAMILY,
        rf"(?<![a-z0-9._%+\-*])[a-z0-9._%+\-*]{{1,64}} ?(?:@|[(\[]at[)\]]|#at#) ?{HOST}[a-z]{{2,24}}(?![a-z0-9])",
        flags=re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        if not self._at.search(text):
            return
        for match in self._pattern.finditer(text):
            yield match.span()
