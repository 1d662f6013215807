"""What is done with the rows of a shard, in this process or in another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from fanzha import bundle
from fanzha.batch.corrections import corrected_rows
from fanzha.engines.base import BatchFunction
from fanzha.errors import BundleError
from fanzha.ingest import CaseParser, ColumnAliases, RawShard, ShardCases
from fanzha.schema import CASE
from fanzha.score import batch_scorer
from fanzha.store.keys import content_hashes
from fanzha.taxonomy import Taxonomy

CORRECTS = pa.field("corrects", pa.string())
_HASH = pa.field("content_hash", pa.string(), nullable=False)
SCORE_ROWS = 1024  # cases that are scored at once; fixed, so that nothing depends on who scores them


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """All that a result depends on besides the rows.

    Attributes
    ----------
    columns : ColumnAliases
    taxonomy : Taxonomy
        Reads a label column.
    now : datetime
        Later dates are refused.
    model : Path or None
        Bundle folder; None where nothing is scored.
    digest : str
        Of that bundle, as the process that started the work has read it.
    """

    columns: ColumnAliases
    taxonomy: Taxonomy
    now: datetime
    model: Path | None = None
    digest: str = ""

    def to_json(self) -> str:
        """Write the settings for another process."""
        return json.dumps(
            {
                "columns": self.columns.model_dump_json(),
                "taxonomy": self.taxonomy.model_dump_json(),
                "now": self.now.isoformat(),
                "model": None if self.model is None else str(self.model.resolve()),
                "digest": self.digest,
            }
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> WorkSettings:
        """Read what `to_json` wrote."""
        given = json.loads(text)
        return cls(
            ColumnAliases.model_validate_json(given["columns"]),
            Taxonomy.model_validate_json(given["taxonomy"]),
            datetime.fromisoformat(given["now"]),
            None if given["model"] is None else Path(given["model"]),
            given["digest"],
        )


class Work:
    """Does the work of a job that needs no store: from rows to cases, from cases to scores.

    Parameters
    ----------
    settings : WorkSettings
    """

    def __init__(self, settings: WorkSettings) -> None:
        self._settings = settings
        self.parser = CaseParser(settings.columns, now=settings.now, taxonomy=settings.taxonomy)

    @cached_property
    def _scorer(self) -> BatchFunction:
        model, digest = self._settings.model, self._settings.digest
        if model is None:
            raise BundleError("scoring needs a bundle", "none", "give one")
        loaded = bundle.load(model)
        if loaded.digest != digest:
            raise BundleError("a bundle must stay the same during a run", "another digest", "start again")
        return batch_scorer(loaded)

    def ingest(self, shard: RawShard) -> ShardCases:
        """Turn the rows of a shard into cases.

        Returns
        -------
        ShardCases
            Both tables with ``corrects``, the number of a row set aside earlier that a row corrects, or null; cases also with
            ``content_hash``.
        """
        shard, numbers = corrected_rows(shard, self._settings.columns)
        got = self.parser.parse(shard.sections, shard.first_position)
        cases = got.cases.append_column(_HASH, content_hashes(got.cases))
        return ShardCases(_numbered(cases, numbers), _numbered(got.quarantine, numbers))

    def score(self, cases: pa.RecordBatch) -> pa.RecordBatch:
        """Append `fanzha.schema.SCORE_FIELDS` to at most `SCORE_ROWS` cases of `fanzha.schema.CASE`.

        Raises
        ------
        BundleError
            If the bundle is broken, or is another than at the start of the run.
        """
        return self._scorer(cases)


def _numbered(rows: pa.Table, numbers: Mapping[int, str]) -> pa.Table:
    if not numbers:
        return rows.append_column(CORRECTS, pa.nulls(rows.num_rows, pa.string()))
    return rows.append_column(CORRECTS, pa.array([numbers.get(p) for p in rows["position"].to_pylist()], pa.string()))


def score_batches(cases: pa.Table) -> list[pa.RecordBatch]:
    """Cut cases into what is scored at once."""
    table = cases.select(CASE.names).cast(CASE)
    return [
        table.slice(start, SCORE_ROWS).combine_chunks().to_batches()[0]
        for start in range(0, table.num_rows, SCORE_ROWS)
    ]


def to_ipc(table: pa.Table | pa.RecordBatch) -> bytes:
    """Write a table as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def from_ipc(data: bytes | memoryview) -> pa.Table:
    """Read an Arrow IPC stream."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()
