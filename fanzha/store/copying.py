"""Arrow to and from what PostgreSQL's COPY writes and reads as CSV: no row becomes a Python object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from fanzha.errors import StoreError

_ROWS: Final = 10_000  # at once
_MARK: Final = "\x1f"  # before each element of a list; the unit separator of ASCII, which no code has
_TYPES: Final[dict[pa.DataType, str]] = {
    pa.string(): "TEXT",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float32(): "REAL",
    pa.float64(): "DOUBLE PRECISION",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
}
# Types of results by their number (PostgreSQL, pg_type.dat).
_RESULTS: Final[dict[int, pa.DataType]] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int16(),
    23: pa.int32(),
    700: pa.float32(),
    701: pa.float64(),
    1009: pa.list_(pa.string()),
    1082: pa.date32(),
    1184: pa.timestamp("us", tz="UTC"),
}
_NUMERIC: Final = 1700


def sql_type(type_: pa.DataType) -> str:
    """Return the name of the type that holds an Arrow type's values."""
    if pa.types.is_timestamp(type_):
        return "TIMESTAMPTZ"
    if pa.types.is_decimal(type_):
        return f"DECIMAL({type_.precision}, {type_.scale})"
    return "TEXT[]" if pa.types.is_list(type_) else _TYPES[type_]


def write(rows: pa.Table) -> Iterator[bytes]:
    """Yield a table as CSV in UTF-8 without a header: null is nothing, text is quoted, empty text is a pair of quotes."""
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    for start in range(0, rows.num_rows, _ROWS):
        part = rows.slice(start, _ROWS)
        block = pa.BufferOutputStream()
        csv.write_csv(pa.table([_written(c) for c in part.columns], names=part.column_names), block, options)
        yield block.getvalue().to_pybytes()


def _written(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", tz="UTC")).cast(pa.string())
    if pa.types.is_decimal(kind):
        return column.cast(pa.string())
    if pa.types.is_list(kind):
        return pa.chunked_array([_literals(chunk) for chunk in column.chunks], pa.string())
    return column


def _literals(lists: pa.Array) -> pa.Array:
    """Write lists as array literals, every element in quotes."""
    texts = pc.replace_substring(lists.flatten(), "\\", "\\\\")
    texts = pc.replace_substring(texts, '"', '\\"')
    quoted = pc.binary_join_element_wise('"', texts, '"', "")
    sizes = pc.fill_null(pc.list_value_length(lists), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(sizes).cast(pa.int32())])
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, quoted), ",")
    literals = pc.binary_join_element_wise("{", joined, "}", "")
    return pc.if_else(lists.is_valid(), literals, pa.scalar(None, pa.string()))


def selected(schema: pa.Schema) -> str:
    """Return what a query must select, so that `read` gets the columns of a schema."""
    return ", ".join(
        f'{_selected(field.type, name)} AS "{name}"' for name, field in zip(schema.names, schema, strict=True)
    )


def _selected(kind: pa.DataType, name: str) -> str:
    if pa.types.is_timestamp(kind):
        return f'CAST(EXTRACT(EPOCH FROM "{name}") AS BIGINT)'
    if pa.types.is_list(kind):
        some = f'chr({ord(_MARK)}) || array_to_string("{name}", chr({ord(_MARK)}))'
        return f"CASE WHEN cardinality(\"{name}\") = 0 THEN '' ELSE {some} END"
    return f'"{name}"'


def read(lines: Iterable[bytes | memoryview], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield batches of a schema from rows of CSV.

    Parameters
    ----------
    lines : iterable of bytes
        One row each, of a query that selects what `selected` says.
    schema : pyarrow.Schema
        Times of whole seconds.
    """
    block: list[bytes] = []
    for line in lines:
        block.append(bytes(line))
        if len(block) == _ROWS:
            yield from _parsed(block, schema)
            block = []
    if block:
        yield from _parsed(block, schema)


def _parsed(block: list[bytes], schema: pa.Schema) -> list[pa.RecordBatch]:
    data = b"".join(block)
    raw = {field.name: _raw(field.type) for field in schema}
    table = csv.read_csv(
        BytesIO(data),
        csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=schema.names),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=raw,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    columns = [_restored(table[field.name], field.type) for field in schema]
    return list(pa.table(columns, names=schema.names).cast(schema).combine_chunks().to_batches())


def _raw(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.int64()
    return pa.string() if pa.types.is_list(kind) else kind


def _restored(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("s")).cast(kind)
    if pa.types.is_list(kind):
        return pc.list_slice(pc.split_pattern(column, _MARK), 1)
    return column


def result(number: int, precision: int | None, scale: int | None, values: tuple[Any, ...]) -> pa.Array:
    """Return a column of a query's result.

    Parameters
    ----------
    number : int
        Of the type.
    precision, scale : int, optional
        Of a decimal type; without them, as of sums, whole numbers become integers of 64 bits, others decimals of 38 digits.
    values : tuple

    Raises
    ------
    StoreError
        If a number needs more digits.
    """
    try:
        if number != _NUMERIC:
            return pa.array(values, _RESULTS.get(number, pa.string()))
        if precision is not None:
            return pa.array(values, pa.decimal128(precision, scale or 0))
        digits = max((_places(v) for v in values if v is not None), default=0)
        if digits:
            return pa.array(values, pa.decimal128(38, digits))
        return pa.array([v if v is None else int(v) for v in values], pa.int64())
    except (pa.ArrowException, OverflowError, ValueError):
        remedy = "cast the column to another type in the query"
        raise StoreError("a result must be of types that Arrow has", "a number of more digits", remedy) from None


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
