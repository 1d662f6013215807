"""Halves go up, whatever a binary fraction makes of them."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.summarize.rounding import fixed, percent, rounded


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1.055, 2, "1.06"),
        (10_550 / 10_000, 2, "1.06"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (1_234_567.25, 1, "1,234,567.3"),
        (0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (1234.0, -2, "1,200"),
        (1e27, 2, "1,000,000,000,000,000,000,000,000,000.00"),
        (float("inf"), 1, "inf"),
        (float("nan"), 1, "nan"),
    ],
)
def test_a_number_with_decimals(value: float, digits: int, text: str) -> None:
    assert fixed(value, digits) == text


def test_a_share_in_hundredths() -> None:
    assert [percent(x, 1) for x in (0.0005, 0.2225, 1.0, 0.0)] == ["0.1", "22.3", "100.0", "0.0"]


@given(st.integers(0, 10**12), st.integers(0, 4))
def test_what_public_figures_round_is_what_readers_round(fen: int, digits: int) -> None:
    exact = Decimal(fen).scaleb(-2)
    assert Decimal(rounded(float(exact), digits)) == exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert float(rounded(float(exact) / 100)) * 100 == float((exact / 100).to_integral_value(ROUND_HALF_UP) * 100)
