"""Every notebook runs from top to bottom."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.pipeline
@pytest.mark.xdist_group("main_job")
@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.py")), ids=lambda p: p.stem)
def test_runs(path: Path, tmp_path: Path) -> None:
    notebook = tmp_path / f"{path.stem}.ipynb"
    convert = [sys.executable, "-m", "jupytext", "--to", "ipynb", "--output", str(notebook), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    env = os.environ | {"PYTEST_ADDOPTS": "", "PYTHONPATH": str(ROOT)}
    env.pop("PYTEST_XDIST_WORKER", None)
    run = [sys.executable, "-m", "pytest", "--nbmake", "--nbmake-timeout=400", "-p", "no:xdist", "-q", "-c", os.devnull]
    done = subprocess.run([*run, str(notebook)], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout[-3000:]
