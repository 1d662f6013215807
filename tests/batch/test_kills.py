"""Whatever kills a run and whenever, started again it comes to what a run does that nobody disturbs."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from jobs import Jobs

from fanzha.batch.job import STEPS

pytestmark = pytest.mark.xdist_group("batch_kills")

_PER_SHARD = STEPS[STEPS.index("ingested") : STEPS.index("forgotten") + 1]
_reference: list[tuple[Any, float, int]] = []


@pytest.fixture
def undisturbed(jobs: Jobs) -> tuple[Any, float, int]:
    """Result, seconds and shards of a run that nobody disturbs."""
    if not _reference:
        assert jobs.run("first") == 0  # what is slow once only, such as imports, is behind it
        start = time.monotonic()
        assert jobs.run("undisturbed") == 0
        _reference.append(
            (jobs.result("undisturbed"), time.monotonic() - start, jobs.steps("undisturbed").count("committed"))
        )
    return _reference[0]


@pytest.mark.parametrize("step", [s for s in STEPS if s != "checked"])
def test_killed_at_a_step(jobs: Jobs, undisturbed: tuple[Any, float, int], step: str) -> None:
    result, _, shards = undisturbed
    for occurrence in (1, 4) if step in _PER_SHARD else (1,):
        name = f"{step}{occurrence}"
        assert jobs.run(name, kill_at=[step, occurrence]) == -9
        assert jobs.steps(name)[-1] == step
        assert jobs.run(name) == 0
        assert jobs.result(name) == result, name
        steps = jobs.steps(name)
        assert steps.count("scored") <= shards + 1
        assert steps.count("committed") <= shards  # none twice


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_random(jobs: Jobs, undisturbed: tuple[Any, float, int], seed: int) -> None:
    """25 kills each, 100 in all: runs over one folder are killed and started until one ends by itself, then the next begins."""
    result, seconds, shards = undisturbed
    chance, kills, round_ = random.Random(seed), 0, 0
    while kills < 25:
        name, before = f"random{seed}-{round_}", kills
        # A kill late in the first run, or several early ones.
        while kills < 25 and jobs.run(name, kill_after=chance.random() * seconds * chance.choice([0.3, 1.0])) == -9:
            kills += 1
        assert jobs.run(name) == 0
        assert jobs.result(name) == result, name
        steps = jobs.steps(name)
        assert steps.count("scored") <= shards + kills - before
        assert steps.count("committed") <= shards
        round_ += 1
