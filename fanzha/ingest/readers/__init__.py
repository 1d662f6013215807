"""Readers, one a file format, and the choice among them by content first and by name second."""

from __future__ import annotations

from pathlib import Path

from fanzha.errors import InputError, MissingFileError
from fanzha.ingest.rows import Matcher, Sheet
from fanzha.privacy import redact

# Excel up to 2003, and every encrypted workbook: Microsoft Compound File Binary format.
_OLE = b"\xd0\xcf\x11\xe0"


def read_sheets(path: Path | str, matcher: Matcher) -> list[Sheet]:
    """Open a file as tables.

    Parameters
    ----------
    path : path
        CSV (comma, tab, semicolon), xlsx, JSONL or JSON, Parquet.
    matcher : Matcher
        Knows headers; finds the header row among titles.

    Returns
    -------
    list of Sheet
        At least one.

    Raises
    ------
    MissingFileError
        If there is no such file.
    InputError
        If it is empty, or not of a format that can be read.
    """
    path = Path(path)
    if not path.exists():
        raise MissingFileError("the input must be a file", f"no file {redact(path.name)}", "check the path")
    if not path.is_file():
        raise InputError(
            "the input must be a file", f"the folder {redact(path.resolve().name)}", "give the files in it one by one"
        )
    with path.open("rb") as file:
        head = file.read(4096)
    suffix = path.suffix.lower()
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        data = path.read_bytes() if len(head) == 4096 else head
        if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
            raise InputError("the input must hold rows", f"an empty file, {redact(path.name)}", "export it again")
    if head.startswith(_OLE):
        raise InputError(
            "the input must be CSV, xlsx, JSONL or Parquet",
            f"an old or encrypted Excel file, {redact(path.name)}",
            "open it in Excel and save it as .xlsx without a password",
        )
    if head.startswith(b"PK\x03\x04"):
        from fanzha.ingest.readers.excel import read_excel

        return read_excel(path, matcher)
    if head.startswith(b"PAR1"):
        from fanzha.ingest.readers.parquet import read_parquet

        return read_parquet(path)
    if suffix in {".xlsx", ".xlsm", ".parquet", ".pq"}:
        raise InputError(
            f"a {suffix} file must be what its name says", f"something else, {redact(path.name)}", "export it again"
        )
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise InputError(
            "the input must be CSV, xlsx, JSONL or Parquet",
            f"a web page or XML, {redact(path.name)}",
            "open it in Excel and save it as .xlsx",
        )
    if suffix in {".jsonl", ".ndjson", ".json"} or (suffix not in {".csv", ".tsv", ".txt"} and head[:1] in b"{["):
        from fanzha.ingest.readers.jsonl import read_jsonl

        return read_jsonl(path)
    if suffix not in {".csv", ".tsv", ".txt", ".xls", ""}:
        raise InputError(
            "the input must be CSV, xlsx, JSONL or Parquet", f"a {suffix} file", "convert it, or name it by its format"
        )
    from fanzha.ingest.readers.delimited import read_delimited

    return read_delimited(path, matcher)
