"""The Spark engine keeps the promises of `fanzha.engines.Engine`, types and times included."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fanzha import schema
from fanzha.engines import open_engine
from fanzha.engines.hadoop import HadoopFiles
from fanzha.engines.settings import FIXED, SparkSettings
from fanzha.engines.spark import SparkEngine
from fanzha.errors import ConfigError, EngineError, InputError, MissingFileError
from fanzha.resources import load_config

pytestmark = pytest.mark.xdist_group("spark")

TABLE = pa.table({"a": list(range(20_000)), "b": [str(i % 7) for i in range(20_000)]})
SHANGHAI = ZoneInfo(schema.TIME_ZONE)


def moments() -> pa.Table:
    """Times that are easily moved by hours: another zone's, summer time of 1988, before 1970, none at all."""
    local = [datetime(2024, 3, 5, 0, 30), datetime(1988, 7, 1, 12, 0), datetime(1960, 1, 1, 0, 0), None]
    aware = [m.replace(tzinfo=SHANGHAI) if m else None for m in local]
    return pa.table(
        {
            "seconds": pa.array(aware, pa.timestamp("s", schema.TIME_ZONE)),
            "utc": pa.array(aware, pa.timestamp("us", "UTC")),
            "naive": pa.array(local, pa.timestamp("us")),
            "day": pa.array([date(2024, 2, 29), date(1900, 1, 1), None, date(2100, 12, 31)], pa.date32()),
            "yuan": pa.array([Decimal("0.01"), Decimal("-999999999999.99"), None, Decimal(0)], pa.decimal128(14, 2)),
        }
    )


def test_maps_batches_in_order_and_reports_progress(spark: SparkEngine) -> None:
    seen: list[int] = []
    wanted = pa.schema([("c", pa.int64()), ("process", pa.int64())])

    def double(batch: pa.RecordBatch) -> pa.RecordBatch:
        doubled = [2 * x for x in batch.column("a").to_pylist()]
        return pa.RecordBatch.from_arrays([pa.array(doubled), pa.array([os.getpid()] * len(doubled))], schema=wanted)

    result = spark.map_batches(TABLE, double, wanted, seen.append)
    assert result.column("c").to_pylist() == [2 * i for i in range(20_000)]
    assert sum(seen) == 20_000
    assert len(seen) > 1
    assert os.getpid() not in result.column("process").to_pylist()


def test_a_lost_row_is_an_error(spark: SparkEngine) -> None:
    with pytest.raises(EngineError, match="keep every row"):
        spark.map_batches(TABLE, lambda b: b.slice(1), TABLE.schema)


def test_an_empty_table(spark: SparkEngine) -> None:
    assert spark.map_batches(TABLE.slice(0, 0), lambda b: b, TABLE.schema).num_rows == 0


def test_types_reach_the_function_and_come_back_as_they_are(spark: SparkEngine) -> None:
    odd = moments().append_column("words", pa.array(["a", "b", "a", None]).dictionary_encode())
    odd = odd.append_column("nested", pa.array([[{"x": 1}], [], None, [{"x": None}]]))
    fields = odd.schema

    def same(batch: pa.RecordBatch) -> pa.RecordBatch:
        assert batch.schema == fields
        return batch

    assert spark.map_batches(odd, same, fields).equals(odd)


