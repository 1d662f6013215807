"""What only the DuckDB home does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from stores import current, deliver

from fanzha.errors import StoreBusyError, StoreError
from fanzha.store import duckdb, open_store


def test_cases_are_read_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(str(tmp_path / "a.duckdb")) as store:
        deliver(store, [(f"A{i}", f"第{i}") for i in range(50)])
        deliver(store, [(f"A{i}", f"改{i}") for i in range(20)], name="b.csv")
        whole = current(store)
        assert whole.num_rows == 50
        monkeypatch.setattr(duckdb, "_ROWS", 7)
        monkeypatch.setattr(duckdb, "_BATCH", 3)
        batches = list(store.current())
        assert max(b.num_rows for b in batches) == 3
        assert current(store).equals(whole)
        one, two = store.current(), store.current()
        assert [a.equals(b) for a, b in zip(one, two, strict=True)] == [True] * len(batches)


def test_a_query_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with open_store(str(tmp_path / "a.duckdb")) as store:
        for query in (f"SELECT * FROM '{tmp_path}/x.csv'", f"ATTACH '{tmp_path}/y.duckdb' AS y", "INSTALL httpfs"):
            with pytest.raises(StoreError):
                store.sql(query)
    assert not (tmp_path / "y.duckdb").exists()


def test_the_same_file_for_writing_and_reading_in_one_process_is_busy(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "a.duckdb")), pytest.raises(StoreBusyError):
        open_store(str(tmp_path / "a.duckdb"), read_only=True)


FILL = """
import resource, signal, sys
from stores import deliver
from fanzha.errors import StoreFullError
from fanzha.store import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
store = open_store(sys.argv[1])
try:
    for n in range(200):
        deliver(store, [(f"A{n}-{i}", "诈" * 300 + str(i * n)) for i in range(200)], name=str(n), shard_rows=200)
except StoreFullError as error:
    print(n, error.__suppress_context__)
"""


def test_a_disk_that_is_full_costs_the_last_shard_alone(tmp_path: Path) -> None:
    """A file that may not grow fails as a full disk does, at the same calls."""
    path = str(tmp_path / "a.duckdb")
    env = os.environ | {"PYTHONPATH": os.pathsep.join([p for p in sys.path if p])}
    said = subprocess.run([sys.executable, "-c", FILL, path], capture_output=True, text=True, env=env, check=False)
    assert said.stdout.endswith(" True\n"), said.stderr[-500:]
    n = int(said.stdout.split()[0])
    assert n > 1
    with open_store(path) as store:
        for table in ("cases", "scores", "latest", "arrivals"):
            assert store.sql(f"SELECT COUNT(*) AS n FROM {table}")["n"].to_pylist() == [200 * n]
        assert deliver(store, [("B", "x")], name="b.csv") == [0]


def test_readers_share_a_file(tmp_path: Path) -> None:
    path = str(tmp_path / "a.duckdb")
    with open_store(path) as store:
        deliver(store, [("A1", "x")])
    with open_store(path, read_only=True) as one, open_store(path, read_only=True) as two:
        assert current(one).equals(current(two))
    assert [p.name for p in tmp_path.iterdir()] == ["a.duckdb"]
