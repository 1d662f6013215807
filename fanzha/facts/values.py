"""Pure parsers of single values: amounts, ages, sexes, numerals, dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal

from fanzha.facts.numerals import ZH_NUMERAL, parse_mixed, parse_number_zh

__all__ = [
    "EMPTY",
    "ZH_NUMERAL",
    "clean",
    "is_empty",
    "parse_age",
    "parse_amount",
    "parse_date",
    "parse_number_zh",
    "parse_sex",
]

# What spreadsheets write where there is nothing to write.
EMPTY = frozenset(
    {
        *("", "-", "--", "—", "——", "/", "\\", "?", "？", "??", "无", "無", "空", "不详", "不詳", "不明", "未知"),
        *("未填", "未填写", "未提供", "未统计", "未統計", "暂无", "暫無", "待查", "保密"),
        *("n/a", "na", "#n/a", "null", "none", "nan", "nil"),
    }
)  # fmt: skip
_LONGEST = 64  # characters; no single value is longer, and a megabyte in a cell costs nothing


def clean(value: str) -> str:
    """Return the half-width form of a cell without outer white space."""
    return unicodedata.normalize("NFKC", value).strip()


def is_empty(value: str) -> bool:
    """Tell whether a cell says that there is nothing, in any of the usual ways."""
    return clean(value).casefold() in EMPTY


_CURRENCY = "人民币|人民幣|rmb|cny|￥|¥"
_AMOUNT = re.compile(
    rf"^(?P<pre>-)?(?:(?:损失|損失|被骗|被騙)?(?:金额|金額)?[:：]?)(?:大约|大約|大概|约|約|近|共计|"
    rf"共計|合计|合計|共|计|計|为|為){{0,2}}[:：]?"
    rf"(?P<sign>-)?(?:{_CURRENCY})?(?P<minus>-)?"
    rf"(?P<n>[0-9]{{1,15}}(?:\.[0-9]{{1,6}})?(?:[百千十wk]?[万萬亿億]|[百千wk])?"
    rf"(?:[零〇]?[0-9]{{1,8}}(?:[百千]?万|[百千])?){{0,3}}|(?![百佰千仟万萬亿億])[{ZH_NUMERAL}]{{1,20}})"
    r"(?:余|餘|多|来|來)?(?P<big>[万萬亿億千百])?(?:余|餘|多)?"
    rf"(?:元|圆|圓|块|塊|蚊|{_CURRENCY})?(?P<jiao>[0-9{ZH_NUMERAL}])?(?:角|毛)?(?:余|餘|多)?(?:钱|錢)?"
    rf"(?:{_CURRENCY})?(?:左右|上下|整|正)?$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"[0-9]{16}")  # no amount has so many digits
_COMMAS = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])")
_NOTHING = re.compile(
    r"(?:无|無|没有|沒有|未)(?:造成|产生|遭受)?(?:任何|经济|經濟|财产|財產|实际|實際){0,3}(?:损失|損失)"
)
_BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "千": 1000, "百": 100}
_CENT = Decimal("0.01")


def parse_amount(value: str) -> Decimal | None:
    """Read an amount of money in yuan.

    Parameters
    ----------
    value : str
        For example ``1.2万``, ``￥3,000``, ``3000元``, ``三千五百元``, ``1万2``, ``100余万元``, ``49块9``, ``-50``,
        ``无损失``.
        余 and 多 leave the number as it stands, the least that it can be.

    Returns
    -------
    Decimal or None
        To the cent; None if it is no amount, or one in another currency. A negative one is returned as such.
    """
    text = clean(value[: _LONGEST + 1])
    if len(text) > _LONGEST or _ACCOUNT.search(text):
        return None
    text = "".join(text.split()).replace("，", ",")
    if _NOTHING.fullmatch(text):
        return Decimal("0.00")
    match = _AMOUNT.match(_COMMAS.sub(lambda m: m[0].replace(",", ""), text))
    if match is None:
        return None
    raw = match["n"]
    number = parse_mixed(raw) if raw[0].isdigit() else parse_number_zh(raw)
    if number is None:
        return None
    if match["big"]:
        if raw[-1].lower() in "万萬亿億wk":
            return None
        number *= _BIG[match["big"]]
    if match["jiao"]:
        tenth = parse_number_zh(match["jiao"]) if match["jiao"] in ZH_NUMERAL else Decimal(match["jiao"])
        if tenth is None or tenth > 9:
            return None
        number += tenth / 10
    signs = sum(bool(match[g]) for g in ("pre", "sign", "minus"))
    if signs > 1:
        return None
    number = -number if signs else number
    return number.quantize(_CENT)


_AGE = re.compile(
    rf"(?:年龄|年齡|年纪)?[:：]?(?:大约|约|約)?(?P<n>[0-9]{{1,4}}(?:\.0{{1,4}})?|[{ZH_NUMERAL}]{{1,5}})(?:余|餘|多|来)?"
    r"(?:周岁|週歲|周歲|虚岁|岁半|岁|歲)?(?:左右|上下|许)?"
)


def parse_age(value: str) -> int | None:
    """Read an age in years: ``35``, ``35岁``, ``35.0``, ``约35岁``, ``三十五周岁``; None if it is none."""
    text = "".join(clean(value[: _LONGEST + 1]).split())
    match = _AGE.fullmatch(text)
    if match is None:
        return None
    raw = match["n"]
    number = Decimal(raw) if raw[0].isdigit() else parse_number_zh(raw)
    return int(number) if number is not None else None


_SEXES = {
    "男": "male",
    "m": "male",
    "male": "male",
    "男性": "male",
    "男的": "male",
    "男子": "male",
    "先生": "male",
    "1": "male",
}
_SEXES |= {"女": "female", "f": "female", "female": "female", "女性": "female", "女的": "female", "女子": "female"}
_SEXES |= {"女士": "female", "小姐": "female", "2": "female"}
_SEX_CODE = re.compile(r"[12][\-.、:： ]{0,2}(?=[男女])|(?:性别|性別)[:：]?")


def parse_sex(value: str) -> str | None:
    """Read a sex: 男, 女, M, F, the codes 1 and 2 of GB/T 2261.1, or both (1-男); None if it is none."""
    text = clean(value[: _LONGEST + 1]).casefold().removesuffix(".0")
    return _SEXES.get(_SEX_CODE.sub("", text, count=1))


_HALF = "上午|下午|傍晚|晚上|夜间|凌晨|清晨|中午|早上|早晨|晚|早|am|pm"
_CLOCK = (
    rf"(?P<half>{_HALF})? ?(?P<H>[0-9]{{1,2}})"
    r"(?:[:时時点點](?:(?P<half_hour>半)|(?P<M>[0-9]{1,2})(?:[:分](?P<S>[0-9]{1,2})?(?:\.[0-9]{1,9})?秒?)?)?)?"
    r"(?:许|許|左右)? ?(?P<pm>am|pm)?"
)
_DATE = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?:年|-|/|\.)(?P<m>[0-9]{1,2})(?:月|-|/|\.)(?P<d>[0-9]{1,2})[日号號]?"
    rf"(?: ?(?:星期|周|週)[一二三四五六日天])?(?:[ t,]{{0,3}}{_CLOCK})?(?:z|\+08:?00)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"
    r"(?:[ t]?(?P<H>[0-9]{2}):?(?P<M>[0-9]{2})(?::?(?P<S>[0-9]{2}))?)?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"(?P<m>[0-9]{{1,2}})(?:月|-|/)(?P<d>[0-9]{{1,2}})[日号號]?(?: ?{_CLOCK})?", re.IGNORECASE)
_US = re.compile(rf"(?P<m>[0-9]{{1,2}})/(?P<d>[0-9]{{1,2}})/(?P<y>(?:19|20)[0-9]{{2}})(?: {_CLOCK})?", re.IGNORECASE)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]{1,15})?")
# Day 0 of Excel's 1900 date system, its false 29 February 1900 included (ECMA-376 part 1, 18.17.4.1).
_EXCEL_EPOCH = datetime(1899, 12, 30)
# October 1954 to April 2064; other five-digit numbers are no dates of reports.
_SERIALS = (20_000, 60_000)
_ZH_DATE = re.compile(r"[〇零○一二三四五六七八九十廿]{1,4}(?=[年月日号號])")
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "夜间", "晚", "pm"})


def _hour(hour: int, half: str) -> int:
    if half in _AFTERNOON and 1 <= hour < 12:
        return hour + 12
    if half == "中午" and 1 <= hour <= 3:
        return hour + 12
    return 0 if hour == 12 and half in {"凌晨", "am"} else hour


def parse_date(value: str, default_year: int | None = None) -> datetime | None:
    """Read a date, with or without a time.

    Parameters
    ----------
    value : str
        ``2024-03-05``, ``2024/3/5 14:20``, ``2024年3月5日14时20分``, ``20240305``, ``2024.3.5``,
        ``二〇二四年三月五日``, ``3/5/2024``, an Excel serial number (``45356``); ``3月5日`` only with `default_year`.
    default_year : int, optional

    Returns
    -------
    datetime or None
        Without zone; midnight where no time is given; None if it is no date of the calendar.
    """
    text = " ".join(clean(value[: _LONGEST + 1]).split())
    if len(text) > _LONGEST:
        return None
    if "年" in text or "月" in text:
        text = _ZH_DATE.sub(lambda m: str(parse_number_zh(m[0])), text)
    if _SERIAL.fullmatch(text):
        serial = float(text)
        if _SERIALS[0] <= serial <= _SERIALS[1]:
            return _EXCEL_EPOCH + timedelta(seconds=round(serial * 86_400))
        return None
    match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text) or _US.fullmatch(text)
    if match is None and default_year is not None:
        match = _MONTH_DAY.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    year = int(parts.get("y") or default_year or 0)
    half = (parts.get("half") or parts.get("pm") or "").lower()
    hour, minute = _hour(int(parts.get("H") or 0), half), int(parts.get("M") or 0)
    if parts.get("half_hour"):
        minute = 30
    try:
        # 24:00 is how some systems write the end of a day.
        over = timedelta(days=1) if hour == 24 and not minute else timedelta(0)
        return (
            datetime(
                year, int(parts["m"]), int(parts["d"]), hour % 24 if over else hour, minute, int(parts.get("S") or 0)
            )
            + over
        )
    except (ValueError, OverflowError):
        return None
