"""Workers: the same results in the same order however many there are, and a clear word when one is gone."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from fanzha import bundle, taxonomy
from fanzha.batch.inputs import Input, open_inputs
from fanzha.batch.work import SCORE_ROWS, WorkSettings
from fanzha.batch.worker import as_stated, read_frame, write_frame
from fanzha.batch.workers import Workers, open_workers
from fanzha.corpus.simulator import simulate, write_cases_csv
from fanzha.errors import BundleError, ConfigError, EngineError, MissingFileError
from fanzha.ingest import RawShard, load_columns

NOW = datetime(2035, 1, 1)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Input:
    """Some hundred invented reports, of which some are no cases and some come twice."""
    rows = simulate(20, seed=3).rows
    for i, row in enumerate(rows):
        if i % 17 == 3:
            row["受害人年龄"] = "三百"
        if i % 29 == 5:
            row["案件编号"] = rows[i - 4]["案件编号"]
    path = tmp_path_factory.mktemp("in") / "reports.csv"
    write_cases_csv(path, rows)
    (one,) = open_inputs(path)
    return one


@pytest.fixture
def settings(toy_bundle: tuple[Path, bundle.Bundle]) -> WorkSettings:
    folder, made = toy_bundle
    return WorkSettings(load_columns(), taxonomy.load(), NOW, folder, made.digest)


def results(workers: Workers, shards: Iterator[RawShard]) -> list[tuple[int, list[object], list[object]]]:
    found = []
    for shard, got in workers.ingest(shards):
        assert got.rows_in == len(shard)
        scored = workers.score(got.cases)
        assert scored.num_rows == got.cases.num_rows
        found.append((shard.number, scored.to_pylist(), got.quarantine.to_pylist()))
    return found


def test_the_same_whatever_the_number_of_workers(reports: Input, settings: WorkSettings) -> None:
    found = []
    for number in (1, 3):
        with open_workers(settings, number) as workers:
            found.append(results(workers, reports.shards(50)))
    assert found[0] == found[1]
    assert [n for n, _, _ in found[0]] == list(range(len(found[0])))
    assert any(quarantine for _, _, quarantine in found[0])


def test_shards_of_another_size_hold_the_same(reports: Input, settings: WorkSettings) -> None:
    with open_workers(settings, 1) as workers:
        whole = results(workers, reports.shards(10**6))
        parts = results(workers, reports.shards(33))
    assert [c for _, cases, _ in parts for c in cases] == whole[0][1]
    assert [q for _, _, quarantine in parts for q in quarantine] == whole[0][2]


def test_more_cases_than_are_scored_at_once_keep_their_order(reports: Input, settings: WorkSettings) -> None:
    with open_workers(settings, 2) as workers:
        ((_, got),) = workers.ingest(reports.shards(10**6))
        cases = got.cases
        while cases.num_rows <= 2 * SCORE_ROWS:
            cases = pa.concat_tables([cases, got.cases])
        scored = workers.score(cases)
        assert workers.score(cases.slice(0, 0)).num_rows == 0
    assert scored.column("case_id").to_pylist() == cases.column("case_id").to_pylist()
    first = scored.slice(0, got.cases.num_rows)
    assert scored.slice(got.cases.num_rows, got.cases.num_rows).to_pylist() == first.to_pylist()


def test_reading_runs_ahead_of_nobody_by_more_than_a_few_shards(reports: Input, settings: WorkSettings) -> None:
    taken: list[int] = []

    def told() -> Iterator[RawShard]:
        for shard in reports.shards(10):
            taken.append(shard.number)
            yield shard

    with open_workers(settings, 2) as workers:
        for shard, _ in workers.ingest(told()):
            assert len(taken) - shard.number <= 2 + 2 + 1
    assert len(taken) > 8


def test_set_aside_as_duplicates(reports: Input, settings: WorkSettings) -> None:
    with open_workers(settings, 2) as workers:
        for shard, got in workers.ingest(reports.shards(200)):
            positions = got.cases.column("position").to_pylist()[::7]
            table = workers.parser.duplicates(shard.sections, shard.first_position, positions)
            assert table.schema == got.quarantine.drop_columns(["corrects"]).schema
            assert table.column("position").to_pylist() == positions
            assert set(table.column("rule").to_pylist()) == {"案件编号不得重复"}
            ids = dict(
                zip(got.cases.column("position").to_pylist(), got.cases.column("case_id").to_pylist(), strict=True)
            )
            assert table.column("value").to_pylist() == [ids[p] for p in positions]


def processes(workers: Workers) -> list[subprocess.Popen[bytes]]:
    return workers._processes  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_is_killed_ends_the_work_with_a_word(
    reports: Input, settings: WorkSettings, stop: signal.Signals
) -> None:
    with open_workers(settings, 2) as workers:
        shards = workers.ingest(reports.shards(20))
        next(shards)
        processes(workers)[0].send_signal(stop)
        with pytest.raises(
            EngineError, match=f"workers must live as long as the run; found one ended by signal {stop:d}"
        ):
            list(shards)
        with pytest.raises(EngineError, match="workers must live"):
            workers.score(workers.parser.parse([]).cases.slice(0, 0)) or list(workers.ingest(reports.shards(20)))


def test_workers_outlive_the_signals_that_end_a_run(reports: Input, settings: WorkSettings) -> None:
    with open_workers(settings, 2) as workers:
        shards = workers.ingest(reports.shards(50))
        count = len([next(shards)])
        for process in processes(workers):
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGINT)
        count += len(list(shards))
    assert count == len(list(reports.shards(50)))


def test_workers_go_when_they_are_closed(reports: Input, settings: WorkSettings) -> None:
    with open_workers(settings, 3) as workers:
        next(workers.ingest(reports.shards(10)))
        running = list(processes(workers))
    assert running
    assert all(process.poll() is not None for process in running)
    workers.close()
    with pytest.raises(EngineError, match="workers must be open"):
        next(workers.ingest(reports.shards(10)))


def test_workers_go_when_the_run_is_killed(reports: Input, settings: WorkSettings, tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from fanzha.batch.work import WorkSettings; "
        "from fanzha.batch.workers import open_workers; from fanzha.batch.inputs import open_inputs\n"
        "workers = open_workers(WorkSettings.from_json(Path(sys.argv[1]).read_text()), 2)\n"
        "next(workers.ingest(open_inputs(sys.argv[2])[0].shards(10)))\n"
        "print(*(p.pid for p in workers._processes), flush=True); time.sleep(600)"
    )
    given = tmp_path / "settings.json"
    given.write_text(settings.to_json())
    with subprocess.Popen([sys.executable, "-c", code, str(given), str(reports.path)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        pids = [int(pid) for pid in run.stdout.readline().split()]
        run.kill()
    assert pids
    for _ in range(100):
        left = [pid for pid in pids if Path(f"/proc/{pid}").exists() and not is_zombie(pid)]
        if not left:
            break
        time.sleep(0.1)
    assert not left


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_another_bundle_than_at_the_start_is_refused(reports: Input, settings: WorkSettings) -> None:
    other = WorkSettings(settings.columns, settings.taxonomy, NOW, settings.model, "0" * 64)
    for number in (1, 2):
        with open_workers(other, number) as workers:
            ((_, got),) = workers.ingest(reports.shards(10**6))
            with pytest.raises(BundleError, match="a bundle must stay the same during a run"):
                workers.score(got.cases)


def test_stated_errors_keep_their_kind(reports: Input, settings: WorkSettings, tmp_path: Path) -> None:
    other = WorkSettings(settings.columns, settings.taxonomy, NOW, tmp_path / "nothing", settings.digest)
    for number in (1, 2):
        with open_workers(other, number) as workers:
            ((_, got),) = workers.ingest(reports.shards(10**6))
            with pytest.raises(MissingFileError, match="a model must be a bundle folder; found none at nothing;"):
                workers.score(got.cases)


def test_what_python_says_of_an_error_is_not_repeated() -> None:
    try:
        int("张某13800138000")
    except ValueError as error:
        stated = str(as_stated(error))
    assert "张" not in stated
    assert "found ValueError in test_workers.py, line " in stated


def test_number_of_workers(settings: WorkSettings) -> None:
    with pytest.raises(ConfigError, match="the number of workers must not be negative"):
        open_workers(settings, -1)
    with open_workers(settings) as workers:
        cores = len(os.sched_getaffinity(0))
        assert getattr(workers, "_most", 1) == cores


def test_settings_survive_their_passage(settings: WorkSettings) -> None:
    assert WorkSettings.from_json(settings.to_json()) == settings


def test_frames_that_are_cut_short() -> None:
    stream = io.BytesIO()
    write_frame(stream, b"x", b"ab", b"", b"c")
    whole = stream.getvalue()
    assert read_frame(io.BytesIO(whole)) == (b"x", b"abc")
    for size in range(len(whole)):
        with pytest.raises(EOFError):
            read_frame(io.BytesIO(whole[:size]))


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the environment of a process is read from /proc")
def test_each_worker_computes_on_one_thread(reports: Input, settings: WorkSettings) -> None:
    with open_workers(settings, 2) as workers:
        next(workers.ingest(reports.shards(10)))
        for process in processes(workers):
            given = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
            assert {b"OMP_NUM_THREADS=1", b"OPENBLAS_NUM_THREADS=1", b"NUMBA_NUM_THREADS=1"} <= set(given)
