"""The benchmark of growth: its reports, what it measures of a process, and what its table says."""

import sys

import pyarrow.parquet as pq
import pytest

from benchmarks.scaling import reports, table
from benchmarks.scaling.processes import Used, run
from benchmarks.scaling.ways import WAYS
from fanzha.errors import EngineError


def test_reports_are_as_many_as_wanted_and_differ(tmp_path) -> None:
    path = tmp_path / "reports.parquet"
    reports.write(path, [f"第{i}件的一段案情" for i in range(100)], 500)
    found = pq.read_table(path)
    assert found.num_rows == 500
    assert len(set(found["案件编号"].to_pylist())) == 500
    # A character is put in at random, so that few may be alike.
    assert len(set(found["案情描述"].to_pylist())) > 450
    assert len({day[:10] for day in found["报案时间"].to_pylist()}) == 30


def test_memory_counts_children() -> None:
    hold = "b = bytearray(150_000_000); b[::4096] = b'x' * len(b[::4096]); import time; time.sleep(1.6)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}], check=True)"
    used = run([sys.executable, "-c", outer], 1)
    assert 140 < used.memory_mb < 400
    assert used.seconds >= 1.5


def test_a_program_that_fails_stops_the_run() -> None:
    with pytest.raises(EngineError, match="told"):
        run([sys.executable, "-c", "import sys; sys.exit('what it told')"], 1)


def test_the_table_says_what_was_not_measured() -> None:
    ways = WAYS[:3]
    found = {(ways[0].name, 10): Used(2.0, 1.0, 100.0), (ways[0].name, 1000): Used(4.0, 3.0, 120.0)}
    text = table.markdown({"runs": 1}, ways, [10, 1000], found, {ways[2].name: "pyspark not installed"})
    first = next(line for line in text.splitlines() if line.startswith(f"| {ways[0].name} |"))
    assert "4.0 (250; 120)" in first
    second = next(line for line in text.splitlines() if line.startswith(f"| {ways[1].name} |"))
    assert second.count("| - ") == 2
    assert f"- {ways[2].name}: left out, pyspark not installed" in text
