"""The job on Spark reads, sets aside and scores as the local engine does, and keeps each score once."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from spark_jobs import TEXTS, Job, on_this_machine, rows, write_csv

from fanzha import bundle, schema
from fanzha.batch.lock import locked
from fanzha.batch.spark import worker
from fanzha.batch.spark.worker import ModelFiles
from fanzha.cli import main
from fanzha.engines.spark import SparkEngine
from fanzha.errors import BundleError, EngineError, InputError, MissingFileError, OutputError, StoreBusyError

pytestmark = pytest.mark.xdist_group("spark")


def same(found: pa.Table, wanted: pa.Table) -> None:
    order = [("case_id", "ascending"), ("source", "ascending")]
    for one, other in zip(found.sort_by(order).to_pylist(), wanted.sort_by(order).to_pylist(), strict=True):
        for name, value in other.items():
            if isinstance(value, float):
                assert one[name] == pytest.approx(value, abs=1e-6), name
            else:
                assert one[name] == value, name


def formats(folder: Path) -> list[Path]:
    """The same cases in every format that the local engine reads, each with ways of its own."""
    folder.mkdir(parents=True)
    write_csv(folder / "a.csv", rows("A"))
    write_csv(folder / "b.csv", rows("B"), "gb18030", "\n")
    write_csv(folder / "c 反诈.csv", rows("C"), "utf-8-sig", "\n")
    write_csv(folder / "d.csv", rows("D"), "utf-16")
    book = Workbook()
    book.active.append(["二月案件"])
    book.active.append(list(rows("E")[0]))
    for row in rows("E"):
        book.active.append(list(row.values()))
    book.active.cell(3, 3).value = datetime(2026, 2, 3, 4, 5)
    book.save(folder / "e.xlsx")
    lines = [json.dumps(row, ensure_ascii=False) for row in rows("F")]
    lines.insert(2, "{broken")
    (folder / "f.jsonl").write_text("\n".join(lines), encoding="utf-8")
    times = [datetime(2026, 2, 3, i) for i in range(len(TEXTS))]
    for name, kind in (("g", pa.timestamp("us", "UTC")), ("h", pa.timestamp("us")), ("i", pa.timestamp("ns"))):
        table = pa.Table.from_pylist(rows(name.upper()))
        table = table.set_column(2, "报案时间", pa.array(times).cast(kind))
        # Several row groups, and headers of another spelling.
        pq.write_table(table.rename_columns({"简要案情": "案情描述"}), folder / f"{name}.parquet", row_group_size=2)
    own = {"case_id": [f"J{i}" for i in range(3)], "text": TEXTS[:3], "source": ["x"] * 3, "row": [2, 3, 4]}
    pq.write_table(pa.table(own, schema=pa.schema([schema.CASE.field(n) for n in own])), folder / "j.parquet")
    return sorted(folder.iterdir())


def test_every_format_gives_what_the_local_engine_gives(job: Job, tmp_path: Path) -> None:
    paths = formats(tmp_path / "in")
    run = job(tmp_path / "in")
    wanted, aside = on_this_machine(paths, job.model)
    same(job.table(), wanted)
    names = ("source", "row", "column", "rule", "remedy", "raw")
    assert [[str(r[n] or "") for n in names] for r in aside] == [[r[n] for n in names] for r in job.sheet()]
    assert run.counts.rows_in == 9 * 6 + 3 + 1
    assert run.counts.quarantined == len(aside) == 1
    assert run.counts.review == sum(run.reasons.values()) == sum(wanted.column("needs_review").to_pylist())
    assert run.counts.complete
    assert not any(b"13800138000" in data for name, data in job.files().items() if name.endswith("csv"))
    days = {p.name for p in (job.output / "cases.parquet").iterdir()}
    assert {"day=2026-02-01", "day=2026-02-03", "day=undated"} <= days
    record = json.loads((job.output / "runs" / f"{run.run_id}.json").read_text(encoding="utf-8"))
    assert record["rows_in"] == run.counts.rows_in
    # Readers take the folder as one table.
    assert pq.read_table(job.output / "cases.parquet").num_rows == wanted.num_rows

    # Nothing is left to do: no file of cases changes.
    before = job.files()
    again = job(tmp_path / "in")
    assert (again.counts.unchanged, again.counts.scored, again.counts.review) == (wanted.num_rows, 0, 0)
    assert again.counts.quarantined == 1
    after = job.files()
    assert {n: d for n, d in after.items() if not n.startswith("runs/")} == {
        n: d for n, d in before.items() if not n.startswith("runs/")
    }


def test_a_case_is_taken_once_and_every_version_of_it(job: Job, tmp_path: Path) -> None:
    first = [*rows("A"), {**rows("A")[0], "简要案情": TEXTS[1]}, rows("A")[1]]  # conflicting, and plainly again
    write_csv(tmp_path / "in" / "a.csv", first)
    write_csv(tmp_path / "in" / "b.csv", [rows("A")[2], {**rows("A")[3], "受害人年龄": "71"}])  # known, and corrected
    pq.write_table(pa.Table.from_pylist([*rows("P"), *rows("P")[:2]]), tmp_path / "in" / "p.parquet", row_group_size=3)
    run = job(tmp_path / "in")
    assert run.counts.rows_in == 8 + 2 + 8
    assert run.counts.quarantined == 4
    assert run.counts.unchanged == 1
    assert run.counts.scored + run.counts.review == 13
    assert len(job.keys()) == len(set(job.keys())) == 13
    found = job.keys()
    ids = [key[0] for key in found]
    assert [i for i in ids if ids.count(i) > 1] == ["A3", "A3"]
    set_aside = [(r["source"], r["row"], r["column"], r["rule"]) for r in job.sheet()]
    assert set_aside == [
        ("a.csv", "8", "案件编号", "案件编号不得重复"),
        ("a.csv", "9", "案件编号", "案件编号不得重复"),
        ("p.parquet", "7", "案件编号", "案件编号不得重复"),
        ("p.parquet", "8", "案件编号", "案件编号不得重复"),
    ]
    assert json.loads(job.sheet()[0]["raw"])["案件编号"] == "A0"
    assert pq.read_table(job.output / "quarantine.parquet").num_rows == 4
    # The one that came first counts.
    first_version = [r for r in job.table().to_pylist() if r["case_id"] == "A0"]
    assert [r["text"] for r in first_version] == [TEXTS[0]]

    # A late file brings a new case and one more version; all else is known.
    write_csv(tmp_path / "late.csv", [*rows("A")[:2], {**rows("A")[4], "受害人年龄": "72"}, *rows("L")[:1]])
    late = job(tmp_path / "late.csv", tmp_path / "in")
    assert (late.counts.rows_in, late.counts.unchanged) == (22, 16)
    assert late.counts.scored + late.counts.review == 2
    assert len(job.keys()) == len(set(job.keys())) == 15
    assert pq.read_table(job.output / "quarantine.parquet").num_rows == 4


def test_another_model_or_configuration_scores_anew_beside_the_old(
    job: Job, tmp_path: Path, toy_bundle: tuple[Path, Any]
) -> None:
    write_csv(tmp_path / "a.csv", rows("A"))
    job(tmp_path / "a.csv")
    before = job.files()
    for options in ({"config": "d" * 64}, {"model": toy_bundle[0]}):
        run = job(tmp_path / "a.csv", **options)
        assert (run.counts.unchanged, run.counts.scored + run.counts.review) == (0, 6)
        assert job(tmp_path / "a.csv", **options).counts.unchanged == 6
    assert len(job.keys()) == len(set(job.keys())) == 18
    assert before.items() <= job.files().items()


class TestNothingIsCommitted:
    def check(self, job: Job) -> None:
        left = {n for n in job.files() if n != ".lock"} if job.output.exists() else set()
        assert not {n for n in left if not n.startswith(".spark/")}
        # What a failed run left is gone with the next one.
        write_csv(job.output.parent / "good.csv", rows("Z"))
        assert job(job.output.parent / "good.csv").counts.rows_in == 6
        assert not any(n.startswith(".spark/") for n in job.files())

    def test_of_a_truncated_file(self, job: Job, tmp_path: Path) -> None:
        paths = formats(tmp_path / "in")
        path = next(p for p in paths if p.name == "g.parquet")
        path.write_bytes(path.read_bytes()[:-100])
        with pytest.raises(InputError, match=r"Parquet file must be whole.*g\.parquet"):
            job(tmp_path / "in")
        self.check(job)

    def test_of_a_file_with_a_flipped_bit(self, job: Job, tmp_path: Path) -> None:
        path = tmp_path / "a.parquet"
        table = pa.Table.from_pylist(rows("A", TEXTS * 50))
        pq.write_table(table, path, write_page_checksum=True, compression="none", use_dictionary=False)
        data = bytearray(path.read_bytes())
        at = data.index(TEXTS[1].encode())  # neither the least nor the greatest, which stand in headers too
        data[at + 2] ^= 1  # still text, of another character
        path.write_bytes(data)
        with pytest.raises(InputError, match="Parquet file must be whole"):
            job(path)
        self.check(job)

    def test_of_a_file_without_texts(self, job: Job, tmp_path: Path) -> None:
        write_csv(tmp_path / "a.csv", [{"案件编号": "1", "派出所": "东门所"}])
        with pytest.raises(InputError, match="must have a text column"):
            job(tmp_path / "a.csv")
        pq.write_table(pa.table({"案件编号": ["1"], "案情描叙": ["x"]}), tmp_path / "b.parquet")
        with pytest.raises(InputError, match="the nearest is 案情描叙: rename it to 案情描述"):
            job(tmp_path / "b.parquet")
        self.check(job)

    def test_of_nothing(self, job: Job, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "readme.md").write_text("x", encoding="utf-8")
        (tmp_path / "in" / "_hidden.csv").write_text("x", encoding="utf-8")
        for given in (tmp_path / "in", tmp_path / "none.csv", f"{tmp_path}/*.csv"):
            with pytest.raises(MissingFileError):
                job(given)
        (tmp_path / "empty.csv").write_bytes(b"")
        (tmp_path / "blank.csv").write_bytes(b"\r\n  \r\n")
        for name in ("empty.csv", "blank.csv"):
            with pytest.raises(InputError, match="must hold rows"):
                job(tmp_path / name)
        self.check(job)


def test_an_output_has_one_writer_and_one_engine(job: Job, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", rows("A"))
    with locked(job.output), pytest.raises(StoreBusyError):
        job(tmp_path / "a.csv")
    foreign = job.output / "cases.parquet" / "day=2026-02-01" / "part-0123456789ab-0123456701234567-000000.parquet"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"")
    with pytest.raises(OutputError, match="belongs to one engine"):
        job(tmp_path / "a.csv")
    foreign.unlink()
    job(tmp_path / "a.csv")
    before = job.files()
    # Neither does the local engine add to what Spark made, nor sweep it away.
    assert main(["score", "--input", str(tmp_path / "a.csv"), "--output", str(job.output)]) == 1
    assert before.items() <= job.files().items()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((OutputError, OSError)):
        Job(job.spark, job.model, tmp_path / "file")(tmp_path / "a.csv")


def test_a_model_is_loaded_once_in_a_process_and_checked_there(spark: SparkEngine, default_bundle: Path) -> None:
    data = {p.name: p.read_bytes() for p in default_bundle.iterdir()}
    digest = bundle.load(default_bundle).digest
    model = ModelFiles(spark.broadcast(data), digest)
    wanted = pa.schema([("process", pa.int64()), ("when", pa.int64()), ("known", pa.bool_()), ("same", pa.bool_())])

    def look(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for _ in batches:
            when, known = time.monotonic_ns(), digest in worker._SCORERS
            found = os.getpid(), when, known, model.scorer() is model.scorer()
            yield pa.RecordBatch.from_arrays([pa.array([value]) for value in found], schema=wanted)

    seen: dict[int, list[bool]] = {}
    frame = spark.frame(pa.table({"x": list(range(8))})).repartition(8)
    tables = [spark.map_frame(frame, look, wanted).toArrow() for _ in range(2)]
    for row in pa.concat_tables(tables).sort_by("when").to_pylist():
        assert row["same"]
        seen.setdefault(row["process"], []).append(row["known"])
    # Only the first batch of a process does not find it there.
    assert len(seen) <= 4
    assert sum(len(known) for known in seen.values()) >= 8
    assert all(all(known[1:]) for known in seen.values())

    changed = {**data, "labels.json": data["labels.json"].replace(b"loan", b"laon")}
    broken = ModelFiles(spark.broadcast(changed), "0" * 64)
    frame = spark.map_frame(spark.frame(pa.table({"x": [1]})), lambda _: iter([broken.scorer()]), wanted)
    with pytest.raises(EngineError, match="must be scored"), spark.stated("cases must be scored"):
        frame.collect()
    # What the processes of Python were told there.
    with pytest.raises(BundleError, match="must match"):
        ModelFiles(SimpleNamespace(value=changed), "0" * 64).scorer()
    with pytest.raises(BundleError, match="the bundle of the driver"):
        ModelFiles(SimpleNamespace(value=data), "0" * 64).scorer()
