import pyarrow as pa
import pytest

from fanzha.engines import open_engine
from fanzha.errors import EngineError, InputError, MissingFileError

TABLE = pa.table({"a": list(range(10_000)), "b": [str(i % 7) for i in range(10_000)]})


@pytest.fixture
def engine():
    return open_engine("local")


def test_maps_batches_in_order_and_reports_progress(engine) -> None:
    seen: list[int] = []
    schema = pa.schema([("c", pa.int64())])

    def double(batch: pa.RecordBatch) -> pa.RecordBatch:
        return pa.RecordBatch.from_arrays([pa.array([2 * x for x in batch.column("a").to_pylist()])], schema=schema)

    result = engine.map_batches(TABLE, double, schema, seen.append)
    assert result.column("c").to_pylist() == [2 * i for i in range(10_000)]
    assert sum(seen) == 10_000
    assert len(seen) > 1


def test_a_lost_row_is_an_error(engine) -> None:
    with pytest.raises(EngineError, match="keep every row"):
        engine.map_batches(TABLE, lambda b: b.slice(1), TABLE.schema)


def test_empty_table(engine) -> None:
    assert engine.map_batches(TABLE.slice(0, 0), lambda b: b, TABLE.schema).num_rows == 0


def test_sql_over_arrow(engine) -> None:
    result = engine.sql("select b, count(*) as n from t group by b order by b", t=TABLE)
    assert sum(result.column("n").to_pylist()) == 10_000
    with pytest.raises(EngineError, match="DuckDB"):
        engine.sql("select nothing from nowhere")


def test_files_round_trip_whole(engine, tmp_path) -> None:
    path = tmp_path / "deep" / "t.parquet"
    engine.write(TABLE, path)
    assert engine.read(path).equals(TABLE)
    assert [p.name for p in path.parent.iterdir()] == ["t.parquet"]


def test_broken_and_missing_files(engine, tmp_path) -> None:
    with pytest.raises(MissingFileError):
        engine.read(tmp_path / "none.parquet")
    (tmp_path / "x.parquet").write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(InputError, match="Parquet"):
        engine.read(tmp_path / "x.parquet")


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(EngineError, match="abacus"):
        open_engine("abacus")
