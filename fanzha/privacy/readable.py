"""The form of a text that recognisers read: half-width, without invisible characters, placeholders walled off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fanzha.privacy.span import BARRIER
from fanzha.text.fold import fold

_KEYCAP = "\ufe0f\u20e3"  # emoji style and the frame of 1️⃣
_HIDDEN = re.compile("[\u200b\u20e3]")  # what fold leaves of invisible characters; the frame of a keycap digit
_CIRCLED = re.compile(r"[①-⑨⓪]")
_LONE = re.compile(r"(?<![①-⑨⓪0-9０-９])[①-⑨⓪](?![①-⑨⓪])")


class Readable:
    """A text to read and the way back.

    Parameters
    ----------
    text : str
    placeholders : re.Pattern
    folded : str, optional
        What `fold` makes of the text, where that is known.

    Attributes
    ----------
    text : str
        Half-width; invisible characters are gone; each character of a placeholder is a barrier.
    """

    __slots__ = ("_given", "_origin", "text")

    def __init__(self, text: str, placeholders: re.Pattern[str], folded: str | None = None) -> None:
        self._given = text
        if _CIRCLED.search(text):
            # ① before a number counts items; several in a row are a number in disguise.
            text, folded = _LONE.sub("、", text), None
        if folded is None:
            folded = fold(text)
        if "[" in folded:
            folded = placeholders.sub(lambda m: BARRIER * len(m[0]), folded)
        self._origin: Sequence[int] | None = None
        if _HIDDEN.search(folded):
            self._origin = [i for i, c in enumerate(folded) if c not in "\u200b\u20e3"]
            folded = "".join([folded[i] for i in self._origin])
        self.text = folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the readable text lies in the text as given."""
        if self._origin is None:
            return start, end
        last = self._origin[end - 1] + 1
        while last < len(self._given) and self._given[last] in _KEYCAP:
            last += 1
        return self._origin[start], last
