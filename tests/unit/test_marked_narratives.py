"""The marked narratives keep the rules of their README, so that what is measured on them is measured on sound labels."""

import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fanzha import taxonomy

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
HALVES = ("dev", "dev2", "dev3", "dev4", "dev5", "dev6")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HOME / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


ALL = [row for name in HALVES for row in rows(name)]


def plain(text: str) -> str:
    return re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", text).translate(HAN_DIGITS).upper())


def passes_luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 * (d > 9) for d in doubled) % 10 == 0


def test_no_narrative_stands_twice() -> None:
    assert len({r["id"] for r in ALL}) == len(ALL)
    assert len({r["text"] for r in ALL}) == len(ALL)


@pytest.mark.parametrize("name", HALVES)
def test_each_half_has_every_type_and_kind(name: str) -> None:
    half = rows(name)
    assert {r["type"] for r in half} == set(taxonomy.load().codes)
    assert {kind for r in half for *_, kind in r["spans"]} == KINDS
    # texts with nothing to remove show what is removed wrongly
    assert sum(not r["spans"] for r in half) >= 0.15 * len(half)


@pytest.mark.parametrize("row", ALL, ids=lambda r: r["id"])
def test_labels_are_sound(row: dict[str, Any]) -> None:
    facts, spans = row["facts"], row["spans"]
    assert row["form"] in FORMS
    assert row["type"] in taxonomy.load().codes
    assert all(0 <= s < e <= len(row["text"]) and kind in KINDS for s, e, kind in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    if facts["paid_yuan"] is not None:
        back = (facts["returned_yuan"] or 0) + (facts["stopped_yuan"] or 0)
        assert facts["loss_yuan"] == pytest.approx(facts["paid_yuan"] - back, abs=0.001)
    if facts["stopped_yuan"]:
        assert facts["outcome"] == "recovered"
    if facts["outcome"] == "prevented":
        assert not facts["loss_yuan"]
    if facts["occurred_at"]:
        assert facts["occurred_at"].startswith(facts["occurred_on"])
    if row["reported_at"] and facts["last_paid_at"]:
        assert facts["last_paid_at"] <= row["reported_at"]
    named = [facts["occupation"], *facts["platforms"], *facts["banks"]]
    assert all(word in row["text"] for word in named if word)


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
