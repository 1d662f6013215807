"""Work on all cores: processes that are given shards, and hand back cases and scores in the order of the rows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, PriorityQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Self

import pyarrow as pa

from fanzha import errors
from fanzha.batch.work import Work, WorkSettings, from_ipc, score_batches, to_ipc
from fanzha.batch.worker import FAILED, INGEST, SCORE, SETTINGS, as_stated, read_frame, write_frame
from fanzha.errors import ConfigError, EngineError, FanzhaError
from fanzha.ingest import CaseParser, RawShard, ShardCases
from fanzha.schema import SCORED

# Each process computes on one core; all of them together use the machine.
_ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
_URGENT, _USUAL = 0, 1  # scores before cases: what is furthest on leaves first
_SPARE = 2  # shards that are read while all workers work


class Workers(ABC):
    """Those who do the work of a job. Used as a context manager; closing twice is harmless."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Let the workers go; what they have not finished is dropped."""

    @property
    @abstractmethod
    def parser(self) -> CaseParser:
        """The parser of this process, for what is rare."""

    @abstractmethod
    def ingest(self, shards: Iterable[RawShard]) -> Iterator[tuple[RawShard, ShardCases]]:
        """Yield each shard with what became of its rows, in the order given.

        A bounded number of shards is read ahead.

        Raises
        ------
        EngineError
            If a worker dies or fails.
        """

    @abstractmethod
    def score(self, cases: pa.Table) -> pa.Table:
        """Score cases.

        Parameters
        ----------
        cases : pyarrow.Table
            With the columns of `fanzha.schema.CASE`; others are left out.

        Returns
        -------
        pyarrow.Table
            Of `fanzha.schema.SCORED`, as many rows in the same order.

        Raises
        ------
        BundleError
            If the bundle is broken, or is another than at the start of the run.
        EngineError
            If a worker dies or fails.
        """


class _Here(Workers):
    """No process but this one."""

    def __init__(self, settings: WorkSettings) -> None:
        self._work = Work(settings)

    @property
    def parser(self) -> CaseParser:
        return self._work.parser

    def close(self) -> None:
        pass

    def ingest(self, shards: Iterable[RawShard]) -> Iterator[tuple[RawShard, ShardCases]]:
        for shard in shards:
            yield shard, self._work.ingest(shard)

    def score(self, cases: pa.Table) -> pa.Table:
        return pa.Table.from_batches([self._work.score(b) for b in score_batches(cases)], schema=SCORED)


def _raised(data: bytes) -> FanzhaError:
    """Rebuild an error that a worker stated."""
    name, rule, value, remedy = json.loads(data)
    kind = getattr(errors, name, EngineError)
    error: FanzhaError = kind.__new__(kind)
    FanzhaError.__init__(error, rule, value, remedy)
    return error


def _died(code: int | None) -> EngineError:
    how = f"one ended by signal {-code}" if code is not None and code < 0 else f"one ended with status {code}"
    return EngineError(
        "workers must live as long as the run",
        how,
        "start it again, it goes on where it was; signal 9 mostly means too little memory: use fewer --workers",
    )


def _gone() -> EngineError:
    return EngineError("workers must be open", "closed ones", "report this as a defect")


@dataclass(frozen=True, slots=True)
class _Task:
    """A frame to be answered."""

    kind: bytes
    data: bytes
    answer: Future[bytes] = field(default_factory=Future)


