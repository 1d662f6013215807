"""One Spark session for all tests of the engine; the JVM of a process has no second one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from spark_jobs import QUICK, Job

from fanzha.engines import open_engine
from fanzha.engines.settings import SparkSettings
from fanzha.engines.spark import SparkEngine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkEngine]:
    """A session of two processes of Python, which may fail three times each before a job does."""
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and not os.environ.get("CI"):
        pytest.skip("Spark needs Java: scripts/system.sh installs it")
    engine = open_engine("spark", settings=SparkSettings(conf=QUICK), master="local[2,4]")
    assert isinstance(engine, SparkEngine)
    yield engine
    engine.close()


@pytest.fixture
def job(spark: SparkEngine, default_bundle: Path, tmp_path: Path) -> Job:
    return Job(spark, default_bundle, tmp_path / "out")
