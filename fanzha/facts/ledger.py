"""What a narrative says of each of its amounts, by the words beside it: accounting by rule, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from fanzha.facts.ledger_words import words
from fanzha.facts.money import Money

_BEFORE: Final = 45  # characters before an amount that are read at all
_AFTER: Final = 60  # characters behind one
_NEAR: Final = 34  # characters before an amount whose words count
_BEHIND: Final = 14  # characters behind it
_CLOSE: Final = 5  # characters behind it, where another amount follows in the clause
_MAIN: Final = frozenset({"paid", "paid_back", "lost", "net", "held", "back", "held_by", "loan", "rate"})
_TALK: Final = frozenset({"asked", "plan", "say"})
_NEUTRAL: Final = frozenset({"rest", "more", "ref", "split", "each", "total", "bank", "done", "fuse", "all"})
_ENDED: Final = re.compile(r"(?:了|过|咗|哒|走|出去|过去|完|讫|出)$")
_SOURCE: Final = re.compile(r"^(?:取(?!走)|提(?!走)|领|支取|套(?![走牢进在])|卖)")
_LIST: Final = re.compile(
    r"(?:[、和及跟与加/ +\t]{1,3}[一-鿿]{0,7}|[ \t]{0,3})(?:“[^”]{1,10}”)?(?:（[^）]{1,12}）)? ?(?:第?[0-9一二三四五六七八九十]{1,2}(?:次|笔|单)：?)? ?"
)
# Words that say that a demand was met.
_MET: Final = re.compile(r"转|付|支付|汇|打|交|缴|充|扫|投|垫|给|买|补|拿|刷|照|信|如数|皆|均|都|全|也")
_OTHERS: Final = re.compile(r"对方|他|她|客服|骗子|群主|导师")
_ALLEGED: Final = re.compile(r"[说称讲]?(?:有人|是?我|你|(?:其|他|她)?名下|身份证?|手机号|银行卡|在)")
_AGAIN: Final = re.compile(r"第二[次回](?:被骗|上当|了|。|，)|被骗的第二|再次(?:被骗|上当|受骗)|又一次(?:被骗|上当)|前一次|上一回")
_CLAIM: Final = re.compile("(?:我|你|(?:其|他|她)名下)的?(?:卡|账户|医保|社保|身份|手机号|银行卡)|有人")
_ALIKE: Final = re.compile("[均都全皆]")
_PAID_EACH: Final = re.compile("[转付交汇充]")
_QUOTED: Final = re.compile(r"[“\"][^”“\"。，]{1,9}[”\"]")
# Words of a clause before that still hold for an amount without words of its own.
_CARRIED: Final = frozenset({"paid", "paid_back", "asked", "plan", "lost", "net", "total", "done", "each", "split", "more", "ref", "earlier", "bank"})
_TIMES: Final = re.compile(r"(?<![第分])([2-9两二三四五六七八九]|1[0-9]|十[一二]?)(?:次|笔|张|个|回|单)")
_SEVERAL: Final = re.compile("(?<![第0-9十])([2-9两二三四五六七八九])(?:个|张)$")
_DIGIT: Final = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_UNIT_BACK: Final = re.compile(r"^(?:退|返还|打|回)")
_SITE: Final = re.compile("平台|支付宝|微信|客服")


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


class Token(NamedTuple):
    """A word that says something of money, or a mark that parts clauses."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Entry:
    """An amount and what it is.

    Attributes
    ----------
    money : Money
    number : int
        Among the amounts of the text.
    role : str
        ``paid``, ``lost``, ``net``, ``held`` (stopped), ``back`` (came back), ``asked``, ``refused``, ``source`` (drawn or borrowed),
        ``early`` (an earlier fraud), ``ref`` (told before), ``other``, ``bare``.
    total : bool
        Whether it is told as a sum of several.
    split : bool
        Whether it was paid in several payments.
    more : bool
        Whether it is told as one more.
    times : int
        How often so much was paid.
    sentence : int
        Number of its sentence.
    also_held : bool
        Paid, and stopped later.
    settled : bool
        Demanded first, paid as words behind it say.
    """

    money: Money
    number: int
    role: str
    total: bool = False
    split: bool = False
    more: bool = False
    times: int = 1
    sentence: int = 0
    also_held: bool = False
    settled: bool = False


