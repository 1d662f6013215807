"""Full disks, broken inputs, runs at the same time, bundles that change: what a run does then, and what it leaves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jobs import TEXTS, Jobs, row, tree, write_csv

from fanzha import bundle, taxonomy
from fanzha.decide import DecisionRule
from fanzha.store import open_store

pytestmark = pytest.mark.xdist_group("batch_faults")


@pytest.fixture
def other_model(toy_classifier: Any, tmp_path: Path) -> Path:
    """The toy model with another threshold: a new version."""
    folder = tmp_path / "other" / "toy"
    bundle.save(folder, toy_classifier, DecisionRule(threshold=0.6, target_precision=0.9), taxonomy.load(), {}, "# x\n")
    return folder


def statuses(jobs: Jobs, name: str) -> list[str]:
    with open_store(jobs.store(name)) as store:
        return [run.status for run in store.runs()]


def scores(jobs: Jobs, name: str) -> list[dict[str, Any]]:
    with open_store(jobs.store(name)) as store:
        return store.sql("SELECT case_id, model_version FROM scores ORDER BY sequence").to_pylist()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("only root may mount file systems; the limit on file sizes is tested all the same")
    yield folder
    subprocess.run(["umount", folder], check=True)


# Kilobytes that are free: none, for the store alone, for a part of the bundle's copy, then for some of the shards.
@pytest.mark.parametrize("free", [0, 20, 300, "bundle", "bundle + 150", "bundle + 250", "bundle + 350", "bundle + 450"])
def test_a_full_disk_loses_nothing(jobs: Jobs, small_disk: Path, free: int | str) -> None:
    assert jobs.run("undisturbed") == 0
    reference = jobs.result("undisturbed")
    jobs.folder = small_disk
    copy = sum(path.stat().st_size for path in jobs.model.iterdir()) // 1024
    more = int(str(free).removeprefix("bundle").strip(" +") or 0) + copy * str(free).startswith("bundle")
    room = os.statvfs(small_disk)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - more * 1024))
    code = jobs.run("out", log=None)
    assert code == 74 or (code == 0 and more > copy + 250)
    ballast.unlink()
    assert not (small_disk / "out" / ".parts").exists()
    assert jobs.run("out", log=None) == 0
    assert jobs.result("out") == reference


@pytest.mark.parametrize("limit", [300_000, 1_000_000])
def test_a_limit_on_file_sizes_loses_nothing(jobs: Jobs, limit: int) -> None:
    """Less than the store needs, or less than the bundle's largest file."""
    assert jobs.run("out", file_limit=limit) == 74
    assert jobs.run("out") == 0
    assert jobs.run("undisturbed") == 0
    assert jobs.result("out") == jobs.result("undisturbed")


