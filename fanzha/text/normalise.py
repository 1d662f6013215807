"""One form for what a reader takes as the same text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# Characters that show nothing and only break up words: controls, soft hyphen, combining grapheme joiner, zero-width and
# bidirectional marks, invisible operators, variation selectors, tags, and lone surrogates (which no encoder accepts).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"\s+")
_HAN = "\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A space between two Chinese characters separates nothing; it is a way of hiding words.
_SPACE_IN_HAN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_PLAIN = re.compile(r"[\x21-\x40\x5b-\x7e]*")  # ASCII without capitals or spaces: already normal


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        text = _simplifier().convert(text)
    text = unicodedata.normalize("NFKC", text.casefold())
    text = _SPACE.sub(" ", text).strip()
    return _SPACE_IN_HAN.sub("", text)


def normalise(text: str) -> str:
    """Fold width, script, case, white space and invisible characters.

    NFKC (Unicode Standard Annex 15), traditional to simplified (OpenCC ``t2s``), case folding, one space for any run of
    white space, none between Chinese characters; zero-width, bidirectional and control characters and lone surrogates
    vanish. Idempotent: ``normalise(normalise(s)) == normalise(s)``.

    Parameters
    ----------
    text : str
        Any string, well formed or not.

    Returns
    -------
    str
        The normal form; may be empty.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _INVISIBLE.sub("", text)
    # One pass is nearly always enough; a fold can uncover something that an earlier step would have changed.
    for _ in range(8):
        folded = _once(text)
        if folded == text:
            break
        text = folded
    return text


_SURROGATE = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate, which no encoder accepts."""
    return _SURROGATE.sub("\ufffd", text)
