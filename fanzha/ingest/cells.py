"""Cells of case files as values of the schema, or the rule that they break."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from fanzha.facts.values import clean, is_empty, parse_age, parse_amount, parse_date, parse_sex
from fanzha.ingest.rows import ZONE, Cell, Uncomputed, as_text
from fanzha.schema import LIFE_STAGES, OUTCOMES

MAX_AGE = 120  # years
MAX_WORDS = 500  # characters of a cell other than the narrative
# Fraud by telephone and over the net is younger; an earlier year is a slip or an empty date of Excel (1900).
MIN_YEAR = 1990
CENT = Decimal("0.01")
MAX_YUAN = Decimal(10) ** 12  # what decimal128(14, 2) holds
_LONGEST_EMPTY = 10  # 不详, not available and the like are shorter
_ERRORS = frozenset({"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#SPILL!", "#CALC!"})
_TEXT_FORMULA = re.compile(r'="([^"]*)"')  # how exports keep leading zeros: ="0012"
_OWN_UNIT = re.compile(r"[元圆圓块塊万萬亿億千百wk]", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")
# The usual way to write a time, which needs no general parser.
_PLAIN_TIME = re.compile(
    r"((?:19|20)[0-9]{2})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?: ([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2}))?)?"
)
_MASKED_ONLY = re.compile(r"(?:\s|\[[^\[\]]{1,4}[0-9]{0,5}\]|[,，;；、/])*")
# GB/T 2261.1: 0 unknown, 9 not stated.
_NO_SEX = frozenset({"0", "9", "0.0", "9.0", "未说明", "未说明的性别", "未知的性别"})
_YES_NO = dict.fromkeys(("是", "有", "对", "y", "yes", "true", "1", "√"), True)
_YES_NO |= dict.fromkeys(("否", "无", "没有", "不是", "n", "no", "false", "0", "首次", "×"), False)
MAX_MINUTES = 2**31 - 1  # what int32 holds
_LISTED = re.compile(r"[、,，;；/|\n]+")
_OUTCOMES = {name: name for name in OUTCOMES}
_OUTCOMES |= dict.fromkeys(("未遂", "已劝阻", "劝阻成功", "未损失", "无损失", "未转账"), "prevented")
_OUTCOMES |= dict.fromkeys(
    (
        "已挽回",
        "部分挽回",
        "全部挽回",
        "已止付",
        "部分止付",
        "全部止付",
        "已追回",
        "部分追回",
        "全部追回",
        "已返还",
        "部分返还",
    ),
    "recovered",
)
_OUTCOMES |= dict.fromkeys(("未挽回", "未止付", "未追回", "已损失", "止付失败"), "lost")
_LIFE_STAGES = {name: name for name in LIFE_STAGES}
_LIFE_STAGES |= {
    "未成年": "minor",
    "未成年人": "minor",
    "成年": "adult",
    "成年人": "adult",
    "老年": "elderly",
    "老年人": "elderly",
}


class BadCellError(Exception):
    """A cell breaks a rule.

    Parameters
    ----------
    rule, remedy : str
        In Chinese, for the analyst.
    value : str, optional
        What to show instead of the cell itself.
    """

    def __init__(self, rule: str, remedy: str, value: str | None = None) -> None:
        super().__init__(rule)
        self.rule, self.remedy, self.value = rule, remedy, value


def readable(cell: Cell, *, formulas: bool) -> Cell:
    """Return a cell that can be read, ``="0012"`` as 0012.

    Parameters
    ----------
    cell : Cell
    formulas : bool
        Whether a string that begins with ``=`` is a formula, as in CSV.

    Raises
    ------
    BadCellError
        If it is a formula without a result or with an error, or holds NUL or half a surrogate pair.
    """
    if isinstance(cell, Uncomputed):
        raise BadCellError("公式须有计算结果", "在 Excel 中打开并保存一次，或把该格粘贴为数值")
    if not isinstance(cell, str):
        return cell
    if cell[:1] == "=" and formulas:
        literal = _TEXT_FORMULA.fullmatch(cell.strip())
        if literal is None:
            raise BadCellError("公式须有计算结果", "在 Excel 中打开并保存一次，或把该格粘贴为数值")
        return literal[1]
    if cell[:1] == "#" and cell in _ERRORS:
        raise BadCellError("公式结果不得为错误值", "更正公式，或把该格改为数值")
    if _UNPRINTABLE.search(cell):
        raise BadCellError("单元格不得含有空字符或残缺的编码", "重新导出，或手工重录该格")
    return cell


def narrative(cell: Cell, max_chars: int) -> str:
    """Return the narrative.

    Raises
    ------
    BadCellError
        If there is none, or it is longer than `max_chars`.
    """
    text = as_text(cell)
    if len(text) > max_chars:
        raise BadCellError(f"案情不得超过{max_chars}字", "核对该格是否粘贴有误，删减后再导入", f"共{len(text)}字")
    text = text.strip()
    if not (text[:1].isalnum() or any(c.isalnum() for c in text)) or (len(text) <= _LONGEST_EMPTY and is_empty(text)):
        raise BadCellError("案情不得为空", "补录案情后再导入")
    return text


def words(cell: Cell) -> str | None:
    """Return a short text such as an occupation; None if the cell says that there is nothing."""
    text = as_text(cell)
    if len(text) > MAX_WORDS:
        raise BadCellError(f"该列不得超过{MAX_WORDS}字", "核对该格是否粘贴有误，删减后再导入", f"共{len(text)}字")
    text = " ".join(text.split())
    return None if len(text) <= _LONGEST_EMPTY and is_empty(text) else text


def only_masked(text: str) -> bool:
    """Tell whether nothing but placeholders is left of a text."""
    return _MASKED_ONLY.fullmatch(text) is not None


def age(cell: Cell) -> int | None:
    """Return an age in years; None if the cell says that there is nothing."""
    text = _short(cell)
    if is_empty(text):
        return None
    found = parse_age(text)
    if found is None:
        if (number := _number(text)) is None or number >= 0:
            raise BadCellError("年龄须为整数岁", "改为数字（如 35），不详则留空")
        found = -1
    if not 0 <= found <= MAX_AGE:
        raise BadCellError(f"年龄须在 0 至 {MAX_AGE} 岁之间", "核对年龄，不详则留空")
    return found


def sex(cell: Cell) -> str | None:
    """Return "female" or "male"; None if the cell says that it is unknown."""
    text = _short(cell)
    if is_empty(text) or text in _NO_SEX:
        return None
    found = parse_sex(text)
    if found is None:
        raise BadCellError("性别须为男或女", "改为男或女（亦可 M/F、1/2），不详则留空")
    return found


def amount(cell: Cell, factor: Decimal | None, name: str = "损失金额") -> Decimal | None:
    """Return an amount in yuan, to the cent.

    Parameters
    ----------
    cell : Cell
    factor : Decimal or None
        Unit of the column in yuan; for amounts that state none themselves.
    name : str
        What the amount is called where a rule about it is told.
    """
    text = _short(cell)
    if is_empty(text):
        return None
    number = _number(text)
    found = number if number is not None else parse_amount(text)
    if found is None:
        raise BadCellError(f"{name}须为金额", "改为数字（单位元），不详则留空")
    if factor is not None and not _OWN_UNIT.search(text):
        found *= factor
    if found < 0:
        raise BadCellError(f"{name}不得为负", "核对金额，追回款请另列")
    if found >= MAX_YUAN:
        raise BadCellError(f"{name}须小于一万亿元", "核对金额与单位")
    return found.quantize(CENT)


def yes_no(cell: Cell) -> bool | None:
    """Return an answer to a question that is its header; None if the cell says that it is unknown."""
    text = _short(cell).casefold()
    if text in _YES_NO:
        return _YES_NO[text]
    if is_empty(text):
        return None
    raise BadCellError("该列须为是或否", "改为是或否，不详则留空")


def minutes(cell: Cell) -> int | None:
    """Return a number of minutes."""
    text = _short(cell)
    if is_empty(text):
        return None
    number = _number(text.removesuffix("钟").removesuffix("分"))
    if number is None or number != int(number):
        raise BadCellError("间隔须为整数分钟", "改为数字（单位分钟），不详则留空")
    if not 0 <= number <= MAX_MINUTES:
        raise BadCellError(f"间隔须在 0 至 {MAX_MINUTES} 分钟之间", "核对间隔，不详则留空")
    return int(number)


def names(cell: Cell) -> list[str]:
    """Return the names that a cell lists."""
    listed = words(cell)
    return [name for part in _LISTED.split(listed or "") if (name := words(part)) is not None]


def outcome(cell: Cell) -> str | None:
    """Return what became of the money, of `fanzha.schema.OUTCOMES`; None for any other word."""
    return _OUTCOMES.get(_short(cell).casefold())


def life_stage(cell: Cell) -> str | None:
    """Return one of `fanzha.schema.LIFE_STAGES`; None for any other word, such as a band of years."""
    return _LIFE_STAGES.get(_short(cell).casefold())


def moment(cell: Cell, latest: datetime, reported: datetime | None = None) -> datetime | None:
    """Return a local date and time without zone.

    Parameters
    ----------
    cell : Cell
        A date cell, a serial number, or one of the usual ways to write a date.
    latest : datetime
        Later ones lie in the future.
    reported : datetime, optional
        A date without a year is the last such day before it.
    """
    found: datetime | None
    if isinstance(cell, str) and (plain := _PLAIN_TIME.fullmatch(cell)):
        try:
            year, month, day, hour, minute, second = map(int, plain.groups("0"))
            found = datetime(year, month, day, hour, minute, second)
        except ValueError:  # 24:00, or no day of the calendar
            found = parse_date(cell)
    elif isinstance(cell, datetime):
        found = _local(cell)
    elif isinstance(cell, date):
        found = datetime(cell.year, cell.month, cell.day)
    elif isinstance(cell, time | timedelta):
        raise BadCellError("时间须含年月日", "改为如 2024-03-05 14:20")
    else:
        text = _short(cell)
        if is_empty(text):
            return None
        found = _dated(text) or _last(text, reported)
    if found is None:
        raise BadCellError("日期须能识别", "改为如 2024-03-05 14:20，不详则留空")
    if found > latest:
        raise BadCellError("日期不得在将来", "核对年份和月日")
    if found.year < MIN_YEAR:
        raise BadCellError(f"日期不得早于{MIN_YEAR}年", "核对年份")
    return found.replace(microsecond=0) if found.microsecond else found


@lru_cache(maxsize=8192)
def _dated(text: str) -> datetime | None:
    """Read a date with its year; days come again."""
    return _iso(text) or parse_date(text)


def _last(text: str, reported: datetime | None) -> datetime | None:
    if reported is None:
        return None
    found = parse_date(text, reported.year)
    if found is None or found.date() <= reported.date():
        return found
    return parse_date(text, reported.year - 1)


def _short(cell: Cell) -> str:
    text = clean(as_text(cell)[: MAX_WORDS + 1])
    if len(text) > MAX_WORDS:
        raise BadCellError(f"该列不得超过{MAX_WORDS}字", "核对该格是否粘贴有误，删减后再导入")
    return text


def _number(text: str) -> Decimal | None:
    """Read a number as programs write it, 1e5 included."""
    if len(text) > 40 or "_" in text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and math.fabs(number.adjusted()) < 40 else None


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(ZONE).replace(tzinfo=None)


def _iso(text: str) -> datetime | None:
    """Read an ISO 8601 date and time with a zone; those without one are left to the general parser."""
    if "t" not in text.casefold() and "+" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _local(found) if found.tzinfo is not None else None
