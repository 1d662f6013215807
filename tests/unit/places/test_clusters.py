"""The scan against closed forms, brute force, and its own hypothesis."""

import math
from itertools import pairwise

import numpy as np
import pytest

from fanzha.corpus.district import load_district
from fanzha.errors import InputError
from fanzha.places import Geography, scan, scan_each
from fanzha.places.cylinders import Cylinders
from fanzha.places.geography import zones
from fanzha.places.replicas import Permuted, Poisson


def geography(n: int, seed: int = 0, stations: int = 3) -> Geography:
    at = np.random.default_rng(seed).uniform(0, 10, (n, 2))
    return Geography(tuple(f"街{i}" for i in range(n)), tuple(f"所{i % stations}" for i in range(n)), at)


def ratio(c: float, e: float, total: int) -> float:
    if c <= e:
        return 0.0
    outside = (total - c) * math.log((total - c) / (total - e)) if c < total else 0.0
    return c * math.log(c / e) + outside


def by_hand(counts: np.ndarray, expected: np.ndarray, member: np.ndarray, max_days: int, last: bool) -> dict:
    """Every cylinder in plain loops."""
    total, days = int(counts.sum()), counts.shape[1]
    found = {}
    for z, row in enumerate(member):
        for end in range(1, days + 1):
            if last and end != days:
                continue
            for length in range(1, min(max_days, end) + 1):
                window = slice(end - length, end)
                c, e = int(counts[row, window].sum()), float(expected[row, window].sum())
                found[z, end - length, end - 1] = ratio(c, e, total) if c >= 2 else 0.0
    return found


@pytest.mark.parametrize("prospective", [True, False])
@pytest.mark.parametrize("model", ["people", "expected", "permutation"])
def test_the_likeliest_cluster_is_that_of_brute_force(model: str, prospective: bool) -> None:
    rng = np.random.default_rng(5)
    place = geography(6, 1)
    people = rng.uniform(1000, 5000, 6)
    counts = rng.poisson(np.outer(people / people.sum(), np.full(12, 6.0)))
    counts[2, 8:] += 3
    given = {
        "people": {"people": people},
        "expected": {"expected": np.outer(people, rng.uniform(0.5, 2, 12))},
        "permutation": {},
    }[model]
    base = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    if model == "people":
        base = np.broadcast_to(people[:, None], counts.shape)
    if model == "expected":
        base = given["expected"]
    base = base * counts.sum() / base.sum()
    around = zones(place, base.sum(axis=1))
    expected = by_hand(counts, base, around.member, 5, prospective)
    found = scan(counts, place, **given, prospective=prospective, max_days=5, replicas=19)
    best = found.clusters[0]
    assert best.ratio == pytest.approx(max(expected.values()))
    assert found.cylinders == len(expected)
    row = [i for i, name in enumerate(place.names) if name in best.streets]
    assert best.observed == counts[row, best.first : best.last + 1].sum()
    assert best.expected == pytest.approx(base[row, best.first : best.last + 1].sum())
    c, e, total = best.observed, best.expected, counts.sum()
    assert best.relative_risk == pytest.approx((c / e) / ((total - c) / (total - e)))
    for one, other in pairwise(found.clusters):
        assert one.ratio >= other.ratio
        assert not set(one.streets) & set(other.streets)


@pytest.mark.parametrize("even", [True, False])
def test_the_highest_ratio_of_each_replica_is_that_of_all_cylinders(even: bool) -> None:
    rng = np.random.default_rng(3)
    place = geography(7, 2)
    base = np.outer(rng.uniform(1, 3, 7), np.ones(15) if even else rng.uniform(0.3, 3, 15))
    base *= 80 / base.sum()
    cylinders = Cylinders(zones(place, base.sum(axis=1)).member, base, 80, max_days=6, alive=None, min_cases=2)
    tables = Poisson(base, 80).draw(40, rng)
    plain = np.array([max(r.max() for r in cylinders.ratios(t.T.astype(np.int64))) for t in tables])
    for level in (0.0, float(np.median(plain)), float(plain.max()) + 1):
        assert cylinders.highest(tables, level) == pytest.approx(plain)


