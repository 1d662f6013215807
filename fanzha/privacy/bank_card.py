"""Bank cards and account numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import AFTER, BARRIER, BEFORE, NOT_AMOUNT, digits_of, groups_of, is_day
from fanzha.text.scan import Scan

_WORD = (
    "卡号|卡號|账号|账户|帐号|帐户|賬號|賬戶|帳號|帳戶|户口|戶口|银行卡|銀行卡|储蓄卡|信用卡|农信卡|存折|折号|"
    "工行|农行|中行|建行|交行|招行|邮储|信用社|银行|銀行|收款人|对公|account"
)
_CONTEXT = re.compile(rf"(?:{_WORD}|卡[:：是为為]?)[^0-9{BARRIER}。；;\n群]{{0,12}}$", re.IGNORECASE)
_GAP_BEFORE = re.compile(r"[ \-·_]+(?=[0-9])")
# A list of cards after one word: 卡号6222…、6217….
_LISTED = re.compile(r"[、，,；;和及与/ ]{1,3}")
_CARD_STARTS = ("62", "60", "95")  # UnionPay (GB/T 15694.1 issuer numbers) and the older Chinese cards


def luhn(number: str) -> bool:
    """Tell whether the last digit of a card number is right (ISO/IEC 7812-1, annex B)."""
    total = 0
    for i, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _card_like(groups: list[int]) -> bool:
    """Tell whether digits are grouped as people group a card: all at once, in fours, or one by one."""
    return bool(groups) and (
        len(groups) == 1
        or set(groups) == {1}
        or (all(n == 4 for n in groups[:-1]) and groups[-1] <= 4 and sum(groups) >= 14)
        or (len(groups) <= 4 and sum(groups) >= 16 and min(groups) >= 3)
    )


def _fronts(found: str) -> Iterator[str]:
    """Yield a row of figures, then what is left of it without its last groups: amounts may follow a card."""
    yield found
    ends = [m.start() for m in _GAP_BEFORE.finditer(found)]
    if len(ends) < 12:  # figures one by one are one number
        for end in reversed(ends):
            if sum(c.isdigit() for c in found[:end]) >= 9:
                yield found[:end]


def _card_length(row: str) -> int:
    """Return how many of a row of figures, a card and an amount, are the card's: 19 or 16 that pass Luhn, else 19 if they can be."""
    fits = [n for n in (19, 16, 17, 18) if n < len(row) <= n + 7 and row[n] != "0"]
    right = next((n for n in fits if n in (16, 19) and luhn(row[:n])), None)
    return right or (fits[0] if fits else min(len(row), 19))


class BankCard:
    """Sixteen to 19 digits that pass Luhn or begin like a Chinese card; 9 to 22 after a word for one."""

    kind = "银行卡"
    _number = Scan(FAMILY, rf"{BEFORE}[0-9](?:[ \-.·_]{{0,2}}[0-9]){{8,21}}{AFTER}{NOT_AMOUNT}")
    # With an amount right behind it: 转到62288000100233571946000元.
    _fused = Scan(FAMILY, rf"{BEFORE}62[0-9]{{15,24}}(?=(?:\.[0-9]{{1,2}})?(?:元|万|块))")
    _masked = Scan(
        FAMILY,
        rf"{BEFORE}[3-69][0-9]{{3,7}}(?:[ -]?(?:[*•●×※]{{2,12}}|[xX]{{4,12}})){{1,4}}[ -]?[0-9]{{0,4}}(?![0-9A-Za-z*])",
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        last = -1  # where the card before ended
        for match in self._number.finditer(text):
            start = match.start()
            for found in _fronts(match.group()):
                number = digits_of(found)
                card = 16 <= len(number) <= 19 and (luhn(number) or number.startswith(_CARD_STARTS))
                if not card:
                    card = self._told(text, start, last) and not (len(number) in (8, 12, 14) and is_day(number))
                if card and _card_like(groups_of(found)):
                    last = start + len(found)
                    yield start, last
                    break
        for match in self._fused.finditer(text):
            yield match.start(), match.start() + _card_length(match.group())
        for match in self._masked.finditer(text):
            yield match.span()

    @staticmethod
    def _told(text: str, start: int, last: int) -> bool:
        if _CONTEXT.search(text[max(0, start - 20) : start]):
            return True
        # As it reads before and after the card in front has become a placeholder.
        if last < 0:
            last = text.rfind(BARRIER, max(0, start - 3), start) + 1 or -1
        return last >= 0 and start - last <= 3 and _LISTED.fullmatch(text[last:start]) is not None
