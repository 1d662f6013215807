"""A process that works for another: it reads tasks from its standard input and answers on its standard output.

It is started afresh rather than forked, knows nothing but its settings, and ends when its input ends.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from fanzha.batch.work import Work, WorkSettings, from_ipc, to_ipc
from fanzha.errors import EngineError, FanzhaError
from fanzha.ingest import RawShard

# What a frame is: a letter, the length of its data in eight bytes, its data.
SETTINGS, INGEST, SCORE = b"i", b"c", b"s"  # asked
DONE, FAILED = b"d", b"f"  # answered


def write_frame(stream: IO[bytes], kind: bytes, *parts: bytes) -> None:
    """Write a frame."""
    stream.write(kind + sum(map(len, parts)).to_bytes(8, "big"))
    for part in parts:
        stream.write(part)
    stream.flush()


def _exactly(stream: IO[bytes], size: int) -> bytes:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """Read a frame: its kind and its data.

    Raises
    ------
    EOFError
        If the stream ends before it does.
    """
    head = _exactly(stream, 9)
    return head[:1], _exactly(stream, int.from_bytes(head[1:], "big"))


def _where(trace: TracebackType | None) -> str:
    """Say where an error arose, without a word of what it was about."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"


def as_stated(error: Exception) -> FanzhaError:
    """Return an error as one that may be shown: what Python or a library says may quote a case."""
    if isinstance(error, FanzhaError):
        return error
    if isinstance(error, MemoryError):
        return EngineError("a worker must have enough memory", "too little", "use fewer --workers or --shard-rows")
    kind = f"{type(error).__name__}{_where(error.__traceback__)}"
    return EngineError("a worker must not fail", kind, "report this as a defect")


def _answer(work: Work, kind: bytes, data: bytes) -> list[bytes]:
    if kind == INGEST:
        got = work.ingest(RawShard.from_bytes(data))
        cases, quarantine = to_ipc(got.cases), to_ipc(got.quarantine)
        return [len(cases).to_bytes(8, "big"), cases, quarantine]
    cases = from_ipc(data)
    return [to_ipc(work.score(cases.combine_chunks().to_batches()[0]))]


def main() -> None:
    """Work until standard input ends."""
    # The process that this one works for decides when work ends.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets between the answers
    work: Work | None = None
    try:
        import pyarrow as pa

        # A shard makes many objects and no cycles; looking for these takes a twentieth of the time.
        gc.set_threshold(200_000, 50, 50)
        pa.set_cpu_count(1)
        pa.set_io_thread_count(1)
        while True:
            kind, data = read_frame(tasks)
            try:
                if work is None or kind == SETTINGS:
                    work = Work(WorkSettings.from_json(data))
                    write_frame(answers, DONE)
                else:
                    write_frame(answers, DONE, *_answer(work, kind, data))
            except (EOFError, BrokenPipeError):
                raise
            except Exception as error:
                stated = as_stated(error)
                told = [type(stated).__name__, stated.rule, stated.value, stated.remedy]
                write_frame(answers, FAILED, json.dumps(told).encode())
    except (EOFError, BrokenPipeError):
        os._exit(0)


if __name__ == "__main__":
    main()
