"""What columns and a narrative say of the same case, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Final

from fanzha.facts.extract import Facts

_NAMES: Final = tuple(f.name for f in fields(Facts) if f.name != "spans")
_TOLERANCE: Final = Decimal("0.01")


def reconcile(structured: Mapping[str, object], found: Facts) -> tuple[dict[str, object], tuple[str, ...]]:
    """Put columns and narrative together; columns win.

    Parameters
    ----------
    structured : mapping
        Names of attributes of `Facts` to what columns say; None where they say nothing.
    found : Facts
        What the narrative states.

    Returns
    -------
    values : dict
    conflicts : tuple of str
        Names where the narrative says something else.
    """
    told = {name: value for name in _NAMES if (value := getattr(found, name)) not in (None, ())}
    given = {name: value for name, value in structured.items() if value is not None}
    return {**told, **given}, tuple(n for n in _NAMES if n in told and n in given and _differ(given[n], told[n], n))


def _differ(given: object, told: object, name: str) -> bool:
    if name == "victim_age" and isinstance(given, int) and isinstance(told, int):
        return abs(given - told) > 1
    if isinstance(given, Decimal) and isinstance(told, Decimal):
        return abs(given - told) > _TOLERANCE * max(given, told)
    if name in {"contact_channel", "payment"} and isinstance(given, str) and isinstance(told, str):
        return not (given in told or told in given)
    if isinstance(given, date) and isinstance(told, date):
        return given != told
    return given != told
