"""What a row's columns state against what its narrative states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from fanzha.facts.extract import FACTS, Facts
from fanzha.facts.names import canonical_bank, canonical_platform
from fanzha.facts.values import is_empty
from fanzha.facts.ways import channel_group, payment_group

LOSS_SHARE: Final = Decimal("0.01")  # by which sums of money may differ: people round
AGE_YEARS: Final = 1  # by which ages may differ: 周岁 and 虚岁
_SUMS: Final = frozenset({"loss_yuan", "paid_yuan", "returned_yuan", "stopped_yuan"})
_TIMES: Final = frozenset({"occurred_at", "reported_at", "last_paid_at"})


def reconcile(structured: Mapping[str, object], found: Facts) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Put together what columns and narrative state; columns win.

    Parameters
    ----------
    structured : mapping
        Names of facts, as of `Facts`, to values of columns; None, and what spreadsheets write for nothing, are not stated. Other
        names are kept as they are.
    found : Facts
        What the narrative states.

    Returns
    -------
    values : dict
        Every fact and every other column; None, or nothing, where neither states it.
    conflicts : tuple of str
        Names, in alphabetical order, of the facts that both state, and differently: sums by more than a hundredth (`LOSS_SHARE`), ages
        by more than a year (`AGE_YEARS`), times not of the same minute, dates not of the same day, an occupation, a channel or a
        way of paying of which neither holds the other and which have no spelling in common (`fanzha.facts.ways`), lists without a common name, anything else if it is not the same.
    """
    values: dict[str, Any] = {name: getattr(found, name) for name in FACTS}
    conflicts = []
    for name, value in structured.items():
        if name not in FACTS:
            values[name] = value
            continue
        if not _stated(value):
            continue
        told = values[name]
        if _stated(told) and not _same(name, value, told):
            conflicts.append(name)
        values[name] = value
    return values, tuple(sorted(conflicts))


def _stated(value: object) -> bool:
    if value is None or (isinstance(value, tuple | list) and not value):
        return False
    return not (isinstance(value, str) and is_empty(value))


def _same(name: str, column: Any, told: Any) -> bool:
    if name in _SUMS:
        return _same_sum(column, told)
    if name == "victim_age":
        return abs(int(column) - int(told)) <= AGE_YEARS
    if name == "occurred_on":
        return _day(column) == _day(told)
    if name in _TIMES and isinstance(column, datetime) and isinstance(told, datetime):
        return column.replace(second=0, microsecond=0) == told.replace(second=0, microsecond=0)
    if name in ("occupation", "contact_channel", "payment"):
        a, b = str(column), str(told)
        # What was taken from a card is no other way of paying; 微信转账 and 微信, 来电 and 电话 are one way in two spellings.
        taken = name == "payment" and b == "盗刷" and any(word in a for word in ("银行", "卡", "转账"))
        group = {"contact_channel": channel_group, "payment": payment_group}.get(name)
        return taken or a in b or b in a or (group is not None and group(a) == group(b))
    if name == "platform":
        return canonical_platform(str(column)) == canonical_platform(str(told))
    if name in ("platforms", "banks"):
        plain = canonical_bank if name == "banks" else canonical_platform
        own = [column] if isinstance(column, str) else column
        return not {plain(str(v)) for v in own}.isdisjoint(plain(str(v)) for v in told)
    return bool(column == told)


def _same_sum(column: Any, told: Any) -> bool:
    try:
        a, b = Decimal(str(column)), Decimal(str(told))
    except InvalidOperation:
        return False
    return abs(a - b) <= LOSS_SHARE * max(abs(a), abs(b))


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
