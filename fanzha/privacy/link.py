"""Web addresses and electronic mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TLD = (
    "com|cn|net|org|top|xyz|vip|cc|io|me|app|shop|site|online|club|info|biz|ltd|co|tv|in|ru|us|uk|hk|tw|mo|sg|jp|kr|"
    "work|live|fun|icu|pro|asia|mobi|link|ink|red|store|tech|gov|edu|example|test|invalid|localhost|dev|ai|pw|ws|gg|ly|to"
)
_HOST = r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,6}"


class Url:
    """Addresses with a scheme or www, bare domains of known endings with or without a path, and numeric addresses."""

    kind = "网址"
    _pattern = re.compile(
        r"(?:https?|hxxps?|ftp)(?:://|：//|:／／)[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\"'<>\[\]]{1,2000}"
        rf"|(?<![a-z0-9@.\-])(?:www\.)?{_HOST}(?:{_TLD})(?![a-z0-9\-])(?:\.(?:{_TLD})(?![a-z0-9\-]))?(?::[0-9]{{2,5}})?"
        r"(?:/[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\"'<>\[\]]{0,2000})?"
        r"|(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{2,5}|/[a-z0-9/_\-.]{1,200})",
        re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends, without a full stop or bracket that ends the sentence."""
        for match in self._pattern.finditer(text):
            end = match.end()
            while end > match.start() + 1 and text[end - 1] in ".,;:!?)":
                end -= 1
            yield match.start(), end


class Email:
    """Addresses with an at sign and a dotted host."""

    kind = "邮箱"
    _pattern = re.compile(rf"(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{{1,64}}@{_HOST}[a-z]{{2,24}}(?![a-z0-9])", re.IGNORECASE)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span()
