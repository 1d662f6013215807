"""Bank cards and account numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.span import SEPARATOR, digits_of

_CONTEXT = re.compile(
    r"(?:卡号|卡號|账号|账户|帳號|帳戶|户口|戶口|银行卡|尾号为|卡|account)[^0-9。；;\n]{0,14}$", re.IGNORECASE
)


def luhn(number: str) -> bool:
    """Tell whether the last digit of a card number is right (ISO/IEC 7812-1, annex B)."""
    total = 0
    for i, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


class BankCard:
    """Thirteen to nineteen digits that pass Luhn and begin like a card; ten to twenty-two after a word that says so."""

    kind = "银行卡"
    _number = re.compile(rf"(?<![0-9A-Za-z])[0-9](?:{SEPARATOR}[0-9]){{9,21}}(?![0-9A-Za-z])")
    _masked = re.compile(r"(?<![0-9A-Za-z*])[3-69][0-9]{3,7}[ *]{4,13}[0-9]{3,4}(?![0-9A-Za-z*])")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._number.finditer(text):
            number = digits_of(match.group())
            said = _CONTEXT.search(text[max(0, match.start() - 24) : match.start()]) is not None
            card = 16 <= len(number) <= 19 and (luhn(number) or number[:2] in {"62", "60", "95"})
            if card or said:
                yield match.span()
        for match in self._masked.finditer(text):
            if "*" in match.group():
                yield match.span()
