"""A place in a text that identifies somebody, and what a recogniser is."""

from __future__ import annotations

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
    """

    kind: str
    start: int
    end: int


class Recogniser(Protocol):
    """Finds one kind of identifier in a folded text: half-width, invisible characters replaced, same length."""

    kind: str

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        ...


# Up to two separators may stand between two digits of one number: 139-0000-1234, 6222 0200 1234.
SEPARATOR = r"[ \-.·_\u200b]{0,2}"


def digits_of(text: str) -> str:
    """Return only the digits (and a final X) of a matched number."""
    return "".join(c for c in text if c.isdigit() or c in "xX")
