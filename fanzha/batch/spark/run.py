"""The batch job on Spark: files of any Hadoop file system in, each case scored once, one commit at the end."""

from __future__ import annotations

import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from fanzha import bundle, logs
from fanzha.batch.spark.inputs import find_inputs
from fanzha.batch.spark.job import SparkJob
from fanzha.batch.spark.lock import locked_output
from fanzha.batch.spark.output import Output
from fanzha.batch.spark.worker import ModelFiles
from fanzha.bundle import Bundle
from fanzha.engines.spark import SparkEngine
from fanzha.errors import FanzhaError, InterruptedRunError
from fanzha.ingest import ColumnAliases
from fanzha.store.records import Counts


@dataclass(frozen=True, slots=True)
class SparkRun:
    """What a job did.

    Attributes
    ----------
    run_id : str
    counts : Counts
        Complete: rows in = scored + review + quarantined + unchanged.
    reasons : dict of str to int
        Why cases went to review.
    seconds : float
    finished : tuple of str
        Earlier runs that were interrupted while their files were moved, and were finished first.
    """

    run_id: str
    counts: Counts
    reasons: dict[str, int]
    seconds: float
    finished: tuple[str, ...] = ()


def score_on_spark(
    engine: SparkEngine,
    given: Sequence[str],
    output: str,
    model: Path,
    columns: ColumnAliases,
    config_hash: str,
    *,
    now: datetime | None = None,
    on_step: Callable[[str], object] = lambda _: None,
) -> SparkRun:
    """Score the cases of files on Spark, each once however often the job is killed and started again.

    Parameters
    ----------
    engine : SparkEngine
    given : sequence of str
        Files, folders or patterns, of any Hadoop file system: see `find_inputs`.
    output : str
        Folder of any Hadoop file system that can rename. Gets ``cases.parquet/day=.../`` (`fanzha.schema.SCORED` plus
        ``content_hash``, ``bundle_hash``, ``config_hash``), ``quarantine.parquet``, ``quarantine.csv`` of this run, ``runs/RUN.json``.
    model : Path
        Folder of the bundle; read once, at the start.
    columns : ColumnAliases
    config_hash : str
        See `fanzha.store.keys.config_hash`.
    now : datetime, optional
        Later dates, by more than a day, are refused; the present if not given.
    on_step : callable, optional
        Told the name of each step that is done.

    Returns
    -------
    SparkRun

    Raises
    ------
    StoreBusyError
        If another job writes to the output.
    MissingFileError, InputError
        If an input is not there, broken, or has no text column; then nothing is committed.
    OutputError
        If the output cannot be written to.
    EngineError
        If Spark fails, or rows are not accounted for; then nothing is committed.
    InterruptedRunError
        If SIGTERM or SIGINT came before the commit; started again, the job begins anew.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    files = engine.files
    uri = files.uri(output)
    with _stoppable(engine) as check, locked_output(files, uri), tempfile.TemporaryDirectory() as scratch:
        place = Output(files, uri)
        place.check()
        finished = place.recover()
        data, loaded = _snapshot(model, Path(scratch))
        job = SparkJob(engine, place, columns, now or started, config_hash, loaded)

        def step(name: str) -> None:
            check()
            logs.record("step", run_id=job.run_id, step=name, seconds=time.monotonic() - clock)
            on_step(name)

        inputs = find_inputs(files, given)
        logs.record(
            "run_started",
            run_id=job.run_id,
            engine=engine.name,
            bundle=loaded.digest,
            config=config_hash,
            inputs=len(inputs.files),
        )
        step("begun")
        rows = job.parse(inputs)
        step("parsed")
        counts, reasons = job.score(ModelFiles(engine.broadcast(data), loaded.digest), inputs, rows)
        step("scored")
        run = SparkRun(job.run_id, counts, reasons, time.monotonic() - clock, tuple(finished))
        record = {
            "run_id": run.run_id,
            "engine": engine.name,
            "started_at": started.isoformat(timespec="seconds"),
            "seconds": round(run.seconds, 3),
            "inputs": len(inputs.files),
            "bundle_version": loaded.version,
            "bundle_hash": loaded.digest,
            "config_hash": config_hash,
            **asdict(counts),
        }
        # From here on nothing is stopped any more: what is done is moved into place.
        place.commit(run.run_id, record, on_step)
    rate = counts.rows_in / run.seconds
    logs.record(
        "run_ended", run_id=run.run_id, status="done", **asdict(counts), seconds=run.seconds, rows_per_second=rate
    )
    return run


@contextmanager
def _stoppable(engine: SparkEngine) -> Iterator[Callable[[], None]]:
    """Let SIGTERM and SIGINT end what Spark is doing; yields what raises if one came.

    Raises
    ------
    InterruptedRunError
        If one came and the job did not get to its end.
    """
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)
        engine.cancel()

    def check() -> None:
        if asked:
            raise InterruptedRunError(by_user=asked[0] == signal.SIGINT)

    if threading.current_thread() is not threading.main_thread():
        yield check
        return
    former = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield check
    except InterruptedRunError:
        raise
    except FanzhaError as error:
        if asked:
            raise InterruptedRunError(by_user=asked[0] == signal.SIGINT) from error
        raise
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _snapshot(model: Path, scratch: Path) -> tuple[dict[str, bytes], Bundle]:
    """Return the files of a bundle, and the bundle that exactly these make, whatever happens to its folder meanwhile."""
    bundle.load(model)
    data = {p.relative_to(model).as_posix(): p.read_bytes() for p in sorted(model.rglob("*")) if p.is_file()}
    for name, content in data.items():
        (copy := scratch / model.resolve().name / name).parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    return data, bundle.load(scratch / model.resolve().name)
