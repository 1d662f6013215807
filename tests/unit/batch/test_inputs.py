"""What a job is told to read, and what it refuses before anything is taken in."""

from __future__ import annotations

import hashlib
import stat
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from fanzha.batch.inputs import Input, open_inputs
from fanzha.errors import InputError, MissingFileError, StoreBusyError, StoreError
from fanzha.ingest import CaseParser, ShardCases, load_columns, read_cases

COLUMNS = load_columns()
NOW = datetime(2026, 6, 1)


def put(path: Path, *texts: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("案情\n" + "".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def names(inputs: list[Input]) -> list[str]:
    return [one.name for one in inputs]


def cases(one: Input, shard_rows: int = 2) -> list[ShardCases]:
    parser = CaseParser(COLUMNS, now=NOW)
    return [parser.parse(shard.sections, shard.first_position) for shard in one.shards(shard_rows)]


def test_a_file(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "刷单被骗", "贷款被骗", "买货被骗")
    (one,) = open_inputs(path)
    assert (one.name, one.size) == ("a.csv", path.stat().st_size)
    assert one.input_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert one.check() == 3
    first, second = cases(one)
    assert first.cases.column("position").to_pylist() == [0, 1]
    assert second.cases.column("position").to_pylist() == [2]
    whole = read_cases(path, COLUMNS, now=NOW).cases.drop_columns(["case_id"])
    found = pa.concat_tables([first.cases, second.cases])
    assert found.select(whole.column_names).equals(whole)
    assert [i[:-9] for i in found.column("case_id").to_pylist()] == ["a-2", "a-3", "a-4"]


def test_a_row_without_a_number_is_the_same_case_only_with_the_same_content(tmp_path: Path) -> None:
    def ids(*texts: str) -> list[str]:
        (one,) = open_inputs(put(tmp_path / "a.csv", *texts))
        return [i for part in cases(one) for i in part.cases.column("case_id").to_pylist()]

    today, tomorrow = ids("刷单被骗", "贷款被骗", "买货被骗"), ids("刷单被骗", "另一件", "买货被骗", "又一件")
    assert today[0] == tomorrow[0]
    assert today[2] == tomorrow[2]
    assert today[1] != tomorrow[1]
    assert len({*today, *tomorrow}) == 5


def test_a_folder_is_read_by_name_with_what_lies_below(tmp_path: Path) -> None:
    for name in (
        "b.csv",
        "a/z.csv",
        "a-1.csv",
        "乙/丙.csv",
        "B.CSV",
        "a/.hidden.csv",
        ".git/x.csv",
        "~$b.xlsx",
        "read.me",
    ):
        put(tmp_path / name, "刷单被骗")
    put(tmp_path / "_temporary" / "0" / "part.csv", "半截")
    (tmp_path / "x.csv").mkdir()
    inputs = open_inputs(tmp_path)
    assert names(inputs) == ["B.CSV", "a-1.csv", "a/z.csv", "b.csv", "乙/丙.csv"]
    assert [one.path.read_bytes()[:2] for one in inputs] == ["案".encode()[:2]] * 5


def test_names_below_a_folder_keep_made_up_ids_apart(tmp_path: Path) -> None:
    put(tmp_path / "1月" / "a.csv", "刷单被骗")
    put(tmp_path / "2月" / "a.csv", "贷款被骗")
    found = [cases(one)[0].cases for one in open_inputs(tmp_path)]
    assert [c.column("case_id")[0].as_py()[:-9] for c in found] == ["1月/a-2", "2月/a-2"]
    assert [c.column("source").to_pylist() for c in found] == [["1月/a.csv"], ["2月/a.csv"]]


def test_a_pattern(tmp_path: Path) -> None:
    for name in ("2026/01/a.csv", "2026/02/a.csv", "2026/02/b.jsonl", "2025/12/a.csv", "2026/notes.md"):
        put(tmp_path / name, "刷单被骗")
    assert names(open_inputs(f"{tmp_path}/2026/*/a.csv")) == ["01/a.csv", "02/a.csv"]
    assert names(open_inputs(f"{tmp_path}/20*/**/*.csv")) == ["2025/12/a.csv", "2026/01/a.csv", "2026/02/a.csv"]
    assert names(open_inputs(f"{tmp_path}/2026/0[12]")) == ["01/a.csv", "02/a.csv", "02/b.jsonl"]
    with pytest.raises(InputError, match="a pattern must fit"):
        open_inputs(f"{tmp_path}/2024*/*.csv")


def test_a_pattern_below_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "b.csv", "刷单被骗")
    put(tmp_path / "a.csv", "刷单被骗")
    monkeypatch.chdir(tmp_path)
    assert names(open_inputs("*.csv")) == ["a.csv", "b.csv"]
    # A file that is really called so is no pattern.
    put(tmp_path / "[a].csv", "刷单被骗")
    assert names(open_inputs("[a].csv")) == ["[a].csv"]


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder of inputs must hold files"):
        open_inputs(tmp_path)
    with pytest.raises(MissingFileError, match="must be a file, a folder or a pattern"):
        open_inputs(tmp_path / "a.csv")
    with pytest.raises(InputError, match="a query needs a database"):
        open_inputs(put(tmp_path / "a.csv"), query="SELECT 1")
    with pytest.raises(InputError, match="a database needs a query"):
        open_inputs("postgresql://nobody@nowhere/nothing", spool_to=tmp_path)


def test_no_number_in_names_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "13800138000.csv"
    (one,) = open_inputs(put(path, "刷单被骗"))
    assert one.name == "[手机].csv"
    path.write_bytes(b"PAR1 no parquet")
    for attempt in (one.check, open_inputs(path)[0].check, lambda: open_inputs(tmp_path / "13800138001.csv")):
        with pytest.raises((InputError, MissingFileError)) as caught:
            attempt()
        assert "1380013800" not in str(caught.value)


def test_an_input_that_changes_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", *["刷单被骗"] * 5)
    (one,) = open_inputs(path)
    shards = one.shards(2)
    next(shards)
    put(path, *["刷单被骗"] * 6)
    with pytest.raises(InputError, match="must stay as it is"):
        next(shards)
    with pytest.raises(InputError, match="must stay as it is"):
        _ = one.input_hash
    with pytest.raises(InputError, match="must stay as it is"):
        one.check()


def test_rows_of_several_sheets_are_counted_on(tmp_path: Path) -> None:
    book = Workbook()
    for title, count in (("一", 3), ("二", 2)):
        sheet = book.create_sheet(title)
        sheet.append(["案情"])
        for i in range(count):
            sheet.append([f"第{i}次刷单被骗"])
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    (one,) = open_inputs(tmp_path / "a.xlsx")
    assert one.check() == 5
    found = pa.concat_tables([c.cases for c in cases(one)])
    assert found.column("position").to_pylist() == [0, 1, 2, 3, 4]
    assert found.column("row").to_pylist() == [2, 3, 4, 2, 3]


def test_a_file_without_rows_has_no_shards(tmp_path: Path) -> None:
    (one,) = open_inputs(put(tmp_path / "a.csv"))
    assert one.check() == 0
    assert list(one.shards(10)) == []


@pytest.mark.parametrize("content", [b"", b"\n\n", "姓名\n张某\n".encode(), b"<html>", b"PK\x03\x04 no zip", b"[{}"])
def test_what_cannot_be_read_is_told_before_anything_is_taken_in(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json" if content.startswith(b"[") else tmp_path / "a.csv"
    path.write_bytes(content)
    (one,) = open_inputs(path)
    with pytest.raises(InputError):
        one.check()


def parquet(path: Path, rows: int = 4000, **options: object) -> bytes:
    table = pa.table(
        {"案件编号": [f"A{i}" for i in range(rows)], "案情": [f"第{i * 7919}次刷单被骗" for i in range(rows)]}
    )
    pq.write_table(table, path, row_group_size=1000, **options)
    return path.read_bytes()


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
def test_flipped_bits_of_pages_with_checksums_are_found(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "a.parquet"
    data = parquet(path, compression=compression, write_page_checksum=True, use_dictionary=False)
    (good,) = open_inputs(path)
    assert good.check() == 4000
    column = pq.ParquetFile(path).metadata.row_group(2).column(1)
    first = column.data_page_offset + 100  # behind the head of the page
    for at in range(first, column.data_page_offset + column.total_compressed_size, 997):
        path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        (one,) = open_inputs(path)
        with pytest.raises(InputError, match="a Parquet file must be whole"):
            one.check()


def test_a_truncated_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    data = parquet(path)
    for size in range(4, len(data), 4999):
        path.write_bytes(data[:size])
        (one,) = open_inputs(path)
        with pytest.raises(InputError, match="a Parquet file must be whole"):
            one.check()


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    data = parquet(path, compression="none", use_dictionary=False, write_statistics=False)
    path.write_bytes(data.replace("刷单".encode(), b"\xff\xfe\xff\xfe\xff\xfe", 1))
    (one,) = open_inputs(path)
    with pytest.raises(InputError, match="a Parquet file must be whole"):
        one.check()


def test_shards_of_parquet_go_on_where_they_are_wanted(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet")
    (one,) = open_inputs(tmp_path / "a.parquet")
    every = list(one.shards(700))
    assert [len(s) for s in every] == [700] * 5 + [500]
    numbers = [row.number for shard in every for section in shard.sections for row in section]
    assert numbers == list(range(1, 4001))
    for start in range(7):
        late = list(one.shards(700, start))
        assert [s.number for s in late] == list(range(start, 6))
        for a, b in zip(late, every[start:], strict=True):
            assert [row for x in a.sections for row in x] == [row for x in b.sections for row in x]
            assert (a.first_position, a.last) == (b.first_position, b.last)


def database(path: Path) -> str:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE reports AS SELECT 'A' || i AS 案件编号, '第' || i || '次刷单被骗' AS 案情, i * 1.5 AS 损失金额, "
            "TIMESTAMP '2026-01-01 08:00:00' + to_minutes(i) AS 报案时间 FROM range(20000) t(i)"
        )
    return f"duckdb:///{path}"


def test_a_query_becomes_a_file_that_goes_again(tmp_path: Path) -> None:
    url, query = database(tmp_path / "a.duckdb"), "SELECT * FROM reports WHERE 损失金额 > 30 ORDER BY 报案时间"
    (one,) = open_inputs(url, query=query, spool_to=tmp_path / "parts")
    with one:
        assert one.path.parent == tmp_path / "parts"
        assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
        assert one.check() == 19_979
        first = next(one.shards(50))
        row = CaseParser(COLUMNS, now=NOW).parse(first.sections).cases.slice(0, 1).to_pylist()[0]
        assert (row["case_id"], row["text"], str(row["loss_yuan"])) == ("A21", "第21次刷单被骗", "31.50")
        assert row["reported_at"].replace(tzinfo=None) == datetime(2026, 1, 1, 8, 21)
        assert row["source"] == one.name
        # The same rows are the same input.
        (again,) = open_inputs(url, query=query, spool_to=tmp_path / "other")
        with again:
            assert (again.name, again.input_hash) == (one.name, one.input_hash)
    assert [*(tmp_path / "parts").iterdir(), *(tmp_path / "other").iterdir()] == []


def test_a_query_that_fails_leaves_nothing(tmp_path: Path) -> None:
    url = database(tmp_path / "a.duckdb")
    for query, rule in (
        ("SELECT nothing FROM reports", "a query must be one that the database runs"),
        ("SELECT CAST(案情 AS INTEGER) FROM reports", "a query must be one that the database runs"),
        ("DELETE FROM reports", "a query must be one that the database runs"),
        ("SELECT 案情 AS 案情, 案情 AS 案情 FROM reports", "each column once"),
    ):
        with pytest.raises(InputError, match=rule) as caught:
            open_inputs(url, query=query, spool_to=tmp_path / "parts")
        assert "刷单" not in str(caught.value)
    assert list((tmp_path / "parts").iterdir()) == []
    with pytest.raises(MissingFileError, match="a DuckDB database must be a file"):
        open_inputs("duckdb:///nowhere.duckdb", query="SELECT 1", spool_to=tmp_path)


def test_a_database_out_of_reach_says_so_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    for url in (
        "postgresql://u:geheim@127.0.0.1:9/x",
        "postgresql://u:geheim@127.0.0.1:9/x?no=1",
        "postgresql://[geheim",
    ):
        with pytest.raises(StoreError, match="a database must be within reach") as caught:
            open_inputs(url, query="SELECT 1", spool_to=tmp_path)
        assert "geheim" not in str(caught.value)
        assert caught.value.__cause__ is None
    assert list(tmp_path.iterdir()) == []


def test_a_database_file_in_use(tmp_path: Path) -> None:
    import subprocess
    import sys

    url = database(tmp_path / "a.duckdb")
    code = f"import duckdb; c = duckdb.connect({str(tmp_path / 'a.duckdb')!r}); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreBusyError):
            open_inputs(url, query="SELECT 1", spool_to=tmp_path / "parts")
        holder.communicate("\n")


def test_a_query_of_postgresql(postgres_url: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS reports")
        connection.execute(
            "CREATE TABLE reports AS SELECT 'A' || i AS 案件编号, '第' || i || '次刷单被骗，100%' AS 案情, i::numeric(12, 2) / 4 AS 损失金额, "
            "timestamptz '2026-01-01 00:00:00+00' + i * interval '1 minute' AS 报案时间, (i % 90)::smallint AS 年龄, "
            "date '2025-12-31' AS 发案时间, jsonb_build_object('甲', i) AS 附件, i % 2 = 0 AS 已结, NULL::text AS 街道 "
            "FROM generate_series(1, 20000) i"
        )
        query = "SELECT * FROM reports WHERE 案情 LIKE '%刷单%' ORDER BY 报案时间"
        (one,) = open_inputs(postgres_url, query=query, spool_to=tmp_path / "parts")
        with one:
            assert one.check() == 20_000
            first = next(one.shards(50))
            row = next(iter(first.sections[0]))
            assert (row.cells["附件"], row.cells["已结"], row.cells["街道"]) == ('{"甲": 1}', False, None)
            case = CaseParser(COLUMNS, now=NOW).parse(first.sections).cases.slice(2, 1).to_pylist()[0]
            assert (case["case_id"], case["text"], str(case["loss_yuan"])) == ("A3", "第3次刷单被骗，100%", "0.75")
            assert case["reported_at"].replace(tzinfo=None) == datetime(2026, 1, 1, 8, 3)
            assert (case["victim_age"], str(case["occurred_on"]), case["street"]) == (3, "2025-12-31", None)
            (again,) = open_inputs(postgres_url, query=query, spool_to=tmp_path / "other")
            with again:
                assert again.input_hash == one.input_hash
        for refused in (
            "DELETE FROM reports",
            "SELECT 无 FROM reports",
            "SELECT 案情::int FROM reports",
            "SELECT 1; SELECT 2",
        ):
            with pytest.raises(InputError, match="a query must be one that the database runs") as caught:
                open_inputs(postgres_url, query=refused, spool_to=tmp_path / "parts")
            assert "刷单" not in str(caught.value)
        assert connection.execute("SELECT count(*) FROM reports").fetchone() == (20_000,)
        connection.execute("DROP TABLE reports")
    assert list((tmp_path / "parts").iterdir()) == []
