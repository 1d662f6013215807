"""What a narrative says of each of its amounts, by the words beside it: accounting by rule, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from fanzha.facts.ledger_counts import settle_counts
from fanzha.facts.ledger_entry import MAIN, NEAR, NEUTRAL, TALK, Entry, Token
from fanzha.facts.ledger_items import settle_items
from fanzha.facts.ledger_settle import ALIKE, NEXT, Settling
from fanzha.facts.ledger_words import words
from fanzha.facts.money import Money

_BEFORE: Final = 45  # characters before an amount that are read at all
_AFTER: Final = 60  # characters behind one
_BEHIND: Final = 14  # characters behind it
_CLOSE: Final = 5  # characters behind it, where another amount follows in the clause
_LIST: Final = re.compile(
    r"(?:[、和及跟与加/ +\t]{1,3}[一-鿿]{0,7}|[ \t]{0,3})(?:“[^”]{1,10}”)?(?:（[^）]{1,12}）)? ?(?:第?[0-9一二三四五六七八九十]{1,2}(?:次|笔|单)：?)? ?"
)
_AGAIN: Final = re.compile(
    r"第二[次回](?:被骗|上当|了|。|，)|被骗的第二|再次(?:被骗|上当|受骗)|又一次(?:被骗|上当)|前一次|上一回"
)
_BRACKETS: Final = re.compile("（[^（）]{1,16}）[、，和及]?")
_CALLED_BACK: Final = re.compile(r"[^，]{0,3}(?:[两二三四五六七八九几]|[0-9]{1,2})[次笔回户人单]$")
_OWN: Final = re.compile(r"(?:我|俺|其|他|她|老人|事主|[只仅才])[^，。]{0,12}(?:转|给|付|汇|打|交|凑)[^，。]{0,6}$")
_GAIN: Final = re.compile("(?:元|块)?钱?的?(?:利息|分红|收益|佣金|返利|利润|红利|好处费|辛苦费)")
_DATED: Final = re.compile(r"[0-9一二三四五六七八九十][日号月][，：: ]?$")
_ENDED: Final = re.compile("[了完过去掉后]")
_VAGUE: Final = re.compile("[多余几来]")
_CARRIED: Final = frozenset(
    {
        "paid",
        "paid_back",
        "asked",
        "plan",
        "lost",
        "net",
        "total",
        "done",
        "each",
        "split",
        "more",
        "ref",
        "earlier",
        "bank",
    }
)


def _parts(amounts: Sequence[Money], length: int) -> Iterator[tuple[int, int, int]]:
    """Yield the parts of a text that stand near amounts: first, last place, and how many amounts there are up to there."""
    first = last = 0
    for i, money in enumerate(amounts):
        if i and money.start - _BEFORE > last:
            yield first, last, i
        if not i or money.start - _BEFORE > last:
            first = max(0, money.start - _BEFORE)
        last = min(length, money.end + _AFTER)
    if amounts:
        yield first, last, len(amounts)


class Reader(Settling):
    """Reads one narrative; `ledger` is what it found, `tokens` the words and marks near amounts (those inside amounts left out).

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
        Those of the text, in order.
    """

    def __init__(self, text: str, amounts: Sequence[Money]) -> None:
        super().__init__(text)
        self.amounts = amounts
        self.tokens: list[Token] = []
        self._carried: list[Token] = []
        self._line_done = False
        self._outer: Entry | None = None  # the last amount that stands in no brackets
        self.ledger.again = _AGAIN.search(text) is not None
        self._read()

    def _read(self) -> None:
        at = 0
        for first, last, count in _parts(self.amounts, len(self.text)):
            self._part_of(first, last, at, count)
            self._end("。")
            at = count
        settle_items(self.text, self.ledger.entries)
        settle_counts(self.text, self.amounts, self.ledger)

    def _part_of(self, first: int, last: int, at: int, count: int) -> None:
        """Read a part of the text with some of the amounts."""
        clause: list[Token] = []
        numbers: list[int] = []
        amounts, quotes = self.amounts, self._quotes
        for kind, start, end in words(self.text, first, last):
            while at < count and amounts[at].start <= start:
                numbers.append(at)
                at += 1
            inside = numbers and start < amounts[numbers[-1]].end
            token = Token(kind, start, end)
            if not inside:
                self.tokens.append(token)
            if kind in {"stop", "comma"}:
                if not inside:
                    self._clause(clause, numbers, start)
                    clause, numbers = [], []
                    if kind == "stop":
                        self._line_done = self.text[start - 1 : start] not in (":", "：")
                        self._end(self.text[start])
            elif not inside and not (quotes and any(a < start < b for a, b in quotes)):
                clause.append(token)
        numbers.extend(range(at, count))
        self._clause(clause, numbers, last)

    def _end(self, mark: str) -> None:
        """End a sentence."""
        if mark == "；" or (mark == "\n" and self._line_done):
            self._carried = []
        elif mark not in "\n？":
            self._carried = []
            self._sentence += 1
            self._early = self._part = self._talk = self._spent = False
            self._outer = None

    # One clause.

    def _clause(self, tokens: list[Token], numbers: list[int], end: int) -> None:
        if not numbers:
            if tokens:
                self._hear(tokens)
                if self.ledger.entries or any(t[0] in ("earlier", "now", "ref") for t in tokens):
                    self._wordy(tokens)
                self._carried = (
                    self._carried
                    + [
                        t
                        for t in tokens
                        if t.kind in _CARRIED
                        or (t.end == end and self.text[end : end + 1] in ":：")
                        or (t.kind == "held" and tokens[0].kind in ("bank", "ref"))
                        or (t.kind == "held" and self.text[t.end : t.end + 2] in ("措施", "成功"))
                        or (t.kind == "back" and _CALLED_BACK.fullmatch(self.text, t.end, end) is not None)
                    ]
                )[-6:]
            self._before = tokens
            return
        if (
            len(tokens) > 1
            and tokens[0].kind == "paid"
            and tokens[1].kind in ("more", "asked", "say", "plan")
            and tokens[1].start <= self.amounts[numbers[0]].start
            and tokens[1].start - tokens[0].end <= 3
            and _ENDED.search(self.text, tokens[0].start, tokens[1].start)
        ):
            self._settle("paid")  # 付了又要3000
        for i, number in enumerate(numbers):
            money = self.amounts[number]
            since = self.amounts[numbers[i - 1]].end if i else 0
            before = self.amounts[numbers[i + 1]].start if i + 1 < len(numbers) else end
            left = [t for t in tokens if since <= t.start and t.end <= money.start and t.start >= money.start - NEAR]
            reach = money.end + (_BEHIND if i + 1 == len(numbers) else _CLOSE)
            right = [t for t in tokens if money.end <= t.start < min(before, reach)]
            if i + 1 < len(numbers):
                right = [t for t in right if before - t.end > 3 or t.kind == "ref"]
            joined = (
                i > 0
                and (
                    not left
                    or (self.text[since] == "、" and not any(t.kind in ("held", "back", "not", "paid") for t in left))
                )
                and self._last is not None
                and self._last.number == number - 1
                and _LIST.fullmatch(self.text[since : money.start]) is not None
            )
            outer = self._outer
            if (
                outer is not None
                and outer is not self._last
                and not left
                and outer.role in ("paid", "bare")
                and _BRACKETS.fullmatch(self.text, outer.money.end, money.start)
            ):
                joined, self._last = True, outer  # 100元（返138元）、300元（返420元）
            if not i and self._last is not None and self.text[self._last.money.end : money.start].strip("、\n ") == "":
                joined = True
            alone = (
                not i
                and bool(self._carried)
                and self.text[money.start - 1 : money.start] in "，:： "
                and money.end == end
            )
            inner = alone or len(numbers) > 2 or (i > 0 and all(t.kind in NEUTRAL for t in left))
            own = inner or any(
                t.kind in MAIN or t.kind in TALK or t.kind in ("total", "split") for t in (*left, *right)
            )
            if (
                not i
                and self._carried
                and (money.stated or money.yuan >= 100)
                and not any(t.kind in MAIN or t.kind in TALK for t in left)
            ):
                left = self._carried + left
            self._enter(money, number, left, right, joined, own)
        last = self.amounts[numbers[-1]].end
        rest = [t for t in tokens if t.start >= last]
        if rest:
            self._wordy(rest, behind=True)
        self._carried, self._before = [], tokens
        self._hear(tokens)

    def _hear(self, tokens: Sequence[Token]) -> None:
        """Note whether the sentence tells what somebody says or demands, or what was done."""
        for kind, _, end in tokens:
            if kind in {"say", "asked"}:
                self._talk = True
            elif kind == "paid":
                self._spent = True
                if self.text[end - 1] in "了过完":
                    self._talk = False
            elif kind == "done":
                self._talk = False

    def _enter(self, money: Money, number: int, left: list[Token], right: list[Token], joined: bool, own: bool) -> None:
        text, last = self.text, self._last
        kinds = {t.kind for t in left}
        more, split = "more" in kinds, "split" in kinds
        entry = Entry(money, number, "bare", more=more, split=split, sentence=self._sentence)
        entry.vague = _VAGUE.search(text, money.start, money.end + 1) is not None
        if self._early and last is not None and "）" in text[last.money.end : money.start]:
            self._early = False
        if "earlier" in kinds or any(t.kind == "earlier" for t in right[:1]):
            self._early = True
        if "now" in kinds:
            self._early = False
        self._met(money, left)
        if any(t.kind == "ref" and text[t.start : t.end] in ("其中", "包括", "当中") for t in left):
            self._part = True
        if joined and last is not None:
            if last.role == "lost" and not last.total:
                last.role = "paid"
            entry.role, entry.total = last.role, False
            if last.total and last.role in ("paid", "lost", "bare") and not self._part:
                last.total = False  # 分别/共转 3000元、5000元: a list, no sum
            behind = self._behind(entry, right)
            if behind == "paid" and last.role in ("asked", "bare") and ALIKE.search(text, money.end, money.end + 6):
                self._settle("paid", every=True)  # 3600、7200我都垫了
            entry.role = behind or entry.role
        else:
            entry.role = self._role(entry, left, right)
            if (
                entry.role in ("paid", "bare")
                and _GAIN.match(text, money.end)
                and left
                and text[left[-1].start] in "给发拿领收得"
            ):
                entry.role = "back"  # 给了她三百利息
            entry.priced = (
                entry.total
                and entry.role == "paid"
                and not any(t.kind in MAIN for t in (*left, *right))
                and not any(e.role in ("paid", "asked", "lost") for e in self.ledger.entries)
            )
        if text[money.start - 1 : money.start] == "=":
            entry.role, entry.total, own = "paid", True, True
        if entry.role == "paid" and ALIKE.match(text, money.end, money.end + 2):
            self._settle("paid", every=True, here=True)  # 八万和十二万都打给他了
        if entry.role == "paid" and last is not None and last.role in ("asked", "other") and last.more:
            entry.more = entry.more or last.sentence == entry.sentence
        if (
            entry.role == "bare"
            and not left
            and not self._talk
            and _DATED.search(text, max(0, money.start - 6), money.start)
        ):
            entry.role = "paid"  # 10月2号，5000；10月20号，20000
        entry.times = self._times(money, left, right)
        if not money.stated:
            # Figures alone are money beside a word for it, or in a list.
            beside = any(t.kind in ("paid", "back", "held", "lost") and money.start - t.end <= 1 for t in left[-1:])
            listed = money.yuan >= 100 and (
                text[money.end : money.end + 1] == "、"
                or (joined and text[money.start - 1] == "、")
                or _DATED.search(text, max(0, money.start - 6), money.start) is not None
            )
            if (
                (entry.role == "bare" and not listed)
                or not (own or joined or listed)
                or (money.yuan < 100 and not beside and not (joined and last and last.money.yuan < 1000))
            ):
                return
        self._amend(entry, left, right, joined)
        self.ledger.entries.append(entry)
        self._last = entry
        if text[money.start - 1 : money.start] != "（" and text.rfind("（", money.start - 6, money.start) <= text.rfind(
            "）", max(0, money.start - 6), money.start
        ):
            self._outer = entry

    def _amend(self, entry: Entry, left: list[Token], right: list[Token], joined: bool) -> None:
        """Let what was told before change the role: earlier frauds, parts of a sum, amounts told twice."""
        same = [e for e in self.ledger.entries if e.money.yuan == entry.money.yuan]
        told = [e for e in same if e.role in ("paid", "lost")]
        if entry.role == "refused" and told and told[-1] is not None and not entry.more:
            told[-1].role, entry.role = "refused", "ref"
            return
        if (
            entry.role == "paid"
            and not entry.more
            and same
            and (same[-1].role in ("asked", "source") or same[-1].settled)
        ):
            same[-1].role = "ref"
            told = []
        previous = self._last
        if (
            entry.role == "paid"
            and not (entry.more or entry.total or joined)
            and previous is not None
            and previous.role == "asked"
            and previous.sentence >= entry.sentence - 1
            and previous.money.yuan > entry.money.yuan
            and _OWN.search(self.text, previous.money.end, entry.money.start)
            and not NEXT.search(self.text, previous.money.end, entry.money.start)
        ):
            previous.role = "other"  # 要12000，我转了6000
        if entry.role == "back" and any(e.role == "held" for e in same):
            entry.role = "ref"  # 冻结了3.2万，后来返还3.2万
        if entry.role == "held":
            for e in same:
                if e.role == "asked" and not e.planned:
                    e.role, e.settled = "paid", True  # what was stopped had left
        if self._early and entry.role in ("paid", "lost", "bare", "asked", "net"):
            entry.role = "early"
            return
        first = right[0] if right else None
        within = (
            first is not None
            and first.kind == "ref"
            and first.start - entry.money.end <= 4
            and self.text[first.start] not in "第最末后头首前那这该此"
        )
        named = any(t.kind == "ref" for t in left[-2:]) or (
            first is not None and first.kind == "ref" and first.start - entry.money.end <= 3
        )
        if told and named and entry.also_held and not entry.more:
            entry.role = "held"  # 把3000元那笔拦下退回
            return
        if told and named and not entry.more and entry.role in ("paid", "bare", "held", "back", "other"):
            if within:
                entry.role = "ref:held" if entry.role == "held" else "ref"
            elif entry.role != "held":
                entry.role = "ref"
            return
        if (
            entry.role == "paid"
            and told
            and not entry.more
            and not joined
            and told[-1].sentence != entry.sentence
            and entry.money.yuan % 1000
            and not any(t.kind == "ref" for t in left)
        ):
            entry.role = "ref"
            return
        if (
            entry.role == "paid"
            and told
            and not (entry.more or joined or entry.total)
            and not any(t.kind in MAIN or t.kind in TALK for t in left)
            and self.text[entry.money.end : entry.money.end + 1] in tuple("已被都全也没未是")
        ):
            entry.role = "ref"  # 先转1万。1万元已被提走
            return
        if entry.role == "paid" and any(t.kind == "paid_back" for t in left):
            for e in same:
                if e.role == "back":
                    e.role = "other"
        if within and entry.role in ("held", "back", "bare", "other", "paid", "source"):
            # 止付19600元中的15000元: the next amount is what was stopped.
            entry.role = "ref:" + ("held" if entry.role == "held" else "")
            if not told:
                entry.role = "paid" if entry.role == "ref:" else entry.role
            return
        if (entry.role in ("paid", "bare") and self._part and not joined) or (entry.role == "paid" and self._part):
            entry.role = "ref"
            return
        last = any(t.kind == "ref" and self.text[t.start] in "最末" for t in left)
        if (
            last
            and entry.role == "paid"
            and any(e.role == "paid" and (e.split or e.total) for e in self.ledger.entries)
        ):
            entry.role = "ref"
