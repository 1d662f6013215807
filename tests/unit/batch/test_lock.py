"""One writer at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fanzha.batch.lock import locked
from fanzha.errors import StoreBusyError

_HOLD = """
import sys, time
from pathlib import Path
from fanzha.batch.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_told_at_once_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    command = [sys.executable, "-c", _HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusyError, match="another at work"), locked(folder):
            pytest.fail("two at once")
        holder.kill()
        holder.wait()
        with locked(folder):
            pass


def test_a_process_that_was_started_meanwhile_does_not_keep_the_lock(tmp_path: Path) -> None:
    with locked(tmp_path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    with locked(tmp_path):
        child.communicate(b"\n")


def test_threads_exclude_each_other_too(tmp_path: Path) -> None:
    held, both = threading.Barrier(2), []

    def take() -> None:
        held.wait()
        try:
            with locked(tmp_path):
                both.append("held")
                held.wait(5)
        except StoreBusyError:
            both.append("busy")
            held.wait(5)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(both) == ["busy", "held"]
