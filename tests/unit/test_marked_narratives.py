"""The marked narratives keep the rules of their README, so that what is measured on them is measured on sound labels."""

import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fanzha import taxonomy
from fanzha.facts.money import find_money
from fanzha.facts.reading import readable

HOME = Path(__file__).parents[1] / "data" / "narratives"
KINDS = {"姓名", "地址", "手机", "座机", "身份证", "银行卡", "账号", "微信", "QQ", "邮箱", "网址", "车牌"}
FORMS = {
    "police_brief",
    "victim_statement",
    "call_note",
    "summary_line",
    "bank_memo",
    "community_note",
    "interview",
    "form",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HAN_DIGITS = str.maketrans("零〇洞一幺么二两三四五六七拐八九勾", "00011122345677899")
# prefixes of no subscriber's mobile number, anything with four zeros, and the block that Ofcom keeps for fiction
NOBODYS_MOBILE = re.compile(r"(?:0086|86)?1(?:40|41|44|54)\d{8}|\d*0000\d*|\d*7700900\d{3}")
FILES = sorted(path.stem for path in HOME.glob("*.jsonl"))
AMOUNTS = set("PTLBSAREFO")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HOME / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


ALL = [row for name in FILES for row in rows(name)]


def plain(text: str) -> str:
    return re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", text).translate(HAN_DIGITS).upper())


def passes_luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 * (d > 9) for d in doubled) % 10 == 0


def test_no_narrative_stands_twice() -> None:
    assert len({r["id"] for r in ALL}) == len(ALL)
    assert len({r["text"] for r in ALL}) == len(ALL)


@pytest.mark.parametrize("name", FILES)
def test_each_file_has_every_type(name: str) -> None:
    half = rows(name)
    assert {r["type"] for r in half} == set(taxonomy.load().codes)
    # texts with nothing to remove show what is removed wrongly
    assert sum(not r["spans"] for r in half) >= 0.15 * len(half)


def test_every_kind_is_marked_often() -> None:
    counts = Counter(kind for r in ALL for *_, kind in r["spans"])
    assert set(counts) == KINDS
    assert min(counts.values()) >= 50


@pytest.mark.parametrize("name", FILES)
def test_labels_are_sound(name: str) -> None:
    for row in rows(name):
        sound(row)


def sound(row: dict[str, Any]) -> None:
    facts, spans, told = row["facts"], row["spans"], row["id"]
    assert row["form"] in FORMS, told
    assert row["type"] in taxonomy.load().codes, told
    assert all(0 <= s < e <= len(row["text"]) and kind in KINDS for s, e, kind in spans), told
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), told
    if facts["paid_yuan"] is not None:
        back = (facts["returned_yuan"] or 0) + (facts["stopped_yuan"] or 0)
        assert facts["loss_yuan"] == pytest.approx(facts["paid_yuan"] - back, abs=0.001), told
    if facts["stopped_yuan"]:
        assert facts["outcome"] == "recovered", told
    if facts["outcome"] == "prevented":
        assert not facts["loss_yuan"], told
    if facts["occurred_at"]:
        assert facts["occurred_at"].startswith(facts["occurred_on"]), told
    if row["reported_at"] and facts["last_paid_at"]:
        assert facts["last_paid_at"] <= row["reported_at"], told
    named = [facts["occupation"], *facts["platforms"], *facts["banks"]]
    assert all(word in row["text"] for word in named if word), told
    amounts = row.get("amounts") or []
    assert all(0 <= s < e <= len(row["text"]) and role in AMOUNTS and n > 0 for s, e, role, n in amounts), told
    assert all(a[1] <= b[0] for a, b in pairwise(amounts)), told


@pytest.mark.parametrize("name", FILES)
def test_amounts_come_to_the_sums(name: str) -> None:
    """Payments add up to what was paid, or a sum tells it; where a part has no amount of its own, they cannot."""
    agree = stated = 0
    for row in rows(name):
        paid = row["facts"]["paid_yuan"]
        if not paid or not row.get("amounts"):
            continue
        values = [(_yuan(row["text"][s:e]), role, n) for s, e, role, n in row["amounts"]]
        stated += 1
        parts = sum(value * n for value, role, n in values if role == "P")
        agree += abs(parts - paid) < 1 or any(role == "T" and abs(value - paid) < 1 for value, role, _ in values)
    assert agree >= 0.8 * stated


def _yuan(words: str) -> float:
    told = words if re.search("[元块钱万千百￥¥]", words) else words + "元"
    return next((float(money.yuan) for money in find_money(readable(told))), 0.0)


def test_no_identifier_can_be_anybodys() -> None:
    for row in ALL:
        for start, end, kind in row["spans"]:
            text = row["text"][start:end]
            digits = plain(text)
            if kind == "身份证" and len(digits) == 18:
                check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=False)) % 11]
                assert digits[17] != check, row["id"]
            elif kind == "手机":
                assert NOBODYS_MOBILE.fullmatch(digits), row["id"]
            elif kind == "银行卡":
                assert not passes_luhn(digits), row["id"]
            elif kind in {"邮箱", "网址"}:
                assert re.search(r"example|invalid|test", text.lower()), row["id"]