class _Pool(Workers):
    """Processes, each with a thread here that hands it one task at a time."""

    def __init__(self, settings: WorkSettings, workers: int) -> None:
        self._settings, self._most = settings, workers
        self._parser = CaseParser(settings.columns, now=settings.now, taxonomy=settings.taxonomy)
        self._tasks: PriorityQueue[tuple[int, int, _Task | None]] = PriorityQueue()
        self._order = count()
        self._lock = Lock()  # of all below
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[Thread] = []
        self._open = 0  # tasks without an answer
        self._failure: FanzhaError | None = None
        self._closed = False

    @property
    def parser(self) -> CaseParser:
        return self._parser

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for process in self._processes:
                process.kill()
            for _ in self._threads:
                self._tasks.put((_URGENT, next(self._order), None))
        for thread in self._threads:
            thread.join()

    def _submit(self, priority: int, kind: bytes, data: bytes) -> Future[bytes]:
        task = _Task(kind, data)
        with self._lock:
            if self._closed or self._failure is not None:
                raise self._failure or _gone()
            self._tasks.put((priority, next(self._order), task))
            self._open += 1
            if self._open > len(self._threads) < self._most:
                thread = Thread(target=self._serve, daemon=True)
                self._threads.append(thread)
                thread.start()
        return task.answer

    def _serve(self) -> None:
        """Hand tasks to a process of this thread's own until there is none left."""
        process: subprocess.Popen[bytes] | None = None
        task: _Task | None = None
        try:
            process = self._start()
            _ask(process, SETTINGS, self._settings.to_json().encode())
            while (task := self._tasks.get()[2]) is not None:
                try:
                    answer = _ask(process, task.kind, task.data)
                except FanzhaError as error:
                    task.answer.set_exception(error)
                else:
                    task.answer.set_result(answer)
                with self._lock:
                    self._open -= 1
        except (EOFError, BrokenPipeError):
            self._fail(task, _died(process.wait() if process is not None else None))
        except Exception as error:
            self._fail(task, as_stated(error))
        finally:
            if process is not None:
                process.kill()
                for stream in (process.stdin, process.stdout):
                    with suppress(OSError):
                        stream.close()  # type: ignore[union-attr]
                process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        # A signal to the whole group is for this process; a thread hands its mask on to what it starts.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        path = os.pathsep.join(p for p in sys.path if p)
        with self._lock:
            if self._closed:
                raise EOFError
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "fanzha.batch.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | dict.fromkeys(_ONE_THREAD, "1") | {"PYTHONPATH": path},
            )
            self._processes.append(process)
        return process

    def _fail(self, task: _Task | None, error: FanzhaError) -> None:
        """Answer all tasks that are left by an error; no more are taken."""
        with self._lock:
            self._failure = self._failure or (_gone() if self._closed else error)
            left = [task]
            with suppress(Empty):
                while True:
                    left.append(self._tasks.get_nowait()[2])
            if self._closed:  # the others still wait for their end
                for _ in self._threads:
                    self._tasks.put((_URGENT, next(self._order), None))
        for one in left:
            if one is not None:
                one.answer.set_exception(self._failure)

    def ingest(self, shards: Iterable[RawShard]) -> Iterator[tuple[RawShard, ShardCases]]:
        ahead: deque[tuple[RawShard, Future[bytes]]] = deque()
        for shard in shards:
            ahead.append((shard, self._submit(_USUAL, INGEST, shard.to_bytes())))
            if len(ahead) > self._most + _SPARE:
                yield self._ingested(*ahead.popleft())
        while ahead:
            yield self._ingested(*ahead.popleft())

    def _ingested(self, shard: RawShard, answer: Future[bytes]) -> tuple[RawShard, ShardCases]:
        data = memoryview(answer.result())
        end = 8 + int.from_bytes(data[:8], "big")
        return shard, ShardCases(from_ipc(data[8:end]), from_ipc(data[end:]))

    def score(self, cases: pa.Table) -> pa.Table:
        answers = [self._submit(_URGENT, SCORE, to_ipc(batch)) for batch in score_batches(cases)]
        return pa.concat_tables([SCORED.empty_table(), *(from_ipc(a.result()) for a in answers)])


def _ask(process: subprocess.Popen[bytes], kind: bytes, data: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    write_frame(process.stdin, kind, data)
    how, answer = read_frame(process.stdout)
    if how == FAILED:
        raise _raised(answer)
    return answer


def open_workers(settings: WorkSettings, workers: int = 0) -> Workers:
    """Return workers.

    Parameters
    ----------
    settings : WorkSettings
    workers : int
        How many processes; 0 for one on each core that this process may use, 1 for this process alone. They start with the
        first tasks that need them, each on one thread.

    Raises
    ------
    ConfigError
        If the number is negative.
    """
    if workers < 0:
        raise ConfigError("the number of workers must not be negative", str(workers), "give 0 for all cores")
    if not workers:
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return _Here(settings) if workers == 1 else _Pool(settings, workers)
