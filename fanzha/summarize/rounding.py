"""Numbers as readers round them: halves go up, away from zero, as in Excel."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal


def rounded(value: float, digits: int = 0) -> Decimal | float:
    """Return a number with so many decimals, halves away from zero.

    Parameters
    ----------
    value : float
        Taken as the shortest decimal that stands for it: 1.055 is a half, though its binary fraction lies a little below.
    digits : int
        Decimals; negative for tens, hundreds and so on.

    Returns
    -------
    Decimal or float
        The value as it is where it is infinite or NaN.
    """
    number = float(value)
    if not math.isfinite(number):
        return number
    exact = Decimal(repr(number))
    # More digits than a context holds by default are no error.
    found = exact.scaleb(digits).to_integral_value(ROUND_HALF_UP).scaleb(-digits)
    return found.quantize(Decimal(1).scaleb(-digits)) if digits > 0 else Decimal(int(found))


def fixed(value: float, digits: int = 0) -> str:
    """Return a number with commas and so many decimals, halves away from zero.

    Parameters
    ----------
    value : float
    digits : int
        Decimals.
    """
    return f"{rounded(value, digits):,.{digits}f}"


def percent(value: float | Decimal, digits: int = 0) -> str:
    """Return a share in hundredths, with so many decimals, halves away from zero.

    Parameters
    ----------
    value : float
    digits : int
        Decimals.
    """
    return f"{rounded(float(value), digits + 2) * 100:.{digits}f}"
