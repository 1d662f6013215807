"""Simulated districts for tests that need time to pass."""

from collections.abc import Sequence
from datetime import date

from fanzha.corpus.effects import Effect
from fanzha.corpus.simulator import simulate

Case = tuple[date, str]  # day of the report, text


def reports(seed: int, effects: Sequence[Effect] = (), days: int = 364) -> list[Case]:
    made = simulate(days, seed, effects=effects)
    facts = made.truth["cases"]
    return [(date.fromisoformat(facts[r["案件编号"]]["reported_on"]), r["简要案情"]) for r in made.rows]
