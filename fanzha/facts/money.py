"""Amounts of money in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fanzha.facts.family import FAMILY
from fanzha.facts.numerals import ZH_NUMERAL, parse_mixed, parse_number_zh
from fanzha.text.scan import Scan

# Thousands whose comma was read as one of a sentence, since it might have been a clock: 三笔:5，000元.
_FIGURE = r"(?<=[^0-9][:：])[0-9]{1,3}(?:，[0-9]{3}){1,2}(?=元)|[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,2})?|[0-9]{1,9}(?:\.[0-9]{1,6})?"
_CURRENCY = r"(?:元|块|圆|蚊|人民币|rmb)"
# Latin words that may be written right before an amount: loss20000, rmb5000元.
_LATIN = r"(?<![a-z])(?:loss|lost|total|paid|pay|rmb|cny|sum|amount|fee)[:： ]?"
_MONEY = Scan(
    FAMILY,
    rf"(?:(?<![0-9A-Za-z.*])(?P<mark>人民币|￥|¥)?|(?P<latin>{_LATIN}))(?P<n>{_FIGURE}) ?(?P<more>[余多来])?"
    rf"(?:(?P<unit>[百十千]?万|亿|千|百|"
    rf"[wk](?![a-z0-9]))(?P<rest>[零〇]?[0-9]{{1,4}}(?:[千百][0-9]{{0,2}})?)?)?(?P<more2>[余多来]|"
    rf"出头)?(?P<cur>{_CURRENCY})?(?P<tenth>(?<=[元块圆蚊币b])[0-9](?![0-9]?[次笔回个份张单台]))?"
    rf"|"
    rf"(?<![{ZH_NUMERAL}第几数0-9])(?P<z>[一二两三四五六七八九十俩壹贰叁肆伍陆柒捌玖拾廿"
    rf"卅][{ZH_NUMERAL}]{{0,11}}|[万千百][一二三四五六七八九](?=[蚊块元]))(?P<zmore>[余多来几])?"
    rf"(?P<zunit>万)?(?P<zcur>{_CURRENCY})?(?P<ztenth>[一二两三四五六七八九](?![万千百十]))?",
)
# Measures that follow numbers which are no money.
_MEASURE = re.compile(
    r"升(?!级)|房(?!东)|周(?!转)|代(?!收|付|购)|回(?!来|了|我|给|到|[0-9一二两三四五六七八九十])|钻(?!石?戒)|点券|积分|金币|粉丝|[岁%％‰号弄巷室㎡日月年时点秒次笔个人名天位盏条张克斤台只件箱套楼路期级倍度米里栋室单粒盒枚瓶本部辆双间"
    r"桌份吨袋寸亩层届集页章句股平桶株棵头匹颗根片"
    r"家户口座顶把块(?!钱)遍趟轮批届届组排队发页字票通颗封封届班环瓦幅场届匹罐桶顿筐捆堆公里多小"
    r"来余几分之]|"
    r"分(?![0-9一二两三四五六七八九十]{1,3}[次笔])|开头|以上|以内|左右|来[个岁天]|公斤|毫|厘|平方|pro|"
    r"g(?![a-z])|kg|cm|mm|ml|km|gb",
)
# Words of which a figure behind them is money: 手续费300, 定金2000.
_FEE = re.compile("(?:[一-鿿]费|[押定订保罚本税]金|尾款|货款|[个所]?税|佣金|余额|现金)”?[:： ]?$")
_RANGE = re.compile("[一二三四五六七八九][到至]$")
_DIVIDED = re.compile("分(?:成|为|了)?[0-9一二两三四五六七八九十几多数]{1,3}[次笔回]")
# Measures that are other words more often behind so large a number: 一万二把它, 十四万只剩.
_LOOSE = re.compile("时|封(?!信)|分|把|只(?!猪|羊|鸡|鸭|猫|狗)|本(?!书)|一(?!个|天)|出|发|班|页|来|里|根本|全")
# What may follow 块 where it is money and not a piece.
_AFTER_KUAI = re.compile(
    r"钱|[，。；、！？）\n的了吧就也多左上没现]|$|[多余]?钱|给|返|，|又|这|[一二三四五六七八九半]$|买|到|试|验|[上下]午|一[份单次个张条]|[一-鿿]{1,3}[费金]"
)
_FOREIGN = re.compile(
    r" ?余?(?:港[币元纸]|hk|美[元金]|欧元?|英镑|镑|日[元圆币]|韩[元币]|泰铢|铢|[新]?台币|澳[元币门]|加元|加币|卢布|林吉特|令吉|"
    r"马币|新[元币]|新加坡元|新西兰元|纽元|披索|比索|(?:越南|印尼)?盾|迪拉姆|兰特|法郎|eur|usd|u(?![a-z])|usdt|美刀|刀|枚|个(?:u|币|比特|泰达))",
)
# Right before a number: 港币20万, NT$3,000, RM500. A bare $ is no yuan either.
_FOREIGN_BEFORE = re.compile(
    r"(?:港[币纸]|美[元金]|欧元|英镑|日[圆币]|韩币|泰铢|台币|澳[币元]|加币|林吉特|令吉|马币|新币|卢布|[$€£฿₩]|"
    r"(?<![a-z])(?:rm|mop|hkd|usd|sgd|aud|twd|eur|gbp|jpy|cad)) ?$"
)
# A figure of a list of amounts that is no hotline: 120、600.
_LIST_GOES_ON = re.compile("、(?!1(?:10|19|20|22)(?![0-9]))[0-9]{3}")
_LEAST = Decimal("0.01")
_HOTLINES = frozenset(
    {
        "110",
        "119",
        "120",
        "122",
        "12110",
        "12315",
        "12321",
        "12345",
        "12348",
        "12381",
        "96110",
        "10086",
        "10010",
    }
)
# Numbers of services behind a word of calling: 打95533.
_SERVICE = re.compile(r"(?:10[01]|12[0-9]|9[56][0-9])[0-9]{2}")
_CALLED = re.compile(r"(?:打|拨|致电|热线|客服|电话|电信|收到)(?:了|通|打)?$")
# One figure over and over, and no group of thousands: 扣了648,648,648.
_AGAIN = re.compile(r"([1-9][0-9]{2})(?:,\1){2,}")
# Two payments and what each brought, run into one by their comma: 100回140,500回650.
_TWO = re.compile(r"([1-9][0-9]{2}),([1-9][0-9]{2})")
_BROUGHT = tuple("回返还")
_OTHER_NUMBERS = re.compile(r"(?:尾号|编号|号码|密码|电话|单号|账号|粉丝|[a-z])[:：为是]?$")
# Behind a day a figure is an amount: 2月14号999, 8月23号3万.
_DAY = re.compile(r"月[0-9]{1,2}[号日] ?$")
_DAY_SPOKEN = re.compile("月(?:[初廿]?[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?)[号日]? ?$")
# A day and an amount in one numeral: 腊月十二八万.
_RUN_ON = re.compile(
    "(?:初|廿|二?十)[一二三四五六七八九](?=[一二两三四五六七八九](?:十?[一二三四五六七八九]?万|千|百))"
)
# One place behind the point tells money behind a word of paying: 扣了199.9.
_TENTHS = re.compile(r"[1-9][0-9]{1,4}\.[0-9]")
_DONE = re.compile("(?:扣|付|转|充|花|返|退|提|收|赚|拿|给|到)(?:了|我|过|到|账|走){1,2}$")
# Tens alone are money behind such a word: 真给了八十，.
_TENS = re.compile("[二三四五六七八九]十[一二三四五六七八九]?")
_END = re.compile("[，。；、！？”\n]|$")
_ITEM = re.compile(r"(?:[转付汇充打存交缴][账帐款值]?|第)[0-9]{1,2}[:：]$")
_CENTS = re.compile(r"[1-9][0-9]{2,6}\.[0-9]{2}")
_NO_AMOUNT = tuple(".:：/*×~-@_")  # right behind a number
_BAD_BEFORE = re.compile(
    r"(?:[0-9][.:：/\-]|[0-9万千百元一二三四五六七八九](?:至|到)|[第尾号*×/\-~_@]|工号|单号|编号|尾数|[a-zA-Z])$"
)


# Numbers of telephones, cards and accounts, in groups or digit by digit; figures in them are no amounts.
_IDENTIFIER = Scan(
    FAMILY,
    r"(?<![0-9])(?:\+?[0-9]{1,6}[ \-./·()]{1,2})(?:[0-9]{1,6}[ \-./·()]{1,2}){1,9}[0-9*x]{1,6}(?![0-9])"
    r"|[0-9*]{9,30}|(?<![a-z0-9])[a-z][a-z0-9_.\-]{0,20}[_\-.@][0-9]{2,12}|(?:号码|尾号|手机|电话|单号|编号|工号|账号|警号)[:：为是]?[0-9]{3,12}(?:[ \-./·()]{1,2}[0-9*x]{1,6}){0,9}",
)
_AS_AMOUNTS = re.compile(r"(?:[0-9]{2,6}(?:\.[0-9]{1,2})? )+[0-9]{2,6}(?:\.[0-9]{1,2})?")


def _identifiers(text: str) -> list[tuple[int, int]]:
    """Return where numbers stand that identify: nine digits or more, or a group that begins with 0."""
    found = []
    for match in _IDENTIFIER.finditer(text):
        word = match.group()
        digits = sum(c.isdigit() for c in word)
        told = not ("0" <= word[0] <= "9" or word[0] in "+*")
        listed = _AS_AMOUNTS.fullmatch(word) and not re.search(r"(?:^| )0|^(?:62|1[3-9][0-9] )", word)
        if told or (digits >= 9 and not listed and not (word.isdigit() and digits < 11 and word[0] != "1")):
            found.append(match.span())
    return found


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and where it stands.

    Attributes
    ----------
    yuan : Decimal
    start, end : int
    stated : bool
        Whether a unit or a currency says that it is money; otherwise only the words around it can.
    """

    yuan: Decimal
    start: int
    end: int
    stated: bool


