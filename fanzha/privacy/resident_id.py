"""Resident identity numbers of mainland China, and the documents of those who have none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import AFTER, BARRIER, BEFORE, NOT_AMOUNT, digits_of, groups_of, is_day
from fanzha.text.scan import Scan

# GB 11643-1999: weights 2**(17-i) mod 11, check characters by ISO 7064 MOD 11-2.
_WEIGHTS = [pow(2, 17 - i, 11) for i in range(17)]
_CHECK = "10X98765432"
_WORD = "居住证|居留证|居留许可|永居证|台胞证|身份证|身份證|身分证|身分證|身份号|身份號|证件|證件|证号|證號|公民身份|护照|護照|通行证|通行證|回乡证|回鄉證"
_RIGHT_BEFORE = re.compile(
    r"(?:护照|護照|居住证|通行证|台胞证|回乡证|居留证|居留許可|居留许可|永居证|证件|证号|身份证|身分证)(?:号码?|编号|明|为|是|上的|\(|[:： ]){0,4}$"
)
_CONTEXT = re.compile(rf"(?:{_WORD})[^0-9{BARRIER}]{{0,12}}$")


def has_valid_checksum(number: str) -> bool:
    """Tell whether the eighteenth character of a resident number is the right one."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        return False
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[17].upper()


class ResidentId:
    """Eighteen characters with a valid check digit or a plausible birthday, fifteen with one, any after a word for it.

    A wrong check digit is most often a typing error in a real number, so a plausible date is enough. Numbers of
    passports, of permits and of Hong Kong and Taiwan count after a word that says so.
    """

    kind = "身份证"
    _long = Scan(FAMILY, rf"{BEFORE}[1-9](?:[ \-.·_]{{0,2}}[0-9]){{16}}[ \-.·_]{{0,2}}[0-9Xx×]{AFTER}")
    _masked = Scan(
        FAMILY, rf"{BEFORE}[1-9][0-9]{{2,13}}(?:[*•●×※]{{2,14}}|[xX]{{4,14}})[0-9]{{0,6}}[0-9Xx*]?(?![0-9A-Za-z*])"
    )
    _short = Scan(FAMILY, rf"{BEFORE}[1-9][0-9]{{14}}{AFTER}")
    _other = Scan(
        FAMILY,
        rf"{BEFORE}(?:[A-Za-z]{{1,3}} ?[0-9*]{{6,10}}(?:\([0-9A]\)|[A-Z])?|[A-Z][0-9]{{3}}[A-Z][0-9]{{4}}|[A-Z](?=[A-Z]{{0,4}}[0-9])[0-9A-Z]{{7,9}}){AFTER}",
    )
    _bare = Scan(FAMILY, rf"{BEFORE}[0-9][0-9*]{{6,11}}(?:\([0-9A]\))?{AFTER}")
    # 护照号72 0491836, 护照N2210457, passport no. E 1234 5678: right behind the word, in whatever form.
    _passport = Scan(
        FAMILY,
        r"(?:护照|護照|通行证|通行證|(?<![A-Za-z])[Pp]assports?|(?<![A-Za-z])PASSPORT)(?:复印件|原件)?[ (（]{0,2}(?:号码?|號碼?|编号|(?:[Nn]umber|NUMBER|[Nn]um|[Nn]o|NO)\.?)?[为為是係:：#(（“\" ]{0,4}"
        rf"(?P<id>[0-9]{{0,2}}[A-Za-z]{{0,2}} ?[0-9](?:[ \-]?[0-9]){{5,9}}){AFTER}{NOT_AMOUNT}",
    )
    _mistyped = Scan(FAMILY, rf"{BEFORE}[1-9][0-9]{{16}}[A-WYZ]{AFTER}")
    _hong_kong = Scan(FAMILY, rf"{BEFORE}[A-Z]{{1,2}}[0-9*]{{6}}\([0-9A]\){AFTER}")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._long.finditer(text):
            number = digits_of(match.group().replace("×", "X"))
            groups = groups_of(match.group())
            if not groups or 5 < len(groups) < 18:
                continue
            if has_valid_checksum(number) or is_day(number[6:14]) or _said(text, match.start()):
                yield match.span()
        for match in self._masked.finditer(text):
            # 62 begins most Chinese cards, and the numbers of one province.
            shaped = len(match.group()) in (15, 18) and not match.group().startswith("62")
            if shaped or _said(text, match.start()):
                yield match.span()
        for match in self._short.finditer(text):
            if is_day("19" + match.group()[6:12]) or _said(text, match.start()):
                yield match.span()
        for match in self._other.finditer(text):
            if _said(text, match.start()):
                yield match.span()
        for match in self._bare.finditer(text):
            if _RIGHT_BEFORE.search(text, max(0, match.start() - 14), match.start()):
                yield match.span()
        for match in self._passport.finditer(text):
            number = digits_of(match["id"])
            if not (len(number) == 8 and match["id"][0].isdigit() and is_day(number)):
                yield match.span("id")
        for match in self._mistyped.finditer(text):
            if is_day(match.group()[6:14]):
                yield match.span()
        for match in self._hong_kong.finditer(text):
            yield match.span()


def _said(text: str, start: int) -> bool:
    return _CONTEXT.search(text[max(0, start - 20) : start]) is not None
