"""What is planted is found under its own name, and where nothing is planted little is said; full measurement: python -m benchmarks.planted."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.planted.looks import reading
from benchmarks.planted.power import GROUPS, OUTBREAKS, groups, outbreaks, steps
from benchmarks.planted.quiet import denominators, watch
from benchmarks.planted.scored import VOICES, cost
from benchmarks.planted.world import END, World, cases
from fanzha.corpus.district import load_district
from fanzha.trends import Method

# Floors lie below what docs/power.md measured, for few districts with fixed seeds.


@pytest.fixture(scope="module")
def world() -> World:
    return World(load_district())


def test_a_planted_group_is_named_as_such_and_not_as_its_neighbours() -> None:
    found = groups(2, (5.0,), looks=(90,))
    common = [found.named[5.0, kind] for kind in GROUPS[:2]]
    assert all(one.own.share == 1 for one in common)
    assert all(one.first.share >= 0.6 for one in common)
    assert all(one.neighbour.share == 0 for one in common)
    assert found.rises[5.0, 90].share == 1
    assert found.false.share <= 0.05


def test_intervals_hold_the_planted_ratio() -> None:
    found = groups(4, (3.0,), looks=(90,))
    holds = [found.named[3.0, kind].holds for kind in GROUPS]
    assert sum(one.k for one in holds) >= 0.85 * sum(one.n for one in holds)


def test_an_outbreak_is_noticed_within_its_week() -> None:
    found = outbreaks(1, (14.0,))
    assert all(found.either[14.0, kind].share == 1 for kind in OUTBREAKS)
    assert all(found.either[14.0, kind].seen[0] <= 6 for kind in OUTBREAKS)


def test_without_anything_planted_there_are_few_hotspots_and_no_outbreak(world: World) -> None:
    # Streets of students differ from others for good, and November is busier than October: neither is a hotspot.
    speaking = 0
    for seed in range(5):
        with reading(cases(world, np.random.default_rng([seed, 1]), 250), world.district) as reader:
            speaking += bool(reader.where(END).hotspots)
    with reading(cases(world, np.random.default_rng([0, 1]), 250), world.district) as reader:
        assert not [f for f in reader.summary(END).findings if f.kind == "outbreak"]
    assert speaking <= 1


def test_a_short_history_seldom_cries_wolf_and_still_sees_a_type_that_rises(world: World) -> None:
    found = watch(world, 3, history=10, weeks=42, step=2)
    assert set(found.methods) == {Method.EARS}
    assert (found.whole + found.parts) * 52 / found.weeks < 8
    seen = steps(4, (3.0,), 48, world)
    assert seen[3.0, "brushing"].share == 1
    assert seen[3.0, "investment"].share >= 0.75


def test_many_young_residents_are_not_over_represented() -> None:
    found = denominators(2)
    assert found["right"].share == 0
    assert found["wrong"].share == 1  # so the rates, not a lack of cases, are why


def test_the_default_model_loses_little_of_it() -> None:
    found = cost(1)
    assert found.right.share > 0.9
    assert (
        sum(found.found["given", voice].k for voice in VOICES)
        >= sum(found.found["true", voice].k for voice in VOICES) - 1
    )
