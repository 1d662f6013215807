"""Bytes of a text file as lines: UTF-8, UTF-16 or GB18030, with the lines that are of another encoding marked."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from fanzha.errors import InputError

# Han characters and full-width marks take three bytes in UTF-8; GB18030 text is hardly ever valid UTF-8 with these.
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# UTF-16 without a mark: that many zero bytes, this share of all bytes, and nearly all of them on one side.
_MIN_ZEROS, _ZERO_SHARE, _ONE_SIDED = 8, 0.05, 0.9
_CHUNK = 2**18  # bytes that are read at once
# Longer than any line of a table; a file without line ends would otherwise be held whole.
MAX_LINE = 64 * 2**20


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


def _try(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _raw_lines(chunks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield lists of lines; together they are what ``splitlines(keepends=True)`` makes of all bytes."""
    rest: list[bytes] = []
    held = 0
    for chunk in chunks:
        if rest and not rest[-1].endswith(b"\r") and b"\n" not in chunk and b"\r" not in chunk:
            rest.append(chunk)
            held += len(chunk)
        else:
            lines = (b"".join(rest) + chunk).splitlines(keepends=True)
            # A line feed may follow a carriage return at the end.
            last = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
            rest, held = [last] if last else [], len(last)
            if lines:
                yield lines
        if held > MAX_LINE:
            raise InputError(
                f"a line must fit into {MAX_LINE >> 20} MB", "a longer one", "export the rows on lines of their own"
            )
    if rest:
        yield [b"".join(rest)]


def _pieces(file: BinaryIO, encoding: str, errors: str) -> Iterator[str]:
    """Decode a file, some hundred thousand characters at a time, without its byte-order mark."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    begun = False
    while chunk := file.read(_CHUNK):
        text = decoder.decode(chunk)
        if text and not begun:
            begun, text = True, text.removeprefix("\ufeff")
        yield text
    text = decoder.decode(b"", final=True)
    yield text if begun else text.removeprefix("\ufeff")


class TextFile:
    """A text file whose encoding is known; read as often as need be, never held whole.

    Parameters
    ----------
    open_file : callable
        Opens it for reading bytes.

    Attributes
    ----------
    encoding : {"utf-8", "utf-16-le", "utf-16-be", "gb18030"}
        A byte-order mark is honoured and dropped. Without one, the encoding that fits most lines is taken.
    """

    def __init__(self, open_file: Callable[[], BinaryIO]) -> None:
        self._open = open_file
        self._errors = "strict"
        self._uniform = True  # no line is of another encoding
        utf16 = self._utf16()
        if utf16 is not None:
            self.encoding = utf16
        elif self._all_utf8():
            self.encoding = "utf-8"
        else:
            self._uniform = False
            self.encoding = self._by_most_lines()

    def _chunks(self, file: BinaryIO) -> Iterator[bytes]:
        first = True
        while chunk := file.read(_CHUNK):
            yield chunk.removeprefix(codecs.BOM_UTF8) if first else chunk
            first = False

    def _utf16(self) -> str | None:
        zeros = odd = size = 0
        with self._open() as file:
            while chunk := file.read(_CHUNK):
                if not size and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    marked = "utf-16-le" if chunk.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
                    size = file.seek(0, 2)
                    self._errors = "replace" if size % 2 else "surrogatepass"
                    return marked
                found = chunk.count(0)
                if found:
                    zeros += found
                    odd += chunk[1 - size % 2 :: 2].count(0)
                size += len(chunk)
        self._errors = "replace" if size % 2 else "surrogatepass"
        if zeros < _MIN_ZEROS or zeros < _ZERO_SHARE * size:
            return None
        if odd > _ONE_SIDED * zeros:
            return "utf-16-le"
        return "utf-16-be" if zeros - odd > _ONE_SIDED * zeros else None

    def _all_utf8(self) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            with self._open() as file:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _by_most_lines(self) -> str:
        surely = other = 0
        with self._open() as file:
            if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8:
                return "utf-8"
            file.seek(0)
            for line in (line for lines in _raw_lines(self._chunks(file)) for line in lines):
                text = _try(line, "utf-8")
                if text is None:
                    other += _try(line, "gb18030") is not None
                else:
                    surely += _WIDE.search(text) is not None
        return "gb18030" if other > surely else "utf-8"

    def _read(self, line: bytes) -> tuple[str, bool]:
        """Decode a line of a file that is not all of one encoding; tell whether the line is of another."""
        utf8 = _try(line, "utf-8")
        if self.encoding == "utf-8":
            text, elsewhere = utf8, None if utf8 is not None else _try(line, "gb18030")
        elif utf8 is not None and _WIDE.search(utf8):
            text, elsewhere = None, utf8
        else:
            text, elsewhere = _try(line, "gb18030"), None
        if text is not None:
            return text, False
        return (elsewhere if elsewhere is not None else line.decode("ascii", "backslashreplace")), True

    def pieces(self) -> Iterator[str]:
        """Yield the text in pieces of any length."""
        if self._uniform:
            with self._open() as file:
                yield from _pieces(file, self.encoding, self._errors if self.encoding != "utf-8" else "strict")
        else:
            for texts, _ in self.lines():
                yield "".join(texts)

    def lines(self) -> Iterator[tuple[list[str], frozenset[int]]]:
        """Yield lists of lines, with the indexes in each list of those that are of another encoding.

        Raises
        ------
        InputError
            If a line is longer than `MAX_LINE` bytes.
        """
        none: frozenset[int] = frozenset()
        with self._open() as file:
            if not self._uniform:
                for lines in _raw_lines(self._chunks(file)):
                    read = [self._read(line) for line in lines]
                    yield [text for text, _ in read], frozenset(i for i, (_, foreign) in enumerate(read) if foreign)
            elif self.encoding == "utf-8":
                for lines in _raw_lines(self._chunks(file)):
                    yield [line.decode() for line in lines], none
            else:
                whole = _pieces(file, self.encoding, self._errors)
                for lines in _raw_lines(piece.encode("utf-8", "surrogatepass") for piece in whole):
                    yield [line.decode("utf-8", "surrogatepass") for line in lines], none


def open_text(path: Path) -> TextFile:
    """Find out the encoding of a text file."""
    return TextFile(lambda: path.open("rb"))


def decode_lines(data: bytes) -> Lines:
    """Decode a text line by line.

    Parameters
    ----------
    data : bytes
        As a file holds them.
    """
    file = TextFile(lambda: BytesIO(data))
    texts: list[str] = []
    foreign: set[int] = set()
    for lines, marked in file.lines():
        foreign |= {len(texts) + i for i in marked}
        texts += lines
    return Lines(texts, frozenset(foreign), file.encoding)
