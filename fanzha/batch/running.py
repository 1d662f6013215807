"""A run from its settings: lock, store, the bundle as it is now, workers, and what is written at the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from fanzha import bundle, logs
from fanzha.batch.inputs import Input, open_inputs
from fanzha.batch.job import Job, Outcome, Watch
from fanzha.batch.lock import locked
from fanzha.batch.parts import PARTS, Parts, replace_changed, sync_folder
from fanzha.batch.stopping import stopping
from fanzha.batch.work import WorkSettings
from fanzha.batch.workers import open_workers
from fanzha.bundle import Bundle
from fanzha.errors import BundleError, MissingFileError, OutputError
from fanzha.ingest import VERSION, ColumnAliases, write_quarantine
from fanzha.ingest.parser import local_time
from fanzha.privacy import redact
from fanzha.store import Store, open_store
from fanzha.store.keys import config_hash

STORE: Final = "fanzha.duckdb"
QUARANTINE: Final = "quarantine.csv"
# A bundle that is being replaced is in neither state for a moment.
_TRIES = 5
# Bytes of inputs below which other processes would start for longer than they work.
_SMALL = 2**20


@dataclass(frozen=True, slots=True)
class JobSettings:
    """What a run is made of besides its inputs.

    Attributes
    ----------
    output : Path
    model : Path
        Bundle folder; copied at the start, so that a newer one in its place changes nothing of the run.
    columns : ColumnAliases
    store : str or None
        URL; ``fanzha.duckdb`` in the output folder if None.
    workers : int
        Processes; 0 is one for each core, 1 only this one.
    shard_rows : int
        Rows that are committed together.
    store_memory_mb : int
        What DuckDB may hold in memory.
    now : datetime or None
        Later dates are refused; the present if None.
    """

    output: Path
    model: Path
    columns: ColumnAliases
    store: str | None = None
    workers: int = 0
    shard_rows: int = 20_000
    store_memory_mb: int = 512
    now: datetime | None = None


def run_job(
    spec: str,
    settings: JobSettings,
    *,
    query: str | None = None,
    then: Callable[[Store, Bundle], object] | None = None,
    watch: Watch | None = None,
    on_begin: Callable[[list[Input]], object] | None = None,
) -> Outcome:
    """Run a batch job: take in all inputs that a text names.

    Parameters
    ----------
    spec : str
        See `fanzha.batch.inputs.open_inputs`.
    settings : JobSettings
    query : str, optional
        Whose rows are the input, where ``spec`` is a database.
    then : callable, optional
        Told store and bundle after the last input; what it raises ends the run as failed.
    watch : Watch, optional
    on_begin : callable, optional
        Told the inputs before any is read.

    Returns
    -------
    Outcome

    Raises
    ------
    StoreBusyError
        If another run has the output folder or the store.
    InterruptedRunError
        If it was told to stop by SIGTERM or SIGINT; started again, it goes on where it was.
    OutputError
        If the output folder cannot be made.
    FanzhaError, OSError
        Whatever else ends a run.
    """
    # What is not there is told before anything is made.
    inputs = None if query is not None else open_inputs(spec, columns=settings.columns)
    if not settings.model.is_dir():
        bundle.load(settings.model)
    output = settings.output
    with ExitStack() as stack:
        stop = stack.enter_context(stopping())
        stack.enter_context(_held(output))
        store = stack.enter_context(open_store(store_url(settings)))
        stack.enter_context(store.writer())
        parts, name = Parts(output), output_name(store, output)
        if swept := parts.recover(store.files(name)):
            logs.record("files_swept", swept=swept)
        aside = output / PARTS
        aside.mkdir()
        stack.callback(shutil.rmtree, aside, ignore_errors=True)
        folder, model = snapshot(settings.model, aside)
        if inputs is None:
            with stop.at_once():
                inputs = open_inputs(spec, query=query, spool_to=aside, columns=settings.columns)
        for one in inputs:
            stack.callback(one.close)
        if on_begin is not None:
            on_begin(inputs)
        now = local_time(settings.now)
        work = WorkSettings(settings.columns, model.taxonomy, now, folder, model.digest)
        small = settings.workers == 0 and sum(one.size for one in inputs) < _SMALL
        workers = stack.enter_context(open_workers(work, 1 if small else settings.workers))
        job = Job(
            store, parts, workers, model, config_hash=config_hash(settings.columns.model_dump(mode="json"), VERSION),
            shard_rows=settings.shard_rows, output=name, stop=stop, watch=watch,
        )  # fmt: skip

        def finish() -> None:
            _write_quarantine(store, output)
            if then is not None:
                then(store, model)

        return job.run(inputs, finish)


@contextmanager
def _held(output: Path) -> Iterator[None]:
    """Hold the output folder's lock; say what is wrong with the folder rather than with a file in it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(output))
        except OSError as error:
            raise OutputError(
                "the output must be a folder that can be written to",
                f"{redact(output.resolve().name)}: {error.strerror or type(error).__name__}",
                "choose another --output",
            ) from error
        yield


def store_url(settings: JobSettings) -> str:
    """Return the URL of a run's store, with its memory bounded."""
    url = settings.store
    if url is None:
        url = f"duckdb:///{quote(str((settings.output / STORE).resolve()))}"
    elif url.endswith(".duckdb") and "://" not in url:
        url = f"duckdb:///{quote(url)}"
    if url.startswith("duckdb:") and "?" not in url:
        url += f"?memory_limit={settings.store_memory_mb}MB"
    return url


def output_name(store: Store, output: Path) -> str:
    """Return what a store calls an output folder: a dot where the store lies in it, so that both can be moved together."""
    path = getattr(store, "path", None)
    return "." if isinstance(path, Path) and path.parent == output.resolve() else str(output.resolve())


def snapshot(model: Path, aside: Path) -> tuple[Path, Bundle]:
    """Copy a bundle and load the copy.

    Raises
    ------
    BundleError
        If it is broken.
    MissingFileError
        If it is not there.
    """
    for attempt in range(_TRIES):
        folder = aside / f"bundle-{attempt}" / model.resolve().name
        try:
            folder.mkdir(parents=True)
            for path in sorted(model.iterdir()):
                if path.is_file():
                    shutil.copyfile(path, folder / path.name)
            return folder, bundle.load(folder)
        except (BundleError, MissingFileError, FileNotFoundError):
            shutil.rmtree(folder.parent, ignore_errors=True)
            if attempt == _TRIES - 1:
                bundle.load(model)  # says what is wrong with the bundle itself, if anything is
                raise
    raise AssertionError("unreachable")


def _write_quarantine(store: Store, output: Path) -> None:
    """List the rows that are set aside and open."""
    made = output / PARTS / QUARANTINE
    write_quarantine(made, store.quarantined())
    replace_changed(made, output / QUARANTINE)
    sync_folder(output)