@dataclass(slots=True)
class Ledger:
    """Amounts in order, and what is said of money without an amount.

    Attributes
    ----------
    entries : list of Entry
    held_which : list of int
        Numbers of payments that were stopped and are named by their place alone: 冻结成功后一笔.
    all_held : bool
        Whether all of it was stopped.
    again : bool
        Whether the victim was cheated before.
    """

    entries: list[Entry] = field(default_factory=list)
    held_which: list[int] = field(default_factory=list)
    all_held: bool = False
    again: bool = False


class Reader:
    """Reads one narrative; `ledger` is what it found.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
        Those of the text, in order.
    """

    def __init__(self, text: str, amounts: Sequence[Money]) -> None:
        self.text, self.amounts = text, amounts
        self.ledger = Ledger()
        self._carried: list[Token] = []
        self._quotes = [m.span() for m in _QUOTED.finditer(text)] if "“" in text else []
        self._sentence = 0
        self._early = False
        self._line_done = False
        self._part = False  # behind 其中
        self._last: Entry | None = None
        self._before: list[Token] = []  # words of the clause before
        self.ledger.again = _AGAIN.search(text) is not None
        self._read()

    def _read(self) -> None:
        at = 0
        for first, last, count in _parts(self.amounts, len(self.text)):
            self._part_of(first, last, at, count)
            self._end("。")
            at = count

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
            if kind == "stop" or kind == "comma":
                if not inside:
                    self._clause(clause, numbers, start)
                    clause, numbers = [], []
                    if kind == "stop":
                        self._line_done = self.text[start - 1 : start] not in (":", "：")
                        self._end(self.text[start])
            elif not inside and not (quotes and any(a < start < b for a, b in quotes)):
                clause.append(Token(kind, start, end))
        numbers.extend(range(at, count))
        self._clause(clause, numbers, last)

    def _end(self, mark: str) -> None:
        """End a sentence."""
        if mark == "；" or (mark == "\n" and self._line_done):
            self._carried = []
        elif mark not in "\n？":
            self._carried = []
            self._sentence += 1
            self._early = self._part = False

    # One clause.

    def _clause(self, tokens: list[Token], numbers: list[int], end: int) -> None:
        if not numbers:
            if tokens:
                if self.ledger.entries or any(t[0] in ("earlier", "ref") for t in tokens):
                    self._wordy(tokens)
                self._carried = (self._carried + [t for t in tokens if t.kind in _CARRIED or (t.end == end and self.text[end : end + 1] in ":：") or (t.kind == "held" and tokens[0].kind in ("bank", "ref"))])[-6:]
            self._before = tokens
            return
        for i, number in enumerate(numbers):
            money = self.amounts[number]
            since = self.amounts[numbers[i - 1]].end if i else 0
            before = self.amounts[numbers[i + 1]].start if i + 1 < len(numbers) else end
            left = [t for t in tokens if since <= t.start and t.end <= money.start and t.start >= money.start - _NEAR]
            reach = money.end + (_BEHIND if i + 1 == len(numbers) else _CLOSE)
            right = [t for t in tokens if money.end <= t.start < min(before, reach)]
            if i + 1 < len(numbers):
                right = [t for t in right if before - t.end > 3 or t.kind == "ref"]
            joined = (
                i > 0
                and not left
                and self._last is not None
                and self._last.number == number - 1
                and _LIST.fullmatch(self.text[since : money.start]) is not None
            )
            if not i and self._last is not None and self.text[self._last.money.end : money.start].strip("、\n ") == "":
                joined = True
            alone = not i and bool(self._carried) and self.text[money.start - 1 : money.start] in "，:： " and money.end == end
            inner = alone or len(numbers) > 2 or i > 0 and all(t.kind in _NEUTRAL for t in left)
            own = inner or any(t.kind in _MAIN or t.kind in _TALK or t.kind in ("total", "split") for t in (*left, *right))
            if not i and self._carried and (money.stated or money.yuan >= 100) and not any(t.kind in _MAIN or t.kind in _TALK for t in left):
                left = self._carried + left
            self._enter(money, number, left, right, joined, own)
        last = self.amounts[numbers[-1]].end
        rest = [t for t in tokens if t.start >= last]
        if rest:
            self._wordy(rest, behind=True)
        self._carried, self._before = [], tokens

    def _enter(self, money: Money, number: int, left: list[Token], right: list[Token], joined: bool, own: bool) -> None:
        text, last = self.text, self._last
        kinds = {t.kind for t in left}
        entry = Entry(money, number, "bare", sentence=self._sentence)
        entry.more = "more" in kinds
        if self._early and last is not None and "）" in text[last.money.end : money.start]:
            self._early = False
        entry.split = "split" in kinds
        if "earlier" in kinds or any(t.kind == "earlier" for t in right[:1]):
            self._early = True
        if any(t.kind == "ref" and text[t.start : t.end] in ("其中", "包括", "当中") for t in left):
            self._part = True
        if joined and last is not None:
            if last.role == "lost" and not last.total:
                last.role = "paid"
            entry.role, entry.total = last.role, False
            if last.total and last.role in ("paid", "lost", "bare") and not self._part:
                last.total = False  # 分别/共转 3000元、5000元: a list, no sum
            entry.role = self._behind(entry, right) or entry.role
        else:
            entry.role = self._role(entry, left, right)
        entry.times = self._times(money, left, right)
        if not money.stated:
            # Figures alone are money beside a word for it, or in a list.
            beside = any(t.kind in ("paid", "back", "held", "lost") and money.start - t.end <= 1 for t in left[-1:])
            if entry.role == "bare" or not (own or joined) or (money.yuan < 100 and not beside and not (joined and last and last.money.yuan < 1000)):
                return
        self._amend(entry, left, right, joined)
        self.ledger.entries.append(entry)
        self._last = entry

    def _times(self, money: Money, left: list[Token], right: list[Token]) -> int:
        """Return how often so much was paid: 每次2000元共三次, 三次各2000元."""
        several = _SEVERAL.search(self.text, max(0, money.start - 3), money.start)
        if several is not None:
            return int(several[1]) if several[1].isdigit() else _DIGIT[several[1]]
        if not any(t.kind == "each" for t in (*left, *right[:1])):
            return 1
        around = self.text[max(0, money.start - _NEAR) : money.start] + "|" + self.text[money.end : money.end + 10]
        found = _TIMES.search(around)
        if found is None:
            return 1
        raw = found[1]
        return int(raw) if raw.isdigit() else sum(_DIGIT[c] for c in raw)

    def _amend(self, entry: Entry, left: list[Token], right: list[Token], joined: bool) -> None:
        """Let what was told before change the role: earlier frauds, parts of a sum, amounts told twice."""
        same = [e for e in self.ledger.entries if e.money.yuan == entry.money.yuan]
        told = [e for e in same if e.role in ("paid", "lost")]
        if entry.role == "refused" and told and told[-1] is not None and not entry.more:
            told[-1].role, entry.role = "refused", "ref"
            return
        if entry.role == "paid" and not entry.more and same and (same[-1].role in ("asked", "source") or same[-1].settled):
            same[-1].role = "ref"
            told = []
        if self._early and entry.role in ("paid", "lost", "bare", "asked", "net"):
            entry.role = "early"
            return
        first = right[0] if right else None
        within = (
            first is not None
            and first.kind == "ref"
            and first.start - entry.money.end <= 4
            and self.text[first.start] not in "第最末后头首前"
        )
        named = any(t.kind == "ref" for t in left[-2:]) or (
            first is not None and first.kind == "ref" and first.start - entry.money.end <= 3
        )
        if told and named and not entry.more and entry.role in ("paid", "bare", "held", "back", "other"):
            if within:
                entry.role = "ref:held" if entry.role == "held" else "ref"
            elif entry.role != "held":
                entry.role = "ref"
            return
        if (
            entry.role == "paid" and told and not entry.more and not joined and told[-1].sentence != entry.sentence
            and entry.money.yuan % 1000 and not any(t.kind == "ref" for t in left)
        ):
            entry.role = "ref"
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
        if entry.role in ("paid", "bare") and self._part and not joined:
            entry.role = "ref"
        elif entry.role == "paid" and self._part:
            entry.role = "ref"
        elif entry.role == "paid" and left and any(t.kind == "ref" and self.text[t.start] in "最末" for t in left):
            if any(e.role == "paid" and (e.split or e.total) for e in self.ledger.entries):
                entry.role = "ref"

    def _role(self, entry: Entry, left: list[Token], right: list[Token]) -> str:
        """Return the role of an amount by the words on its two sides."""
        text = self.text
        if any(a < entry.money.start < b for a, b in self._quotes) and not any(t.kind in _MAIN for t in left):
            return "other"
        behind = self._behind(entry, right, [t for t in left if t.start >= entry.money.start - _NEAR])
        if behind == "back" and any(t.kind == "loan" for t in left):
            return "source"
        if right and right[0].kind == "rate" and right[0].start - entry.money.end <= 1:
            return "other"
        main = None
        for i in range(len(left) - 1, -1, -1):
            token = left[i]
            if token.kind == "rate" and entry.money.start - token.end > 2:
                continue  # 交一个月保费2400元
            if token.kind in _MAIN or token.kind in _TALK:
                main = i
                break
            if token.kind == "total":
                entry.total = True
            elif token.kind == "not" and main is None and i == len(left) - 1 and token.end >= entry.money.start - 2:
                return "other"
        if main is None:
            if behind == "held" and any(t.kind == "rest" for t in left):
                return "other"
            return behind or self._inherit(entry, left)
        token = left[main]
        ahead = left[:main]
        kinds = [t.kind for t in ahead]
        entry.total = entry.total or "total" in kinds[-3:]
        if any(t.kind == "split" and text[t.start : t.end] in ("分别", "依次") for t in left):
            entry.total = False
        if behind == "held" and (token.kind in ("held_by", "rate") or any(t.kind == "rest" for t in left)):
            return "other"
        if behind in ("back", "paid") and token.kind == "loan":
            return "source"
        if behind == "held" and token.kind == "paid":
            entry.also_held = True
            return "paid"
        if behind is not None and not (token.kind in ("lost", "net") and behind == "paid"):
            return behind
        kind = token.kind
        if kind == "paid_back":
            return "paid"
        if kind == "paid":
            beside = bool(kinds) and token.start - ahead[-1].end <= 2
            if beside and (kinds[-1] == "rate" or (kinds[-1] == "back" and "红包" in text[token.start : token.end])):
                return "back" if kinds[-1] == "back" else "other"
            return self._paid(token, ahead, right, entry.money.end)
        denied = bool(kinds) and kinds[-1] == "not" and token.start - ahead[-1].end <= 4
        if kind == "lost":
            if kinds and kinds[-1] == "held" and token.start - ahead[-1].end <= 1:
                return "held"  # 挽回损失2万元
            claimed = "say" in kinds and text[token.start] != "被" and _ALLEGED.search(text, max(0, token.start - 20), token.start)
            return "other" if denied or claimed or "plan" in kinds[-2:] else "lost"
        if kind == "held":
            return "other" if denied or "plan" in kinds or ("asked" in kinds and "bank" not in kinds) else "held"
        if kind == "back":
            return self._back(token, ahead, denied)
        if kind == "net":
            return "net"
        if kind == "loan":
            return "source"
        if kind == "held_by":
            if kinds and kinds[-1] in ("held", "lost") and token.start - ahead[-1].end <= (4 if kinds[-1] == "lost" else 99):
                return kinds[-1]
            if kinds and kinds[-1] == "paid" and token.start - ahead[-1].end <= 4:
                return self._paid(ahead[-1], ahead[:-1], right, entry.money.end)
            priced = "价" in text[token.start : token.end] or text[token.start] in "订卖"
            return "price" if priced and "asked" not in kinds and "plan" not in kinds else "other"
        if kind in _TALK:
            if kind == "plan" and text[token.start] in "可能最":
                return "other"
            if kind == "say" and "asked" not in kinds and "more" not in kinds[-1:]:
                return "other"
            return "asked"
        return "other"

    def _paid(self, token: Token, ahead: list[Token], right: list[Token], end: int) -> str:
        word = self.text[token.start : token.end]

        def text_of(t: Token) -> str:
            return self.text[t.start : t.end]

        for t in reversed(ahead):
            if t.kind == "done":
                return "paid"
            if t.kind == "say" and _CLAIM.search(self.text, t.end, token.start):
                return "other"  # 说我的卡在外地买了9000元的药
            if t.kind == "say" and text_of(t)[0] == "说" and not _ENDED.search(word):
                return "asked"
            if t.kind == "not" and token.start - t.end <= 2:
                return "refused"
            if t.kind in ("asked", "plan"):
                if _ENDED.search(word) and t.kind == "asked" and token.start - t.end > 3:
                    return "paid"
                if _ENDED.search(word) and "了" in word:
                    return "paid"
                return "asked"
            if t.kind == "paid" and token.start - t.end > 1 and t is not ahead[-1]:
                break
        ruled = right[0] if right else None
        if (
            ruled is not None
            and ruled.kind in ("plan", "asked")
            and not _ENDED.search(word)
            and ruled.start - end <= 8
            and "后" not in self.text[end : ruled.start]
        ):
            return "asked"
        if _SOURCE.match(word) and not any(t.kind in ("paid",) for t in right):
            return "source"
        return "paid"

    def _back(self, token: Token, ahead: list[Token], denied: bool) -> str:
        kinds = [t.kind for t in ahead]
        word = self.text[token.start : token.end]
        if "loan" in kinds:
            return "source"
        bank = "bank" in kinds or any(t.kind == "bank" for t in self._before)
        if bank and word[0] == "返" and _SITE.search(self.text, max(0, token.start - 12), token.start):
            bank = False
        if bank and _OTHERS.search(self.text, max(0, token.start - 8), token.start):
            bank = False
        if "held" in kinds[-1:] or (bank and _UNIT_BACK.match(word)):
            return "held"
        if denied or "not" in kinds[-2:]:
            return "other"
        said = any(k in ("asked", "plan", "say") for k in kinds) or any(t.kind == "say" for t in self._before)
        if said and not _ENDED.search(word):
            return "other"
        return "back"

    def _behind(self, entry: Entry, right: list[Token], left: list[Token] = ()) -> str | None:  # type: ignore[assignment]
        """Return the role that the words behind an amount give it, None where they give none."""
        end = entry.money.end
        negated = False
        for i, token in enumerate(right):
            kind, gap = token.kind, token.start - end
            if kind == "not":
                negated = True
            elif kind == "nay":
                return None if any(t.kind == "paid" for t in left) else "other"
            elif kind == "fuse":
                if gap <= 6 and self.text[token.start : token.end] in ("失败", "未果", "挂起", "作罢", "限额", "超限额"):
                    return "refused"
            elif kind in ("asked", "plan", "say", "loan", "held_by", "rate"):
                return None
            elif kind == "held":
                return "other" if negated and gap <= 8 else None if gap > 8 else "held"
            elif kind == "back" and gap <= 6:
                word = self.text[token.start : token.end]
                if negated:
                    return None
                if word[0] in "返退到回提曾已" and not any(t.kind in _TALK for t in left):
                    bank = any(t.kind == "bank" for t in (*left, *right[:i]))
                    return "held" if bank and word[0] in "退返" else "back"
                return None
            elif kind == "lost":
                return None if negated or gap > 8 else "paid"
            elif kind == "paid" and gap <= 10:
                if negated:
                    return "refused"
                if any(t.kind in ("asked", "plan") for t in left) and not any(t.kind == "done" for t in left):
                    return None
                return "paid"
        return None

    def _inherit(self, entry: Entry, left: list[Token]) -> str:
        """Return the role of an amount of which nothing is said: that of the one before it in a list, or as the whole."""
        last = self._last
        if entry.total:
            return "back" if last is not None and last.role == "back" and last.sentence == entry.sentence else "paid"
        if entry.split and (last is None or last.role not in ("paid", "asked", "held", "lost", "source")):
            return "paid"
        if any(t.kind == "each" and _PAID_EACH.search(self.text, t.start, t.end) for t in left):
            return "paid"
        if last is None or any(t.kind not in _NEUTRAL for t in left):
            return "bare"
        if last.role.startswith("ref:"):
            return "held" if last.role == "ref:held" else "part"
        if last.sentence == entry.sentence and last.role == "lost" and not last.total:
            last.role = "paid"
            return "paid"
        if last.sentence == entry.sentence and last.role in ("paid", "asked", "lost", "source", "early", "refused"):
            return last.role
        return "bare"

    # What clauses without an amount say of those before.

    def _wordy(self, tokens: list[Token], behind: bool = False) -> None:
        text = self.text
        kinds = [t.kind for t in tokens]
        entries = self.ledger.entries
        if "back" in kinds and "bank" in kinds[: kinds.index("back")] and "ref" in kinds and "not" not in kinds:
            self._held_by_place(tokens)
        if "held" in kinds:
            at = kinds.index("held")
            if "not" in kinds[: at + 1] or "asked" in kinds[:at]:
                return
            if "all" in kinds:
                self.ledger.all_held = True
            elif not behind or "ref" in kinds:
                self._held_by_place(tokens)
                if "成功" in text[tokens[at].end : tokens[at].end + 3] and "ref" not in kinds:
                    self._hold_last()
        if behind:
            return
        if any(t.kind == "earlier" for t in tokens):
            self._early = True
        if any(t.kind == "ref" and text[t.start : t.end] == "其中" for t in tokens):
            self._part = True
        for i, token in enumerate(tokens):
            if token.kind == "fuse":
                return
            if token.kind == "not":
                follows = tokens[i + 1] if i + 1 < len(tokens) else None
                if (follows is not None and follows.kind in ("paid", "more")) or text[token.end - 1] in "给付理钱":
                    self._settle("refused")
                return
            if token.kind in ("asked", "plan", "say", "held_by"):
                return
            if token.kind in ("paid", "done", "paid_back"):
                if _MET.match(text[token.start : token.end]) and "ref" not in kinds:
                    self._settle("paid", every=token.kind == "done" or _ALIKE.search(text, max(0, token.start - 4), token.start) is not None)
                return
        return

    def _settle(self, role: str, *, every: bool = False) -> None:
        entries = self.ledger.entries
        open_: list[Entry] = []
        for entry in reversed(entries):
            if entry.sentence < self._sentence - 1 or entry.role in ("paid", "lost", "refused"):
                break
            open_.append(entry)
        demanded = any(e.role == "asked" for e in open_)
        for entry in open_:
            if entry.role == "source" and demanded:
                continue  # what was drawn or borrowed for a payment is no payment more
            if entry.role == "bare" and entry is not entries[-1] and not every:
                continue
            if entry.role == "asked" or (role == "paid" and entry.role in ("source", "bare", "price")):
                if entry.role == "bare" and entry.sentence < self._sentence:
                    continue
                entry.settled = entry.role == "asked" and role == "paid"
                entry.role = role

    def _hold(self, place: int) -> None:
        paid = [e for e in self.ledger.entries if e.role == "paid" and not e.total]
        if place < len(paid):
            self.ledger.held_which.append(paid[place].number)

    def _hold_last(self) -> None:
        for entry in reversed(self.ledger.entries):
            if entry.role == "paid":
                self.ledger.held_which.append(entry.number)
                return

    def _held_by_place(self, tokens: list[Token]) -> None:
        """Note a payment that was stopped and is named by its place: 冻结成功后一笔, 第二笔被拦下."""
        for token in tokens:
            if token.kind != "ref":
                continue
            word = self.text[token.start : token.end]
            if "末" in word or "后" in word:
                self._hold_last()
            elif "其中" in word or "那" in word:
                self._hold_last()
            elif word[0] in "头首前" or "第一" in word or "第1" in word:
                self._hold(0)
            elif word[0] == "第":
                digit = word[1]
                place = int(digit) if digit.isdigit() else _DIGIT.get(digit, 0)
                if place:
                    self._hold(place - 1)
            return
        entries = self.ledger.entries
        if entries and entries[-1].role in ("bare", "part", "ref"):
            entries[-1].role = "held"
