"""A process that starts runs of the batch job, each in a child of its own, and kills them when it is told to.

Imports are done once, so that a run costs no more than its work. Commands come as JSON lines on standard input:
``{"job": {...}, "kill_after": seconds, "kill_at": [step, occurrence], "signal": number, "swap": [step, from, to], "log": file}``, or several of
them in a list, whose children begin at the same moment. The answer is a list of exit codes, minus the signal where one ended a child.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from fanzha.batch.exits import exit_code
from fanzha.batch.job import Watch
from fanzha.batch.running import JobSettings, run_job
from fanzha.ingest import load_columns

# What a run would import when it comes to it; nothing of this starts a thread.
for _name in (
    "_strptime", "duckdb", "fanzha.ingest.header", "fanzha.ingest.readers.delimited", "fanzha.ingest.readers.parquet",
    "fanzha.store.duckdb", "opencc", "pandas", "safetensors.numpy", "yaml", "zoneinfo",
):  # fmt: skip
    import_module(_name)
NOW = datetime(2026, 6, 1)


def _watch(command: dict[str, Any]) -> Watch:
    seen: Counter[str] = Counter()
    log = os.open(command["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND) if command.get("log") else None
    kill_at, swap, number = command.get("kill_at"), command.get("swap"), command.get("signal", signal.SIGKILL)

    def at(step: str) -> None:
        seen[step] += 1
        if log is not None:
            os.write(log, f"{step}\n".encode())
        if swap and [step, seen[step]] == [swap[0], 1]:
            shutil.rmtree(swap[2])
            Path(swap[1]).rename(swap[2])
        if kill_at and [step, seen[step]] == kill_at:
            os.kill(os.getpid(), number)
            time.sleep(0)  # a signal that is handled is handled now

    return Watch(at=at)


def _child(command: dict[str, Any]) -> int:
    job = dict(command["job"])
    limit = command.get("file_limit")
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    settings = JobSettings(
        Path(job["output"]), Path(job["model"]), load_columns(), store=job.get("store"),
        workers=job.get("workers", 1), shard_rows=job["shard_rows"], now=NOW,
    )  # fmt: skip
    try:
        outcome = run_job(job["input"], settings, watch=_watch(command))
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return exit_code(error)
    sys.stderr.write(f"{outcome.run.status} {outcome.run.counts}\n")
    return exit_code(outcome.broken[-1].error) if outcome.broken else 0


def main() -> None:
    """Answer commands until standard input ends."""
    for line in sys.stdin:
        commands = json.loads(line)
        if isinstance(commands, dict):
            commands = [commands]
        # All children wait at one pipe and are let go by one close.
        ready, gate = os.pipe()
        children = []
        for one in commands:
            child = os.fork()
            if not child:
                os.close(gate)
                try:
                    os.read(ready, 1)
                    os._exit(_child(one))
                finally:
                    os._exit(99)
            children.append(child)
        os.close(ready)
        os.close(gate)
        for child, one in zip(children, commands, strict=True):
            if one.get("kill_after") is not None:
                time.sleep(one["kill_after"])
                os.kill(child, one.get("signal", signal.SIGKILL))
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]), flush=True)


if __name__ == "__main__":
    main()