def parquet(path: Path, n: int = 200) -> Path:
    numbers = range(n)
    table = pa.table(
        {
            "案件编号": [f"P{i:05d}" for i in numbers],
            "简要案情": [f"{TEXTS[i % len(TEXTS)]}，第{i}件" for i in numbers],
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, row_group_size=50, write_page_checksum=True)
    return path


@pytest.mark.parametrize(
    "harm", ["cut at the end", "cut in the middle", "a bit in a page", "a bit in the length of the footer"]
)
def test_a_broken_parquet_file_commits_nothing_and_stops_no_other(jobs: Jobs, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "mixed"
    data = bytearray(parquet(folder / "b.parquet").read_bytes())
    if harm.startswith("cut"):
        data = data[: len(data) - 1 if "end" in harm else len(data) // 2]
    else:
        at = len(data) // 2 if "page" in harm else len(data) - 8
        data[at] ^= 4
    (folder / "b.parquet").write_bytes(data)
    write_csv(folder / "a.csv", [row(i) for i in range(20)])
    write_csv(folder / "c.csv", [row(i) for i in range(20, 40)])
    assert jobs.run("out", input=folder) == 65
    assert {one["case_id"] for one in scores(jobs, "out")} == {f"A{i:04d}" for i in range(40)}
    assert statuses(jobs, "out") == ["failed"]
    parquet(folder / "b.parquet")
    assert jobs.run("out", input=folder) == 0
    assert len(scores(jobs, "out")) == 240


def test_of_two_runs_at_once_one_is_told_to_try_again(jobs: Jobs) -> None:
    for attempt in range(3):
        both = [jobs.command("out", shard_rows=6), jobs.command("out", shard_rows=6)]
        assert sorted(jobs.fork(*both)) == [0, 75], attempt
        assert jobs.run("alone", shard_rows=6) == 0
        assert jobs.result("out") == jobs.result("alone")
        shutil.rmtree(jobs.output("out"))
        shutil.rmtree(jobs.output("alone"))


def test_runs_with_their_own_folders_cannot_have_one_store_at_once(jobs: Jobs, tmp_path: Path) -> None:
    store = f"duckdb:///{tmp_path}/shared.duckdb"
    both = [jobs.command(name, store=store, shard_rows=6) for name in ("one", "two")]
    assert sorted(jobs.fork(*both)) == [0, 75]


@pytest.mark.parametrize("step", ["begun", "scored", "committed"])
def test_a_bundle_swapped_in_the_middle_changes_nothing(
    jobs: Jobs, other_model: Path, tmp_path: Path, step: str
) -> None:
    place = tmp_path / "models" / "toy"
    shutil.copytree(jobs.model, place)
    assert jobs.run("plain", model=place) == 0
    assert jobs.run("out", model=place, swap=[step, str(other_model), str(place)]) == 0
    assert jobs.result("out") == jobs.result("plain")
    assert bundle.load(place).rule.threshold == 0.6


def test_a_new_bundle_scores_all_anew_and_keeps_the_old_scores(jobs: Jobs, other_model: Path) -> None:
    assert jobs.run("out") == 0
    before, old = tree(jobs.output("out")), scores(jobs, "out")
    assert jobs.run("out", model=other_model) == 0
    after, new = tree(jobs.output("out")), scores(jobs, "out")
    assert {k: v for k, v in after.items() if k in before} == before
    assert new[: len(old)] == old
    assert [s["case_id"] for s in new[len(old) :]] == [s["case_id"] for s in old]
    assert {s["model_version"] for s in new[len(old) :]} == {bundle.load(other_model).version}
    with open_store(jobs.store("out")) as store:
        current = store.sql("SELECT DISTINCT model_version AS v FROM current_scores")["v"].to_pylist()
    assert current == [bundle.load(other_model).version]


def state(output: Path) -> dict[str, tuple[int, bytes]]:
    return {
        p.relative_to(output).as_posix(): (p.stat().st_mtime_ns, p.read_bytes())
        for p in sorted(output.rglob("*"))
        if p.is_file() and not p.name.startswith("fanzha.duckdb")
    }


def test_a_run_with_nothing_to_do_changes_no_byte(jobs: Jobs) -> None:
    assert jobs.run("out") == 0
    before, stored = state(jobs.output("out")), jobs.result("out")[1]
    assert jobs.run("out") == 0
    assert state(jobs.output("out")) == before
    assert jobs.result("out")[1] == stored
    assert jobs.steps("out").count("ingested") == jobs.steps("out").count("committed")  # the second read no row
    with open_store(jobs.store("out")) as store:
        counts = store.runs(1)[0].counts
    assert (counts.rows_in, counts.scored, counts.review) == (100, 0, 0)


def test_other_shards_of_the_same_rows_score_nothing_anew(jobs: Jobs) -> None:
    assert jobs.run("out", kill_at=["committed", 3]) == -9
    assert jobs.run("out", shard_rows=7) == 0
    assert jobs.run("out", shard_rows=31) == 0
    assert jobs.run("plain") == 0
    (_, one), (_, two) = jobs.result("out"), jobs.result("plain")
    for table in ("cases", "scores", "latest", "quarantine", "current_scores", "inputs"):
        assert one[table] == two[table], table
    table, plain = (pq.read_table(jobs.output(name) / "cases.parquet") for name in ("out", "plain"))
    order = [("case_id", "ascending"), ("content_hash", "ascending")]
    assert table.sort_by(order).equals(plain.sort_by(order))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 75), (signal.SIGINT, 130)])
@pytest.mark.parametrize("step", ["checked", "ingested", "scored", "moving", "committed", "inputs_done"])
def test_a_request_to_stop_is_obeyed_between_shards(jobs: Jobs, number: signal.Signals, code: int, step: str) -> None:
    occurrence = 1 if step in {"checked", "inputs_done"} else 3
    assert jobs.run("out", kill_at=[step, occurrence], signal=number) == code
    assert statuses(jobs, "out") == ["interrupted"]
    files = {p for p in tree(jobs.output("out")) if p.startswith("cases.parquet")}
    with open_store(jobs.store("out")) as store:
        assert files == set(store.files(".")["path"].to_pylist())
        counts = store.runs(1)[0].counts
        assert counts.complete
        # A shard that was being moved is committed; one that was not is dropped.
        done = len(store.sql("SELECT 1 AS one FROM shards"))
    assert done == {"checked": 0, "ingested": 2, "scored": 2, "moving": 3, "committed": 3, "inputs_done": 10}[step]
    assert jobs.run("out") == 0
    assert jobs.run("plain") == 0
    assert jobs.result("out") == jobs.result("plain")


