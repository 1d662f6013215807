"""What was lost, in yuan, out of a narrative."""

from __future__ import annotations

import re
from decimal import Decimal

from fanzha.facts.values import ZH_NUMERAL, parse_amount

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,2})?|[0-9]{1,9}(?:\.[0-9]{1,4})?"
# With a unit anything is an amount; without one only behind a word of paying (4800、6600元).
_MONEY = re.compile(
    rf"(?P<a>(?:人民币|￥|¥)?(?:{_NUMBER})(?:余|多|来)?(?:千万|百万|十万|万|萬|w|亿|千|k)?[0-9]{{0,4}}(?:余|多|来)?"
    rf"(?:余|多)?(?:元|圆|块|塊|蚊|人民币)?(?:[0-9](?![0-9]))?(?:钱|整)?)"
    rf"|(?P<z>[{ZH_NUMERAL}]{{1,12}}(?:余|多|来)?(?:元|块|塊|圆|蚊|万|萬|千(?![克米瓦])|百(?![分])))",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[元圆块塊蚊万萬w亿千k￥¥币]|人民币", re.IGNORECASE)
_NOT_MONEY = re.compile(r"^(?:岁|歲|%|％|号|號|日|月|年|时|時|点|點|分|秒|次|笔|筆|个|個|人|名|天|位|条|張|张|克|g|斤|台|只|件|箱|套|楼|路|期|级|倍|度|米|公里|多次|里|栋|室|单|單|公斤|粒|盒|枚|瓶|本|部|辆|双|间|桌|份|吨|袋|寸)", re.IGNORECASE)  # fmt: skip  # noqa: E501
_FOREIGN = re.compile(
    r"^(?:港[币元]|港紙|美元|美金|欧元|日元|日圓|泰铢|新台币|新臺幣|台币|臺幣|USDT|U(?![a-z]))", re.IGNORECASE
)

_TOTAL = re.compile(
    r"(?:共计?损失|合计损失|累计损失|总损失|损失金额|损失共?计?|总共损失|损失了|损失约?|亏损|涉案金额|被骗金额|被骗走?|骗走|骗去|实际损失|净损失|一共没了|没了|"
    r"共计|合计|总计|累计|一共|总共|拢共|统共|前后共|先后共|前前后后|共转账?|共支付|共付|共汇|共|计|损|被转走|被盗刷?|转空|蒙受)"
    r"[^0-9，。；;,\n]{0,10}$"
)
_LOSS_WORD = re.compile(r"损失|没了|骗|亏|损|盗|不见|打水漂|要不回|转空|划走|白")
_AFTER_LOSS = re.compile(r"^[^，。；;,0-9]{0,6}(?:就?(?:没了|没有了|打了水漂|要不回来|不见了|泡汤|被骗)|(?:的)?损失)")
_PAID = re.compile(
    r"(?:转账?|转了|转去|转出|转给|转入|转过|转走|转|汇|匯|汇款|支付|付了?|付款|缴纳?|缴|交了?|交纳|充值?|充了?|投入|投了?|投|垫付?|垫了?|打款|打了|打过去|存入|存了|刷了?|扫了|扫码|取出|取了|"
    r"划走|扣走|扣了|扣款|扣|盗刷|盗走|消费|花了?|给了?|借给|买了?|购买|寄|送|交付|发了?|发红包|套出|借出|提现|被刷|被转|走了|收了?|收取|收我|付清|追加|又是|再)"
    r"[^0-9。；;\n]{0,16}$"
)
_UNPAID = re.compile(
    r"(?:要求|让其|让他|让她|叫我|让我|要我|需|需要|须|必须|还要|还得|再要|索要|仍要|声称|承诺|可获|可得|可返|可赚|能赚|能贷|额度|贷款|申请|放款|审批|批了|下来|中奖|奖金|余额|卡里有|"
    r"返|返还|返现|返了|退回|退了|退还|到账|收益|盈利|赚了|佣金|工资|月薪|报酬|利息|价格|价值|原价|标价|市价|卖|售|只要|最高|每月|每天|每单|每次|可赔|赔付|赔我|理赔|补贴|补助|补偿|显示|欠|差|满|"
    r"没有?转|没有?付|未转|未付|没给|不要|拒绝|准备|打算|正要|险些|差点|欲|报价|定价|免费|优惠|减|入账|退款)[^0-9，。；;,\n]{0,8}$"
)
_NONE = re.compile(
    r"(?:未造成|没有造成|未产生|尚未造成|没造成|暂无|未有|没有|无|无任何|并无)(?:任何|经济|财产|实际|钱财|资金)*损失|未遭受损失|未损失|没损失|"
    r"没有?(?:转账|转钱|转出去|付款|付钱|汇款|上当|被骗到|给钱|花钱|掏钱)|未(?:转账|转钱|付款|汇款|支付|受骗|被骗)|没有转|一分没少|一分钱没|钱没转|没转钱|没转账|没少钱|钱没少|"
    r"转账(?:被|未)(?:拦截|成功)|成功(?:拦截|劝阻|止付)|全部?(?:追回|退回|退还|返还)|全额(?:退|返|追)|系误会|非诈骗|不属于诈骗|未遂"
)


_PAID_AFTER = re.compile(
    r"^[^，。；;0-9]{0,6}(?:交给|转给|汇给|打给|付给|寄给|借给|转走|刷走|划走|转出|转入|转到|汇到|汇入|打到|打入|存入|取出|被盗)"
)


class _Money:
    __slots__ = ("amount", "end", "explicit", "start")

    def __init__(self, amount: Decimal, start: int, end: int, explicit: bool) -> None:
        self.amount, self.start, self.end, self.explicit = amount, start, end, explicit


def _amounts(text: str) -> list[_Money]:
    found = []
    for match in _MONEY.finditer(text):
        raw = match.group()
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 4]
        explicit = bool(_UNIT.search(raw))
        if before in tuple("0123456789.*尾第-/:：") and before:
            continue
        if _FOREIGN.match(after) or (not explicit and _NOT_MONEY.match(after)):
            continue
        if not explicit and (len(raw) < 3 or len(raw) > 8 or re.match(r"[0-9.:：/\-*]|[a-zA-Z]", after)):
            continue
        amount = parse_amount(raw.rstrip("钱整"))
        if amount is not None and amount > 0:
            found.append(_Money(amount, match.start(), match.end(), explicit))
    return found