def test_replicas_keep_what_they_are_conditional_on() -> None:
    counts = np.random.default_rng(1).poisson(1.5, (5, 9))
    drawn = Permuted(counts).draw(30, np.random.default_rng(2))
    assert np.all(drawn.sum(axis=1) == counts.sum(axis=1))
    assert np.all(drawn.sum(axis=2) == counts.sum(axis=0))
    assert len(np.unique(drawn.reshape(30, -1), axis=0)) == 30
    assert np.all(Poisson(counts + 0.1, 77).draw(20, np.random.default_rng(2)).sum(axis=(1, 2)) == 77)


@pytest.mark.parametrize("model", ["people", "permutation"])
def test_p_values_are_uniform_where_there_is_no_cluster(model: str) -> None:
    rng = np.random.default_rng(11)
    place, people = geography(8, 4), np.linspace(1000, 4000, 8)
    p = []
    for _ in range(150):
        counts = rng.multinomial(90, np.repeat(people / people.sum() / 20, 20)).reshape(8, 20)
        given = {"people": people} if model == "people" else {}
        found = scan(counts, place, **given, max_days=7, replicas=99)
        p.append(found.clusters[0].p if found.clusters else 1.0)
    order = np.sort(p)
    apart = np.abs(order - np.arange(1, 151) / 150).max()  # Kolmogorov and Smirnov; 1.63/sqrt(n) is the 1% point
    assert apart < 1.63 / math.sqrt(150)


def test_a_planted_cluster_is_found_and_told_the_same_each_time() -> None:
    place = geography(28, 6)
    people = np.random.default_rng(0).uniform(8000, 30_000, 28)
    rng = np.random.default_rng(8)
    counts = rng.poisson(np.outer(people / people.sum(), np.full(90, 4.0)))
    apart = ((place.positions - place.positions[5]) ** 2).sum(axis=1)
    near = np.argsort(apart)[:3]
    counts[near, 83:] += rng.poisson(1.2, (3, 7))
    for given in ({"people": people}, {}):
        found = scan(counts, place, **given)
        assert found.clusters[0].p <= 0.002
        assert {place.names[i] for i in near} <= set(found.clusters[0].streets)
        assert len(found.clusters[0].streets) <= 5
        assert found.clusters[0].last == 89
        assert abs(found.clusters[0].first - 83) <= 2
        assert found == scan(counts, place, **given)
        assert found.clusters[0].p_gumbel < 0.001
        assert found.clusters[0].recurrence_days(7) >= 3500


def test_the_permutation_model_does_not_take_a_busy_street_or_day_for_a_cluster() -> None:
    rates = np.ones((10, 40))
    rates[3] *= 6
    rates[:, 36:] *= 4
    place, people = geography(10, 9), np.full(10, 1000.0)
    by_chance = 0
    for seed in range(20):
        counts = np.random.default_rng(seed).poisson(rates)
        by_chance += scan(counts, place, replicas=99).clusters[0].p <= 0.05
        assert scan(counts, place, people=people, replicas=99).clusters[0].p == 0.01
    assert by_chance <= 4  # of twenty at 5%: more happen once in 400 times


def test_stopping_early_tells_that_nothing_is_there_with_few_replicas() -> None:
    counts = np.random.default_rng(21).poisson(1.0, (10, 30))
    full = scan(counts, geography(10, 3), people=np.full(10, 1.0))
    early = scan(counts, geography(10, 3), people=np.full(10, 1.0), stop_after=20)
    assert full.clusters[0].p > 0.2
    assert early.replicas < 200
    assert early.clusters[0].p == pytest.approx(full.clusters[0].p, abs=0.25)


def test_looking_every_day_makes_the_same_cluster_less_surprising() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(0.7, (8, 60))
    counts[2, 55:] += 1
    place, people = geography(8, 5), np.full(8, 1.0)
    once = scan(counts, place, people=people, max_days=10)
    daily = scan(counts, place, people=people, max_days=10, monitored=50)
    assert daily.clusters[0].p > once.clusters[0].p
    assert daily.cylinders > 30 * once.cylinders


