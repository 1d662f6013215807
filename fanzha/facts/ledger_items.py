"""Items of a list of demands that were paid or not, named by their place or their name: 付了前两项，保证金没交."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fanzha.facts.family import FAMILY
from fanzha.facts.ledger_entry import DIGIT, Entry
from fanzha.text.scan import Scan

_GAP: Final = 26  # characters between amounts of one list
_PAY: Final = "(?:支付|缴纳|交纳|缴付|付|交|转|缴|汇|打|充|给)"
_SURE: Final = "(?:我|他|她|其|都|均|已经?|也|全)"
# 付了前两项, 前两笔我都转了.
_FIRST = Scan(
    FAMILY,
    rf"(?P<not>[没未要让需])?[只仅就]?{_PAY}(?:账|款)?了?(?:其中|清单)?的?(?:前|头)(?P<a>[一二两三四五六2-6])[项笔样个次单]"
    rf"|(?:前|头)(?P<b>[一二两三四五六2-6])[项笔样个次单](?:费用|钱|款项?)?{_SURE}{{0,3}}(?:按要求)?{_PAY}(?:账|款|过去)?[了过完清，。]",
)
# 我只交了押金和体检费.
_ONLY = Scan(FAMILY, rf"[只仅](?:是)?{_PAY}(?:账|款)?了?(?P<names>[一-鿿、]{{2,14}})")
# 保证金没交, 第三项尚未付.
_UNPAID = Scan(
    FAMILY,
    r"(?:[费金税款]|第(?P<place>[二三四五六2-6])[项样])(?:我|他|她|其|俺|对方要的)?(?:就|尚|还|都|也|仍|一直|暂|并){0,2}"
    rf"(?:没|未)(?:有|能|敢|再|予)?{_PAY}(?!过)",
)
_BEFORE: Final = re.compile(r"([一-鿿]{1,4}[费金税款])[:：为是]?$")
_BEHIND: Final = re.compile(r"的?([一-鿿]{1,4}[费金税款])")
# What the other side owes, or what is no item.
_OWED: Final = re.compile(
    r"(?:佣|本|奖|赔偿|补偿|租|现|资|基|薪|保险|养老|公积)金$|(?:货|借|欠|退|赔|工程|贷|尾|余|理赔)款$"
)
_OPEN: Final = frozenset({"asked", "paid", "bare", "source", "price"})


def settle_items(text: str, entries: Sequence[Entry]) -> None:
    """Change the roles of items of a list by what is said of them by place or name.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    entries : sequence of Entry
        In order.
    """
    if len(entries) < 2:
        return
    for match in _FIRST.finditer(text):
        count = match["a"] or match["b"]
        items = _items(text, entries, match.start())
        number = int(count) if count.isdigit() else DIGIT[count]
        if match["not"] is None and len(items) > number:
            _met(items, [i < number for i in range(len(items))])
    for match in _ONLY.finditer(text):
        items = _items(text, entries, match.start())
        named = [_name(text, e) in match["names"] if _name(text, e) else False for e in items]
        if any(named):
            _met(items, named)
    for match in _UNPAID.finditer(text):
        items = _items(text, entries, match.start())
        if match["place"]:
            place = match["place"]
            some = items[(int(place) if place.isdigit() else DIGIT[place]) - 1 :][:1]
        else:
            until = text[max(0, match.start() - 5) : match.start() + 1]
            some = [e for e in items if _name(text, e) and until.endswith(_name(text, e))][-1:]
        if some and len(items) > 1 and not _OWED.search(_name(text, some[0])):
            some[0].role = "refused"


def _items(text: str, entries: Sequence[Entry], at: int) -> list[Entry]:
    """Return the last list of amounts before a place."""
    found: list[Entry] = []
    for entry in reversed(entries):
        if entry.money.end > at:
            continue
        after = found[-1].money.start if found else at
        if after - entry.money.end > (_GAP if found else 2 * _GAP) or entry.role not in _OPEN | {"refused"}:
            break
        found.append(entry)
    return [e for e in found[::-1] if not e.total]


def _name(text: str, entry: Entry) -> str:
    """Return what an amount is for: 会员费500元, 888元开卡费; empty where it is not told beside it."""
    start, end = entry.money.start, entry.money.end
    found = _BEFORE.search(text, max(0, start - 6), start) or _BEHIND.match(text, end, end + 6)
    return found[1] if found else ""


def _met(items: Sequence[Entry], which: Sequence[bool]) -> None:
    for entry, met in zip(items, which, strict=True):
        entry.settled = entry.settled or (met and entry.role == "asked")
        entry.role = "paid" if met else "refused"
