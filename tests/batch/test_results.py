"""What a run makes of the store, and the commands that read it and write reviews into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from jobs import row, tree, write_csv
from openpyxl import load_workbook

from fanzha import score
from fanzha.cli import main
from fanzha.store import open_store

pytestmark = pytest.mark.xdist_group("batch_results")
RESULTS = {"bulletin.html", "warnings.xlsx", "cases.xlsx", "quarantine.csv"}
Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*args: object) -> tuple[int, str]:
        code = main([str(a) for a in args])
        return code, capsys.readouterr().err

    return run


@pytest.fixture
def ran(say: Say, toy_bundle: tuple[Path, Any], tmp_path: Path) -> Callable[..., str]:
    def run(path: object, *more: object, code: int = 0) -> str:
        args = ("run", "--input", path, "--output", tmp_path / "out", "--model", toy_bundle[0], *more)
        got, err = say(*args)
        assert got == code, err
        return err

    return run


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.iterdir() if p.name in RESULTS}


def test_run_tells_of_all_cases_in_the_store(ran: Callable[..., str], tmp_path: Path) -> None:
    first = write_csv(tmp_path / "1.csv", [row(i, 1 + i % 9) for i in range(60)])
    second = write_csv(tmp_path / "2.csv", [row(i, 10 + i % 9) for i in range(60, 100)])
    assert "rows in: 60 ·" in ran(first)
    before = state(tmp_path / "out")
    assert before.keys() == RESULTS
    assert "rows in: 40 ·" in ran(second)
    after = state(tmp_path / "out")
    assert load_workbook(tmp_path / "out" / "cases.xlsx").active.max_row == 101
    assert after["bulletin.html"] != before["bulletin.html"]
    # Nothing new: the same files, byte for byte, not even written again.
    assert "unchanged: 40" in ran(second)
    assert state(tmp_path / "out") == after
    # The same from the store alone, in the order of days.
    ids = [c.value for c in load_workbook(tmp_path / "out" / "cases.xlsx").active["A"]][1:]
    with open_store(f"duckdb:///{tmp_path}/out/fanzha.duckdb") as store:
        assert ids == [i for batch in store.current() for i in batch["case_id"].to_pylist()]


def test_two_stores_of_the_same_rows_give_the_same_files(ran: Callable[..., str], tmp_path: Path) -> None:
    path = write_csv(tmp_path / "1.csv", [row(i, 1 + i % 9) for i in range(60)])
    ran(path)
    one = tree(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / "first")
    ran(path, "--shard-rows", 17)
    two = tree(tmp_path / "out")
    assert {n: one[n] for n in RESULTS} == {n: two[n] for n in RESULTS}


def test_more_cases_than_a_sheet_holds(
    ran: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fanzha.batch import results

    monkeypatch.setattr(results, "MAX_ROWS", 50)
    rows = [row(i, 1) for i in range(40)] + [row(i, 20) for i in range(40, 60)]
    err = ran(write_csv(tmp_path / "1.csv", rows), "--days", 7)
    assert "cases.xlsx holds the period of the bulletin" in err
    sheet = load_workbook(tmp_path / "out" / "cases.xlsx").active
    assert sheet.max_row == 21
    monkeypatch.setattr(score, "MAX_ROWS", 11)
    ran(tmp_path / "1.csv", "--days", 7)
    book = load_workbook(tmp_path / "out" / "cases.xlsx")
    assert [(s.title, s.max_row, s.auto_filter.ref.split(":")[0]) for s in book] == [
        ("案件", 11, "A1"),
        ("案件2", 11, "A1"),
    ]


def test_nothing_to_tell_of(ran: Callable[..., str], tmp_path: Path) -> None:
    err = ran(write_csv(tmp_path / "1.csv", []), code=65)
    assert "the store must hold a case" in err
    assert not RESULTS & {p.name for p in (tmp_path / "out").iterdir()} - {"quarantine.csv"}
    with open_store(f"duckdb:///{tmp_path}/out/fanzha.duckdb") as store:
        assert [run.status for run in store.runs()] == ["failed"]


def test_a_failure_in_the_results_leaves_the_older_ones(
    ran: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fanzha.batch import results

    ran(write_csv(tmp_path / "1.csv", [row(i, 1) for i in range(20)]))
    before = {n: s for n, s in state(tmp_path / "out").items() if n != "quarantine.csv"}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(results, "write_warnings", fail)
        ran(write_csv(tmp_path / "2.csv", [row(i, 2) for i in range(20, 30)]), code=74)
    assert {n: s for n, s in state(tmp_path / "out").items() if n != "quarantine.csv"} == before
    assert "unchanged: 10" in ran(tmp_path / "2.csv")
    assert load_workbook(tmp_path / "out" / "cases.xlsx").active.max_row == 31


@pytest.fixture
def doubtful(ran: Callable[..., str], tmp_path: Path) -> Path:
    """A store in which two cases wait for people."""
    rows = [row(1, 1), row(2, 2, text="嗯"), row(3, 3, text="好"), row(4, 4)]
    ran(write_csv(tmp_path / "1.csv", rows))
    return tmp_path / "out"


def test_reviews_go_out_and_come_back(say: Say, doubtful: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "review.xlsx"
    assert say("review", "--output", doubtful, "--out", sheet)[0] == 0
    book = load_workbook(sheet)
    head = {str(c.value): c.column for c in book["复核"][1]}
    assert [book["复核"].cell(r, head["案件编号"]).value for r in (2, 3)] == ["A0003", "A0002"]  # the newest first
    assert book["复核"].max_row == 3
    book["复核"].cell(3, head["复核类型"]).value = "loan 贷款、代办信用卡类"
    book["复核"].cell(3, head["备注"]).value = "电话核实"
    book.save(sheet)
    told = "rows in: 2 · reviews added: 1 · known before: 0 · left open: 1\n"
    assert say("review", "--output", doubtful, "--apply", sheet) == (0, told)
    again = "rows in: 2 · reviews added: 0 · known before: 1 · left open: 1\n"
    assert say("review", "--output", doubtful, "--apply", sheet) == (0, again)
    book.save(sheet)  # a later time, the same decision
    assert say("review", "--output", doubtful, "--apply", sheet) == (0, again)
    # What was decided waits no more.
    assert say("review", "--output", doubtful, "--out", sheet)[0] == 0
    assert load_workbook(sheet)["复核"].max_row == 2
    assert say("review", "--output", doubtful, "--labelled", tmp_path / "texts.jsonl")[0] == 0
    (line,) = (tmp_path / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert (found["text"], found["label"], found["register"]) == ("嗯", "loan", "narrative")


def test_reviews_as_json_lines(say: Say, doubtful: Path, tmp_path: Path) -> None:
    lines = tmp_path / "r.jsonl"
    lines.write_text(
        '{"case_id": "A0002", "label": "贷款、代办信用卡类", "reviewed_at": "2026-03-05T14:20"}\n{"case_id": "A0003", "label": ""}\n',
        encoding="utf-8",
    )
    assert (
        "reviews added: 1 · known before: 0 · left open: 1" in say("review", "--output", doubtful, "--apply", lines)[1]
    )
    with open_store(f"duckdb:///{doubtful}/fanzha.duckdb") as store:
        (review,) = store.reviews().to_pylist()
    assert (review["label"], review["text"], str(review["reviewed_at"])) == ("loan", "嗯", "2026-03-05 14:20:00+08:00")


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ('{"case_id": "A0002", "label": "天气"}', 65, "天气 in row 1"),
        ('{"label": "loan"}', 65, "none in row 1"),
        ('{"case_id": "A0002", "label": "loan"}\n{"case_id": "A0002", "label": "benign"}', 65, "rows 1 and 2"),
        ('{"case_id": "A0002", "label": "loan", "reviewed_at": "gestern"}', 65, "ISO 8601"),
        ('{"case_id": "A9999", "label": "loan"}', 1, "a review must be of a case in the store"),
        ("[]", 65, "JSON lines"),
    ],
)
def test_reviews_that_cannot_be(say: Say, doubtful: Path, tmp_path: Path, line: str, code: int, part: str) -> None:
    (tmp_path / "r.jsonl").write_text(line, encoding="utf-8")
    got, err = say("review", "--output", doubtful, "--apply", tmp_path / "r.jsonl")
    assert got == code
    assert part in err
    with open_store(f"duckdb:///{doubtful}/fanzha.duckdb") as store:
        assert len(store.reviews()) == 0


def test_cases_as_one_file(say: Say, doubtful: Path, tmp_path: Path) -> None:
    assert say("cases", "--output", doubtful, "--out", tmp_path / "c.parquet")[0] == 0
    whole = pq.read_table(tmp_path / "c.parquet")
    assert whole["case_id"].to_pylist() == ["A0001", "A0002", "A0003", "A0004"]
    assert whole.column_names[-1] == "content_hash"
    args = ("--since", "2026-03-02", "--until", "2026-03-03")
    assert say("cases", "--output", doubtful, "--out", tmp_path / "c.xlsx", *args)[0] == 0
    assert load_workbook(tmp_path / "c.xlsx").active.max_row == 3
    assert say("cases", "--output", tmp_path / "none", "--out", tmp_path / "c.parquet")[0] == 66
    assert not list(tmp_path.glob(".c*"))
