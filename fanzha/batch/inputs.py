"""What a job reads: one file, all files of a folder, those that a pattern names, or the rows of a query."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from fanzha.batch.queries import is_query_url, query_name, spool
from fanzha.errors import InputError, MissingFileError
from fanzha.ingest import CaseSheets, ColumnAliases, RawShard, case_sheets, cut, load_columns
from fanzha.privacy import redact

SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json", ".parquet", ".pq"})
_CHUNK = 2**20


class Input:
    """One file of rows.

    Parameters
    ----------
    path : Path
    name : str
        What it is called: its path below the folder of inputs, with slashes.
    columns : ColumnAliases
    temporary : bool
        Whether the file goes when the input is closed.

    Attributes
    ----------
    path : Path
    name : str
        De-identified.
    size : int
        Bytes.
    unused, skipped : tuple of str
        Headers that name nothing that is known, and sheets that hold no cases; known once it is checked.
    """

    unused: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    def __init__(self, path: Path, name: str, columns: ColumnAliases, *, temporary: bool = False) -> None:
        self.path, self.name = path, redact(name)
        self._given, self._columns, self._temporary = name, columns, temporary
        self._state = self._seen()
        self.size = self._state[2]

    def __enter__(self) -> Input:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the file if it was made for this."""
        if self._temporary:
            self.path.unlink(missing_ok=True)

    def _seen(self) -> tuple[int, int, int, int]:
        try:
            found = self.path.stat()
        except OSError as error:
            raise MissingFileError(
                "an input must be a file that may be read", f"none such at {self.name}", "check the path and its rights"
            ) from error
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns

    def _unchanged(self) -> None:
        if self._seen() != self._state:
            raise InputError(
                "an input must stay as it is while it is read", f"a changed one, {self.name}", "start again"
            )

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 of its bytes, in hexadecimal."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        self._unchanged()
        return digest.hexdigest()

    def _open(self) -> CaseSheets:
        return case_sheets(self.path, self._columns, self._given)

    def check(self) -> int:
        """Read the whole input, so that nothing of a broken one is taken in.

        Returns
        -------
        int
            Rows that are not blank.

        Raises
        ------
        InputError
            If it is empty, of another format, has no text column, or is broken anywhere.
        """
        opened = self._open()
        rows = opened.count()
        self._unchanged()
        self.unused, self.skipped = opened.unused, opened.skipped
        return rows

    def shards(self, shard_rows: int, start: int = 0) -> Iterator[RawShard]:
        """Yield its rows in shards.

        Parameters
        ----------
        shard_rows : int
            Rows of each, the last excepted.
        start : int
            Number of the first that is wanted.

        Yields
        ------
        RawShard
            None if the input has no rows.

        Raises
        ------
        InputError
            If it cannot be read, or is another than when it was opened.
        """
        for shard in cut(self._open().sections(start * shard_rows), shard_rows, start):
            self._unchanged()
            yield shard


def _wanted(name: str) -> bool:
    parts = name.split("/")
    hidden = any(part.startswith((".", "~$")) or part == "_temporary" for part in parts)
    return not hidden and Path(parts[-1]).suffix.lower() in SUFFIXES


def _unreadable(error: OSError) -> None:
    # A folder passed over would be a day's cases lost.
    raise InputError(
        "a folder of inputs must be readable", f"{type(error).__name__} in one below it", "check its rights"
    ) from error


def _in_folder(folder: Path, base: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for root, _, files in os.walk(folder, onerror=_unreadable):
        paths = [Path(root) / file for file in files]
        names = {path.relative_to(base).as_posix(): path for path in paths}
        found |= {name: path for name, path in names.items() if _wanted(name) and path.is_file()}
    return found


def _matching(pattern: str) -> dict[str, Path]:
    parts = Path(pattern).parts
    fixed = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    base = Path(*parts[:fixed])
    found: dict[str, Path] = {}
    for path in map(Path, glob.glob(pattern, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute patterns
        if path.is_dir():
            found |= _in_folder(path, base)
        elif path.is_file() and _wanted(name := path.relative_to(base).as_posix()):
            found[name] = path
    return found


def open_inputs(
    spec: str | os.PathLike[str],
    *,
    query: str | None = None,
    spool_to: Path | None = None,
    columns: ColumnAliases | None = None,
) -> list[Input]:
    """Find the inputs that a text names.

    Parameters
    ----------
    spec : str or path
        A file; a folder, of which all files of known suffixes are read, those below it too; a pattern with ``*``, ``?``, ``[]`` or
        ``**``; or a database: ``postgresql://USER@HOST/DATABASE``, ``duckdb:///PATH``. Hidden and temporary files are passed over.
    query : str, optional
        SQL whose rows are the input; a database needs one.
    spool_to : Path, optional
        Folder for the rows of a query, which go when the input is closed.
    columns : ColumnAliases, optional
        The shipped ones if not given.

    Returns
    -------
    list of Input
        At least one, by name. Names are paths below the folder, or below what of a pattern stands before the first wildcard.

    Raises
    ------
    MissingFileError
        If there is no such file or folder.
    InputError
        If the folder holds no file that can be read, no file fits the pattern, or query and database do not come together.
    StoreError
        If the database cannot be reached.
    """
    columns = columns or load_columns()
    text = os.fspath(spec)
    if is_query_url(text):
        if not query or spool_to is None:
            raise InputError("a database needs a query", "none", "give it with --query 'SELECT ... ORDER BY ...'")
        path = spool_to / query_name(query)
        spool(text, query, path)
        return [Input(path, path.name, columns, temporary=True)]
    if query is not None:
        raise InputError(
            "a query needs a database",
            "a file",
            "give --input postgresql://... or duckdb:///PATH, or leave the query out",
        )
    path = Path(text)
    if path.is_dir():
        found, what, where = _in_folder(path, path), "a folder of inputs must hold files that can be read", "folder"
    elif not path.exists() and glob.has_magic(text):
        found, what, where = _matching(text), "a pattern must fit files that can be read", "pattern"
    elif path.is_file():
        return [Input(path, path.name, columns)]
    else:
        raise MissingFileError(
            "the input must be a file, a folder or a pattern", f"nothing called {redact(path.name)}", "check the path"
        )
    if not found:
        raise InputError(what, f"none in the {where}", "known are " + " ".join(sorted(SUFFIXES)))
    return [Input(found[name], name, columns) for name in sorted(found, key=os.fsencode)]