def test_without_positions_zones_are_streets_and_stations_and_it_is_said() -> None:
    place = Geography.of(
        [("甲", "东", 1.0, 1.0), ("乙", "东", None, None), ("丙", "西", 2.0, 2.0), ("丁", "西", 3.0, 1.0)]
    )
    found = zones(place, np.ones(4))
    assert {tuple(row) for row in found.member.astype(int)} == {
        (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (1, 1, 0, 0), (0, 0, 1, 1),
    }  # fmt: skip
    counts = np.array([[0, 0, 5], [0, 1, 5], [2, 2, 0], [2, 2, 1]])
    told = scan(counts, place, people=np.ones(4), replicas=99)
    assert told.neighbours == "stations"
    assert any("positions" in line for line in told.said)
    assert told.clusters[0].streets == ("甲", "乙")
    assert told.clusters[0].centre is None


def test_circles_grow_by_distance_and_hold_no_more_than_half() -> None:
    place = Geography(("a", "b", "c", "d"), ("x",) * 4, np.array([[0.0, 0], [1, 0], [-1, 0], [10, 0]]))
    found = zones(place, np.ones(4))
    rows = {tuple(map(int, row)) for row in found.member}
    assert (1, 0, 0, 0) in rows
    assert (1, 0, 0, 1) not in rows
    assert all(sum(row) <= 2 for row in rows)
    assert (1, 1, 0, 0) in rows  # around b; around a, b and c come together and are too many
    with pytest.raises(InputError, match="share"):
        zones(place, np.ones(4), 0.1)


def test_too_few_cases_are_said() -> None:
    found = scan(np.zeros((3, 5), dtype=int), geography(3), people=np.ones(3))
    assert found.clusters == ()
    assert "too few" in found.said[-1]
    each = scan_each({"a": np.zeros((3, 5), dtype=int)}, geography(3))
    assert each["a"][1] is None


def test_types_get_q_values() -> None:
    rng = np.random.default_rng(0)
    place = geography(6, 7)
    tables = {f"t{k}": rng.poisson(0.5, (6, 30)) for k in range(5)}
    tables["t2"][1, 27:] += 6
    found = scan_each(tables, place, people=np.full(6, 1.0))
    assert found["t2"][1] <= 0.01
    assert all(q >= s.clusters[0].p for s, q in found.values() if q is not None)


def test_each_type_has_its_own_expectation() -> None:
    rng, place = np.random.default_rng(4), geography(6)
    # Street 0 has half of all cases, every day: a cluster by residents, and none where that is expected.
    usual = np.outer([5.0, 1, 1, 1, 1, 1], np.ones(40))
    tables = {"a": rng.poisson(usual), "b": rng.poisson(usual)}
    found = scan_each(tables, place, expected={"a": usual, "b": np.ones_like(usual)})
    assert found["a"][0].clusters[0].p > 0.05
    assert found["b"][0].clusters[0].p < 0.01
    assert found["a"][0].model == found["b"][0].model == "poisson"


@pytest.mark.parametrize(
    ("counts", "given", "words"),
    [
        (np.zeros((2, 4), dtype=int), {}, "streets x days"),
        (np.full((3, 4), -1), {}, "negative"),
        (np.ones((3, 4), dtype=int), {"people": np.array([1.0, 0, 1])}, "some are expected"),
        (np.ones((3, 4), dtype=int), {"people": np.ones(3), "expected": np.ones((3, 4))}, "exclude"),
        (np.ones((3, 4), dtype=int), {"expected": np.ones((3, 3))}, "expected must be"),
    ],
)
def test_what_does_not_fit_is_refused(counts: np.ndarray, given: dict, words: str) -> None:
    with pytest.raises(InputError, match=words):
        scan(counts, geography(3), **given)


def test_streets_of_a_station_of_the_shipped_district_lie_together() -> None:
    district = load_district()
    place = Geography.of(district.located)
    assert place.neighbours == "positions"
    areas = np.array(place.areas)
    apart = np.sqrt(((place.positions[:, None] - place.positions[None]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    assert (areas[apart.argmin(axis=1)] == areas).mean() > 0.9
    assert apart.min() > 0.3
