from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.facts.values import is_empty, parse_age, parse_amount, parse_date, parse_number_zh, parse_sex

AMOUNTS = {
    "3000": 3000, "3000元": 3000, "￥3,000": 3000, "¥3,000.50": "3000.50", "1.2万": 12000, "1.2萬元": 12000, "1万2": 12000,
    "三千五百元": 3500, "一万二": 12000, "两万五千块": 25000, "壹拾万元整": 100000, "一百零五": 105, "100余万元": 1000000, "3w": 30000,
    "5k": 5000, "约3千元": 3000, "人民币8000元": 8000, "１２３４": 1234, "-50": -50, "12,345,678": 12345678, "1亿": 100000000,
    "三十二万余元": 320000, "0": 0,
}  # fmt: skip


@pytest.mark.parametrize(("text", "yuan"), AMOUNTS.items())
def test_amounts(text: str, yuan: int | str) -> None:
    assert parse_amount(text) == Decimal(yuan)


@pytest.mark.parametrize("text", ["", "abc", "1,2", "十几万", "1.2.3", "=1+1", "12元5角6分7", "万", "--5"])
def test_no_amounts(text: str) -> None:
    assert parse_amount(text) is None


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_plain_amounts_round_trip(amount: Decimal) -> None:
    assert parse_amount(f"{amount:f}") == amount
    assert parse_amount(f"￥{amount:,.2f}元") == amount


_DIGITS = "零一二三四五六七八九"


def _write(n: int) -> str:
    """Write 0 < n < 10,000 the long way, as on a cheque."""
    out, zero = "", False
    for scale, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // scale % 10
        if digit:
            out += ("零" if zero and out else "") + _DIGITS[digit] + unit
            zero = False
        else:
            zero = True
    return out


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_chinese_numerals_round_trip(high: int, low: int) -> None:
    assert parse_number_zh(_write(high)) == high
    if low >= 1000 or low == 0:
        assert parse_number_zh(_write(high) + "万" + (_write(low) if low else "")) == high * 10_000 + low


@pytest.mark.parametrize(
    ("text", "age"), [("35", 35), ("35岁", 35), ("35.0", 35), ("三十五周岁", 35), ("８", 8), ("300", 300)]
)
def test_ages(text: str, age: int) -> None:
    assert parse_age(text) == age


@pytest.mark.parametrize("text", ["", "老", "35-40", "岁", "3x"])
def test_no_ages(text: str) -> None:
    assert parse_age(text) is None


def test_sexes() -> None:
    assert [parse_sex(s) for s in ("男", "女", "M", "f", "1", "2.0", "女士")] == [
        "male", "female", "male", "female", "male", "female", "female",
    ]  # fmt: skip
    assert parse_sex("未知") is None


DAY, MINUTE = datetime(2024, 3, 5), datetime(2024, 3, 5, 14, 20)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2024-03-05", DAY), ("2024/3/5", DAY), ("2024.3.5", DAY), ("20240305", DAY), ("2024年3月5日", DAY), ("45356", DAY),
        ("二〇二四年三月五日", DAY), ("2024-03-05 14:20:00", MINUTE), ("2024/3/5 14:20", MINUTE), ("2024年3月5日14时20分", MINUTE),
        ("2024年3月5日下午2时20分许", MINUTE), ("2024-03-05T14:20:00", MINUTE), ("202403051420", MINUTE), ("２０２４年３月５日", DAY),
    ],
)  # fmt: skip
def test_dates(text: str, when: datetime) -> None:
    assert parse_date(text) == when


@pytest.mark.parametrize("text", ["", "2024-13-01", "2024-02-30", "昨天", "3月5日", "12345", "2024", "20241399"])
def test_no_dates(text: str) -> None:
    assert parse_date(text) is None


def test_a_date_without_year_takes_the_given_one() -> None:
    assert parse_date("3月5日", 2024) == DAY


@given(st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1)))
def test_iso_round_trips(when: datetime) -> None:
    when = when.replace(microsecond=0)
    assert parse_date(when.isoformat(" ")) == when
    assert parse_date(f"{when.year}年{when.month}月{when.day}日{when.hour}时{when.minute}分") == when.replace(second=0)


@given(st.text(st.characters(), max_size=30))
def test_anything_may_be_asked(text: str) -> None:
    parse_amount(text)
    parse_age(text)
    parse_sex(text)
    parse_date(text, 2024)
    parse_number_zh(text)


def test_ways_to_say_nothing() -> None:
    assert all(is_empty(t) for t in ("", " ", "-", "不详", "无", "N/A", "／"))
    assert not is_empty("0")
