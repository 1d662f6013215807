"""Output of Spark jobs: made aside, checked, then moved into place; what is interrupted is finished or forgotten by the next job.

Everything that a job makes stands below ``OUTPUT/.spark/RUN`` first. Once ``commit.json`` stands there too, the job counts as done,
whatever happens to it: its files only have to be moved, and moving is repeated until none is left.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from fanzha.engines.hadoop import HadoopFiles
from fanzha.errors import OutputError

CASES: Final = "cases.parquet"
SET_ASIDE: Final = "quarantine.parquet"
SHEET: Final = "quarantine.csv"
RUNS: Final = "runs"
ASIDE: Final = ".spark"
_COMMIT: Final = "commit.json"
_MARK: Final = "part-spark-"
# What Spark calls a file of task 3: part-00003-UUID.c000.zstd.parquet.
_TASK: Final = re.compile(r"part-(\d+)-.*?(?:[.-]c(\d+))?(?:\.\w+)?\.parquet")


class Output:
    """An output folder; its lock must be held.

    Parameters
    ----------
    files : HadoopFiles
    uri : str
    """

    def __init__(self, files: HadoopFiles, uri: str) -> None:
        self._files, self.uri = files, uri

    def check(self) -> None:
        """Check that the folder may take what a Spark job makes.

        Raises
        ------
        OutputError
            If it, or the folder of cases in it, is a file, or if it belongs to the local engine.
        """
        for place in (self.uri, self.place(CASES)):
            if self._files.is_file(place):
                raise OutputError("the output must be a folder", "a file of that name", "choose another --output")
        # One look for all days: names of the local engine go on with a hash, which has no s.
        if self._files.glob(f"{self._files.pattern(self.place(CASES))}/*/part-[^s]*"):
            raise OutputError(
                "an output folder belongs to one engine", "files of another", "choose another --output for Spark"
            )

    def place(self, *names: str) -> str:
        """Return the URI of something in the folder."""
        return self._files.child(self.uri, *names)

    def aside(self, run_id: str, *names: str) -> str:
        """Return the URI of something that a run makes and has not committed."""
        return self.place(ASIDE, run_id, *names)

    def has(self, name: str) -> bool:
        """Tell whether the folder has a table of this name with files in it."""
        return any(file.name.endswith(".parquet") for file in self._below(self.place(name)))

    def recover(self) -> list[str]:
        """Finish runs that were interrupted after they were done, and forget what the others left.

        Returns
        -------
        list of str
            Runs that were finished now.
        """
        finished = []
        for run_id in self._files.names(self.place(ASIDE)):
            if self._files.is_file(self.aside(run_id, _COMMIT)):
                self._move(run_id, lambda _: None)
                finished.append(run_id)
            else:
                self._files.delete(self.aside(run_id))
        return finished

    def commit(self, run_id: str, record: Mapping[str, Any], on_step: Callable[[str], object]) -> None:
        """Make what a run made count, and move it into place.

        Parameters
        ----------
        run_id : str
        record : mapping
            JSON values; kept as ``runs/RUN.json``.
        on_step : callable
            Told ``committed``, then ``moved`` after each file.
        """
        self._sync(self.aside(run_id))
        self._files.write(self.aside(run_id, _COMMIT), (json.dumps(record, ensure_ascii=False) + "\n").encode())
        on_step("committed")
        self._move(run_id, on_step)

    def _move(self, run_id: str, on_step: Callable[[str], object]) -> None:
        for table in (CASES, SET_ASIDE):
            source = self.aside(run_id, table)
            for file in list(self._below(source)):
                found = _TASK.fullmatch(file.name)
                if found is None:
                    continue
                # Days are folders of their own; the escaped parts of a URI are left as they are.
                folder = self.place(table, *(["/".join(file.uri.split("/")[-2:-1])] if table == CASES else []))
                name = f"{_MARK}{run_id}-{found[1]}-{found[2] or '000'}.parquet"
                self._files.move(file.uri, self._files.child(folder, name))
                on_step("moved")
        if self._files.is_file(self.aside(run_id, SHEET)):
            self._files.replace(self.aside(run_id, SHEET), self.place(SHEET))
            on_step("moved")
        self._files.make_folder(self.place(RUNS))
        self._files.move(self.aside(run_id, _COMMIT), self.place(RUNS, f"{run_id}.json"))
        on_step("moved")
        self._files.delete(self.aside(run_id))

    def _below(self, uri: str) -> Iterator[Any]:
        if self._files.is_folder(uri):
            yield from self._files.walk(uri)

    def _sync(self, uri: str) -> None:
        """Make sure that files on this machine are on its disk; other file systems see to that themselves."""
        for file in self._below(uri):
            if (path := self._files.local(file.uri)) is not None:
                with path.open("rb") as opened:
                    os.fsync(opened.fileno())
