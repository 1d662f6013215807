"""What was paid, what came back, what was stopped, and what is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from fanzha.facts import loss_words as words
from fanzha.facts.balance import balance
from fanzha.facts.family import FAMILY
from fanzha.facts.judge import Floats, Judge, Reading
from fanzha.facts.ledger import Reader
from fanzha.facts.ledger_entry import told_roles, ways_of
from fanzha.facts.money import Money, foreign
from fanzha.facts.place import features
from fanzha.facts.roles import (
    ALL_STOPPED,
    MOST,
    NONE_STOPPED,
    Account,
    accounts,
    amount_places,
    likeliest,
)
from fanzha.text.scan import Scan

Span = tuple[int, int]
# Told as a loss, not as a payment: 被骗5.8万, 损失3万.
_ONLY_LOST = re.compile(r"(?:损失|被骗|骗(?:去|走|了|取|得)?|亏|诈骗|涉案|被诈|呃|坑)[^，。；0-9]{0,8}$")


_YUAN = re.compile("人民币|rmb|¥|￥|支付宝|微信")
_NONE_RETURNED = Scan(FAMILY, r"(?:一分|分文)(?:钱)?(?:也|都)?(?:未|没)(?:有)?(?:还|返)|啥也没返|，没返。")


class Sums(NamedTuple):
    """Sums of a narrative in yuan, None where it does not state them, and where it tells them.

    Attributes
    ----------
    loss, paid, returned, stopped : Decimal or None
    outcome : {"prevented", "recovered", "lost"} or None
    spans : dict
        Name of the sum to start and end.
    """

    loss: Decimal | None
    paid: Decimal | None
    returned: Decimal | None
    stopped: Decimal | None
    outcome: str | None
    spans: dict[str, Span]


class Purse:
    """The amounts of one narrative and what the rules say of them.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
        Those of the text, in order.
    """

    def __init__(self, text: str, amounts: Sequence[Money]) -> None:
        self.text, self.amounts = text, amounts[:MOST]
        ledger = Reader(text, self.amounts).ledger
        self.all_stopped = ALL_STOPPED.search(text)
        if self.all_stopped is not None and NONE_STOPPED.search(text) is None:
            ledger.all_held = True
        self.counted = balance(ledger)
        self.told = told_roles(len(self.amounts), ledger)
        self.ways = ways_of(self.told)
        self.places = amount_places(self.amounts, self.told, self.counted)
        self.zero = words.NO_LOSS.search(text)
        self.back = words.CAME_BACK.search(text)
        self.harmless = words.HARMLESS.search(text)
        self.civil = words.fraudless(text)
        self.foreign = foreign(text)
        # In a text that speaks of Taiwan's dollars, sums without a currency are in them, too.
        self.taiwan = ("台币" in text and "人民币" not in text) or (
            self.foreign and not _YUAN.search(text) and not any(text[m.end - 1] in "元块" for m in self.amounts)
        )

    @property
    def flags(self) -> list[float]:
        """Which kinds of words stand in the text, as `accounts` takes them."""
        refused = words.REFUSED_IT.search(self.text)
        found = (
            self.zero,
            self.back,
            self.harmless,
            self.civil or None,
            self.all_stopped,
            refused,
            self.foreign or None,
        )
        return [float(one is not None) for one in found]


def reckon(judge: Judge, reading: Reading, of_text: Floats, purses: Sequence[Purse]) -> list[Sums]:
    """Return the sums of narratives.

    Parameters
    ----------
    judge : Judge
        Of losses.
    reading : Reading
        Of the texts of the purses.
    of_text : ndarray of float, shape (n, 3)
        What `Judge.texts` returns.
    purses : sequence of Purse
    """
    hashes = features(reading, [purse.places for purse in purses])
    odds: list[list[float]] = []
    if hashes.shape[1] > 1:
        of_amount: Floats = judge.places(hashes) + np.asarray(judge.extra["near_bias"], dtype=np.float32)
        odds = (of_amount[:, 1:] - of_amount[:, :1]).tolist()
    weights = judge.extra["signs"]
    found, at = [], 0
    for purse, scores in zip(purses, (of_text + judge.extra["bias"]).tolist(), strict=True):
        mine = odds[at : at + len(purse.amounts)]
        at += len(purse.amounts)
        flags = purse.flags
        ways = accounts(purse.amounts, mine, purse.told, purse.ways, purse.counted, scores, flags)
        undone = purse.counted.loss == 0 and purse.counted.sure and purse.counted.stopped
        if "lost" in purse.told and not any(flags[:6]) and not undone:
            ways = [way for way in ways if way.loss] or ways  # a loss is told, and no word takes it back
        best = likeliest(ways, [sum([weights[k] * v for k, v in way.signs.items()]) for way in ways])
        found.append(_sums(purse, best))
    return found


def _span(amounts: Sequence[Money], which: Sequence[int]) -> Span:
    return amounts[which[0]].start, amounts[which[-1]].end


def _sums(purse: Purse, account: Account) -> Sums:
    text, amounts = purse.text, purse.amounts
    spans: dict[str, Span] = {}
    returned = sum((amounts[i].yuan for i in account.returned), Decimal(0)) if account.returned else None
    stopped = sum((amounts[i].yuan for i in account.stopped), Decimal(0)) if account.stopped else None
    if account.returned:
        spans["returned_yuan"] = _span(amounts, account.returned)
    if account.stopped:
        spans["stopped_yuan"] = _span(amounts, account.stopped)
    failed = NONE_STOPPED.search(text)
    if stopped is None and failed and account.loss:
        stopped, spans["stopped_yuan"] = Decimal(0), failed.span()
    unpaid = _NONE_RETURNED.search(text)
    if returned is None and unpaid and account.loss:
        returned, spans["returned_yuan"] = Decimal(0), unpaid.span()
    abroad = (
        purse.foreign and account.loss == 0 and not (purse.zero or purse.back or purse.harmless or purse.all_stopped)
    )
    if account.loss is None or abroad or (purse.taiwan and account.loss):
        lost = purse.foreign and not purse.zero and not purse.civil and not purse.harmless
        if purse.taiwan:
            returned = stopped = None
        return Sums(None, None, returned, stopped, "lost" if lost else None, spans)
    if account.loss == 0:
        counted = purse.counted
        if counted.loss == 0 and counted.sure and counted.stopped and counted.payments:
            spans["paid_yuan"] = spans["loss_yuan"] = _span(amounts, sorted(counted.payments))
            spans["stopped_yuan"] = _span(amounts, sorted(counted.stops or counted.payments))
            return Sums(Decimal(0), counted.paid, counted.returned, counted.stopped, "recovered", spans)
        return _nothing(purse, returned, stopped, spans)
    loss, paid = account.loss, None
    counted = purse.counted
    if counted.loss == loss and counted.sure and counted.payments:
        for name, numbers in (
            ("loss", counted.payments),
            ("paid", counted.payments),
            ("returned", counted.backs),
            ("stopped", counted.stops),
        ):
            if numbers:
                spans[f"{name}_yuan"] = _span(amounts, sorted(numbers))
        stopped = counted.stopped if counted.stopped is not None else Decimal(0) if failed else None
        returned = counted.returned if counted.returned is not None else returned
        if stopped is not None and "stopped_yuan" not in spans:
            spans["stopped_yuan"] = failed.span() if failed else spans["paid_yuan"]
        # Told as a loss, not as a payment: 被骗5.8万, 损失3万.
        lost_only = (
            all(purse.told[i] == "lost" for i in counted.payments)
            and not (stopped or returned)
            and "paid" not in purse.told
        )
        if lost_only:
            del spans["paid_yuan"]
        return Sums(
            loss, None if lost_only else counted.paid, returned, stopped, "recovered" if stopped else "lost", spans
        )
    if account.members:
        spans["loss_yuan"] = _span(amounts, account.members)
        money = amounts[account.members[0]]
        told = len(account.members) == 1 and purse.told[account.members[0]] == "lost"
        only = told and _ONLY_LOST.search(text[max(0, money.start - 14) : money.start])
        if not only:
            paid = sum((amounts[i].yuan for i in account.members), Decimal(0))
            spans["paid_yuan"] = spans["loss_yuan"]
        elif returned is not None or stopped:
            paid = loss + (returned or 0) + (stopped or 0)
            spans["paid_yuan"] = spans["loss_yuan"]
    if purse.all_stopped and not failed and paid is not None and not account.stopped:
        spans["stopped_yuan"] = purse.all_stopped.span()
        spans["loss_yuan"] = purse.all_stopped.span()
        return Sums(Decimal(0), paid, returned, paid - (returned or 0), "recovered", spans)
    return Sums(loss, paid, returned, stopped, "recovered" if stopped else "lost", spans)


def _nothing(purse: Purse, returned: Decimal | None, stopped: Decimal | None, spans: dict[str, Span]) -> Sums:
    """Return the sums where nothing is lost: all was stopped, or nothing left."""
    paid = [i for i, t in enumerate(purse.told) if t in ("paid", "sum") and purse.ways[i] == 0]
    held = [i for i, way in enumerate(purse.ways) if way == 3]
    where = next(
        (m.span() for m in (purse.zero, purse.back, purse.harmless, purse.all_stopped) if m), (0, len(purse.text))
    )
    spans["loss_yuan"] = where
    if purse.all_stopped or (held and paid and not purse.zero):
        amounts = paid or held or [i for i, way in enumerate(purse.ways) if way == 0]
        if amounts:
            most = max(purse.amounts[i].yuan for i in amounts)
            spans["paid_yuan"] = _span(purse.amounts, amounts)
            spans["stopped_yuan"] = purse.all_stopped.span() if purse.all_stopped else _span(purse.amounts, held)
            return Sums(Decimal(0), most, returned, most, "recovered", spans)
    if purse.harmless or purse.civil:
        return Sums(Decimal(0), None, returned, stopped, None, spans)
    spans["paid_yuan"] = where
    return Sums(
        Decimal(0), Decimal(0), None, None, "prevented", {k: v for k, v in spans.items() if k[:4] in ("loss", "paid")}
    )
