"""Scripts over time: ids stay, are never given twice, and events say what happened."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts_families import families, table

from fanzha.errors import InputError
from fanzha.scripts import Cases, Cluster, Clusters, State, cluster, follow

MARKS = {"a": {1: 1.0}, "b": {2: 1.0}, "c": {3: 1.0}}


def _window(groups, loose=(), marks=None):
    """Return cases and clusters of ids, in the order that clustering would give."""
    rows = [{"id": i, "text": f"某事{i}"} for g in groups for i in g] + [{"id": i, "text": "别事"} for i in loose]
    cases = Cases.of(table(rows))
    number = {case: i for i, case in enumerate(cases.case_id)}
    members = [np.array(sorted(number[i] for i in g)) for g in groups]
    order = sorted(range(len(groups)), key=lambda i: (-len(members[i]), members[i][0]))
    marks = marks or [{100 + i: 1.0} for i in range(len(groups))]
    clusters = tuple(Cluster(members[i], None, 1, 1.0, marks[i]) for i in order)
    of = np.full(len(cases), -1)
    for i, one in enumerate(clusters):
        of[one.members] = i
    return Clusters(clusters, of), cases


def _step(state, groups, period, **more):
    found = follow(state, *_window(groups, **more), period)
    return found, {e.id: (e.kind, e.other, e.before, e.now) for e in found.events}


def test_born_grown_steady_shrunk_faded() -> None:
    a, b, c = [f"a{i}" for i in range(6)], [f"b{i}" for i in range(5)], [f"c{i}" for i in range(8)]
    first, told = _step(State(), [a, b, c], "1")
    assert set(told.values()) == {("born", None, 0, 8), ("born", None, 0, 6), ("born", None, 0, 5)}
    assert first.ids == ("S0001", "S0002", "S0003")
    _, told = _step(first.state, [[*a, "a8", "a9"], b, c[:4]], "2", loose=c[4:])
    assert told == {
        "S0001": ("shrunk", None, 8, 4),
        "S0002": ("grown", None, 6, 8),
        "S0003": ("steady", None, 5, 5),
    }
    _, told = _step(first.state, [a, b], "2", loose=c)
    assert told["S0001"] == ("faded", None, 8, 0)


def test_a_merge_keeps_the_id_of_the_larger_and_tells_of_the_other() -> None:
    small, large = [f"a{i}" for i in range(4)], [f"z{i}" for i in range(9)]
    first, _ = _step(State(), [small, large], "1")
    second, told = _step(first.state, [small + large], "2")
    assert second.ids == ("S0001",)
    assert told == {"S0001": ("grown", None, 9, 13), "S0002": ("merged", "S0001", 4, 0)}
    merged = {s.id: s.into for s in second.state.scripts}
    assert merged == {"S0001": None, "S0002": "S0001"}


def test_a_split_keeps_the_id_with_most_cases_and_names_the_parent() -> None:
    whole = [f"a{i}" for i in range(10)]
    first, _ = _step(State(), [whole], "1")
    second, told = _step(first.state, [whole[:6], whole[6:]], "2")
    assert second.ids == ("S0001", "S0002")
    assert told == {"S0001": ("shrunk", None, 10, 6), "S0002": ("split", "S0001", 0, 4)}


def test_windows_without_a_common_case_are_matched_by_wording() -> None:
    first, _ = _step(State(), [["a1", "a2", "a3"], ["b1", "b2", "b3"]], "1", marks=[MARKS["a"], MARKS["b"]])
    second, told = _step(first.state, [["x1", "x2", "x3"], ["y1", "y2", "y3"]], "2", marks=[MARKS["c"], MARKS["b"]])
    assert told == {"S0001": ("faded", None, 3, 0), "S0002": ("steady", None, 3, 3), "S0003": ("born", None, 0, 3)}
    _, told = _step(second.state, [["q1", "q2", "q3"]], "3", marks=[MARKS["a"]])
    assert told["S0001"] == ("returned", None, 0, 3)


def test_an_id_is_never_given_again() -> None:
    state, seen = State(), set()
    for period in range(6):
        found, _ = _step(state, [[f"{period}-{k}-{i}" for i in range(3)] for k in range(3)], str(period),
                         marks=[{1000 * period + k: 1.0} for k in range(3)])  # fmt: skip
        assert not seen & set(found.ids)
        seen |= set(found.ids)
        state = found.state
    assert len({s.id for s in state.scripts}) == len(state.scripts) == 18


PARTITION = st.lists(st.integers(-1, 4), min_size=6, max_size=40)


def _groups(numbers):
    groups = [[f"k{i:02d}" for i, n in enumerate(numbers) if n == one] for one in range(5)]
    return [g for g in groups if g], [f"k{i:02d}" for i, n in enumerate(numbers) if n < 0]


@settings(deadline=None)
@given(PARTITION, PARTITION)
def test_running_twice_on_the_same_data_gives_the_same_ids_and_state(one, two) -> None:
    groups, loose = _groups(one)
    first, _ = _step(State(), groups, "1", loose=loose)
    groups, loose = _groups(two)
    second, _ = _step(first.state, groups, "2", loose=loose)
    third, told = _step(second.state, groups, "2", loose=loose)
    assert third.ids == second.ids
    assert third.state == second.state
    assert {t[0] for t in told.values()} <= {"steady"}
    assert len(set(second.ids)) == len(second.ids)
    assert (
        follow(State.from_dict(json.loads(json.dumps(first.state.as_dict()))), *_window(groups, loose), "2") == second
    )


@settings(deadline=None)
@given(PARTITION, st.lists(st.integers(0, 5), max_size=20))
def test_adding_cases_keeps_every_id(numbers, more) -> None:
    groups, loose = _groups(numbers)
    if not groups:
        return
    first, _ = _step(State(), groups, "1", loose=loose)
    ids = {g[0]: i for g in groups for i, c in zip(first.ids, _window(groups, loose)[0].clusters, strict=True)
           if _window(groups, loose)[1].case_id[c.members[0]] == g[0]}  # fmt: skip
    grown = [list(g) for g in groups]
    fresh = []
    for i, n in enumerate(more):
        (grown[n] if n < len(grown) else fresh).append(f"n{i:02d}")
    clusters, cases = _window([*grown, *([fresh] if fresh else [])], loose)
    second = follow(first.state, clusters, cases, "2")
    now = {cases.case_id[c.members[0]]: i for c, i in zip(clusters.clusters, second.ids, strict=True)}
    assert {g[0]: now[g[0]] for g in groups} == ids


def test_real_clusters_keep_their_ids_when_cases_come_in_any_order() -> None:
    rows = list(families("dev"))
    early = Cases.of(table([r for i, r in enumerate(rows) if i % 6 < 5]))
    first = follow(State(), cluster(early), early, "1")
    outcomes = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        cases = Cases.of(table(rows))
        outcomes.append(follow(first.state, cluster(cases), cases, "2"))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert len(set(outcomes[0].ids) & set(first.ids)) >= 0.9 * len(first.ids)


def test_no_text_and_no_case_id_is_kept() -> None:
    cases = Cases.of(table(families("dev")))
    state = follow(State(), cluster(cases), cases, "2025-W14").state
    kept = json.dumps(state.as_dict(), ensure_ascii=False)
    assert kept.isascii()
    assert not any(i in kept for i in cases.case_id)


def test_a_state_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="version"):
        State.from_dict({"version": 99})
    with pytest.raises(InputError, match="history"):
        State.from_dict({"version": 1, "scripts": [{}], "seen": [], "period": ""})
