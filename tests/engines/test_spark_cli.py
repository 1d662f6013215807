"""``fanzha score --engine spark`` as a user meets it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from spark_jobs import QUICK, TEXTS, rows

from fanzha.cli import main

pytestmark = pytest.mark.xdist_group("spark")

SECRET = "13912345678"


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "fanzha", *(str(a) for a in args)]


def test_a_run_that_is_told_to_stop_is_taken_up_by_the_next(spark: object, tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    given = [*rows("A", TEXTS * 400), {**rows("B")[0], "受害人年龄": f"{SECRET}岁"}, {**rows("C")[0], "简要案情": ""}]
    pq.write_table(pa.Table.from_pylist(given), folder / f"{SECRET}.parquet")
    (config := tmp_path / "spark.yaml").write_text(yaml.safe_dump({"conf": QUICK}), encoding="utf-8")
    score = ("score", "--engine", "spark", "--master", "local[2]", "--config", config, "--input", folder)
    stopped = subprocess.Popen(command(*score, "--output", output), stderr=subprocess.PIPE, text=True)
    assert stopped.stderr is not None
    said = []
    for line in stopped.stderr:
        said.append(line)
        if "Spark reads" in line:
            stopped.send_signal(signal.SIGTERM)
    assert stopped.wait(60) == 75, said
    assert "start it again" in said[-1]
    assert not (output / "cases.parquet").exists()

    done = subprocess.run(
        command("--log-json", *score, "--output", f"file://{output}"), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines()]
    ended = next(e for e in events if e["event"] == "run_ended")
    assert (ended["rows_in"], ended["quarantined"], ended["unchanged"]) == (2402, 2, 0)
    assert pq.read_table(output / "cases.parquet").num_rows == 2400
    for text in (*said, done.stderr, done.stdout, (output / "quarantine.csv").read_text(encoding="utf-8")):
        assert SECRET not in text
    assert [e["step"] for e in events if e["event"] == "step"] == ["begun", "parsed", "scored"]


class TestWrongUse:
    """Refused before Spark starts."""

    def fails(self, capsys: pytest.CaptureFixture[str], *args: object) -> str:
        code = main([str(a) for a in args])
        out, err = capsys.readouterr()
        assert (code, out) == (1, "")
        assert err.count("\n") == 1
        return err

    @pytest.mark.parametrize("option", ["--query", "--store", "--workers", "--shard-rows"])
    def test_an_option_of_the_local_engine(self, capsys: pytest.CaptureFixture[str], option: str) -> None:
        args = ("score", "--engine", "spark", "--input", "x.csv", "--output", "o", option, "1")
        assert re.search(f"found {option} with --engine spark", self.fails(capsys, *args))

    def test_an_option_of_spark(self, capsys: pytest.CaptureFixture[str]) -> None:
        args = ("score", "--input", "x.csv", "--output", "o", "--master", "local[2]")
        assert "--master with --engine local" in self.fails(capsys, *args)

    def test_an_output_that_is_not_of_this_machine(self, capsys: pytest.CaptureFixture[str]) -> None:
        for name in ("score", "run"):
            err = self.fails(capsys, name, "--input", "x.csv", "--output", "hdfs://host/o")
            assert "use fanzha score --engine spark" in err
            assert "host" not in err
