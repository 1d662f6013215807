"""What clauses say of amounts told before: that a demand was met, or refused, or that a payment was stopped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fanzha.facts.ledger_entry import DIGIT, Entry, Ledger, Token
from fanzha.facts.ledger_role import Roles
from fanzha.facts.loss_words import ONE_OF_THEM
from fanzha.facts.money import Money

_MET: Final = re.compile(
    r"转|付|支付|汇|打|交|缴|充|扫|投|垫|给|买|补|拿|刷|发|寄|送|借|照|信|一起|一并|一块|一笔|如数|皆|均|都|全|也"
)
_TRIED: Final = re.compile("启动|申请|请求|要求|协助|联系|尝试")  # not yet done
# What comes next once a demand was met; and that it was not.
NEXT: Final = re.compile(
    r"[完后](?:了)?，?(?:又|再|还|说|讲|他|她|对方|客服|要)|[又还再](?:说|讲|称|叫|让|喊|以)|(?:然后|接着|之后|后来|跟着|继而)[^。]{0,6}(?:说|讲|称|要|让|叫|以)|再要|又要"
)
_NAY: Final = re.compile("[没未不无拒]")
_LONG_AGO: Final = re.compile("(?:去年|前年|上次|上回|以前|之前|前几年|早年)")
_UNDONE: Final = re.compile("(?:未|没)(?:能|有)?(?:付|转|汇|扣|刷|打|支付|充)(?:账|款)?(?:成|出)")
_BROKE: Final = re.compile("[说讲回]没(?:有)?(?:了|钱)")
_OWN_MONEY: Final = re.compile("(?:余额|自己的|存款|工资|积蓄|生活费)[^，。0-9]{0,4}$")
_GOT: Final = re.compile("撤回|撤销|追回|拦[截下住回停]|截[下住回返]|(?<!停)止付(?:成功|了)|冻住")
ALIKE: Final = re.compile("[均都全皆]|分别|一起|一并|陆续")


def _place_of(text: str, token: Token) -> int:
    """Return the number that a word gives a payment: 第三笔."""
    word = text[token.start : token.end]
    if len(word) < 3 or word[0] != "第":
        return 0
    return int(word[1]) if word[1].isdigit() else DIGIT.get(word[1], 0)


class Settling(Roles):
    """Keeps a ledger, and changes the roles of its entries by what is said later.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).

    Attributes
    ----------
    ledger : Ledger
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.ledger = Ledger()
        self._sentence = 0
        self._early = False
        self._part = False  # behind 其中

    def _met(self, money: Money, left: Sequence[Token]) -> None:
        """Take a demand for met where one more follows it: 交1280，做完又说要3600."""
        last = self._last
        if last is None or last.role != "asked" or last.planned or money.start - last.money.end > 60:
            return
        if NEXT.search(self.text, last.money.end, money.start) and not _NAY.search(
            self.text, last.money.end, money.start
        ):
            last.role, last.settled = "paid", True

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
            if "all" in kinds and not any(t.kind == "ref" and ONE_OF_THEM.match(text, t.start) for t in tokens):
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
                if _UNDONE.match(text, token.start) and self._undone(tokens):
                    return
                place = next((_place_of(text, t) for t in tokens[:i] if t.kind == "ref"), 0)
                if place and text[token.end : token.end + 1] in (*"付交转汇给打", ""):
                    self._refuse(place)
                    return
                if _BROKE.match(text, token.start):
                    self._settle("refused")
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
                        or ALIKE.search(text, max(0, tokens[0].start - 4), token.start) is not None,
                    )
                return
        return

    def _retold(self, tokens: Sequence[Token]) -> None:
        """Read what became of the amount before: 其中一笔1999元被限制, 已经退到零钱; 交100返130, 返了."""
        entries = self.ledger.entries
        if (
            not entries
            or entries[-1].sentence != self._sentence
            or any(t.kind in ("not", "asked", "plan", "say") for t in tokens)
        ):
            return
        last, first = entries[-1], next((t for t in tokens if t.kind in ("held", "back")), None)
        if first is None:
            return
        word = self.text[first.start : first.end]
        before = [e for e in entries[:-1] if e.role in ("paid", "lost")]
        if last.role in ("ref", "other", "bare", "asked") and any(e.money.yuan == last.money.yuan for e in before):
            if first.kind == "held" or word[0] in "退撤返":
                last.role = "held"
        elif (
            first.kind == "back"
            and word[0] in "返还退"
            and last.role == "other"
            and len(entries) > 1
            and self.text[last.money.start - 1] in "返还退"
            and entries[-2].role in ("asked", "paid")
        ):
            last.role, entries[-2].role = "back", "paid"

    def _undone(self, tokens: Sequence[Token]) -> bool:
        """Take the last payment for one that failed, if it is what is spoken of: 再付52.1万元时输错密码，未付成."""
        entries = self.ledger.entries
        if not entries or entries[-1].sentence != self._sentence or entries[-1].role != "paid":
            return False
        if any(t.kind == "ref" for t in (*tokens, *self._before)):
            return False
        entries[-1].role = "refused"
        return True

    def _refuse(self, place: int) -> None:
        """Note that the demand of a place was not met: 第三项未交."""
        some = [e for e in self.ledger.entries if e.sentence >= self._sentence - 1 and e.role in ("asked", "paid")]
        if 1 < place <= len(some) and not some[place - 1].total:
            some[place - 1].role = "refused"

    def _settle(self, role: str, *, every: bool = False, here: bool = False) -> None:
        entries = self.ledger.entries
        open_: list[Entry] = []
        for entry in reversed(entries):
            reach = 0 if here else 4 if entry.sentence == entries[-1].sentence else 1
            if entry.sentence < self._sentence - reach:
                break
            if entry.role in ("paid", "lost", "refused"):
                if every:
                    continue
                break
            open_.append(entry)
        near = [e for e in open_ if e.sentence == self._sentence]
        if role == "paid" and len(near) == 1 and near[0].role == "source" and not every:
            near[0].role = "paid"  # 要六万。只取了两万，交给对方
            return
        demanded = any(e.role == "asked" for e in open_)
        for entry in open_:
            if every and entry.role == "other" and entry.sentence == self._sentence:
                if _OWN_MONEY.search(self.text, max(0, entry.money.start - 9), entry.money.start):
                    entry.role = role  # 加上余额1260，一起转走
                continue
            if entry.role == "source" and demanded:
                continue  # what was drawn or borrowed for a payment is no payment more
            if entry.role == "bare" and entry is not entries[-1] and not every:
                continue
            if entry.planned and role == "paid":
                continue
            if role == "refused" and entry.role == "bare" and len(entries) == 1:
                entry.role = role  # 到期续费六千元。我没转钱
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
        if not entries:
            return
        first = tokens[0].kind == "held" and self.text[tokens[0].start - 1] in "已经均"
        if entries[-1].role in ("bare", "part", "ref") or (first and entries[-1].role == "other"):
            entries[-1].role = "held"
