"""Resident identity numbers of mainland China."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.span import SEPARATOR, digits_of

# GB 11643-1999: weights 2**(17-i) mod 11, check characters by ISO 7064 MOD 11-2.
_WEIGHTS = [pow(2, 17 - i, 11) for i in range(17)]
_CHECK = "10X98765432"
_CONTEXT = re.compile(r"(?:身份证|身份號|证件|證件|身分證|公民身份)[^0-9]{0,12}$")


def has_valid_checksum(number: str) -> bool:
    """Tell whether the eighteenth character of a resident number is the right one."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        return False
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[17].upper()


def _date_part(number: str) -> bool:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    return 1900 <= year <= 2035 and 1 <= month <= 12 and 1 <= day <= 31


class ResidentId:
    """Eighteen characters with a valid check digit or a plausible date of birth; fifteen digits after a word that says so.

    A wrong check digit is most often a typing error in a real number, so a plausible date is enough.
    """

    kind = "身份证"
    _long = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{SEPARATOR}[0-9]){{16}}{SEPARATOR}[0-9Xx](?![0-9A-Za-z])")
    _masked = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{2,13}\*{4,14}[0-9]{0,4}[0-9Xx]?(?![0-9A-Za-z*])")
    _short = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{14}(?![0-9A-Za-z])")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._long.finditer(text):
            number = digits_of(match.group())
            if has_valid_checksum(number) or _date_part(number) or _said(text, match.start()):
                yield match.span()
        for match in self._masked.finditer(text):
            if len(match.group()) in (15, 18) or _said(text, match.start()):
                yield match.span()
        for match in self._short.finditer(text):
            if _said(text, match.start()) or _date_part("000000" + "19" + match.group()[6:12] + "0000"):
                yield match.span()


def _said(text: str, start: int) -> bool:
    return _CONTEXT.search(text[max(0, start - 20) : start]) is not None
