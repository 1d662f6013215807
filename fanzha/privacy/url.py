"""Web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import BARRIER
from fanzha.text.scan import Scan

TLD = (
    "com|cn|net|org|top|xyz|vip|cc|io|me|app|shop|site|online|club|info|biz|ltd|co|tv|in|ru|us|uk|hk|tw|mo|sg|jp|kr|my|th|"
    "work|live|fun|icu|pro|asia|mobi|link|ink|red|store|tech|gov|edu|example|test|invalid|localhost|dev|ai|pw|ws|gg|ly|to|"
    "win|bid|cyou|sbs|rest|space|website|cloud|wang|ren|center|group|love|plus|host|press|today|world|chat|kim|bet|cf|tk|ml|ga|gq"
)
HOST = r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,6}"
# Neither white space nor a Chinese character or mark is part of a path.
_PATH = r"[^\s\u2018-\u201f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\"'<>\[\]，" + BARRIER + "]"
_SPELT_TLD = "com|cn|net|org|top|xyz|vip|cc|info|example|test|invalid"


class Url:
    """Addresses with a scheme or www, bare domains of known endings with or without a path, numeric addresses.

    Also spelt in ways that only people read: ``abc。com``, ``abc点com``, ``abc[.]com``, ``a b c . com``.
    """

    kind = "网址"
    # Two letters of an ending, as IGNORECASE knows letters, or the inner dots of a numeric address.
    _hint = re.compile("[A-Za-z\u0130\u0131\u017f\u212a]{2}|[.][0-9]{1,3}[.]")
    _pattern = Scan(
        FAMILY,
        rf"(?<![a-z0-9@.\-])(?:hxxps?://)?[a-z0-9\-]{{1,40}}(?:\.[a-z0-9\-]{{1,40}}){{0,3}}(?:\[\.\][a-z0-9\-]{{2,40}}){{1,3}}(?::[0-9]{{2,5}})?(?:[/?#]{_PATH}{{0,4000}})?"
        rf"|(?<![a-z0-9@.\-])(?:www ?[.。·点點] ?)?(?:[a-z0-9\-]{{1,40}}\.){{0,3}}[a-z0-9\-]{{2,40}}"
        rf"(?: ?[。·点點] ?| \. ?|\. |[\[({{<][.。点·][\])}}>]|[(\[]dot[)\]]| dot )(?:{_SPELT_TLD})(?![a-z0-9\-@])"
        rf"(?:[/?#]{_PATH}{{0,4000}})?"
        rf"|(?<![a-z])(?:https?|hxxps?|ftp)(?:://|：//|:／／|:\\\\){_PATH}{{1,4000}}"
        rf"|(?<![a-z0-9@.\-])(?:www\.)?{HOST}(?:{TLD})(?![a-z0-9\-@])(?:\.(?:{TLD})(?![a-z0-9\-@]))?(?::[0-9]{{2,5}})?"
        rf"(?:[/?#]{_PATH}{{0,4000}})?"
        rf"|(?<![a-z0-9.])www\.[a-z0-9\-]{{1,60}}(?:\.[a-z0-9\-]{{1,60}}){{1,4}}(?:[/?#]{_PATH}{{0,4000}})?"
        rf"|(?<![0-9.])(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}(?::[0-9]{{2,5}}(?:/{_PATH}{{0,200}})?|/{_PATH}{{1,200}})",
        flags=re.IGNORECASE,
    )
    _ip = Scan(
        FAMILY,
        r"(?:ip|网址|地址|服务器)[^0-9\n]{0,6}(?P<ip>(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?![0-9.])",
        flags=re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends, without a full stop or bracket that ends the sentence."""
        if not self._hint.search(text):
            return
        for match in self._pattern.finditer(text):
            end = match.end()
            while end > match.start() + 1 and text[end - 1] in ".,;:!?)":
                end -= 1
            yield match.start(), end
        for match in self._ip.finditer(text):
            yield match.span("ip")
