"""What a new user does: install the wheel into an empty environment and run it on a spreadsheet, far from any checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from fanzha import corpus

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.pipeline,
    pytest.mark.xdist_group("wheel"),
    pytest.mark.skipif(shutil.which("uv") is None, reason="not in the environment that `make setup-dev` builds"),
]


def _do(*args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run([str(a) for a in args], cwd=cwd, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    _do("uv", "build", "--wheel", "--out-dir", out, ROOT, cwd=out)
    (built,) = out.glob("fanzha-*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it declares as its dependencies, and nothing else."""
    home = tmp_path_factory.mktemp("user")
    _do("uv", "venv", "--python", sys.executable, home / "env", cwd=home)
    python = home / "env" / "bin" / "python"
    _do("uv", "pip", "install", "--python", python, wheel, cwd=home)
    return python


def test_the_wheel_is_small_and_whole(wheel: Path) -> None:
    assert wheel.stat().st_size <= 20e6
    names = zipfile.ZipFile(wheel).namelist()
    batches = {f"fanzha/corpus/batches/{name}.jsonl" for name in corpus.batches()}
    assert batches | {"fanzha/_models/default/manifest.json", "fanzha/_configs/taxonomy.yaml"} <= set(names)
    assert not [n for n in names if n.startswith(("tests", "pipelines"))]


def test_a_spreadsheet_becomes_bulletin_and_warnings(python: Path, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["案件编号", "报案时间", "派出所", "简要案情"])
    narratives = [t for t in corpus.load("narrative") if t.form == "police_brief" and t.lang == "zh-Hans"][:120]
    for i, text in enumerate(narratives):
        sheet.append([f"A{i:04d}", f"2026-03-{i % 28 + 1:02d} 10:00", f"第{i % 3 + 1}派出所", text.text])
    book.save(tmp_path / "cases.xlsx")
    done = _do(python.with_name("fanzha"), "run", "--input", "cases.xlsx", "--output", "out", cwd=tmp_path)
    assert f"rows in: {len(narratives)}" in done.stderr
    cases = pq.read_table(tmp_path / "out" / "cases.parquet")
    assert cases.num_rows == len(narratives)
    assert cases.column("model_version")[0].as_py().startswith("default-")
    for name in ("bulletin.html", "warnings.xlsx", "cases.xlsx", "quarantine.csv"):
        assert (tmp_path / "out" / name).stat().st_size > 0


def test_evaluation_and_scoring_need_no_training_library(python: Path, tmp_path: Path) -> None:
    code = "import importlib.util as u; print([m for m in ('sklearn', 'torch', 'mlflow') if u.find_spec(m)])"
    assert _do(python, "-c", code, cwd=tmp_path).stdout.strip() == "[]"
    fanzha = python.with_name("fanzha")
    _do(fanzha, "corpus", "export", "--register", "script", "--out", "texts.jsonl", cwd=tmp_path)
    assert "macro-F1" in _do(fanzha, "evaluate", "--data", "texts.jsonl", cwd=tmp_path).stdout
