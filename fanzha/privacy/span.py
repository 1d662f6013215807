"""A place in a text that identifies somebody, what a recogniser is, and what recognisers share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """An identifier found in a text.

    Attributes
    ----------
    kind : str
        The placeholder's word, for example ``手机``.
    start, end : int
        Code points of the text as given.
    number : int
        Which of the case's distinct values of this kind: the placeholder of 1 is ``[手机]``, that of 2 ``[手机2]``.
    """

    kind: str
    start: int
    end: int
    number: int = 1

    @property
    def placeholder(self) -> str:
        """What stands in its place."""
        return f"[{self.kind}]" if self.number == 1 else f"[{self.kind}{self.number}]"


class Recogniser(Protocol):
    """Finds one kind of identifier in a readable text (`fanzha.privacy.readable`)."""

    kind: str

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends, in order."""
        ...


BARRIER = "\ue000"  # stands for each character of a placeholder: nothing reads through one
# Neither a digit nor a letter stands next to most numbers.
BEFORE = r"(?<![0-9A-Za-z])"
AFTER = r"(?![0-9A-Za-z])"
# One or two separators may stand between two groups of one number: 139-0000-1234, 6222 0200 1234.
GAP = r"[ \-.·_]{0,2}"
# What follows an amount; a number before it identifies nobody.
NOT_AMOUNT = r"(?! ?(?:[余多来]?[万萬亿億千百]|[余多来]?[元圆圓块塊蚊])|\.[0-9]|,[0-9]{3}(?![0-9]))"

_GAPS = re.compile(r"[^0-9A-Za-z*]+")


def digits_of(text: str) -> str:
    """Return only the digits (and a final X) of a matched number."""
    return "".join(c for c in text if c.isdigit() or c in "xX")


def groups_of(text: str) -> list[int]:
    """Return the lengths of the groups of a matched number, or none if they are separated in more than one way."""
    if len({gap[0] for gap in _GAPS.findall(text)}) > 1:
        return []
    return [len(group) for group in _GAPS.split(text) if group]


def is_day(number: str) -> bool:
    """Tell whether eight digits are a day from 1900 to 2039, such as 20240305."""
    year, month, day = int(number[:4]), int(number[4:6]), int(number[6:8])
    return 1900 <= year < 2040 and 1 <= month <= 12 and 1 <= day <= 31


_DATED = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-. ](?:0?[1-9]|1[0-2])[-. ](?:0?[1-9]|[12][0-9]|3[01])(?![0-9])")
_DECIMAL = re.compile(r"(?<![0-9.])[0-9]+\.[0-9]{1,2}(?![0-9.])")


def amounts(found: str) -> bool:
    """Tell whether a row of figures with gaps is a day, or several amounts in a row, which are round."""
    if _DATED.search(found) or ("." in found and _DECIMAL.search(found)):
        return True
    parts = re.split(r"[^0-9]+", found)
    return len(parts) > 1 and all(len(part) >= 3 and part[0] != "0" and part.endswith("00") for part in parts)
