"""What a Spark job runs first in its processes of Python: files of any format to pieces of raw rows. Sent by name; needs no Spark."""

from __future__ import annotations

import codecs
import itertools
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fanzha.errors import EngineError, FanzhaError, InputError
from fanzha.ingest import ColumnAliases
from fanzha.ingest.rows import Head
from fanzha.ingest.shards import RawShard, Section, cut
from fanzha.ingest.sheets import case_sheets
from fanzha.privacy import redact

# Columns that are added to raw rows: the file that they come from, and their number in it from 0.
FILE, ROW = "__fanzha_file", "__fanzha_row"
LINE: Final = "line"

# Raw rows that follow each other in an input.
PIECE: Final = pa.schema(
    [
        pa.field("input", pa.int32(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),  # of the first row
        pa.field("data", pa.binary()),  # `RawShard.to_bytes`
        pa.field("refused", pa.string()),  # rule, value and remedy as JSON, where the input cannot be read
    ]
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input as workers know it.

    Attributes
    ----------
    index : int
        Its place in the order of names.
    name : str
        Path below the folder that was given, with slashes; the file's name where it was given itself.
    size : int
        Bytes.
    """

    index: int
    name: str
    size: int

    def head(self, headers: tuple[str, ...]) -> Head:
        """Return what the rows of a Parquet file are read by, the same as of the local engine."""
        path = PurePosixPath(self.name)
        source, stem = redact(path.name), redact(path.stem)
        if (folder := str(path.parent)) != ".":
            source, stem = redact(f"{folder}/{source}"), redact(f"{folder}/{stem}")
        return Head(source, stem, headers)


def file_key(uri: str) -> str:
    """Return what a file is known by, however its URI is written: escaped or not, with one slash or three."""
    return str(PurePosixPath(unquote(uri)))


class ReadBatches:
    """Maps rows of Parquet files, with `FILE` and `ROW`, to pieces of raw rows: `PIECE`.

    Parameters
    ----------
    files : mapping of str to InputFile
        By `file_key`.
    """

    def __init__(self, files: Mapping[str, InputFile]) -> None:
        self._files = dict(files)

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Cut the batches of one partition where rows of a file do not follow each other."""
        pa.set_cpu_count(1)
        for batch in batches:
            paths, rows = batch.column(FILE).dictionary_encode(), batch.column(ROW).to_numpy()
            plain = batch.drop_columns([FILE, ROW])
            # Parts of one file may come one after the other in any order.
            breaks = np.flatnonzero((np.diff(paths.indices.to_numpy()) != 0) | (np.diff(rows) != 1)) + 1
            for start, end in itertools.pairwise([0, *breaks.tolist(), batch.num_rows]):
                if start == end:
                    continue
                file, first = self._files[file_key(paths[start].as_py())], int(rows[start])
                part = plain.slice(start, end - start)
                try:
                    part.validate(full=True)  # bytes that are no UTF-8
                except pa.ArrowInvalid:
                    yield _refusal(file, InputError("a Parquet file must be whole", "a broken one", "export it again"))
                else:
                    section = Section(file.head(tuple(plain.schema.names)), part, first + 1)
                    yield _piece(file, RawShard(0, first, (section,)))


class ReadFiles:
    """Maps the lines of whole files, with `FILE` and `SIZE`, to pieces of raw rows: `PIECE`.

    Lines are put together again to the file that they came from, in this machine's temporary folder, for the readers of the local
    engine.

    Parameters
    ----------
    files : mapping of str to InputFile
        By `file_key`.
    columns : ColumnAliases
    piece_rows : int
    """

    def __init__(self, files: Mapping[str, InputFile], columns: ColumnAliases, piece_rows: int) -> None:
        self._files, self._columns, self._rows = dict(files), columns, piece_rows

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Read the files of one partition, one after the other."""
        pa.set_cpu_count(1)
        for path, parts in itertools.groupby(_by_file(batches), key=lambda part: part[0]):
            file = self._files[file_key(path)]
            with tempfile.TemporaryDirectory() as scratch:
                copy = Path(scratch) / PurePosixPath(file.name).name
                _join(copy, (lines for _, lines in parts), file.size)
                try:
                    opened = case_sheets(copy, self._columns, file.name)
                    for shard in cut(opened.sections(), self._rows):
                        yield _piece(file, shard)
                except InputError as error:
                    yield _refusal(file, error)


def _by_file(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, pa.Array]]:
    """Yield the lines of each file in order, with its path."""
    for batch in batches:
        paths, lines = batch.column(FILE), batch.column(LINE)
        start = 0
        while start < batch.num_rows:
            path = paths[start].as_py()
            end = pc.index(pc.equal(paths, path), False, start=start).as_py()
            end = end if end > start else batch.num_rows
            yield path, lines.slice(start, end - start)
            start = end


def _join(path: Path, parts: Iterable[pa.Array], size: int) -> None:
    r"""Put a file together again.

    Spark splits at ``\n`` alone and keeps all other bytes, but drops a mark of UTF-8 at the beginning. Whether there was one, and
    whether the last line had an end, is known from the size.
    """
    with path.open("wb") as file:
        for lines in parts:
            file.write(b"\n".join([*lines.to_pylist(), b""]))
        written = file.tell()
        if size - written in {-1, 2}:  # the last line had no end
            written -= 1
            file.truncate(written)
    if size - written == len(codecs.BOM_UTF8):
        marked = path.with_name(f"{path.name}.marked")
        with marked.open("wb") as file, path.open("rb") as bare:
            file.write(codecs.BOM_UTF8)
            shutil.copyfileobj(bare, file)
        marked.replace(path)
    elif size != written:
        raise EngineError(
            "a file must arrive as it was sent", f"{size} bytes sent, {written} arrived", "start the job again"
        )


def _piece(file: InputFile, shard: RawShard) -> pa.RecordBatch:
    values = [[file.index], [shard.first_position], [shard.to_bytes()], [None]]
    return pa.RecordBatch.from_arrays([pa.array(v, f.type) for v, f in zip(values, PIECE, strict=True)], schema=PIECE)


def _refusal(file: InputFile, error: FanzhaError) -> pa.RecordBatch:
    """Say why an input cannot be read, as a piece of its own: an exception would end the job without its words."""
    told = json.dumps([error.rule, error.value, error.remedy], ensure_ascii=False)
    values = [[file.index], [0], [None], [told]]
    return pa.RecordBatch.from_arrays([pa.array(v, f.type) for v, f in zip(values, PIECE, strict=True)], schema=PIECE)
