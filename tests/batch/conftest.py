"""Runs of the batch job as processes that can be killed, and what they leave behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jobs import Jobs, write_inputs


class Forker:
    """The other end of `forker.py`."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("forker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __call__(self, *commands: dict[str, Any]) -> list[int]:
        """Run jobs that begin at the same moment; return their exit codes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(list(commands)) + "\n")
        self._process.stdin.flush()
        found: list[int] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._log.close()


@pytest.fixture(scope="session")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forker]:
    forker = Forker(tmp_path_factory.mktemp("forker") / "log")
    yield forker
    forker.close()


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three files: late, repeated, faulty and corrected rows."""
    return write_inputs(tmp_path_factory.mktemp("inputs"))


@pytest.fixture
def jobs(fork: Forker, inputs: Path, toy_bundle: tuple[Path, Any], tmp_path: Path) -> Jobs:
    return Jobs(fork, inputs, toy_bundle[0], tmp_path)
