from datetime import datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.corpus.noise import mistype, write_age, write_amount, write_sex, write_time
from fanzha.facts.values import parse_age, parse_amount, parse_date, parse_sex


@given(st.text(max_size=80), st.integers(0, 999), st.floats(0, 1))
def test_digits_survive_typing_errors(text: str, seed: int, rate: float) -> None:
    noisy = mistype(np.random.default_rng(seed), text, rate)
    assert [c for c in noisy if c.isascii() and c.isdigit()] == [c for c in text if c.isascii() and c.isdigit()]
    assert len(noisy) <= 2 * len(text)


def test_typing_errors_happen_and_spare_what_is_kept() -> None:
    text = "事主是个体户，称在网上借款，需先交保证金，后对方失联，已报警。" * 3
    made = {mistype(np.random.default_rng(i), text, 0.3, keep="个体户") for i in range(30)}
    assert len(made) > 20
    assert all("个体户" in m for m in made)
    assert mistype(np.random.default_rng(1), text, 0.0) == text


def test_figures_are_never_run_together() -> None:
    for i in range(50):
        assert "12，34" in mistype(np.random.default_rng(i), "付12，34元", 1.0)


@pytest.mark.parametrize("amount", ["0", "30", "2600", "12300", "1000000", "39.9"])
def test_habits_read_back(amount: str) -> None:
    when = datetime(2025, 3, 5, 14, 2)
    written = set()
    for i in range(80):
        rng = np.random.default_rng(i)
        written.add(cell := write_amount(rng, Decimal(amount)))
        assert parse_amount(cell) == Decimal(amount), cell
        assert parse_date(write_time(rng, when)).date() == when.date()
        assert parse_age(write_age(rng, 45)) == 45
        assert parse_sex(write_sex(rng, "female")) == "female"
        assert parse_sex(write_sex(rng, "male")) == "male"
    assert len(written) >= 3
