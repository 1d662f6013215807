"""What each amount of a narrative is: the loss or a sum, a payment, money that came back, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import exp, log1p
from typing import Final, NamedTuple

from fanzha.facts.money import Money
from fanzha.facts.place import Place

OTHER, WHOLE, PART, BACK = range(4)
MOST: Final = 24  # amounts that are weighed; a text with more is a list
_ROLES: Final = {role: i for i, role in enumerate(("", "lost", "sum", "paid", "asked", "other", "bare"))}


def amount_places(amounts: Sequence[Money], roles: dict[int, str]) -> list[Place]:
    """Return amounts as places that can be judged.

    Parameters
    ----------
    amounts : sequence of Money
        Those of a text, in order.
    roles : dict
        By where an amount begins, the role that the rules give it.
    """
    some = amounts[:MOST]
    if not some:
        return []
    values = [float(m.yuan) for m in some]
    most, count = max(values), len(some)
    size = 0 if count == 1 else 1 if count == 2 else 2 if count < 5 else 3
    told = [_ROLES[roles.get(m.start, "")] for m in some]
    paid = sum(t == 3 for t in told)
    places = []
    for i, money in enumerate(some):
        value = values[i]
        order = 0 if i == 0 else 2 if i == count - 1 else 1
        same = sum(abs(v - value) < 1 for v in values) - 1
        greatest = value == most
        sums = _sums(values[:i], value) if i >= 2 else 0
        shape = 4 * (min(len(str(int(value))), 8)) + 2 * money.stated + (value % 1000 == 0)
        marks = (
            told[i],
            shape,
            size * 4 + order + 16 * greatest,
            min(same, 2) * 2 + greatest,
            sums,
            told[i] * 64 + size * 8 + order * 2 + greatest,
            told[i] * 8 + min(paid, 3) * 2 + greatest,
            told[i] * 64 + (told[i - 1] if i else 7) * 8 + (told[i + 1] if i + 1 < count else 7),
            sums * 16 + told[i],
        )
        places.append(Place(money.yuan, money.start, money.end, marks))
    return places


def _sums(before: Sequence[float], value: float) -> int:
    """Tell whether an amount is the sum of two (1) or more (2) in a row right before it, or of some earlier (3)."""
    total = 0.0
    for n, one in enumerate(reversed(before), 1):
        total += one
        if n > 1 and abs(total - value) < 1:
            return 1 if n == 2 else 2
        if total > value:
            break
    for first in range(len(before)):
        total = 0.0
        for n, one in enumerate(before[first:], 1):
            total += one
            if n > 1 and abs(total - value) < 1:
                return 3
            if total > value:
                break
    return 0


def total(amounts: Sequence[Money]) -> Decimal:
    """Return the sum of amounts."""
    return sum((m.yuan for m in amounts), Decimal(0))


class Account(NamedTuple):
    """One way to read the amounts of a narrative.

    Attributes
    ----------
    loss : Decimal or None
        Yuan.
    members, backs : tuple of int
        Amounts that add up to what was paid, or the one that tells it, and those that came back.
    signs : tuple of float
        What speaks for it, weighed by the judge.
    """

    loss: Decimal | None
    members: tuple[int, ...]
    backs: tuple[int, ...]
    signs: tuple[float, ...]


_LOW: Final = -8.0
SIGNS: Final = 22
NONE_SIGNS: Final = 0
ZERO_SIGNS: Final = 2


def accounts(
    amounts: Sequence[Money],
    odds: Sequence[tuple[float, float, float]],
    rule: Decimal | None,
    text_scores: Sequence[float],
    flags: Sequence[float],
) -> list[Account]:
    """Return the ways to read the amounts of a narrative that are worth weighing.

    Parameters
    ----------
    amounts : sequence of Money
    odds : sequence of tuple of float
        Of each amount, log odds of being the whole, a part, money that came back, each against something else.
    rule : Decimal or None
        What the rules come to.
    text_scores : sequence of float
        Scores of the text for nothing stated, no loss, a loss.
    flags : sequence of float
        Whether words for no loss, for money that came back, for harmless matters, and for no fraud stand in the text.
    """
    blank = [0.0] * SIGNS
    none, zero = blank.copy(), blank.copy()
    none[0], none[1] = 1.0, text_scores[0] - text_scores[2]
    none[2] = float(rule is None)
    zero[3], zero[4] = 1.0, text_scores[1] - text_scores[2]
    zero[5:9] = flags
    zero[9] = float(rule is not None and rule == 0)
    found = [Account(None, (), (), tuple(none)), Account(Decimal(0), (), (), tuple(zero))]
    if not amounts:
        return found
    whole = [o[0] for o in odds]
    part = [o[1] for o in odds]
    back = [o[2] for o in odds]
    sets: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = {}
    backs = tuple(i for i, b in enumerate(back) if b > -0.5 and b > part[i] and b > whole[i])
    for least in (-1.5, -0.5, 0.0, 1.0):
        members = tuple(i for i, p in enumerate(part) if p > least and i not in backs)
        if members:
            sets[members, ()] = 0.0
            if backs:
                sets[members, backs] = 0.0
    ranked = sorted(range(len(amounts)), key=lambda i: -whole[i])[:4]
    for i in ranked:
        sets[(i,), ()] = 0.0
        if backs and i not in backs:
            sets[(i,), backs] = 0.0
    by_value: dict[Decimal, Account] = {}
    yuan = [m.yuan for m in amounts]
    most = max(yuan)
    best = whole[ranked[0]]
    for members, gone in sets:
        value = sum((yuan[i] for i in members), Decimal(0)) - sum((yuan[i] for i in gone), Decimal(0))
        if value <= 0:
            continue
        signs = blank.copy()
        signs[10] = 1.0
        fit = 0.0
        for i, p in enumerate(part):
            if i in gone:
                continue
            fit += -_soft(-p) if i in members else -_soft(p)
        signs[11] = max(_LOW, whole[members[0]]) if len(members) == 1 and not gone else _LOW
        signs[12] = max(_LOW, fit) if len(members) > 1 else _LOW
        signs[13] = float(rule is not None and rule == value)
        signs[14] = float(len(members) == 1 and yuan[members[0]] == most)
        signs[15] = float(len(members) == 1 and members[0] == len(yuan) - 1)
        signs[16] = float(len(yuan) == 1)
        if gone:
            signs[17], signs[18] = 1.0, max(_LOW, sum(-_soft(-back[i]) for i in gone))
            signs[19] = max(_LOW, whole[members[0]] if len(members) == 1 else fit)
        signs[20] = float(len(members) > 1) * (best < 0)
        old = by_value.get(value)
        if old is not None:  # the whole and the sum of the parts agree
            merged = [max(a, b) for a, b in zip(old.signs, signs, strict=True)]
            merged[21] = 1.0
            keep = members if len(members) > len(old.members) else old.members
            by_value[value] = Account(value, keep, gone if keep is members else old.backs, tuple(merged))
        else:
            by_value[value] = Account(value, members, gone, tuple(signs))
    if rule is not None and rule > 0 and rule not in by_value:
        signs = blank.copy()
        signs[10], signs[11], signs[12], signs[13] = 1.0, _LOW, _LOW, 1.0
        by_value[rule] = Account(rule, (), (), tuple(signs))
    return [*found, *by_value.values()]


def _soft(x: float) -> float:
    """Return log(1 + exp(x)), the cost of having been wrong by x."""
    return x if x > 30 else log1p(exp(x))
