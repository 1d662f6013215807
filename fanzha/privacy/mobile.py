"""Mobile numbers of mainland China."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import BARRIER, BEFORE, GAP, amounts, groups_of
from fanzha.text.scan import Scan

_CONTEXT = re.compile(
    rf"(?:电话|電話|手机|手機|号码|號碼|联系|聯繫|拨打|致电|来电|號|号)[^0-9{BARRIER}，。；,;\n]{{0,6}}$"
)
# 3-4-4 and 3-8 are how people write them; a list of amounts (1500 3000 500) looks like 4-4-3.
_USUAL = ([11], [3, 4, 4], [3, 8], [7, 4], [3, 3, 5], [5, 6], [3, 2, 2, 2, 2], [1] * 11, [3, 4, 2, 2])


class Mobile:
    """Eleven digits from 13 to 19 (numbering plan of the Ministry of Industry and Information Technology), +86 or not.

    Parts may be masked (``138****1234``), and the digits may be Chinese numerals (``幺三九…``; `fanzha.privacy.digits`).
    """

    kind = "手机"
    _number = Scan(
        FAMILY, rf"(?<![0-9])(?P<land>\(?(?:\+|00)?86\)?{GAP})?(?P<n>1{GAP}[3-9](?:{GAP}[0-9]){{9}})(?![0-9]|\.[0-9])"
    )
    # Any mark may part 3-4-4: 139/0000/1234.
    _parted = Scan(
        FAMILY,
        r"(?<![0-9])1[3-9][0-9](?P<gap>[^0-9A-Za-z\u4e00-\u9fff，,。；;、]{1,3})[0-9]{4}(?P=gap)[0-9]{4}(?![0-9])",
    )
    _bracketed = Scan(
        FAMILY,
        r"(?<![0-9])(?:\(1[3-9][0-9]\)[ \-]?[0-9]{4}[ \-]?[0-9]{4}|1[3-9][0-9][ \-]?\([0-9]{4}\)[ \-]?[0-9]{4})(?![0-9])",
    )
    _masked = Scan(
        FAMILY,
        rf"{BEFORE}(?:(?:\+|00)?86{GAP})?1[3-9][0-9*xX][ -]?[0-9]{{0,6}}[ -]?(?:[*•●×※＊]{{2,8}}|[xX]{{2,8}})[ -]?"
        rf"[0-9*xX]{{0,6}}(?![0-9A-Za-z*])",
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._number.finditer(text):
            usual = groups_of(match["n"]) in _USUAL or match["land"] or not amounts(match["n"])
            if usual or _CONTEXT.search(text[max(0, match.start() - 12) : match.start()]):
                yield match.span()
        for scan in (self._parted, self._bracketed):
            for match in scan.finditer(text):
                yield match.span()
        for match in self._masked.finditer(text):
            if 7 <= sum(c not in " -" for c in match.group()) <= 16:
                yield match.span()
