"""A job on Spark may be killed at any time; run again, it ends with every key once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from spark_jobs import CONFIG, NOW, QUICK, TEXTS, Job, rows, write_csv

from fanzha.batch.spark.lock import locked_output
from fanzha.engines.hadoop import HadoopFiles
from fanzha.engines.spark import SparkEngine
from fanzha.errors import StoreBusyError

pytestmark = pytest.mark.xdist_group("spark")

# Runs the job in a process of its own, which says each step and dies at the one that it is told.
SCRIPT = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from fanzha.batch.spark import score_on_spark
from fanzha.engines import open_engine
from fanzha.engines.settings import SparkSettings
from fanzha.ingest import load_columns
given, output, model, config, now, last, quick = sys.argv[1:]
step, count = last.split(":")
seen = 0
def on_step(name):
    global seen
    print(name, flush=True)
    seen += name == step
    if seen == int(count):
        os.kill(os.getpid(), signal.SIGKILL)
engine = open_engine("spark", settings=SparkSettings(conf=eval(quick)), master="local[2]")
score_on_spark(engine, [given], output, Path(model), load_columns(), config,
               now=datetime.fromisoformat(now), on_step=on_step)
"""


class Died(Exception):
    """What a test raises where a job is to end."""


def dying_at(step: str, count: int = 1) -> Callable[[str], None]:
    seen: list[str] = []

    def on_step(name: str) -> None:
        seen.append(name)
        if seen.count(step) == count:
            raise Died(step)

    return on_step


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of two formats with a row set aside, a repeated one, several days, and cases that stand in two of them."""
    folder = tmp_path_factory.mktemp("in")
    write_csv(folder / "a.csv", [*rows("A"), rows("A")[1], {**rows("A")[0], "案件编号": "A9", "受害人年龄": "300"}])
    pq.write_table(pa.Table.from_pylist(rows("B", TEXTS * 20)), folder / "b.parquet", row_group_size=50)
    write_csv(folder / "c.csv", rows("A")[:2])
    return folder


@pytest.fixture(scope="module")
def calm(spark: SparkEngine, default_bundle: Path, given: Path, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """What comes of them when nothing disturbs the job."""
    job = Job(spark, default_bundle, tmp_path_factory.mktemp("calm") / "out")
    counts = job(given).counts
    assert (counts.rows_in, counts.quarantined, counts.unchanged) == (130, 2, 2)
    return job


def check(job: Job, calm: Job) -> None:
    """Compare what stands in the output with what an undisturbed job makes."""
    assert len(job.keys()) == len(set(job.keys())) == 126
    order = [("case_id", "ascending"), ("content_hash", "ascending")]
    assert job.table().sort_by(order).equals(calm.table().sort_by(order))
    assert job.sheet() == calm.sheet()
    aside = [pq.read_table(j.output / "quarantine.parquet").column("quarantine_id") for j in (job, calm)]
    assert sorted(aside[0].to_pylist()) == sorted(aside[1].to_pylist())
    assert len(set(aside[0].to_pylist())) == 2
    # Nothing of interrupted runs is left.
    assert not any(name.startswith(".spark/") for name in job.files())


@pytest.mark.parametrize(
    ("step", "count"), [("parsed", 1), ("scored", 1), ("committed", 1), ("moved", 1), ("moved", 4), ("moved", 6)]
)
def test_a_job_that_ends_at_any_step_is_finished_by_the_next(
    job: Job, given: Path, calm: Job, step: str, count: int
) -> None:
    with pytest.raises(Died):
        job(given, on_step=dying_at(step, count))
    committed = step in {"committed", "moved"}
    assert any(name.startswith(".spark/") for name in job.files()) or (step, count) == ("moved", 6)
    run = job(given)
    # A run counts from the moment of its commit, whatever happened to its files.
    assert run.counts.unchanged == (128 if committed else 2)
    check(job, calm)


def test_a_killed_driver_leaves_nothing_twice(job: Job, given: Path, calm: Job) -> None:
    script = [sys.executable, "-c", SCRIPT, str(given), str(job.output), str(job.model), CONFIG, NOW.isoformat()]
    drawn = random.Random(20260301)
    for last, after in (("none:1", "begun"), ("none:1", "parsed"), ("moved:3", "moved")):
        process = subprocess.Popen([*script, last, repr(QUICK)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == after and last == "none:1":
                time.sleep(drawn.uniform(0, 3))
                process.send_signal(signal.SIGKILL)
                break
        assert process.wait(60) == -signal.SIGKILL
        process.stdout.close()
    assert any(name.startswith(".spark/") for name in job.files())
    assert job(given).counts.unchanged == 128
    check(job, calm)


def test_killed_processes_of_python_cost_only_time(job: Job, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(rows("B", TEXTS * 1000)), folder / "b.parquet", row_group_size=500)
    java = job.spark.session.sparkContext._gateway.proc.pid
    ended, killed = threading.Event(), set[int]()

    def kill() -> None:
        while not ended.wait(0.2) and len(killed) < 3:
            workers = [w for daemon in children(java) for w in children(daemon) if w not in killed]
            # A worker that works: idle ones are not missed.
            busy = [w for w in workers if is_running(w)]
            if busy:
                os.kill(busy[0], signal.SIGKILL)
                killed.add(busy[0])
                ended.wait(2)

    thread = threading.Thread(target=kill)

    def on_step(name: str) -> None:
        if name == "begun":
            thread.start()

    try:
        run = job(folder, on_step=on_step)
    finally:
        ended.set()
        thread.join()
    assert len(killed) == 3
    assert run.counts.scored + run.counts.review == len(set(job.keys())) == len(job.keys()) == 6000


def children(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task").iterdir()
        return [int(c) for task in text for c in (task / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "R"
    except OSError:
        return False


class Elsewhere(HadoopFiles):
    """Files of this machine, taken for those of another: everything goes the way of HDFS."""

    def local(self, uri: str) -> Path | None:
        return None


@pytest.fixture
def elsewhere(spark: SparkEngine) -> Elsewhere:
    files = spark.files
    return Elsewhere(files._jvm, files._conf, files._faults)


class TestLockElsewhere:
    def test_one_job_at_a_time(self, elsewhere: Elsewhere, tmp_path: Path) -> None:
        output = elsewhere.uri(tmp_path / "out")
        with locked_output(elsewhere, output):
            assert (tmp_path / "out" / ".lock").is_file()
            with pytest.raises(StoreBusyError), locked_output(elsewhere, output):
                pass
        assert not (tmp_path / "out" / ".lock").exists()
        with locked_output(elsewhere, output):
            pass

    def test_a_living_job_renews_its_mark(self, elsewhere: Elsewhere, tmp_path: Path) -> None:
        output = elsewhere.uri(tmp_path / "out")
        with locked_output(elsewhere, output, renew=0.2):
            time.sleep(2.5)
            with pytest.raises(StoreBusyError), locked_output(elsewhere, output, lost=1.5):
                pass

    def test_a_dead_jobs_place_is_taken_by_one(
        self, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One finds the dead job's mark; before it takes that away, another has taken the place."""
        (tmp_path / "out").mkdir()
        (mark := tmp_path / "out" / ".lock").write_bytes(b"")
        os.utime(mark, (time.time() - 400, time.time() - 400))
        output, rename = elsewhere.uri(tmp_path / "out"), elsewhere.rename
        with ExitStack() as quicker:

            def late(uri: str, target: str) -> bool:
                monkeypatch.setattr(elsewhere, "rename", rename)
                quicker.enter_context(locked_output(elsewhere, output))
                return rename(uri, target)

            monkeypatch.setattr(elsewhere, "rename", late)
            with pytest.raises(StoreBusyError), locked_output(elsewhere, output):
                pass
            # The mark of the quicker one stands as it did.
            assert mark.is_file()
            assert time.time() - mark.stat().st_mtime < 300
            with pytest.raises(StoreBusyError), locked_output(elsewhere, output):
                pass
        assert not list((tmp_path / "out").glob(".lock*"))


def test_a_job_needs_nothing_but_hadoops_files(
    job: Job, given: Path, calm: Job, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(job.spark), "files", elsewhere)
    with pytest.raises(Died):
        job(given, on_step=dying_at("moved", 3))
    assert job(given).counts.unchanged == 128
    check(job, calm)
