"""``fanzha summarize`` from outside: whatever it is given, the bulletin comes, or one line that says what to do, and nothing by halves."""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from districts import keep
from scored_cases import table

from fanzha import bundle
from fanzha.batch.lock import locked
from fanzha.cli import main
from fanzha.resources import default_model
from fanzha.status.reading import read_status
from fanzha.store import open_store

END = date(2026, 3, 31)
Run = Callable[..., int]
NEW = (
    "paid_yuan",
    "returned_yuan",
    "stopped_yuan",
    "outcome",
    "occurred_at",
    "platforms",
    "delay_minutes",
    "repeat_victim",
    "life_stage",
)
FIGURES = {"characteristics.parquet", "profiles.parquet"}


def rows_of(days: int = 65, a_day: int = 3) -> list[dict[str, object]]:
    rng = np.random.default_rng(4)
    return [
        {
            "reported_on": END - timedelta(days=day), "type": str(rng.choice(["loan", "brushing", "benign"])),
            "victim_age": int(rng.integers(10, 80)), "victim_sex": str(rng.choice(["female", "male"])),
            "street": str(rng.choice(["柳岸街道", "东阁街道", "不在册街道"])), "area": "城东派出所",
            "text": str(rng.choice(["对方称办理贷款须先交保证金，转账后被拉黑", "做任务点赞返佣金，垫付后无法提现"])),
        }
        for day in range(days)
        for _ in range(a_day)
    ]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def once(*args: object, form: str = "html", scripts: bool = False) -> int:
        source = ["--cases", str(tmp_path / "cases.parquet")]
        more = [] if scripts else ["--no-scripts"]
        return main(["summarize", *source, "--out", str(tmp_path / "b"), "--format", form, *more, *map(str, args)])

    return once


