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


def _modified(files: HadoopFiles, mark: str) -> int:
    try:
        return files.file(mark).modified
    except MissingFileError:  # deleted by a job that takes over
        return 0


def _name(files: HadoopFiles, mark: str) -> bytes:
    try:
        return files.read(mark)
    except FanzhaError:  # deleted, or being written, by a job that takes over
        return b""


@contextmanager
def locked_output(
    files: HadoopFiles, output: str, *, renew: float = 30.0, lost: float = 300.0, settle: float = 5.0
) -> Iterator[None]:
    """Hold the right to write to an output folder.

    On this machine the system's lock is used, as the local engine uses it. Elsewhere the file ``.lock`` is a mark, made if there
    is none and renewed while the job lives; clocks of driver and file system must agree to about a minute.

    Parameters
    ----------
    files : HadoopFiles
    output : str
        URI.
    renew, lost, settle : float
        Seconds: a living job renews its mark so often; one that was not renewed for so long is of a job that died; so long does
        a job that takes over a dead one's place wait for others that do.

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
    mark, name = files.child(output, LOCK), uuid.uuid4().hex.encode()
    files.make_folder(output)
    if not files.create(mark):
        if time.time() - _modified(files, mark) / 1000 < lost:
            raise _busy(f"another at work, or one that died less than {lost:.0f} s ago")
        files.delete(mark)
        if not files.create(mark):
            raise _busy("another at work")
        # Others may have found the same old mark, and deleted ours for it: the last one to write its name goes on.
        try:
            files.write(mark, name)
        except FanzhaError as error:  # another writes the same mark
            raise _busy("another at work") from error
        time.sleep(settle)
        if _name(files, mark) != name:
            raise _busy("another at work")
    ended = threading.Event()

    def keep() -> None:
        while not ended.wait(renew):
            try:
                files.write(mark, name)
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
