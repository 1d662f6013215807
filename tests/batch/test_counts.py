"""Counts always add up, and what a store holds is what a plain reading of the files says, whatever is mixed in them."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jobs import TEXTS, write_csv

from fanzha.batch.running import JobSettings, run_job
from fanzha.ingest import load_columns
from fanzha.store import open_store

pytestmark = pytest.mark.xdist_group("batch_counts")
COLUMNS = load_columns()
NOW = datetime(2026, 6, 1)

# Case number, text, age: few of each, so that repetitions, newer versions and faults all come up.
ROW = st.tuples(
    st.sampled_from(["A1", "A2", "A3", "A4", "A5", "合计"]),
    st.sampled_from(["贷款放款前先交保证金", "做任务点赞返佣金先垫付", "嗯", "今晚一起吃饭吧我请客", ""]),
    st.sampled_from([30, 40, 300]),
)
FILES = st.lists(st.lists(ROW, min_size=1, max_size=12), min_size=1, max_size=3)


@dataclass
class Plain:
    """What a reading of rows one by one, without a store, comes to."""

    latest: dict[str, tuple[str, int]] = field(default_factory=dict)
    scored: set[tuple[str, str, int]] = field(default_factory=set)

    def read(self, rows: list[tuple[str, str, int]]) -> tuple[int, int, int, int]:
        """Return rows in, scored or reviewed, set aside, unchanged."""
        seen: set[str] = set()
        fresh = aside = known = 0
        for case, text, age in rows:
            if not text or age == 300 or case in seen:
                aside += 1
                continue
            seen.add(case)
            fresh, known = (fresh, known + 1) if (case, text, age) in self.scored else (fresh + 1, known)
            self.scored.add((case, text, age))
            self.latest[case] = (text, age)
        return len(rows), fresh, aside, known


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, shard_rows=st.integers(1, 8), more=FILES)
def test_counts_add_up(
    toy_bundle: tuple[Path, Any], files: list[list[Any]], shard_rows: int, more: list[list[Any]]
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        plain = Plain()
        for number, batch in enumerate((files, more)):
            expected = (0, 0, 0, 0)
            for i, rows in enumerate(batch):
                name = f"{number}{i}"
                # The name is in the rows, so that no two files are the same.
                write_csv(
                    folder / f"in{number}" / f"{name}.csv",
                    [[c, t, a, name] for c, t, a in rows],
                    ["案件编号", "简要案情", "年龄", "批次"],
                )
                expected = tuple(a + b for a, b in zip(expected, plain.read(rows), strict=True))  # type: ignore[assignment]
            job = JobSettings(folder / "out", toy_bundle[0], COLUMNS, workers=1, shard_rows=shard_rows, now=NOW)
            counts = run_job(str(folder / f"in{number}"), job).run.counts
            assert counts.complete
            assert (counts.rows_in, counts.scored + counts.review, counts.quarantined, counts.unchanged) == expected
        with open_store(f"duckdb:///{folder}/out/fanzha.duckdb") as store:
            rows = store.sql("SELECT case_id, text, victim_age FROM current_scores").to_pylist()
            keys = store.sql(
                "SELECT COUNT(*) AS n, COUNT(DISTINCT (case_id, content_hash)) AS d FROM scores"
            ).to_pylist()
            listed = store.files(".")
        assert {r["case_id"]: (r["text"], r["victim_age"]) for r in rows} == plain.latest
        assert keys == [{"n": len(plain.scored), "d": len(plain.scored)}]
        assert sum(listed["rows"].to_pylist()) == len(plain.scored)
    finally:
        shutil.rmtree(folder)


def test_what_is_left_out_is_told_once(toy_bundle: tuple[Path, Any], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_csv(
            tmp_path / "in" / f"{name}.csv", [[f"{name}1", TEXTS[0], "甲", "138"]], ["编号", "案情", "经手", "电话"]
        )
    settings_ = JobSettings(output=tmp_path / "out", model=toy_bundle[0], columns=COLUMNS, now=NOW)
    assert run_job(str(tmp_path / "in"), settings_).unused == ("经手",)
    assert run_job(str(tmp_path / "in"), settings_).unused == ()  # nothing of it was read again