def written(tmp_path: Path) -> set[str]:
    folder = tmp_path / "b"
    return {p.name for p in folder.iterdir() if p.name != ".lock"} if folder.is_dir() else set()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a refusal."""
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("fanzha: ")
    assert lines[0].count(";") == 2  # rule, value, remedy
    assert "unforeseen" not in lines[0]
    return lines[0]


@pytest.mark.parametrize(
    ("rows", "args", "expected"),
    [
        (rows_of(), (), "没有提供辖区人口"),
        ([r | {"victim_age": None} for r in rows_of()], (), "年龄段"),
        ([{}], ("--end", "2026-03-31"), "少于5件"),
        (rows_of(), ("--end", "2024-01-05"), "没有判为诈骗的案件"),
        (rows_of(), ("--end", "2024-01-05"), "数据没有到达本期"),
        (rows_of(), ("--end", "2099-12-31"), "数据没有到达本期"),
        (rows_of(), ("--end", "2099-12-31"), "没有判为诈骗的案件"),
        ([*rows_of(), *[{"type": "从未见过"}] * 12], (), "从未见过"),
        ([{"reported_on": None}] * 4, (), "日期"),
        ([], (), "日期"),
        ([r | {"needs_review": True} for r in rows_of()], (), "待复核"),
    ],
)
def test_the_bulletin_comes_and_says_what_it_cannot_say(rows, args, expected, run: Run, tmp_path: Path) -> None:
    pq.write_table(table(rows), tmp_path / "cases.parquet")
    assert run(*args) == 0
    assert expected in (tmp_path / "b" / "bulletin.html").read_text(encoding="utf-8")
    assert written(tmp_path) <= {"bulletin.html", *FIGURES}


def test_streets_that_the_district_lacks_have_no_rate_but_a_place(run: Run, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    pq.write_table(table(rows_of()), tmp_path / "cases.parquet")
    assert run("--district", root / "configs" / "district.yaml", form="xlsx") == 0


@pytest.mark.parametrize("scripts", [False, True])
def test_cases_of_an_older_version_are_read(scripts: bool, run: Run, tmp_path: Path) -> None:
    made = table(rows_of())
    folder = tmp_path / "cases.parquet"
    folder.mkdir()
    pq.write_table(made.slice(0, 100).drop_columns(list(NEW)), folder / "old.parquet")
    pq.write_table(made.slice(100), folder / "new.parquet")
    (folder / "read me.txt").write_text("no case")
    hidden = folder / ".parts"
    hidden.mkdir()
    (hidden / "x.parquet").write_bytes(b"unfinished")
    assert run(scripts=scripts) == 0
    assert ("scripts.json" in written(tmp_path)) == scripts


def test_the_least_that_a_case_must_have(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    n = 30
    least = {
        "case_id": [f"C{i}" for i in range(n)],
        "reported_on": [END] * n,
        "type": ["loan"] * n,
        "needs_review": [None, False] * (n // 2),
    }
    pq.write_table(pa.table(least), tmp_path / "cases.parquet")
    assert run("--end", END, scripts=True) == 0
    assert "no scripts: none of these cases has a text" in capsys.readouterr().err
    assert "待复核" in (tmp_path / "b" / "bulletin.html").read_text(encoding="utf-8")


def _damage(kind: str, path: Path) -> None:
    whole = path.with_suffix(".whole")
    pq.write_table(table(rows_of()), whole)
    data = whole.read_bytes()
    whole.unlink()
    if kind == "text":
        path.write_text("案件编号,报案时间\nC1,2026-03-05\n", encoding="utf-8")
    elif kind == "half":
        path.write_bytes(data[: len(data) // 2])
    elif kind == "pages":
        path.write_bytes(data[:100] + bytes(255 - b for b in data[100 : len(data) // 3]) + data[len(data) // 3 :])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "columns":
        pq.write_table(pa.table({"case_id": ["C1"], "text": ["x"]}), path)
    elif kind == "types":
        pq.write_table(
            pa.table({"case_id": ["C1"], "reported_on": ["昨天"], "type": ["loan"], "needs_review": [False]}), path
        )
    elif kind == "stray":
        path.mkdir()
        (path / "a.parquet").write_bytes(data)
        pq.write_table(pa.table({"amount": [1]}), path / "stray.parquet")


@pytest.mark.parametrize("kind", ["text", "half", "pages", "empty", "columns", "types", "stray"])
def test_what_is_no_table_of_cases_is_refused(kind: str, run: Run, tmp_path: Path, capsys) -> None:
    _damage(kind, tmp_path / "cases.parquet")
    assert run() == 65
    line = said(capsys)
    assert "昨天" not in line
    assert kind != "stray" or "stray.parquet" in line
    assert not written(tmp_path)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--end", "0001-01-01"), 65),
        (("--end", "9999-12-31"), 65),
        (("--days", "36500", "--end", "0090-01-01"), 65),
        (("--district", "nowhere.yaml"), 66),
        (("--model", "nowhere"), 66),
    ],
)
def test_settings_that_cannot_be(args: tuple[str, ...], code: int, run: Run, tmp_path: Path, capsys) -> None:
    pq.write_table(table(rows_of()), tmp_path / "cases.parquet")
    assert run(*args) == code
    said(capsys)
    assert not written(tmp_path)


def test_no_cases_at_all(run: Run, tmp_path: Path, capsys) -> None:
    assert run() == 66
    said(capsys)
    (tmp_path / "cases.parquet").mkdir()
    assert run() == 66
    said(capsys)
    assert main(["summarize", "--output", str(tmp_path), "--out", str(tmp_path / "b")]) == 66
    said(capsys)
    assert not written(tmp_path)


_BROKEN = ["{", "null", '{"version": 9}', '{"latest": 1, "earlier": null}', "\udcff", "[" * 100_000]


@pytest.mark.parametrize(
    # An empty list is a record of no releases, but none of scripts.
    ("name", "text"),
    [*(("scripts.json", text) for text in [*_BROKEN, "[]"]), *(("releases.json", text) for text in _BROKEN)],
)
def test_records_that_cannot_be_read_are_not_overwritten(
    name: str, text: str, run: Run, tmp_path: Path, capsys
) -> None:
    pq.write_table(table(rows_of()), tmp_path / "cases.parquet")
    record = tmp_path / "b" / name
    record.parent.mkdir()
    record.write_bytes(text.encode("utf-8", "surrogateescape"))
    audience = "public" if name == "releases.json" else "internal"
    assert run("--audience", audience, scripts=True) == 65
    assert name in said(capsys)
    assert written(tmp_path) == {name}
    assert record.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_a_disk_that_fills_up_leaves_what_was_there(tmp_path: Path) -> None:
    """A file may not grow beyond what is free; the bulletin of before stays, and no part of the new one."""
    pq.write_table(table(rows_of()), tmp_path / "cases.parquet")
    args = [
        sys.executable, "-m", "fanzha", "summarize", "--cases", str(tmp_path / "cases.parquet"), "--out", str(tmp_path / "b"),
        "--format", "html", "--format", "xlsx", "--no-scripts", "--end", "2026-03-05",
    ]  # fmt: skip
    out = tmp_path / "b"
    out.mkdir()
    (out / "bulletin.html").write_text("of last month")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    done = subprocess.run(args, preexec_fn=small, capture_output=True, text=True, check=False)
    assert done.returncode == 74, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert written(tmp_path) == {"bulletin.html"}
    assert (out / "bulletin.html").read_text() == "of last month"


def test_a_folder_that_another_run_writes_to(run: Run, tmp_path: Path, capsys) -> None:
    pq.write_table(table(rows_of()), tmp_path / "cases.parquet")
    with locked(tmp_path / "b"):
        assert run() == 75
    said(capsys)
    assert run() == 0


def test_a_place_that_is_taken(run: Run, tmp_path: Path, capsys) -> None:
    pq.write_table(table(rows_of()), tmp_path / "cases.parquet")
    (tmp_path / "b" / "profiles.parquet").mkdir(parents=True)
    assert run() == 73
    assert "profiles.parquet" in said(capsys)
    assert written(tmp_path) == {"profiles.parquet"}
    shutil.rmtree(tmp_path / "b")
    (tmp_path / "b").write_text("a file")
    assert run() == 73
    said(capsys)


def test_scripts_keep_their_ids_and_a_bulletin_again_says_the_same(run: Run, tmp_path: Path) -> None:
    pq.write_table(table(rows_of(100)), tmp_path / "cases.parquet")
    folder, every = tmp_path / "b", {}
    for end in ("2026-01-31", "2026-02-28", "2026-03-31", "2026-03-31", "2026-02-28"):
        assert run("--end", end, scripts=True) == 0
        page = (folder / "bulletin.html").read_bytes()
        kept = json.loads((folder / "scripts.json").read_text(encoding="utf-8"))
        if end in every and end == "2026-03-31":
            assert (page, kept) == every[end]
        every[end] = page, kept
    assert "S0001" in every["2026-01-31"][0].decode()
    ids = [{s["id"] for s in kept["latest"]["scripts"]} for _, kept in every.values()]
    assert ids[0] <= ids[1] <= ids[2]
    # An older month written again takes nothing away.
    assert every["2026-02-28"][1]["latest"]["period"] == "2026-03-01/2026-03-31"


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter"])
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_every_period_in_both_languages(period: str, audience: str, run: Run, tmp_path: Path) -> None:
    pq.write_table(table(rows_of()), tmp_path / "cases.parquet")
    assert run("--period", period, "--language", "zh", "--language", "en", "--audience", audience) == 0
    assert {"bulletin.html", "bulletin.en.html"} <= written(tmp_path)
    assert (written(tmp_path) >= FIGURES) == (audience == "internal")


@pytest.fixture(scope="module")
def reports() -> list[tuple[date, str]]:
    texts = ("对方称办理贷款须先交保证金，转账后被拉黑", "做任务点赞返佣金，垫付后无法提现", "今晚一起吃饭吧我请客")
    return [(END - timedelta(days=i % 60), f"{texts[i % 3]}，共{i}元") for i in range(240)]


@pytest.mark.parametrize("home", ["duckdb", "postgres"])
def test_a_store_says_what_its_files_say(home: str, reports, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    urls = {"duckdb": lambda: f"duckdb:///{tmp_path}/fanzha.duckdb"}
    urls["postgres"] = lambda: request.getfixturevalue("postgres_url") + "?schema=summaries"
    url = urls[home]()
    model = bundle.load(default_model())
    with open_store(url) as store:
        keep(store, reports, model)
        current = pa.Table.from_batches(list(store.current()))
    pq.write_table(current, tmp_path / "cases.parquet")
    pages = []
    for source in (["--store", url], ["--cases", str(tmp_path / "cases.parquet")]):
        out = tmp_path / f"b{len(pages)}"
        assert main(["summarize", *source, "--out", str(out), "--format", "html"]) == 0
        pages.append((out / "bulletin.html").read_bytes())
    assert pages[0] == pages[1]


def test_the_folder_of_a_job_is_a_source(tmp_path: Path, reports) -> None:
    lines = "\n".join(f'{day},"{text}"' for day, text in reports)
    (tmp_path / "in.csv").write_text("报案时间,案情描述\n" + lines, encoding="utf-8")
    assert main(["score", "--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "o"), "--workers", "1"]) == 0
    for source in ("--output", "--cases"):
        args = [
            "summarize",
            source,
            str(tmp_path / "o"),
            "--out",
            str(tmp_path / source),
            "--format",
            "html",
            "--no-scripts",
        ]
        assert main(args) == 0
    assert (tmp_path / "--output" / "bulletin.html").read_bytes() == (
        tmp_path / "--cases" / "bulletin.html"
    ).read_bytes()


def test_rows_that_a_job_set_aside_are_told_of_until_they_are_corrected(tmp_path: Path, reports) -> None:
    def page() -> str:
        args = ["summarize", "--output", str(tmp_path / "o"), "--out", str(tmp_path / "b")]
        assert main([*args, "--format", "html", "--no-scripts"]) == 0
        return (tmp_path / "b" / "bulletin.html").read_text(encoding="utf-8")

    def score(name: str, lines: list[str]) -> None:
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        args = ["score", "--input", str(tmp_path / name), "--output", str(tmp_path / "o"), "--workers", "1"]
        assert main(args) == 0

    whole = [f'{day},"{text}"' for day, text in reports]
    score("in.csv", ["报案时间,案情描述", *whole, "2026-13-45,对方称办理贷款须先交保证金", "2026-03-02,"])
    with open_store(f"duckdb:///{tmp_path}/o/fanzha.duckdb", read_only=True) as store:
        aside = store.quarantined().to_pylist()
        n = read_status(store).set_aside
    assert n == sum(not row["resolved"] for row in aside) > 0
    assert f"另有{n}行读入时被隔离" in page()
    fixed = [f"{row['quarantine_id']},2026-03-02,对方称办理贷款须先交保证金，转账{i}次" for i, row in enumerate(aside)]
    score("fixed.csv", ["隔离编号,报案时间,案情描述", *fixed])
    assert "读入时被隔离" not in page()
