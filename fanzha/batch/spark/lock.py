"""One Spark job at a time to an output folder of any file system."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from fanzha.batch.lock import LOCK, locked
from fanzha.engines.hadoop import HadoopFiles
from fanzha.errors import FanzhaError, MissingFileError, StoreBusyError


def _busy(found: str) -> StoreBusyError:
    return StoreBusyError("one run at a time may write to an output folder", found, "try again later")


def _age(files: HadoopFiles, mark: str) -> float:
    """Return the seconds since a mark was renewed; 0 if it is gone, which means that others are at work."""
    try:
        return time.time() - files.file(mark).modified / 1000
    except MissingFileError:
        return 0.0


def _bury(files: HadoopFiles, mark: str, lost: float) -> bool:
    """Take away the mark of a job that died; tell whether it was this job that did."""
    aside = f"{mark}.{uuid.uuid4().hex}"
    if not files.rename(mark, aside):
        return False
    if _age(files, aside) < lost:
        # Another was quicker, and this is its own mark.
        files.rename(aside, mark)
        return False
    files.delete(aside)
    return True


@contextmanager
def locked_output(files: HadoopFiles, output: str, *, renew: float = 30.0, lost: float = 300.0) -> Iterator[None]:
    """Hold the right to write to an output folder.

    On this machine the system's lock is used, as the local engine uses it. Elsewhere the file ``.lock`` is a mark, made if there
    is none and renewed while the job lives; clocks of driver and file system must agree to about a minute.

    Parameters
    ----------
    files : HadoopFiles
    output : str
        URI.
    renew, lost : float
        Seconds: a living job renews its mark so often; one that was not renewed for so long is of a job that died.

    Raises
    ------
    StoreBusyError
        At once, if another job holds it.
    """
    here = files.local(output)
    if here is not None:
        with locked(here):
            yield
        return
    mark = files.child(output, LOCK)
    files.make_folder(output)
    if not files.create(mark):
        if _age(files, mark) < lost:
            raise _busy(f"another at work, or one that died less than {lost:.0f} s ago")
        if not (_bury(files, mark, lost) and files.create(mark)):
            raise _busy("another at work")
    ended = threading.Event()

    def keep() -> None:
        while not ended.wait(renew):
            try:
                files.renew(mark)
            except FanzhaError:  # the file system is away for a moment; the job's own work will say so
                continue

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
        files.delete(mark)
