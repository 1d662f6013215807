"""The role of one amount, by the words on its two sides."""

from __future__ import annotations

import re
from typing import Final

from fanzha.facts.ledger_entry import DIGIT, MAIN, NEAR, NEUTRAL, TALK, Entry, Token
from fanzha.facts.money import Money

_ENDED: Final = re.compile(r"(?:了|过|咗|哒|走|出去|过去|完|讫|出)$")
_SOURCE: Final = re.compile(r"^(?:取(?!走)|提(?!走)|领|支取|套(?![走牢进在])|卖)")
_OTHERS: Final = re.compile(r"对方|他|她|客服|骗子|群主|导师")
_ALLEGED: Final = re.compile(r"[说称讲]?(?:有人|是?我|你|(?:其|他|她)?名下|身份证?|手机号|银行卡|在)")
_CLAIM: Final = re.compile("(?:我|你|(?:其|他|她)名下)的?(?:卡|账户|医保|社保|身份|手机号|银行卡)|有人")
_PAID_EACH: Final = re.compile("[转付交汇充]")
_TIMES: Final = re.compile(r"(?<![第分])([2-9两二三四五六七八九]|1[0-9]|十[一二]?)(?:次|笔|张|个|回|单)")
_SEVERAL: Final = re.compile("(?<![第0-9十])([2-9两二三四五六七八九])(?:个|张)$")
_UNIT_BACK: Final = re.compile(r"^(?:退|返还|打|回)")
_SITE: Final = re.compile("平台|支付宝|微信|客服")
_CAPITAL: Final = re.compile("本[钱金]和")
_THEIRS: Final = re.compile("她们|他们|别人|室友|同事|人家|群友|有人|同学|邻居|别个")
_MEANS: Final = frozenset({"现金", "微信", "支付", "云闪"})
_PIECES: Final = frozenset("件套张盒箱个台条只单头份瓶斤桶袋亩间股本枚")
_KEPT: Final = frozenset({"余额", "存款", "积蓄"})
_GAIN: Final = re.compile("[补批发给返退赔]")
# A payment bidden, not done: 先转5千, without 了.
_BIDDEN: Final = re.compile(
    r"[先再须需要](?:转|交|付|汇|打|充|存|缴|刷|买|补|给|拿|投|押|加|凑|寄|垫)[^，。；了过完0-9]{0,6}[0-9一二两三四五六七八九十百千万wk.,余多元块]{1,14}$"
)
_PAIR: Final = re.compile("(?:兄弟|姐妹|夫妻|母女|母子|父子|我们?|他们|老)俩[^。；]{0,4}各|[两二]人[^。；]{0,2}各")
_QUOTED: Final = re.compile(r"[“\"][^”“\"。，]{1,9}[”\"]")


