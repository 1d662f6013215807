"""Fixed-line, service and foreign telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import AFTER, BARRIER, BEFORE, NOT_AMOUNT, digits_of, is_day
from fanzha.text.scan import Scan

_LOCAL = re.compile(
    rf"(?:电话|電話|座机|座機|固话|固話|热线|熱線|致电|致電|拨打|撥打|拨|撥|打|来电|來電|手机|手機|手提|联络|聯絡|whatsapp|wts|分机|号码|號碼|传真|tel|call)[^0-9{BARRIER}，。；,;\n]{{0,7}}$",
    re.IGNORECASE,
)


class Landline:
    """Area code and seven or eight digits, 400 and 800 and foreign numbers; a bare local number after a word for it."""

    kind = "电话"
    _number = Scan(
        FAMILY,
        rf"{BEFORE}(?:\(?0(?:10|2[0-9]|[3-9][0-9]{{2}})\)?(?:[2-9][0-9*]{{2,3}}|[ -]{{1,2}}[0-9*]{{3,4}}|(?<=\))[0-9*]{{3,4}})[ -]?[0-9*]{{4}}"
        r"(?:[-转轉]{1,2}[0-9]{1,5})?"
        r"|\(0[2-8]\)[ -]?[2-9][0-9*]{2,3}[ -]?[0-9*]{3,4}|\(0[0-9]{2,3}\)[ -]?[2-9][0-9*]{2,3}[ -]?[0-9*]{3,4}"
        r"|[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}|[48]00[ -]?[0-9]{4}[ -]?[0-9]{3}|[48]00[0-9]{2}[ -]?[0-9]{5}"
        r"|0[2-9]-[2-9][0-9]{3}-?[0-9]{4}|00 [0-9]{1,3}(?:[ -][0-9*]{2,4}){2,4}"
        r"|\((?:\+|00)?(?:1|44|60|61|65|66|81|82|84|852|853|855|886)\)[ -]?[0-9*]{3,4}[ -]?[0-9*]{4}"
        r"|\(\+[1-9][0-9]{0,3}\)[ -]?[0-9*]{2,6}(?:[ -]?[0-9*]{2,6}){1,3}"
        r"|106[0-9](?:[ -]?[0-9]){4,14}"  # ports that send text messages
        r"|\+[1-9][0-9]{0,3}[ -]?\([0-9]{1,4}\)[ -]?[0-9*]{3,4}[ -]?[0-9*]{3,4}"
        r"|\+[1-9][0-9]{0,3}(?:[ -]?[0-9*]{2,6}){2,4}"
        r"|00(?:1|44|60|61|65|66|81|82|84|852|853|855|856|886|95)[ -]?[0-9*]{2,4}(?:[ -]?[0-9*]{3,4}){1,2})"
        rf"{AFTER}{NOT_AMOUNT}",
    )
    # Written in two groups and not round they are a number, whatever stands before.
    _paired = Scan(FAMILY, rf"{BEFORE}[5-9][0-9]{{3}}[ -][0-9]{{4}}{AFTER}{NOT_AMOUNT}")
    # Eight digits in Hong Kong and in large cities, seven elsewhere.
    _bare = Scan(FAMILY, rf"{BEFORE}[2-9][0-9]{{2,3}}[ -]?[0-9*]{{4}}{AFTER}{NOT_AMOUNT}")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._number.finditer(text):
            yield match.span()
        for match in self._paired.finditer(text):
            if (
                not match[0].endswith("00")
                and text[max(0, match.start() - 2) : match.start()].strip("0123456789 -.*") != ""
            ):
                yield match.span()
        for match in self._bare.finditer(text):
            digits = digits_of(match.group())
            if _LOCAL.search(text[max(0, match.start() - 10) : match.start()]) and not (
                len(digits) == 8 and is_day(digits)
            ):
                yield match.span()
