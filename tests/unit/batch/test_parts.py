"""Part files: whole and known to the store, or gone."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fanzha.batch.parts import PART, Parts, open_cases, part_name
from fanzha.errors import MissingFileError, OutputError, StoreError
from fanzha.store.records import OutputFile, ShardKey

KEY = ShardKey("a" * 64, "b" * 64, "c" * 64, 100, 7)
DAYS = [date(2026, 3, 2), None, date(2026, 3, 1), date(2026, 3, 2), None]


def rows(days: list[date | None]) -> pa.Table:
    columns = []
    for field in PART:
        if field.name == "case_id":
            columns.append(pa.array([f"C{i}" for i in range(len(days))]))
        elif field.name == "reported_on":
            columns.append(pa.array(days, pa.date32()))
        elif field.nullable:
            columns.append(pa.nulls(len(days), field.type))
        else:
            one = {pa.string(): "x", pa.bool_(): False, pa.int32(): 1, pa.float32(): 0.5}.get(field.type, [])
            columns.append(pa.array([one] * len(days), field.type))
    return pa.Table.from_arrays(columns, schema=PART)


def listed(files: tuple[OutputFile, ...] = ()) -> pa.Table:
    return pa.table(
        {
            "path": pa.array([f.path for f in files], pa.string()),
            "bytes": pa.array([f.size for f in files], pa.int64()),
        }
    )


def published(output: Path, key: ShardKey = KEY, days: list[date | None] = DAYS) -> tuple[OutputFile, ...]:
    parts = Parts(output)
    files = parts.write(rows(days), key)
    parts.publish(files, key)
    return files


def test_a_file_a_day_that_readers_take_for_one_table(tmp_path: Path) -> None:
    files = published(tmp_path)
    days = [f.path.split("/")[1] for f in files]
    assert days == ["day=2026-03-01", "day=2026-03-02", "day=undated"]
    assert [f.rows for f in files] == [1, 2, 2]
    for f in files:
        data = (tmp_path / f.path).read_bytes()
        assert (f.size, f.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    table = pq.read_table(tmp_path / "cases.parquet")
    assert sorted(table["case_id"].to_pylist()) == ["C0", "C1", "C2", "C3", "C4"]
    assert set(table.column_names) == {*PART.names, "day"}
    frame = pd.read_parquet(tmp_path / "cases.parquet")
    assert frame.set_index("case_id").loc["C1", "day"] == "undated"


@pytest.mark.parametrize("older_first", [True, False])
def test_parts_of_older_releases_are_read_together_with_newer_ones(tmp_path: Path, older_first: bool) -> None:
    """Whichever of them lies first, nothing that the newer ones say is lost."""
    old, new = (date(2026, 3, 1), date(2026, 3, 2)) if older_first else (date(2026, 3, 2), date(2026, 3, 1))
    table = rows([new])
    at = PART.get_field_index("outcome")
    parts = Parts(tmp_path)
    parts.publish(parts.write(table.set_column(at, PART.field(at), pa.array(["lost"])), KEY), KEY)
    before = ("paid_yuan", "outcome", "delay_minutes", "repeat_victim", "occurred_at", "conflicts")
    older = tmp_path / "cases.parquet" / f"day={old}" / "part-older.parquet"
    older.parent.mkdir()
    pq.write_table(rows([old]).drop_columns(list(before)), older)
    got = open_cases(tmp_path).to_table().sort_by("day")
    assert got.schema.names == [*PART.names, "day"]
    assert got["day"].to_pylist() == ["2026-03-01", "2026-03-02"]
    assert got["outcome"].to_pylist() == ([None, "lost"] if older_first else ["lost", None])
    assert got["reported_on"].to_pylist() == [date(2026, 3, 1), date(2026, 3, 2)]


def test_a_folder_without_parts_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        open_cases(tmp_path)


def test_the_same_rows_give_the_same_bytes_however_they_are_chunked(tmp_path: Path) -> None:
    one = Parts(tmp_path / "a").write(rows(DAYS), KEY)
    table = pa.concat_tables([rows(DAYS).slice(i, 1) for i in range(5)])
    assert Parts(tmp_path / "b").write(table, KEY) == one


def test_shards_of_another_size_never_share_a_name() -> None:
    other = ShardKey("a" * 64, "b" * 64, "c" * 64, 200, 7)
    assert part_name(KEY) != part_name(other)


def test_a_part_never_takes_the_place_of_another(tmp_path: Path) -> None:
    published(tmp_path)
    parts = Parts(tmp_path)
    files = parts.write(rows(DAYS[:1]), KEY)
    with pytest.raises(StoreError, match="overwrite"):
        parts.publish(files, KEY)


def test_what_was_moved_but_never_committed_is_gone_after_recovery(tmp_path: Path) -> None:
    kept = published(tmp_path, ShardKey("a" * 64, "b" * 64, "c" * 64, 100, 6))
    Parts(tmp_path).forget(ShardKey("a" * 64, "b" * 64, "c" * 64, 100, 6))
    published(tmp_path, days=[date(2026, 4, 1), date(2026, 3, 2)])
    assert Parts(tmp_path).recover(listed(kept)) == 2
    found = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.parquet") if p.is_file())
    assert found == sorted(f.path for f in kept)
    assert not (tmp_path / "cases.parquet" / "day=2026-04-01").exists()
    assert not (tmp_path / ".parts").exists()


def test_what_was_committed_stays_though_its_list_is_still_there(tmp_path: Path) -> None:
    files = published(tmp_path)
    assert Parts(tmp_path).recover(listed(files)) == 0
    assert all((tmp_path / f.path).is_file() for f in files)


def test_recovery_never_touches_what_no_shard_promised(tmp_path: Path) -> None:
    files = published(tmp_path)
    Parts(tmp_path).forget(KEY)
    with pytest.raises(StoreError, match="3 other parts"):
        Parts(tmp_path).recover(listed())
    assert all((tmp_path / f.path).is_file() for f in files)
    outside = tmp_path / "precious.txt"
    outside.write_text("x")
    aside = tmp_path / ".parts" / "part-x"
    aside.mkdir(parents=True)
    (aside / "files.json").write_text('["precious.txt", "cases.parquet/../precious.txt", 5]')
    Parts(tmp_path).recover(listed(files))
    assert outside.exists()


def test_a_list_cut_off_while_it_was_written_promises_nothing(tmp_path: Path) -> None:
    aside = tmp_path / ".parts" / "part-x"
    aside.mkdir(parents=True)
    (aside / "files.json").write_text('["cases.parquet/day=2026')
    assert Parts(tmp_path).recover(listed()) == 0


@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_committed_file_that_is_missing_or_cut_is_told(tmp_path: Path, harm: str) -> None:
    files = published(tmp_path)
    path = tmp_path / files[0].path
    path.unlink() if harm == "gone" else path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match="1 of 3 missing"):
        Parts(tmp_path).recover(listed(files))


def test_an_older_single_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "cases.parquet").write_text("old")
    with pytest.raises(OutputError, match="older release"):
        Parts(tmp_path)


def test_an_empty_shard_writes_nothing(tmp_path: Path) -> None:
    assert published(tmp_path, days=[]) == ()
    assert not list(tmp_path.rglob("*.parquet"))
