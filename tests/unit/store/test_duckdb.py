"""What only the DuckDB home does."""

from __future__ import annotations

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


def test_readers_share_a_file(tmp_path: Path) -> None:
    path = str(tmp_path / "a.duckdb")
    with open_store(path) as store:
        deliver(store, [("A1", "x")])
    with open_store(path, read_only=True) as one, open_store(path, read_only=True) as two:
        assert current(one).equals(current(two))
    assert [p.name for p in tmp_path.iterdir()] == ["a.duckdb"]
