"""The two commands of the README, for real, on a small size: in a copy of the checkout, with this environment."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.pipeline,
    pytest.mark.xdist_group("main_job"),
    pytest.mark.skipif(
        not (Path(sys.prefix) / ".lock-dev").exists(), reason="not in the environment that `make setup-dev` builds"
    ),
]


def _make(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(folder), "PYTEST_ADDOPTS": ""}
    env.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        ["make", f"VENV={sys.prefix}", *args], cwd=folder, env=env, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done


def _csv_rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout") / "fanzha"
    kept = shutil.ignore_patterns(
        ".git", ".venv", "out", "data", "mlruns", "*.db", "cache", "tmp", "default", "__pycache__", ".*_cache"
    )
    shutil.copytree(ROOT, folder, ignore=kept)
    config = folder / "configs" / "pipeline.yaml"
    text = config.read_text(encoding="utf-8")
    text, changed = re.subn(r"days: 365", "days: 45", text)
    assert changed == 1
    config.write_text(re.sub(r"folds: \d+", "folds: 3", text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first_run(checkout: Path) -> str:
    """What the first `make run` printed."""
    return _make(checkout, "run").stdout


def test_make_run_gives_everything_it_promises(checkout: Path, first_run: str) -> None:
    for path in ("bulletin.html", "warnings.xlsx", "cases.parquet", "cases.xlsx", "quarantine.csv"):
        assert (checkout / "out" / path).stat().st_size > 0, path
        assert f"out/{path}" in first_run
    assert (checkout / "models" / "default" / "manifest.json").is_file()
    assert (checkout / "mlflow.db").is_file()
    scored = pq.read_table(checkout / "out" / "cases.parquet")
    rows, quarantined = (_csv_rows(checkout / p) for p in ("data/raw/cases.csv", "out/quarantine.csv"))
    assert rows == scored.num_rows + quarantined
    assert scored.num_rows > 100
    bulletin = (checkout / "out" / "bulletin.html").read_text(encoding="utf-8")
    assert "<script" not in bulletin
    assert "清河区" in bulletin


def test_a_second_run_does_nothing_anew(checkout: Path, first_run: str) -> None:
    before = (checkout / "out" / "cases.parquet").stat().st_mtime_ns
    done = _make(checkout, "run")
    assert "Running stage" not in done.stdout + done.stderr
    assert (checkout / "out" / "cases.parquet").stat().st_mtime_ns == before


def test_the_run_is_logged_and_registered(checkout: Path, first_run: str) -> None:
    code = """
import mlflow, sys
mlflow.set_tracking_uri("sqlite:///mlflow.db")
client = mlflow.MlflowClient()
version = client.get_model_version_by_alias("fanzha", "champion")
run = client.get_run(version.run_id)
files = {f.path for f in client.list_artifacts(run.info.run_id)}
assert {"confusion.png", "card.md"} <= files, files
assert "held_out.macro_f1" in run.data.metrics and "in_distribution.macro_f1" in run.data.metrics
assert len(run.data.tags["data_fingerprint"]) == 64
assert run.data.params["bits"]
import pandas as pd
model = mlflow.pyfunc.load_model("models:/fanzha@champion")
answer = model.predict(pd.DataFrame({"text": ["放款前要先交保证金"]}))
assert list(answer.columns) == [
    "type", "probability", "needs_review", "review_reason", "prediction_set"
], answer
assert answer["type"][0] in answer["prediction_set"][0], answer
assert answer["needs_review"][0] == bool(answer["review_reason"][0]), answer
"""
    env = os.environ | {"PYTHONPATH": str(checkout), "MLFLOW_DISABLE_TELEMETRY": "true"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_make_test_runs_tests(checkout: Path) -> None:
    done = _make(checkout, "test", "ARGS=tests/unit/test_split.py")
    assert re.search(r"\d+ passed", done.stdout)
