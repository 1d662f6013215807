from __future__ import annotations

from pathlib import Path

import pytest
from spark_jobs import Job

from fanzha.engines.spark import SparkEngine


@pytest.fixture
def job(spark: SparkEngine, default_bundle: Path, tmp_path: Path) -> Job:
    """Jobs into a fresh folder, with the shipped model."""
    return Job(spark, default_bundle, tmp_path / "out")
