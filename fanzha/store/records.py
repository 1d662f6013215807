"""What the store notes of runs, inputs and shards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

RunStatus = Literal["running", "done", "failed", "interrupted", "lost"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a shard or a run; none may be missing."""

    rows_in: int = 0
    scored: int = 0  # decided by the model
    review: int = 0  # scored, and a person must look
    quarantined: int = 0
    unchanged: int = 0  # scored earlier under the same key

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.rows_in + other.rows_in,
            self.scored + other.scored,
            self.review + other.review,
            self.quarantined + other.quarantined,
            self.unchanged + other.unchanged,
        )

    @property
    def complete(self) -> bool:
        """Whether rows in = scored + review + quarantined + unchanged."""
        return self.rows_in == self.scored + self.review + self.quarantined + self.unchanged


@dataclass(frozen=True, slots=True)
class InputRecord:
    """One file, or the result of one query."""

    input_hash: str  # SHA-256 of its bytes, hexadecimal
    name: str  # file name, de-identified
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class ShardKey:
    """Which rows of which input, scored with what."""

    input_hash: str
    bundle_hash: str
    config_hash: str
    shard_rows: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a shard wrote, relative to the output folder."""

    path: str
    rows: int
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class ShardRecord:
    """A shard with its counts and files."""

    key: ShardKey
    counts: Counts
    output: str  # absolute path of the output folder, as a URI for clusters
    files: tuple[OutputFile, ...] = ()
    last: bool = False  # whether the input ends with it


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One attempt."""

    run_id: str
    engine: str
    bundle_hash: str
    bundle_version: str
    config_hash: str
    started_at: datetime  # with zone
    ended_at: datetime | None = None
    status: RunStatus = "running"
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0
    detail: str = ""  # rule of the error that ended it, never a value
