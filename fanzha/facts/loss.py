"""What was lost, in yuan."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from fanzha.facts import loss_words as words
from fanzha.facts.money import Money

_FULL_STOPS = ("。", "！", "？", "\n")
_ENDS = ("、", "，", "。", "；")
_TOGETHER = re.compile(r"[^，。]{0,4}(?:一并|全部|都|一起)")
_STOP = re.compile(r"[。！？\n]")
_CLAUSE = re.compile(r"[，。；：！？\n]")
_PARTED = re.compile(r"[。；！？\n]")
_JOINED = re.compile(r"[、和及跟与加，,]{1,2}")
_ENDS_THERE = re.compile(r"整?(?:块钱|块|钱)?(?:[。，！]|就|$)")
_FURTHER = re.compile(r"又|再|另|还|也|后")
_MOST = 60  # amounts that are weighed; a text with more is a list
_FEES = 4  # demands; who tells of more tells of promises too
_SHORT = 60  # characters of a one-line summary


@dataclass(slots=True)
class _Book:
    """What a narrative says about its amounts."""

    lost: list[tuple[int, Money]] = field(default_factory=list)  # how final, amount
    sums: list[tuple[int, Money]] = field(default_factory=list)  # how many were paid before, amount
    paid: list[Money] = field(default_factory=list)
    asked: list[Money] = field(default_factory=list)  # demanded, not yet paid
    bare: list[Money] = field(default_factory=list)  # nothing says what they are
    seen: list[Money] = field(default_factory=list)  # all, in order
    roles: dict[int, str] = field(default_factory=dict)  # by where an amount begins


def _enter(book: _Book, left: str, money: Money, after: str, listed: str, before: str) -> str:
    """Enter an amount and return its role: lost, sum, paid, asked, other or bare.

    ``listed`` is the role of the amount next to it in a list, ``before`` that of the one before it in the sentence.
    """
    lost = words.LOST.search(left)
    if lost and not words.NOT_LOST.search(left[: lost.start()]):
        book.lost.append((3 if lost["net"] else 2 if lost["all"] else 1, money))
        return "lost"
    if words.LOST_AFTER.match(after):
        book.lost.append((1, money))
        return "lost"
    if words.TAKEN_AFTER.match(after):
        book.paid.append(money)
        return "paid"
    if words.OTHER_AFTER.match(after):
        return "other"
    other, paid, asked = words.OTHER.match(left), words.PAID.match(left), words.DEMAND.search(left)
    total = words.SUM.search(left)
    if other and words.VALUE.fullmatch(other["word"]) and (total or paid) and not asked:
        other = None  # 共买入价值14.2万元
    near = other.start("word") if other else -1
    if total and total.start() > near:
        book.sums.append((len(book.paid), money))
        return "sum"
    if other and words.HELD.fullmatch(other["word"]) and words.PAID_AFTER.match(after):
        book.paid.append(money)
        return "paid"
    if other and (paid is None or paid.start("verb") < near):
        return "other"
    if words.CLAIM.search(left) or words.PERIOD.search(left):
        return "other"
    if paid:
        sure = words.CERTAIN.search(paid["verb"] + paid["gap"][:4]) or words.ON_DEMAND.search(left)
        on_demand = left[asked.start() : paid.start("verb")] if asked and asked.start() <= paid.start("verb") else None
        if on_demand is not None and not sure and not words.CERTAIN.search(on_demand):
            book.asked.append(money)
            return "asked"
        if words.NEVER.search(left[: paid.start("verb")]):
            return "other"
        book.asked = [m for m in book.asked if m.yuan != money.yuan]
        book.paid.append(money)
        return "paid"
    if asked:
        book.asked.append(money)
        return "asked"
    if words.PAID_AFTER.match(after):
        book.paid.append(money)
        return "paid"
    if not listed and words.FEE.search(left):
        listed = before or "asked"
    if listed:
        if listed in ("paid", "sum"):
            book.paid.append(money)
        elif listed == "asked":
            book.asked.append(money)
        elif listed == "bare":
            book.bare.append(money)
        elif listed == "lost" and book.lost:
            weight, one = book.lost.pop()
            book.lost.append((weight, Money(one.yuan + money.yuan, one.start, money.end, one.stated)))
        return listed
    book.bare.append(money)
    return "bare"


def _settle(book: _Book, rest: str, sentence: int, *, told: bool = False) -> None:
    """Let words behind the demands, and behind amounts without a role in the sentence, say what became of them.

    Where an amount right before is told as paid, the words are about that one.
    """
    loose = [m for m in book.bare if m.start >= sentence]
    if not book.asked and not loose:
        return
    refused, agreed = words.REFUSED.search(rest), words.AGREED.search(rest)
    if agreed and told and not _TOGETHER.match(rest):
        return
    if agreed and (refused is None or agreed.start() < refused.start()):
        book.paid += sorted([*book.asked, *loose], key=lambda m: m.start)
        book.asked.clear()
        book.bare = [m for m in book.bare if m.start < sentence]
    elif refused:
        book.asked.clear()


def _told_as_money(left: str, after: str) -> bool:
    patterns = (words.PAID, words.LOST, words.SUM, words.DEMAND, words.OTHER)
    return any(p.search(left) for p in patterns) or bool(words.LOST_AFTER.match(after) or words.PAID_AFTER.match(after))


def _read(text: str, amounts: Sequence[Money]) -> _Book:
    book = _Book()
    amounts = amounts[:_MOST]
    if not amounts:
        return book
    bounds = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    at, role, last, sentence = 0, "", -9, 0
    # Clauses before the first amount only tell where its sentence begins.
    first = bisect_right(bounds, amounts[0].start) - 1
    for i in range(first, 0, -1):
        if text[bounds[i] - 1] in _FULL_STOPS:
            sentence = bounds[i]
            break
    for i in range(first, len(bounds) - 1):
        start, end = bounds[i], bounds[i + 1]
        if at == len(amounts) and not (book.asked or book.bare):
            break
        done = start
        while at < len(amounts) and amounts[at].start < end:
            money = amounts[at]
            at += 1
            begin = done
            # An amount that opens its clause is explained by the clause before.
            if text[start : money.start] in ("", "约", "即", "是", "近") and i > 0 and text[start - 1] in "，：":
                begin = max(bounds[i - 1], last)
            left, after = text[max(begin, money.start - 40) : money.start], text[money.end : money.end + 18]
            if begin != done:
                left = left.replace("，", "").replace("：", "")
            before = "" if _STOP.search(text, max(0, last), money.start) else role
            near = text[last : money.start] if 0 <= money.start - last <= 4 else "。"
            listed = role if not _PARTED.search(near) else ""
            # Figures alone are money behind a word for it, or where three or more close a clause.
            closes = after[:1] in _ENDS and money.end - money.start >= 3
            if not (money.stated or listed or closes or _told_as_money(left, after)):
                continue
            if listed and _JOINED.fullmatch(near):
                left = ""
            role, last, done = _enter(book, left, money, after, listed, before), money.end, money.end
            book.seen.append(money)
            book.roles[money.start] = role
        if book.asked or book.bare:
            _settle(book, text[done:end], sentence, told=done > start and role == "paid")
        if text[end - 1 : end] in _FULL_STOPS:
            sentence = end
    return book


def _sum_of_others(book: _Book) -> Money | None:
    """Return an amount that is the sum of amounts in a row before it: 19600、9800 … 两万九千四.

    Of an amount that is told as paid, three are asked for: 1000, 2000 and 3000 are most often three payments.
    """
    for money in reversed([*book.bare, *book.paid[-1:]]):
        least = 2 if money in book.bare else 3
        before = [m.yuan for m in book.seen if m.end <= money.start]
        for first in range(len(before)):
            total = before[first]
            for n, one in enumerate(before[first + 1 :], 2):
                total += one
                if total == money.yuan and n >= least:
                    return money
                if total > money.yuan:
                    break
    return None


def _last_word(book: _Book, text: str) -> Money | None:
    """Return an amount that is a sentence of its own at the end, as in ``五万整。``, if it is the greatest."""
    most = max((m.yuan for m in [*book.paid, *book.asked]), default=Decimal(0))
    for money in reversed(book.bare):
        opens = money.start == 0 or text[money.start - 1] in "。；！？\n"
        if opens and len(book.seen) > 1 and money.yuan >= most and _ENDS_THERE.match(text[money.end : money.end + 4]):
            return money
    return None


def booked(text: str, amounts: Sequence[Money]) -> tuple[dict[int, str], tuple[Decimal, int, int] | None]:
    """Return the role that the rules give each amount, by where it begins, and the loss that they come to.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
        Those of the text, in order.
    """
    book = _read(text, amounts)
    return book.roles, _conclude(book, text)


def loss_yuan(text: str, amounts: Sequence[Money]) -> tuple[Decimal, int, int] | None:
    """Return the loss with its span.

    A stated loss wins, the most final word first, the last of equals; then a statement that nothing was lost, as 0;
    then a stated sum with what was paid after it; then the sum of what was paid; at last what was demanded and never
    refused.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
        Those of the text, in order.

    Returns
    -------
    tuple of Decimal, int, int, or None
        Yuan, start and end; None where the text states nothing.
    """
    return _conclude(_read(text, amounts), text)


def _conclude(book: _Book, text: str) -> tuple[Decimal, int, int] | None:
    zero = words.NO_LOSS.search(text)
    fraudless = words.fraudless(text)
    back = None if fraudless else words.CAME_BACK.search(text)
    if back and book.sums and book.sums[-1][1].start > back.end():
        back = None
    if book.lost:
        weight = max(w for w, _ in book.lost)
        money = [m for w, m in book.lost if w == weight][-1]
        closing = _sum_of_others(book) or _last_word(book, text)
        if weight == 1 and closing is None and book.sums and book.sums[-1][1].start > money.end:
            closing = book.sums[-1][1]
        if weight == 1 and closing is not None and closing.start > money.start:
            return closing.yuan, closing.start, closing.end
        undone = any(m is not None and m.start() > money.end for m in (zero, back))
        if weight > 1 or not (undone or fraudless):
            return money.yuan, money.start, money.end
    if zero:
        return Decimal(0), zero.start(), zero.end()
    if fraudless and not book.sums:
        return None
    if back:
        return Decimal(0), back.start(), back.end()
    found = _paid(book, text)
    none = words.HARMLESS.search(text)
    if none is None and found is None:
        none = words.DOUBTED.search(text)
    if none and not book.sums:
        return Decimal(0), none.start(), none.end()
    return found


def _paid(book: _Book, text: str) -> tuple[Decimal, int, int] | None:
    closing = _sum_of_others(book) or _last_word(book, text)
    if closing is not None:
        return closing.yuan, closing.start, closing.end
    if book.sums:
        before, money = book.sums[-1]
        later = [m for m in book.paid[before:] if _FURTHER.search(text[money.end : m.start][-20:])]
        return money.yuan + sum((m.yuan for m in later), Decimal(0)), money.start, (later or [money])[-1].end
    if book.paid:
        return sum((m.yuan for m in book.paid), Decimal(0)), book.paid[0].start, book.paid[-1].end
    if len(book.bare) > 1 and all(b.start - a.end == 1 for a, b in pairwise(book.bare)):
        return sum((m.yuan for m in book.bare), Decimal(0)), book.bare[0].start, book.bare[-1].end
    left = [*book.asked, *book.bare]
    if len(left) == 1 and len(text) <= _SHORT:
        return left[0].yuan, left[0].start, left[0].end
    if 1 <= len(book.asked) <= _FEES:  # demanded and never refused
        return sum((m.yuan for m in book.asked), Decimal(0)), book.asked[0].start, book.asked[-1].end
    return None
