"""Whatever fails, and wherever: a store is as it was, or as it was to be."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

import duckdb
import faults
import psycopg
import pyarrow as pa
import pytest
from stores import a_run, everything, last_shard, prelude, without_times

from fanzha.errors import StoreBusyError, StoreError
from fanzha.store import Store, open_store

Change = Callable[[Store], object]


def _review(store: Store) -> None:
    row = {
        "case_id": "A1",
        "content_hash": None,
        "label": "loan",
        "reviewed_at": datetime(2026, 3, 1, tzinfo=UTC),
        "note": None,
    }
    schema = pa.schema([("case_id", "string"), ("content_hash", "string"), ("label", "string")])
    schema = schema.append(pa.field("reviewed_at", pa.timestamp("s", tz="UTC"))).append(pa.field("note", pa.string()))
    assert store.add_reviews(pa.Table.from_pylist([row], schema=schema)) == 1


def _end(store: Store) -> None:
    run = a_run(run_id="r1")
    if not store.runs():
        store.begin_run(run)
    store.end_run(run)


CHANGES: dict[str, Change] = {
    "commit": lambda store: last_shard(store).commit(store),
    "begin": lambda store: store.begin_run(a_run(run_id="r9")),
    "end": _end,
    "review": _review,
    "resolve": lambda store: store.resolve_quarantine(store.quarantined()["quarantine_id"].to_pylist()),
}


def _driver_error(store: Store) -> Callable[[], NoReturn]:
    def fail() -> NoReturn:
        raise duckdb.IOException("disk") if store.home == "duckdb" else psycopg.OperationalError("gone")

    return fail


def _interrupt() -> NoReturn:
    raise KeyboardInterrupt


def test_the_shard_of_these_tests_changes_everything(store: Store) -> None:
    prelude(store)
    before, shard = everything(store), last_shard(store)
    assert set(shard.outcomes) == {0, 1, 2, 3}
    assert shard.commit(store) == 1
    after = everything(store)
    assert {name for name in after if after[name] != before[name]} == set(after) - {"runs", "inputs", "reviews"}


@pytest.fixture
def prepared(store: Store) -> Store:
    prelude(store)
    store.begin_run(a_run(run_id="r1"))
    return store


@pytest.fixture
def wanted(fresh: Callable[[], str]) -> Callable[[str], dict[str, list[dict[str, object]]]]:
    """What an undisturbed store of the same home holds after a change."""

    def held(change: str) -> dict[str, list[dict[str, object]]]:
        with open_store(fresh()) as calm:
            prelude(calm)
            calm.begin_run(a_run(run_id="r1"))
            CHANGES[change](calm)
            return without_times(everything(calm))

    return held


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("after", [False, True], ids=["at", "after"])
def test_a_statement_fails(prepared: Any, wanted: Any, change: str, after: bool) -> None:
    """At each statement in turn, until nothing is left to fail; the same store then goes on."""
    before = everything(prepared)
    for at in range(1, 200):
        fault = _interrupt if at % 3 == 0 else _driver_error(prepared)
        failed = False
        with prepared.writer():
            faulty = faults.break_at(prepared, fault, at, after=after)
            try:
                CHANGES[change](prepared)
            except (StoreError, KeyboardInterrupt):
                failed = True
            finally:
                faults.mend(prepared)
        now = everything(prepared)
        if now != before:
            # Done; or done, and only the answer to the last statement was lost.
            assert failed == after
            assert at > 3
            assert without_times(now) == wanted(change)
            break
        assert failed
        assert faulty.reached


@pytest.mark.parametrize("after", [False, True], ids=["at", "after"])
def test_a_statement_fails_when_a_store_is_made(
    fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    target = fresh()
    driver = duckdb if target.startswith("duckdb") else psycopg
    connect = driver.connect
    for at in range(1, 100):
        made: list[faults.Faulty] = []

        def breaking(*args: Any, at: int = at, made: list[faults.Faulty] = made, **kwargs: Any) -> faults.Faulty:
            made.append(faults.Faulty(connect(*args, **kwargs), _interrupt, at, after=after))
            return made[-1]

        monkeypatch.setattr(driver, "connect", breaking)
        try:
            with open_store(target) as store:
                list(store.current())
        except KeyboardInterrupt:
            pass
        finally:
            monkeypatch.setattr(driver, "connect", connect)
        if not any(one.reached for one in made):
            break
        url = fresh() if at % 2 else target  # new, or half made
        with open_store(url) as store:
            prelude(store)
        target = fresh()
    assert at > 5


def test_a_process_is_killed(fresh: Callable[[], str]) -> None:
    """In the middle, and before and after the last statement was carried out."""
    with open_store(fresh()) as calm, calm.writer():
        prelude(calm)
        shard = last_shard(calm)
        count = faults.break_at(calm, _interrupt, 10_000)  # type: ignore[arg-type]
        shard.commit(calm)
        steps = count.seen
        done = without_times(everything(calm))
    assert steps > 15
    command = [sys.executable, "-c", "import faults; faults.serve()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_env()) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        for at, after in ((2, 0), (steps // 2, 1), (2 * steps // 3, 0), (steps, 0), (steps, 1)):
            url = fresh()
            with open_store(url) as store:
                prelude(store)
                before = everything(store)
            server.stdin.write(f"{url} {at} {after}\n")
            server.stdin.flush()
            assert int(server.stdout.readline()) == 9  # of SIGKILL
            with _opened(url) as store:
                committed = everything(store) != before
                assert committed == ((at, after) == (steps, 1))
                if not committed:
                    _patiently(lambda store=store: last_shard(store).commit(store))
                assert without_times(everything(store)) == done


def _env() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([p for p in sys.path if p])}


def _patiently(action: Callable[[], Any]) -> Any:
    """Until the server has noticed that a client died."""
    for _ in range(100):
        try:
            return action()
        except StoreBusyError:
            time.sleep(0.1)
    return action()


def _opened(url: str) -> Store:
    opened: Store = _patiently(lambda: open_store(url))
    return opened


def test_two_processes_make_a_store_at_once(fresh: Callable[[], str]) -> None:
    """Whoever comes second finds it made, or, with a file, is told to wait."""
    code = "import sys; from fanzha.store import open_store; sys.stdin.readline(); open_store(sys.argv[1]).close(); print('made')"
    for _ in range(3):
        url = fresh()
        pair = [
            subprocess.Popen(
                [sys.executable, "-c", code, url],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_env(),
            )
            for _ in range(3)
        ]  # fmt: skip
        for process in pair:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        said = [process.communicate() for process in pair]
        made = sum(out == "made\n" for out, _ in said)
        assert made >= 1 if url.startswith("duckdb") else made == 3
        assert all(out == "made\n" or "StoreBusyError" in err for out, err in said)
        with open_store(url) as store:
            prelude(store)