class Roles:
    """Tells what an amount is.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._last: Entry | None = None
        self._talk = False  # somebody speaks or demands, earlier in the sentence
        self._spent = False  # something was bought or paid, earlier in the sentence
        self._before: list[Token] = []  # words of the clause before
        self._quotes = [m.span() for m in _QUOTED.finditer(text)] if "“" in text or '"' in text else []

    def _times(self, money: Money, left: list[Token], right: list[Token]) -> int:
        """Return how often so much was paid: 每次2000元共三次, 三次各2000元."""
        several = _SEVERAL.search(self.text, max(0, money.start - 3), money.start)
        if several is not None:
            return int(several[1]) if several[1].isdigit() else DIGIT[several[1]]
        if left and left[-1].kind == "rate":
            return self._pieces(left[-1])
        if not any(t.kind == "each" for t in (*left, *right[:1])):
            return 1
        if _PAIR.search(self.text, max(0, money.start - NEAR), money.start):
            return 2
        ahead = list(_TIMES.finditer(self.text, max(0, money.start - NEAR), money.start))
        found = ahead[-1] if ahead else _TIMES.search(self.text, money.end, money.end + 10)
        if found is None:
            return 1
        raw = found[1]
        return int(raw) if raw.isdigit() else sum(DIGIT[c] for c in raw)

    def _pieces(self, rate: Token) -> int:
        """Return how many were bought at a price: 买3套，每套6800元."""
        if self.text[rate.start] == "面":
            rate = Token(rate.kind, rate.start - 1, rate.start)  # 10张面值1000元
        measure = self.text[rate.end - 1]
        if measure not in _PIECES:
            return 1
        found = re.search(
            rf"(?<![第0-9])([2-9两二三四五六七八九]|[1-9][0-9]){measure}(?![0-9一二三四五六七八九])",
            self.text[max(0, rate.start - 20) : rate.end],
        )
        raw = found[1] if found else "1"
        return int(raw) if raw.isdigit() else DIGIT[raw]

    def _role(self, entry: Entry, left: list[Token], right: list[Token]) -> str:
        """Return the role of an amount by the words on its two sides."""
        text = self.text
        if any(a < entry.money.start < b for a, b in self._quotes) and not any(t.kind in MAIN for t in left):
            return "other"
        behind = self._behind(entry, right, [t for t in left if t.start >= entry.money.start - NEAR])
        if behind == "back" and any(t.kind == "loan" for t in left):
            return "source"
        if right and right[0].kind == "rate" and right[0].start - entry.money.end <= 1:
            return "other"
        main = None
        for i in range(len(left) - 1, -1, -1):
            token = left[i]
            if token.kind == "rate" and entry.money.start - token.end > 2:
                continue  # 交一个月保费2400元
            if token.kind in MAIN or token.kind in TALK:
                main = i
                break
            if token.kind == "total":
                entry.total = True
            elif token.kind == "not" and main is None and i == len(left) - 1 and token.end >= entry.money.start - 2:
                return "other"
        if main is None:
            if behind == "held" and any(t.kind == "rest" for t in left):
                return "other"
            if behind == "held" and left and left[-1].kind == "ref" and text[left[-1].start] in "第末":
                entry.also_held = True  # 第二笔64000元银行退票了
                return "paid"
            return behind or self._inherit(entry, left)
        token = left[main]
        paid_before = self._spent or any(t.kind == "paid" for t in left)
        if token.kind == "rate" and main == len(left) - 1 and paid_before and self._pieces(token) > 1:
            return "paid"
        ahead = left[:main]
        kinds = [t.kind for t in ahead]
        entry.total = entry.total or "total" in kinds[-3:]
        if any(t.kind == "split" and text[t.start : t.end] in ("分别", "依次") for t in left):
            entry.total = False
        if behind == "held" and (token.kind in ("held_by", "rate") or any(t.kind == "rest" for t in left)):
            return "other"
        if behind in ("back", "paid") and token.kind == "loan":
            away = next((t for t in right if t.kind == "paid"), None)
            every = text[entry.money.end : entry.money.end + 1] in tuple("都全也")
            return "paid" if away is not None and (every or text[away.end - 1] == "走") else "source"
        if behind == "held" and token.kind == "paid":
            bid = any(t.kind in ("asked", "plan") for t in ahead) and not _ENDED.search(text[token.start : token.end])
            if bid and not any(t.kind == "done" for t in ahead):
                return "refused"  # 要交公证费5000元时被拦住
        if token.kind == "rate" and behind in ("paid", "back"):
            return "other"  # 每月拿1500利息拿了两年
        if behind == "held" and token.kind in ("asked", "plan") and not any(t.kind == "done" for t in ahead):
            return "refused"
        if behind == "paid" and token.kind == "held_by" and text[token.start] == "值":
            return "other"  # 值1500元的皮肤也没了
        if behind == "held" and token.kind == "paid":
            entry.also_held = True
            return "paid"
        if behind is not None and not (token.kind in ("lost", "net") and behind == "paid"):
            return behind
        kind = token.kind
        if kind == "paid_back":
            return "paid"
        if kind == "paid":
            if text[token.start : token.end] == "一笔":
                prior = next((t for t in reversed(ahead) if t.kind != "ref"), None)
                if prior is not None and prior.kind in ("held", "back"):
                    return prior.kind  # 追回其中一笔6000元
            if text[token.start : token.start + 2] in _MEANS and kinds and kinds[-1] in ("back", "held"):
                return self._back(ahead[-1], ahead[:-1], False) if kinds[-1] == "back" else "held"
            beside = bool(kinds) and token.start - ahead[-1].end <= 2
            if beside and (kinds[-1] == "rate" or (kinds[-1] == "back" and "红包" in text[token.start : token.end])):
                return "back" if kinds[-1] == "back" else "other"
            role = self._paid(token, ahead, right, entry.money.end)
            entry.planned = role == "asked" and any(t.kind == "plan" for t in ahead)
            return role
        denied = bool(kinds) and kinds[-1] == "not" and token.start - ahead[-1].end <= 4
        if kind == "lost":
            if kinds and kinds[-1] == "held" and token.start - ahead[-1].end <= 1:
                return "held"  # 挽回损失2万元
            claimed = (
                "say" in kinds
                and "被" not in text[max(0, token.start - 4) : token.start + 1]  # 称在群里被人骗走12万元
                and _ALLEGED.search(text, max(0, token.start - 20), token.start)
            )
            return "other" if denied or claimed or "plan" in kinds[-2:] else "lost"
        if kind == "held":
            stuck = bool(right) and (
                right[0].kind == "stuck" or text[right[0].end : right[0].end + 1] in ("返", "还", "退")
            )
            if text[token.start] in "尚仍还" and stuck and right[0].kind in ("not", "stuck"):
                return "net"  # 仍有22240元未返
            if text[token.start] == "赔" and "bank" not in kinds:
                return "other"  # 上回赔了一千多
            return "other" if denied or "plan" in kinds or ("asked" in kinds and "bank" not in kinds) else "held"
        if kind == "back":
            return self._back(token, ahead, denied)
        if kind == "net":
            return "net"
        if kind == "loan":
            taken = bool(kinds) and kinds[-1] == "paid" and text[ahead[-1].end - 1] in "走了去光掉"
            return "paid" if taken and token.start - ahead[-1].end <= 2 else "source"  # 刷走了花呗里的900
        if kind == "held_by":
            word = text[token.start : token.end]
            if word in _KEPT and self._last is not None and self._last.role == "ref:held":
                return "held"  # 止付33000元中余额17800元
            gone = [t for t in ahead if t.kind == "paid" and text[t.end - 1] in "走去空光掉"]
            if word in _KEPT and gone:
                return "paid"  # 刷走卡内余额7300元
            if (
                kinds
                and kinds[-1] in ("held", "lost")
                and token.start - ahead[-1].end <= (4 if kinds[-1] == "lost" else 99)
            ):
                return kinds[-1]
            if kinds and kinds[-1] == "paid" and token.start - ahead[-1].end <= 4:
                return self._paid(ahead[-1], ahead[:-1], right, entry.money.end)
            if word[0] == "赔" and "asked" in kinds:
                return "asked"  # 让她赔6500
            priced = "价" in text[token.start : token.end] or text[token.start] in "订卖"
            return "price" if priced and "asked" not in kinds and "plan" not in kinds else "other"
        if kind in TALK:
            if kind == "plan" and text[token.start] in "可能最":
                return "other"
            entry.planned = kind == "plan"
            if kind == "say" and "asked" not in kinds and "more" not in kinds[-1:]:
                return "other"
            return "asked"
        return "other"

    def _paid(self, token: Token, ahead: list[Token], right: list[Token], end: int) -> str:
        word = self.text[token.start : token.end]
        if word == "一笔" and ahead and ahead[-1].kind == "paid" and ahead[-1].end == token.start:
            token, ahead = ahead[-1], ahead[:-1]  # 转过一笔5000元
            word = self.text[token.start : token.end]
        if not _ENDED.search(word) and any(t.kind == "rate" and self.text[t.start] == "每" for t in ahead):
            return "other"  # 每个月从微信扣2000元

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
            if t.kind == "plan" and text_of(t) in ("能", "可", "会", "最高") and _GAIN.match(word):
                return "other"  # 能补十八万
            if t.kind in ("asked", "plan"):
                if _ENDED.search(word) and t.kind == "asked" and token.start - t.end > 3:
                    return "paid"
                if _ENDED.search(word) and "了" in word:
                    return "paid"
                return "asked"
            if t.kind == "paid" and token.start - t.end > 1 and t is not ahead[-1]:
                break
        if (
            word == "借"
            and not (ahead and ahead[-1].kind == "more")
            and (self._talk or any(t.kind == "say" for t in ahead))
        ):
            return "asked"
        if (
            self._talk
            and not any(t.kind == "bank" for t in ahead)
            and _BIDDEN.search(self.text, max(0, token.start - 2), end)
        ):
            return "asked"  # 说要赔4万，先转5千
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
        if kinds and kinds[-1] == "rate" and token.start - ahead[-1].end <= 1 and not _ENDED.search(word):
            return "other"  # 一箱赚十块
        if "loan" in kinds or (word[0] == "取" and "bank" in kinds):
            return "source"
        if _THEIRS.search(self.text, max(0, token.start - 6), token.start):
            return "other"
        if _CAPITAL.search(self.text, token.end, token.end + 6):
            return "other"  # 返了本钱和八元佣金: of a payment that is not told
        bank = "bank" in kinds or any(t.kind == "bank" for t in self._before)
        if bank and word[0] == "返" and _SITE.search(self.text, max(0, token.start - 12), token.start):
            bank = False
        if bank and _OTHERS.search(self.text, max(0, token.start - 8), token.start):
            bank = False
        if "held" in kinds[-1:] or (bank and _UNIT_BACK.match(word)):
            return "held"
        refused = any(t.kind == "not" and token.start - t.end <= 8 for t in ahead[-2:])
        if denied or refused or (ahead and self.text[ahead[-1].start : ahead[-1].end] == "显示"):
            return "other"
        said = (
            self.text[max(0, token.start - 2) : token.start] in ("一起", "一并", "就会")
            or any(k in ("asked", "plan", "say") for k in kinds)
            or any(t.kind == "say" for t in self._before)
        )
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
                if gap <= 3 and self.text[token.start] in "未没" and self.text[token.end - 1] in "付转交汇":
                    return "refused"  # 剩下5000元未付
            elif kind == "nay":
                return None if any(t.kind == "paid" for t in left) else "other"
            elif kind == "fuse":
                if gap <= 6 and self.text[token.start : token.end] in (
                    "失败",
                    "未果",
                    "挂起",
                    "作罢",
                    "限额",
                    "超限额",
                ):
                    return "refused"
            elif kind in ("asked", "plan", "say", "loan", "held_by", "rate"):
                return None
            elif kind == "held":
                if negated and gap <= 8:
                    return "net" if self.text[token.start] in "追挽" and gap <= 3 else "other"
                return None if gap > 8 else "held"
            elif kind == "back" and gap <= 6:
                word = self.text[token.start : token.end]
                if negated:
                    return None
                if word[0] in "返退到回提曾已" and not any(t.kind in TALK for t in left):
                    bank = any(t.kind == "bank" for t in (*left, *right[:i]))
                    return "held" if bank and word[0] in "退返" else "back"
                return None
            elif kind == "stuck":
                if gap <= 4 and not any(t.kind in TALK for t in left):
                    return "lost"  # 前面交的5978元要不回来
            elif kind == "lost":
                return None if negated or gap > 8 else "paid"
            elif kind == "paid" and gap <= 10:
                if negated:
                    return "refused"
                bid = any(t.kind in ("asked", "plan") for t in left) and not any(t.kind == "done" for t in left)
                if bid and self.text[token.end - 1] not in "出走":
                    return None
                return "paid"
        return None

    def _inherit(self, entry: Entry, left: list[Token]) -> str:
        """Return the role of an amount of which nothing is said: that of the one before it in a list, or as the whole."""
        last = self._last
        if entry.total and self._talk and (last is None or last.sentence != entry.sentence):
            return "asked"
        if entry.total:
            return "back" if last is not None and last.role == "back" and last.sentence == entry.sentence else "paid"
        if entry.split and (last is None or last.role not in ("paid", "asked", "held", "lost", "source")):
            return "paid"
        if any(t.kind == "each" and _PAID_EACH.search(self.text, t.start, t.end) for t in left):
            return "paid"
        if last is None or any(t.kind not in NEUTRAL for t in left):
            return "bare"
        if last.role.startswith("ref:"):
            return "held" if last.role == "ref:held" else "part"
        if last.sentence == entry.sentence and last.role == "lost" and not last.total:
            last.role = "paid"
            return "paid"
        if last.sentence == entry.sentence and last.role in ("paid", "asked", "lost", "source", "early", "refused"):
            return last.role
        if last.sentence == entry.sentence and last.role == "back" and entry.money.start - last.money.end <= 10:
            return "back"
        return "bare"