def test_the_installed_command_stops_when_it_is_told_to(jobs: Jobs, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "big.csv", [row(i, text=f"{TEXTS[i % 8]}，第{i}件" * 20) for i in range(20_000)])
    args = ["score", "--input", path, "--output", tmp_path / "out", "--model", jobs.model, "--shard-rows", "200"]
    command = [sys.executable, "-m", "fanzha", *map(str, args)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while not list((tmp_path / "out").glob("cases.parquet/*/*")) and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGTERM)  # as a service manager does: workers get it as well
    _, err = process.communicate(timeout=60)
    assert process.returncode == 75, err
    assert "it goes on where it was" in err
    with open_store(f"duckdb:///{tmp_path}/out/fanzha.duckdb") as store:
        (run,) = store.runs()
    assert run.status == "interrupted"
    assert 0 < run.counts.rows_in < 20_000
    assert not (tmp_path / "out" / ".parts").exists()


def test_killed_workers_leave_no_process_behind(jobs: Jobs, tmp_path: Path) -> None:
    before = _processes()
    path = write_csv(tmp_path / "big.csv", [row(i) for i in range(3000)])
    assert jobs.run("out", input=path, workers=2, shard_rows=100, kill_at=["committed", 3]) == -9
    until = time.monotonic() + 20
    while _processes() - before and time.monotonic() < until:
        time.sleep(0.1)
    assert not _processes() - before
    assert jobs.run("out", input=path, workers=2, shard_rows=100) == 0
    assert jobs.run("plain", input=path, shard_rows=100) == 0
    assert jobs.result("out") == jobs.result("plain")


def _processes() -> set[str]:
    """Workers of fanzha that are alive."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
            stat = (path.parent / "stat").read_text()
        except OSError:
            continue
        if b"fanzha.batch.worker" in words and ") Z " not in stat:
            found.add(path.parent.name)
    return found


def test_a_moved_folder_is_gone_on_with(jobs: Jobs) -> None:
    assert jobs.run("out", kill_at=["committed", 4]) == -9
    jobs.output("out").rename(jobs.output("moved"))
    assert jobs.run("moved") == 0
    assert jobs.run("plain") == 0
    assert jobs.result("moved") == jobs.result("plain")


def test_parts_of_another_store_are_never_swept(jobs: Jobs, tmp_path: Path) -> None:
    assert jobs.run("out") == 0
    before = tree(jobs.output("out"))
    assert jobs.run("out", store=f"duckdb:///{tmp_path}/new.duckdb") == 1
    assert tree(jobs.output("out")) == before


def test_an_output_that_cannot_be_made_is_told(jobs: Jobs) -> None:
    (jobs.folder / "file").write_text("x")
    assert jobs.run("file/out", log=None) == 73


def test_later_inputs_bring_newer_versions_and_old_ones_never_come_back(
    jobs: Jobs, other_model: Path, tmp_path: Path
) -> None:
    old = write_csv(tmp_path / "z-old.csv", [row(1), row(2), row(1, text="同一编号又来一次")])
    new = write_csv(tmp_path / "a-new.csv", [row(2), row(1, text="今晚一起吃饭吧，补充说明")])

    def text() -> dict[str, str]:
        with open_store(jobs.store("out")) as store:
            rows = store.sql("SELECT case_id, text FROM current_scores").to_pylist()
        return {r["case_id"]: r["text"] for r in rows}

    assert jobs.run("out", input=old) == 0
    assert "贷款" in text()["A0001"] or "任务" in text()["A0001"]
    assert jobs.run("out", input=new) == 0
    assert text()["A0001"] == "今晚一起吃饭吧，补充说明"
    # The old file again, with a new bundle: scored anew, its repeated row is still a repetition, and it supersedes nothing.
    assert jobs.run("out", input=old, model=other_model) == 0
    assert text()["A0001"] == "今晚一起吃饭吧，补充说明"
    with open_store(jobs.store("out")) as store:
        counts = store.runs(1)[0].counts
        assert (counts.rows_in, counts.scored + counts.review, counts.quarantined) == (3, 2, 1)
        assert len(store.quarantined()) == 1
