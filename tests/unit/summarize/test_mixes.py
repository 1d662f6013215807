"""A station with dearer types of fraud is no dearer station."""

from datetime import date
from decimal import Decimal

import pytest

from fanzha.summarize import bounds, choose_days, open_cases
from fanzha.summarize.mixes import Mixes, mixes_of

END = date(2026, 3, 31)


def found(make, rows, areas=("东所", "西所"), least: int = 5) -> Mixes | None:
    with open_cases(make(rows)) as frame:
        periods = choose_days(bounds(frame)[1], END, 30)
        return mixes_of(frame, periods.now, areas, least)


def cases(area: str, kind: str, n: int, loss: int | None, outcome: str | None = None) -> list[dict[str, object]]:
    one = {"area": area, "type": kind, "reported_on": END, "loss_yuan": loss and Decimal(loss), "outcome": outcome}
    return [dict(one) for _ in range(n)]


def test_the_mix_of_types_explains_the_difference(make) -> None:
    # Ten times as dear a case, and all of it is that investment loses more than brushing does.
    rows = [
        *cases("东所", "investment", 20, 100_000), *cases("东所", "brushing", 5, 1_000),
        *cases("西所", "investment", 5, 100_000), *cases("西所", "brushing", 20, 1_000),
    ]  # fmt: skip
    made = found(make, rows)
    assert made is not None
    east, west = made.losses
    assert east.observed == pytest.approx(80_200)
    assert west.observed == pytest.approx(20_800)
    assert [one.ratio for one in made.losses] == pytest.approx([1.0, 1.0])


def test_what_types_do_not_explain_is_seen(make) -> None:
    rows = [*cases("东所", "loan", 20, 30_000), *cases("西所", "loan", 20, 10_000)]
    made = found(make, rows)
    assert made is not None
    assert [round(one.ratio, 2) for one in made.losses] == [1.5, 0.5]
    assert made.losses[0].low > 1 > made.losses[1].high


def test_money_that_was_kept_is_held_against_types(make) -> None:
    rows = [
        *cases("东所", "loan", 10, None, "prevented"), *cases("东所", "loan", 10, 9_000, "lost"),
        *cases("西所", "loan", 5, None, "recovered"), *cases("西所", "loan", 15, 9_000, "lost"),
    ]  # fmt: skip
    made = found(make, rows)
    assert made is not None
    assert [(one.n, one.observed, one.expected) for one in made.kept] == [(20, 10.0, 7.5), (20, 5.0, 7.5)]


def test_cases_for_a_person_honest_reports_and_small_stations_are_left_out(make) -> None:
    rows = [
        *cases("东所", "loan", 10, 5_000), *cases("西所", "loan", 10, 5_000), *cases("南所", "loan", 4, 90_000),
        *(row | {"needs_review": True, "loss_yuan": Decimal(900_000)} for row in cases("东所", "loan", 5, None)),
        *cases("西所", "benign", 9, 700_000),
    ]  # fmt: skip
    made = found(make, rows, ("东所", "西所", "南所"))
    assert made is not None
    assert [(one.name, one.n) for one in made.losses] == [("东所", 10), ("西所", 10)]


@pytest.mark.parametrize("rows", [[], cases("东所", "loan", 20, 5_000), cases("东所", "loan", 3, None, "lost")])
def test_nothing_to_compare(make, rows) -> None:
    kept = [*rows, *cases("西所", "brushing", 1, None)]
    assert found(make, kept) is None
