"""Addresses of electronic mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.url import HOST


class Email:
    """Addresses with an at sign and a dotted host, masked or not (``ab***@mail.example``)."""

    kind = "邮箱"
    _pattern = re.compile(
        rf"(?<![a-z0-9._%+\-*])[a-z0-9._%+\-*]{{1,64}} ?(?:@|\(at\)|#at#) ?{HOST}[a-z]{{2,24}}(?![a-z0-9])",
        re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span()