def loss_yuan(text: str) -> tuple[Decimal, int, int] | None:
    """Return the loss with its span.

    A stated total wins, the last one where there are several; otherwise what was paid is summed; otherwise a statement
    that nothing was lost is 0.

    Parameters
    ----------
    text : str
        Folded and simplified.

    Returns
    -------
    tuple of Decimal, int, int, or None
        Yuan, start and end; None where the text states nothing.
    """
    money = _amounts(text)
    none = _NONE.search(text)
    totals: list[tuple[int, _Money]] = []
    paid: list[_Money] = []
    for one in money:
        before = text[max(0, one.start - 26) : one.start]
        clause = re.split(r"[。；;\n]", before)[-1]
        total = _TOTAL.search(clause)
        if (total or _AFTER_LOSS.match(text[one.end : one.end + 14])) and not _UNPAID.search(clause[-10:]):
            words = total.group() if total else "损失"
            totals.append((2 if _LOSS_WORD.search(words) else 1, one))
        elif (one.explicit or _PAID.search(clause)) and not _UNPAID.search(clause):
            listed = paid and re.fullmatch(r"[、和及，,与加]{1,2}", text[paid[-1].end : one.start])
            if listed or _PAID.search(clause) or _PAID_AFTER.match(text[one.end : one.end + 12]):
                paid.append(one)
    if totals:
        best = max(rank for rank, _ in totals)
        chosen = [one for rank, one in totals if rank == best][-1]
        return chosen.amount, chosen.start, chosen.end
    if none:
        return Decimal(0), none.start(), none.end()
    if paid:
        return sum((p.amount for p in paid), Decimal(0)), paid[0].start, paid[-1].end
    return None
