"""What was paid, what came back, what was stopped, and what is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from fanzha.facts import loss_words as words
from fanzha.facts.amount_readings import Amounts, Reading, likeliest, readings
from fanzha.facts.amount_roles import BACK, HELD, NET, PAID, SUM, Chain
from fanzha.facts.amount_signs import Around, signs
from fanzha.facts.amount_times import times_told
from fanzha.facts.balance import balance
from fanzha.facts.family import FAMILY
from fanzha.facts.judge import Floats, Judge
from fanzha.facts.ledger import Reader
from fanzha.facts.ledger_entry import ROLES, Ledger, told_roles
from fanzha.facts.money import Money, foreign
from fanzha.facts.notice import notice
from fanzha.text.scan import Scan

_WORDS_OF_NOTHING = 6  # of the flags of a text
MOST = 24  # amounts that are weighed; a text with more is a list
Span = tuple[int, int]
# Told as a loss, not as a payment: 被骗5.8万, 损失3万.
_ONLY_LOST = re.compile(r"(?:损失|被骗|骗(?:去|走|了|取|得)?|亏|诈骗|涉案|被诈|呃|坑)[^，。；0-9]{0,8}$")


# One more, or of another day: 又转了5000元, 第二笔5000元, 8日转账2000元.
_ANEW = re.compile(
    "又|再|也|另|第[二三四五六七八九十2-9]|次日|翌日|隔天|第二天|[0-9一二三四五六七八九十][日号天]|昨[天日晚]|今[天日早晚]|随后|接着|后来|之后"
)
# One loss more, or one of several: 又被骗5000元, 第二次损失5000元.
_MORE = re.compile("(?:又|再|另|还|第[二三四五六七八九十2-9]|次日|翌日|各|分别)[^，。；：！？\n]*$")
_VAGUE = re.compile("[多余几]")
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
        self.text = text
        # Of a list the first and the last, where sums are told.
        self.amounts = amounts if len(amounts) <= MOST else [*amounts[: MOST // 2], *amounts[-MOST // 2 :]]
        reader = Reader(text, self.amounts)
        ledger = reader.ledger
        self.all_stopped = words.ALL_STOPPED.search(text)
        self.one_stopped = False
        if self.all_stopped is not None and len(self.amounts) > 1:
            at = self.all_stopped.start()
            if words.ONE_OF_THEM_BEFORE.search(text, max(0, at - 14), at):
                self.all_stopped, self.one_stopped = None, True  # 第二笔全额冻结
        if self.all_stopped is not None and words.NONE_STOPPED.search(text) is None:
            ledger.all_held = True
        counts = {entry.number: entry.times for entry in ledger.entries}
        times = [times_told(text, money, counts.get(i, 1)) for i, money in enumerate(self.amounts)]
        self.counted = balance(ledger)
        self.told = told_roles(len(self.amounts), ledger)
        told = [ROLES[role] for role in self.told]
        most = max((money.yuan for money in self.amounts), default=Decimal(0))
        for i, money in enumerate(self.amounts):
            if money.yuan * 100 < most and _VAGUE.search(text, money.start, money.end + 1):
                times[i] = 0  # 当天到账五十多元, of tens of thousands: told as a lure, not reckoned
        self.around = Around(text, self.amounts, reader.tokens, told, times)
        fen = [round(m.yuan * 100) for m in self.amounts]
        self.known = Amounts(fen, times, told, self._gaps(), self._anew(), self.counted, self._whole(ledger))
        self.zero = words.NO_LOSS.search(text)
        self.back = words.CAME_BACK.search(text)
        self.harmless = words.HARMLESS.search(text)
        self.civil = words.fraudless(text)
        self.notice = notice(text)
        self.foreign = foreign(text)
        # In a text that speaks of Taiwan's dollars, sums without a currency are in them, too.
        self.taiwan = ("台币" in text and "人民币" not in text) or (
            self.foreign and not _YUAN.search(text) and not any(text[m.end - 1] in "元块" for m in self.amounts)
        )

    def _gaps(self) -> list[int]:
        """Return how many full stops stand before each amount, from the first amount on."""
        found, stops, at = [], 0, 0
        for money in self.amounts:
            between = self.text[at : money.start] if at else ""
            stops += sum(between.count(c) for c in "。；！？\n")
            found.append(stops)
            at = money.end
        return found

    def _anew(self) -> list[bool]:
        """Tell of each amount whether words before it say that it is one more, or of another day."""
        found, at = [], 0
        for money in self.amounts:
            found.append(at > 0 and _ANEW.search(self.text, max(at, money.start - 30), money.start) is not None)
            at = money.end
        return found

    def _whole(self, ledger: Ledger) -> list[bool]:
        """Tell of each amount whether it is told as what was lost, and not as one loss more."""
        found = [False] * len(self.amounts)
        for entry in ledger.entries:
            end = entry.money.start
            more = entry.more or _MORE.search(self.text, max(0, end - 20), end)
            found[entry.number] = entry.role in ("lost", "net") and not more
        return found

    @property
    def flags(self) -> list[float]:
        """Which kinds of words stand in the text, as `readings` takes them."""
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


def reckon(judge: Judge, of_text: Floats, purses: Sequence[Purse]) -> list[Sums]:
    """Return the sums of narratives.

    Parameters
    ----------
    judge : Judge
        Of losses.
    of_text : ndarray of float, shape (n, 3)
        What `Judge.texts` returns.
    purses : sequence of Purse
    """
    known = [purse for purse in purses if purse.amounts]
    chain = chain_of(judge)
    worth = chain.worth(signs([purse.around for purse in known])).tolist() if known else []
    found, at = [], 0
    for purse, scores in zip(purses, (of_text + judge.extra["bias"]).tolist(), strict=True):
        count = len(purse.amounts)
        ways = chain.ways(worth[at : at + count], purse.around.joins) if count else []
        at += count
        found.append(_sums(purse, likeliest(readings(purse.known, ways, scores, purse.flags), judge.extra["signs"])))
    return found


@cache
def chain_of(judge: Judge) -> Chain:
    """Return the weights of the roles of amounts that come with a judge of losses."""
    extra = judge.extra
    return Chain(judge.near, extra["follows"], extra["first"], extra["near_bias"])


def _span(amounts: Sequence[Money], which: Sequence[int]) -> Span:
    return amounts[which[0]].start, amounts[which[-1]].end


def _sums(purse: Purse, reading: Reading) -> Sums:
    text, amounts, sums = purse.text, purse.amounts, reading.sums
    spans: dict[str, Span] = {}
    if purse.notice:
        return Sums(None, None, None, None, None, spans)

    def told(name: str, *roles: int) -> None:
        which = [i for i, role in enumerate(reading.roles) if role in roles]
        if which:
            spans[name] = _span(amounts, which)

    told("returned_yuan", BACK)
    told("stopped_yuan", HELD)
    returned = _yuan(sums.returned) if sums and sums.returned else None
    stopped = _yuan(sums.stopped) if sums and sums.stopped else None
    failed = words.NONE_STOPPED.search(text)
    if stopped is None and failed and reading.loss:
        stopped, spans["stopped_yuan"] = Decimal(0), failed.span()
    unpaid = _NONE_RETURNED.search(text)
    if returned is None and unpaid and reading.loss:
        returned, spans["returned_yuan"] = Decimal(0), unpaid.span()
    abroad = (
        purse.foreign and reading.loss == 0 and not (purse.zero or purse.back or purse.harmless or purse.all_stopped)
    )
    if reading.loss is None or abroad or (purse.taiwan and reading.loss):
        lost = purse.foreign and not purse.zero and not purse.civil and not purse.harmless
        if purse.taiwan:
            returned = stopped = None
        return Sums(None, None, returned, stopped, "lost" if lost else None, spans)
    if reading.loss == 0:
        if sums is not None and sums.paid:
            told("paid_yuan", PAID, SUM)
            spans.setdefault("paid_yuan", (0, len(text)))
            spans["loss_yuan"] = spans["paid_yuan"]
            spans.setdefault("stopped_yuan", spans["paid_yuan"])
            return Sums(Decimal(0), _yuan(sums.paid), returned, stopped, "recovered" if stopped else None, spans)
        # What was taken by fraud is no nothing unless words say that all was stopped, came back, or was refused.
        if "lost" in purse.told and purse.counted.loss and not any(purse.flags[:_WORDS_OF_NOTHING]):
            return _by_ledger(purse, purse.counted.loss, spans, failed)
        return _nothing(purse, returned, stopped, spans)
    loss = _yuan(reading.loss)
    if sums is None:
        return _by_ledger(purse, loss, spans, failed)
    told("paid_yuan", PAID, SUM)
    told("loss_yuan", *((NET,) if sums.how == "net" else (PAID, SUM)))
    paid = None if sums.paid is None else _yuan(sums.paid)
    named = purse.counted.stopped
    if purse.one_stopped and not stopped and named and named < loss:
        stopped, loss = named, loss - named
        spans["stopped_yuan"] = _span(amounts, sorted(purse.counted.stops))
    if paid is None:
        paid = loss + (returned or 0) + (stopped or 0) if returned is not None or stopped else None
        spans["paid_yuan"] = spans["loss_yuan"]
    elif paid == loss and _only_lost(purse, reading.roles):
        paid = None  # told as a loss, not as a payment: 被骗5.8万
    if paid is None:
        spans.pop("paid_yuan", None)
    if purse.all_stopped and not failed and paid is not None and not stopped:
        spans["stopped_yuan"] = spans["loss_yuan"] = purse.all_stopped.span()
        return Sums(Decimal(0), paid, returned, paid - (returned or 0), "recovered", spans)
    return Sums(loss, paid, returned, stopped, "recovered" if stopped else "lost", spans)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def _only_lost(purse: Purse, roles: Sequence[int]) -> bool:
    """Tell whether all that counts is one amount told as a loss."""
    which = [i for i, role in enumerate(roles) if role in (PAID, SUM)]
    if len(which) != 1 or purse.told[which[0]] != "lost":
        return False
    start = purse.amounts[which[0]].start
    return _ONLY_LOST.search(purse.text[max(0, start - 14) : start]) is not None


def _by_ledger(purse: Purse, loss: Decimal, spans: dict[str, Span], failed: re.Match[str] | None) -> Sums:
    """Return the sums as the ledger has them."""
    counted = purse.counted
    for name, numbers in (
        ("loss_yuan", counted.payments),
        ("paid_yuan", counted.payments),
        ("returned_yuan", counted.backs),
        ("stopped_yuan", counted.stops),
    ):
        if numbers:
            spans[name] = _span(purse.amounts, sorted(numbers))
    stopped = counted.stopped if counted.stopped is not None else Decimal(0) if failed else None
    if stopped is not None:
        spans.setdefault("stopped_yuan", failed.span() if failed else spans.get("paid_yuan", (0, len(purse.text))))
    return Sums(loss, counted.paid, counted.returned, stopped, "recovered" if stopped else "lost", spans)


def _nothing(purse: Purse, returned: Decimal | None, stopped: Decimal | None, spans: dict[str, Span]) -> Sums:
    """Return the sums where nothing is lost: all was stopped, or nothing left."""
    paid = [i for i, t in enumerate(purse.told) if t in ("paid", "sum")]
    held = [i for i, t in enumerate(purse.told) if t == "held"]
    where = next(
        (m.span() for m in (purse.zero, purse.back, purse.harmless, purse.all_stopped) if m), (0, len(purse.text))
    )
    spans["loss_yuan"] = where
    if purse.all_stopped or (held and paid and not purse.zero):
        amounts = paid or held or [i for i, t in enumerate(purse.told) if t != "back"]
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