_ABROAD = Scan(
    FAMILY,
    rf"(?:{_FOREIGN_BEFORE.pattern.removesuffix('$')}|新台币 ?)(?:[0-9一二三四五六七八九十])|[0-9万千百十亿]{_FOREIGN.pattern}",
)


def foreign(text: str) -> bool:
    """Tell whether a text speaks of an amount in another currency."""
    return _ABROAD.search(text) is not None


def find_money(text: str) -> Iterator[Money]:
    """Yield amounts of money in the order of the text.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    hidden = _identifiers(text)
    at = 0
    for match in _MONEY.finditer(text):
        while at < len(hidden) and hidden[at][1] <= match.start():
            at += 1
        if (
            at < len(hidden)
            and hidden[at][0] <= match.start()
            and match.end() <= hidden[at][1] + 1
            and not match["cur"]
        ):
            continue
        again = _AGAIN.fullmatch(match["n"] or "")
        bare = again is not None and not (match["mark"] or match["cur"] or match["unit"] or match["more"])
        if again is not None and bare and not _OTHER_NUMBERS.search(text, max(0, match.start() - 4), match.start()):
            for place in range(match.start("n"), match.end("n"), 4):
                yield Money(Decimal(again[1]), place, place + 3, True)
            continue
        if (
            text[match.end() : match.end() + 1] in _BROUGHT
            and text[match.start() - 1] in _BROUGHT
            and (two := _TWO.fullmatch(match["n"] or "")) is not None
        ):
            yield Money(Decimal(two[1]), match.start(), match.start() + 3, True)
            yield Money(Decimal(two[2]), match.start() + 4, match.end(), True)
            continue
        found = _figure(text, match) if match["n"] else _spoken(text, match)
        if found is not None and found.yuan >= _LEAST:
            yield found


def _figure(text: str, match: re.Match[str]) -> Money | None:
    mark, raw, more, unit, rest, cur, tenth = match.group("mark", "n", "more", "unit", "rest", "cur", "tenth")
    grouped = "," in raw or _CENTS.fullmatch(raw) is not None
    raw, unit, rest = raw.replace(",", "").replace("，", ""), unit or "", rest or ""
    start, end = match.span()
    before, after = text[max(0, start - 3) : start], text[end : end + 4]
    if match["latin"]:
        if len(raw) < 3 and not (cur or unit):
            return None
        mark, start, before = match["latin"], match.start("n"), ""
    stated = bool(cur or mark or "万" in unit or unit in ("亿", "w", "W"))
    if cur == "块" and not tenth and len(raw) < 3 and not unit and not _AFTER_KUAI.match(after):
        return None  # 12块“出口”灯箱
    apart = text[end - 1] == " "  # 付 2480 家长报警
    if (
        not mark
        and not cur
        and not apart
        and _MEASURE.match(after)
        and not _often(raw, unit, after)
        and not (after[:2] == "左右" and (len(raw) > 2 or unit))
        and not (after[:1] == "时" and len(raw) > 2 and not unit)
    ) or _FOREIGN.match(after):
        return None
    if not stated:
        if (
            (
                raw in _HOTLINES
                and before[-1:] not in tuple("返付充转扣交还退花给收得赚垫回")
                and not _DONE.search(before)
                and not (unit == "" and _LIST_GOES_ON.match(text, end))
            )
            or (_SERVICE.fullmatch(raw) and _CALLED.search(before))
            or (_BAD_BEFORE.search(before) and not _listed(text, start, raw))
            or after[:1] in _NO_AMOUNT
            or (after[:1].isascii() and after[:1].isalnum())
        ):
            return None
        if not unit and (
            (
                "." in raw
                and not _CENTS.fullmatch(raw)
                and not (_FEE.search(before) or before[-1:] in "共计")
                and not (_TENTHS.fullmatch(raw) and (_DONE.search(before) or before[-1:] == "又"))
            )
            or not 2 <= len(raw) <= (10 if "." in raw else 7)
            or raw[0] == "0"
            or more
        ):
            return None
        stated = grouped or (len(raw) > 1 and _FEE.search(before) is not None)
    elif (
        _BAD_BEFORE.search(before)
        and before[-1:] not in "：:至到-~"
        and not (_dated(text, start) or (cur and before[-1:] == "号" and len(raw) < 7))
    ):
        return None
    if not mark and _FOREIGN_BEFORE.search(text[max(0, start - 4) : start]):
        return None
    yuan = Decimal(raw) if not unit else parse_mixed(raw + unit + rest)
    if yuan is None:
        return None
    if tenth:
        yuan += Decimal(tenth) / 10
    return Money(yuan, start, end, stated)


def _listed(text: str, start: int, raw: str) -> bool:
    """Tell whether a figure stands behind a day or the number of an item: 2月14号999, 转账2:1000."""
    if len(raw) < 3 or raw[0] == "0":
        return False
    ahead = text[max(0, start - 6) : start]
    return _ITEM.search(ahead) is not None or _DAY.search(ahead) is not None


def _dated(text: str, start: int) -> bool:
    """Tell whether a day stands right before a place: 8月23号3万, 二月三号2万."""
    ahead = text[max(0, start - 7) : start]
    return _DAY.search(ahead) is not None or _DAY_SPOKEN.search(ahead) is not None


def _often(raw: str, unit: str, after: str) -> bool:
    """Tell whether a number is divided rather than a measure: 36000分两次, 120万分八次."""
    return (len(raw) >= 4 or bool(unit)) and _DIVIDED.match(after) is not None


def _spoken_as(text: str, match: re.Match[str], raw: str) -> Money | None:
    yuan = parse_number_zh(raw)
    if yuan is None or yuan < 100:
        return None
    return Money(yuan, match.start("z"), match.start("z") + len(raw), True)


def _counted(text: str, match: re.Match[str]) -> bool:
    """Tell whether the last digit of a numeral counts what stands behind it: 一次八千一次一万, 二十六万、十九万两笔."""
    raw, behind = match["z"], text[match.end("z") : match.end("z") + 1]
    return (
        len(raw) > 2
        and raw[-2] in "十百千万"
        and (behind in tuple("次笔个张单") if raw[-1] == "一" else raw[-1] in "两二三四五六" and behind == "笔")
    )


def _spoken(text: str, match: re.Match[str]) -> Money | None:
    raw = match["z"]
    if raw[0] in "十二廿" and text[match.start() - 1 : match.start()] == "月":
        day = _RUN_ON.match(raw)
        yuan = parse_number_zh(raw[day.end() :] + (match["zunit"] or "")) if day else None
        if day and yuan is not None:
            return Money(yuan, match.start() + day.end(), match.end(), True)
    if _counted(text, match):
        return _spoken_as(text, match, raw[:-1])  # 一次八千一次一万
    if 1 < len(raw) < 4 and not any(c in "十百千万亿拾佰仟廿卅" for c in raw):
        return None  # 两三元: two or three
    yuan = parse_number_zh(raw)
    end, cur = match.end(), match["zcur"]
    if yuan is None and raw[-1] == "一" and not cur:  # 六万七一分不剩
        raw, end = raw[:-1], match.start("z") + len(raw) - 1
        yuan = parse_number_zh(raw)
        if yuan is not None and "万" in raw and yuan >= 1000:
            return Money(yuan, match.start(), end, True)
    if yuan is None:
        return None
    if match["ztenth"]:
        if cur:
            yuan += (parse_number_zh(match["ztenth"]) or Decimal(0)) / 10
        else:
            end = match.start("ztenth")
    if match["zunit"]:
        yuan *= 10_000
    if _RANGE.search(text[max(0, match.start() - 2) : match.start()]):
        return None  # 三到五万
    large = (any(c in "百千万亿佰仟" for c in raw) or match["zunit"] is not None) and yuan >= 100
    if _FOREIGN_BEFORE.search(text[max(0, match.start() - 4) : match.start()]):
        return None
    if cur:
        if cur == "块" and not match["ztenth"] and yuan < 100 and not _AFTER_KUAI.match(text[end : end + 2]):
            return None  # 一块去, 两块表
        return Money(yuan, match.start(), end, True)
    after = text[end : end + 4]
    if (
        _TENS.fullmatch(raw)
        and not match["zmore"]
        and _END.match(text, end)
        and _DONE.search(text, max(0, match.start() - 3), match.start())
    ):
        return Money(yuan, match.start(), end, True)
    if not large or _FOREIGN.match(after):
        return None
    if _MEASURE.match(after) and not (yuan >= 1000 and _LOOSE.match(after)):
        return None
    if text[max(0, match.start() - 2) : match.start()] in ("分之", "百分"):
        return None
    return Money(yuan, match.start(), end, True)
