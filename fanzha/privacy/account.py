"""Accounts that are no bank's: of payment services, shops, games and platforms, orders, parcels, wallets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import AFTER, BARRIER, BEFORE, GAP, amounts, digits_of, is_day
from fanzha.text.scan import Scan

_NOT_YUAN = r"(?! ?(?:[余多来]?[万萬亿億千百]|[余多来]?[元圆圓块塊蚊])|,[0-9]{3}(?![0-9]))"
_CENTS = re.compile(r"\.[0-9]{1,2}(?![0-9.])")
_NO = "[号號码碼]"
# Words for what is named by one, with what may stand between.
_CUE = (
    rf"(?:账|帐|賬|帳)(?:{_NO}|户|戶)|用户(?:名|{_NO}|id)|(?:会员|會員|客户|客戶|玩家|角色|学生|职工|员工|警员|档案|合同|保单|保單|执法证|"
    rf"工作证|学生证|军官证|社保卡|医保卡|会议|房间|房間|邀请|邀請|直播间|主播)(?:编号|編號|{_NO}|id)|"
    rf"(?:订|訂|运|運|快递|快遞|物流|流水|交易|工|快递单|包裹|支付|商户|商戶|门店|參考|参考|受理|立案|案件|警情|退款|取件|凭证)(?:单|單|编|編)?{_NO}|"
    r"(?:商户|工单)(?=[:：为是 ]{0,2}[A-Z]{0,4}[0-9]{6})|discord|推特|脸书|脸谱|昵称号|客服号|助理号|老师号|个人号|单号|單號|警号|警號|学号|學號|抖音|快手|小红书|小紅書|陌陌|探探|微博|闲鱼|閒魚|淘宝|陆|钉钉|釘釘|支付宝|支付寶|旺旺|飞机|電報|电报|蝙蝠|"
    r"(?<![a-z])(?:telegram|whatsapp|skype|instagram|facebook|twitter|potato|line|uid|id|ins|tg|ig|steam|account)"
)
_LINK = rf"(?:{_NO}|账|帐|賬|帳|户|戶|名|为|為|是|系|係|叫|id|[:：\s“\"'(（【\[,，]|@){{0,8}}"
_APART = "(?:https?|hxxp|www|app|ios|android|vip|pc|ok|wifi|atm)"


class Account:
    """An identifier after a word for one; wallets, parcels and other long numbers by their form alone.

    A row of ten or more figures that is no amount, day or time names somebody or something that belongs to somebody.
    """

    kind = "账号"
    _told = Scan(
        FAMILY,
        rf"(?:{_CUE}){_LINK}(?!{_APART}(?![a-z0-9]))(?P<id>[a-z0-9][a-z0-9_.@*#\-]{{3,40}}[a-z0-9*])(?![a-z0-9_@])(?! ?[元块年月日%])",
        flags=re.IGNORECASE,
    )
    # Badges and codes are short: only what stands right behind their name counts.
    _badge = Scan(
        FAMILY,
        r"(?:好友码|激活码|推荐码|兑换码|序列号|设备号|imei|车架号|学籍号|社保号|医保号|税号|信用代码|病历号|住院号|就诊号|户号|"
        r"电表号|工号|工牌号?|警号|学号|坐席|座席|编号|员工号|会员号|邀请码|商户号|考生号|准考证号?|客户号|档案号|执法证号?|警官证号?|取件码|群号|受理号|回执号?)[号码]?[为是:： “\"]{0,3}"
        r"(?P<id>[A-Z]{0,6}-?[0-9][0-9A-Z\-]{2,20})(?![0-9A-Za-z])(?! ?[元块年月日%:：])",
    )
    _short = Scan(
        FAMILY,
        r"(?:工号|警号|工牌号?|坐席号?|座席号?)[为是:： “\"]{0,3}(?P<id>[A-Z]{0,4}-?[0-9]{2,4})(?![0-9A-Za-z])(?! ?[元块年月日%:：])",
    )
    # Letters alone are a name on a service right behind a word for one.
    _letters = Scan(
        FAMILY,
        r"(?:抖音|快手|小红书|陌陌|探探|微博|闲鱼|钉钉|游戏|telegram|tg|line|ins|instagram|skype|支付宝)(?:号|id|账号|帐号|用户名)[为是叫:： “\"(]{0,3}@?(?P<id>[a-z][a-z0-9_.\-]{3,24}[a-z0-9_])(?![a-z0-9_@])",
        flags=re.IGNORECASE,
    )
    _cut_wallet = Scan(
        FAMILY,
        rf"{BEFORE}(?:0x[0-9a-fA-F]{{2,}}|[T13][0-9A-Za-z]{{2,}}|bc1[0-9a-z]{{1,}})(?:…{{1,2}}|\.{{2,6}}|\*{{2,}})[0-9A-Za-z]{{2,}}{AFTER}"
        rf"|{BEFORE}0x[0-9a-fA-F]{{2,10}} [0-9a-fA-F]{{2,8}}{AFTER}",  # dots between figures are read as a blank
    )
    _code = Scan(FAMILY, r"邀请码[为是:： “\"]{0,3}(?P<id>[A-Za-z0-9]{4,12})(?![0-9A-Za-z])")
    # 订单号 2024 0305 0001, 会议号 123-456-789.
    _grouped = Scan(
        FAMILY,
        r"(?:会议|订单|运单|快递|单号|流水|交易|商户|账号|帐号|账户|帐户|户口|对公|卡号|银行卡|折号|用户|参考|邀请|会员)(?:号码?|id|ID|码|编号)?[为是:： “\"]{0,3}(?P<id>(?:\([0-9]{3,4}\) ?|\(?)[0-9](?:[ \-]?[0-9]){7,29})(?![0-9A-Za-z])(?! ?[元块年月%])",
    )
    # Terminals of shops: figures in groups that end in a letter, which no amount does.
    _lettered = Scan(FAMILY, rf"{BEFORE}[0-9]{{3,6}}(?:[ \-][0-9]{{2,6}}){{1,6}}[A-JL-VX-Z]{{1,2}}{AFTER}")
    _handle = Scan(FAMILY, r"(?<![A-Za-z0-9_.%+\-*@])@[A-Za-z][A-Za-z0-9_]{3,31}(?![A-Za-z0-9_.@])")
    # 她的号是lee.88kk, shadow_kx#0091.
    _called = Scan(
        FAMILY,
        rf"(?<![0-9一二三四五六七八九十])号(?:是|为|叫)?[:： “\"(]{{0,2}}(?!{_APART}(?![a-z0-9]))(?P<id>(?=[a-z_.\-]{{0,20}}[0-9])[a-z][a-z0-9_.\-]{{3,24}}(?:#[0-9]{{2,6}})?)(?![a-z0-9_@])",
        flags=re.IGNORECASE,
    )
    _numbered = Scan(
        FAMILY, r"(?<![0-9A-Za-z])[0-9]{6,12}(?=号(?:校园卡|饭卡|会员|校园|账户|账号|订单|工单|保单|警员|用户|学生))"
    )
    _at_purse = Scan(
        FAMILY,
        r"(?<![A-Za-z0-9_.@/\-])[A-Za-z0-9][A-Za-z0-9_.\-]{2,30}@(?:alipay|taobao|weixin|wechat|qq|jd|paypal)(?![A-Za-z0-9.])",
        flags=re.IGNORECASE,
    )
    _hashed = Scan(FAMILY, r"(?<![A-Za-z0-9_.@/\-])[A-Za-z][A-Za-z0-9_.]{1,24}#[0-9]{2,6}(?![0-9A-Za-z])")
    # Names on services with Chinese characters in them: 会员名tb_风铃7742, 账号xm手工坊88.
    _spelled = Scan(
        FAMILY,
        r"(?:账号|帐号|会员名|用户名|角色名?|昵称|[Ii][Dd]|(?<![0-9一二三四五六七八九十])号(?!码))[)）]?[是为叫:： “\"]{0,3}"
        r"(?P<id>(?=[A-Za-z0-9_]{0,8}[\u4e00-\u9fff])[A-Za-z0-9\u4e00-\u9fff]{1,8}_[A-Za-z0-9\u4e00-\u9fff]{1,8}(?:_[A-Za-z0-9]{1,8})?"
        r"|(?![A-Za-z]{2,6}[\u4e00-\u9fff]{0,5}[转付刷充支取出进买卖存汇弹收发打亏赚花交])[A-Za-z]{2,6}[\u4e00-\u9fff]{2,6}[0-9]{2,6})"
        rf"(?![A-Za-z0-9_])(?![.,:：][0-9])(?! ?[笔次张点时分年月日号%]){_NOT_YUAN}",
    )
    # Wallets of other chains, and keys.
    _key = Scan(FAMILY, rf"{BEFORE}(?=[A-Za-z]{{0,40}}[0-9])(?=[0-9]{{0,40}}[A-Za-z])[0-9A-Za-z]{{24,100}}{AFTER}")
    _wallet = Scan(FAMILY, rf"{BEFORE}(?:0x[0-9a-fA-F]{{6,64}}|T[0-9A-Za-z]{{25,40}}|bc1[a-z0-9]{{20,60}}){AFTER}")
    _parcel = Scan(
        FAMILY,
        rf"{BEFORE}(?!QQ|WX|VX|UID|ID|NO|VIP)(?:[A-Z]{{1,6}}-?|[A-Z]{{2,6}} )[0-9](?:[ \-]?[0-9]){{7,20}}[A-Z]{{0,2}}{AFTER}",
    )
    # Letters with figures or an underscore between them are a name on some service, whatever stands before.
    _mixed = Scan(
        FAMILY,
        r"(?<![A-Za-z0-9_.@/\-])(?!(?:qq|wx|vx|uid|id|iphone|ipad|huawei|mate|honor|redmi|vivo|oppo|usdt|windows|android|covid|rtx|gtx|app|ver|v|no|room|rmb|cny|usd|hkd|mt|trc|erc|bep|ip)[ _\-]?[0-9])"
        r"(?![0-9.,]{1,12}(?:usdt?|btc|eth|hkd|rmb|cny|twd|sgd)(?![a-z0-9]))(?![A-Za-z]{2,12}(?:19|20)[0-9]{2}(?![A-Za-z0-9]))"
        r"(?!(?:loss|lost|total|paid|pay|sum|amount|fee|deposit|balance|price|cost)[0-9]{1,9}(?:yuan)?(?![A-Za-z0-9_\-]))(?=[A-Za-z0-9_\-]{0,28}[0-9][A-Za-z0-9_\-]{0,20}[0-9])"
        r"(?=[A-Za-z0-9]{0,24}(?:_[A-Za-z0-9]|[A-Za-z]{2}[A-Za-z0-9_\-]{0,20}[0-9]{2}|[0-9]{2}[A-Za-z0-9_\-]{0,20}[A-Za-z]{3}))[A-Za-z0-9][A-Za-z0-9_\-]{5,29}(?![A-Za-z0-9_.@/])",
        flags=re.IGNORECASE,
    )
    _long = Scan(FAMILY, rf"{BEFORE}[0-9](?:{GAP}[0-9]){{9,39}}{AFTER}{_NOT_YUAN}")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._told.finditer(text):
            if _names_one(match["id"]) and BARRIER not in match[0]:
                yield match.span("id")
        for scan in (self._badge, self._short, self._called, self._letters, self._code, self._grouped, self._spelled):
            for match in scan.finditer(text):
                if BARRIER not in match[0] and not (scan is self._grouped and _day_or_amounts(match["id"])):
                    yield match.span("id")
        for scan in (
            self._lettered,
            self._handle,
            self._numbered,
            self._at_purse,
            self._hashed,
            self._key,
            self._wallet,
            self._cut_wallet,
            self._parcel,
            self._mixed,
        ):
            for match in scan.finditer(text):
                yield match.span()
        for match in self._long.finditer(text):
            if not _day_or_amounts(match[0]) and not (match[0].isdigit() and _CENTS.match(text, match.end())):
                yield match.span()


def _names_one(found: str) -> bool:
    """Tell whether what follows a word for an account can be one: figures, or letters with them."""
    figures = sum(c.isdigit() for c in found)
    if found.isdigit() and len(found) == 8 and is_day(found):
        return False
    if re.fullmatch(r"[0-9]{1,6}|[0-9]+\.[0-9]+|[0-9]+-[0-9]+", found):
        return len(found) >= 6 and "." not in found
    return figures >= 2 or ("_" in found and len(found) >= 6) or "*" in found


def _day_or_amounts(found: str) -> bool:
    """Tell whether a long row of figures is a day and time, or several amounts in a row."""
    number = digits_of(found)
    if len(number) == 8 and is_day(number):
        return True
    return (len(number) in (10, 12, 14) and is_day(number[:8]) and int(number[8:10]) < 24) or amounts(found)
