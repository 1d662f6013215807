"""The same job with its store in PostgreSQL: killed, twice at once, told to stop."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from typing import Any

import pytest
from jobs import Jobs, tree

from fanzha.cli import main
from fanzha.store import open_store

pytestmark = pytest.mark.xdist_group("batch_postgres")


@pytest.fixture
def fresh(postgres_url: str) -> Callable[[], str]:
    return lambda: f"{postgres_url}?schema=test_{secrets.token_hex(8)}"


_reference: list[Any] = []


@pytest.fixture
def reference(jobs: Jobs, fresh: Callable[[], str]) -> Any:
    if not _reference:
        store = fresh()
        assert jobs.run("undisturbed", store=store) == 0
        _reference.append(jobs.result("undisturbed", store))
    return _reference[0]


def until_done(jobs: Jobs, name: str, store: str) -> None:
    """Start a run; the server may still be busy with the end of one that was killed."""
    until = time.monotonic() + 30
    while (code := jobs.run(name, store=store)) == 75 and time.monotonic() < until:
        time.sleep(0.2)
    assert code == 0


def test_both_homes_give_the_same_files(jobs: Jobs, reference: Any) -> None:
    assert jobs.run("duckdb") == 0
    assert tree(jobs.output("duckdb")) == reference[0]


@pytest.mark.parametrize("step", ["classified", "written", "moving", "moved", "committed", "inputs_done"])
def test_killed_at_a_step(jobs: Jobs, fresh: Callable[[], str], reference: Any, step: str) -> None:
    store = fresh()
    assert jobs.run("out", store=store, kill_at=[step, 1 if step == "inputs_done" else 3]) == -9
    until_done(jobs, "out", store)
    assert jobs.result("out", store) == reference
    assert jobs.steps("out").count("committed") <= 10


def test_killed_at_random(jobs: Jobs, fresh: Callable[[], str], reference: Any) -> None:
    chance, kills, round_ = random.Random(7), 0, 0
    while kills < 15:
        name, store, before = f"random{round_}", fresh(), kills
        while kills < 15 and (code := jobs.run(name, store=store, kill_after=chance.random() * 1.5)) in {-9, 75}:
            kills += code == -9
        until_done(jobs, name, store)
        assert jobs.result(name, store) == reference
        assert jobs.steps(name).count("scored") <= 10 + kills - before
        round_ += 1


def test_of_two_runs_at_once_one_is_told_to_try_again(jobs: Jobs, fresh: Callable[[], str], reference: Any) -> None:
    store = fresh()
    both = [jobs.command(name, store=store, shard_rows=6) for name in ("one", "two")]
    assert sorted(jobs.fork(*both)) == [0, 75]


def test_one_store_for_several_folders(jobs: Jobs, fresh: Callable[[], str]) -> None:
    """A folder holds what its runs scored; what another run scored is scored no more."""
    store = fresh()
    assert jobs.run("one", store=store) == 0
    assert jobs.run("two", store=store) == 0
    assert [p for p in tree(jobs.output("two")) if p.startswith("cases.parquet")] == []
    assert jobs.run("one", store=store) == 0


def test_commands_take_its_url(jobs: Jobs, fresh: Callable[[], str], capsys: pytest.CaptureFixture[str]) -> None:
    store, out = fresh(), jobs.output("out")
    job = ["run", "--input", str(jobs.inputs), "--output", str(out), "--store", store, "--model", str(jobs.model)]
    assert main(job) == 0
    assert "rows in: 100 · scored: 91 · sent to review: 0 · quarantined: 4 · unchanged: 5" in capsys.readouterr().err
    assert main(["quarantine", "--store", store, "--out", str(out / "rows.xlsx")]) == 0
    assert "wrote 4 rows" in capsys.readouterr().err
    assert main(["score", "--input", str(out / "rows.xlsx"), *job[3:]]) == 0
    assert main(["cases", "--store", store, "--out", str(out / "c.parquet")]) == 0
    assert main(["review", "--store", store, "--out", str(out / "r.xlsx")]) == 0
    with open_store(store) as opened:
        assert [run.status for run in opened.runs()] == ["done", "done"]
        assert len(opened.quarantined()) == 4


def test_people_review_and_dismiss_while_a_run_writes(
    jobs: Jobs, fresh: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    store = fresh()
    assert jobs.run("out", store=store) == 0
    lines = jobs.folder / "r.jsonl"
    lines.write_text('{"case_id": "A0001", "label": "loan"}\n', encoding="utf-8")
    with open_store(store) as running, running.writer():
        number = running.quarantined()["quarantine_id"][0].as_py()
        assert main(["review", "--store", store, "--apply", str(lines)]) == 0
        assert "reviews added: 1" in capsys.readouterr().err
        assert main(["quarantine", "--store", store, "--dismiss", number]) == 0
        assert "dismissed: 1 of 1" in capsys.readouterr().err
        job = ["score", "--input", str(jobs.inputs), "--output", str(jobs.output("two")), "--store", store]
        assert main(job) == 75
