"""Bytes of a text file as lines: UTF-8, UTF-16 or GB18030, with the lines that are of another encoding marked."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

# Han characters and full-width marks take three bytes in UTF-8; GB18030 text is hardly ever valid UTF-8 with these.
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# UTF-16 without a mark: that many zero bytes, this share of all bytes, and nearly all of them on one side.
_MIN_ZEROS, _ZERO_SHARE, _ONE_SIDED = 8, 0.05, 0.9


@dataclass(frozen=True, slots=True)
class Lines:
    r"""Lines of a text file.

    Attributes
    ----------
    texts : list of str
        With their ends (``\n``, ``\r\n`` or ``\r``).
    foreign : frozenset of int
        Indexes of lines that the encoding of the file does not decode, or that are plainly of another one. Their text
        is what the other encoding makes of them, or else has ``\x..`` for bytes.
    encoding : str
    """

    texts: list[str]
    foreign: frozenset[int]
    encoding: str


def _utf16(data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    zeros = data.count(0)
    if zeros < _MIN_ZEROS or zeros < _ZERO_SHARE * len(data):
        return None
    odd = data[1::2].count(0)
    if odd > _ONE_SIDED * zeros:
        return "utf-16-le"
    return "utf-16-be" if zeros - odd > _ONE_SIDED * zeros else None


def _try(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def decode_lines(data: bytes) -> Lines:
    """Decode a text file line by line.

    Parameters
    ----------
    data : bytes
        A byte-order mark is honoured and dropped. Without one, the encoding that fits most lines is taken.
    """
    utf16 = _utf16(data)
    if utf16 is not None:
        whole = data.decode(utf16, "replace" if len(data) % 2 else "surrogatepass").removeprefix("\ufeff")
        raw = whole.encode("utf-8", "surrogatepass").splitlines(keepends=True)
        return Lines([one.decode("utf-8", "surrogatepass") for one in raw], frozenset(), utf16)
    # The bytes of line ends are part of no other character, in UTF-8 as in GB18030.
    raw = data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
    utf8 = [_try(line, "utf-8") for line in raw]
    if all(line is not None for line in utf8):
        return Lines([line for line in utf8 if line is not None], frozenset(), "utf-8")
    surely = [line is not None and _WIDE.search(line) is not None for line in utf8]
    other = [None if line is not None else _try(raw[i], "gb18030") for i, line in enumerate(utf8)]
    main = "utf-8"
    if not data.startswith(codecs.BOM_UTF8) and sum(line is not None for line in other) > sum(surely):
        main = "gb18030"
    texts: list[str] = []
    foreign: set[int] = set()
    text: str | None
    elsewhere: str | None
    for i, line in enumerate(raw):
        if main == "utf-8":
            text, elsewhere = utf8[i], other[i]
        else:
            text, elsewhere = (None, utf8[i]) if surely[i] else (_try(line, "gb18030"), None)
        if text is None:
            foreign.add(i)
            text = elsewhere if elsewhere is not None else line.decode("ascii", "backslashreplace")
        texts.append(text)
    return Lines(texts, frozenset(foreign), main)
