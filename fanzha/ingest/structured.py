"""JSON lines, JSON arrays and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from fanzha.errors import InputError
from fanzha.ingest.delimited import decode
from fanzha.ingest.rows import RawTable, Row

Record = tuple[int, dict[str, object] | None, str]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else str(value)


def read_records(path: Path) -> list[Record]:
    """Read JSON lines or one JSON array of objects.

    Returns
    -------
    list of (int, dict or None, str)
        Line number (or place in the array, from 1), object, and why there is none.

    Raises
    ------
    InputError
        If the file is empty.
    """
    text = decode(path.read_bytes()).removeprefix("\ufeff")
    if not text.strip():
        raise InputError("a file must hold a row", f"nothing in {path.name}", "give another file")
    if text.lstrip().startswith("["):
        try:
            values = json.loads(text)
        except ValueError as error:
            raise InputError("a JSON array must be whole", f"a broken one in {path.name}", "write it anew") from error
        return [_record(i, v) for i, v in enumerate(values, 1)]
    records: list[Record] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            records.append(_record(number, json.loads(line)))
        except (ValueError, RecursionError):
            records.append((number, None, "a line must be one JSON object"))
    return records


def _record(number: int, value: object) -> Record:
    if isinstance(value, dict):
        return number, {str(k): v for k, v in value.items()}, ""
    return number, None, "a line must be one JSON object"


def read_json(path: Path) -> RawTable:
    """Read JSON as a table; its headers are the keys of all objects, in the order in which they appear."""
    records = read_records(path)
    headers = list(dict.fromkeys(key for _, record, _ in records if record for key in record))

    def rows() -> Iterator[Row]:
        for number, record, problem in records:
            cells = [_cell(record.get(h)) for h in headers] if record else []
            row = Row(number, cells, problem)
            if not row.blank:
                yield row

    return RawTable(path.name, headers, rows())


def read_parquet(path: Path) -> RawTable:
    """Read a Parquet file as a table of text.

    Raises
    ------
    InputError
        If it is no Parquet file, or a broken one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError("a Parquet file must be whole", f"a broken one, {path.name}", "write it anew") from error

    def rows() -> Iterator[Row]:
        number = 0
        for batch in table.to_batches(max_chunksize=4096):
            for record in batch.to_pylist():
                number += 1
                row = Row(number, [_cell(record.get(h)) for h in table.column_names])
                if not row.blank:
                    yield row

    return RawTable(path.name, list(table.column_names), rows())
