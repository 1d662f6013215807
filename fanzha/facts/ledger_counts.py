"""Amounts told in a list of as many as were counted, in an answer, or one after another: 答：三笔，4610，9120，5300."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from fanzha.facts.family import FAMILY
from fanzha.facts.ledger_entry import DIGIT, Entry, Ledger
from fanzha.facts.money import Money
from fanzha.text.scan import Scan

# 五次。310、520, 垫了四次，110、330.
_COUNTED = Scan(
    FAMILY,
    r"(?<![第每前后头末另剩0-9十])(?P<n>[两二三四五六七八九2-9])(?:次|笔|回|单)(?:转账|汇款|付款|支付|扣款|转的|钱)?"
    r"(?:分别|各)?(?:是|为)?[，。：:；]?(?=[ \n]?(?:[0-9]|[一二两三四五六七八九]))",
)
_LISTED: Final = re.compile(r" ?[、，和及；/ ]{1,2}(?:又|再|还有|一笔|一次|和)?|[ \n]?(?:和|及)(?:一笔)?")
_BIDDEN: Final = re.compile("[要需让叫得须再没未冻拦退返追撤止]")
_DONE: Final = re.compile("[了过完]")
_BROUGHT: Final = re.compile("返|退|[领提收给得]过|到账|打到[你您]")  # 返过，两次，36和72
# 问：交了多少？答：500.
_HOW_MUCH = Scan(
    FAMILY,
    r"(?:(?P<sum>[总共])计?(?:被)?(?:转|付|汇|打|交|充|花|投|给|骗|损失)(?:了|过|出|走|去){0,2}"
    r"|(?:转|付|汇|打|交|充|花|投|(?<![他她])给)(?:了|过|出去|走|过去|出)(?:他|她|对方)?(?P<sum2>一共|总共)?|(?:被骗|骗走|骗了|损失)了?)"
    r"多少(?:钱|元|金额)?[呢呀啊]?[？，：:”。 ]{1,3}(?:[\n—\-/“” ]{0,4}(?:[一-鿿a-z]{1,5}[:：，])?[“ ]?)",
)
_NOT_YET: Final = re.compile("[没未不要说每，。；？]")
_ONE_MORE: Final = re.compile("，?(?:然后|后来|接着|最后)?(?:又|再)(?:是|来)?")
_OPEN: Final = frozenset({"bare", "asked", "other", "source", "ref"})


def settle_counts(text: str, amounts: Sequence[Money], ledger: Ledger) -> None:
    """Take for paid what a count, a question or the payment before it says was paid.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
        In order; those that the ledger left out may be entered.
    ledger : Ledger
    """
    starts = [money.start for money in amounts]
    for match in _COUNTED.finditer(text):
        first = bisect_left(starts, match.end())
        run = _run(text, amounts, first) if first < len(amounts) and starts[first] <= match.end() + 1 else 0
        number = int(match["n"]) if match["n"].isdigit() else DIGIT[match["n"]]
        ahead = re.split("[，。；：:\n？]", text[max(0, match.start() - 10) : match.start()])[-1]
        if run != number or _BROUGHT.search(text, max(0, match.start() - 14), match.start()):
            continue
        if not _BIDDEN.search(ahead) or _DONE.search(ahead):
            for i in range(first, first + run):
                _pay(ledger, amounts, i)
    for match in _HOW_MUCH.finditer(text):
        i = bisect_left(starts, match.end())
        if i < len(amounts) and starts[i] <= match.end() + 6 and not _NOT_YET.search(text, match.end(), starts[i]):
            _pay(ledger, amounts, i, total=bool(match["sum"] or match["sum2"]))
    for i in range(1, len(amounts)):
        end, start = amounts[i - 1].end, amounts[i].start
        if start - end <= 6 and text[start - 1] in "又再是来" and _ONE_MORE.fullmatch(text, end, start):
            before = _entry(ledger, i - 1)
            if before is not None and before.role == "paid" and not before.total:
                _pay(ledger, amounts, i, roles=frozenset({"bare"}), more=True)


def _run(text: str, amounts: Sequence[Money], first: int) -> int:
    """Return how many amounts stand in one list."""
    count = 1
    while first + count < len(amounts):
        before, behind = amounts[first + count - 1], amounts[first + count]
        if not _LISTED.fullmatch(text, before.end, behind.start):
            break
        count += 1
    return count


def _entry(ledger: Ledger, number: int) -> Entry | None:
    return next((e for e in ledger.entries if e.number == number), None)


def _pay(
    ledger: Ledger,
    amounts: Sequence[Money],
    number: int,
    *,
    total: bool = False,
    roles: frozenset[str] = _OPEN,
    more: bool = False,
) -> None:
    """Enter an amount as paid unless the ledger has it as something that is surer."""
    entry = _entry(ledger, number)
    if entry is None:
        at = next((i for i, e in enumerate(ledger.entries) if e.number > number), len(ledger.entries))
        sentence = ledger.entries[max(at - 1, 0)].sentence if ledger.entries else 0
        ledger.entries.insert(at, Entry(amounts[number], number, "paid", total=total, sentence=sentence, more=more))
    elif entry.role in roles:
        entry.role, entry.total, entry.more = "paid", entry.total or total, entry.more or more
