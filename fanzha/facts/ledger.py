"""What a narrative says of each of its amounts, by the words beside it: accounting by rule, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from fanzha.facts.ledger_entry import DIGIT, MAIN, NEAR, NEUTRAL, TALK, Entry, Ledger, Token
from fanzha.facts.ledger_role import Roles
from fanzha.facts.ledger_words import words
from fanzha.facts.money import Money

_BEFORE: Final = 45  # characters before an amount that are read at all
_AFTER: Final = 60  # characters behind one
_BEHIND: Final = 14  # characters behind it
_CLOSE: Final = 5  # characters behind it, where another amount follows in the clause
_LIST: Final = re.compile(
    r"(?:[、和及跟与加/ +\t]{1,3}[一-鿿]{0,7}|[ \t]{0,3})(?:“[^”]{1,10}”)?(?:（[^）]{1,12}）)? ?(?:第?[0-9一二三四五六七八九十]{1,2}(?:次|笔|单)：?)? ?"
)
_MET: Final = re.compile(r"转|付|支付|汇|打|交|缴|充|扫|投|垫|给|买|补|拿|刷|照|信|如数|皆|均|都|全|也")
_AGAIN: Final = re.compile(
    r"第二[次回](?:被骗|上当|了|。|，)|被骗的第二|再次(?:被骗|上当|受骗)|又一次(?:被骗|上当)|前一次|上一回"
)
_ALIKE: Final = re.compile("[均都全皆]|分别|一起|一并|陆续")
_TRIED: Final = re.compile("启动|申请|请求|要求|协助|联系|尝试")  # not yet done
_BRACKETS: Final = re.compile("（[^（）]{1,16}）[、，和及]?")
# What comes next once a demand was met; and that it was not.
_NEXT: Final = re.compile(r"[完后](?:了)?，?(?:又|再|还|说|讲|他|她|对方|客服|要)|[又还再](?:说|讲|称|叫|让|喊|以)|(?:然后|接着|之后|后来|跟着|继而)[^。]{0,6}(?:说|讲|称|要|让|叫|以)|再要|又要")
_NAY: Final = re.compile("[没未不无拒]")
_CALLED_BACK: Final = re.compile(r"[^，]{0,3}(?:[两二三四五六七八九几]|[0-9]{1,2})[次笔回]$")
_LONG_AGO: Final = re.compile("(?:去年|前年|上次|上回|以前|之前|前几年|早年)")
_OWN: Final = re.compile(r"(?:我|俺|其|他|她|老人|事主|[只仅才])[^，。]{0,12}(?:转|给|付|汇|打|交|凑)[^，。]{0,6}$")
_UNDONE: Final = re.compile("(?:未|没)(?:能|有)?(?:付|转|汇|扣|刷|打|支付|充)(?:账|款)?(?:成|出)")
_GOT: Final = re.compile("撤回|撤销|追回|拦[截下住回停]|截[下住回返]|(?<!停)止付(?:成功|了)|冻住")
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


def _place_of(text: str, token: Token) -> int:
    """Return the number that a word gives a payment: 第三笔."""
    word = text[token.start : token.end]
    if len(word) < 3 or word[0] != "第":
        return 0
    return int(word[1]) if word[1].isdigit() else DIGIT.get(word[1], 0)


class Reader(Roles):
    """Reads one narrative; `ledger` is what it found.

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
        self.ledger = Ledger()
        self._carried: list[Token] = []
        self._sentence = 0
        self._early = False
        self._line_done = False
        self._part = False  # behind 其中
        self._outer: Entry | None = None  # the last amount that stands in no brackets
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
            if kind in {"stop", "comma"}:
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
            self._early = self._part = self._talk = False
            self._outer = None

    # One clause.

    def _clause(self, tokens: list[Token], numbers: list[int], end: int) -> None:
        if not numbers:
            self._hear(tokens)
            if tokens:
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
        for token in tokens:
            if token.kind in ("say", "asked"):
                self._talk = True
            elif token.kind == "done" or (token.kind == "paid" and self.text[token.end - 1] in "了过完"):
                self._talk = False

    def _enter(self, money: Money, number: int, left: list[Token], right: list[Token], joined: bool, own: bool) -> None:
        text, last = self.text, self._last
        kinds = {t.kind for t in left}
        entry = Entry(money, number, "bare", sentence=self._sentence)
        entry.more = "more" in kinds
        entry.vague = _VAGUE.search(text, money.start, money.end + 1) is not None
        if self._early and last is not None and "）" in text[last.money.end : money.start]:
            self._early = False
        entry.split = "split" in kinds
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
            if behind == "paid" and last.role in ("asked", "bare") and _ALIKE.search(text, money.end, money.end + 6):
                self._settle("paid", every=True)  # 3600、7200我都垫了
            entry.role = behind or entry.role
        else:
            entry.role = self._role(entry, left, right)
        if text[money.start - 1 : money.start] == "=":
            entry.role, entry.total, own = "paid", True, True
        if entry.role == "paid" and _ALIKE.match(text, money.end, money.end + 2):
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

    def _met(self, money: Money, left: Sequence[Token]) -> None:
        """Take a demand for met where one more follows it: 交1280，做完又说要3600."""
        last = self._last
        if last is None or last.role != "asked" or last.planned or money.start - last.money.end > 60:
            return
        if _NEXT.search(self.text, last.money.end, money.start) and not _NAY.search(
            self.text, last.money.end, money.start
        ):
            last.role, last.settled = "paid", True

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
            and not _NEXT.search(self.text, previous.money.end, entry.money.start)
        ):
            previous.role = "other"  # 要12000，我转了6000
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

    # What clauses without an amount say of those before.

    def _wordy(self, tokens: list[Token], behind: bool = False) -> None:
        text, entries = self.text, self.ledger.entries
        kinds = [t.kind for t in tokens]
        if "back" in kinds and "bank" in kinds[: kinds.index("back")] and "ref" in kinds and "not" not in kinds:
            self._held_by_place(tokens)
        if "held" in kinds and not any(
            t.kind == "held" and _TRIED.search(text, max(0, t.start - 5), t.start) for t in tokens
        ):
            at = kinds.index("held")
            if "not" in kinds[: at + 1] or "asked" in kinds[:at]:
                return
            if "all" in kinds:
                self.ledger.all_held = True
            elif (
                not behind
                and "ref" not in kinds
                and not any(k in ("say", "plan", "fuse") for k in kinds)
                and _GOT.match(text, tokens[at].start)
                and text[tokens[at].end : tokens[at].end + 1] not in ("0", ":", "：")
                and sum(e.role == "paid" for e in entries) == 1
            ):
                self._hold_last()
            elif not behind or "ref" in kinds:
                self._held_by_place(tokens)
                if "成功" in text[tokens[at].end : tokens[at].end + 3] and "ref" not in kinds:
                    self._hold_last()
        self._retold(tokens)
        if behind:
            return
        for token in tokens:
            if token.kind in ("earlier", "now"):
                self._early = token.kind == "earlier"
            if token.kind == "now" and text[token.start] != "今":
                for entry in self.ledger.entries:
                    if entry.role in ("paid", "lost") and _LONG_AGO.search(
                        text, max(0, entry.money.start - 24), entry.money.start
                    ):
                        entry.role = "early"
        if any(t.kind == "ref" and text[t.start : t.end] == "其中" for t in tokens):
            self._part = True
        for i, token in enumerate(tokens):
            if token.kind == "fuse":
                return
            if token.kind == "not":
                follows = tokens[i + 1] if i + 1 < len(tokens) else None
                if any(e.role == "back" and e.sentence == self._sentence for e in self.ledger.entries[-3:]):
                    return  # 第一次返了, 后面两次没给: of the other side
                if _UNDONE.match(text, token.start) and entries and entries[-1].sentence == self._sentence:
                    if entries[-1].role == "paid" and not any(t.kind == "ref" for t in (*tokens, *self._before)):
                        entries[-1].role = "refused"  # 再付52.1万元时输错密码，未付成
                        return
                place = next((_place_of(text, t) for t in tokens[:i] if t.kind == "ref"), 0)
                if place and text[token.end : token.end + 1] in tuple("付交转汇给打") + ("",):
                    self._refuse(place)
                    return
                if (
                    (follows is not None and follows.kind in ("paid", "more"))
                    or text[token.end - 1] in "给付理钱"
                    or text[token.end : token.end + 1] in tuple("寄汇转付给交打充投买办取支")
                ):
                    self._settle("refused")
                return
            if token.kind in ("asked", "plan", "say", "held_by"):
                return
            if token.kind in ("paid", "done", "paid_back"):
                if token.kind == "paid" and self._talk and text[token.start - 1 : token.start] in tuple("先再才需要须"):
                    return  # 收到钥匙再付另一半
                if _MET.match(text[token.start : token.end]) and "ref" not in kinds:
                    self._settle(
                        "paid",
                        every=token.kind == "done"
                        or _ALIKE.search(text, max(0, tokens[0].start - 4), token.start) is not None,
                    )
                return
        return

    def _retold(self, tokens: Sequence[Token]) -> None:
        """Read what became of the amount before: 其中一笔1999元被限制, 已经退到零钱; 交100返130, 返了."""
        entries = self.ledger.entries
        if not entries or entries[-1].sentence != self._sentence or any(t.kind in ("not", "asked", "plan", "say") for t in tokens):
            return
        last, first = entries[-1], next((t for t in tokens if t.kind in ("held", "back")), None)
        if first is None:
            return
        word = self.text[first.start : first.end]
        before = [e for e in entries[:-1] if e.role in ("paid", "lost")]
        if last.role in ("ref", "other", "bare", "asked") and any(e.money.yuan == last.money.yuan for e in before):
            if first.kind == "held" or word[0] in "退撤返":
                last.role = "held"
        elif first.kind == "back" and word[0] in "返还退" and last.role == "other" and len(entries) > 1:
            if self.text[last.money.start - 1] in "返还退" and entries[-2].role in ("asked", "paid"):
                last.role, entries[-2].role = "back", "paid"

    def _refuse(self, place: int) -> None:
        """Note that the demand of a place was not met: 第三项未交."""
        some = [e for e in self.ledger.entries if e.sentence >= self._sentence - 1 and e.role in ("asked", "paid")]
        if 1 < place <= len(some) and not some[place - 1].total:
            some[place - 1].role = "refused"

    def _settle(self, role: str, *, every: bool = False, here: bool = False) -> None:
        entries = self.ledger.entries
        open_: list[Entry] = []
        for entry in reversed(entries):
            if entry.sentence < self._sentence - (not here):
                break
            if entry.role in ("paid", "lost", "refused"):
                if every:
                    continue
                break
            open_.append(entry)
        here = [e for e in open_ if e.sentence == self._sentence]
        if role == "paid" and len(here) == 1 and here[0].role == "source" and not every:
            here[0].role = "paid"  # 要六万。只取了两万，交给对方
            return
        demanded = any(e.role == "asked" for e in open_)
        for entry in open_:
            if entry.role == "source" and demanded:
                continue  # what was drawn or borrowed for a payment is no payment more
            if entry.role == "bare" and entry is not entries[-1] and not every:
                continue
            if entry.planned and role == "paid":
                continue
            if entry.role == "asked" or (role == "paid" and entry.role in ("source", "bare", "price")):
                if entry.role == "bare" and entry.sentence < self._sentence:
                    continue
                entry.settled = entry.role == "asked" and role == "paid"
                if entry.role == "bare" and not every:
                    entry.role = role
                    return
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
            if "末" in word or "后" in word or "其中" in word or "那" in word:
                self._hold_last()
            elif word[0] in "头首前" or "第一" in word or "第1" in word:
                self._hold(0)
            elif word[0] == "第":
                digit = word[1]
                place = int(digit) if digit.isdigit() else DIGIT.get(digit, 0)
                if place:
                    self._hold(place - 1)
            return
        entries = self.ledger.entries
        if entries and entries[-1].role in ("bare", "part", "ref"):
            entries[-1].role = "held"
