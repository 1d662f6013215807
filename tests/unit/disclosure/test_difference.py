"""What several releases tell by subtraction, and records of what was shown."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.disclosure import Axis, CountTable, Release, differences, suppress, suppress_after
from fanzha.errors import InputError

KINDS = Axis("type", ("贷款", "刷单", "投资"))
STREETS = Axis("street", ("柳街", "桥街", "塔镇", "湾镇"), (("东", "东", "西", "西"),))
QUARTER = {"first": date(2026, 1, 1), "last": date(2026, 3, 31)}
MONDAY, TUESDAY, LATER = date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 20)


def table(counts: object) -> CountTable:
    return CountTable((KINDS, STREETS), np.asarray(counts, dtype=np.int64))


def release(counts: object, as_of: date, min_cell: int = 5, **days) -> Release:
    return Release.of(suppress(table(counts), min_cell), as_of=as_of, min_cell=min_cell, **(days or QUARTER))


BASE = np.array([[20, 30, 40, 25], [15, 22, 31, 18], [50, 9, 12, 33]])


def test_a_late_report_is_found_by_subtraction_and_hidden_in_the_revision() -> None:
    revised = BASE.copy()
    revised[1, 2] += 1
    old = release(BASE, MONDAY)
    found = differences([old, release(revised, TUESDAY)])
    told = {(d.labels, d.low, d.high, d.within, d.without) for d in found}
    assert (("塔镇", "刷单"), 1, 1, (1,), (0,)) in told
    assert ((), 1, 1, (1,), (0,)) in told  # even the grand total tells of one report
    followed = suppress_after(table(revised), [old], 5, as_of=TUESDAY, **QUARTER)
    assert followed.safe
    assert followed.for_differences > 0
    assert followed.suppression.hidden(table(revised))[1, 2]
    assert not followed.suppression.hidden(table(revised))[0].all()
    new = Release.of(followed.suppression, as_of=TUESDAY, min_cell=5, **QUARTER)
    assert differences([old, new]) == ()


def test_many_late_reports_or_none_change_nothing() -> None:
    old = release(BASE, MONDAY)
    for more in (np.zeros_like(BASE), np.where(BASE == 50, 40, 0), np.full_like(BASE, 6)):
        followed = suppress_after(table(BASE + more), [old], 5, as_of=TUESDAY, **QUARTER)
        assert followed.safe
        assert followed.for_differences == 0


def test_a_cell_that_was_hidden_must_stay_uncertain() -> None:
    first = BASE.copy()
    first[0, 0] = 4
    then = first.copy()
    then[0, 0] = 5  # may be shown now, but a single late report tells what it was before
    old = release(first, MONDAY)
    assert old.faces["street", "type"][0] == "small"
    careless = release(then, TUESDAY)
    assert any(d.within == (0,) and d.low >= 4 for d in differences([old, careless]))
    assert suppress_after(table(then), [old], 5, as_of=TUESDAY, **QUARTER).safe


def test_a_longer_period_tells_of_the_days_that_it_adds() -> None:
    added = np.zeros_like(BASE)
    added[2, 1] = 2
    added[0] += 8
    old = release(BASE, MONDAY)
    longer = {"first": QUARTER["first"], "last": date(2026, 4, 7)}
    new = release(BASE + added, LATER, **longer)
    assert any(d.labels == ("桥街", "投资") and d.low == d.high == 2 for d in differences([old, new]))
    followed = suppress_after(table(BASE + added), [old], 5, as_of=LATER, **longer)
    assert followed.safe
    assert differences([old, Release.of(followed.suppression, as_of=LATER, min_cell=5, **longer)]) == ()


def test_windows_that_roll_do_not_tell_unless_one_of_them_is_zero() -> None:
    march = {"first": date(2026, 3, 1), "last": date(2026, 3, 30)}
    rolled = {"first": date(2026, 3, 2), "last": date(2026, 3, 31)}
    old = release(BASE, date(2026, 4, 1), **march)
    new = release(BASE + 1, date(2026, 4, 1), **rolled)
    assert differences([old, new]) == ()  # one more, but how many came and went is open


def test_corrections_that_take_cases_away_are_no_contradiction() -> None:
    revised = BASE.copy()
    revised[0, 1] -= 1
    revised[1, 1] += 1
    old = release(BASE, MONDAY)
    followed = suppress_after(table(revised), [old], 5, as_of=TUESDAY, **QUARTER)
    assert followed.safe
    assert followed.suppression.hidden(table(revised))[1, 1]
    assert followed.corrected
    new = Release.of(followed.suppression, as_of=TUESDAY, min_cell=5, **QUARTER)
    assert differences([old, new], corrected=True) == ()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_random_revisions_leave_nothing_to_subtract(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.choice([2, 8, 25], size=(3, 4)))
    more = rng.poisson(0.2, (3, 4))
    old = release(counts, MONDAY)
    if differences([old]):
        return
    followed = suppress_after(table(counts + more), [old], 5, as_of=TUESDAY, **QUARTER)
    if followed.safe:
        new = Release.of(followed.suppression, as_of=TUESDAY, min_cell=5, **QUARTER)
        assert differences([old, new]) == ()
    shown = ~followed.suppression.hidden(table(counts + more))
    earlier = np.array([c if isinstance(c, int) else -1 for c in old.faces.get(("street", "type"), ())])
    if followed.safe and len(earlier):
        before = earlier.reshape(6, 3)[:4].T
        late = np.where(shown & (before >= 0), counts + more - before, 0)
        assert not ((late > 0) & (late < 5)).any()


def test_records_come_back_as_they_were_and_hold_no_hidden_count() -> None:
    first = BASE.copy()
    first[0, 0] = 3
    made = release(first, MONDAY)
    text = made.to_json()
    assert Release.from_json(text) == made
    other = first.copy()
    other[0, 0], other[0, 1] = 2, 31  # other secrets, same shown values
    assert suppress(table(other), 5).hidden(table(other))[0, 0]
    cells = made.faces["street", "type"]
    assert 3 not in cells
    assert set(map(type, cells)) == {int, str}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"format": 1, "axes": 3}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Release.from_json(text)


def test_releases_must_be_comparable() -> None:
    old = release(BASE, MONDAY)
    with pytest.raises(InputError, match="same axes"):
        differences(
            [
                old,
                replace(
                    old,
                    axes=(KINDS, Axis("street", (*STREETS.labels, "新街"), (("东", "东", "西", "西", "西"),))),
                    faces={},
                ),
            ]
        )
    with pytest.raises(InputError, match="begin before"):
        replace(old, last=date(2025, 1, 1))
