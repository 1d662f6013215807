"""The batch job: inputs in, each case scored once and for all, whatever is killed in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from fanzha import logs
from fanzha.batch.parts import PARTS, Parts
from fanzha.batch.stopping import Stop
from fanzha.batch.workers import Workers
from fanzha.bundle import Bundle
from fanzha.errors import FanzhaError, InputError, InterruptedRunError
from fanzha.ingest.shards import RawShard
from fanzha.store.base import DUPLICATE, KNOWN, Store
from fanzha.store.records import Counts, InputRecord, RunRecord, RunStatus, ShardKey, ShardRecord

# Names of the steps at which `at` is called, in the order in which a shard goes through them.
STEPS: Final = ("begun", "classified", "scored", "written", "listed", "moving", "moved", "committed", "forgotten", "ended")
