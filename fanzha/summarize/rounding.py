"""Numbers as readers round them: halves go up, away from zero, as in Excel."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

_WIDE: Final = Context(prec=400)  # digits of the largest float, and its decimals


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
    found = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE)
    # Neither -0.0 nor tens as 1E+1.
    return _WIDE.plus(found) if digits >= 0 else Decimal(int(found))


def fixed(value: float, digits: int = 0) -> str:
    """Return a number with commas and so many decimals, halves away from zero.

    Parameters
    ----------
    value : float
    digits : int
        Decimals.
    """
    return f"{rounded(value, digits):,.{max(digits, 0)}f}"


def percent(value: float | Decimal, digits: int = 0) -> str:
    """Return a share in hundredths, with so many decimals, halves away from zero.

    Parameters
    ----------
    value : float
        From 0 to 1 for a share, of either sign for a change.
    digits : int
        Decimals.
    """
    return f"{rounded(float(value), digits + 2) * 100:.{digits}f}"
