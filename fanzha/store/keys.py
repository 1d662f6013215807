"""Keys of the store: what makes two cases, two configurations or two runs the same."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fanzha.errors import StoreError
from fanzha.schema import CASE, SCORED

# What identifies a case or says where it stood is no content of it. All else is, what was read out of the narrative too: a store
# holds what was found, and would never take in what a better reader finds.
CONTENT: Final = tuple(name for name in CASE.names if name not in {"case_id", "source", "row"})
# In front of every content: another encoding would be another version, and never mistaken for this one.
_VERSION: Final = "fanzha case content 2\n"
# Rows encoded at once: bounds the copy, and keeps it far below the 2 GiB that offsets of 32 bits reach.
_ROWS: Final = 8192


def content_hashes(cases: pa.Table) -> pa.Array:
    r"""Return the hash of each case's content.

    A content is encoded as ``fanzha case content 2\n``, then each column of `CONTENT` in the order of `fanzha.schema.CASE`: ``-`` for
    null, otherwise the number of bytes, ``:`` and the bytes, as in netstrings. Text is UTF-8; integers are decimal; dates are
    ``YYYY-MM-DD``; times are seconds since 1970 in UTC; amounts have two decimal places;
    truths are ``true`` or ``false``. Version 1 had no columns between ``payment`` and ``area``.

    Parameters
    ----------
    cases : pyarrow.Table
        With at least the columns of `CONTENT`, in any order, chunking or encoding (dictionaries, large strings).

    Returns
    -------
    pyarrow.Array
        String of 64 hexadecimal digits each, as many as there are cases.

    Raises
    ------
    StoreError
        If a column is missing, or holds what the schema does not.
    """
    missing = [name for name in CONTENT if name not in cases.column_names]
    if missing:
        raise StoreError("cases must have every column of the schema", f"no {', '.join(missing)}", "read them anew")
    wanted = pa.schema([CASE.field(name) for name in CONTENT])
    hashes: list[str] = []
    for start in range(0, cases.num_rows, _ROWS):
        part = cases.slice(start, _ROWS).select(CONTENT)
        try:
            columns = [_text(column.cast(f.type)) for column, f in zip(part.columns, wanted, strict=True)]
        except pa.ArrowException as error:
            # No cause is kept: Arrow repeats the value that did not fit.
            kind = type(error).__name__
            raise StoreError("cases must fit the schema", kind, "read them with fanzha.ingest.read_cases") from None
        hashes += _sha256(_encoded(columns))
    return pa.array(hashes, pa.string())


def _text(column: pa.ChunkedArray) -> pa.Array:
    """Write a column's values as text, in the one form that stands for each."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return pa.concat_arrays(column.cast(pa.string()).chunks)


def _encoded(columns: list[pa.Array]) -> pa.Array:
    parts: list[Any] = [pa.scalar(_VERSION)]
    for text in columns:
        size = pc.binary_length(text).cast(pa.string())
        parts.append(pc.fill_null(pc.binary_join_element_wise(size, text, ":"), "-"))
    return pc.binary_join_element_wise(*parts, "")


def _sha256(texts: pa.Array) -> list[str]:
    # No string object is made of any text: the hash reads Arrow's own bytes.
    _, offsets, data = texts.buffers()
    at = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1].tolist()
    view, sha256 = memoryview(data), hashlib.sha256
    return [sha256(view[start:end]).hexdigest() for start, end in pairwise(at)]


def config_hash(columns: Mapping[str, object], ingest_version: int) -> str:
    """Return the hash of what, beside the bundle, changes cases or scores.

    Parameters
    ----------
    columns : mapping
        Content of ``columns.yaml`` as JSON values.
    ingest_version : int
        Version of how rows become cases.

    Returns
    -------
    str
        SHA-256 of the canonical JSON of both and of `fanzha.schema.SCORED`: keys sorted, no blanks, UTF-8; 64 hexadecimal digits.
    """
    scored = [[field.name, str(field.type), field.nullable] for field in SCORED]
    value = {"columns": columns, "content": _VERSION.strip(), "ingest": ingest_version, "scored": scored}
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def new_run_id() -> str:
    """Return a fresh run's name: the time in UTC, then 32 random bits, so that names sort by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
