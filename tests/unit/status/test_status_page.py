import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from fanzha.drift import Familiarity, Week, judge
from fanzha.status import Limits, Status, Waiting, as_json, as_prometheus, render_page
from fanzha.status.page import table, width
from fanzha.store.records import Counts, RunRecord

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
RUN = RunRecord(
    "20260601T010000Z-00000001",
    "local",
    "ab" * 32,
    "default-abababababab",
    "cd" * 32,
    AT - timedelta(hours=8),
    AT - timedelta(hours=7),
    "done",
    Counts(12_000, 11_000, 700, 200, 100),
    3600.0,
    "",
)


def _weeks(review: int = 9) -> list[Week]:
    start = date(2026, 2, 2)
    calm = [
        Week(start + timedelta(days=7 * i), {"loan": 90, "benign": 90}, 9, 0, Familiarity(180, 18.0, 2.2))
        for i in range(16)
    ]
    return [*calm[:-1], replace(calm[-1], types={"loan": 150, "benign": 30}, review=review)]


@pytest.fixture
def busy() -> Status:
    return Status(
        AT,
        (RUN, replace(RUN, status="failed", seconds=0.0)),
        RUN.ended_at,
        12_345,
        800,
        35,
        AT - timedelta(hours=12.5),
        AT - timedelta(days=400),
        (
            Waiting("loan", "虚假贷款", "unsure", 600, AT - timedelta(days=5)),
            Waiting("other", "其他诈骗", "short", 20, None),
            Waiting("loan", "虚假贷款", "short", 5, AT - timedelta(days=9)),
        ),
        (("案件编号不得重复", 12), ("年龄须在 0 至 120 岁之间", 3)),
        AT - timedelta(days=2),
        judge(_weeks(40), None, 0.6),
        ("several_models",),
    )


def test_wide_characters_take_two_columns() -> None:
    assert [width(t) for t in ("abc", "案情", "ａ", "é", "e\u0301", "·")] == [3, 4, 2, 1, 1, 1]
    lines = table([["诈骗类型", "n"], ["a", "1,234"]])
    assert lines == ["  诈骗类型      n", "  a         1,234"]
    assert table([]) == []


def test_the_page_says_what_an_operator_asks(busy: Status) -> None:
    page = render_page(busy)
    for part in (
        "12,000  11,000     700        200        100       3  3,600.0",
        "last done: 2026-06-01 02:00, 7.0 hours ago",
        "cases: 12,345; sent to review: 800 (6.5%); reviews: 35",
        "12.5 hours ago",
        "waiting for review: 625; the oldest was reported 2026-05-23 09:00, 9 days ago",
        "虚假贷款  loan   605",
        "其他诈骗  other   20",
        "set aside and not corrected: 15",
        "drift, against 2026-W06 to 2026-W13",
        "loan 50% → 83%",
        "score the older inputs again",
        "  - too many cases wait for a review\n  - the last weeks have drifted\n",
    ):
        assert part in page, part
    last = next(line for line in page.splitlines() if "2026-W21" in line and "%" in line)
    assert last.count("!!") == 2
    calm = replace(busy, backlog=(), quarantine=(), drift=judge(_weeks()[:-1], None, 0.6), notices=())
    assert render_page(calm).endswith("needs a person: nothing\n")
    assert "waiting for review: none" in render_page(calm)


def test_an_empty_store_has_a_page_too() -> None:
    page = render_page(Status(AT, drift=judge([])))
    assert "runs: none yet" in page
    assert "no case has a date yet" in page
    assert "no run was ever done" in page
    few = render_page(Status(AT, drift=judge(_weeks()[:3])))
    assert "before there are 8 weeks of 30 cases; there are 3" in few


def test_json_holds_the_same(busy: Status) -> None:
    found = json.loads(json.dumps(as_json(busy)))
    assert found["needs_a_person"] == list(busy.needs()) == ["backlog", "drift"]
    assert found["runs"][0]["rows_per_second"] == pytest.approx(3.3)
    assert found["runs"][1]["rows_per_second"] is None
    assert found["newest_case_age_hours"] == 12.5
    assert found["backlog"]["n"] == 625
    assert found["quarantine"] == {
        "open": 15,
        "oldest": "2026-05-30T09:00:00+00:00",
        "by_rule": {"案件编号不得重复": 12, "年龄须在 0 至 120 岁之间": 3},
    }
    week = found["drift"]["weeks"][-1]
    assert week["level"] == "drift"
    assert week["alone"]["mix"]["value"] > week["alone"]["mix"]["drift"]
    assert week["alone"]["moved"][0]["now"] in (0.833333, 0.166667)
    assert as_json(Status(AT))["drift"] is None


def test_metrics_can_be_read_by_prometheus(busy: Status) -> None:
    text = as_prometheus(busy, Limits(backlog=1000))
    assert text.endswith("\n")
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        assert family.type == "gauge"
        for s in family.samples:
            key = (s.name.removeprefix("fanzha_"), *sorted(s.labels.values()))
            assert key not in found
            found[key] = s.value
    assert found["needs_a_person", "backlog"] == 0
    assert found["needs_a_person", "drift"] == 1
    assert found["last_run_done",] == 1
    assert found["last_run_rows", "quarantined"] == 200
    assert found["review_backlog",] == 625
    assert found["review_backlog_by_type", "loan", "unsure"] == 600
    assert found["quarantine_open",] == 15
    assert found["drift_level", "mix", "week"] == found["drift_level", "review", "week"] == 2
    assert found["drift_level", "unfamiliar", "week"] == 0
    assert found["newest_case_timestamp_seconds",] == (AT - timedelta(hours=12.5)).timestamp()


def test_labels_of_a_model_of_ones_own_are_escaped() -> None:
    odd = Status(AT, backlog=(Waiting('a"b\\c\nd', "x", "unsure", 1, None),))
    (sample,) = next(
        f for f in text_string_to_metric_families(as_prometheus(odd)) if f.name == "fanzha_review_backlog_by_type"
    ).samples
    assert sample.labels["type"] == 'a"b\\c\nd'
