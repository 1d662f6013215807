"""Inputs of batch jobs, and how two results are compared."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stores import everything

from fanzha.batch.running import STORE
from fanzha.store import open_store

SHARD_ROWS = 12
_OF_RUNS = {"run_id", "output", "committed_at", "first_seen_at", "scored_at", "set_aside_at", "resolved_at", "added_at"}
TEXTS = [
    "贷款放款前先交保证金", "做任务点赞返佣金先垫付", "今晚一起吃饭吧我请客", "刷单垫付本金返利", "无抵押贷款下款需要解冻费",
    "明天上午九点开家长会", "嗯", "办信用卡提额先交手续费",
]  # fmt: skip
HEAD = ["案件编号", "报案时间", "简要案情", "受害人年龄", "损失金额"]


def row(
    number: int, day: int | None = None, age: object = 30, text: str | None = None, case: str | None = None
) -> list[object]:
    when = "" if day is None else f"2026-03-{day:02d} 10:{number % 60:02d}"
    said = f"{TEXTS[number % len(TEXTS)]}，第{number}件" if text is None else text
    return [f"A{number:04d}" if case is None else case, when, said, age, number * 10]


def write_csv(path: Path, rows: list[list[object]], head: list[str] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head or HEAD, *rows])
    return path


def write_inputs(folder: Path) -> Path:
    """Write 100 rows: days in any order, none, faults, repetitions within and between shards and files, newer versions."""
    first = [row(i, 1 + i * 7 % 3 if i % 9 else None) for i in range(40)]
    first[5] = row(5, 2, age=300)
    first[9] = row(9, 2, case="A0001")
    first[30] = row(30, 2, case="A0002")
    first[31] = row(31, 2, text="")
    second = [row(i, 1 + i % 2) for i in range(30, 60)]  # A0030 was another row's number, A0031 was faulty
    second[20] = row(3, 3, text="做任务点赞返佣金，补充：又垫付三次")  # a newer version
    third = [row(i, 4 if i % 2 else 1) for i in range(60, 86)] + [
        row(i, 1 + i * 7 % 3 if i % 9 else None) for i in range(4)
    ]
    write_csv(folder / "a.csv", first)
    write_csv(folder / "b.csv", second)
    write_csv(folder / "c.csv", third)
    return folder


def tree(output: Path) -> dict[str, str]:
    """Return the files of an output folder with their SHA-256, without the store and what is hidden."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith((".", STORE))
    }


def held(url: str) -> Any:
    """Return all that a store holds but runs and the times of committing."""
    with open_store(url) as store:
        tables = everything(store)
    del tables["runs"]
    return {
        name: [{k: v for k, v in row.items() if k not in _OF_RUNS} for row in rows] for name, rows in tables.items()
    }


@dataclass
class Jobs:
    """Runs jobs over the same inputs."""

    fork: Callable[..., list[int]]
    inputs: Path
    model: Path
    folder: Path

    def command(self, name: str, *, input: object = None, model: Path | None = None, **more: Any) -> dict[str, Any]:
        own = {key: more.pop(key) for key in ("workers", "store") if key in more}
        job = {
            "input": str(input or self.inputs),
            "output": str(self.folder / name),
            "model": str(model or self.model),
            "shard_rows": more.pop("shard_rows", SHARD_ROWS),
            **own,
        }
        return {"job": job, "log": str(self.folder / f"{name}.log"), **more}

    def run(self, name: str, **more: Any) -> int:
        return self.fork(self.command(name, **more))[0]

    def output(self, name: str) -> Path:
        return self.folder / name

    def store(self, name: str) -> str:
        return f"duckdb:///{self.folder / name / STORE}"

    def steps(self, name: str) -> list[str]:
        return (self.folder / f"{name}.log").read_text().split()

    def result(self, name: str, store: str | None = None) -> tuple[dict[str, str], Any]:
        return tree(self.output(name)), held(store or self.store(name))
