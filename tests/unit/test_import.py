"""A bare import is quick, and pulls in nothing heavy."""

import subprocess
import sys

HEAVY = (
    "sklearn",
    "scipy",
    "torch",
    "transformers",
    "mlflow",
    "pyspark",
    "duckdb",
    "pandas",
    "altair",
    "openpyxl",
    "fastapi",
)


def _loaded(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_import_pulls_in_nothing_heavy() -> None:
    assert _loaded("import fanzha") == set()
    assert _loaded("from fanzha import bundle, score, taxonomy, decide, privacy, facts, ingest") == set()


def test_help_pulls_in_nothing_heavy() -> None:
    assert _loaded("from fanzha.cli.parser import build_parser; build_parser().format_help()") == set()
