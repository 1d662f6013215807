"""Opening a store: names, what must be there, versions, what is said when it cannot be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from stores import TABLES, current, deliver, everything, texts

from fanzha.errors import MissingFileError, StoreBusyError, StoreError
from fanzha.store import Store, migrating, open_store
from fanzha.store.committing import CURRENT

# Columns that cases of older versions lack.
NEW = {
    "occurred_at", "paid_yuan", "returned_yuan", "stopped_yuan", "outcome", "platforms", "banks", "delay_minutes",
    "repeat_victim", "life_stage", "conflicts",
}  # fmt: skip

OPEN_AND_WAIT = """
import sys
from fanzha.store import open_store
with open_store(sys.argv[1]) as store, store.writer():
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_a_file_is_named_by_url_or_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = (tmp_path / "neu" / "店.duckdb").resolve()
    for name in (
        "neu/店.duckdb",
        str(wanted),
        "duckdb:///neu/店.duckdb",
        f"duckdb:///{wanted}",
        "duckdb:///neu/%E5%BA%97.duckdb",
    ):
        with open_store(name) as store:
            assert store.url == f"duckdb:///{wanted}"
            deliver(store, [("A1", "x")], name=name)
    with open_store(f"duckdb:///{wanted}?memory_limit=1GB", read_only=True) as store:
        assert store.sql("SELECT COUNT(*) AS n FROM inputs")["n"].to_pylist() == [5]
        assert store.sql("SELECT current_setting('memory_limit') AS m")["m"].to_pylist() == ["953.6 MiB"]


@pytest.mark.parametrize(
    "name",
    [
        "store", "store.db", "mysql://u:geheim@h/d", "duckdb://host/x.duckdb", "duckdb:x.duckdb", "duckdb:///", "",
        "duckdb:///x.duckdb?memory=1GB", "duckdb:///x.duckdb?memory_limit=lots", "duckdb:///x.duckdb?memory_limit=0MB",
    ],
)  # fmt: skip
def test_other_names_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError) as caught:
        open_store(name)
    assert caught.value.remedy
    assert "geheim" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"hello" * 2000)
    with pytest.raises(StoreError, match="must be a DuckDB file"):
        open_store(str(path))
    assert path.read_bytes() == b"hello" * 2000
    with pytest.raises(MissingFileError) as caught:
        open_store(str(tmp_path / "b.duckdb"), read_only=True)
    assert str(caught.value).startswith("a store must be there to be read; found no file b.duckdb; ")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        open_store(str(tmp_path / "file" / "c.duckdb"))


def test_another_process_has_it(url: str) -> None:
    open_store(url).close()
    command = [sys.executable, "-c", OPEN_AND_WAIT, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreBusyError) as caught, open_store(url) as store, store.writer():
            pass
        assert "run the same command again" in caught.value.remedy
        other.communicate("\n")
    with open_store(url) as store, store.writer():
        pass


def test_every_step_is_noted(store: Store) -> None:
    steps = migrating.migrations(store.home)
    noted = store.sql("SELECT version, name FROM schema_version ORDER BY version").to_pylist()
    assert noted == [{"version": s.version, "name": s.name} for s in steps]


def test_a_newer_store_is_refused_and_unchanged(url: str, later: Path) -> None:
    with open_store(url) as store:
        deliver(store, [("A1", "x")])
        before = everything(store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "FOLDER", later)
        with open_store(url) as store:
            assert store.sql("SELECT again FROM later")["again"].to_pylist() == [5]
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"newer than the program; found schema \d under a release that knows"):
            open_store(url, read_only=read_only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "FOLDER", later)
        with open_store(url) as store:
            assert everything(store) == before


def test_an_older_store_is_brought_up_to_date(url: str, older: Path, old_rows: str) -> None:
    """A store of an older version, with what it held then: nothing is lost, and what it never knew is null."""
    tables = [name for name in TABLES if name != "current_scores"]

    def held(store: Store) -> dict[str, list[dict[str, object]]]:
        return {n: store.sql(f"SELECT * FROM {n} ORDER BY {TABLES[n]}").to_pylist() for n in tables}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "FOLDER", older)
        with open_store(url) as store:
            store._script(old_rows)
            before = held(store)
    assert not NEW & set(before["cases"][0])
    with pytest.raises(StoreError, match="up to date"):
        open_store(url, read_only=True)
    with open_store(url) as store:
        after = held(store)
        assert {n for n in tables if after[n] != before[n]} == {"cases"}
        assert after["cases"] == [row | dict.fromkeys(NEW) for row in before["cases"]]
        table = current(store)
        assert table.schema.equals(CURRENT)
        newest = {row["case_id"]: row["content_hash"] for row in before["latest"]}
        assert dict(zip(table["case_id"].to_pylist(), table["content_hash"].to_pylist(), strict=True)) == newest
        assert all(table[name].null_count == table.num_rows for name in NEW)
        assert texts(store)["A2"] == "二人报案"
        assert [(r["case_id"], r["label"], r["text"]) for r in store.reviews().to_pylist()] == [
            ("A1", "loan", "一人被骗")
        ]
        assert store.quarantined().num_rows == 1
        # The same rows again are new versions, since more is known of them now; older versions stay.
        assert deliver(store, [("A4", "四人被骗"), ("A9", "九")], name="later.csv") == [0, 0]
        assert current(store).num_rows == len(newest) + 1
        assert store.sql("SELECT COUNT(*) AS n FROM cases WHERE case_id = 'A4'")["n"].to_pylist() == [2]
    with open_store(url, read_only=True) as store:
        assert current(store).num_rows == len(newest) + 1


def test_a_step_that_fails_changes_nothing(url: str, later: Path) -> None:
    with open_store(url) as store:
        deliver(store, [("A1", "x")])
        before = everything(store)
    broken = sorted(later.glob("*_later.*sql"))[-1]
    broken.write_text(broken.read_text() + "\nDELETE FROM scores;\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "FOLDER", later)
        with pytest.raises(StoreError):
            open_store(url)
    with open_store(url) as store:
        assert everything(store) == before
        assert store.sql("SELECT MAX(version) AS v FROM schema_version")["v"].to_pylist() == [
            len(migrating.migrations(store.home))
        ]


def test_migrations_must_be_numbered_without_gaps(later: Path) -> None:
    (later / "0009_gap.sql").write_text("SELECT 1")
    with pytest.raises(StoreError, match="without gaps"):
        migrating.migrations("duckdb", later)
    (later / "0009_gap.sql").rename(later / "9.sql")
    with pytest.raises(StoreError, match="must be named"):
        migrating.pending("duckdb", 0, later)
