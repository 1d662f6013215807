"""What each amount of a narrative is: the whole, a payment, money that came back or was stopped, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import exp, log1p
from typing import Final, NamedTuple

from fanzha.facts.balance import Balance
from fanzha.facts.family import FAMILY
from fanzha.facts.ledger_entry import ROLES
from fanzha.facts.money import Money
from fanzha.facts.place import Place
from fanzha.text.scan import Scan

OTHER, WHOLE, PART, RETURNED, STOPPED = range(5)
MOST: Final = 24  # amounts that are weighed; a text with more is a list
# What the ledger says, as what a way of reading the amounts goes by.
_PLAIN: Final = {
    "net": "lost",
    "back": "other",
    "held": "other",
    "early": "other",
    "ref": "other",
    "price": "other",
    "refused": "other",
    "source": "bare",
}
# All of it was stopped: 资金已全额止付, 款额全部冻结.
ALL_STOPPED: Final = Scan(
    FAMILY,
    r"(?:全部|全额|全数|悉数|全款|如数|整笔)[^，。；0-9]{0,5}(?:止付|冻结|冻住|拦截|拦下|拦住|拦回|追回|撤回|撤销|冲正|冲回|赔付|垫回|截住|截下|截回)"
    r"|(?:止付|冻结|拦截|追回)(?:了)?(?:全部|全额)|(?:撤回|止付|冻结)，(?:全额|全部)退|钱[^，。]{0,3}垫回|全在|全回来了|撤销成功|落地前冻结|没亏|全款止付",
)
# Nothing was stopped, though somebody tried.
NONE_STOPPED: Final = Scan(
    FAMILY,
    r"(?:止付|圈存|拦回|冻结|追回)[:： ]?0元?(?![.0-9万])|没能留住|无从拦|(?:没|未|无法|没能|未能)[^，。；0-9]{0,4}(?:止付|冻结|拦截|拦下|拦住|追回)|止付(?:没|未)|没?无?余额可冻|"
    r"一分(?:钱)?(?:也|都)?(?:没|未)[^，。]{0,2}(?:拦|追|冻)|追[^，。]{0,2}唔返|止付失败|追不回|追不了|(?:没|未)(?:能)?追到",
)


def amount_places(amounts: Sequence[Money], roles: Sequence[str], counted: Balance) -> list[Place]:
    """Return amounts as places that can be judged.

    Parameters
    ----------
    amounts : sequence of Money
        Those of the text, in order.
    roles : sequence of str
        What `told_roles` returns.
    counted : Balance
        What the ledger comes to.
    """
    some = amounts[:MOST]
    if not some:
        return []
    values = [float(m.yuan) for m in some]
    most, count = max(values), len(some)
    size = 0 if count == 1 else 1 if count == 2 else 2 if count < 5 else 3
    told = [ROLES[role] for role in roles]
    used = {*counted.payments}
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
            told[i] * 256 + (told[i - 1] if i else 15) * 16 + (told[i + 1] if i + 1 < count else 15),
            sums * 16 + told[i],
            (i in used) * 64 + told[i] * 2 + counted.sure,
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


Signs = dict[int, float]


class Account(NamedTuple):
    """One way to read the amounts of a narrative; sums in yuan.

    Attributes
    ----------
    loss : Decimal or None
    members : tuple of int
        Amounts that add up to what was paid, or the one that tells it or the loss.
    returned, stopped : tuple of int
        Amounts that came back from the other side; that police or bank stopped.
    whole : bool
        Whether returned and stopped amounts are taken from the members.
    signs : dict
        What speaks for it, by number, weighed by the judge.
    """

    loss: Decimal | None
    members: tuple[int, ...]
    returned: tuple[int, ...]
    stopped: tuple[int, ...]
    signs: Signs


_LOW: Final = -8.0
_ZERO: Final = Decimal(0)
SIGNS: Final = 56
TRUST: Final = 3.0
_SURE: Final = 2.5  # what words for it right beside an amount add to the odds that it came back
_ALL: Final = 5  # amounts of which all sets are weighed
_WORST: Final = 4.0  # how much less likely than the best a set may be


def accounts(
    amounts: Sequence[Money],
    odds: Sequence[Sequence[float]],
    told: Sequence[str],
    ways: Sequence[int],
    counted: Balance,
    text_scores: Sequence[float],
    flags: Sequence[float],
) -> list[Account]:
    """Return the ways to read the amounts of a narrative that are worth weighing.

    Parameters
    ----------
    amounts : sequence of Money
    odds : sequence of sequence of float
        Of each amount, log odds of being the whole, a part, returned, stopped, each against something else.
    told : sequence of str
        What `told_roles` returns.
    ways : sequence of int
        What `ways_of` returns.
    counted : Balance
        What the ledger comes to.
    text_scores : sequence of float
        Scores of the text for nothing stated, no loss, a loss.
    flags : sequence of float
        Whether words for no loss, for money that came back, for harmless matters, for no fraud, for all being stopped,
        for having refused, and for another currency stand in the text.
    """
    rule = counted.loss
    told = [_PLAIN.get(role, role) for role in told]
    none: Signs = {}
    zero: Signs = {}
    none[0], none[1] = 1.0, text_scores[0] - text_scores[2]
    none[2] = float(rule is None)
    none[22], none[38] = flags[3], flags[6]
    none[43] = float(rule is not None and counted.sure)
    zero[3], zero[4] = 1.0, text_scores[1] - text_scores[2]
    zero[5], zero[6], zero[7], zero[8] = flags[:4]
    zero[23], zero[39], zero[40] = flags[4], flags[6], flags[5]
    zero[9] = float(rule is not None and rule == 0)
    zero[55] = float(rule is not None and rule == 0 and counted.sure and bool(counted.stopped))
    zero[44] = float(rule is not None and counted.sure and rule > 0)
    found = [Account(None, (), (), (), none), Account(Decimal(0), (), (), (), zero)]
    if not amounts:
        return found
    whole, part, back, stop = ([o[k] for o in odds] for k in range(4))
    back = [b + (_SURE if w == 1 else 0.0) for b, w in zip(back, ways, strict=True)]
    stop = [s + (_SURE if w == 3 else 0.0) for s, w in zip(stop, ways, strict=True)]
    yuan = [m.yuan for m in amounts]
    came = tuple(i for i, b in enumerate(back) if b > 0 and b >= max(part[i], whole[i], stop[i]))
    held = tuple(i for i, s in enumerate(stop) if s > 0 and s >= max(part[i], whole[i], back[i]))
    gone = {*came, *held}
    undo = [((), ())] + [(came, held)] * bool(gone) + ([(came, ()), ((), held)] if came and held else [])
    free = [i for i in range(len(amounts)) if i not in gone]
    costs = [(_soft(-p), _soft(p)) for p in (max(part[i], whole[i] - 1) for i in free)]
    sets: dict[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]], float] = {}
    explained = counted.sure and bool(counted.loss) and not any(role in ("bare", "asked", "") for role in told)
    for members, fit in [] if explained else _groups(free, costs):
        for r, s in undo:
            sets[members, r, s] = fit
    ranked = sorted(free, key=lambda i: -max(whole[i], part[i] - 2))[: 2 if explained else 4] or [
        max(range(len(amounts)), key=lambda i: whole[i])
    ]
    for i in ranked:
        for r, s in undo if free else undo[:1]:
            sets[(i,), r, s] = 0.0
    by_value: dict[Decimal, Account] = {}
    view = _View(yuan, whole, part, told, rule, flags, free, whole[ranked[0]])
    kept_back = max(min((back[i] for i in came), default=0.0), 0.0)
    kept_held = max(min((stop[i] for i in held), default=0.0), 0.0)
    for (members, r, s), fit in sets.items():
        value = yuan[members[0]] if len(members) == 1 else sum((yuan[i] for i in members), _ZERO)
        for i in (*r, *s):
            value -= yuan[i]
        if value <= 0:
            if held and value == 0:
                zero[24] = 1.0
            continue
        signs = _signs(view, members, value, fit, bool(r), bool(s))
        if kept_back and not r:
            signs[25] = kept_back
        if kept_held and not s:
            signs[26] = kept_held
        old = by_value.get(value)
        if old is not None:  # the whole and the sum of the parts agree
            merged = {k: max(old.signs.get(k, 0.0), signs.get(k, 0.0)) for k in old.signs.keys() | signs.keys()}
            merged[21] = 1.0
            richer = len(r) + len(s) > len(old.returned) + len(old.stopped) or len(members) > len(old.members)
            by_value[value] = Account(value, *((members, r, s) if richer else old[1:4]), merged)
        else:
            by_value[value] = Account(value, members, r, s, signs)
    if rule is not None and rule > 0 and rule not in by_value:
        signs = {10: 1.0, 11: _LOW, 12: _LOW, 13: 1.0, 28: 1.0}
        by_value[rule] = Account(rule, counted.payments, counted.backs, counted.stops, signs)
    if rule is not None and rule in by_value:
        signs = by_value[rule].signs
        signs[45 if counted.sure else 46] = 1.0
        if counted.sure and (counted.returned or counted.stopped):
            signs[47] = 1.0
        if counted.told:
            signs[48] = 1.0
        if counted.sure:
            loose = sum(role in ("bare", "asked", "source", "") for role in told)
            signs[50] = float(loose == 0)
            signs[51] = float(counted.agreed)
            signs[52] = float(min(loose, 3))
            signs[53] = float(len(amounts) == 1)
            signs[54] = float(len(amounts) > 4)
    if counted.paid is not None and counted.paid in by_value and counted.paid != rule:
        by_value[counted.paid].signs[49] = 1.0
    return [*found, *by_value.values()]


def likeliest(ways: Sequence[Account], scores: Sequence[float], trust: float = TRUST) -> Account:
    """Return the way to read a narrative that is worth most.

    Whether money was lost at all is for the scores to say. Which of the readings it is that come to a loss, is so, too; but the one on
    which the ledger is sure gains `trust`: it reads new writers better than weights do.

    Parameters
    ----------
    ways : sequence of Account
        The first two of which are nothing stated and no loss, unless these are ruled out.
    scores : sequence of float
    trust : float
    """
    if not ways[0].loss and ways[1].signs.get(55):
        return ways[1]  # all of it was stopped
    first = max(range(len(ways)), key=scores.__getitem__)
    if not ways[first].loss:
        return ways[first]
    return ways[
        max(range(len(ways)), key=lambda i: scores[i] + trust * ways[i].signs.get(45, 0.0) if ways[i].loss else -1e9)
    ]


class _View(NamedTuple):
    """What all readings of the amounts of a narrative have in common."""

    yuan: Sequence[Decimal]
    whole: Sequence[float]
    part: Sequence[float]
    told: Sequence[str]
    rule: Decimal | None
    flags: Sequence[float]
    free: Sequence[int]
    best: float


def _signs(view: _View, members: tuple[int, ...], value: Decimal, fit: float, returned: bool, stopped: bool) -> Signs:
    """Return what speaks for a reading; what is not named is 0."""
    signs: Signs = {10: 1.0, 11: _LOW, 12: _LOW}
    told, first = view.told, members[0]
    if len(members) == 1:
        alone = max(_LOW, view.whole[first], view.part[first])
        if not (returned or stopped):
            signs[11] = alone
        else:
            signs[19] = alone
        if view.yuan[first] == max(view.yuan):
            signs[14] = 1.0
        if first == len(told) - 1:
            signs[15] = 1.0
        role = told[first]
        if role == "other":
            signs[35] = 1.0
        elif role == "asked":
            signs[36] = 1.0
        elif role == "lost":
            signs[41] = returned + 2.0 * stopped
        elif role == "paid" and told.count("paid") > 1:
            signs[37] = 1.0
    else:
        signs[12] = max(_LOW, fit)
        if returned or stopped:
            signs[19] = signs[12]
        roles = [told[i] for i in members]
        signs[29] = float(len(members))
        signs[30] = float(roles.count("other") + roles.count("lost") + roles.count("sum"))
        signs[31] = float(told.count("paid") - roles.count("paid"))
        signs[32] = float(len(members) == len(view.free))
        signs[33] = float(members[-1] - first + 1 - len(members))
        signs[34] = float(roles.count("asked"))
        signs[20] = float(view.best < 0)
    if view.rule is not None and view.rule == value:
        signs[13] = 1.0
    if len(told) == 1:
        signs[16] = 1.0
    if returned:
        signs[17] = 1.0
    if stopped:
        signs[18] = 1.0
    signs[27], signs[42] = view.flags[4], view.flags[5]
    return signs


def _groups(free: Sequence[int], costs: Sequence[tuple[float, float]]) -> list[tuple[tuple[int, ...], float]]:
    """Return sets of two or more amounts that may be the payments, with the log likelihood of each."""
    if len(free) < 2:
        return []
    # Those of which it is sure are in or out; the rest are tried.
    doubtful = sorted(range(len(free)), key=lambda i: abs(costs[i][0] - costs[i][1]))[:_ALL]
    sure = tuple(i for i in range(len(free)) if i not in doubtful and costs[i][0] < costs[i][1])
    # Sets are grown amount by amount; one that is too unlikely already is left.
    grown: list[tuple[tuple[int, ...], float]] = [(sure, 0.0)]
    for i in doubtful:
        taken, left = costs[i]
        least = min(taken, left)
        more = []
        for members, fit in grown:
            if fit - (left - least) >= -_WORST:
                more.append((members, fit - (left - least)))
            if fit - (taken - least) >= -_WORST:
                more.append(((*members, i), fit - (taken - least)))
        grown = more
    best = -sum(min(c) for c in costs)
    return [(tuple([free[i] for i in sorted(members)]), best + fit) for members, fit in grown if len(members) > 1]


def _soft(x: float) -> float:
    """Return log(1 + exp(x)), the cost of having been wrong by x."""
    return x if x > 30 else log1p(exp(x))
