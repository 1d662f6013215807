"""Running a program to its end, with its time and the memory of all its processes together."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fanzha.errors import EngineError

_EVERY = 0.5  # seconds between two looks at the memory: each walks the page tables, and holds the process up
_EARLY = 0.05  # in the first second, so that programs that end in it are seen
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Used:
    """What a program used.

    Attributes
    ----------
    seconds : float
        From its start to its end, imports included.
    cpu_seconds : float
        Of all its processes that were waited for.
    memory_mb : float
        Greatest sum of proportional set sizes of all its processes, in 10**6 bytes: pages that several share count once
        (proc(5), smaps_rollup).
    """

    seconds: float
    cpu_seconds: float
    memory_mb: float


def _children(of: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{of}/task").iterdir())
        named = [(task / "children").read_text(encoding="ascii").split() for task in tasks]
    except OSError:
        return []
    return [int(pid) for pids in named for pid in pids]


def _tree(root: int) -> list[int]:
    found, new = [root], [root]
    while new:
        new = [child for pid in new for child in _children(pid) if child not in found]
        found += new
    return found


def _memory(pid: int) -> int:
    """Return the proportional set size of a process in bytes; 0 once it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def run(command: Sequence[str], cores: int, environment: Mapping[str, str] | None = None) -> Used:
    """Run a program on so many cores.

    Parameters
    ----------
    command : sequence of str
    cores : int
        It and its children may use the last ones of those that this process may use.
    environment : mapping, optional
        Variables to be set besides the present ones.

    Raises
    ------
    EngineError
        If it fails; its last line is told.
    """
    before_it = os.sched_getaffinity(0)
    allowed = sorted(before_it)[-cores:]
    peak, done = 0, threading.Event()

    def watch(pid: int) -> None:
        nonlocal peak
        while not done.wait(_EARLY if time.perf_counter() - start < 1 else _EVERY):
            peak = max(peak, sum(map(_memory, _tree(pid))))

    before = os.times()
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        os.sched_setaffinity(0, allowed)  # which the child inherits
        process = subprocess.Popen(
            command,
            cwd=_ROOT,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        os.sched_setaffinity(0, before_it)
        looking = threading.Thread(target=watch, args=(process.pid,), daemon=True)
        looking.start()
        process.wait()
        taken = time.perf_counter() - start
        done.set()
        looking.join()
        errors.seek(0)
        last = (errors.read().strip().splitlines() or ["nothing said"])[-1]
    after = os.times()
    if process.returncode:
        raise EngineError("a measured program must end well", f"{process.returncode}: {last[:300]}", "run it by itself")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Used(taken, cpu, peak / 1e6)


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]
