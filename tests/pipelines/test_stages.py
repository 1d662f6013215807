"""The shape of the pipeline: stages are thin, and dvc.yaml tells the truth about them."""

import ast
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
ORDER = [
    "simulate", "ingest", "deidentify", "split", "train", "evaluate", "export", "score", "summarize", "warn",
]  # fmt: skip


def test_stages_stand_in_the_order_of_the_flow() -> None:
    assert list(STAGES) == ORDER


@pytest.mark.parametrize("name", ORDER)
def test_a_stage_is_thin_and_reads_only_what_it_lists(name: str) -> None:
    stage = STAGES[name]
    script = ROOT / "pipelines" / f"{name}.py"
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 80
    words = stage["cmd"].split()
    assert words[:2] == ["python", f"pipelines/{name}.py"]
    outs = [next(iter(o)) if isinstance(o, dict) else o for o in [*stage.get("outs", []), *stage.get("metrics", [])]]
    listed = {*stage["deps"], *outs}
    assert set(words[1:]) <= listed
    for dep in stage["deps"]:
        produced = any(dep in str(s.get("outs", "")) + str(s.get("metrics", "")) for s in STAGES.values())
        assert produced or (ROOT / dep).exists(), dep


def test_the_library_does_not_import_stages() -> None:
    for path in (ROOT / "fanzha").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(n.split(".")[0] == "pipelines" for n in names), path


def test_modules_stay_readable() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in (ROOT / "fanzha").rglob("*.py")
        if (n := len(p.read_text().splitlines())) > 400
    }
    assert long == {}


def test_library_never_unpickles() -> None:
    for path in [*(ROOT / "fanzha").rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            assert not {"pickle", "joblib", "cloudpickle", "dill", "shelve"} & {*names, module.split(".")[0]}, path
