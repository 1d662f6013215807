"""A simulated district of a year, scored by the shipped model."""

from collections.abc import Callable, Sequence

import pytest
from districts import Case, make_weeks, reports

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.drift import Week
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
    return lambda cases: make_weeks(cases, model)
