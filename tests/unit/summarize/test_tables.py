"""Counts against counting by hand; what may not be shown."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import numpy as np
import pytest
from summaries import summary_of

from fanzha.errors import InputError
from fanzha.summarize.suppression import suppressed

END = date(2026, 3, 31)


@pytest.fixture(scope="module")
def summary(scored, town):
    return summary_of(scored, district=town, days=90)


@pytest.fixture(scope="module")
def fraud(rows):
    return [r for r in rows if r["type"] != "benign" and r["reported_on"] > END - timedelta(days=90)]


def test_periods(summary) -> None:
    assert summary.period.end == END
    assert summary.period.days == summary.before.days == 90
    assert summary.before.end == summary.period.start - timedelta(days=1)


def test_counts_losses_and_medians_by_type(summary, fraud) -> None:
    by_type: dict[str, list[float]] = {}
    for r in fraud:
        loss = r.get("loss_yuan")
        by_type.setdefault("待复核" if r.get("needs_review") else r["type"], []).append(float(loss) if loss else np.nan)
    assert summary.n == len(fraud)
    assert {c.labels[0]: c.n for c in summary.tables["type"].cells if c.n} == {k: len(v) for k, v in by_type.items()}
    for c in summary.tables["type"].cells:
        stated = [v for v in by_type.get(c.labels[0], []) if not np.isnan(v)]
        assert c.loss_n == len(stated)
        assert c.loss == (pytest.approx(sum(stated)) if stated else None)
        assert c.median_loss == (pytest.approx(median(stated)) if stated else None)


def test_cases_to_review_stand_apart_from_their_best_guess(make, town) -> None:
    rows = [{"type": "loan", "needs_review": i < 6} for i in range(16)] + [{"type": "benign", "needs_review": True}]
    made = summary_of(make(rows), district=town)
    assert {c.title: c.n for c in made.tables["type"].cells} == {"虚假贷款": 10, "待复核": 6}
    assert (made.n, made.n_fraud_review, made.n_review, made.n_reports) == (16, 6, 7, 17)


@pytest.mark.parametrize(("key", "column"), [("area", "area"), ("street", "street"), ("payment", "payment")])
def test_shares_are_of_what_is_stated(summary, fraud, key: str, column: str) -> None:
    table, counted = summary.tables[key], Counter(r.get(column) for r in fraud)
    missing = counted.pop(None, 0)
    assert table.missing == missing
    assert {c.labels[0]: c.n for c in table.cells} == counted
    assert sum(c.share for c in table.cells) == pytest.approx(1)
    for c in table.cells:
        assert c.share_low < c.share == c.n / (len(fraud) - missing) <= c.share_high


def test_rates_are_per_hundred_thousand_residents(summary) -> None:
    cell = summary.tables["area"].cell("西所")
    assert cell.residents == 60_000
    assert cell.rate == pytest.approx(cell.n / 60_000 * 1e5)
    assert cell.rate_low < cell.rate < cell.rate_high
    assert not summary.tables["occupation"].has_rates


def test_a_change_in_per_cent_needs_ten_earlier_cases(make, town) -> None:
    earlier = END - timedelta(days=100)
    rows = [{"type": "loan"}] * 12 + [{"type": "loan", "reported_on": earlier}] * 10
    rows += [{"type": "romance"}] * 12 + [{"type": "romance", "reported_on": earlier}] * 9
    rows += [{"type": "benign", "reported_on": END - timedelta(days=179)}]
    table = summary_of(make(rows), district=None).tables["type"]
    assert (table.cell("loan").change, table.cell("loan").percent) == (2, pytest.approx(20))
    assert (table.cell("romance").change, table.cell("romance").percent) == (3, None)


def test_without_earlier_data_nothing_is_compared(make) -> None:
    made = summary_of(make([{"type": "loan"}] * 20), district=None)
    assert made.before is None
    assert made.tables["type"].cell("loan").before is None
    assert all(f.kind == "loss" or f.kind == "group" for f in made.findings)


def test_ages_outside_all_bands_count_as_not_stated(make, town) -> None:
    rows = [{"victim_age": a} for a in (0, 17, 18, 39, 40, 120, -1, None)]
    table = summary_of(make(rows), district=town, min_cell=1).tables["band"]
    assert [c.n for c in table.cells] == [2, 2, 2]
    assert table.missing == 2


def test_small_cells_are_hidden_and_cannot_be_worked_out() -> None:
    counts = np.array([[50, 3, 9], [40, 20, 30], [7, 8, 25]])
    hidden = suppressed(counts, 5)
    assert hidden[0, 1]
    for line in [*range(3)]:
        for mask, values in ((hidden[line], counts[line]), (hidden[:, line], counts[:, line])):
            assert not mask.any() or (mask.sum() > 1 and values[mask].sum() >= 5)
    assert not suppressed(np.array([0, 5, 6]), 5).any()


@pytest.mark.parametrize("wrong", [{"days": 0}, {"min_cell": 0}])
def test_impossible_settings(scored, wrong) -> None:
    with pytest.raises(InputError):
        summary_of(scored, district=None, **wrong)
