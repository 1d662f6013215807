"""How long a job still takes: rows where they are known, bytes where they are not."""

from __future__ import annotations

import io
from pathlib import Path

from tqdm import tqdm

from fanzha.batch.inputs import Input, open_inputs
from fanzha.cli.progress import RunProgress


def made(folder: Path) -> list[Input]:
    for name, rows in (("a", 100), ("b", 100), ("c", 200)):
        (folder / f"{name}.csv").write_text("x\n" * rows)
    return open_inputs(folder)


def test_rows_of_files_not_yet_read_are_told_by_their_bytes(tmp_path: Path) -> None:
    a, b, c = made(tmp_path)
    said = io.StringIO()
    with tqdm(file=said, mininterval=0, unit="row") as bar:
        progress = RunProgress(bar)
        progress.begin([a, b, c])
        assert progress.total is None
        progress.checked(a, 100)
        assert progress.total == 400
        progress.done(a, 100)
        progress.done(b, 50)  # done by an earlier run, as far as is known
        progress.checked(b, 120)
        progress.done(b, 70)
        assert progress.total == 440
        progress.checked(c, 230)
        assert progress.total == 450
        progress.done(c, 230)
        assert (bar.n, bar.total) == (450, 450)
    assert "450/450" in said.getvalue()
    assert "row/s" in said.getvalue()