def test_a_failing_function_is_stated_without_what_it_saw(
    spark: SparkEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(batch: pa.RecordBatch) -> pa.RecordBatch:
        raise ValueError(f"13800138000 {batch.column('b')[0]}")

    with pytest.raises(EngineError, match="must finish") as caught:
        spark.map_batches(TABLE, fail, TABLE.schema)
    chain, error = [], caught.value
    while error is not None:
        chain.append(str(error))
        error = error.__cause__
    assert "13800138000" not in "".join(chain)
    assert "13800138000" not in "".join(capfd.readouterr())


def test_sql_over_arrow(spark: SparkEngine) -> None:
    result = spark.sql("SELECT b, count(*) AS n FROM t GROUP BY b ORDER BY b", t=TABLE)
    assert sum(result.column("n").to_pylist()) == 20_000
    with pytest.raises(EngineError, match="must run on Spark"):
        spark.sql("SELECT nothing FROM nowhere")
    # Tables of one query are gone in the next.
    with pytest.raises(EngineError, match="NOT_FOUND"):
        spark.sql("SELECT * FROM t")


def test_times_and_amounts_pass_through_sql(spark: SparkEngine) -> None:
    given = moments()
    result = spark.sql("SELECT * FROM t", t=given)
    assert result.column("seconds").type == pa.timestamp("us", schema.TIME_ZONE)
    for name in given.column_names:
        instant = pa.timestamp("us", "UTC") if name in {"seconds", "utc"} else given.schema.field(name).type
        assert result.column(name).cast(instant).equals(given.column(name).cast(instant)), name
    local = spark.sql("SELECT date_format(seconds, 'yyyy-MM-dd HH:mm') AS x FROM t", t=given)
    assert local.column("x").to_pylist() == ["2024-03-05 00:30", "1988-07-01 12:00", "1960-01-01 00:00", None]


@pytest.mark.parametrize("name", ["plain.parquet", "案 [1] {a,b}*?%20.parquet", "folder name/x\\y.parquet"])
def test_files_round_trip_whole(spark: SparkEngine, tmp_path: Path, name: str) -> None:
    path = tmp_path / "deep" / name
    spark.write(TABLE, path)
    spark.write(TABLE, path)  # over an older one
    assert spark.read(path).equals(TABLE)
    assert pq.read_table(path).equals(TABLE)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_folder_is_read_as_one_table(spark: SparkEngine, tmp_path: Path) -> None:
    for i in range(3):
        pq.write_table(moments(), tmp_path / f"{i}.parquet")
    result = spark.read(tmp_path)
    assert result.num_rows == 12
    assert set(result.column("utc").cast(pa.int64()).to_pylist()) == set(
        moments().column("utc").cast(pa.int64()).to_pylist()
    )


def test_broken_and_missing_files(spark: SparkEngine, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        spark.read(tmp_path / "none.parquet")
    (tmp_path / "x.parquet").write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(InputError, match="Parquet"):
        spark.read(tmp_path / "x.parquet")
    with pytest.raises(EngineError, match="files of nofs") as caught:
        spark.read("nofs://host/x.parquet")
    assert "host" not in str(caught.value)


def test_one_process_reads_a_file_that_must_stay_whole(spark: SparkEngine, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("x" * 99 + "\n", encoding="utf-8")
    lines = 4000
    path.write_text(("x" * 99 + "\n") * lines, encoding="utf-8")
    wanted = pa.schema([("n", pa.int64())])

    def count(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_arrays([pa.array([sum(b.num_rows for b in batches)])], schema=wanted)

    def counts() -> list[int]:
        frame = spark.session.read.text(spark.files.pattern(spark.files.uri(path)))
        return sorted(spark.map_frame(frame, count, wanted).toArrow().column("n").to_pylist())

    spark.session.conf.set("spark.sql.files.maxPartitionBytes", "100000")
    try:
        assert len(counts()) > 1
        with spark.whole_files():
            assert counts() == [lines]
        assert len(counts()) > 1
    finally:
        spark.session.conf.set("spark.sql.files.maxPartitionBytes", str(spark.settings.partition_bytes))


class TestFiles:
    def test_a_name_leads_to_the_same_place_however_it_is_written(self, spark: SparkEngine, tmp_path: Path) -> None:
        files, path = spark.files, tmp_path / "案 情" / "a%b c.txt"
        path.parent.mkdir()
        path.write_bytes(b"x")
        for text in (str(path), f"file://{path}", f"file:{path}"):
            assert files.local(files.uri(text)) == path
            assert files.read(files.uri(text)) == b"x"
        assert files.local(files.child(files.uri(path.parent), path.name)) == path
        assert [f.name for f in files.walk(files.uri(tmp_path))] == [path.name]
        assert [files.local(f) for f in files.glob(f"{tmp_path}/*/a*")] == [path]

    def test_a_moved_file_is_moved_once(self, spark: SparkEngine, tmp_path: Path) -> None:
        for files in (spark.files, elsewhere(spark)):
            source, target = tmp_path / "a", tmp_path / "below" / "b"
            source.write_bytes(b"1")
            files.move(files.uri(source), files.uri(target))
            assert (source.exists(), target.read_bytes()) == (False, b"1")
            # Moved before, but not deleted: the one that is there counts.
            source.write_bytes(b"2")
            files.move(files.uri(source), files.uri(target))
            assert (source.exists(), target.read_bytes()) == (False, b"1")
            source.write_bytes(b"3")
            files.replace(files.uri(source), files.uri(target))
            assert (source.exists(), target.read_bytes()) == (False, b"3")
            target.unlink()

    def test_what_is_not_there_is_no_file(self, spark: SparkEngine, tmp_path: Path) -> None:
        files, uri = spark.files, spark.files.uri(tmp_path / "none")
        assert not files.is_file(uri)
        assert not files.is_folder(uri)
        assert files.names(uri) == []
        files.delete(uri)
        with pytest.raises(MissingFileError):
            files.file(uri)
        with pytest.raises(EngineError, match="files of file"):
            files.read(uri)


def elsewhere(spark: SparkEngine) -> HadoopFiles:
    """Files of this machine, taken for those of another: everything goes the way of HDFS."""

    class Elsewhere(HadoopFiles):
        def local(self, uri: str) -> Path | None:
            return None

    files = spark.files
    return Elsewhere(files._jvm, files._conf, files._faults)


class TestSettings:
    def test_the_shipped_file_fits(self) -> None:
        settings = load_config(SparkSettings, "engines/spark.yaml")
        assert settings.spark_conf()["spark.sql.session.timeZone"] == schema.TIME_ZONE

    @pytest.mark.parametrize(
        ("text", "match"),
        [
            ("mastr: local", "mastr"),
            ("conf: {sql.shuffle: '3'}", "must begin with spark"),
            ("conf: {spark.sql.session.timeZone: UTC}", "is set by fanzha"),
            ("driver_memory: lots", "driver_memory"),
            ("batch_rows: 0", "batch_rows"),
        ],
    )
    def test_an_unknown_or_wrong_key_is_an_error(self, tmp_path: Path, text: str, match: str) -> None:
        (path := tmp_path / "spark.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=match):
            load_config(SparkSettings, "engines/spark.yaml", path)

    def test_a_session_has_what_results_rest_on(self, spark: SparkEngine) -> None:
        for key, value in FIXED.items():
            assert spark.session.sparkContext.getConf().get(key) == value

    def test_without_java_it_says_so(self) -> None:
        code = (
            "from fanzha.engines import open_engine\n"
            "from fanzha.errors import EngineError\n"
            "try:\n    open_engine('spark').session\n"
            "except EngineError as error:\n    print(error)"
        )
        env = {**os.environ, "JAVA_HOME": "/nowhere"}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
        assert "Spark needs Java 17" in done.stdout
        assert done.stderr == ""

    def test_an_engine_is_opened_without_starting_anything(self) -> None:
        assert "session" not in vars(open_engine("spark"))
