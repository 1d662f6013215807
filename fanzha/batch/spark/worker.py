"""What a Spark job runs in its processes of Python: raw rows to cases, cases to scores. Sent by name; needs no Spark."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa

from fanzha import bundle
from fanzha.errors import BundleError
from fanzha.ingest import CaseParser, ColumnAliases
from fanzha.ingest.shards import RawShard
from fanzha.schema import CASE, POSITION, QUARANTINE, SCORED, TIME_ZONE
from fanzha.score import batch_scorer
from fanzha.store.keys import content_hashes
from fanzha.taxonomy import Taxonomy

# Columns of `fanzha.schema.QUARANTINE` under names that no column of a case has.
_SET_ASIDE: Final = [*(n if n in CASE.names else f"set_aside_{n}" for n in QUARANTINE.names), POSITION.name]


def _sparkly(fields: Any) -> list[pa.Field]:
    """Return fields as Spark keeps them: instants in microseconds, everything nullable."""
    instant = pa.timestamp("us", TIME_ZONE)
    return [pa.field(f.name, instant if pa.types.is_timestamp(f.type) else f.type) for f in fields]


# A row that was read: a case with its content hash, or what is wrong with it, or why its whole input cannot be read.
PARSED: Final = pa.schema(
    [
        pa.field("input", pa.int32(), nullable=False),  # index of the input in the order of names
        pa.field("position", pa.int64(), nullable=False),  # index of the row in its input
        *_sparkly(CASE),
        pa.field("content_hash", pa.string()),
        *(pa.field(name, pa.string()) for name in _SET_ASIDE if name.startswith("set_aside_")),
        pa.field("refused", pa.string()),  # as in `PIECE`
    ]
)
HASHES: Final = [pa.field(name, pa.string()) for name in ("content_hash", "bundle_hash", "config_hash")]
OUTPUT: Final = pa.schema([*_sparkly(SCORED), *HASHES])


class HasValue(Protocol):
    """What Spark broadcasts."""

    @property
    def value(self) -> Any:
        """The object that was sent."""


class ModelFiles:
    """A bundle on its way to the processes of Python, as the bytes of its files.

    Parameters
    ----------
    files : broadcast of dict of str to bytes
    digest : str
        `Bundle.digest` that they must have.
    """

    def __init__(self, files: HasValue, digest: str) -> None:
        self._files, self.digest = files, digest

    def scorer(self) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
        """Return the scorer of the bundle, loaded at most once a process.

        Raises
        ------
        BundleError
            If what arrived is not what was sent.
        """
        if self.digest not in _SCORERS:
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch) / "bundle"
                for name, data in self._files.value.items():
                    path = folder / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
                model = bundle.load(folder)
            if model.digest != self.digest:
                raise BundleError("a worker must have the bundle of the driver", "another", "start the job again")
            # One model at a time: a process that lives on may see many.
            _SCORERS.clear()
            _SCORERS[self.digest] = batch_scorer(model)
        return _SCORERS[self.digest]


# Of the present process, by digest.
_SCORERS: Final[dict[str, Callable[[pa.RecordBatch], pa.RecordBatch]]] = {}


class ScoreCases:
    """Maps batches of cases with ``content_hash`` to `OUTPUT`.

    Parameters
    ----------
    model : ModelFiles
    config_hash : str
    """

    def __init__(self, model: ModelFiles, config_hash: str) -> None:
        self._model, self._config_hash = model, config_hash

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Score the batches of one partition."""
        pa.set_cpu_count(1)
        for batch in batches:
            if not batch.num_rows:
                continue
            cases = pa.Table.from_batches([batch]).select(CASE.names).cast(CASE).combine_chunks()
            scored = pa.Table.from_batches([self._model.scorer()(cases.to_batches()[0])])
            hashes = [
                batch.column("content_hash"),
                pa.repeat(self._model.digest, batch.num_rows),
                pa.repeat(self._config_hash, batch.num_rows),
            ]
            for field, column in zip(HASHES, hashes, strict=True):
                scored = scored.append_column(field, column)
            yield from scored.cast(OUTPUT).combine_chunks().to_batches()


@dataclass(frozen=True, slots=True)
class Reading:
    """What rows are read by; see `fanzha.ingest.CaseParser`."""

    columns: ColumnAliases
    now: datetime
    taxonomy: Taxonomy

    def parser(self) -> CaseParser:
        """Return a parser."""
        return CaseParser(self.columns, now=self.now, taxonomy=self.taxonomy)


class ParsePieces:
    """Maps pieces of raw rows to what became of their rows: `PARSED`.

    Parameters
    ----------
    reading : Reading
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Parse the pieces of one partition."""
        pa.set_cpu_count(1)
        parser = self._reading.parser()
        for index, shard, refused in _pieces(batches):
            if shard is None:
                yield _parsed(pa.table({"position": [0], "refused": [refused]}), index)
                continue
            got = parser.parse(shard.sections, shard.first_position)
            assert got.rows_in == len(shard), "rows in = cases + quarantine"
            if got.cases.num_rows:
                hashes = content_hashes(got.cases)
                yield _parsed(got.cases.append_column("content_hash", hashes), index)
            if got.quarantine.num_rows:
                yield _parsed(_renamed(got.quarantine), index)


class SetAside:
    """Maps pieces of raw rows to those of their rows whose case stands earlier in the same input: `PARSED`.

    Parameters
    ----------
    reading : Reading
    positions : broadcast of dict of int to ndarray of int
        Of the rows, ascending, by input.
    """

    def __init__(self, reading: Reading, positions: HasValue) -> None:
        self._reading, self._positions = reading, positions

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Look through the pieces of one partition."""
        pa.set_cpu_count(1)
        parser = self._reading.parser()
        for index, shard, _ in _pieces(batches):
            if shard is None or index not in (positions := self._positions.value):
                continue
            first, end = np.searchsorted(positions[index], [shard.first_position, shard.first_position + len(shard)])
            if first < end:
                wanted = positions[index][first:end].tolist()
                found = parser.duplicates(shard.sections, shard.first_position, wanted)
                yield _parsed(_renamed(found), index)


def _renamed(quarantine: pa.Table) -> pa.Table:
    return quarantine.select([*QUARANTINE.names, POSITION.name]).rename_columns(_SET_ASIDE)


def _pieces(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, RawShard | None, str | None]]:
    for batch in batches:
        for index, data, refused in zip(*(batch.column(n) for n in ("input", "data", "refused")), strict=True):
            shard = RawShard.from_bytes(data.as_py()) if data.is_valid else None
            yield index.as_py(), shard, refused.as_py()


def _parsed(table: pa.Table, index: int) -> pa.RecordBatch:
    """Return a table as a batch of `PARSED`; columns that it does not have are null."""
    known = set(table.column_names)
    columns = [
        pa.array([index] * table.num_rows, f.type)
        if f.name == "input"
        else table.column(f.name).cast(f.type)
        if f.name in known
        else pa.nulls(table.num_rows, f.type)
        for f in PARSED
    ]
    return pa.Table.from_arrays(columns, schema=PARSED).combine_chunks().to_batches()[0]
