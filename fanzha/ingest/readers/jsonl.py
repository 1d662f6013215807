"""JSON lines, and JSON arrays of objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from json import JSONDecodeError, JSONDecoder
from pathlib import Path

from fanzha.errors import InputError
from fanzha.ingest.encoding import TextFile, open_text
from fanzha.ingest.readers.delimited import ENCODING_REMEDY, ENCODING_RULE
from fanzha.ingest.rows import Cell, Fault, Row, Sheet
from fanzha.privacy import redact

JSON_RULE = "每行须为一个完整的 JSON 对象"
JSON_REMEDY = "重新导出该行，或删去后再导入"

# Characters of one item of an array, and of a document that wraps its rows: these are held whole.
MAX_ITEM = 64 * 2**20
MAX_DOCUMENT = 128 * 2**20
_SPACE = " \t\n\r"  # of JSON (RFC 8259, section 2)
_AFTER = frozenset({*_SPACE, ",", "]", "}"})


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _row(number: int, value: object) -> Row | Fault:
    if isinstance(value, Mapping):
        return Row(number, {str(k): _cell(v) for k, v in value.items()})
    return Fault(number, JSON_RULE, JSON_REMEDY, {"整行": _cell(value)}, type(value).__name__)


def _parse(text: str) -> object:
    """Parse JSON; a ValueError says that it is none."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _by_line(file: TextFile) -> Iterator[Row | Fault]:
    number = 0
    for lines, foreign in file.lines():
        for i, line in enumerate(lines):
            number += 1
            if not line.strip("\ufeff \t\r\n\0"):
                continue
            if i in foreign:
                yield Fault(number, ENCODING_RULE, ENCODING_REMEDY, {"整行": line})
                continue
            try:
                value = _parse(line)
            except ValueError:
                yield Fault(number, JSON_RULE, JSON_REMEDY, {"整行": line}, "不是 JSON")
            else:
                yield _row(number, value)


class _TooLongError(ValueError):
    """A value does not end within what may be held of it."""


class _Text:
    """The text of a document, of which only what is not parsed yet is held."""

    def __init__(self, file: TextFile) -> None:
        self._pieces = file.pieces()
        self._text, self._at, self._lines = "", 0, 0
        self._ended = False
        self._decoder = JSONDecoder()

    def _more(self, pieces: int = 1) -> None:
        got = list(islice(self._pieces, pieces))
        self._ended = not got
        self._lines += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + "".join(got), 0

    def mark(self) -> str:
        """Go to the next character that is no white space and return it; empty at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._more()

    def skip(self) -> None:
        """Pass a character."""
        self._at += 1

    def value(self, limit: int) -> object:
        """Parse one value of at most so many characters.

        Raises
        ------
        ValueError
            If there is none.
        """
        self.mark()
        pieces = 1
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise ValueError("nested too deeply") from error
            except JSONDecodeError as error:
                if self._ended or self._certain(error):
                    raise
                if len(self._text) - self._at > limit:
                    raise _TooLongError from error
                self._more(pieces)
                pieces *= 2
            else:
                # A number may go on where the text at hand ends, with at most 3 characters (.e+) that speak for it.
                if self._ended or end + 3 < len(self._text) or self._text[end : end + 1] in _AFTER:
                    self._at = end
                    return value
                self._more()

    def _certain(self, error: JSONDecodeError) -> bool:
        """Tell whether more text would not mend an error: the end of the text is nowhere near."""
        return error.pos < len(self._text) - 64 and not error.msg.startswith("Unterminated string")

    def broken(self, error: ValueError | None = None) -> InputError:
        """Say where an array is not what it should be: at an error, or here."""
        if isinstance(error, _TooLongError):
            return _too_long("an item of a JSON array", MAX_ITEM)
        at = ""
        if error is None or isinstance(error, JSONDecodeError):
            at = f" at line {self._lines + (error.lineno if error else self._text.count(chr(10), 0, self._at) + 1)}"
        return InputError("a JSON array must be complete", f"an error{at}", "export it again")


def _too_long(what: str, limit: int) -> InputError:
    return InputError(f"{what} must fit into {limit >> 20} MB", "a longer one", "export JSON lines")


def _array(file: TextFile) -> Iterator[object]:
    """Yield the items of a JSON array."""
    text = _Text(file)
    if text.mark() != "[":
        raise text.broken()
    text.skip()
    mark = text.mark()
    while mark != "]":
        try:
            yield text.value(MAX_ITEM)
        except ValueError as error:
            raise text.broken(error) from None
        mark = text.mark()
        if mark not in {",", "]"}:
            raise text.broken()
        if mark == ",":
            text.skip()
    text.skip()
    if text.mark():
        raise text.broken()


def _items(value: object) -> list[object]:
    """Return the rows of a JSON document: an array under a key of its own, or the one object."""
    if isinstance(value, Mapping):
        arrays = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], Mapping)]
        if len(arrays) == 1:
            return list(arrays[0])
    return [value]


def _document(file: TextFile) -> list[object] | None:
    """Return the items of a file that is one JSON value on several lines; None if it is not."""
    text = _Text(file)
    try:
        value = text.value(MAX_DOCUMENT)
    except _TooLongError:
        raise _too_long("a JSON document that wraps its rows", MAX_DOCUMENT) from None
    except ValueError:
        return None
    return None if text.mark() else _items(value)


def _several_lines(file: TextFile) -> bool:
    """Tell whether there is a line end with anything behind it."""
    before = ""
    for piece in file.pieces():
        if piece:
            lines = (before + piece).replace("\r\n", "\n").replace("\r", "\n")
            if "\n" in lines[:-1]:
                return True
            before = lines[-1:]
    return False


class _Rows:
    """Rows of a file, read anew each time."""

    def __init__(self, path: Path) -> None:
        self._file = open_text(path)
        start = (c for piece in self._file.pieces() for c in piece if c not in "\ufeff \t\r\n")
        self._is_array = next(start, "") == "["
        self._document: list[object] | None = None
        if not self._is_array and path.suffix.lower() == ".json" and _several_lines(self._file):
            self._document = _document(self._file)

    def __iter__(self) -> Iterator[Row | Fault]:
        if self._document is None and not self._is_array:
            return _by_line(self._file)
        items: Iterable[object] = _array(self._file) if self._document is None else self._document
        return (_row(i, item) for i, item in enumerate(items, 1))


def read_jsonl(path: Path) -> list[Sheet]:
    """Read JSON lines or a JSON array.

    Parameters
    ----------
    path : Path
        Read twice: its keys stand in no header.

    Returns
    -------
    list of Sheet
        One; its headers are the keys of all objects in order of appearance. Broken lines are faults.

    Raises
    ------
    InputError
        If it begins as an array and is none, or holds no object.
    """
    rows = _Rows(path)
    headers: dict[str, None] = {}
    count = 0
    for row in rows:
        count += 1
        if isinstance(row, Row) and not row.cells.keys() <= headers.keys():
            headers |= dict.fromkeys(row.cells)
    if not count:
        raise InputError("the input must hold rows", f"an empty array, {redact(path.name)}", "export it again")
    return [Sheet(redact(path.name), redact(path.stem), tuple(headers), rows, counted=count)]
