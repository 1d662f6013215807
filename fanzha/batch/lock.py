"""One writer to an output folder at a time, whatever store it uses."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fanzha.errors import StoreBusyError

LOCK: Final = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; the system gives it back when the process ends, however it ends.

    Parameters
    ----------
    folder : Path
        Made if it is not there. The lock is its file ``.lock``, which stays.

    Raises
    ------
    StoreBusyError
        At once, if another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # The descriptor is not inherited (PEP 446), so that no worker keeps the lock after its parent's death.
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusyError(
                "one run at a time may write to an output folder", "another at work", "wait until it has ended"
            ) from error
        try:
            yield
        finally:
            # A child between fork and exec still has the file open; closing it here alone would leave the lock to it.
            fcntl.flock(lock, fcntl.LOCK_UN)
    finally:
        os.close(lock)
