"""Ways to read the sums of a narrative, and what speaks for each of them.

A reading gives each amount a role and adds up: payments, or the sum that is told for them; less what came back and what was stopped. Which
reading holds hangs on more than the words beside the amounts: a sum should be that of its parts, a demand and its payment are equal, what was
stopped had been paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import Final, NamedTuple

from fanzha.facts.amount_roles import AGAIN, ASKED, BACK, HELD, NET, OTHER, PAID, SUM, Way
from fanzha.facts.balance import Balance
from fanzha.facts.ledger_entry import ROLES as TOLD

_LETTERS: Final = "PTLBSARO"
_FLOOR: Final = -12.0  # log likelihood of what no reading says
_VARIANTS: Final = 4  # ways of adding up that are weighed of one reading
# Numbers of the roles of the ledger that are no payments.
_UNSURE: Final = frozenset(TOLD[name] for name in ("asked", "other", "ref", "refused"))
Signs = dict[str, float]


class Reckoned(NamedTuple):
    """Sums in fen, and how they were come by."""

    paid: int | None
    returned: int
    stopped: int
    loss: int
    how: str


class Reading(NamedTuple):
    """A way to read a narrative.

    Attributes
    ----------
    loss : int or None
        In fen; None where nothing is stated.
    sums : Reckoned or None
    roles : tuple of int
        Of each amount; empty where no amount tells.
    signs : dict
        What speaks for it, by name.
    """

    loss: int | None
    sums: Reckoned | None
    roles: tuple[int, ...]
    signs: Signs


def reckon(fen: Sequence[int], roles: Sequence[int], times: Sequence[int]) -> list[Reckoned]:
    """Return what amounts come to if each has its role, likeliest way of adding up first.

    Parameters
    ----------
    fen : sequence of int
        Amounts.
    roles : sequence of int
        Numbers of `fanzha.facts.amount_roles.ROLES`.
    times : sequence of int
        How often each was paid.

    Returns
    -------
    list of Reckoned
        Empty where no amount tells what was paid or lost.
    """
    parts = [(i, fen[i] * times[i]) for i, role in enumerate(roles) if role == PAID]
    sums = [(i, fen[i]) for i, role in enumerate(roles) if role == SUM]
    nets = [fen[i] for i, role in enumerate(roles) if role == NET]
    returned = sum(fen[i] * times[i] for i, role in enumerate(roles) if role == BACK)
    stopped = sum(fen[i] * times[i] for i, role in enumerate(roles) if role == HELD)
    paid = _paid(parts, sums)
    found: list[Reckoned] = []
    if nets:
        found.append(Reckoned(paid[0][0] if paid else None, returned, stopped, nets[-1], "net"))
    seen = {one.loss for one in found}
    for total, how in paid:
        loss = total - returned - stopped
        if loss > -100 and loss not in seen:
            found.append(Reckoned(total, returned, stopped, max(loss, 0), how))
            seen.add(loss)
    return found


def _paid(parts: Sequence[tuple[int, int]], sums: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """Return what all payments may come to."""
    added = sum(value for _, value in parts)
    if not sums:
        return [(added, "parts")] if parts else []
    if any(abs(value - added) < 100 for _, value in sums):
        return [(added, "sum of parts")]
    whole = [value for _, value in sums]
    most = max(whole)
    if len(sums) > 1:
        found = [(most, "sum of sums")] if abs(sum(whole) - 2 * most) < 100 else []
        return [
            *found, (whole[-1], "last sum"), (most, "greatest sum"), (sum(whole), "sums"),
            (sum(whole) + added, "sums and parts"), (added, "parts, no sums"),
        ]  # fmt: skip
    at, value = sums[0]
    before, after = [v for i, v in parts if i < at], [v for i, v in parts if i > at]
    for some, how in ((before[::-1], "sum of those before"), (after, "sum of those behind")):
        run = 0
        for n, one in enumerate(some, 1):
            run += one
            if n > 1 and abs(run - value) < 100:
                return [(added + value - run, how), (value, "sum alone")]
    found = [(value, "more than parts"), (value + added, "sum and parts")]
    if value <= added:
        found = [(added + value, "parts and sum"), (added, "parts, no sum"), (value, "less than parts")]
    if before and after and value >= sum(before):
        found.append((value + sum(after), "sum and those behind"))
    return found


class Amounts(NamedTuple):
    """What is known of the amounts of a narrative when readings are weighed.

    Attributes
    ----------
    fen : list of int
    times : list of int
        How often each was paid.
    told : list of int
        Number of the role that the ledger gives it.
    gaps : list of int
        Full stops before each amount, from the first amount on.
    anew : list of bool
        Whether words say that an amount is one more (又, 第二笔), or of another day.
    counted : Balance
        What the ledger comes to.
    whole : list of bool
        Whether words say of an amount that it is what was lost.
    """

    fen: list[int]
    times: list[int]
    told: list[int]
    gaps: list[int]
    anew: list[bool]
    counted: Balance
    whole: list[bool]


def readings(amounts: Amounts, ways: Sequence[Way], of_text: Sequence[float], flags: Sequence[float]) -> list[Reading]:
    """Return the ways to read a narrative: nothing stated, no loss, and those that come to a loss.

    Parameters
    ----------
    amounts : Amounts
    ways : sequence of (float, tuple of int)
        What `fanzha.facts.amount_roles.Chain.ways` returns.
    of_text : sequence of float
        Scores of the text for nothing stated, no loss, a loss.
    flags : sequence of float
        Whether words of some kinds stand in the text (`fanzha.facts.outcome.Purse.flags`).
    """
    counted = amounts.counted
    rule = counted.loss
    sure = "s" if counted.sure else "u"
    ruled = sure + ("N" if rule is None else "0" if rule == 0 else "+")
    none: Signs = {"none": 1.0, "none text": of_text[0] - of_text[2], "none rule " + ruled: 1.0}
    zero: Signs = {"zero": 1.0, "zero text": of_text[1] - of_text[2], "zero rule " + ruled: 1.0}
    for i, flag in enumerate(flags):
        if flag:
            none[f"none flag {i}"] = zero[f"zero flag {i}"] = 1.0
    found: list[Reading] = []
    undone: Reading | None = None
    if not amounts.fen:
        none["none bare"] = zero["zero bare"] = 1.0
        if not any(flags):
            return [Reading(None, None, (), none)]  # nothing says that nothing was lost
    else:
        unpaid, level = 0.0, 0.0
        pairs = _pairs(amounts)
        for rank, (likely, way) in enumerate(ways):
            roles = _told_again(amounts, way)
            sums = reckon(amounts.fen, roles, amounts.times)
            if not sums:
                unpaid += exp(likely)
                continue
            common = _signs(amounts, roles, pairs, flags)
            for n, one in enumerate(sums[:_VARIANTS]):
                if one.loss <= 0:
                    if n == 0:
                        level += exp(likely)
                        if undone is None and one.paid:
                            undone = Reading(0, one, roles, {})
                    continue
                signs = _sum_signs(amounts, roles, one, common)
                signs["likely"] = likely
                if rank == 0:
                    signs["first"] = 1.0
                signs["how " + one.how + (" 2" if n else "")] = 1.0
                found.append(Reading(one.loss, one, roles, signs))
        none["none unpaid"] = zero["zero unpaid"] = _log(unpaid)
        zero["zero level"] = _log(level)
    if rule is not None and rule > 0:
        fen = int(rule * 100)
        if not any(abs((one.loss or 0) - fen) < 100 for one in found):
            found.append(Reading(fen, None, (), {"some": 1.0, "rule alone " + sure: 1.0}))
    nothing = Reading(0, undone.sums if undone else None, undone.roles if undone else (), zero)
    return [Reading(None, None, (), none), nothing, *found]


def _log(likely: float) -> float:
    return max(log(likely), _FLOOR) if likely > 0 else _FLOOR


def _told_again(amounts: Amounts, way: tuple[int, ...]) -> tuple[int, ...]:
    """Return roles with a loss that is as large as what was paid before it as its sum, not as one payment more.

    What only such a loss would make a payment, since the ledger has it as a demand or as something said, is none.
    """
    roles = list(way)
    paid: list[int] = []
    last = 0
    for i, fen in enumerate(amounts.fen):
        if roles[i] in (PAID, SUM) and amounts.whole[i]:
            sure = [k for k in paid if amounts.told[k] not in _UNSURE]
            if roles[i] == SUM and abs(last - fen) < 100:
                roles[i] = AGAIN
            elif roles[i] == PAID:
                for some in (paid, sure):
                    if some and abs(sum(amounts.fen[k] * amounts.times[k] for k in some) - fen) < 100:
                        for k in paid:
                            roles[k] = PAID if k in some else OTHER
                        roles[i] = SUM
                        break
        if roles[i] == PAID:
            paid.append(i)
        elif roles[i] == SUM:
            last = fen
    return tuple(roles)


Pairs = list[tuple[int, int, str]]


def _pairs(amounts: Amounts) -> Pairs:
    """Return which amounts are equal, and how they stand to each other."""
    fen, gaps = amounts.fen, amounts.gaps
    found = []
    for i in range(len(fen)):
        for j in range(i + 1, len(fen)):
            if abs(fen[i] - fen[j]) < 100 and fen[i] >= 5000:
                stops = gaps[j] - gaps[i]
                how = ("a" if j == i + 1 else "n") + str(stops if stops < 2 else 2 if stops < 4 else 3)
                found.append((i, j, how + "+" * any(amounts.anew[i + 1 : j + 1])))
    return found


def _signs(amounts: Amounts, roles: Sequence[int], pairs: Pairs, flags: Sequence[float]) -> Signs:
    """Return what speaks for roles, however they are added up."""
    letters = [_LETTERS[role] if role < ASKED else "o" for role in roles]
    exact = [_LETTERS[role] for role in roles]
    found: Signs = {"some": 1.0}
    for one, other in zip(["^", *letters], [*letters, "$"], strict=True):
        name = "order " + one + other
        found[name] = found.get(name, 0.0) + 0.3
    for letter, told in zip(exact, amounts.told, strict=True):
        name = f"told {letter}{told}"
        found[name] = found.get(name, 0.0) + 0.3
    for i, j, how in pairs:
        both = "equal " + exact[i] + exact[j]
        for name in (both + how[0], both + how, both + how[2:]):
            found[name] = found.get(name, 0.0) + 1.0
        found[f"{both} {amounts.told[i]} {amounts.told[j]}"] = 1.0
    fen, times = amounts.fen, amounts.times
    paid = [i for i, role in enumerate(roles) if role == PAID]
    sums = [i for i, role in enumerate(roles) if role == SUM]
    added = sum(fen[i] * times[i] for i in paid)
    for i in sums:
        before = sum(fen[k] * times[k] for k in paid if k < i)
        behind = added - before
        value = fen[i]
        found["sum " + _fits(value, added, before, behind)] = 1.0
    found[f"sums {min(len(sums), 3)}"] = found[f"parts {min(len(paid), 4)}"] = 1.0
    most = max(fen)
    for i, role in enumerate(roles):
        if role >= ASKED and fen[i] >= 10_000:
            if len(paid) > 1 and abs(fen[i] - added) < 100:
                found["left out: sum of parts"] = 1.0
            if fen[i] >= most:
                found[f"left out: greatest {amounts.told[i]}"] = 1.0
    for i, flag in enumerate(flags):
        if flag:
            found[f"flag {i}"] = 1.0
    return found


def _fits(value: int, added: int, before: int, behind: int) -> str:
    if not added:
        return "alone"
    if abs(value - added) < 100:
        return "of all"
    if before and abs(before - value) < 100:
        return "of those before"
    if behind and abs(behind - value) < 100:
        return "of those behind"
    return "greater" if value > added else "less"


def _sum_signs(amounts: Amounts, roles: Sequence[int], sums: Reckoned, common: Signs) -> Signs:
    """Return what speaks for a reading with its sums."""
    found = dict(common)
    fen, counted = amounts.fen, amounts.counted
    several = sum(role in (PAID, SUM) for role in roles) > 1
    for i, role in enumerate(roles):
        equal = abs(fen[i] - sums.loss) < 100
        if role >= ASKED:
            if equal and fen[i] >= 10_000 and (several or sums.returned or sums.stopped):
                found["left out: loss"] = 1.0
        elif equal and role in (SUM, NET) and (sums.returned or sums.stopped):
            found["told net"] = 1.0
        elif role == HELD:
            paid = any(abs(fen[i] - fen[k]) < 100 for k, other in enumerate(roles) if other == PAID)
            found["stopped " + ("a part" if paid else "less" if fen[i] < (sums.paid or 0) else "more")] = 1.0
        elif role == BACK:
            last = next((fen[k] for k in range(i - 1, -1, -1) if roles[k] == PAID), 0)
            share = fen[i] / last if last else 0.0
            found["back " + str(sum(share >= bound for bound in (1e-9, 0.5, 0.999, 1.001, 1.6)))] = 1.0
    if sums.paid and sums.returned:
        if sums.returned > sums.paid:
            found["back more than paid"] = 1.0
        share = 10 * sums.returned / sums.paid
        found["back share " + str(sum(share >= bound for bound in (1, 2, 4)))] = 1.0
    sure = "s" if counted.sure else "u"
    if counted.loss is not None:
        same = abs(int(counted.loss * 100) - sums.loss) < 100
        found["rule loss " + sure + "ny"[same]] = 1.0
        if same and counted.agreed:
            found["rule agreed"] = 1.0
        if same and counted.told:
            found["rule told"] = 1.0
    if counted.paid is not None:
        same = sums.paid is not None and abs(int(counted.paid * 100) - sums.paid) < 100
        found["rule paid " + sure + "ny"[same]] = 1.0
    found["rule back " + "ny"[abs(int((counted.returned or 0) * 100) - sums.returned) < 100]] = 1.0
    found["rule stopped " + "ny"[abs(int((counted.stopped or 0) * 100) - sums.stopped) < 100]] = 1.0
    return found


def likeliest(some: Sequence[Reading], weights: dict[str, float]) -> Reading:
    """Return the reading whose loss is worth most; readings that come to one loss are added.

    Parameters
    ----------
    some : sequence of Reading
    weights : dict
        Of signs, by name.
    """
    worth = [sum([weights.get(name, 0.0) * value for name, value in one.signs.items()]) for one in some]
    top = max(worth)
    by_loss: dict[int | None, float] = {}
    best: dict[int | None, tuple[float, Reading]] = {}
    for value, one in zip(worth, some, strict=True):
        by_loss[one.loss] = by_loss.get(one.loss, 0.0) + exp(value - top)
        if one.loss not in best or value > best[one.loss][0]:
            best[one.loss] = value, one
    return best[max(by_loss, key=by_loss.__getitem__)][1]
