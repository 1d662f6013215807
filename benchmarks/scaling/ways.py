"""The ways of scoring a file that are compared."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pyarrow.dataset as ds

import fanzha.tracking
from benchmarks.data import Split
from benchmarks.scaling.processes import python
from fanzha.resources import default_model


@dataclass(frozen=True, slots=True)
class Way:
    """One way.

    Attributes
    ----------
    name : str
    cores : int
    most : int
        Longer inputs are left out: at the measured rate they would take too long.
    command : callable
        From model folder, input and output folder to the command.
    packages : tuple of str
        What must be importable.
    whole : bool
        Whether it does the whole job: identifiers replaced, facts found, nothing lost or doubled, or types alone.
    """

    name: str
    cores: int
    most: int
    command: Callable[[Path, Path, Path], list[str]]
    packages: tuple[str, ...] = ()
    whole: bool = True

    @property
    def missing(self) -> list[str]:
        """Packages that it lacks here."""
        return [p for p in self.packages if find_spec(p) is None]


def _job(workers: int) -> Callable[[Path, Path, Path], list[str]]:
    def command(models: Path, source: Path, target: Path) -> list[str]:
        where = ["--input", str(source), "--output", str(target)]
        return python("fanzha", "score", *where, "--workers", str(workers))

    return command


def _spark(models: Path, source: Path, target: Path) -> list[str]:
    where = ["--input", str(source), "--output", str(target)]
    return python("fanzha", "score", "--engine", "spark", "--master", "local[2]", *where)


def _plain(way: str) -> Callable[[Path, Path, Path], list[str]]:
    def command(models: Path, source: Path, target: Path) -> list[str]:
        target.mkdir(parents=True, exist_ok=True)
        model = models / way if way != "types" else default_model()
        return python("benchmarks.scaling.plain", way, str(model), str(source), str(target / "cases.parquet"))

    return command


WAYS = (
    Way("fanzha score, 1 core", 1, 1_000_000, _job(1)),
    Way("fanzha score, 2 cores", 2, 10_000_000, _job(2)),
    Way("fanzha score, Spark local[2]", 2, 1_000_000, _spark, ("pyspark",)),
    Way("fanzha, types alone, 1 core", 1, 10_000_000, _plain("types"), whole=False),
    Way("mlflow.pyfunc, 1 core", 1, 1_000_000, _plain("pyfunc"), ("mlflow", "pandas"), whole=False),
    Way("pandas + scikit-learn, 1 core", 1, 1_000_000, _plain("scikit-learn"), ("sklearn", "pandas"), whole=False),
)


def prepare(models: Path, split: Split) -> None:
    """Make the models of the plainer ways: scikit-learn's from the same texts, and the default bundle as MLflow keeps it."""
    if find_spec("sklearn") is not None:
        from benchmarks.peers import peer_class

        peer = peer_class("scikit-learn")()
        peer.fit(split)
        (models / "scikit-learn").mkdir(parents=True)
        peer.save(models / "scikit-learn")
    if find_spec("mlflow") is not None:
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        import mlflow

        mlflow.pyfunc.save_model(
            str(models / "pyfunc"),
            python_model=str(Path(fanzha.tracking.__file__).with_name("served.py")),
            artifacts={"bundle": str(default_model())},
            pip_requirements=["fanzha"],
        )


def rows_written(target: Path) -> int:
    """Count the rows of all Parquet files of an output folder."""
    found = target / "cases.parquet"
    return ds.dataset(found, format="parquet").count_rows()
