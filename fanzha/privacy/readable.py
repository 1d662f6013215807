"""The form of a text that recognisers read: half-width, without invisible characters, placeholders walled off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from fanzha.privacy.digits import figures, torn
from fanzha.privacy.span import BARRIER
from fanzha.text.fold import fold, fold_all, parted, translated

if TYPE_CHECKING:
    import numpy as np

_KEYCAP = "\ufe0f\u20e3"  # emoji style and the frame of 1️⃣
_HIDDEN = re.compile("[\u200b\u20e3]")  # what fold leaves of invisible characters; the frame of a keycap digit
_CIRCLED = re.compile(r"[①-⑨⓪]")
_LONE = re.compile(r"(?<![①-⑨⓪0-9０-９])[①-⑨⓪](?![①-⑨⓪])")


@cache
def _simplified() -> np.ndarray[Any, np.dtype[np.uint32]]:
    """Return for each code point that of the simplified character (OpenCC ``t2s``, one by one)."""
    import numpy as np
    from opencc import OpenCC

    table = np.arange(0x10000, dtype=np.uint32)
    low, high = 0x4E00, 0xA000
    plain = OpenCC("t2s").convert("\n".join(map(chr, range(low, high)))).split("\n")
    table[low:high] = [ord(new) if len(new) == 1 else old for old, new in enumerate(plain, low)]
    return table


def folded(text: str) -> str:
    """Return a half-width, simplified form of the same length."""
    plain = fold(text)
    return plain if plain.isascii() else translated(plain, _simplified())


def folded_all(texts: Sequence[str]) -> list[str]:
    """Return what `folded` makes of each text."""
    plain = fold_all(texts)
    return parted(translated("".join(plain), _simplified()), plain)


class Readable:
    """A text to read and the way back.

    Parameters
    ----------
    text : str
    placeholders : re.Pattern
    plain : str, optional
        What `folded` makes of the text, where that is known.

    Attributes
    ----------
    text : str
        Half-width and simplified; invisible characters are gone; each character of a placeholder is a barrier; long numbers in Chinese
        numerals are in figures, and what tears a number apart is a single blank.
    """

    __slots__ = ("_given", "_origin", "text")

    def __init__(self, text: str, placeholders: re.Pattern[str], plain: str | None = None) -> None:
        self._given = text
        if _CIRCLED.search(text):
            # ① before a number counts items; several in a row are a number in disguise.
            text, plain = _LONE.sub("、", text), None
        if plain is None:
            plain = folded(text)
        if "[" in plain:
            plain = placeholders.sub(lambda m: BARRIER * len(m[0]), plain)
        self._origin: Sequence[int] | None = None
        if _HIDDEN.search(plain):
            self._origin = [i for i, c in enumerate(plain) if c not in "\u200b\u20e3"]
            plain = "".join([plain[i] for i in self._origin])
        plain = figures(plain)
        for start, end in reversed(torn(plain)):
            plain = f"{plain[:start]} {plain[end:]}"
            origin = range(len(self._given)) if self._origin is None else self._origin
            self._origin = [*origin[: start + 1], *origin[end:]]
        self.text = plain

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the readable text lies in the text as given."""
        if self._origin is None:
            return start, end
        last = self._origin[end - 1] + 1
        while last < len(self._given) and self._given[last] in _KEYCAP:
            last += 1
        return self._origin[start], last
