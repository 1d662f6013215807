"""Pure parsers of single values: amounts, ages, sexes, numerals, dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2, "兩": 2, "俩": 2, "壹": 1, "贰": 2, "貳": 2, "弍": 2, "叁": 3, "參": 3, "肆": 4, "伍": 5}
_DIGITS |= {"陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10_000, "萬": 10_000, "w": 10_000, "亿": 100_000_000, "億": 100_000_000}
ZH_NUMERAL = "".join([*_DIGITS, *_UNITS, "万萬亿億廿卅"])

# What spreadsheets write where there is nothing to write.
EMPTY = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "無", "不详", "不詳", "未知", "未填", "空", "暂无", "待查", "n/a", "na"})
EMPTY |= {"null", "none", "nan", "nil", "#n/a", "?", "？", "未统计", "不明", "保密", "未提供", "其他"} - {"其他"}


def clean(value: str) -> str:
    """Return the half-width form of a cell without outer white space."""
    return unicodedata.normalize("NFKC", value).strip()


def is_empty(value: str) -> bool:
    """Tell whether a cell says that there is nothing, in any of the usual ways."""
    return clean(value).casefold() in EMPTY


def parse_number_zh(text: str) -> Decimal | None:
    """Read a Chinese numeral.

    Parameters
    ----------
    text : str
        For example ``三千五百``, ``一万二``, ``两百零五``, ``二〇二四``, ``壹拾万``, up to 亿.

    Returns
    -------
    Decimal or None
        None if it is none.
    """
    text = text.strip().replace("廿", "二十").replace("卅", "三十")
    if not text or any(c not in ZH_NUMERAL for c in text):
        return None
    if all(c in _DIGITS for c in text):  # read digit by digit: 二〇二四
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = number = 0
    last = 1
    for c in text:
        if c in _DIGITS:
            number = number * 10 + _DIGITS[c] if number else _DIGITS[c]
            if _DIGITS[c] == 0:
                last = 1
        elif c in _UNITS:
            section += (number or 1) * _UNITS[c]
            last, number = _UNITS[c], 0
        else:
            scale = _BIG[c]
            total = (total + section + number) * scale if scale > 10_000 else total + (section + number) * scale
            section = number = 0
            last = scale
    # 一万二 is twelve thousand: a digit behind a unit counts tenths of it, unless a zero stands between.
    if number and last >= 100 and "零" not in text[-2:] and "〇" not in text[-2:]:
        number *= last // 10
    return Decimal(total + section + number)


_PLAIN = re.compile(r"(?P<n>[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,4})?|[0-9]{1,15}(?:\.[0-9]{1,6})?)")
_AMOUNT = re.compile(
    r"^[约約大概近共計计合为:：]{0,4}(?P<sign>-)?(?:人民币|人民幣|rmb|cny|￥|¥|\$)?(?P<minus>-)?"
    r"(?P<n>[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,4})?|[0-9]{1,15}(?:\.[0-9]{1,6})?)"
    r"(?P<unit>千万|千萬|百万|百萬|十万|十萬|万|萬|w|亿|億|千|k|百)?(?P<rest>[0-9]{1,4})?(?:余|餘|多|来|几|左右)?"
    r"(?:万|萬)?(?:元|圆|圓|块|塊|元整|块钱|塊錢|人民币|人民幣|rmb|cny|蚊)?(?:余|餘|多|左右|整|钱|錢)?$",
    re.IGNORECASE,
)
_UNIT = {"千万": 10**7, "千萬": 10**7, "百万": 10**6, "百萬": 10**6, "十万": 10**5, "十萬": 10**5, "万": 10**4, "萬": 10**4}
_UNIT |= {"w": 10**4, "亿": 10**8, "億": 10**8, "千": 1000, "k": 1000, "百": 100, "": 1}
_ZH_AMOUNT = re.compile(
    rf"^[约約大概近共計计合]{{0,4}}(?:人民币|人民幣)?(?P<n>[{ZH_NUMERAL}]{{1,16}})(?:余|餘|多|来)?(?P<big>万|萬)?"
    r"(?:元|圆|圓|块|塊|蚊)?(?:整|钱|錢|左右|人民币)?$"
)


def parse_amount(value: str) -> Decimal | None:
    """Read an amount of money in yuan.

    Parameters
    ----------
    value : str
        For example ``1.2万``, ``￥3,000``, ``3000元``, ``三千五百元``, ``1万2``, ``100余万元``, ``-50``.

    Returns
    -------
    Decimal or None
        To the cent; None if it is no amount. A negative one is returned as such.
    """
    text = clean(value).replace(" ", "").replace("，", ",")
    match = _AMOUNT.match(text)
    if match:
        try:
            number = Decimal(match["n"].replace(",", ""))
        except InvalidOperation:
            return None
        unit = (match["unit"] or "").lower()
        body = text[match.start("n") :]
        if not unit and re.search(r"[0-9](?:余|餘|多|来|几)(?:万|萬)", body):  # 100余万
            unit = "万"
        amount = number * _UNIT[unit]
        if match["rest"]:  # 1万2: tenths of the unit before; 3千500: as it stands
            rest = match["rest"]
            amount += Decimal(rest) * _UNIT[unit] / 10 if len(rest) == 1 else Decimal(rest)
        if match["sign"] or match["minus"]:
            amount = -amount
        return amount.quantize(Decimal("0.01"))
    match = _ZH_AMOUNT.match(text)
    if match:
        numeral = parse_number_zh(match["n"])
        if numeral is None:
            return None
        return (numeral * (10_000 if match["big"] else 1)).quantize(Decimal("0.01"))
    return None


def parse_age(value: str) -> int | None:
    """Read an age in years: ``35``, ``35岁``, ``35.0``, ``三十五周岁``; None if it is none."""
    text = clean(value).replace(" ", "")
    match = re.fullmatch(r"(?:年龄|年齡)?[:：]?([0-9]{1,4})(?:\.0{1,4})?(?:周?岁|週?歲|岁半)?", text)
    if match:
        return int(match[1])
    match = re.fullmatch(rf"([{ZH_NUMERAL}]{{1,5}})(?:周?岁|週?歲)", text)
    number = parse_number_zh(match[1]) if match else None
    return int(number) if number is not None else None


_SEXES = {"男": "male", "m": "male", "male": "male", "男性": "male", "先生": "male", "1": "male"}
_SEXES |= {"女": "female", "f": "female", "female": "female", "女性": "female", "女士": "female", "2": "female"}


def parse_sex(value: str) -> str | None:
    """Read a sex: 男, 女, M, F, or the codes 1 and 2 of GB/T 2261.1; None if it is none."""
    text = clean(value).casefold()
    return _SEXES.get(text.removesuffix(".0"))


_DATE = re.compile(
    r"^(?P<y>(?:19|20)[0-9]{2})(?:年|-|/|\.)(?P<m>[0-9]{1,2})(?:月|-|/|\.)(?P<d>[0-9]{1,2})日?号?"
    r"(?:[ tT,，]{0,3}(?P<half>上午|下午|晚上|晚|凌晨|中午|早上)?(?P<H>[0-9]{1,2})(?:[:：时時点點]"
    r"(?:(?P<M>[0-9]{1,2})(?:[:：分]?(?P<S>[0-9]{1,2})?(?:\.[0-9]{1,6})?秒?)?)?(?:许|許|左右)?)?)?(?:z|\+08:?00)?$",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"^(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:[ t]?(?P<H>[0-9]{2}):?(?P<M>[0-9]{2})(?::?(?P<S>[0-9]{2}))?)?$", re.I)  # fmt: skip  # noqa: E501
_MONTH_DAY = re.compile(
    r"^(?P<m>[0-9]{1,2})(?:月|-|/)(?P<d>[0-9]{1,2})[日号號]?(?:[ ]?(?P<H>[0-9]{1,2})[:：时時点點](?:(?P<M>[0-9]{1,2})分?)?)?$"
)
_US = re.compile(r"^(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>(?:19|20)[0-9]{2})(?: (?P<H>[0-9]{1,2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2}))?)?$")  # fmt: skip  # noqa: E501
_SERIAL = re.compile(r"^[0-9]{5}(?:\.[0-9]{1,12})?$")
# Day 0 of Excel's 1900 date system, its false 29 February 1900 included.
_EXCEL_EPOCH = datetime(1899, 12, 30)
_ZH_DATE = re.compile(r"[〇零○一二三四五六七八九十]{1,4}(?=[年月日号])")


def parse_date(value: str, default_year: int | None = None) -> datetime | None:
    """Read a date, with or without a time.

    Parameters
    ----------
    value : str
        ``2024-03-05``, ``2024/3/5 14:20``, ``2024年3月5日14时20分``, ``20240305``, ``2024.3.5``, ``二〇二四年三月五日``,
        an Excel serial number, or ``3月5日`` where ``default_year`` is given.
    default_year : int, optional

    Returns
    -------
    datetime or None
        Without zone; midnight where no time is given; None if it is no date of the calendar.
    """
    text = " ".join(clean(value).split())
    if "年" in text or "月" in text:
        text = _ZH_DATE.sub(lambda m: str(parse_number_zh(m[0])), text)
    if _SERIAL.match(text):
        serial = float(text)
        # From 1955 to 2064; other five-digit numbers are no dates of reports.
        if 20_000 <= serial <= 60_000:
            return _EXCEL_EPOCH + timedelta(seconds=round(serial * 86_400))
        return None
    match = _DATE.match(text) or _COMPACT.match(text) or _US.match(text)
    year = int(match["y"]) if match else default_year
    match = match or (_MONTH_DAY.match(text) if default_year else None)
    if match is None or year is None:
        return None
    parts = match.groupdict()
    hour = int(parts.get("H") or 0)
    if parts.get("half") in {"下午", "晚上", "晚"} and 1 <= hour < 12:
        hour += 12
    try:
        return datetime(
            year, int(parts["m"]), int(parts["d"]), hour, int(parts.get("M") or 0), int(parts.get("S") or 0)
        )
    except ValueError:
        # 24:00 is how some systems write the end of a day.
        if hour == 24 and not int(parts.get("M") or 0):
            try:
                return datetime(year, int(parts["m"]), int(parts["d"])) + timedelta(days=1)
            except ValueError:
                return None
        return None
