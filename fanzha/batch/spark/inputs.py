"""Inputs of a Spark job: files, folders and patterns of any Hadoop file system, in the order of their names."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from fanzha.batch.inputs import SUFFIXES
from fanzha.batch.spark.read import InputFile, file_key
from fanzha.engines.hadoop import Footer, HadoopFiles, RemoteFile
from fanzha.errors import EngineError, InputError, MissingFileError
from fanzha.privacy import redact

PARQUET: Final = frozenset({".parquet", ".pq"})
_WILDCARDS: Final = frozenset("*?[{")
# Footers are small; waiting for them is what takes time.
_THREADS: Final = 16


@dataclass(frozen=True, slots=True)
class Table:
    """Parquet files of one schema.

    Attributes
    ----------
    inputs : tuple of int
        Their numbers.
    rows, row_groups : int
        Of all of them, by their footers.
    """

    inputs: tuple[int, ...]
    rows: int
    row_groups: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a job reads.

    Attributes
    ----------
    files : tuple of InputFile
        In the order of their names.
    uris : tuple of str
        Where they lie.
    tables : tuple of Table
        Those that are Parquet.
    """

    files: tuple[InputFile, ...]
    uris: tuple[str, ...]
    tables: tuple[Table, ...]

    @property
    def others(self) -> tuple[int, ...]:
        """Numbers of the files that are no Parquet."""
        parquet = {i for table in self.tables for i in table.inputs}
        return tuple(i for i in range(len(self.files)) if i not in parquet)

    def by_key(self) -> dict[str, InputFile]:
        """Return the files by `file_key`."""
        return {file_key(uri): file for uri, file in zip(self.uris, self.files, strict=True)}


def find_inputs(files: HadoopFiles, given: Sequence[str]) -> Inputs:
    """Find the files that paths stand for, and read the footers of Parquet files.

    Parameters
    ----------
    files : HadoopFiles
    given : sequence of str
        Files, folders (read at any depth; hidden files, and those of other formats, left out) or patterns with ``*``, ``?``,
        ``[...]`` and ``{...}``.

    Raises
    ------
    MissingFileError
        If a path leads nowhere, or no file is found.
    InputError
        If a Parquet file is broken.
    """
    found: dict[str, tuple[RemoteFile, str]] = {}
    for text in given:
        for file, name in _files(files, text):
            found.setdefault(file_key(file.uri), (file, name))
    if not found:
        raise MissingFileError("the input must hold files", "none", "give CSV, xlsx, JSONL or Parquet files")
    ordered = [found[key] for key in sorted(found)]
    for file, _ in ordered:
        if ":" in file.name:  # HADOOP-3257: paths with colons
            raise InputError("file names must not hold a colon on Spark", redact(file.name), "rename the file")
        if not file.size:
            raise InputError("the input must hold rows", f"an empty file, {redact(file.name)}", "export it again")
    return Inputs(
        tuple(InputFile(i, name, file.size) for i, (file, name) in enumerate(ordered)),
        tuple(file.uri for file, _ in ordered),
        _tables(files, [file for file, _ in ordered]),
    )


def _tables(files: HadoopFiles, ordered: Sequence[RemoteFile]) -> tuple[Table, ...]:
    numbers = [i for i, file in enumerate(ordered) if _suffix(file) in PARQUET]
    with ThreadPoolExecutor(_THREADS) as pool:
        footers = list(pool.map(lambda i: _footer(files, ordered[i]), numbers))
    tables: dict[str, Table] = {}
    for i, footer in zip(numbers, footers, strict=True):
        one = tables.get(footer.schema, Table((), 0, 0))
        tables[footer.schema] = Table((*one.inputs, i), one.rows + footer.rows, one.row_groups + footer.row_groups)
    return tuple(tables.values())


def _suffix(file: RemoteFile) -> str:
    return PurePosixPath(file.name).suffix.lower()


def _footer(files: HadoopFiles, file: RemoteFile) -> Footer:
    try:
        return files.parquet_footer(file.uri)
    except EngineError as error:
        raise InputError(
            "a Parquet file must be whole", f"a broken one, {redact(file.name)}", "export it again"
        ) from error


def _files(files: HadoopFiles, text: str) -> list[tuple[RemoteFile, str]]:
    """Return what a path stands for: files, with their names below the folder that was given."""
    uri = files.uri(text)
    if files.is_file(uri):
        return [_alone(files.file(uri))]
    if files.is_folder(uri):
        return _below(files, uri)
    if not _WILDCARDS & set(text):
        raise MissingFileError(
            "the input must be a file or a folder", redact(PurePosixPath(text).name), "check the path"
        )
    found = files.glob(text)
    if not found:
        raise MissingFileError("the input must be a file or a folder", "a pattern that fits none", "check the pattern")
    return [f for one in found for f in (_below(files, one) if files.is_folder(one) else [_alone(files.file(one))])]


def _alone(file: RemoteFile) -> tuple[RemoteFile, str]:
    return file, file.name


def _below(files: HadoopFiles, folder: str) -> list[tuple[RemoteFile, str]]:
    depth = len(PurePosixPath(file_key(folder)).parts)
    found = []
    for file in files.walk(folder):
        parts = PurePosixPath(file_key(file.uri)).parts[depth:]
        if _suffix(file) in SUFFIXES and not any(part.startswith((".", "_", "~$")) for part in parts):
            found.append((file, "/".join(parts)))
    return found
