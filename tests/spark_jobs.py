"""Jobs on Spark for tests: small inputs, and what the local engine makes of them."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fanzha import bundle
from fanzha.batch.spark import SparkRun, score_on_spark
from fanzha.batch.spark.worker import OUTPUT
from fanzha.engines import open_engine
from fanzha.engines.spark import SparkEngine
from fanzha.ingest import load_columns, read_cases
from fanzha.score import score_cases
from fanzha.store.keys import content_hashes

# Of a session that lives for seconds: compiling hard and many small tasks would cost more than they bring.
QUICK = {
    "spark.sql.shuffle.partitions": "3",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.maxResultSize": "2g",
}
NOW = datetime(2026, 3, 1, 12)
CONFIG = "c" * 64
TEXTS = [
    "对方让我贷款先交保证金和解冻费，放款前还要再交一笔手续费",
    "做任务点赞返佣金，先垫付三单，本金一直提不出来",
    "冒充客服说快递丢失理赔，让我共享屏幕转走 8000 元",
    "嗯",
    "please call me back before noon tomorrow",
    "今晚一起吃饭，我请客，电话 13800138000",
]


def rows(prefix: str, texts: list[str] = TEXTS) -> list[dict[str, Any]]:
    return [
        {
            "案件编号": f"{prefix}{i}",
            "简要案情": text,
            "报案时间": f"2026-02-{1 + i % 3:02d} 0{i % 10}:15",
            "受害人年龄": str(20 + i % 60),
            "损失金额（万元）": "1.5",
            "辖区派出所": "东门所",
        }
        for i, text in enumerate(texts)
    ]


def write_csv(path: Path, given: list[dict[str, Any]], encoding: str = "utf-8", end: str = "\r\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(given[0]), *(",".join(f'"{v}"' for v in row.values()) for row in given)]
    path.write_bytes(end.join(lines).encode(encoding) + (end.encode(encoding) if end == "\r\n" else b""))


class Job:
    """Runs the job into a folder with the shipped model."""

    def __init__(self, spark: SparkEngine, model: Path, output: Path) -> None:
        self.spark, self.model, self.output = spark, model, output

    def __call__(self, *given: Path | str, **options: Any) -> SparkRun:
        config = options.pop("config", CONFIG)
        model = options.pop("model", self.model)
        inputs = [str(one) for one in given]
        return score_on_spark(self.spark, inputs, str(self.output), model, load_columns(), config, now=NOW, **options)

    def table(self) -> pa.Table:
        files = sorted(self.output.glob("cases.parquet/*/*.parquet"))
        table = pa.concat_tables([pq.ParquetFile(f).read() for f in files]) if files else OUTPUT.empty_table()
        return table.cast(OUTPUT)

    def keys(self) -> list[tuple[str, ...]]:
        names = ["case_id", "content_hash", "bundle_hash", "config_hash"]
        return sorted(zip(*(self.table().column(n).to_pylist() for n in names), strict=True))

    def sheet(self) -> list[dict[str, str]]:
        with (self.output / "quarantine.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def files(self) -> dict[str, bytes]:
        return {p.relative_to(self.output).as_posix(): p.read_bytes() for p in self.output.rglob("*") if p.is_file()}


def on_this_machine(paths: list[Path], model: Path) -> tuple[pa.Table, list[dict[str, Any]]]:
    """What the local engine makes of the same files: scored cases with hashes, and the rows set aside."""
    loaded, tables, aside = bundle.load(model), [], []
    for path in paths:
        read = read_cases(path, load_columns(), now=NOW)
        scored = score_cases(read.cases, loaded, open_engine("local"))
        tables.append(scored.append_column("content_hash", content_hashes(read.cases)))
        aside += read.quarantine.to_pylist()
    table = pa.concat_tables(tables)
    for name, value in (("bundle_hash", loaded.digest), ("config_hash", CONFIG)):
        table = table.append_column(name, pa.array([value] * table.num_rows))
    return table.cast(OUTPUT), aside
