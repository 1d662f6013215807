"""How far a batch job is, how fast it is, and how long it still takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanzha import logs

if TYPE_CHECKING:
    from fanzha.batch.inputs import Input
    from fanzha.batch.job import Watch


class RunProgress:
    """Rows of several inputs. How many an input has is known once it was read through; before, its bytes tell.

    Parameters
    ----------
    bar : tqdm
    """

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._bytes: dict[Path, int] = {}
        self._rows: dict[Path, int] = {}
        self._done: dict[Path, int] = {}

    def begin(self, inputs: Sequence[Input]) -> None:
        """Take note of all inputs."""
        self._bytes = {one.path: one.size for one in inputs}

    def checked(self, source: Input, rows: int) -> None:
        """Take note of an input's rows."""
        self._rows[source.path] = rows
        self._bar.total = self.total
        self._bar.refresh()

    def done(self, source: Input, rows: int) -> None:
        """Count rows that are done."""
        self._done[source.path] = self._done.get(source.path, 0) + rows
        self._bar.total = self.total
        self._bar.update(rows)

    @property
    def total(self) -> int | None:
        """Rows of all inputs, as far as can be told; None before any is known."""
        known = {path: max(self._rows.get(path, 0), self._done.get(path, 0)) for path in {**self._rows, **self._done}}
        seen = sum(self._bytes.get(path, 0) for path in known)
        if not seen:
            return None
        left = sum(size for path, size in self._bytes.items() if path not in known)
        rows = sum(known.values())
        return rows + round(left * rows / seen)

    def watch(self) -> Watch:
        """Return who tells all this."""
        from fanzha.batch.job import Watch

        return Watch(on_rows=self.done, on_checked=self.checked)


@contextmanager
def run_progress() -> Iterator[RunProgress]:
    """Show a bar on standard error once a job takes longer than two seconds, to who sits at a terminal: in a log it would be hundreds of lines."""
    from tqdm import tqdm

    with tqdm(
        desc="scoring", unit="row", delay=2, file=sys.stderr, dynamic_ncols=True, disable=logs.quiet() or None
    ) as bar:
        yield RunProgress(bar)
