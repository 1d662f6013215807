"""What commands say to the person who runs them: progress and plain lines, never case text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fanzha import logs


@contextmanager
def progress(title: str, total: int | None = None, unit: str = "row") -> Iterator[Callable[[int], object]]:
    """Show a bar on standard error once something takes longer than two seconds.

    Yields
    ------
    callable
        To be told the number of rows done since the last call.
    """
    from tqdm import tqdm

    with tqdm(
        total=total, desc=title, unit=unit, delay=2, file=sys.stderr, dynamic_ncols=True, disable=logs.quiet() or None
    ) as bar:
        yield bar.update


def say(line: str) -> None:
    """Write one line to standard error, where nothing but events was asked for none."""
    if logs.quiet():
        return
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
