"""What is hidden withstands attackers of other makes: enumeration, and SciPy's solver on equations written anew."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from fanzha.disclosure import Axis, CountTable, attack, intervals, suppress
from fanzha.disclosure.suppression import Suppression
from fanzha.errors import InputError


def axis(name: str, n: int, groups: tuple[tuple[str, ...], ...] = (), unstated: int = 0) -> Axis:
    return Axis(name, tuple(f"{name}{i}" for i in range(n)), groups, unstated)


def table(counts: object, *axes: Axis) -> CountTable:
    return CountTable(axes, np.asarray(counts, dtype=np.int64))


def shown(found: Suppression) -> dict[tuple[tuple[str, str], ...], tuple[float, bool]]:
    """Every published cell by the labels that it is of, with value and whether it is hidden."""
    cells = {}
    for face, ids in found.tables.cells.items():
        if face in found.withheld:
            continue
        titles = [found.tables.axes[a].titles for a in face]
        for at in itertools.product(*(range(len(t)) for t in titles)):
            cell = int(ids[at])
            key = tuple((a, t[i]) for a, t, i in zip(face, titles, at, strict=True))
            cells[key] = (float(found.problem.values[cell]), bool(found.problem.hidden[cell]))
    return cells


def rewritten(found: Suppression, one: CountTable) -> tuple[list, dict]:
    """Equations over all cells in terms of labels: every margin as the sum of inner cells, not of the next level."""
    names = [a.name for a in one.axes]
    inner = [dict(zip(names, labels, strict=True)) for labels in itertools.product(*(a.labels for a in one.axes))]
    groups = {(a.name, label): {label} | {g[i] for g in a.groups} for a in one.axes for i, label in enumerate(a.labels)}
    equations = []
    for key in shown(found):
        parts = [i for i, cell in enumerate(inner) if all(v in groups[a, cell[a]] for a, v in key)]
        equations.append((key, parts))
    return equations, {i: tuple(sorted(cell.items())) for i, cell in enumerate(inner)}


def attacker(found: Suppression, one: CountTable, min_cell: int) -> dict:
    """Bounds of every small cell by linear programs over inner cells alone (a cell that is withheld is any number)."""
    equations, inner = rewritten(found, one)
    cells = shown(found)
    n = len(inner)
    low, high = np.zeros(n), np.full(n, np.inf)
    fixed, rights, limits, bounds = [], [], [], []
    marks = {}
    for key, parts in equations:
        row = np.zeros(n)
        row[parts] = 1
        value, hidden = cells[key]
        if not hidden:
            fixed.append(row)
            rights.append(value)
            continue
        blank = any(0 < cells[up][0] < min_cell for up in cells if above(up, key, one))
        marks[key] = (row, value)
        least = 0 if blank else 1
        most = np.inf
        if found.marked:
            small = value < min_cell
            least = 0 if blank else 1 if small else min_cell
            most = min_cell - 1 if small or blank else np.inf
        limits += [row, -row]
        bounds += [most, -least]
    finite = [i for i, b in enumerate(bounds) if np.isfinite(b)]
    result = {}
    for key, (row, value) in marks.items():
        if not 0 < value < min_cell:
            continue
        ends = []
        for sign in (1, -1):
            done = linprog(
                sign * row,
                A_ub=np.array(limits)[finite] if finite else None,
                b_ub=np.array(bounds)[finite] if finite else None,
                A_eq=np.array(fixed) if fixed else None,
                b_eq=rights or None,
                bounds=np.column_stack([low, high]),
            )
            ends.append(np.inf if done.status == 3 else sign * done.fun)
        blank = any(0 < cells[up][0] < min_cell for up in cells if above(up, key, one))
        result[key] = (ends[0], ends[1], blank)
    return result


def above(up: tuple, key: tuple, one: CountTable) -> bool:
    """Whether one cell's cases are among another's: fewer properties, or groups of its labels."""
    if up == key:
        return False
    groups = {(a.name, label): {label} | {g[i] for g in a.groups} for a in one.axes for i, label in enumerate(a.labels)}
    for a in one.axes:
        for level, g in enumerate(a.groups):
            for i, name in enumerate(g):
                groups.setdefault((a.name, name), {name}).update(h[i] for h in a.groups[level:])
    own = dict(key)
    return all(a in own and v in groups[a, own[a]] for a, v in up)


def check(one: CountTable, min_cell: int, **kw) -> Suppression:
    found = suppress(one, min_cell, **kw)
    assert found.safe
    for value, hidden in shown(found).values():
        assert hidden or not 0 < value < min_cell
    for low, high, blank in attacker(found, one, min_cell).values():
        assert low <= 1 + 1e-6
        assert high >= (max(2, min_cell // 2) if blank else min_cell - 1) - 1e-6
    return found


small_tables = st.integers(0, 2**32 - 1)


@settings(max_examples=25, deadline=None)
@given(small_tables, st.sampled_from([3, 5, 10]), st.booleans())
def test_random_tables_by_two_axes_with_groups(seed: int, min_cell: int, marked: bool) -> None:
    rng = np.random.default_rng(seed)
    streets = axis("s", 5, (("x", "x", "y", "y", "y"),))
    counts = rng.poisson(rng.choice([0.5, 3, 8, 20], size=(3, 5)))
    check(table(counts, axis("t", 3), streets), min_cell, marked=marked, withhold=None)


@settings(max_examples=12, deadline=None)
@given(small_tables, st.sampled_from([3, 5]))
def test_random_tables_by_three_axes(seed: int, min_cell: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.choice([0, 1, 4, 12], size=(3, 3, 2)))
    check(table(counts, axis("t", 3), axis("b", 3), axis("x", 2)), min_cell, withhold=None)


@settings(max_examples=20, deadline=None)
@given(small_tables)
def test_what_is_hidden_has_the_feasible_whole_numbers_of_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.choice([1, 6], size=(2, 3)))
    found = suppress(table(counts, axis("t", 2), axis("s", 3)), 4, withhold=None)
    told = {(e.axes, e.labels): (e.low, e.high) for e in intervals(found)}
    cells, p = shown(found), found.problem
    rules = {
        tuple(zip(*found.tables.where(c), strict=True)): (p.low[c], min(p.high[c], 40))
        for c in np.flatnonzero(p.hidden)
    }
    keys = [(("s", f"s{j}"), ("t", f"t{i}")) for i in range(2) for j in range(3)]
    free = [k for k in keys if cells[k][1]]
    if not free or counts.max() > 11:
        return
    seen: dict = {}
    for values in itertools.product(range(25), repeat=len(free)) if len(free) <= 3 else ():
        whole = {k: cells[k][0] for k in keys} | dict(zip(free, values, strict=True))
        every = {key: sum(v for k, v in whole.items() if set(key) <= set(k)) for key in cells}
        if all(
            (rules[key][0] <= every[key] <= rules[key][1]) if hidden else every[key] == value
            for key, (value, hidden) in cells.items()
        ):
            for key in rules:
                low, high = seen.get(key, (np.inf, -np.inf))
                seen[key] = min(low, every[key]), max(high, every[key])
    for key, (low, high) in seen.items():
        mine = told[tuple(a for a, _ in key), tuple(v for _, v in key)]
        assert mine[0] == low
        assert mine[1] is None or mine[1] == high or high >= 25


def test_the_sum_of_five_ones_gives_all_of_them_away_and_is_not_published() -> None:
    one = table([1, 1, 1, 1, 1, 0], axis("t", 6))
    found = attack(one, np.array([True] * 5 + [False]), 5)
    assert {(e.labels, e.low, e.high) for e in found} == {((f"t{i}",), 1, 1) for i in range(5)}
    assert suppress(one, 5).face().all()  # the total is hidden


def test_planted_releases_are_found_out() -> None:
    alone = table([[2, 20, 30], [20, 30, 40]], axis("t", 2), axis("s", 3))
    hidden = np.zeros((2, 3), dtype=bool)
    assert [(e.low, e.high) for e in attack(alone, hidden, 5)] == [(2, 2)]  # shown
    hidden[0, 0] = True
    assert [(e.labels, e.low, e.high) for e in attack(alone, hidden, 5)] == [(("s0", "t0"), 2, 2)]  # by subtraction
    hidden[0, 1] = True
    assert attack(alone, hidden, 5)  # the other way round
    hidden[1, :2] = True
    assert attack(alone, hidden, 5) == ()


def test_a_system_gives_away_what_no_line_does() -> None:
    # Every line has two hidden cells; together they still pin both small ones: rows minus columns.
    counts = np.array([[3, 9, 0, 50], [0, 9, 9, 50], [60, 60, 9, 60]])
    hidden = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0]], dtype=bool)
    one = table(counts, axis("t", 3), axis("s", 4))
    assert any(e.labels == ("s0", "t0") and e.low == e.high == 3 for e in attack(one, hidden, 5, marked=False))
    check(one, 5)


def test_two_small_parts_of_a_larger_sum_cannot_be_marked_as_small() -> None:
    # 4 and 4 of 8, where both are known to be below 5.
    one = table([4, 4], axis("x", 2))
    found = attack(one, np.array([True, True]), 5)
    assert {(e.low, e.high) for e in found} == {(4, 4)}
    assert attack(one, np.array([True, True]), 5, marked=False) == ()
    assert suppress(one, 5).safe


def test_margins_of_linked_tables_are_hidden_in_both() -> None:
    kinds, streets, sexes = axis("t", 4), axis("s", 3), axis("x", 2)
    rng = np.random.default_rng(3)
    cube = rng.poisson(9, (4, 3, 2))
    cube[1] = [[1, 0], [1, 0], [0, 1]]
    by_street, by_sex = table(cube.sum(axis=2), kinds, streets), table(cube.sum(axis=1), kinds, sexes)
    found = suppress([by_street, by_sex], 5)
    assert found.safe
    assert found.face("t")[1]
    assert found.face("t").sum() >= 2
    alone = suppress(by_sex, 5)
    assert found.hidden(by_sex).sum() >= alone.hidden(by_sex).sum()
    off = cube.sum(axis=1)
    off[0, 0] += 1
    with pytest.raises(InputError, match="same totals"):
        suppress([by_street, table(off, kinds, sexes)], 5)


def test_what_is_fixed_stays_shown_and_what_that_exposes_is_named() -> None:
    one = table([[1, 40], [60, 50]], axis("t", 2), axis("s", 2))
    found = suppress(one, 5, fixed=[("t",), ("s",), ()])
    assert found.safe
    assert not found.face("t").any()
    pinned = suppress(table([2, 30], axis("t", 2)), 5, fixed=[()])
    assert pinned.safe
    never = suppress(table([1, 1, 1, 1, 1], axis("t", 5)), 5, fixed=[()])
    assert not never.safe
    assert {(e.low, e.high) for e in never.exposed} == {(1, 1)}


def test_what_is_not_stated_may_be_small_and_shown_and_may_hide_others() -> None:
    streets = axis("s", 4, unstated=1)
    assert not suppress(table([20, 30, 40, 2], streets), 5).hidden(table([20, 30, 40, 2], streets)).any()
    one = table([3, 30, 40, 2], streets)
    assert suppress(one, 5).hidden(one).tolist() in ([True, False, False, True], [True, True, False, False])


def test_a_small_total_is_not_broken_down_even_into_zeros() -> None:
    one = table([[1, 1, 1, 0], [30, 20, 0, 60], [40, 20, 9, 50]], axis("t", 3), axis("s", 4))
    assert suppress(one, 5, withhold=None).hidden(one)[0].all()


def test_tables_that_are_too_fine_are_withheld() -> None:
    rng = np.random.default_rng(0)
    fine = table(rng.poisson(0.3, (6, 9)) + np.eye(6, 9, dtype=int), axis("t", 6), axis("s", 9))
    found = suppress(fine, 5)
    assert found.withheld == (("s", "t"),)
    assert found.hidden(fine).all()
    assert suppress(fine, 5, withhold=None).withheld == ()


def test_little_is_lost() -> None:
    # Four corners hide one small cell: the smallest counts that do.
    counts = np.array([[2, 50, 60, 11], [70, 80, 90, 50], [12, 50, 55, 13], [50, 60, 70, 80]])
    one = table(counts, axis("t", 4), axis("s", 4))
    found = check(one, 5)
    assert found.hidden(one).astype(int).tolist() == [[1, 0, 0, 1], [0] * 4, [1, 0, 0, 1], [0] * 4]
    assert found.lost == (3, 1)


def test_a_table_by_four_axes() -> None:
    rng = np.random.default_rng(4)
    weights = [rng.dirichlet(np.full(n, 2.0)) for n in (14, 30, 6, 2)]
    mix = np.einsum("a,b,c,d->abcd", *weights)
    streets = axis("street", 30, (tuple(f"area{i // 4}" for i in range(30)),))
    one = table(
        rng.multinomial(1000, mix.ravel()).reshape(mix.shape),
        axis("type", 14),
        streets,
        axis("band", 6),
        axis("sex", 2),
    )
    found = suppress(one, 5)
    assert found.safe
    assert ("band", "sex", "street", "type") in found.withheld
    assert not found.face("sex").any()


@pytest.mark.parametrize("min_cell", [1, 2])
def test_a_minimum_that_hides_nothing_is_refused(min_cell: int) -> None:
    with pytest.raises(InputError, match="at least 3"):
        suppress(table([1, 5], axis("t", 2)), min_cell)


def test_axes_and_tables_must_be_sound() -> None:
    with pytest.raises(InputError, match="nested"):
        Axis("s", ("a", "b", "c"), (("x", "x", "y"), ("u", "v", "v")))
    with pytest.raises(InputError, match="each label once"):
        Axis("s", ("a", "a"))
    with pytest.raises(InputError, match="dimension"):
        table([[1]], axis("t", 1))
    with pytest.raises(InputError, match="negative"):
        table([-1], axis("t", 1))


def test_streets_are_not_worked_out_from_their_stations() -> None:
    """Streets and stations, each alone, are safe; with all streets of a station but one, and the station, the last one follows."""
    streets = Axis("street", ("a", "b", "c", "d", "e", "f"))
    stations = Axis("station", ("x", "y", "z"))
    inner = np.array([[30, 4, 0, 0, 0, 0], [0, 0, 22, 18, 0, 0], [0, 0, 0, 0, 25, 7]])
    tables = [table(inner.sum(axis=0), streets), table(inner.sum(axis=1), stations), table(inner.T, streets, stations)]
    alone = suppress(tables[:2], 10)
    both = suppress(tables, 10, unseen=[("street", "station")])
    assert alone.safe
    assert both.safe
    assert ("station", "street") in both.withheld
    for station in range(3):
        hidden = both.hidden(tables[0])[inner[station] > 0]
        assert hidden.sum() != 1 or both.hidden(tables[1])[station]
    shown_alone = ~alone.hidden(tables[1])
    assert any(alone.hidden(tables[0])[inner[i] > 0].sum() == 1 and shown_alone[i] for i in range(3))


def test_a_face_that_is_fixed_stays_shown() -> None:
    one = table([3, 80, 0], axis("a", 3))
    found = suppress(one, 10, fixed=[()])
    assert not found.face()
    assert found.hidden(one).tolist() == [True, True, False]
