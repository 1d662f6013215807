"""A simulated district of a year, scored by the shipped model, and weeks made of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from districts import Case, reports

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.drift import Week, measure_vocabulary
from fanzha.resources import default_model


@pytest.fixture(scope="session")
def model() -> Bundle:
    return bundle.load(default_model())


@pytest.fixture(scope="session")
def year() -> list[Case]:
    """Nothing is planted in it."""
    return reports(1)


@pytest.fixture(scope="session")
def weeks_of(model: Bundle) -> Callable[[Sequence[Case]], list[Week]]:
    def make(cases: Sequence[Case]) -> list[Week]:
        by_week: dict[date, list[str]] = {}
        for day, text in sorted(cases):
            by_week.setdefault(day - timedelta(days=day.weekday()), []).append(text)
        weeks = []
        for start, texts in by_week.items():
            _, decisions = model.predict(texts)
            types = Counter(model.classes[i] for i in decisions.best)
            unfamiliar = decisions.reasons.count("unfamiliar")
            seen = measure_vocabulary(texts, model.classifier)
            weeks.append(Week(start, types, int(decisions.needs_review.sum()), unfamiliar, seen))
        return weeks

    return make
