"""JSON lines, and JSON arrays of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from fanzha.errors import InputError
from fanzha.ingest.encoding import Lines, decode_lines
from fanzha.ingest.readers.delimited import ENCODING_REMEDY, ENCODING_RULE
from fanzha.ingest.rows import Cell, Fault, Row, Sheet
from fanzha.privacy import redact

JSON_RULE = "每行须为一个完整的 JSON 对象"
JSON_REMEDY = "重新导出该行，或删去后再导入"


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


def _by_line(lines: Lines) -> Iterator[Row | Fault]:
    for i, line in enumerate(lines.texts):
        if not line.strip("\ufeff \t\r\n\0"):
            continue
        if i in lines.foreign:
            yield Fault(i + 1, ENCODING_RULE, ENCODING_REMEDY, {"整行": line})
            continue
        try:
            value = _parse(line)
        except ValueError:
            yield Fault(i + 1, JSON_RULE, JSON_REMEDY, {"整行": line}, "不是 JSON")
        else:
            yield _row(i + 1, value)


def _items(value: object) -> list[object]:
    """Return the rows of a JSON document: an array, an array under a key of its own, or the one object."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        arrays = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], Mapping)]
        if len(arrays) == 1:
            return list(arrays[0])
    return [value]


def read_jsonl(path: Path) -> list[Sheet]:
    """Read JSON lines or a JSON array.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of Sheet
        One; its headers are the keys of all objects in order of appearance. Broken lines are faults.

    Raises
    ------
    InputError
        If it begins as an array and is none, or holds no object.
    """
    lines = decode_lines(path.read_bytes())
    first = next((line.lstrip("\ufeff \t") for line in lines.texts if line.strip("\ufeff \t\r\n")), "")
    rows: list[Row | Fault]
    if first.startswith("[") or (path.suffix.lower() == ".json" and len(lines.texts) > 1):
        try:
            rows = [_row(i, item) for i, item in enumerate(_items(_parse("".join(lines.texts))), 1)]
        except ValueError as error:
            if first.startswith("["):
                at = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
                raise InputError("a JSON array must be complete", f"an error{at}", "export it again") from None
            rows = list(_by_line(lines))
    else:
        rows = list(_by_line(lines))
    if not rows:
        raise InputError("the input must hold rows", f"an empty array, {path.name}", "export it again")
    headers = dict.fromkeys(name for row in rows if isinstance(row, Row) for name in row.cells)
    return [Sheet(redact(path.name), redact(path.stem), tuple(headers), rows)]
