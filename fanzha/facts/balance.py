"""From the roles of amounts to sums: what was paid, came back, was stopped, and is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from fanzha.facts.ledger_entry import Entry, Ledger

_ZERO: Final = Decimal(0)
_FEW: Final = 4


@dataclass(slots=True)
class Balance:
    """Sums in yuan, None where the amounts do not tell; numbers of the amounts that tell them.

    Attributes
    ----------
    loss, paid, returned, stopped : Decimal or None
    payments, backs, stops : tuple of int
    sure : bool
        Whether words say outright that money left; else it was only demanded.
    told : bool
        Whether the loss, or all that was paid, is told in one sum.
    agreed : bool
        Whether that sum is the sum of payments that are told, too.
    """

    loss: Decimal | None = None
    paid: Decimal | None = None
    returned: Decimal | None = None
    stopped: Decimal | None = None
    payments: tuple[int, ...] = ()
    backs: tuple[int, ...] = ()
    stops: tuple[int, ...] = ()
    sure: bool = True
    told: bool = False
    agreed: bool = False


def _sum(entries: Sequence[Entry]) -> Decimal:
    return sum((e.money.yuan * e.times for e in entries), _ZERO)


def _undone(entries: Sequence[Entry]) -> list[Entry]:
    """Return amounts that came back, or were stopped, each once: a sum wins over its parts."""
    for i in range(len(entries) - 1, -1, -1):
        if entries[i].total:
            return [entries[i], *entries[i + 1 :]]
    seen: dict[Decimal, Entry] = {}
    kept = []
    for e in entries:
        if e.money.yuan in seen and e.money.yuan >= 1000 and not e.more:
            continue
        seen[e.money.yuan] = e
        kept.append(e)
    return kept


def _frozen(stops: list[Entry], entries: Sequence[Entry]) -> list[Entry]:
    """Leave out a payment that is named before what was stopped of it: 对所转52万元的账户冻结，止付8万元."""
    paid = {e.money.yuan for e in entries if e.role in ("paid", "lost")}
    return [
        e
        for i, e in enumerate(stops)
        if not (
            i + 1 < len(stops)
            and e.money.yuan in paid
            and stops[i + 1].money.yuan < e.money.yuan
            and stops[i + 1].money.yuan not in paid
            and stops[i + 1].number == e.number + 1
            and stops[i + 1].money.start - e.money.end <= 20
        )
    ]


def _tidy(entries: Sequence[Entry]) -> None:
    """Take amounts told twice for what they are: lists that repeat what was told, and sums."""
    flow = [e for e in entries if e.role in ("paid", "bare")]
    first = 0
    while first < len(flow):
        last = first + 1
        while last < len(flow) and flow[last].money.start - flow[last - 1].money.end <= 8:
            last += 1
        run = flow[first:last]
        before = [e.money.yuan for e in flow[:first] if e.role == "paid"]
        if len(run) > 1 and len(before) > 1:
            known = sum(e.money.yuan in before for e in run)
            if known == len(run) or (known >= 3 and known >= 0.6 * len(run)):
                for e in run:
                    if e.money.yuan in before:
                        e.role = "ref"
        first = last
    if any(e.vague for e in entries):
        for e, o in pairwise([e for e in entries if e.role in ("paid", "lost")]):
            least = e.money.yuan
            near = e.vague and o.money.start - e.money.end <= 20 and not o.more
            if near and least < o.money.yuan < least + 10 ** (len(str(int(least))) - 1):
                e.role = "ref"  # 五千多，具体是5280元
    total, count = _ZERO, 0
    last_one: Entry | None = None
    for e in flow:
        if e.role not in ("paid", "bare") or e.total:
            continue
        apart = last_one is not None and e.sentence != last_one.sentence
        if count > 1 and e.money.yuan == total and not e.more and total >= 1000 and apart:
            e.role, e.total = "paid", True
            continue
        if e.role == "paid":
            total += e.money.yuan * e.times
            count += 1
            last_one = e
    # Payments that add up to one told before them: 凑了43000，一笔30000，一笔13000.
    for i, e in enumerate(flow[:-2]):
        if e.role != "paid" or e.total:
            continue
        added = _ZERO
        for n, o in enumerate((o for o in flow[i + 1 :] if o.role == "paid" and not o.total), 1):
            added += o.money.yuan * o.times
            if n > 1 and added == e.money.yuan:
                e.total = True
            if added >= e.money.yuan:
                break
    # A last word, such as 3960元没了, that is the sum of some of what was paid or demanded before.
    paid = [e for e in entries if e.role == "paid"]
    if len(paid) > 1 and not any(e.total or e.role == "lost" for e in entries) and not paid[-1].more:
        last_one, told = paid[-1], [e for e in entries if e.number < paid[-1].number]
        told = [e for e in told if e.role in ("paid", "asked", "refused") and e.sentence < last_one.sentence]
        if last_one.money.yuan >= 300 and last_one.money.yuan in _subsets(told):
            last_one.total = True
    # A list and its sum, of which nothing else is said.
    flow = [e for e in entries if e.role in ("paid", "bare")]
    for i, e in enumerate(flow):
        added = _ZERO
        for n, other in enumerate(reversed(flow[:i]), 1):
            added += other.money.yuan
            if n > 1 and added == e.money.yuan and e.role == "bare":
                e.role, e.total = "paid", True
                break
            if added > e.money.yuan or e.money.start - other.money.end > 120:
                break


def _subsets(entries: Sequence[Entry]) -> set[Decimal]:
    """Return the sums of two or more of some amounts."""
    one: set[Decimal] = set()
    more: set[Decimal] = set()
    for e in entries[-10:]:
        value = e.money.yuan * e.times
        more |= {value + other for other in one | more}
        one.add(value)
    return more


def _paid(ledger: Ledger) -> tuple[Decimal, list[Entry]] | None:
    """Return all that left, and the amounts that tell it."""
    flow = [e for e in ledger.entries if e.role in ("paid", "lost")]
    parts = [e for e in flow if not e.total and e.role == "paid"]
    wholes = [e for e in flow if e.total or e.role == "lost"]
    if len(wholes) == 1 and wholes[0].priced and parts and wholes[0].number < parts[0].number:
        wholes = []  # 三晚一共1164，我付了1100
    if not wholes:
        return (_sum(parts), parts) if parts else None
    # The last that is no less than its parts; of a sum of a list alone, the rest is added.
    whole = wholes[-1]
    value = whole.money.yuan
    before = [e for e in parts if e.number < whole.number]
    after = [e for e in parts if e.number > whole.number]
    total = _sum(before)
    if total > value:
        told = [
            e
            for e in ledger.entries
            if e.number < whole.number and not e.total and e.role in ("paid", "asked", "refused", "source", "bare")
        ]
        if len(told) > 2 and value in _subsets(told):
            return value, [whole]
        run, used = _ZERO, []
        for e in reversed(before):
            run += e.money.yuan * e.times
            used.append(e)
            if run == value:
                others = [e for e in parts if e not in used and (e in before or e.more)]
                return value + _sum(others), [whole, *others]
        if whole.role == "lost" or (len(wholes) == 1 and not whole.total):
            return total, before
        if max(e.money.yuan for e in before) > value:
            if whole.role == "paid" and whole.total:
                return _sum(parts) + value, [*parts, whole]  # a sum of some, told among others
            return _sum(parts), parts
    if after and _sum(after) != value:
        more = [e for e in after if e.more]
        return value + _sum(more), [whole, *more]
    return value, [whole]


def balance(ledger: Ledger) -> Balance:
    """Return the sums that a ledger comes to.

    Parameters
    ----------
    ledger : Ledger
    """
    entries = ledger.entries
    _tidy(entries)
    if ledger.again:
        for e in entries:
            if e.role == "paid":
                break
            if e.role == "lost" and any(o.role == "paid" and o.number > e.number for o in entries):
                e.role = "early"
    backs = _undone([e for e in entries if e.role == "back"])
    stops = _frozen(_undone([e for e in entries if e.role == "held"]), entries)
    stops += [e for e in entries if e.also_held and all(s.money.yuan != e.money.yuan for s in stops)]
    found = _paid(ledger)
    if found is not None:
        # 五十多元 of tens of thousands: told as a lure, not reckoned.
        backs = [e for e in backs if not (e.vague and e.money.yuan * 100 < found[0])]
    nets = [e for e in entries if e.role == "net"]
    if len({e.money.yuan for e in nets}) > 1 or any(b.number == a.number + 1 for a, b in pairwise(nets)):
        nets = []  # a sum to be worked out: 19999元加19999元，再减8500元
    made = Balance()
    if found is None:
        open_ = [e for e in entries if e.role in ("asked", "bare", "source")]
        asked = [e for e in open_ if e.role == "asked"] or open_
        if asked and len(asked) <= _FEW and not nets:
            found, made.sure = (_sum(asked), asked), False
    payments = [e for e in entries if e.role == "paid" and not e.total]
    if found is None and not nets and not stops and any(e.role == "refused" for e in entries):
        made.loss = made.paid = _ZERO
        made.sure = False
        return made
    if found is not None:
        made.paid, told = found
        made.payments = tuple(e.number for e in told)
        made.agreed = (
            len(payments) > 1 and made.paid == _sum(payments) and any(e.total or e.role == "lost" for e in entries)
        )
        made.told = any(e.total or e.role == "lost" for e in told)
        if not stops and payments:
            stops = [e for e in payments if e.number in ledger.held_which]
    if backs:
        made.returned, made.backs = _sum(backs), tuple(e.number for e in backs)
    if stops:
        made.stopped, made.stops = _sum(stops), tuple(e.number for e in stops)
    if made.paid is None and stops and not nets:
        made.paid, made.payments = made.stopped, made.stops
    if made.paid is not None:
        gone = made.paid - (made.returned or _ZERO) - (made.stopped or _ZERO)
        if ledger.all_held:
            made.stopped = made.paid - (made.returned or _ZERO)
            gone = _ZERO
        lost = [e for e in entries if e.role == "lost"]
        if lost and payments and payments[0].number < lost[-1].number and lost[-1].money.yuan < made.paid:
            gone = min(lost[-1].money.yuan, made.paid)
        elif lost and backs and backs[-1].number < lost[-1].number and lost[-1].money.yuan == made.paid:
            # What is told as lost once money came back is net of that.
            gone += made.returned or _ZERO
            made.paid += made.returned or _ZERO
        made.loss = max(gone, _ZERO)
    if nets:
        made.loss, made.told = nets[-1].money.yuan, True
        if made.paid is None or made.paid < made.loss:
            made.paid, made.payments = (
                made.loss + (made.returned or _ZERO) + (made.stopped or _ZERO),
                (nets[-1].number,),
            )
    return made
